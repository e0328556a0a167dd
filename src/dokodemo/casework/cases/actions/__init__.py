"""Every write of this room: one verb a function, its right checked inside, one transaction."""

from dokodemo.casework.cases.actions.approving import agree, look_later
from dokodemo.casework.cases.actions.asking import ask
from dokodemo.casework.cases.actions.contacts import keep_promise, log_contact
from dokodemo.casework.cases.actions.deciding import assess, decide, propose, rule_of, send_back
from dokodemo.casework.cases.actions.examine import correct, link, look_at_number, record_fee, take
from dokodemo.casework.cases.actions.notes import (
    read_every_mention,
    read_mentions,
    take_back_note,
    write_note,
)
from dokodemo.casework.cases.actions.posting import bring_back, mark, send_again, track
from dokodemo.casework.cases.actions.presence import note as note_presence
from dokodemo.casework.cases.actions.reopening import reopen
from dokodemo.casework.cases.actions.withdrawing import withdraw
from dokodemo.casework.cases.actions.writing import write_letter

__all__ = [
    "agree", "ask", "assess", "bring_back", "correct", "decide", "keep_promise", "link", "log_contact", "look_at_number", "look_later", "mark", "note_presence",
    "propose", "read_every_mention", "read_mentions", "record_fee", "reopen", "rule_of", "send_again", "send_back", "take", "take_back_note", "track",
    "withdraw", "write_letter", "write_note",
]  # fmt: skip
