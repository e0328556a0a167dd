"""Who works in which section, with which role. Why and how long it is kept: ``personal``."""

from typing import ClassVar

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models.functions import Now


class Member(models.Model):
    """One member of staff. ``section`` is an id of the catalog, "" for who works for the whole house; for a post above
    sections that of the department or the organ (``catalog.posts``). The term goes from ``since`` to the day before
    ``until``."""

    id = models.TextField(primary_key=True)
    name = models.TextField()
    kana = models.TextField()
    section = models.TextField(db_default="")
    roles = models.JSONField()
    active = models.BooleanField(db_default=models.Value(True))
    post = models.TextField(db_default="")
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    changed_at = models.DateTimeField(db_default=Now())
    name_key = models.TextField(db_default="", help_text="values.names.search_key of the name")
    kana_key = models.TextField(db_default="", help_text="values.names.kana_key of the reading")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="directory_id", condition=~models.Q(id="")),
            models.CheckConstraint(
                name="directory_term",
                condition=models.Q(since__isnull=True)
                | models.Q(until__isnull=True)
                | models.Q(until__gt=models.F("since")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["kana_key", "id"], name="directory_order"),
            models.Index(fields=["section", "kana_key", "id"], name="directory_section"),
            models.Index(OpClass("kana_key", "text_pattern_ops"), "id", name="directory_kana"),
            models.Index(OpClass("name_key", "text_pattern_ops"), "id", name="directory_name"),
        ]


class MemberAbsence(models.Model):
    """Days on which a member is away, from ``starts`` to the day before ``ends``. ``reason`` is for colleagues: 出張,
    休暇; no diagnosis. Kept until it is a year past (``jobs``)."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="absences")
    starts = models.DateField()
    ends = models.DateField()
    reason = models.TextField(db_default="")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="directory_absence_days", condition=models.Q(ends__gt=models.F("starts"))
            ),
            models.UniqueConstraint(fields=["member", "starts"], name="directory_absence_once"),
        ]
