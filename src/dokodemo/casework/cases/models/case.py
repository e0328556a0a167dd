"""An application as it came, and what belongs to it before anything is decided."""

from typing import ClassVar

from django.db import models
from django.db.models import Case as Either
from django.db.models import F, Q, Value, When
from django.db.models.functions import Now

from dokodemo.casework.cases import states

_EMPTY_LIST = Value([], models.JSONField())
_EMPTY_DICT = Value({}, models.JSONField())


class Case(models.Model):
    """One application in one zone. The identifier is the application's own, which is also the stream of its messages.

    ``arrived_at`` is the legal arrival (the commit in ``internet``), ``registered_at`` ours. ``version`` grows with
    every change a person makes: a save over somebody else's change is refused."""

    id = models.UUIDField(primary_key=True)
    receipt = models.TextField(unique=True)
    receipt_digits = models.TextField(help_text="the receipt number without its hyphens, to be found by")
    procedure = models.TextField()
    catalog_hash = models.TextField()
    section = models.TextField()
    state = models.TextField(db_default=states.ARRIVED)
    version = models.IntegerField(db_default=1)
    language = models.TextField(db_default="ja")
    arrived_at = models.DateTimeField()
    arrived_on = models.DateField(help_text="the date of arrival in Tokyo: periods count from it")
    due = models.DateField(
        help_text="the last day of the standard processing time; it stands still while an answer is waited for"
    )
    registered_at = models.DateTimeField(db_default=Now())
    applicant_name = models.TextField(db_default="")
    applicant_kana = models.TextField(db_default="")
    name_key = models.TextField(db_default="")
    kana_key = models.TextField(db_default="")
    address_key = models.TextField(db_default="", help_text="facts.address_key of the applicant's address")
    evidence = models.JSONField(db_default=_EMPTY_DICT)
    problems = models.JSONField(
        db_default=_EMPTY_DICT, help_text="what the form itself finds wrong: name → sentence"
    )
    together = models.JSONField(
        db_default=_EMPTY_LIST,
        help_text="what was sent in the same form: [{receipt, procedure}], nothing else of it",
    )
    reply_public_key = models.BinaryField(null=True)
    delivery = models.TextField(db_default="paper")
    entrance = models.TextField(db_default=states.WEB, help_text="where it came in: one of states.ENTRANCES")
    entrance_number = models.TextField(db_default="", help_text="the receipt number that the portal gave it")
    person = models.TextField(null=True, help_text="宛名番号, in core only")
    taken_by = models.TextField(db_default="")
    taken_name = models.TextField(db_default="")
    taken_at = models.DateTimeField(null=True)
    number = models.TextField(db_default="", help_text="the document number of the decision")
    number_year = models.IntegerField(null=True, help_text="its fiscal year")
    decided_at = models.DateTimeField(null=True)
    flag = models.TextField(db_default="", help_text="a mark for colleagues: urgent, consult, waiting")
    closed_at = models.DateTimeField(null=True, help_text="完結: ended, and nothing is left to do")
    closed_name = models.TextField(db_default="")
    stage = models.GeneratedField(
        expression=Either(
            When(closed_at__isnull=False, then=Value(states.CLOSED)),
            default=F("state"),
            output_field=models.TextField(),
        ),
        output_field=models.TextField(),
        db_persist=True,
        help_text="where it stands at the desk: its state, or closed",
    )

    class Meta:
        db_table = "case"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=states.STATES), name="case_state"),
            models.CheckConstraint(condition=Q(entrance__in=states.ENTRANCES), name="case_entrance"),
            models.CheckConstraint(
                condition=Q(state__in=states.OPEN, decided_at__isnull=True)
                | (Q(state__in=states.OUTCOMES, decided_at__isnull=False) & ~Q(number=""))
                | Q(state=states.WITHDRAWN, decided_at__isnull=True, number=""),
                name="case_decided_has_number",
            ),
            models.CheckConstraint(condition=Q(flag__in=["", *states.FLAGS]), name="case_flag"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(state__in=states.ENDED),
                name="case_closed_has_ended",
            ),
            models.UniqueConstraint(
                fields=["number", "number_year"], condition=~Q(number=""), name="case_number_once_a_year"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["section", "due", "id"], name="case_open_due", condition=Q(state__in=states.OPEN)
            ),
            models.Index(
                fields=["section", "arrived_at", "id"], name="case_open_arrived", condition=Q(state__in=states.OPEN)
            ),
            models.Index(
                fields=["section", "taken_by", "due", "id"], name="case_open_taken",
                condition=Q(state__in=states.OPEN) & ~Q(taken_by=""),
            ),
            models.Index(
                fields=["section", "flag", "due", "id"], name="case_flagged",
                condition=Q(state__in=states.OPEN) & ~Q(flag=""),
            ),
            models.Index(
                fields=["section", "entrance", "due", "id"], name="case_open_elsewhere",
                condition=Q(state__in=states.OPEN) & ~Q(entrance=states.WEB),
            ),
            models.Index(
                fields=["section", "procedure", "due", "id"], name="case_open_procedure_due",
                condition=Q(state__in=states.OPEN),
            ),
            models.Index(
                fields=["section", "procedure", "arrived_at", "id"], name="case_open_procedure_arrived",
                condition=Q(state__in=states.OPEN),
            ),
            models.Index(
                fields=["entrance_number"], name="case_entrance_number", condition=~Q(entrance_number="")
            ),
            models.Index(fields=["section", "stage", "due", "id"], name="case_stage_due"),
            models.Index(fields=["section", "stage", "arrived_at", "id"], name="case_stage_arrived"),
            models.Index(fields=["section", "stage", "procedure", "due", "id"], name="case_stage_procedure"),
            models.Index(fields=["section", "arrived_on", "id"], name="case_arrived_on"),
            models.Index(
                fields=["section", "address_key", "id"], name="case_address_prefix",
                opclasses=["text_ops", "text_pattern_ops", "uuid_ops"],
            ),
            models.Index(
                fields=["section", "receipt_digits", "id"], name="case_receipt_prefix",
                opclasses=["text_ops", "text_pattern_ops", "uuid_ops"],
            ),
            models.Index(
                fields=["section", "name_key", "id"], name="case_name_prefix",
                opclasses=["text_ops", "text_pattern_ops", "uuid_ops"],
            ),
            models.Index(
                fields=["section", "kana_key", "id"], name="case_kana_prefix",
                opclasses=["text_ops", "text_pattern_ops", "uuid_ops"],
            ),
        ]  # fmt: skip


