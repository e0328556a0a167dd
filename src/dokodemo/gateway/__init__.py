"""The door between the zones: the only way anything crosses (ARCHITECTURE §1, decisions 8 to 10)."""
