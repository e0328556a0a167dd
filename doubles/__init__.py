"""Doubles of the systems outside the city: separate processes for development and tests, never for production."""
