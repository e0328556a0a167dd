"""The city's people (住民): who they are, where they live, with whom. The public functions are in ``queries``; the
register proper comes later behind the same functions."""
