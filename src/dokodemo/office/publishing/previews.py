"""A declared form and its letters, as a resident would meet them: rendered from the declaration, stored nowhere."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from dokodemo.base import clock
from dokodemo.base.ui.question import Question, question_of
from dokodemo.casework import documents
from dokodemo.casework.cases import letters
from dokodemo.catalog.schema import Catalog, Field, Listed, Page, Procedure, Text
from dokodemo.office.publishing import entrances

#: In which words a form is previewed: the code of ``Text.of``.
WORDS = ("ja", "easy", "en")


@dataclass(frozen=True)
class Shown:
    """One question. ``when``: its condition as declared ("" for always); ``given`` names the source of a known value:
    then it is shown, not asked. ``members``: the questions of one item of a list."""

    question: Question
    when: str
    given: str
    members: tuple["Shown", ...] = ()


@dataclass(frozen=True)
class Screen:
    """One page of the form."""

    title: str
    lead: str
    when: str
    questions: tuple[Shown, ...]
    checks: tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    """``lacking``: how many texts of the form, and of its place in the guide, have no やさしい日本語 (only when that is what
    is shown). ``procedure``: None for one that is finished at the counter; ``entry``, ``package``: None where it is not in
    the guide, or not sent by the portal."""

    procedure: Procedure | None
    title: str
    summary: str
    screens: tuple[Screen, ...]
    attachments: tuple[tuple[str, str, str], ...]
    lacking: int
    entry: entrances.Entry | None
    sheet: entrances.Sheet
    package: entrances.Package | None


def form(catalog: Catalog, listed: Listed, words: str) -> Preview:
    """Every page with every question, also those that only some answers bring up; and every other entrance."""
    procedure = listed if isinstance(listed, Procedure) else None
    lacking = sum(text.easy is None for text in _texts(listed)) if words == "easy" else 0
    return Preview(
        procedure,
        listed.titles.of(words),
        listed.summary_text.of(words),
        tuple(_screen(page, words) for page in procedure.pages) if procedure else (),
        tuple(
            (each.titles.of(words), each.help.of(words) if each.help else "", each.when or "")
            for each in (procedure.attachments if procedure else [])
        ),
        lacking,
        entrances.entry(catalog, listed, words, clock.today()),
        entrances.sheet(catalog, listed, words),
        entrances.package(catalog, procedure, words) if procedure else None,
    )


def letter(catalog: Catalog, procedure: Procedure, document_id: str) -> bytes | None:
    """One letter as PDF, with invented facts; None when the procedure makes no such document."""
    document = next((each for each in procedure.documents if each.id == document_id), None)
    if document is None:
        return None
    paper = letters.specimen(catalog, procedure, document, clock.today())
    return documents.render(paper.kind, paper.facts)


def _screen(page: Page, words: str) -> Screen:
    return Screen(
        page.titles.of(words),
        page.lead.of(words) if page.lead else "",
        page.when or "",
        tuple(_shown(each, each.id, words) for each in page.fields),
        tuple(each.message.of(words) for each in page.checks),
    )


def _shown(field: Field, name: str, words: str) -> Shown:
    if field.type == "list":
        members = tuple(_shown(each, f"{name}-0-{each.id}", words) for each in field.fields or [])
        heading = (field.item_labels or field.labels).of(words)
        asked = Question(
            name, "list", field.labels.of(words), field.required,
            help=field.help.of(words) if field.help else "", value=heading,
        )  # fmt: skip
        return Shown(asked, field.when or "", "", members)
    return Shown(
        replace(question_of(field, name, words), autocomplete="off"), field.when or "", field.source or ""
    )


def _texts(listed: Listed) -> Iterator[Text]:
    yield from (listed.titles, listed.summary_text, listed.deadline_text, *listed.bring)
    if listed.guide:
        yield from (each.text for each in listed.guide.reasons)
    if not isinstance(listed, Procedure):
        return
    for page in listed.pages:
        yield page.titles
        if page.lead:
            yield page.lead
        for each in page.fields:
            for field in (each, *(each.fields or [])):
                yield field.labels
                if field.help:
                    yield field.help
