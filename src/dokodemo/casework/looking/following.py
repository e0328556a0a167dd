"""A reorganisation reaches this room: what nobody has answered yet is answered by the chief of the section that took over."""

from collections.abc import Collection, Mapping

from django.db import transaction
from django.db.models import QuerySet

from dokodemo.casework.looking.models import UNANSWERED, Alarm
from dokodemo.casework.succession import give, standing
from dokodemo.catalog.succession import Move


class Alarms:
    """The follower of this room. An alarm is about a member and no procedure: it goes with the whole section only."""

    def at(self, sections: Collection[str]) -> frozenset[str]:
        """As any follower says it."""
        return standing(_unanswered(), sections)

    def follow(self, move: Move, most: int) -> Mapping[str, int]:
        """Counted: ``alarms``."""
        if move.procedure:
            return {}
        with transaction.atomic():
            done = give(_unanswered(), move, most)
            return {"alarms": done} if done else {}


def _unanswered() -> QuerySet[Alarm]:
    return Alarm.objects.filter(state__in=UNANSWERED)
