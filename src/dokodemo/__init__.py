"""Dokodemo: one digital city hall across three separated networks."""

__version__ = "0.1.0"
