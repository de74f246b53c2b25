"""Train the scratch voice: `python -m model.train`."""
