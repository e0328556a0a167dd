"""The runs of disposal, what they took, what is held back, and how many persons each file has. What is kept here of whom,
why and how long: ``personal``."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

PROPOSED, CONFIRMED, DONE, DROPPED = "proposed", "confirmed", "done", "dropped"
WAITING, GONE, LEFT = "waiting", "gone", "left"
#: Why a case is kept longer than its time (保存期間の延長).
HOLD_REASONS = ("appeal", "lawsuit", "disclosure", "audit", "other")


class Run(models.Model):
    """One disposal (廃棄) of a section: proposed by one, confirmed by another, carried out by a job in batches.

    ``chosen`` are the cases that were found, ``left`` those of them that stay, ``gone`` those that are destroyed so far."""

    section = models.TextField()
    counted_on = models.DateField(help_text="the day by which the time of its cases is over")
    state = models.TextField(db_default=PROPOSED)
    chosen = models.IntegerField(db_default=0)
    left = models.IntegerField(db_default=0)
    gone = models.IntegerField(db_default=0)
    more = models.BooleanField(db_default=False, help_text="there were more than one run takes")
    proposed_by = models.TextField()
    proposed_name = models.TextField()
    proposed_at = models.DateTimeField(db_default=Now())
    confirmed_by = models.TextField(null=True)
    confirmed_name = models.TextField(db_default="")
    confirmed_at = models.DateTimeField(null=True)
    dropped_by = models.TextField(null=True)
    dropped_name = models.TextField(db_default="")
    dropped_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "disposal_run"
        constraints: ClassVar = [
            # The second person is another one: held here, whatever a page or a program forgets.
            models.CheckConstraint(
                name="disposal_run_two_people",
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="disposal_run_state",
                condition=Q(
                    state=PROPOSED, confirmed_by=None, confirmed_at=None, dropped_at=None, done_at=None
                )
                | Q(
                    state=DROPPED,
                    confirmed_by=None,
                    confirmed_at=None,
                    dropped_at__isnull=False,
                    done_at=None,
                )
                | Q(
                    state=CONFIRMED,
                    confirmed_by__isnull=False,
                    confirmed_at__isnull=False,
                    dropped_at=None,
                    done_at=None,
                )
                | Q(
                    state=DONE,
                    confirmed_by__isnull=False,
                    confirmed_at__isnull=False,
                    dropped_at=None,
                    done_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="disposal_run_figures",
                condition=Q(gone__gte=0, left__gte=0, chosen__gte=F("gone") + F("left")),
            ),
            # Two at once would take the same cases.
            models.UniqueConstraint(
                fields=["section"], condition=Q(state__in=[PROPOSED, CONFIRMED]), name="disposal_run_one_open"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["section", "-id"], name="disposal_run_section")]  # fmt: skip


class Rule(models.Model):
    """What a run does by one rule: the decided cases of one procedure. ``rows`` and ``files``: how much hangs on them."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="rules")
    procedure = models.TextField()
    years = models.IntegerField(help_text="the retention declared when it was proposed, in fiscal years")
    before = models.DateField(help_text="takes what was decided before this day")
    chosen = models.IntegerField()
    rows = models.IntegerField(help_text="rows of all tables, as counted when it was proposed")
    files = models.IntegerField(help_text="files on disk, as counted when it was proposed")
    first = models.DateField(null=True, help_text="the day of the oldest decision")
    last = models.DateField(null=True, help_text="and of the newest")

    class Meta:
        db_table = "disposal_rule"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "procedure"], name="disposal_rule_once")
        ]


class Item(models.Model):
    """One case of a run. With ``gone`` it is the record of its disposal (廃棄記録)."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="items")
    section = models.TextField()
    case_id = models.UUIDField()
    receipt = models.TextField()
    receipt_digits = models.TextField()
    procedure = models.TextField()
    decided_on = models.DateField()
    state = models.TextField(db_default=WAITING)
    why = models.TextField(db_default="", help_text="why it stays: a code of casework.disposing.WHY")
    at = models.DateTimeField(null=True, help_text="when it was destroyed, or found to stay")

    class Meta:
        db_table = "disposal_item"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "case_id"], name="disposal_item_once"),
            # A case is destroyed once.
            models.UniqueConstraint(
                fields=["case_id"], condition=Q(state=GONE), name="disposal_item_gone_once"
            ),
            models.CheckConstraint(
                name="disposal_item_state",
                condition=Q(state=WAITING, why="", at=None)
                | Q(state=GONE, why="", at__isnull=False)
                | (Q(state=LEFT, at__isnull=False) & ~Q(why="")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["run", "id"], name="disposal_item_waiting", condition=Q(state=WAITING)),
            models.Index(fields=["run", "id"], name="disposal_item_left", condition=Q(state=LEFT)),
            models.Index(fields=["-id"], name="disposal_item_gone", condition=Q(state=GONE)),
            models.Index(fields=["section", "-id"], name="disposal_item_section", condition=Q(state=GONE)),
            models.Index(fields=["section", "procedure", "-id"], name="disposal_item_procedure", condition=Q(state=GONE)),
            models.Index(fields=["receipt_digits"], name="disposal_item_receipt", condition=Q(state=GONE)),
            models.Index(fields=["at"], name="disposal_item_at", condition=Q(at__isnull=False)),
        ]  # fmt: skip


class Shred(models.Model):
    """A file that a batch has left without a row: written in the batch's transaction, removed when the file is gone. A
    process that is killed in between is followed by one that finds it here."""

    file = models.TextField(
        primary_key=True, help_text="the SHA-256 of its ciphertext, by which it lies on disk"
    )
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "disposal_shred"


class Hold(models.Model):
    """A case that stays although its time is over (保存期間の延長), through the day ``until``, or until it is ended."""

    section = models.TextField()
    case_id = models.UUIDField()
    receipt = models.TextField()
    procedure = models.TextField()
    reason = models.TextField()
    note = models.TextField(db_default="", help_text="what the reason alone does not say; nobody's name")
    until = models.DateField(help_text="the last day")
    by_id = models.TextField()
    by_name = models.TextField()
    at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)
    ended_name = models.TextField(db_default="")

    class Meta:
        db_table = "disposal_hold"
        constraints: ClassVar = [
            models.CheckConstraint(name="disposal_hold_reason", condition=Q(reason__in=HOLD_REASONS)),
            models.CheckConstraint(
                name="disposal_hold_other_says_why", condition=~Q(reason="other") | ~Q(note="")
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["case_id"], name="disposal_hold_case", condition=Q(ended_at=None)),
            models.Index(fields=["section", "-id"], name="disposal_hold_section", condition=Q(ended_at=None)),
        ]


class Figure(models.Model):
    """How many persons (本人の数) a file has, as counted last night."""

    file = models.TextField(primary_key=True)
    persons = models.BigIntegerField()
    counted_at = models.DateTimeField()

    class Meta:
        db_table = "holdings_figure"
