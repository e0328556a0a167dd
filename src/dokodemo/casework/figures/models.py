"""Purpose: to see how long what takes, and to warn before a term ends. The figures count cases, say whose none of them is and
are kept; who was told of which deadline is removed after a year."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from dokodemo.casework.cases.queries.figures import STEPS

#: How near a deadline is: three business days before, one before (or the day itself), over.
THREE, ONE, OVER = NEARNESS = ("three", "one", "over")


class Month(models.Model):
    """What came and what was decided of one procedure by one entrance in one month. Cases are counted where they happened:
    an arrival in the month of arrival, a decision in that of the decision."""

    section = models.TextField()
    month = models.DateField(help_text="its first day")
    procedure = models.TextField()
    entrance = models.TextField()
    arrived = models.IntegerField(db_default=0)
    decided = models.IntegerField(db_default=0)
    approved = models.IntegerField(db_default=0)
    refused = models.IntegerField(db_default=0)
    in_time = models.IntegerField(db_default=0, help_text="decided on the due day or before")
    asked = models.IntegerField(db_default=0, help_text="requests to mend an application (補正の求め)")

    class Meta:
        db_table = "figures_month"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["section", "month", "procedure", "entrance"], name="figures_month_once"
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="figures_month_first"),
            models.CheckConstraint(
                condition=Q(decided__gte=F("approved") + F("refused"), in_time__lte=F("decided")),
                name="figures_month_parts",
            ),
        ]


class Lasted(models.Model):
    """How many of the cases decided in a month spent so many days in a step: added up, any median can be read from it."""

    section = models.TextField()
    month = models.DateField(help_text="its first day")
    procedure = models.TextField()
    entrance = models.TextField()
    step = models.TextField()
    days = models.IntegerField()
    n = models.IntegerField()

    class Meta:
        db_table = "figures_lasted"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["section", "month", "procedure", "entrance", "step", "days"],
                name="figures_lasted_once",
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="figures_lasted_first"),
            models.CheckConstraint(condition=Q(step__in=STEPS), name="figures_lasted_step"),
            models.CheckConstraint(condition=Q(days__gte=0, n__gt=0), name="figures_lasted_counts"),
        ]


class Rated(models.Model):
    """What residents of the web thought of a procedure in one month, as ``internet`` counted it: 1 (hard) to 5 (easy)."""

    section = models.TextField(help_text="that had the procedure when this was told")
    month = models.DateField(help_text="its first day; that in which it was said")
    procedure = models.TextField()
    n = models.IntegerField()
    stars = models.IntegerField(help_text="the sum of the n answers")

    class Meta:
        db_table = "figures_rated"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["month", "procedure"], name="figures_rated_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="figures_rated_first"),
            models.CheckConstraint(
                condition=Q(n__gt=0, stars__gte=F("n"), stars__lte=F("n") * 5), name="figures_rated_stars"
            ),
        ]


class Rolled(models.Model):
    """When a month was counted last. Locked while it is counted."""

    month = models.DateField(primary_key=True)
    at = models.DateTimeField(null=True)

    class Meta:
        db_table = "figures_rolled"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(month__day=1), name="figures_rolled_first")
        ]


class Message(models.Model):
    """What one member of staff is told on one day of deadlines."""

    member = models.TextField()
    on = models.DateField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "figures_message"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "on"], name="figures_message_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["member"], name="figures_message_unread", condition=Q(read_at__isnull=True)),
            models.Index(fields=["on"], name="figures_message_on"),
        ]


class Told(models.Model):
    """That a member was told of one deadline: once for each step of its coming nearer, again only if the day moved."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="told")
    member = models.TextField()
    case_id = models.UUIDField()
    contact = models.BigIntegerField(db_default=0, help_text="the promise (CaseContact); 0: the case itself")
    nearness = models.TextField()
    last = models.DateField(help_text="the day that is, or was, the last")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "figures_told"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case_id", "contact", "nearness", "last", "member"], name="figures_told_once"
            ),
            models.CheckConstraint(condition=Q(nearness__in=NEARNESS), name="figures_told_nearness"),
        ]
        indexes: ClassVar = [models.Index(fields=["member", "-id"], name="figures_told_newest")]
