"""Who works in this zone: members, their credentials, their sessions (decision 12)."""
