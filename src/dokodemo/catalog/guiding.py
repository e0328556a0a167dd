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


class LifeEvent(Model):
    """What happened in somebody's life, as a row to tap. ``words``: what people call it."""

    id: Name
    titles: Text
    note: Text
    words: list[Everyday] = []


class Deadline(Model):
    """Counted from the answer to a date question. ``first_day``: the day itself counts (戸籍法43条); otherwise the next
    is the first (民法140条). An end on a closed day moves to the next open one unless ``closed_day`` is false."""

    after: Name
    count: int = Item(ge=1, le=120)
    unit: Literal["days", "months", "years"] = "days"
    first_day: bool = False
    closed_day: bool = True
    basis: Text


class Reason(Model):
    """While ``cel`` holds, the procedure is needed, and ``text`` says why to the person who answered."""

    cel: Cel
    text: Text
    deadline: Deadline | None = None


class Proposal(Model):
    """When the guide proposes a procedure. The first reason that holds is told; ``order``: what is done first has the
    smaller number; ``words``: what people call it when they look for it."""

    order: int = Item(ge=1, le=999)
    reasons: list[Reason] = Item(min_length=1)
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
