"""Purpose: to have somebody look at the record of looks (番号法ガイドライン: analysed regularly, by somebody else than who
looked). Kept as long as the trail (7 years); figures of hours 120 days. Of a resident only the 宛名番号, and on the two
lists that only locked."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from dokodemo.casework.looking import rules

OPEN, CHECKING, NEEDED, IMPROPER = "open", "checking", "needed", "improper"
#: What can be said of an alarm. CHECKING is no end: one of the others still has to follow.
WORDS = (NEEDED, CHECKING, IMPROPER)
ENDS = (NEEDED, IMPROPER)
UNANSWERED = (OPEN, CHECKING)


class Position(models.Model):
    """How far a reader of the trail has come: the link that it read last. Moved in the transaction of what it made."""

    reader = models.TextField(primary_key=True)
    sequence = models.BigIntegerField()

    class Meta:
        db_table = "looking_position"


class Alarm(models.Model):
    """What the looks of one member at one person on one day break of one rule. What follows on the same day is counted
    here (``looks``) until somebody has answered; what follows the answer is another alarm."""

    rule = models.TextField()
    actor = models.TextField(help_text="the member who looked")
    section = models.TextField(
        help_text="where the member worked when it was judged; '' for auditors and operators"
    )
    subject = models.TextField(db_default="", help_text="宛名番号; '' where the rule is about no one person")
    row = models.BigIntegerField(help_text="the first look's row of the trail")
    at = models.DateTimeField(help_text="of that look")
    day = models.DateField(help_text="its day in Tokyo")
    looks = models.IntegerField(db_default=1)
    due = models.DateField(help_text="the last day for the section's chief; the auditor's after it")
    state = models.TextField(db_default=OPEN)
    passed_on_at = models.DateTimeField(
        null=True, help_text="when the auditor and the post above were told that nobody had answered in time"
    )

    class Meta:
        db_table = "looking_alarm"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rule", "row"], name="looking_alarm_row_once"),
            models.UniqueConstraint(
                fields=["actor", "day", "rule", "subject"], condition=Q(state=OPEN), name="looking_alarm_day_once"
            ),
            models.CheckConstraint(condition=Q(rule__in=rules.RULES), name="looking_alarm_rule"),
            models.CheckConstraint(condition=Q(state__in=[OPEN, *WORDS]), name="looking_alarm_state"),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(fields=["section", "state", "id"], name="looking_alarm_section"),
            models.Index(fields=["state", "id"], name="looking_alarm_all"),
            models.Index(fields=["due", "id"], name="looking_alarm_due", condition=Q(state__in=UNANSWERED)),
            models.Index(fields=["day", "section"], name="looking_alarm_day"),
        ]


class Told(models.Model):
    """That a member was told of an alarm that waits for its answer, or (``late``) that none came in time: once each."""

    alarm = models.ForeignKey(Alarm, on_delete=models.CASCADE, related_name="told")
    member = models.TextField()
    late = models.BooleanField()
    at = models.DateTimeField(db_default=Now())
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "looking_told"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["alarm", "member", "late"], name="looking_told_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["member", "-id"], name="looking_told_newest"),
            models.Index(fields=["member"], name="looking_told_unread", condition=Q(read_at__isnull=True)),
        ]


class Answer(models.Model):
    """A word and a remark on an alarm. One end for each alarm, and before it once that it is being looked into."""

    alarm = models.ForeignKey(Alarm, on_delete=models.PROTECT, related_name="answers")
    word = models.TextField()
    remark = models.TextField()
    looker = models.TextField(help_text="who the alarm is about")
    by_id = models.TextField()
    by_name = models.TextField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "looking_answer"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(word__in=WORDS), name="looking_answer_word"),
            models.CheckConstraint(condition=~Q(remark=""), name="looking_answer_says_why"),
            # Nobody answers for their own looks, whatever a program does.
            models.CheckConstraint(condition=~Q(by_id=F("looker")), name="looking_answer_by_another"),
            models.UniqueConstraint(fields=["alarm"], condition=Q(word__in=ENDS), name="looking_answer_one_end"),
            models.UniqueConstraint(fields=["alarm"], condition=Q(word=CHECKING), name="looking_answer_one_check"),
        ]  # fmt: skip


class Hour(models.Model):
    """How many people a member has seen in one hour by the clock: a section's own history, from which follows how many
    are too many."""

    member = models.TextField()
    hour = models.DateTimeField()
    section = models.TextField()
    persons = models.IntegerField()

    class Meta:
        db_table = "looking_hour"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "hour"], name="looking_hour_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["section", "hour"], name="looking_hour_section"),
            models.Index(fields=["hour"], name="looking_hour_old"),
        ]


class Notable(models.Model):
    """Somebody whom people are curious about. Taken off the list: when and by whom is kept, not who it was."""

    key = models.BinaryField(help_text="locked.key_of the 宛名番号")
    person = models.BinaryField(help_text="the 宛名番号, locked")
    reason = models.TextField()
    at = models.DateTimeField(db_default=Now())
    by_id = models.TextField()
    by_name = models.TextField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.TextField(db_default="")
    ended_name = models.TextField(db_default="")

    class Meta:
        db_table = "looking_notable"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["key"], condition=Q(ended_at__isnull=True), name="looking_notable_once"
            ),
        ]


class OwnNumber(models.Model):
    """A member's own 宛名番号, given with their consent and for nothing but the two rules about one's own people."""

    member = models.TextField(primary_key=True)
    person = models.BinaryField(help_text="the 宛名番号, locked to the member")
    consented_on = models.DateField()
    at = models.DateTimeField(db_default=Now())
    by_id = models.TextField()
    by_name = models.TextField()

    class Meta:
        db_table = "looking_own_number"
