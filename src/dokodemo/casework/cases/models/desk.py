"""What a section keeps beside its cases: counters, presence, views of one's own, notes and talks."""

from typing import ClassVar

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Now

from dokodemo.casework.cases import states
from dokodemo.casework.cases.models.case import Case

_EMPTY_LIST = Value([], models.JSONField())
_EMPTY_DICT = Value({}, models.JSONField())


class CaseCount(models.Model):
    """How many cases a section has, by stage and procedure: kept by a trigger in the same transaction."""

    section = models.TextField()
    stage = models.TextField()
    procedure = models.TextField()
    n = models.IntegerField()

    class Meta:
        db_table = "case_count"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["section", "stage", "procedure"], name="case_count_once")
        ]


class CaseDueCount(models.Model):
    """How many open cases of a section fall due on a day: kept by the same trigger."""

    section = models.TextField()
    due = models.DateField()
    n = models.IntegerField()

    class Meta:
        db_table = "case_due_count"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["section", "due"], name="case_due_count_once")
        ]


class CasePresence(models.Model):
    """Who has a case open right now; not shown after a minute, removed at night."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE)
    member = models.TextField()
    name = models.TextField()
    seen_at = models.DateTimeField()

    class Meta:
        db_table = "case_presence"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "member"], name="case_presence_once")
        ]


class SavedView(models.Model):
    """A member's own view of the queue: the filters under a name. ``query`` is the queue's address, without a person."""

    member = models.TextField()
    name = models.TextField()
    query = models.TextField()

    class Meta:
        db_table = "case_view"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "name"], name="case_view_once"),
        ]


class BulkAct(models.Model):
    """What one press did to many cases, so that it can be taken back within the day. ``rows``: of each case its id, the
    version it has since, and what was there before. Removed at night when it is older than a day."""

    id = models.UUIDField(primary_key=True)
    member = models.TextField()
    kind = models.TextField(help_text="assign, flag, close")
    word = models.TextField(db_default="", help_text="to whom, or which flag")
    rows = models.JSONField()
    left = models.JSONField(db_default=_EMPTY_LIST, help_text="[receipt, why] of those it was not done to")
    at = models.DateTimeField(db_default=Now())
    undone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "case_bulk"
        indexes: ClassVar = [models.Index(fields=["at"], name="case_bulk_at")]


class CaseNote(models.Model):
    """What a clerk wrote down for colleagues: never sent to the resident, kept as long as the case. Never edited; taken
    back it is not shown any more, and stays in the row."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField()
    by_id = models.TextField()
    by_name = models.TextField()
    at = models.DateTimeField(db_default=Now())
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "case_note"


class CaseMention(models.Model):
    """A colleague who is to see a note; kept as long as the note. ``case`` is the note's. Unread until ``read_at``."""

    note = models.ForeignKey(CaseNote, on_delete=models.PROTECT, related_name="mentions", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="mentions")
    member = models.TextField()
    name = models.TextField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "case_mention"
        constraints: ClassVar = [models.UniqueConstraint(fields=["note", "member"], name="case_mention_once")]
        indexes: ClassVar = [
            models.Index(fields=["member", "id"], name="case_mention_of"),
            models.Index(fields=["member"], name="case_mention_unread", condition=Q(read_at__isnull=True)),
        ]


class CaseContact(models.Model):
    """A talk outside the system: when, with whom, what was said, what was promised until when. Kept as long as the case,
    never edited; a promise stands on the case until somebody says that it was kept."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="contacts")
    way = models.TextField(help_text="telephone, counter, mail or visit")
    whom = models.TextField(help_text="applicant, family, agent or other")
    happened_at = models.DateTimeField()
    said = models.TextField()
    promise = models.TextField(db_default="")
    until = models.DateField(null=True, help_text="the last day of what was promised")
    by_id = models.TextField()
    by_name = models.TextField()
    at = models.DateTimeField(db_default=Now())
    kept_at = models.DateTimeField(null=True)
    kept_by = models.TextField(db_default="")
    kept_name = models.TextField(db_default="")

    class Meta:
        db_table = "case_contact"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(way__in=states.CONTACT_WAYS), name="case_contact_way"),
            models.CheckConstraint(condition=Q(whom__in=states.CONTACT_WHOM), name="case_contact_whom"),
            models.CheckConstraint(
                condition=Q(promise="", until__isnull=True, kept_at__isnull=True)
                | (~Q(promise="") & Q(until__isnull=False)),
                name="case_contact_promise",
            ),
        ]
