"""Nobody gets in: every address of every zone × every role, over HTTP against the running house."""
