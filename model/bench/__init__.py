"""Time an engine stage by stage, beside what this machine could do at best."""
