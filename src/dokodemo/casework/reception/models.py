"""What a clerk is typing, until it is a case. Why and how long it is kept: ``personal``."""

from typing import ClassVar

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Now

from dokodemo.casework.cases import states


class Reception(models.Model):
    """One application that is being typed; the row goes when its case is made. ``application`` is the id that the case will have,
    or has, where this is the answer to a request to mend it (``answers``)."""

    application = models.UUIDField()
    answers = models.BooleanField(db_default=Value(False))
    section = models.TextField()
    procedure = models.TextField()
    catalog_hash = models.TextField()
    entrance = models.TextField()
    received_on = models.DateField(
        null=True, help_text="the day on which the city had it (到達); empty: not typed yet"
    )
    proof = models.TextField(db_default="", help_text="how who applies was proven: a kind of evidence")
    typed = models.JSONField(
        db_default=Value({}, models.JSONField()), help_text="control → what was typed; never a My Number"
    )
    applicant = models.TextField(db_default="", help_text="whose it is, to be found again")
    revision = models.IntegerField(db_default=1)
    begun_at = models.DateTimeField(db_default=Now())
    saved_by = models.TextField(help_text="whose save it was")
    saved_name = models.TextField()
    saved_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "reception"
        constraints: ClassVar = [
            models.CheckConstraint(name="reception_entrance", condition=Q(entrance__in=states.BY_HAND)),
            models.UniqueConstraint(name="reception_once", fields=["application"]),
        ]
        indexes: ClassVar = [models.Index(fields=["section", "id"], name="reception_section")]


class Scan(models.Model):
    """A sheet that was scanned: the sealed original, which goes over to the case, and what the opening room made of it, to be
    read while typing."""

    id = models.UUIDField(primary_key=True)
    reception = models.ForeignKey(Reception, models.CASCADE, related_name="scans")
    attachment = models.TextField(help_text="which attachment of the procedure, or states.ORIGINAL")
    name = models.TextField()
    size = models.BigIntegerField()
    sha256_plain = models.TextField()
    sha256_cipher = models.TextField()
    key = models.BinaryField(help_text="locked under the zone's secret")
    rebuilt_sha256 = models.TextField()
    rebuilt_key = models.BinaryField(help_text="locked under the zone's secret")
    rebuilt_media = models.TextField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "reception_scan"
