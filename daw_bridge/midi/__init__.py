"""Speak MIDI: emotion controllers, time code, machine control, ports and files."""
