"""Answers by what they mean (``account.number``): taken out of one application, put into the next, shown by themselves.

*Held* answers are meaning → value, of a list ``[{meaning: value}, …]``. They outlive the catalog they were given under, so
whatever no longer fits a question is left out, and the question is asked."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from dokodemo.catalog import forms
from dokodemo.catalog.combining import guide_order
from dokodemo.catalog.compiled import FieldRule, PageRule, form_of
from dokodemo.catalog.headings import heading_of
from dokodemo.catalog.schema import Catalog, Field, Page, Procedure, Text

#: What a resident can write down before any application asks for it, by heading.
STARTS: Mapping[str, tuple[str, ...]] = {
    "applicant": ("applicant.kana", "applicant.phone"),
    "spouse": ("spouse.name", "spouse.kana", "spouse.birthdate"),
    "family": ("children", "family"),
    "insured": (
        "insured.name", "insured.kana", "insured.birthdate", "insured.gender", "insured.relation", "insured.address",
        "insured.phone", "insured.number",
    ),
    "bank": (
        "account.bank", "account.bank_name", "account.branch", "account.branch_name", "account.kind", "account.number",
        "account.holder",
    ),
    "dog": ("dog.name", "dog.breed", "dog.color", "dog.sex", "dog.birthdate", "dog.microchip"),
}  # fmt: skip
T = TypeVar("T")
Held = dict[str, Any]
#: By these two it is known of whom, or of what, a subject's answers speak (``insured.name``, ``account.number``).
_WHO = ("name", "number")


def meanings(procedure: Procedure) -> list[str]:
    """What a form asks that can be kept, in its order."""
    return [each.means for each in _meant(procedure)]  # type: ignore[misc]


def pages_of(procedure: Procedure) -> list[Text]:
    """The same in a few words: the headings under which it is kept."""
    titles = dict(heading_of(each) for each in meanings(procedure))
    return list(titles.values())


def held_by(procedure: Procedure, values: Mapping[str, Any]) -> Held:
    """What these answers say that can be kept: only of questions that they call for."""
    kept = forms.prune(procedure, values)
    return {
        each.means: _outwards(each, kept[each.id])
        for each in _meant(procedure)
        if each.means and each.id in kept
    }


def told_by(procedure: Procedure, values: Mapping[str, Any], found: Mapping[str, Any]) -> Held:
    """What an approval says for the applicant's next forms, of what the procedure ``tells``: what the clerk ``found`` out,
    else what was answered."""
    stated = {each.means: found.get(each.id) for each in procedure.findings if each.means}
    known = held_by(procedure, values) | {means: each for means, each in stated.items() if each is not None}
    return {means: known[means] for means in procedure.tells if means in known}


def joined(origins: Iterable[tuple[Held, T]]) -> dict[str, tuple[Any, T]]:
    """Several origins as one: meaning → (value, origin). ``origins`` come with the one that counts first; a later one only
    adds to it, and of each subject (``insured``) only where both speak of the same: never one person's number beside another's name."""
    found: dict[str, tuple[Any, T]] = {}
    for held, origin in origins:
        earlier = {means: value for means, (value, _) in found.items()}
        for means, value in held.items():
            if means not in found and _same_one(means.partition(".")[0], earlier, held):
                found[means] = value, origin
    return found


def _same_one(subject: str, one: Held, other: Held) -> bool:
    """Whether both speak of the same person or thing, or one of them of nothing."""
    mine, theirs = (
        {means: each for means, each in held.items() if means.partition(".")[0] == subject}
        for held in (one, other)
    )
    if not mine:
        return True
    who, whom = ({name: held.get(f"{subject}.{name}") for name in _WHO} for held in (mine, theirs))
    known = [name for name in _WHO if who[name] is not None and whom[name] is not None]
    if not known:
        return not any((*who.values(), *whom.values()))  # nobody is named: it is the applicant
    return all(who[name] == whom[name] for name in known)


def filled(procedure: Procedure, held: Mapping[str, Any]) -> dict[str, Any]:
    """The values that ``held`` gives to a form, each as its question would take it."""
    found: dict[str, Any] = {}
    for page in form_of(procedure).pages:
        for rule in page.fields:
            value = _inwards(rule, held) if rule.field.source is None else None
            if value is not None and _fits(page, rule, value):
                found[rule.id] = value
    return found


def same_answers(values: Mapping[str, Any], given: Mapping[str, Any]) -> int:
    """How many answers are as they were given, those of every item of a list counted."""
    count = 0
    for name, before in given.items():
        now = values.get(name)
        if isinstance(before, list) and isinstance(now, list):
            count += sum(same_answers(item, old) for item, old in zip(now, before, strict=False))
        else:
            count += now == before
    return count


def form_for(catalog: Catalog, held: Collection[str]) -> Procedure:
    """What is kept as a form of its own: every question optional, named by its meaning, under the headings of the form
    for all. A meaning that no procedure asks any more is not in it."""
    pages: dict[str, tuple[Text, list[Field]]] = {}
    for means, asked in _asked(catalog).items():
        if means in held:
            page_id, title = heading_of(means)
            pages.setdefault(page_id, (title, []))[1].append(asked)
    made = [
        Page.model_construct(id=name, titles=title, lead=None, when=None, fields=fields, checks=[])
        for name, (title, fields) in pages.items()
    ]
    return Procedure.model_construct(
        id="profile", identity="none", pages=made, attachments=[], refusals=[], refused_when=[]
    )


def name_of(means: str) -> str:
    """A meaning as the name of a question of :func:`form_for`."""
    return means.replace(".", "__")


def _asked(catalog: Catalog) -> dict[str, Field]:
    """Each meaning with the question that asks it, in the words of the procedure that is first in the guide; a list has
    the members of every procedure's."""
    askers: dict[str, list[Field]] = {}
    for procedure in sorted(catalog.procedures.values(), key=guide_order):
        for each in _meant(procedure):
            askers.setdefault(each.means or "", []).append(each)
    return {means: _optional(fields) for means, fields in askers.items()}


def _optional(askers: Sequence[Field]) -> Field:
    members: dict[str, list[Field]] = {}
    for member in (each for asked in askers for each in asked.fields or () if each.means):
        members.setdefault(member.means or "", []).append(member)
    changed = {
        "id": name_of(askers[0].means or ""), "required": False, "when": None, "min_items": 0, "checks": [],
        "fields": [_optional(each) for each in members.values()] or None,
    }  # fmt: skip
    return Field.model_construct(**dict(askers[0]) | changed)


def _meant(procedure: Procedure) -> Iterator[Field]:
    for page in procedure.pages:
        for each in page.fields:
            if each.means and each.source is None and each.type not in ("kojinbango", "statement"):
                yield each


def _outwards(asked: Field, value: Any) -> Any:
    if asked.type != "list" or not isinstance(value, list):
        return value
    names = {each.id: each.means for each in asked.fields or () if each.means}
    return [{names[name]: answer for name, answer in item.items() if name in names} for item in value]


def _inwards(rule: FieldRule, held: Mapping[str, Any]) -> Any:
    value = held.get(rule.field.means or "")
    if rule.kind is not list or not isinstance(value, list):
        return value
    names = {each.field.means: each.id for each in rule.items if each.field.means}
    return [
        {names[means]: answer for means, answer in item.items() if means in names}
        for item in value
        if isinstance(item, dict)
    ]


def _fits(page: PageRule, rule: FieldRule, value: Any) -> bool:
    """By the page's schema: what was kept under an older catalog may be no answer any more."""
    return bool(value != [] and page.validator.is_valid({rule.id: value}))
