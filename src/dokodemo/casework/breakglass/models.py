"""Purpose: to show who looked at cases that were not theirs, why, and who let them. No resident is named here. Kept as long
as the trail."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

LONGEST_HOURS = 8


class Grant(models.Model):
    """A look that was asked for, and what became of it: granted by somebody else until ``ends_at``, refused, or ended by
    who asked."""

    member = models.TextField()
    name = models.TextField()
    section = models.TextField()
    reason = models.TextField()
    hours = models.IntegerField()
    asked_at = models.DateTimeField(db_default=Now())
    granted_by = models.TextField(db_default="")
    granted_name = models.TextField(db_default="")
    granted_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    refused_name = models.TextField(db_default="")

    class Meta:
        db_table = "breakglass_grant"
        constraints: ClassVar = [
            # The second person is another one, whatever a page or a program forgets.
            models.CheckConstraint(
                name="breakglass_two_people", condition=Q(granted_by="") | ~Q(granted_by=F("member"))
            ),
            models.CheckConstraint(
                name="breakglass_hours", condition=Q(hours__gte=1) & Q(hours__lte=LONGEST_HOURS)
            ),
            models.CheckConstraint(name="breakglass_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="breakglass_granted",
                condition=Q(granted_by="", granted_at__isnull=True, ends_at__isnull=True)
                | (
                    ~Q(granted_by="")
                    & Q(granted_at__isnull=False, ends_at__isnull=False, refused_at__isnull=True)
                ),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["member", "-id"], name="breakglass_mine"),
            models.Index(
                fields=["asked_at"], name="breakglass_waiting",
                condition=Q(granted_at__isnull=True) & Q(refused_at__isnull=True),
            ),
        ]  # fmt: skip
