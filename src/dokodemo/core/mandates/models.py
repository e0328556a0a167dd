"""Who may act for whom (代理権の届出), and until when. Why and how long it is kept: ``personal``."""

from typing import ClassVar

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

PARENT, GUARDIAN = "parent", "guardian"
#: By law for everything (民法 824条, 859条); by a court for some acts (876条の4, 876条の9); by the person's own word (99条).
RELATIONS = (PARENT, GUARDIAN, "curator", "assistant", "family", "helper", "other")


class Mandate(models.Model):
    """``agent`` may act for ``principal`` (the person represented) from ``starts`` to ``ends``, both days included, within
    ``scope``: {"kind": "all"}, {"kind": "section", "section": id} or {"kind": "listed", "procedures": [id]}."""

    principal = models.CharField(max_length=15, help_text="宛名番号 of the person represented")
    agent = models.CharField(
        max_length=15, db_default="", help_text="宛名番号 of who acts; empty where no resident"
    )
    agent_name = models.TextField()
    agent_name_key = models.TextField(help_text="values.names.search_key of the name")
    agent_kana = models.TextField()
    agent_kana_key = models.TextField(help_text="values.names.kana_key of the reading")
    agent_birth = models.DateField()
    agent_address = models.TextField()
    relation = models.TextField()
    proof = models.TextField(help_text="what the clerk has checked: a code of the finding")
    scope = models.JSONField()
    starts = models.DateField()
    ends = models.DateField(help_text="the last day")
    case_id = models.UUIDField(unique=True)
    number = models.TextField(unique=True, help_text="document number of the decision")
    revoked_on = models.DateField(null=True, help_text="the first day on which it no longer holds")
    revoked_why = models.TextField(db_default="")
    revoked_by = models.TextField(db_default="")
    revoked_name = models.TextField(db_default="")
    revoked_case = models.UUIDField(null=True, help_text="the notification that ended it; none: a clerk did")
    reminded_on = models.DateField(null=True, help_text="when both were told that it ends soon")
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "mandates_mandate"
        constraints: ClassVar = [
            models.CheckConstraint(name="mandates_relation", condition=Q(relation__in=RELATIONS)),
            models.CheckConstraint(name="mandates_period", condition=Q(ends__gte=F("starts"))),
            models.CheckConstraint(name="mandates_another", condition=~Q(agent=F("principal"))),
            models.CheckConstraint(
                name="mandates_revoked", condition=Q(revoked_on__isnull=True) | ~Q(revoked_why="")
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["principal", "-id"], name="mandates_principal"),
            models.Index(fields=["agent", "-id"], name="mandates_agent", condition=~Q(agent="")),
            models.Index(OpClass("agent_name_key", "text_pattern_ops"), name="mandates_name"),
            models.Index(OpClass("agent_kana_key", "text_pattern_ops"), name="mandates_kana"),
            models.Index(
                fields=["ends", "id"], name="mandates_to_remind",
                condition=Q(reminded_on__isnull=True, revoked_on__isnull=True),
            ),
        ]  # fmt: skip

    @property
    def agent_addressee(self) -> dict[str, str]:
        """Who acts, as a letter is addressed: the address is the one that was notified."""
        return {"recipient": self.agent_name, "address": self.agent_address, "postal": ""}
