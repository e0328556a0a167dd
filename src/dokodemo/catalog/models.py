"""The versions of the catalog that this zone has. None is ever changed or removed: old cases keep theirs."""

from django.db import models
from django.utils import timezone


class CatalogVersion(models.Model):
    """One published version. ``content`` are the signed bytes, exactly as made; no personal data."""

    hash = models.CharField(primary_key=True, max_length=64)
    content = models.BinaryField()
    signature = models.BinaryField()
    signer = models.CharField(max_length=40)
    stored_at = models.DateTimeField(default=timezone.now)
    #: Since when this zone works with it; the newest is in force.
    activated_at = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        db_table = "catalog_version"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(hash__regex="^[0-9a-f]{64}$"), name="catalog_version_hash"
            ),
        ]


class OfferedProcedure(models.Model):
    """Which version in force had a procedure last: what is no longer offered keeps its title and its section."""

    procedure = models.TextField(primary_key=True)
    hash = models.CharField(max_length=64)

    class Meta:
        db_table = "catalog_procedure"


class Succession(models.Model):
    """A section that handed its work to another (a reorganisation): all of it, or with ``procedure`` that one. The rows of
    one ``plan`` hold at once; later plans go on from earlier ones. Never changed: a version made before says the old id."""

    plan = models.UUIDField()
    old = models.TextField()
    procedure = models.TextField(db_default="")
    new = models.TextField()

    class Meta:
        db_table = "catalog_succession"
        constraints = [
            models.UniqueConstraint(fields=["plan", "old", "procedure"], name="catalog_succession_once"),
            models.CheckConstraint(
                condition=~models.Q(old=models.F("new")) | ~models.Q(procedure=""),
                name="catalog_succession_moves",
            ),
        ]
