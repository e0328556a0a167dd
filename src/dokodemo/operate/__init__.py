"""Installing, starting and looking after a house: the only package that may import every other."""
