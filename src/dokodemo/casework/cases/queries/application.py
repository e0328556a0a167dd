"""The tab 申請内容 of a case: what was applied for beside the registry or the corrections, and the proof that came with it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from dokodemo.casework import people
from dokodemo.casework.cases import facts, locked
from dokodemo.casework.cases.loading import Loaded
from dokodemo.casework.cases.queries.acting import Acting, acting
from dokodemo.casework.people import Difference
from dokodemo.catalog import answers, forms
from dokodemo.catalog.parsing import private_fields
from dokodemo.catalog.sentences import say_date_at_the_desk
from dokodemo.gateway import evidence as proofs
from dokodemo.gateway import signature


@dataclass(frozen=True)
class Answer:
    """One answer as submitted and, where a clerk corrected it, as corrected. ``typed`` fills the input."""

    name: str
    label: str
    submitted: str
    corrected: str | None
    can_be_corrected: bool
    typed: str
    why: str
    by: str
    problem: str


@dataclass(frozen=True)
class Group:
    title: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Evidence:
    """Which proof came with the application and what it is worth. ``typed`` are the questions a card answers that are
    answered otherwise than the card's data said."""

    kind: str
    issuer: str
    verified: bool
    problems: tuple[str, ...]
    seen_before: bool
    typed: tuple[str, ...]
    signature: "Signature | None"


@dataclass(frozen=True)
class Signature:
    """The card's signature over the content, where the procedure asks for one. ``items`` are the holder's as the
    certificate has them: (label, text); ``hash`` is the SHA-256 of what was signed."""

    verified: bool
    problems: tuple[str, ...]
    items: tuple[tuple[str, str], ...]
    serial: str
    hash: str


@dataclass(frozen=True)
class PrivateNumber:
    field: str
    label: str
    masked: str


@dataclass(frozen=True)
class Application:
    """The tab 申請内容. ``differences`` only where this zone keeps residents and the person is known, ``acting`` only
    where somebody applies for somebody else."""

    differences: tuple[Difference, ...]
    same: tuple[Difference, ...]
    groups: tuple[Group, ...]
    evidence: Evidence
    acting: Acting | None
    numbers: tuple[PrivateNumber, ...]


def application(loaded: Loaded, language: str) -> Application:
    """What was applied for, beside the registry or the corrections."""
    case, source = loaded.case, people.source()
    rows = source.compare(case.person, loaded.procedure, loaded.values) if source and case.person else []
    return Application(
        differences=tuple(row for row in rows if row.differs),
        same=tuple(row for row in rows if not row.differs),
        groups=groups_of(loaded, language),
        evidence=_evidence(loaded, language),
        acting=acting(loaded),
        numbers=_numbers(loaded, language),
    )


def groups_of(loaded: Loaded, language: str) -> tuple[Group, ...]:
    """Every answer, as submitted and as corrected; what a correction hid or brought is there too."""
    now = forms.summary(loaded.procedure, loaded.values, language)
    before = {
        row.field_id: row
        for part in forms.summary(loaded.procedure, loaded.submitted, language)
        for row in part.rows
    }
    problems = forms.validate(loaded.procedure, loaded.values, language, loaded.case.arrived_on)
    last = {each.field: each for each in loaded.corrections}
    private = {field.id for field in private_fields(loaded.procedure, loaded.values)}
    groups = []
    for part in now:
        rows = []
        for row in part.rows:
            if row.field_id in private:
                continue
            field = facts.field_named(loaded.procedure, row.field_id)
            was = before.get(row.field_id)
            correction = last.get(row.field_id)
            rows.append(
                Answer(
                    name=row.field_id,
                    label=row.label,
                    submitted=facts.shown(
                        field, facts.value_at(loaded.submitted, was.field_id), was.value, language
                    )
                    if was
                    else "",
                    corrected=facts.shown(
                        field, facts.value_at(loaded.values, row.field_id), row.value, language
                    )
                    if correction or was is None
                    else None,
                    can_be_corrected=field is not None,
                    typed=answers.typed_as(field, facts.value_at(loaded.values, row.field_id))
                    if field
                    else "",
                    why=correction.why if correction else "",
                    by=correction.by_name if correction else "",
                    problem=problems.get(row.field_id, ""),
                )
            )
        groups.append(Group(part.title, tuple(rows)))
    return tuple(groups)


def _evidence(loaded: Loaded, language: str) -> Evidence:
    kept = loaded.case.evidence
    by_card = kept["kind"] == "oidc" or (kept["kind"] == facts.JPKI and kept["verified"])
    by_hand = facts.unlike_the_card(loaded.procedure, loaded.submitted, kept) if by_card else ()
    return Evidence(
        kind=kept["kind"],
        issuer=kept["issuer"],
        verified=kept["verified"],
        problems=tuple(proofs.explain(code) for code in kept["problems"]),
        seen_before=bool(kept.get("seen_before")),
        typed=tuple(each.labels.of(language) for each in by_hand),
        signature=_signature(kept.get("signature"), language),
    )


def _signature(kept: dict[str, Any] | None, language: str) -> Signature | None:
    if kept is None:
        return None
    items = kept["items"]
    born = say_date_at_the_desk(items["birthdate"], language) if items.get("birthdate") else ""
    shown = ((_("氏名"), items.get("name", "")), (_("生年月日"), born), (_("住所"), items.get("address", "")))
    return Signature(
        verified=kept["verified"],
        problems=tuple(signature.explain(code) for code in kept["problems"]),
        items=tuple((label, text) for label, text in shown if text),
        serial=kept["serial"],
        hash=kept["hash"],
    )


def _numbers(loaded: Loaded, language: str) -> tuple[PrivateNumber, ...]:
    """Masked: only the last four digits."""
    private = locked.unlock_private(loaded.case.id, bytes(loaded.version.private))
    labels = {
        field.id: field.labels.of(language) for field in private_fields(loaded.procedure, loaded.values)
    }
    return tuple(
        PrivateNumber(field, labels.get(field, field), f"•••• •••• {str(number)[-4:]}")
        for field, number in private.items()
    )
