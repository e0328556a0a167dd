"""A reorganisation reaches this room: what is being typed goes with its procedure to the section that took over."""

from collections.abc import Collection, Mapping

from django.db import transaction

from dokodemo.casework.reception.models import Reception
from dokodemo.casework.succession import give, standing
from dokodemo.catalog.succession import Move


class Receptions:
    """The follower of this room."""

    def at(self, sections: Collection[str]) -> frozenset[str]:
        """As any follower says it."""
        return standing(Reception.objects.all(), sections)

    def follow(self, move: Move, most: int) -> Mapping[str, int]:
        """Counted: ``receptions``."""
        with transaction.atomic():
            done = give(Reception.objects.all(), move, most)
            return {"receptions": done} if done else {}