class CaseVersion(models.Model):
    """What was submitted, as it came. A correction by the resident is the next ``n``; nothing is ever edited. One that came
    after the decision (``late``) is kept, and does not count."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="versions")
    n = models.IntegerField()
    values = models.JSONField()
    private = models.BinaryField(help_text="JSON of My Numbers, locked under the zone's secret")
    late = models.BooleanField(db_default=Value(False))
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "case_version"
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "n"], name="case_version_once")]


class CaseLink(models.Model):
    """How the case came to its person; the last row counts. ``how``: known (by issuer and subject), chosen, or parted (an
    answer of the applicant names somebody else: no ``person``)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="links", db_index=True)
    person = models.TextField()
    how = models.TextField()
    by_id = models.TextField()
    by_name = models.TextField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "case_link"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(how__in=["known", "chosen", "parted"]), name="case_link_how"),
            models.CheckConstraint(
                condition=Q(how="parted", person="") | (~Q(how="parted") & ~Q(person="")),
                name="case_link_parted",
            ),
        ]


class CaseCorrection(models.Model):
    """A clerk's correction (職権補正) of one answer; ``field`` is its name in the form. The last row counts."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="corrections")
    field = models.TextField()
    was = models.JSONField(null=True)
    now = models.JSONField(null=True)
    why = models.TextField()
    by_id = models.TextField()
    by_name = models.TextField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "case_correction"


class CaseAsked(models.Model):
    """A request to the applicant to mend the application (補正の求め, 行政手続法7条). Open until an answer came, or until a
    decision was proposed without one."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="asked")
    text = models.TextField(help_text="what is to be mended, in the clerk's words")
    fields = models.JSONField(
        db_default=_EMPTY_LIST, help_text="the answers it is about, by their names in the form"
    )
    attachments = models.JSONField(
        db_default=_EMPTY_LIST, help_text="the attachments that are wanted (again)"
    )
    until = models.DateField(help_text="the last day for the answer")
    by_id = models.TextField()
    by_name = models.TextField()
    at = models.DateTimeField(db_default=Now())
    closed_at = models.DateTimeField(null=True)
    answer = models.IntegerField(null=True, help_text="the version (CaseVersion.n) that answered it")

    class Meta:
        db_table = "case_asked"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(closed_at__isnull=True), name="case_asked_one_open"
            ),
            models.CheckConstraint(
                condition=Q(answer__isnull=True) | Q(closed_at__isnull=False), name="case_asked_answer_closes"
            ),
        ]


