"""Every read of drafts and applications; each names the account, so another resident's thing is not there.

The road's own reads are SQL written out (decision 27): one statement a request."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dokodemo.base import clock
from dokodemo.catalog import combining, forms, meanings, versions
from dokodemo.catalog.combined import JOIN
from dokodemo.catalog.forms import SummaryRow, SummarySection
from dokodemo.catalog.merging import own_name, shared_name
from dokodemo.catalog.schema import Procedure, Section
from dokodemo.internet.accounts.resident import Resident
from dokodemo.internet.apply import copies, files
from dokodemo.internet.apply.copies import LockedCopy
from dokodemo.internet.apply.draft import Draft, unlock_body, unlock_key
from dokodemo.internet.apply.files import DraftFile


class NotHere(LookupError):
    """There is no such thing, or it is another resident's: the two look the same."""


@dataclass(frozen=True)
class OpenDraft:
    """A draft as a list shows it. ``title`` in the reader's language. ``withdrawn``: the procedure is no longer offered;
    what was begun can still be sent. ``mends``: it mends an application that was sent."""

    id: UUID
    procedure: str
    title: str
    updated_at: datetime
    expires_at: datetime
    withdrawn: bool = False
    mends: bool = False

    @property
    def expires_soon(self) -> bool:
        """Whether the resident is told that it does."""
        return self.expires_at < days_from_now(max(TOLD_BEFORE))


@dataclass(frozen=True)
class Application:
    """What was sent and how far it is. Instants are UTC; ``submitted_at`` is the legal arrival. ``bundle`` is common to
    the applications that were sent as one form."""

    id: UUID
    receipt: str
    procedure: str
    catalog_hash: str
    zone: str
    submitted_at: datetime
    registered_at: datetime | None
    examining_at: datetime | None
    decided_at: datetime | None
    delivered_at: datetime | None
    has_copy: bool
    copy_expires_at: datetime
    bundle: UUID | None
    asked_until: date | None
    answered_at: datetime | None
    withdrawal_at: datetime | None
    withdrawn_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether it can still be mended, or taken back."""
        return self.decided_at is None and self.withdrawal_at is None and self.withdrawn_at is None

    @property
    def title(self) -> str:
        """The procedure's title in the reader's language."""
        return versions.at(self.catalog_hash).procedures[self.procedure].titles.of(get_language() or "ja")


_DRAFT = """
SELECT procedure, catalog_hash, locked_key, body, revision, updated_at, answers FROM apply_draft
WHERE id = %s AND account_id = %s AND expires_at > %s"""
_DRAFT_TO_SUBMIT = _DRAFT.replace("answers FROM", "answers, nextval('apply_receipt') FROM")
_APPLICATION = """
SELECT id, receipt, procedure, catalog_hash, zone, submitted_at, registered_at, examining_at, decided_at, delivered_at,
       copy IS NOT NULL, copy_expires_at, bundle, asked_until, answered_at, withdrawal_at, withdrawn_at
FROM apply_application"""


def draft(resident: Resident, draft_id: UUID) -> Draft:
    """The resident's own draft, opened. Raises NotHere."""
    with connection.cursor() as cursor:
        cursor.execute(_DRAFT, [draft_id, resident.account_id, clock.now()])
        row = cursor.fetchone()
    if row is None:
        raise NotHere
    return _opened(resident, draft_id, row)


def draft_to_submit(resident: Resident, draft_id: UUID) -> tuple[Draft, list[int]]:
    """The draft and the counters of the receipt numbers it would get: one for each procedure. Raises NotHere."""
    with connection.cursor() as cursor:
        cursor.execute(_DRAFT_TO_SUBMIT, [draft_id, resident.account_id, clock.now()])
        row = cursor.fetchone()
    if row is None:
        raise NotHere
    found = _opened(resident, draft_id, row)
    return found, [row[7], *_more_counts(len(found.procedures) - 1)]


def _more_counts(number: int) -> list[int]:
    if not number:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('apply_receipt') FROM generate_series(1, %s)", [number])
        return [row[0] for row in cursor.fetchall()]


def _opened(resident: Resident, draft_id: UUID, row: tuple[Any, ...]) -> Draft:
    procedure_id, catalog_hash, locked_key, body, revision, updated_at, answers_to = row[:7]
    key = unlock_key(resident.account_key, draft_id, locked_key)
    procedure = combining.resolve(versions.at(catalog_hash), procedure_id)
    return Draft(
        id=draft_id,
        procedure=procedure,
        catalog_hash=catalog_hash,
        known=forms.known_values(procedure, dict(resident.known)),
        key=key,
        answers=unlock_body(key, draft_id, body),
        revision=revision,
        updated_at=updated_at,
        answers_to=answers_to,
    )


def drafts_of(account_id: UUID) -> list[OpenDraft]:
    """What this account has begun and not sent, the newest first."""
    return _open_drafts("", [account_id, clock.now()])


