"""Nothing is lost: processes are killed while residents send, and every receipt is exactly one case."""
