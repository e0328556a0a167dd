"""A reorganisation reaches this room: what it keeps goes to the section that took over."""

from collections.abc import Collection, Mapping

from django.db import transaction

from dokodemo.casework.succession import give, standing
from dokodemo.casework.transfer.models import Entry
from dokodemo.catalog.succession import Move


class Entries:
    """The follower of this room."""

    def at(self, sections: Collection[str]) -> frozenset[str]:
        """As any follower says it."""
        return standing(Entry.objects.all(), sections)

    def follow(self, move: Move, most: int) -> Mapping[str, int]:
        """Counted: ``entries``."""
        with transaction.atomic():
            done = give(Entry.objects.all(), move, most)
            return {"entries": done} if done else {}
