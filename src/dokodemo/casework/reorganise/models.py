"""Purpose: to hand the work of sections over on one day and to show what became of it. Kept for ever: the trail and the
document numbers of before hang on it. No resident is named here."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

#: prepared → confirmed by a second person → running → done; or withdrawn before it runs.
PREPARED, CONFIRMED, RUNNING, DONE, WITHDRAWN = "prepared", "confirmed", "running", "done", "withdrawn"
STATES = (PREPARED, CONFIRMED, RUNNING, DONE, WITHDRAWN)
#: What is still to come.
OPEN = (PREPARED, CONFIRMED, RUNNING)


class Plan(models.Model):
    """One reorganisation, as ``office`` made it and both zones keep it. ``moves``: [[old, procedure or "", new]];
    ``transfers``: [[member, section, post, roles or null]]; in force from 0:00 (Tokyo) of ``day``.

    ``core``: what core said of it (office only): {"uncovered": [[section, procedure, n]], "cases": n}, later also
    {"report": …}. ``report``: what was moved in this zone (``actions.carrying``)."""

    id = models.UUIDField(primary_key=True)
    title = models.TextField()
    day = models.DateField()
    moves = models.JSONField()
    transfers = models.JSONField()
    state = models.TextField(db_default=PREPARED)
    made_by = models.TextField()
    made_name = models.TextField()
    made_at = models.DateTimeField(db_default=Now())
    confirmed_by = models.TextField(db_default="")
    confirmed_name = models.TextField(db_default="")
    confirmed_at = models.DateTimeField(null=True)
    withdrawn_name = models.TextField(db_default="")
    core = models.JSONField(null=True)
    started_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    placed = models.JSONField(
        db_default=models.Value([], models.JSONField()), help_text="[member, section left, section]"
    )
    report = models.JSONField(db_default=models.Value({}, models.JSONField()))

    class Meta:
        db_table = "reorganisation"
        constraints: ClassVar = [
            models.CheckConstraint(name="reorganisation_state", condition=Q(state__in=STATES)),
            # The second person is another one, whatever a page or a program forgets.
            models.CheckConstraint(
                name="reorganisation_two_people", condition=Q(confirmed_by="") | ~Q(confirmed_by=F("made_by"))
            ),
            models.CheckConstraint(
                name="reorganisation_confirmed",
                condition=Q(state__in=[PREPARED, WITHDRAWN])
                | (Q(confirmed_at__isnull=False) & ~Q(confirmed_by="")),
            ),
            models.CheckConstraint(
                name="reorganisation_done", condition=~Q(state=DONE) | Q(done_at__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["day"], condition=Q(state__in=OPEN), name="reorganisation_one_a_day"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["-day", "id"], name="reorganisation_day")]


class Moved(models.Model):
    """What one row of a plan has moved in this zone so far, written with each batch: ``n`` is word → how many."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="moved")
    old = models.TextField()
    procedure = models.TextField()
    new = models.TextField()
    n = models.JSONField()

    class Meta:
        db_table = "reorganisation_moved"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan", "old", "procedure", "new"], name="reorganisation_moved_once"
            )
        ]
