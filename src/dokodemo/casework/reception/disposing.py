"""What this room holds of a case that is destroyed (casework.disposing): an answer of its applicant that nobody finished typing."""

from collections.abc import Collection
from uuid import UUID

from dokodemo.casework.disposing import Gone
from dokodemo.casework.reception.models import Reception, Scan


class Receptions:
    """Nothing here keeps a case: who is decided waits for no answer."""

    def unfinished(self, cases: Collection[UUID]) -> dict[UUID, str]:
        """None."""
        return {}

    def count(self, cases: Collection[UUID]) -> Gone:
        """Receptions, their scans and the files of those."""
        scans = Scan.objects.filter(reception__application__in=cases)
        gone = Gone(
            files={name for pair in scans.values_list("sha256_cipher", "rebuilt_sha256") for name in pair}
        )
        gone.rows[Scan._meta.db_table] = scans.count()
        gone.rows[Reception._meta.db_table] = Reception.objects.filter(application__in=cases).count()
        return gone

    def dispose(self, cases: Collection[UUID]) -> Gone:
        """All of it goes with the case."""
        gone = self.count(cases)
        Reception.objects.filter(application__in=cases).delete()
        return gone

    def named(self, files: Collection[str]) -> set[str]:
        """Which of these are scans of what is still being typed."""
        scans = Scan.objects.values_list("sha256_cipher", flat=True).filter(sha256_cipher__in=files)
        return {
            *scans,
            *Scan.objects.values_list("rebuilt_sha256", flat=True).filter(rebuilt_sha256__in=files),
        }
