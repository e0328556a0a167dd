"""Filling in, sending, and what the resident keeps of it."""
