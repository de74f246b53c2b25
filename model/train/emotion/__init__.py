"""Distil text-to-emotion from labelled words, stage directions and lines."""
