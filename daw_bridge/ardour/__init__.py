"""Talk with Ardour: read its saved sessions, and put takes into a new one."""
