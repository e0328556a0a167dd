"""What was decided and has to be entered by a person into a system or book that is not ours (反映待ち → 反映済)."""

#: What a procedure declares as its ``effect`` when no ledger of ours takes its decisions.
EFFECT = "transfer.enter"
