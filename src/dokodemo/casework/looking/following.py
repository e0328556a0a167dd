"""A reorganisation reaches this room: what nobody has answered yet is answered by the chief of the section that took over."""

from collections.abc import Collection, Mapping

from django.db import transaction

from dokodemo.casework.looking.models import UNANSWERED, Alarm
from dokodemo.catalog.succession import Move


class Alarms:
    """The follower of this room. An alarm is about a member and no procedure: it goes with the whole section only."""

    def at(self, sections: Collection[str]) -> frozenset[str]:
        """As any follower says it."""
        rows = Alarm.objects.filter(section__in=sections, state__in=UNANSWERED)
        return frozenset(rows.values_list("section", flat=True).distinct())

    def follow(self, move: Move, most: int) -> Mapping[str, int]:
        """Counted: ``alarms``."""
        if move.procedure:
            return {}
        with transaction.atomic():
            found = Alarm.objects.select_for_update().filter(section=move.old, state__in=UNANSWERED)
            ids = list(found.order_by("pk").values_list("pk", flat=True)[:most])
            Alarm.objects.filter(pk__in=ids).update(section=move.new)
            return {"alarms": len(ids)} if ids else {}
