"""Talk with Ableton Live: read its saved sets."""
