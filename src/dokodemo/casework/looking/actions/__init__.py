"""Every write of this room."""

from dokodemo.casework.looking.actions.answering import answer
from dokodemo.casework.looking.actions.judging import forget_hours, judge
from dokodemo.casework.looking.actions.lists import (
    add_notable,
    end_notable,
    forget_own_number,
    give_own_number,
)
from dokodemo.casework.looking.actions.telling import read_told, tell

__all__ = [
    "add_notable", "answer", "end_notable", "forget_hours", "forget_own_number", "give_own_number", "judge", "read_told", "tell",
]  # fmt: skip
