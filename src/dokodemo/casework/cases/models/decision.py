"""What is proposed and decided of a case, the way to it, and the papers that come of it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Now

from dokodemo.casework.cases import states
from dokodemo.casework.cases.models.case import Case

_EMPTY_LIST = Value([], models.JSONField())
_EMPTY_DICT = Value({}, models.JSONField())


class CaseDecision(models.Model):
    """A proposal and what became of it: open → decided, or returned with a note. A decision that was taken up again is
    ``replaced``: it stays as it was made, with why (``reopened_why`` ∈ states.REOPEN_WHY), and another one follows."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    state = models.TextField(db_default="open")
    outcome = models.TextField()
    rule = models.TextField(db_default="", help_text="the rule of approval (専決) by which it goes its way")
    refusal_ids = models.JSONField(db_default=_EMPTY_LIST)
    reduction_ids = models.JSONField(db_default=_EMPTY_LIST)
    note = models.TextField(
        db_default="", help_text="the clerk's own words; printed with reasons for refusing or reducing"
    )
    reasons = models.JSONField(db_default=_EMPTY_LIST)
    denied = models.JSONField(
        db_default=_EMPTY_LIST, help_text="why an approval grants less than was asked, as it is printed"
    )
    articles = models.JSONField(db_default=_EMPTY_LIST)
    amount = models.BigIntegerField(null=True)
    assessment = models.JSONField(db_default=_EMPTY_DICT)
    findings = models.JSONField(db_default=_EMPTY_DICT, help_text="what the clerk found out: id → value")
    proposed_by = models.TextField()
    proposed_name = models.TextField()
    proposed_at = models.DateTimeField(db_default=Now())
    decided_by = models.TextField(db_default="")
    decided_name = models.TextField(db_default="")
    decided_at = models.DateTimeField(null=True)
    decided_on = models.DateField(null=True)
    enforced_on = models.DateField(
        null=True,
        help_text="施行の日: stands on its papers, and nothing of it goes out before; None: as decided",
    )
    unsent = models.BooleanField(db_default=False, help_text="decided, and the day of 施行 has not come")
    number = models.TextField(db_default="")
    returned_with = models.TextField(db_default="")
    ledger = models.TextField(db_default="", help_text="the reference the effect gave")
    reopened_why = models.TextField(db_default="")
    reopened_with = models.TextField(
        db_default="", help_text="why it is decided anew, in the words of who opened it"
    )
    reopened_by = models.TextField(db_default="")
    reopened_name = models.TextField(db_default="")
    reopened_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "case_decision"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(outcome__in=states.OUTCOMES), name="case_decision_outcome"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "decided", "returned", "replaced"]), name="case_decision_state"
            ),
            models.CheckConstraint(
                condition=Q(state="replaced", reopened_at__isnull=False, reopened_why__in=states.REOPEN_WHY)
                | (~Q(state="replaced") & Q(reopened_at__isnull=True)),
                name="case_decision_replaced_says_why",
            ),
            # 専決規程: whoever proposed never decides. The database holds it, whatever a program does.
            models.CheckConstraint(
                condition=~Q(state__in=["decided", "replaced"]) | ~Q(decided_by=models.F("proposed_by")),
                name="case_decision_by_another",
            ),
            models.CheckConstraint(
                condition=Q(enforced_on__isnull=True) | Q(decided_on__isnull=True) | Q(enforced_on__gte=F("decided_on")),
                name="case_decision_days",
            ),
            models.UniqueConstraint(fields=["case"], condition=Q(state="open"), name="case_decision_one_open"),
            models.UniqueConstraint(fields=["case"], condition=Q(state="decided"), name="case_decision_one_made"),
        ]  # fmt: skip

    @property
    def called(self) -> str:
        """Its outcome, or ``reduced`` where less was granted than was asked."""
        return states.REDUCED if self.reduction_ids else str(self.outcome)


