"""What visitors of the guide say of it, and where they give up: for who keeps the guide."""
