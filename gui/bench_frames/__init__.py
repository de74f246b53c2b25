"""Measure how evenly the window is painted while a large project is scrolled and zoomed."""
