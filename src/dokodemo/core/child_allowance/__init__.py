"""The ledger of the child allowance (児童手当), and the rule that says how much it is and from when."""

#: What the procedures that this room decides declare as their ``effect``.
GRANT, REVISE, END, NOTE = EFFECTS = (
    "child_allowance.grant",
    "child_allowance.revise",
    "child_allowance.end",
    "child_allowance.note",
)
