"""A reorganisation reaches this room: what it keeps goes to the section that took over."""

from collections.abc import Collection, Mapping

from django.db import transaction

from dokodemo.casework.transfer.models import Entry
from dokodemo.catalog.succession import Move


class Entries:
    """The follower of this room."""

    def at(self, sections: Collection[str]) -> frozenset[str]:
        """As any follower says it."""
        rows = Entry.objects.filter(section__in=sections)
        return frozenset(rows.values_list("section", flat=True).distinct())

    def follow(self, move: Move, most: int) -> Mapping[str, int]:
        """Counted: ``entries``."""
        with transaction.atomic():
            found = Entry.objects.select_for_update().filter(section=move.old)
            if move.procedure:
                found = found.filter(procedure=move.procedure)
            ids = list(found.order_by("pk").values_list("pk", flat=True)[:most])
            Entry.objects.filter(pk__in=ids).update(section=move.new)
            return {"entries": len(ids)} if ids else {}
