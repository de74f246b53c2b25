"""Talk with REAPER: read its saved projects, and put takes into a new one."""
