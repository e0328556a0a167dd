"""The other entrances of a procedure as they would be: its entry in the guide, the sheet of the counter, and what a package
from the national portal would fill in. Made from the declaration with invented answers, stored nowhere."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from dokodemo.base import clock
from dokodemo.catalog import answers, forms, from_portal, guide
from dokodemo.catalog.conditions import compile_condition
from dokodemo.catalog.from_portal import Said
from dokodemo.catalog.guiding import Proposal, Reason
from dokodemo.catalog.portal import PortalItem, PortalMapping
from dokodemo.catalog.schema import Catalog, CounterProcedure, Listed, Procedure, Section
from dokodemo.catalog.terms import Field, Text
from dokodemo.values.eras import format_wareki

#: What an invented applicant says, by the type of the question; the rest says ``見本``.
_SAYS: Mapping[str, str] = {
    "boolean": "true", "statement": "true", "kana": "ミホン", "kojinbango": "123456789018", "phone": "09000000000",
    "email": "mihon@example.jp", "postal": "9990001", "account_number": "1234567", "account_holder": "ミホン",
    "bank_code": "0001", "branch_code": "001",
}  # fmt: skip
_DATED = {"iso": "%Y-%m-%d", "slash": "%Y/%m/%d", "compact": "%Y%m%d"}


@dataclass(frozen=True)
class Why:
    """One reason in the guide. ``asked``: the questions and events that lead to it; ``by`` the last day if ``after`` were
    today, None without one; of a fixed day of the year ``after`` is empty. ``basis``: why, or why there is none."""

    text: str
    asked: tuple[str, ...]
    condition: str
    after: str
    by: date | None
    basis: str


@dataclass(frozen=True)
class Entry:
    """The procedure on the sheet that the guide ends with. ``words``: what finds it when it is typed."""

    whys: tuple[Why, ...]
    words: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """What is said and printed at the counter: where, until when, what to bring, how long. ``place`` is empty where the
    procedure is finished online."""

    section: Section
    place: str
    deadline: str
    bring: tuple[str, ...]
    minutes: int


@dataclass(frozen=True)
class Filled:
    """One question of the form and what the sample package says to it. ``items``: the portal's ids; ``problem``: what the
    form finds wrong; ``asked`` False: the portal does not ask it (``not_asked``), a clerk does."""

    label: str
    items: tuple[str, ...]
    says: str
    shown: str
    required: bool
    asked: bool
    problem: str


@dataclass(frozen=True)
class Package:
    """A sample package read by the mapping. ``documents``: (書類ID, our attachment); ``ignored``: items not taken over."""

    procedure_id: str
    shape: str
    filled: tuple[Filled, ...]
    documents: tuple[tuple[str, str], ...]
    ignored: tuple[str, ...]

    @property
    def unfilled(self) -> tuple[Filled, ...]:
        """Questions of our form that no item of the portal's answers."""
        return tuple(each for each in self.filled if not each.items)


def entry(catalog: Catalog, listed: Listed, words: str, on: date) -> Entry | None:
    """The procedure in the guide; None where it is in none."""
    if listed.guide is None or catalog.guide is None:
        return None
    return Entry(
        tuple(_why(catalog, listed.guide, each, words, on) for each in listed.guide.reasons),
        tuple(listed.guide.words),
    )


def _why(catalog: Catalog, proposal: Proposal, reason: Reason, words: str, on: date) -> Why:
    assert catalog.guide is not None
    known: dict[str, Text] = {each.id: each.titles for each in catalog.guide.events}
    known |= {each.id: each.labels for each in catalog.guide.questions}
    asked = tuple(known[name].of(words) for name in compile_condition(reason.cel).names if name in known)
    due = None
    if reason.deadline:
        due = guide.due(reason.deadline, on)
    elif reason.yearly:
        due = guide.next_due(reason.yearly, on)
    basis = due.basis if due else proposal.undated
    return Why(
        text=reason.text.of(words),
        asked=asked,
        condition=reason.cel,
        after=known[reason.deadline.after].of(words) if reason.deadline else "",
        by=due.by if due else None,
        basis=basis.of(words) if basis else "",
    )


