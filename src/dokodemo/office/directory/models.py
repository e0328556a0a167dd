"""Who works in which section, with which role. Why and how long it is kept: ``personal``."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now


class Member(models.Model):
    """One member of staff. ``section`` is an id of the catalog, "" for who works for the whole house."""

    id = models.TextField(primary_key=True)
    name = models.TextField()
    kana = models.TextField()
    section = models.TextField(db_default="")
    roles = models.JSONField()
    active = models.BooleanField(db_default=models.Value(True))
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(name="directory_id", condition=~models.Q(id=""))]
