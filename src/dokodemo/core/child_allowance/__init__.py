"""The ledger of the child allowance (児童手当), and the rule that says how much it is and from when."""
