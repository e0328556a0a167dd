"""What keeps a case of this room from being destroyed (casework.disposing). The mandate itself is a register with a
retention of its own: it stays when its case goes."""

from collections.abc import Collection
from uuid import UUID

from dokodemo.base import clock
from dokodemo.casework.disposing import Gone
from dokodemo.core.mandates.models import Mandate


class InForce:
    """The letters about a mandate are laid into the case that gave it: until it is over the case stays."""

    def unfinished(self, cases: Collection[UUID]) -> dict[UUID, str]:
        """Those whose mandate still holds, or is to begin."""
        holds = Mandate.objects.filter(case_id__in=cases, revoked_on=None, ends__gte=clock.today())
        return dict.fromkeys(holds.values_list("case_id", flat=True), "mandate")

    def count(self, cases: Collection[UUID]) -> Gone:
        """Nothing goes."""
        return Gone()

    def dispose(self, cases: Collection[UUID]) -> Gone:
        """Nothing goes."""
        return Gone()

    def named(self, files: Collection[str]) -> set[str]:
        """This room has no files."""
        return set()
