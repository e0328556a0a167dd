"""The desk: what staff see and press. Thin pages over ``casework.cases``."""
