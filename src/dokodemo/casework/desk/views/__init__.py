"""Thin: ask queries, call actions, render."""