class CaseWithdrawal(models.Model):
    """取下げ: the applicant no longer wants a decision. ``in_time``: none had been made; else the case stays as it was
    decided, and the row says that this came after it."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="withdrawal")
    way = models.TextField(help_text="web, counter or mail")
    arrived_at = models.DateTimeField(help_text="when the city had it")
    reason = models.TextField(db_default="", help_text="the applicant's words, where they gave some")
    in_time = models.BooleanField()
    by_id = models.TextField()
    by_name = models.TextField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "case_withdrawal"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(way__in=states.WITHDRAWAL_WAYS), name="case_withdrawal_way")
        ]


class CaseAttachment(models.Model):
    """A file of the application: the sealed original with its hash as evidence, and what the opening room rebuilt."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="attachments")
    attachment = models.TextField(help_text="which attachment of the procedure")
    version = models.IntegerField(db_default=1, help_text="the version (CaseVersion.n) that it came with")
    name = models.TextField()
    size = models.BigIntegerField()
    sha256_plain = models.TextField()
    sha256_cipher = models.TextField()
    key = models.BinaryField(help_text="locked under the zone's secret")
    parts = models.IntegerField(null=True, help_text="how many there will be, known from the first that came")
    state = models.TextField(db_default=states.WAITING)
    refusal = models.TextField(db_default="", help_text="why it was not let in: a code")
    rebuilt_sha256 = models.TextField(db_default="")
    rebuilt_key = models.BinaryField(null=True)
    rebuilt_media = models.TextField(db_default="")
    pages = models.IntegerField(null=True)
    complete_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "case_attachment"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=states.ATTACHMENT_STATES), name="case_attachment_state"
            )
        ]


class AttachmentPart(models.Model):
    """One piece of a ciphertext that waits for the others."""

    attachment = models.ForeignKey(CaseAttachment, on_delete=models.CASCADE)
    index = models.IntegerField()
    sha256 = models.TextField(help_text="the name of the stored piece")

    class Meta:
        db_table = "case_attachment_part"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["attachment", "index"], name="case_attachment_part_once")
        ]


class CaseFee(models.Model):
    """A fee, from when it fell due to when a clerk received it. Yen."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="fee")
    amount = models.IntegerField()
    due_at = models.DateTimeField(db_default=Now())
    received_amount = models.IntegerField(null=True)
    received_on = models.DateField(null=True)
    how = models.TextField(db_default="")
    by_id = models.TextField(db_default="")
    by_name = models.TextField(db_default="")
    recorded_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "case_fee"


class EvidenceSeen(models.Model):
    """An identity token that proved an application: seen a second time, the second case says so (decision 6). ``case``:
    that application, or the bundle that it came in."""

    token_hash = models.BinaryField(primary_key=True)
    case = models.UUIDField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "evidence_seen"
