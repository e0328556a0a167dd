"""What this room holds of a case that is destroyed (casework.disposing)."""

from collections.abc import Collection
from uuid import UUID

from dokodemo.casework.disposing import Gone
from dokodemo.casework.transfer.models import WAITING, Entry


class Entries:
    """A decision that nobody has entered yet keeps its case."""

    def unfinished(self, cases: Collection[UUID]) -> dict[UUID, str]:
        """Those that wait."""
        waiting = Entry.objects.filter(case_id__in=cases, state=WAITING)
        return dict.fromkeys(waiting.values_list("case_id", flat=True), "transfer")

    def count(self, cases: Collection[UUID]) -> Gone:
        """One row a case."""
        gone = Gone()
        gone.rows[Entry._meta.db_table] = Entry.objects.filter(case_id__in=cases).count()
        return gone

    def dispose(self, cases: Collection[UUID]) -> Gone:
        """What was typed over goes with the case."""
        gone = Gone()
        gone.rows[Entry._meta.db_table] = Entry.objects.filter(case_id__in=cases).delete()[0]
        return gone

    def named(self, files: Collection[str]) -> set[str]:
        """This room has no files."""
        return set()
