"""Talk with REAPER: read its saved projects, put takes into a new one, and be there as it runs."""
