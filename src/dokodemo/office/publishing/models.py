"""Who proposed and who published what the city declares. Why and how long it is kept: ``personal``."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

#: ``via``: how a version came here.
COMMAND, UPLOAD, INSTALLATION = "command", "upload", "installation"


class Proposal(models.Model):
    """One version on its way to being published: ``content`` is what ``Catalog.to_bytes`` gave, already checked.

    ``base_hash`` is the version it was compared with when it was proposed ("" for the first)."""

    hash = models.TextField()
    content = models.BinaryField()
    base_hash = models.TextField()
    via = models.TextField()
    note = models.TextField(db_default="")
    proposed_by = models.TextField()
    proposed_name = models.TextField()
    proposed_at = models.DateTimeField(db_default=Now())
    published_by = models.TextField(null=True)
    published_name = models.TextField(null=True)
    published_at = models.DateTimeField(null=True)
    dropped_by = models.TextField(null=True)
    dropped_name = models.TextField(null=True)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "catalog_proposal"
        indexes: ClassVar = [models.Index(fields=["-published_at"], name="catalog_proposal_published")]
        constraints: ClassVar = [
            # The second person is another one: held here, whatever a page or a program forgets. The installation's
            # own first version is the one exception, and names nobody.
            models.CheckConstraint(
                name="catalog_proposal_two_people",
                condition=Q(published_by=None)
                | ~Q(published_by=F("proposed_by"))
                | Q(via=INSTALLATION, proposed_by=INSTALLATION, published_by=INSTALLATION),
            ),
            models.CheckConstraint(
                name="catalog_proposal_published_whole",
                condition=Q(published_by=None, published_name=None, published_at=None)
                | Q(published_by__isnull=False, published_name__isnull=False, published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="catalog_proposal_one_end", condition=Q(published_at=None) | Q(dropped_at=None)
            ),
            models.CheckConstraint(
                name="catalog_proposal_via", condition=Q(via__in=[COMMAND, UPLOAD, INSTALLATION])
            ),
            models.UniqueConstraint(
                fields=["hash"],
                name="catalog_proposal_open_once",
                condition=Q(published_at=None, dropped_at=None),
            ),
        ]
