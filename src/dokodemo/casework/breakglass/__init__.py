"""Administrators see no case. When one has to, another person grants a look at one section's cases, for hours and for a
reason; nothing can be changed by it, and every request of it is recorded with that reason."""
