"""What a city declares for its guide (手続きガイド): life events, questions, and when a procedure is proposed.

A life event is a yes or no to every condition, under its id. Questions are asked in the order in which they stand, each
only while its ``when`` holds; what is not asked has the neutral value of its type.
"""

from typing import Annotated, Literal

from pydantic import Field as Item
from pydantic import StringConstraints

from dokodemo.catalog.terms import Cel, Field, Model, Name, Text

#: One word or a few, as people say it.
Everyday = Annotated[str, StringConstraints(min_length=2, max_length=30, strip_whitespace=True)]
#: Month-day; 29 February comes every fourth year and is none.
DayOfYear = Annotated[
    str,
    StringConstraints(
        pattern=r"^(0[13578]|1[02])-(0[1-9]|[12]\d|3[01])$|^(0[469]|11)-(0[1-9]|[12]\d|30)$|^02-(0[1-9]|1\d|2[0-8])$"
    ),
]


class LifeEvent(Model):
    """What happened in somebody's life, as a row to tap. ``words``: what people call it."""

    id: Name
    titles: Text
    note: Text
    words: list[Everyday] = []


class Term(Model):
    """What every last day has. One on a closed day moves to the next open one unless ``closed_day`` is false.
    ``opens_before``: it can be done from so many days before the last day, not earlier."""

    closed_day: bool = True
    opens_before: int | None = Item(default=None, ge=1, le=366)
    basis: Text


class Deadline(Term):
    """Counted from the answer to a date question. ``first_day``: the day itself counts (戸籍法43条); otherwise the next
    is the first (民法140条). A ``count`` of days below 0 ends before that day, and never moves. ``day``: months and years
    end on the day of this number in the month that they reach (31: on its last)."""

    after: Name
    count: int = Item(ge=-30, le=120)
    unit: Literal["days", "months", "years"] = "days"
    first_day: bool = False
    day: int | None = Item(default=None, ge=1, le=31)


class Yearly(Term):
    """The next of fixed days of the year (month-day: 06-30), from the day on which the guide is asked."""

    on: list[DayOfYear] = Item(min_length=1)


class Reason(Model):
    """While ``cel`` holds, the procedure is needed, and ``text`` says why to the person who answered. Until when: one of
    ``deadline`` and ``yearly``, or neither."""

    cel: Cel
    text: Text
    deadline: Deadline | None = None
    yearly: Yearly | None = None


class Proposal(Model):
    """When the guide proposes a procedure. The first reason that holds is told; ``order``: what is done first has the
    smaller number; ``words``: what people call it when they look for it. ``undated``: why there is no last day for the
    reasons that name none."""

    order: int = Item(ge=1, le=999)
    reasons: list[Reason] = Item(min_length=1)
    undated: Text | None = None
    words: list[Everyday] = []


class Guide(Model):
    """The questions of the guide. A question is a boolean, a choice or a date; its ``help`` says why it is asked."""

    events: list[LifeEvent] = Item(min_length=1)
    questions: list[Field] = Item(min_length=1)

    @property
    def event_ids(self) -> frozenset[str]:
        return frozenset(event.id for event in self.events)

    def event(self, event_id: str) -> LifeEvent | None:
        """The event with this id, or None."""
        return next((event for event in self.events if event.id == event_id), None)

    def question(self, question_id: str) -> Field | None:
        """The question with this id, or None."""
        return next((each for each in self.questions if each.id == question_id), None)
