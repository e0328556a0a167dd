"""What this room holds of a case that is destroyed (casework.disposing): every package of the application, as it came."""

from collections.abc import Collection
from uuid import UUID

from dokodemo.casework.disposing import Gone
from dokodemo.casework.portal.models import FETCHED, Intake, Told


class Packages:
    """A package that is not read or not acknowledged, and a word that the portal has not taken, keep their case."""

    def unfinished(self, cases: Collection[UUID]) -> dict[UUID, str]:
        """Those with something that the portal is still to be told, or that is still to be read."""
        packages = Intake.objects.filter(application__in=cases)
        waiting = {
            *packages.filter(acknowledged_at=None).values_list("application", flat=True),
            *packages.filter(state=FETCHED).values_list("application", flat=True),
            *Told.objects.filter(
                intake__application__in=cases, delivered_at__isnull=True, refused=""
            ).values_list("intake__application", flat=True),
        }
        return dict.fromkeys(waiting, "portal")

    def count(self, cases: Collection[UUID]) -> Gone:
        """Packages, what was told of them, and their files."""
        gone = Gone(files=self._files(cases))
        gone.rows[Told._meta.db_table] = Told.objects.filter(intake__application__in=cases).count()
        gone.rows[Intake._meta.db_table] = Intake.objects.filter(application__in=cases).count()
        return gone

    def dispose(self, cases: Collection[UUID]) -> Gone:
        """All of it goes with the case."""
        gone = Gone(files=self._files(cases))
        gone.rows[Told._meta.db_table] = Told.objects.filter(intake__application__in=cases).delete()[0]
        gone.rows[Intake._meta.db_table] = Intake.objects.filter(application__in=cases).delete()[0]
        return gone

    def named(self, files: Collection[str]) -> set[str]:
        """Which of these are packages that are still kept."""
        return set(Intake.objects.filter(file__in=files).values_list("file", flat=True))

    def _files(self, cases: Collection[UUID]) -> set[str]:
        return set(Intake.objects.filter(application__in=cases).values_list("file", flat=True)) - {""}
