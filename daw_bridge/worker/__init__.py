"""Render in a process of its own, so that loading, crashing and stopping disturb nobody."""
