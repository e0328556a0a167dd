"""Who may act for whom before the city: parents, guardians, and whom somebody has asked (民法 99条, 824条, 859条)."""

#: What the procedures that this room decides declare as their ``effect``.
GRANT = "mandates.grant"
REVOKE = "mandates.revoke"
