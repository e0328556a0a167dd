"""A reorganisation reaches this room: what it keeps goes to the section that took over."""

from collections.abc import Collection, Mapping

from django.db import transaction

from dokodemo.casework.portal.models import Intake
from dokodemo.casework.succession import give, standing
from dokodemo.catalog.succession import Move


class Intakes:
    """The follower of this room."""

    def at(self, sections: Collection[str]) -> frozenset[str]:
        """As any follower says it."""
        return standing(Intake.objects.all(), sections)

    def follow(self, move: Move, most: int) -> Mapping[str, int]:
        """Counted: ``intakes``."""
        with transaction.atomic():
            done = give(Intake.objects.all(), move, most)
            return {"intakes": done} if done else {}
