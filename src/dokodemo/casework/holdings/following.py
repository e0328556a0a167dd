"""A reorganisation reaches this room: what was destroyed, and what is held back, is known where its cases would be now."""

from collections.abc import Collection, Mapping

from django.db import models, transaction

from dokodemo.base import config
from dokodemo.base.actor import system
from dokodemo.casework.holdings.actions.proposing import dropped
from dokodemo.casework.holdings.models import DONE, GONE, PROPOSED, Hold, Item, Run
from dokodemo.casework.succession import give, standing
from dokodemo.catalog.succession import Move


class Records:
    """The follower of what is kept for each case: the holds, and the records of disposal."""

    def at(self, sections: Collection[str]) -> frozenset[str]:
        """As any follower says it, in two queries."""
        return standing(Hold.objects.all(), sections) | standing(_gone(), sections)

    def follow(self, move: Move, most: int) -> Mapping[str, int]:
        """Counted: ``holds``, ``disposed``."""
        with transaction.atomic():
            done = {"holds": give(Hold.objects.all(), move, most), "disposed": give(_gone(), move, most)}
            return {word: n for word, n in done.items() if n}


class Runs:
    """The follower of the runs. One that is proposed is dropped: its list speaks of cases that are elsewhere now; one that is
    confirmed ends by itself, its cases stay as changed, and it follows with the others that are done."""

    def at(self, sections: Collection[str]) -> frozenset[str]:
        """As any follower says it."""
        return standing(Run.objects.filter(state__in=[PROPOSED, DONE]), sections)

    def follow(self, move: Move, most: int) -> Mapping[str, int]:
        """Counted: ``proposals`` that were dropped; ``runs`` that are done, where the whole section goes."""
        with transaction.atomic():
            done = {"proposals": 0, "runs": 0}
            for run in Run.objects.select_for_update().filter(section=move.old, state=PROPOSED):
                dropped(system(config.load().zone, "reorganisation"), run)
                done["proposals"] += 1
            if not move.procedure:
                done["runs"] = give(Run.objects.filter(state=DONE), move, most)
            return {word: n for word, n in done.items() if n}


def _gone() -> models.QuerySet[Item]:
    return Item.objects.filter(state=GONE)
