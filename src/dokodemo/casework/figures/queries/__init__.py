"""Every read of the figures, limited to whose they are."""
