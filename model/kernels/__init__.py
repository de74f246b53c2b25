"""Compute in C where torch goes through memory more often than it needs to."""
