"""The ledger of the child allowance (児童手当), and the rule that says how much it is and from when."""

#: What the procedures that this room decides declare as their ``effect``.
EFFECT = "child_allowance.grant"
