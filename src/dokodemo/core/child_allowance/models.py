"""Purpose: to pay the child allowance (児童手当法); kept five years after the last payment. Bitemporal (decision 5)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from dokodemo.base.bitemporal import Version


class Claimant(models.Model):
    """Somebody with a ledger, by 宛名番号. No foreign key: the register may be a vendor's."""

    atenabango = models.CharField(primary_key=True, max_length=15)
    made_at = models.DateTimeField(db_default=Now())


class Claim(models.Model):
    """A claim that was granted. ``number`` is the document number of the decision; a case is granted once."""

    claimant = models.ForeignKey(Claimant, models.PROTECT, related_name="claims")
    case_id = models.UUIDField(unique=True)
    number = models.TextField()
    decided_on = models.DateField()
    claimed_on = models.DateField(help_text="legal arrival (到達)")
    starts = models.DateField(help_text="first day of the first month")
    rule_version = models.TextField()
    decided_by = models.TextField()
    made_at = models.DateTimeField(db_default=Now())


class AllowanceVersion(Version):
    """The monthly amount during some months. ``valid`` begins and ends on the first day of a month; ``children`` is a
    list of {name, birth, order, amount, reason, article}."""

    identity = models.ForeignKey(Claimant, models.PROTECT, db_index=False, related_name="versions")
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="versions")
    monthly = models.IntegerField(help_text="yen a month")
    children = models.JSONField()
    reasons = models.JSONField()
    articles = models.JSONField()

    class Meta(Version.Meta):
        db_table = "child_allowance_version"
        constraints: ClassVar = [
            *Version.Meta.constraints,
            models.CheckConstraint(name="child_allowance_amount", condition=Q(monthly__gt=0)),
        ]
