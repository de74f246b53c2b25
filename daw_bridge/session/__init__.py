"""Remember what the user has done: edits, choices, queue; every step can be undone."""
