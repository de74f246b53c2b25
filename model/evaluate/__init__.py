"""Measure the voice: `python -m model.evaluate`."""
