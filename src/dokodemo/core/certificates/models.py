"""Which certificates were given to whom (交付の記録). Why and how long it is kept: ``personal``."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class CertificateNumber(models.Model):
    """The last number given in a fiscal year: the row is locked, so numbers have no gap and none is given twice."""

    fiscal_year = models.IntegerField(primary_key=True)
    last = models.IntegerField()


class Issued(models.Model):
    """A certificate that a decision gave. ``persons`` are the 宛名番号 of those on it, ``basis`` the article by which."""

    fiscal_year = models.IntegerField()
    number = models.IntegerField()
    case_id = models.UUIDField(unique=True)
    decision = models.TextField(help_text="document number of the decision")
    issued_on = models.DateField()
    requester = models.CharField(max_length=15)
    office = models.TextField(
        default="", db_default="", help_text="公用: the authority that asked, without a requester"
    )
    persons = models.JSONField()
    household = models.BooleanField(help_text="世帯全員の写し")
    copies = models.SmallIntegerField()
    basis = models.TextField()
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "certificates_issued"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["fiscal_year", "number"], name="certificates_number_once"),
            models.CheckConstraint(name="certificates_copies", condition=Q(copies__gt=0)),
        ]
        indexes: ClassVar = [models.Index(fields=["requester", "-id"], name="certificates_requester")]
