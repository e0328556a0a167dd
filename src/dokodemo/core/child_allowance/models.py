"""The ledger of the child allowance. Bitemporal (decision 5). Why and how long it is kept: ``personal``."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from dokodemo.base.bitemporal import Version


class Claimant(models.Model):
    """Somebody with a ledger, by 宛名番号. No foreign key: the register may be a vendor's."""

    atenabango = models.CharField(primary_key=True, max_length=15)
    made_at = models.DateTimeField(db_default=Now())


class Decision(models.Model):
    """What was decided about somebody's ledger; a case is entered once. ``number`` is the document number.

    ``grant`` and ``revise`` make months, ``end`` closes them, ``note`` changes none: its ``procedure`` says what it is.
    ``stated`` is what was found out or repeated with it, [[label, text]] in Japanese as decided."""

    claimant = models.ForeignKey(Claimant, models.PROTECT, related_name="decisions")
    case_id = models.UUIDField(unique=True)
    kind = models.TextField(choices=[(kind, kind) for kind in ("grant", "revise", "end", "note")])
    procedure = models.TextField(help_text="id of the procedure in the catalog")
    number = models.TextField()
    decided_on = models.DateField()
    claimed_on = models.DateField(help_text="legal arrival (到達)")
    starts = models.DateField(
        null=True, help_text="first day of the first month that is another; None: no month is"
    )
    rule_version = models.TextField(blank=True, help_text="empty: nothing was computed")
    amount = models.IntegerField(null=True, help_text="yen, where a note states an amount")
    stated = models.JSONField(default=list)
    decided_by = models.TextField()
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="child_allowance_kind", condition=Q(kind__in=["grant", "revise", "end", "note"])
            ),
            models.CheckConstraint(
                name="child_allowance_starts",
                condition=Q(kind="note", starts=None) | ~Q(kind="note") & Q(starts__isnull=False),
            ),
        ]


class AllowanceVersion(Version):
    """The monthly amount during some months. ``valid`` begins and ends on the first day of a month; ``children`` is a
    list of {name, birth, order, amount, reason, article}."""

    identity = models.ForeignKey(Claimant, models.PROTECT, db_index=False, related_name="versions")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="versions")
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
