"""What the zones of the staff have in common: who works there, their cases, the desk, the documents."""