class CaseSeat(models.Model):
    """One who is asked on the way of a proposal (決裁の経路), as it was laid out when it was proposed: step by step, several of
    one step side by side. ``post`` "" is anybody of the section with the role of an approver. Who sat in for somebody who was
    away (代決) names them (``instead_of``), and they look at it later (後閲, ``seen_*``)."""

    decision = models.ForeignKey(CaseDecision, on_delete=models.PROTECT, related_name="seats", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="seats")
    step = models.IntegerField(help_text="from 1")
    place = models.TextField(
        help_text="the section, department or organ of the post (catalog.posts.place_of)"
    )
    section = models.TextField(help_text="the section over which the post is held")
    post = models.TextField(db_default="")
    final = models.BooleanField(help_text="who sits here decides")
    drafter = models.TextField(help_text="who proposed, and never sits here")
    state = models.TextField(db_default=states.SEAT_WAITS)
    by_id = models.TextField(db_default="")
    by_name = models.TextField(db_default="")
    at = models.DateTimeField(null=True)
    opinion = models.TextField(db_default="", help_text="what was said with it, for colleagues")
    instead_of = models.TextField(
        db_default="", help_text="who was away, by name, or the post that nobody held"
    )
    seen_at = models.DateTimeField(null=True)
    seen_name = models.TextField(db_default="")

    class Meta:
        db_table = "case_seat"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=states.SEAT_STATES), name="case_seat_state"),
            # 専決規程: the database holds it for every step, whatever a program does.
            models.CheckConstraint(condition=~Q(by_id=F("drafter")), name="case_seat_by_another"),
            models.CheckConstraint(
                condition=(
                    Q(state__in=[states.SEAT_AGREED, states.SEAT_RETURNED], at__isnull=False) & ~Q(by_id="")
                )
                | (Q(by_id="", at__isnull=True) & ~Q(state__in=[states.SEAT_AGREED, states.SEAT_RETURNED])),
                name="case_seat_says_who",
            ),
            models.UniqueConstraint(fields=["decision", "step", "place", "post"], name="case_seat_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["place", "id"], name="case_seat_asked", condition=Q(state=states.SEAT_ASKED)),
            models.Index(
                fields=["section", "id"], name="case_seat_open_of",
                condition=Q(state__in=[states.SEAT_ASKED, states.SEAT_WAITS]),
            ),
            models.Index(
                fields=["place", "id"], name="case_seat_unseen",
                condition=~Q(instead_of="") & Q(seen_at__isnull=True, state=states.SEAT_AGREED),
            ),
        ]  # fmt: skip


class CaseDocument(models.Model):
    """A document that the decision makes. ``facts`` are those whose characters were checked when it was decided."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="documents")
    kind = models.TextField(help_text="how it is set: notice, tag, juminhyo")
    declared = models.TextField(db_default="", help_text="which document of the procedure it is")
    edition = models.IntegerField(
        db_default=1, help_text="of which decision: a case that was decided anew has a second one"
    )
    title = models.TextField()
    facts = models.JSONField()
    delivery = models.TextField(help_text="inbox or paper")
    enforced_on = models.DateField(null=True, help_text="it is not made before this day; None: at once")
    state = models.TextField(db_default=states.PREPARING)
    sha256 = models.TextField(db_default="")
    key = models.BinaryField(null=True)
    at = models.DateTimeField(db_default=Now())
    ready_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "case_document"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "declared", "edition"], name="case_document_once"),
            models.CheckConstraint(
                condition=Q(state__in=[states.PREPARING, states.READY]), name="case_document_state"
            ),
        ]


class CasePrint(models.Model):
    """The print and post queue. ``label`` is the address as it goes on the envelope, ``postal`` its postal code, by which a
    pile is sorted; ``tracking`` the number of a registered delivery. From the second ``edition`` on it is a reprint;
    ``before`` tells how the ones before went out, oldest first."""

    document = models.OneToOneField(CaseDocument, on_delete=models.PROTECT, primary_key=True)
    section = models.TextField()
    kind = models.TextField()
    label = models.JSONField(db_default=_EMPTY_DICT)
    state = models.TextField(db_default=states.READY)
    at = models.DateTimeField(db_default=Now())
    printed_at = models.DateTimeField(null=True)
    printed_name = models.TextField(db_default="")
    posted_at = models.DateTimeField(null=True)
    posted_name = models.TextField(db_default="")
    postal = models.TextField(db_default="")
    tracking = models.TextField(db_default="")
    edition = models.IntegerField(db_default=1)
    before = models.JSONField(db_default=_EMPTY_LIST)
    came_back_on = models.DateField(null=True)
    came_back_why = models.TextField(db_default="")
    came_back_name = models.TextField(db_default="")

    class Meta:
        db_table = "case_print"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=states.PRINT_STATES), name="case_print_state"),
            models.CheckConstraint(
                condition=Q(
                    state=states.CAME_BACK, came_back_on__isnull=False, came_back_why__in=states.CAME_BACK_WHY
                )
                | (
                    ~Q(state=states.CAME_BACK)
                    & Q(came_back_on__isnull=True, came_back_why="", came_back_name="")
                ),
                name="case_print_came_back",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["section", "state", "at", "document"], name="case_print_queue"),
            models.Index(fields=["section", "state", "postal", "document"], name="case_print_postal"),
        ]


class DocumentNumber(models.Model):
    """The last number given, by section, organ and fiscal year. Taken with its row locked: no gap, no number twice."""

    section = models.TextField()
    organ = models.TextField(db_default="", help_text="for which organ, where it is not the section's own")
    year = models.IntegerField()
    last = models.IntegerField()

    class Meta:
        db_table = "document_number"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["section", "organ", "year"], name="document_number_once")
        ]
