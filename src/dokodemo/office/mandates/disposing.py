"""What this room holds of a case that is destroyed (casework.disposing): what core answered about it."""

from collections.abc import Collection
from uuid import UUID

from dokodemo.casework.disposing import Gone
from dokodemo.office.mandates.models import Asked


class Answers:
    """Nothing here keeps a case: a question without an answer is of no use once the case is decided."""

    def unfinished(self, cases: Collection[UUID]) -> dict[UUID, str]:
        """None."""
        return {}

    def count(self, cases: Collection[UUID]) -> Gone:
        """At most one row a case."""
        gone = Gone()
        gone.rows[Asked._meta.db_table] = Asked.objects.filter(case_id__in=cases).count()
        return gone

    def dispose(self, cases: Collection[UUID]) -> Gone:
        """The answer goes with the case."""
        gone = Gone()
        gone.rows[Asked._meta.db_table] = Asked.objects.filter(case_id__in=cases).delete()[0]
        return gone

    def named(self, files: Collection[str]) -> set[str]:
        """This room has no files."""
        return set()
