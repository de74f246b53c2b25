"""Talk with Ableton Live: follow it while it runs, place takes in it, read its saved sets."""
