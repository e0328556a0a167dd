"""Versions of the catalog: one person proposes, another publishes, and everybody sees how far a version is."""
