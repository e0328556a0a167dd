"""Packages from the national portal, and what it is told. Why and how long they are kept: ``personal``."""

from typing import ClassVar

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Now

FETCHED = "fetched"  # kept here, not read yet (or to be read again)
REGISTERED = "registered"  # it is a case
BROKEN = "broken"  # it cannot be read: ``code`` says why
STATES = (FETCHED, REGISTERED, BROKEN)
#: Another package under a receipt number that is here already.
DUPLICATE = "duplicate"
#: A package that was not fetched to its end.
TOO_LARGE = "too_large"


class Intake(models.Model):
    """One package as it came. The original lies encrypted in the zone's files; ``sha256`` is of the package itself.

    ``application`` is the id that its case has, or will have: one for all versions of an application (補正), of which the
    first is 1. ``detail`` names an item, a document or a file's place,
    never what was written."""

    number = models.TextField(help_text="the portal's receipt number (受付番号)")
    version = models.IntegerField(db_default=1, help_text="1, and one more for each corrected package")
    procedure_id = models.TextField(help_text="the portal's procedure (手続ID), as listed")
    application = models.UUIDField()
    section = models.TextField(db_default="", help_text="whose business it is; empty where that is not known")
    procedure = models.TextField(db_default="")
    state = models.TextField(db_default=FETCHED)
    code = models.TextField(db_default="")
    detail = models.TextField(db_default="")
    listed_at = models.DateTimeField(help_text="its arrival as the portal's list says it")
    fetched_at = models.DateTimeField(db_default=Now())
    registered_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    receipt = models.TextField(db_default="", help_text="the number that we gave it")
    sha256 = models.TextField(help_text="of the package, empty where it was too large to be fetched")
    size = models.BigIntegerField()
    file = models.TextField(db_default="", help_text="the name of the stored ciphertext")
    key = models.BinaryField(null=True, help_text="locked under the zone's secret")

    class Meta:
        db_table = "portal_intake"
        constraints: ClassVar = [
            models.CheckConstraint(name="portal_intake_state", condition=Q(state__in=STATES)),
            models.CheckConstraint(name="portal_intake_why", condition=Q(state=BROKEN) ^ Q(code="")),
            models.UniqueConstraint(
                name="portal_intake_once", fields=["number", "version"], condition=~Q(code=DUPLICATE)
            ),
            models.UniqueConstraint(
                name="portal_intake_package", fields=["number", "sha256"], condition=~Q(sha256="")
            ),
            models.UniqueConstraint(
                name="portal_intake_application", fields=["application"], condition=Q(version=1)
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["section", "id"], name="portal_intake_section"),
            models.Index(fields=["id"], name="portal_intake_fetched", condition=Q(state=FETCHED)),
            models.Index(fields=["id"], name="portal_intake_broken", condition=Q(state=BROKEN)),
        ]


class Told(models.Model):
    """What the portal is told of an application (処理状況), in the order of the rows. ``message`` makes it tellable twice.

    ``todo`` is what the person must do, where they must: ``text``, and ``until`` (a day) or ``amount`` (yen)."""

    message = models.UUIDField(unique=True)
    intake = models.ForeignKey(Intake, models.PROTECT, related_name="told")
    code = models.TextField()
    todo = models.JSONField(db_default=Value({}, models.JSONField()))
    at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    refused = models.TextField(db_default="", help_text="the status with which the portal refused it")

    class Meta:
        db_table = "portal_told"
        indexes: ClassVar = [
            models.Index(
                fields=["id"], name="portal_told_waiting", condition=Q(delivered_at__isnull=True, refused="")
            )
        ]