def open_draft(account_id: UUID, procedure: str) -> OpenDraft | None:
    """The account's open draft of one procedure: there is at most one."""
    return next(
        iter(_open_drafts(" AND answers IS NULL AND procedure = %s", [account_id, clock.now(), procedure])),
        None,
    )


def sections_of(draft: Draft) -> list[Section]:
    """Whom to ask about this draft: the section of each of its procedures, once."""
    sections = versions.at(draft.catalog_hash).sections
    return [sections[name] for name in dict.fromkeys(each.section for each in draft.procedures)]


def desks_of(draft: Draft) -> list[tuple[Procedure, Section]]:
    """Each procedure of this draft with the section that decides it."""
    sections = versions.at(draft.catalog_hash).sections
    return [(each, sections[each.section]) for each in draft.procedures]


def _open_drafts(which: str, parameters: list[Any]) -> list[OpenDraft]:
    language = get_language() or "ja"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, procedure, catalog_hash, updated_at, expires_at, answers FROM apply_draft "  # noqa: S608
            f"WHERE account_id = %s AND expires_at > %s{which} ORDER BY updated_at DESC",
            parameters,
        )
        rows = cursor.fetchall()
    return [
        OpenDraft(
            row[0], row[1], combining.resolve(versions.at(row[2]), row[1]).titles.of(language), row[3], row[4],
            row[5] is None and not is_offered(row[1]), row[5] is not None,
        )
        for row in rows
    ]  # fmt: skip


def is_offered(procedure_id: str) -> bool:
    """Whether a procedure can be begun now. What was begun before goes on with the version it was begun with."""
    catalog = versions.current()
    return catalog is not None and all(each in catalog.procedures for each in procedure_id.split(JOIN))


#: A draft, and the application it becomes, have one id.
_BESIDE = """
(SELECT id, account_id FROM apply_draft WHERE answers IS NULL AND NOT string_to_array(procedure, %(join)s) <@ %(offered)s::text[]
   AND expires_at > %(now)s AND id > %(after)s ORDER BY id LIMIT %(most)s)
UNION
(SELECT id, account_id FROM apply_application WHERE procedure <> ALL(%(offered)s::text[]) AND decided_at IS NULL
   AND withdrawn_at IS NULL AND id > %(after)s ORDER BY id LIMIT %(most)s)
ORDER BY id LIMIT %(most)s"""


def open_beside(procedures: Collection[str], after: UUID, most: int) -> list[tuple[UUID, UUID]]:
    """(draft or application, account) of what is begun or not decided yet of other procedures than these, in the order of
    their ids, ``most`` at once."""
    with connection.cursor() as cursor:
        cursor.execute(
            _BESIDE,
            {"join": JOIN, "offered": list(procedures), "now": clock.now(), "after": after, "most": most},
        )
        return [(row[0], row[1]) for row in cursor.fetchall()]


#: So many days before a draft expires its resident is told, the last time with the smallest.
TOLD_BEFORE = (7, 1)


def days_from_now(days: int) -> datetime:
    """The end, in Tokyo, of the day that comes so many days after today."""
    return datetime.combine(clock.today() + timedelta(days + 1), time.min, clock.TOKYO)


def first_to_expire(account_id: UUID, days: int) -> datetime | None:
    """When the first of the account's drafts expires whose resident is told ``days`` before; None: there is none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(expires_at) FROM apply_draft WHERE account_id = %s AND expires_at > %s AND told_days = %s",
            [account_id, clock.now(), days],
        )
        found: datetime | None = cursor.fetchone()[0]
        return found


def files_of(draft: Draft) -> list[DraftFile]:
    """The draft's attachments in the order in which they came. Only for a draft that was opened as one's own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, attachment, sha256_cipher, meta FROM apply_file WHERE draft_id = %s ORDER BY created_at, id",
            [draft.id],
        )
        rows = cursor.fetchall()
    return [files.opened(draft.key, *row) for row in rows]


def application(account_id: UUID, application_id: UUID) -> Application:
    """One application of this account. Raises NotHere."""
    found = _applications(" WHERE id = %s AND account_id = %s", [application_id, account_id])
    if not found:
        raise NotHere
    return found[0]


def answered_by(account_id: UUID, draft_id: UUID) -> UUID | None:
    """The application of this account that this draft has mended."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM apply_application WHERE account_id = %s AND answered_draft = %s",
            [account_id, draft_id],
        )
        row = cursor.fetchone()
    return row[0] if row else None


def sent_together(one: Application, account_id: UUID) -> list[Application]:
    """The applications that were sent as one form with this one, itself included, in the order of the form."""
    if one.bundle is None:
        return [one]
    return _applications(
        " WHERE account_id = %s AND bundle = %s ORDER BY length(receipt), receipt", [account_id, one.bundle]
    )


def mine(account_id: UUID) -> list[Application]:
    """Everything this account has sent, the newest first."""
    return _applications(" WHERE account_id = %s ORDER BY submitted_at DESC, id", [account_id])


def _applications(which: str, parameters: list[Any]) -> list[Application]:
    with connection.cursor() as cursor:
        cursor.execute(_APPLICATION + which, parameters)
        return [Application(*row) for row in cursor.fetchall()]


@dataclass(frozen=True)
class Speed:
    """How many of one procedure were sent, decided, and decided in the standard time; ``median_days`` from arrival to
    decision, None before the first. ``timed``: sent alone, with a known beginning; ``median_minutes`` from the opening of
    the form until it was sent, breaks included."""

    procedure: str
    sent: int
    decided: int
    in_time: int
    median_days: int | None
    timed: int
    median_minutes: int | None


def given_up(since: datetime) -> dict[str, int]:
    """How many drafts ended unsent since the month of ``since``, by procedure: deleted, or not touched for 30 days."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT procedure, sum(n)::int FROM apply_given_up WHERE month >= date_trunc('month', %s)::date GROUP BY 1",
            [clock.legal_date(since)],
        )
        return dict(cursor.fetchall())


