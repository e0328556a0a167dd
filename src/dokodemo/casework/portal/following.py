"""A reorganisation reaches this room: what it keeps goes to the section that took over."""

from collections.abc import Collection, Mapping

from django.db import transaction

from dokodemo.casework.portal.models import Intake
from dokodemo.catalog.succession import Move


class Intakes:
    """The follower of this room."""

    def at(self, sections: Collection[str]) -> frozenset[str]:
        """As any follower says it."""
        rows = Intake.objects.filter(section__in=sections)
        return frozenset(rows.values_list("section", flat=True).distinct())

    def follow(self, move: Move, most: int) -> Mapping[str, int]:
        """Counted: ``intakes``."""
        with transaction.atomic():
            found = Intake.objects.select_for_update().filter(section=move.old)
            if move.procedure:
                found = found.filter(procedure=move.procedure)
            ids = list(found.order_by("pk").values_list("pk", flat=True)[:most])
            Intake.objects.filter(pk__in=ids).update(section=move.new)
            return {"intakes": len(ids)} if ids else {}
