"""Headless commands; they import neither Qt nor PortAudio."""
