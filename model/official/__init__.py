"""Take over official checkpoints; only here are their names, files and layouts known."""