def sheet(catalog: Catalog, listed: Listed, words: str) -> Sheet:
    """What the counter says and prints."""
    return Sheet(
        section=catalog.sections[listed.section],
        place=listed.place_text.of(words) if isinstance(listed, CounterProcedure) else "",
        deadline=listed.deadline_text.of(words),
        bring=tuple(each.of(words) for each in listed.bring),
        minutes=listed.minutes,
    )


def package(catalog: Catalog, procedure: Procedure, words: str) -> Package | None:
    """What a package with an answer to every item would fill in; None where the portal does not send this procedure."""
    mapping = catalog.portal.get(procedure.id)
    if mapping is None:
        return None
    fields = [each for page in procedure.pages for each in page.fields]
    said = list(_sample(mapping, {each.id: each for each in fields}))
    read = from_portal.read(mapping, fields, said)
    problems = forms.validate(procedure, read.values, words, clock.today())
    texts = {each.item: each.text for each in said}
    rows = []
    for name, field, items in _questions(fields, mapping):
        inside = field.id if name == field.id else f"{name.partition('.')[0]}-0-{field.id}"
        rows.append(
            Filled(
                label=field.labels.of(words),
                items=items,
                says="".join(texts.get(each, "") for each in items),
                shown=_shown(field, name, read, words),
                required=field.required and not field.when,
                asked=name not in mapping.not_asked,
                problem=problems.get(inside, "") if items else "",
            )
        )
    titles = {each.id: each.titles.of(words) for each in procedure.attachments}
    return Package(
        mapping.procedure_id,
        mapping.shape,
        tuple(rows),
        tuple((each.document, titles[each.attachment]) for each in mapping.documents),
        tuple(mapping.ignored),
    )


def _questions(fields: list[Field], mapping: PortalMapping) -> Iterator[tuple[str, Field, tuple[str, ...]]]:
    """Every question (one item of a list once, as ``list.member``) with the items of the portal's that answer it."""
    items = {each.field: tuple(each.every) for each in mapping.items}
    items |= {
        f"{each.list_}.{part.field}": tuple(part.every) for each in mapping.lists for part in each.items
    }
    for field in fields:
        for member in field.fields or []:
            name = f"{field.id}.{member.id}"
            yield name, member, items.get(name, ())
        if not field.fields:
            yield field.id, field, items.get(field.id, ())


def _shown(field: Field, name: str, read: from_portal.Mapped, words: str) -> str:
    """The value as our own pages show it; of a My Number only that one came."""
    if field.id in read.private:
        return "＊＊＊＊"
    listed, _, member = name.partition(".")
    value = read.values.get(listed)
    if member:
        value = value[0].get(member) if value else None
    return answers.show(field, value, words) if value is not None else ""


def _sample(mapping: PortalMapping, fields: Mapping[str, Field]) -> Iterator[Said]:
    for part in mapping.items:
        yield from _said(part, fields[part.field], 0)
    for each in mapping.lists:
        members = {member.id: member for member in fields[each.list_].fields or []}
        for part in each.items:
            yield from _said(part, members[part.field], 1)


def _said(part: PortalItem, field: Field, row: int) -> Iterator[Said]:
    """A good answer in the portal's words: the first of a list of words, a day as it writes days."""
    for item in part.every:
        if part.values:
            yield Said(item, row, next(iter(part.values)))
        elif part.dates:
            day = date(2000, 4, 1)
            yield Said(
                item, row, format_wareki(day) if part.dates == "wareki" else day.strftime(_DATED[part.dates])
            )
        elif field.type == "digits":
            yield Said(item, row, "1" * (field.length or 1))
        elif field.choices:
            yield Said(item, row, field.choices[0].code)
        elif field.type == "integer":
            yield Said(item, row, str(field.min if field.min is not None else 1))
        else:
            yield Said(item, row, _SAYS.get(field.type, "見本"))
