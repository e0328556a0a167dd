"""Applications, and what is done with them. What is kept of persons, why and how long: ``personal``."""

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
    entrance = models.TextField(db_default=states.WEB, help_text="where it came in: web, portal")
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


class CaseDecision(models.Model):
    """A proposal and what became of it: open → decided, or returned with a note. A decision that was taken up again is
    ``replaced``: it stays as it was made, with why (``reopened_why`` ∈ states.REOPEN_WHY), and another one follows."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    state = models.TextField(db_default="open")
    outcome = models.TextField()
    rule = models.TextField(db_default="", help_text="the rule of approval (専決) by which it goes its way")
    refusal_ids = models.JSONField(db_default=_EMPTY_LIST)
    note = models.TextField(db_default="", help_text="the clerk's own words; printed when it is a refusal")
    reasons = models.JSONField(db_default=_EMPTY_LIST)
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
            models.UniqueConstraint(fields=["case"], condition=Q(state="open"), name="case_decision_one_open"),
            models.UniqueConstraint(fields=["case"], condition=Q(state="decided"), name="case_decision_one_made"),
        ]  # fmt: skip


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
    """The print and post queue. ``label`` is the address as it goes on the envelope."""

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

    class Meta:
        db_table = "case_print"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=states.PRINT_STATES), name="case_print_state")
        ]
        indexes: ClassVar = [
            models.Index(fields=["section", "state", "at", "document"], name="case_print_queue")
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


class DocumentNumber(models.Model):
    """The last number given, by section and fiscal year. Taken with its row locked: no gap, no number twice."""

    section = models.TextField()
    year = models.IntegerField()
    last = models.IntegerField()

    class Meta:
        db_table = "document_number"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["section", "year"], name="document_number_once")
        ]


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


class EvidenceSeen(models.Model):
    """An identity token that proved an application: seen a second time, the second case says so (decision 6). ``case``:
    that application, or the bundle that it came in."""

    token_hash = models.BinaryField(primary_key=True)
    case = models.UUIDField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "evidence_seen"


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
