"""The door between the zones: the only way anything crosses (docs/house.md, decisions 8 to 10)."""