def speeds(standard_days: Mapping[str, int], since: datetime) -> list[Speed]:
    """Of everything that was sent after ``since``, by procedure. Days are dates in Tokyo; an end that would move over a
    closed day is not moved, so none is counted as in time that was not."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT procedure, count(*), count(days), count(*) FILTER (WHERE days <= standard), "
            "percentile_disc(0.5) WITHIN GROUP (ORDER BY days), count(minutes), "
            "percentile_disc(0.5) WITHIN GROUP (ORDER BY minutes) "
            "FROM (SELECT a.procedure, s.standard, CASE WHEN a.bundle IS NULL THEN "
            "ceil(extract(epoch FROM a.submitted_at - a.begun_at) / 60)::int END AS minutes, (a.decided_at AT TIME ZONE 'Asia/Tokyo')::date "
            "- (a.submitted_at AT TIME ZONE 'Asia/Tokyo')::date AS days FROM apply_application a "
            "JOIN unnest(%s::text[], %s::int[]) s(procedure, standard) ON s.procedure = a.procedure "
            "WHERE a.submitted_at > %s) counted GROUP BY procedure ORDER BY procedure",
            [list(standard_days), list(standard_days.values()), since],
        )
        return [Speed(*row) for row in cursor.fetchall()]


def my_number_names() -> frozenset[str]:
    """The fields for a My Number of every procedure on offer, as its own form and a form for several call them: no page
    may repeat what is in them (decision 23)."""
    catalog = versions.current()
    return frozenset(
        name
        for procedure in (catalog.procedures.values() if catalog else ())
        for page in procedure.pages
        for field in page.fields
        if field.type == "kojinbango"
        for name in (field.id, own_name(procedure, field), shared_name(field))
    )


def owner_of(application_id: UUID) -> UUID | None:
    """Whose application it is, for what comes back from inside; None when this zone never sent it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT account_id FROM apply_application WHERE id = %s", [application_id])
        row = cursor.fetchone()
    return row[0] if row else None


def held_by(resident: Resident, sent: Sequence[Application]) -> meanings.Held:
    """What the copies of these applications say that can be kept for the next; nothing of copies that are gone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, procedure, catalog_hash, locked_key, copy FROM apply_application "
            "WHERE account_id = %s AND id = ANY(%s) AND copy IS NOT NULL",
            [resident.account_id, [each.id for each in sent]],
        )
        rows = cursor.fetchall()
    held: meanings.Held = {}
    for number, procedure_id, catalog_hash, locked_key, copy in rows:
        values, _files = copies.read(resident.account_key, number, LockedCopy(locked_key, copy))
        held |= meanings.held_by(versions.at(catalog_hash).procedures[procedure_id], values)
    return held


def locked_copy(account_id: UUID, application_id: UUID) -> tuple[bytes, bytes] | None:
    """The copy as it lies there: its locked key and itself; None where there is none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT locked_key, copy FROM apply_application WHERE id = %s AND account_id = %s AND copy IS NOT NULL",
            [application_id, account_id],
        )
        row = cursor.fetchone()
    return (bytes(row[0]), bytes(row[1])) if row else None


def copy_of(resident: Resident, application_id: UUID) -> list[SummarySection]:
    """What was sent, as the office reads it, in the reader's language; empty when the copy was deleted or has expired.

    Raises NotHere."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT procedure, catalog_hash, locked_key, copy FROM apply_application WHERE id = %s AND account_id = %s",
            [application_id, resident.account_id],
        )
        row = cursor.fetchone()
    if row is None:
        raise NotHere
    procedure_id, catalog_hash, locked_key, copy = row
    if copy is None:
        return []
    values, attachments = copies.read(resident.account_key, application_id, LockedCopy(locked_key, copy))
    procedure = versions.at(catalog_hash).procedures[procedure_id]
    language = get_language() or "ja"
    sections = forms.summary(procedure, values, language)
    if attachments:
        titles = {each.id: each.titles.of(language) for each in procedure.attachments}
        rows = [
            SummaryRow(titles.get(each["attachment"], ""), each["name"], "", typed=True)
            for each in attachments
        ]
        sections.append(SummarySection("files", _("添付した書類"), rows))
    return sections
