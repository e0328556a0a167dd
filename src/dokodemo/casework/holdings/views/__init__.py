"""Thin: what is asked, what is answered."""
