"""Is one procedure right? What its type alone cannot say: ids that must exist, texts of refusal, conditions, levels."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from dokodemo.catalog import check_conditions
from dokodemo.catalog.conditions import FUNCTIONS, RESERVED
from dokodemo.catalog.meanings import meanings
from dokodemo.catalog.reading import Loc, Source, nearest
from dokodemo.catalog.schema import (
    IDENTITY_LEVELS,
    ApprovalRule,
    Check,
    Choice,
    CodeList,
    Field,
    Kyoji,
    Listed,
    Notice,
    Organ,
    Page,
    Procedure,
    Section,
)

#: Addresses below an application that are not pages of the form.
SCREENS_OF_THE_HOUSE = frozenset({"findings", "files", "review", "submit", "delete", "start"})
#: All files of one application together, before they are rebuilt.
MOST_MEGABYTES = 60

#: Keys of a field that belong to some types only.
_BELONGS: Mapping[str, tuple[str, ...]] = {
    "choices": ("choice",),
    "code_list": ("choice",),
    "multiline": ("text", "address"),
    "max_length": ("text", "kana", "address", "email", "account_holder"),
    "min": ("integer",),
    "max": ("integer",),
    "past": ("date",),
    "length": ("digits",),
    "fields": ("list",),
    "item_labels": ("list",),
    "min_items": ("list",),
    "max_items": ("list",),
    "checks": ("list",),
}
_NO_FINDING = ("list", "kojinbango", "statement")
_SOURCE_TYPES: Mapping[str, tuple[str, ...]] = {
    "identity.name": ("text",),
    "identity.address": ("address", "text"),
    "identity.birthdate": ("date",),
    "identity.gender": ("choice",),
    "account.email": ("email",),
}


@dataclass(frozen=True)
class Known:
    """What the other files declare, each with where it stands. ``effects``: the zones in which each effect is carried out;
    None where that is not to be judged."""

    organs: Mapping[str, tuple[Organ, Source]] = field(default_factory=dict)
    sections: Mapping[str, tuple[Section, Source]] = field(default_factory=dict)
    approvals: Mapping[str, tuple[ApprovalRule, Source]] = field(default_factory=dict)
    code_lists: Mapping[str, tuple[CodeList, Source]] = field(default_factory=dict)
    notices: Mapping[str, tuple[Notice, Source]] = field(default_factory=dict)
    kyoji: Mapping[str, tuple[Kyoji, Source]] = field(default_factory=dict)
    effects: Mapping[str, Collection[str]] | None = None


def judge(procedure: Procedure, source: Source, known: Known) -> None:
    """Say everything that is wrong with ``procedure``."""
    judge_place(procedure, source, known)
    _judge_zone(procedure, source, known)
    _judge_number(procedure, source)
    _judge_outcomes(procedure, source, known)
    _judge_attachments(procedure, source)
    _judge_ids(procedure, source)
    for at, page in enumerate(procedure.pages):
        _judge_page(page, source, ("pages", at), procedure, known)
    _judge_findings(procedure, source, known)
    _judge_tells(procedure, source)
    _judge_names(procedure, source)
    _judge_conditions(resolved(procedure, known), source)


def resolved(procedure: Procedure, known: Known) -> Procedure:
    """``procedure`` with what it names elsewhere written into it: the choices of its code lists, its 教示."""
    plain = procedure.model_dump(by_alias=True, exclude_unset=True)
    if procedure.kyoji_of is not None and procedure.kyoji_of in known.kyoji:
        plain["kyoji"] = known.kyoji[procedure.kyoji_of][0].text.model_dump(exclude_unset=True)
    lists = {name: each for name, (each, _) in known.code_lists.items()}

    def fill(fields: list[dict[str, object]]) -> None:
        for each in fields:
            found = lists.get(str(each.get("code_list")))
            if found is not None:
                each["choices"] = [code.model_dump(exclude_unset=True) for code in found.codes]
            if isinstance(each.get("fields"), list):
                fill(each["fields"])  # type: ignore[arg-type]

    for page in plain["pages"]:
        fill(page["fields"])
    fill(plain.get("findings", []))
    return Procedure.model_validate(plain)


def judge_choices(choices: list[Choice], source: Source, loc: Loc) -> None:
    """Say which codes are there twice."""
    _judge_unique([choice.code for choice in choices], source, loc, "code")


def words_of(text: str) -> set[str]:
    """The ``{words}`` that a text wants filled."""
    return set(re.findall(r"\{([^{}]*)\}", text))


def _judge_unique(ids: list[str], source: Source, loc: Loc, key: str = "id") -> None:
    for index, each in enumerate(ids):
        if each in ids[:index]:
            source.say((*loc, index, key), f"the {key} {each!r} is here twice", f"give each its own {key}")


def judge_place(listed: Listed, source: Source, known: Known) -> None:
    """Say which organ or section is not there, or not together."""
    if listed.organ not in known.organs:
        source.say(("organ",), f"unknown organ {listed.organ!r}", nearest(listed.organ, known.organs))
    if listed.section not in known.sections:
        hint = nearest(listed.section, known.sections)
        source.say(("section",), f"unknown section {listed.section!r}", hint)
        return
    section, _ = known.sections[listed.section]
    if section.organ != listed.organ and listed.organ in known.organs:
        source.say(
            ("organ",),
            f"the section {section.id!r} belongs to the organ {section.organ!r}",
            f"write organ: {section.organ}",
        )


def _judge_zone(procedure: Procedure, source: Source, known: Known) -> None:
    if procedure.approval not in known.approvals:
        hint = nearest(procedure.approval, known.approvals)
        source.say(("approval",), f"unknown approval rule {procedure.approval!r}", hint)
    section, _ = known.sections.get(procedure.section, (None, None))
    if known.effects is not None and procedure.zone not in known.effects.get(procedure.effect, ()):
        here = [name for name, zones in known.effects.items() if procedure.zone in zones]
        source.say(
            ("effect",),
            f"no room of the zone {procedure.zone!r} carries out {procedure.effect!r}",
            nearest(procedure.effect, here),
        )
    if section is not None and section.zone != procedure.zone:
        source.say(
            ("zone",),
            f"the section {section.id!r} works in the zone {section.zone!r}",
            f"write zone: {section.zone}, or name another section",
        )


def _judge_number(procedure: Procedure, source: Source) -> None:
    """A procedure with My Number (番号利用事務) is handled in core, for somebody identified by card."""
    asked = any(each.type == "kojinbango" for page in procedure.pages for each in page.fields)
    if asked and not procedure.my_number:
        source.say(
            ("my_number",), "a My Number is asked in a procedure without My Number", "write my_number: true"
        )
    if asked and procedure.identity == "sign":
        source.say(
            ("identity",),
            "a form that is signed asks for no My Number: it would have to wait in the browser",
            "write identity: card, or leave the number out",
        )
    if not (asked or procedure.my_number):
        return
    if procedure.zone != "core":
        source.say(("zone",), "My Number is only handled in core", "write zone: core")
    if IDENTITY_LEVELS.index(procedure.identity) < IDENTITY_LEVELS.index("card"):
        source.say(
            ("identity",),
            f"{procedure.identity!r} is too weak for My Number",
            "write identity: card, or sign",
        )


def _judge_outcomes(procedure: Procedure, source: Source, known: Known) -> None:
    _judge_unique([each.id for each in procedure.refusals], source, ("refusals",))
    _judge_unique([each.id for each in procedure.reductions], source, ("reductions",))
    _judge_unique([each.id for each in procedure.documents], source, ("documents",))
    for index, each in enumerate(procedure.documents):
        if each.notice not in known.notices:
            hint = nearest(each.notice, known.notices)
            source.say(("documents", index, "notice"), f"unknown notice {each.notice!r}", hint)
    refusals = [each.id for each in procedure.refusals]
    for index, when in enumerate(procedure.refused_when):
        if when.refusal not in refusals:
            hint = nearest(when.refusal, refusals)
            source.say(("refused_when", index, "refusal"), f"unknown refusal {when.refusal!r}", hint)
    _judge_reductions(procedure, source)
    if "refused" not in procedure.outcomes:
        return
    at: Loc = ("outcomes",)
    if procedure.kyoji_of is not None and procedure.kyoji_of not in known.kyoji:
        source.say(
            ("kyoji_of",), f"unknown 教示 {procedure.kyoji_of!r}", nearest(procedure.kyoji_of, known.kyoji)
        )
    if procedure.kyoji is None and procedure.kyoji_of is None and procedure.kind == "application":
        source.say(at, "it can be refused, and the 教示 is missing", "add kyoji_of: (行政不服審査法 82条)")
    if not refusals:
        source.say(at, "it can be refused, and no reason is declared", "add refusals: (行政手続法 8条)")
    if not any(each.outcome == "refused" for each in procedure.documents):
        source.say(at, "it can be refused, and no document tells so", "add a document with outcome: refused")


def _judge_reductions(procedure: Procedure, source: Source) -> None:
    if not procedure.reductions:
        return
    at: Loc = ("reductions",)
    if procedure.kind != "application":
        source.say(at, f"a {procedure.kind} cannot be approved in part", "take reductions: out")
    elif "approved" not in procedure.outcomes:
        source.say(at, "what is never approved is not approved in part", "add approved to outcomes:")
    elif procedure.kyoji is None and procedure.kyoji_of is None:
        source.say(
            at,
            "less than was asked can be granted, and the 教示 is missing",
            "add kyoji_of: (行政不服審査法 82条)",
        )


def _judge_attachments(procedure: Procedure, source: Source) -> None:
    _judge_unique([each.id for each in procedure.attachments], source, ("attachments",))
    papers = [each.means for each in procedure.attachments]
    for index, means in enumerate(papers):
        if means is not None and means in papers[:index]:
            hint = "one form asks for one thing once: give it another meaning"
            source.say(("attachments", index, "means"), f"{means!r} is asked for already", hint)
    total = sum(each.max_mb * each.max_files for each in procedure.attachments)
    if total > MOST_MEGABYTES:
        hint = "lower max_mb or max_files"
        source.say(("attachments",), f"{total} MB of attachments are more than {MOST_MEGABYTES}", hint)


def _judge_ids(procedure: Procedure, source: Source) -> None:
    _judge_unique([page.id for page in procedure.pages], source, ("pages",))
    for p, page in enumerate(procedure.pages):
        if page.id in SCREENS_OF_THE_HOUSE:
            hint = "the house has a screen of that address; give the page another id"
            source.say(("pages", p, "id"), f"a page cannot be called {page.id!r}", hint)
    seen: set[str] = set()
    members: list[tuple[Loc, str]] = []
    for p, page in enumerate(procedure.pages):
        for f, each in enumerate(page.fields):
            loc: Loc = ("pages", p, "fields", f, "id")
            if each.id in seen:
                source.say(loc, f"the field {each.id!r} is here twice", "give each field its own id")
            seen.add(each.id)
            _judge_name(each.id, source, loc)
            inner = [member.id for member in each.fields or []]
            _judge_unique(inner, source, (*loc[:-1], "fields"))
            members += [((*loc[:-1], "fields", m, "id"), name) for m, name in enumerate(inner)]
    _judge_meanings(procedure, source)
    for loc, name in members:
        _judge_name(name, source, loc)
        if name in seen:
            source.say(
                loc, f"{name!r} is also a field outside the list", "give it another id: conditions see both"
            )


def _judge_meanings(procedure: Procedure, source: Source) -> None:
    """One form asks one thing once."""
    seen: dict[str, str] = {}
    for p, page in enumerate(procedure.pages):
        for f, each in enumerate(page.fields):
            if each.means is None:
                continue
            if each.means in seen:
                source.say(
                    ("pages", p, "fields", f, "means"),
                    f"{each.means!r} is what {seen[each.means]!r} asks already",
                    "leave one of the two out",
                )
            seen[each.means] = each.id


def _judge_tells(procedure: Procedure, source: Source) -> None:
    """What a decision says for the next forms is asked of somebody, the applicant or the clerk."""
    known = {*meanings(procedure), *(each.means for each in procedure.findings if each.means)}
    for index, each in enumerate(procedure.tells):
        if each in procedure.tells[:index]:
            source.say(("tells", index), f"{each!r} is here twice", "leave one of the two out")
        if each not in known:
            source.say(
                ("tells", index), f"nothing here means {each!r}, or it may not be kept", nearest(each, known)
            )


#: What the pages of a form send besides the answers.
CONTROLS = ("add", "bring", "go", "remove", "undo")


def _judge_name(name: str, source: Source, loc: Loc) -> None:
    if name in RESERVED or name in FUNCTIONS:
        source.say(loc, f"{name!r} is a word of the conditions", f"write {name}_ or another word")
    if name in CONTROLS:
        source.say(loc, f"{name!r} is a button of every form", f"write {name}_ or another word")


def _judge_page(page: Page, source: Source, loc: Loc, procedure: Procedure, known: Known) -> None:
    for index, each in enumerate(page.fields):
        at = (*loc, "fields", index)
        _judge_field(each, source, at, procedure, known)
        for m, member in enumerate(each.fields or []):
            inside = (*at, "fields", m)
            if member.type in ("list", "kojinbango"):
                source.say(
                    (*inside, "type"), f"{member.type!r} cannot stand inside a list", "ask it on a page"
                )
            if member.source:
                source.say((*inside, "source"), "nothing is known of the items of a list", "leave source out")
            _judge_field(member, source, inside, procedure, known)


def _judge_field(each: Field, source: Source, loc: Loc, procedure: Procedure, known: Known) -> None:
    for key, types in _BELONGS.items():
        if key in each.model_fields_set and each.type not in types:
            source.say(
                (*loc, key), f"{key} is not for the type {each.type!r}", f"only for {', '.join(types)}"
            )
    if each.type == "choice":
        _judge_choice(each, source, loc, known)
    if each.type == "digits" and each.length is None:
        source.say((*loc, "type"), "how many digits is missing", "add length:")
    if each.type == "list" and not each.fields:
        source.say((*loc, "type"), "a list has fields", "add fields:")
    if each.min_items > each.max_items:
        source.say((*loc, "min_items"), "min_items is more than max_items", "lower min_items")
    if each.min is not None and each.max is not None and each.min > each.max:
        source.say((*loc, "min"), "min is more than max", "lower min")
    if each.source is None:
        return
    if each.type not in _SOURCE_TYPES[each.source]:
        hint = f"write type: {_SOURCE_TYPES[each.source][0]}"
        source.say((*loc, "type"), f"{each.source} is not of the type {each.type!r}", hint)
    if procedure.identity == "none":
        hint = "write identity: mail (or more), or leave source out"
        source.say((*loc, "source"), f"with identity 'none' {each.source} is never known", hint)


def _judge_choice(each: Field, source: Source, loc: Loc, known: Known) -> None:
    if (each.choices is None) == (each.code_list is None):
        source.say((*loc, "type"), "a choice has either choices or a code_list", "keep one of them")
    if each.choices:
        judge_choices(each.choices, source, (*loc, "choices"))
    if each.code_list and each.code_list not in known.code_lists:
        hint = nearest(each.code_list, known.code_lists)
        source.say((*loc, "code_list"), f"unknown code list {each.code_list!r}", hint)


def _judge_conditions(procedure: Procedure, source: Source) -> None:
    """Each condition may name what stands before it; what is said of the whole may name every field."""
    before: dict[str, Field] = {}
    for p, page in enumerate(procedure.pages):
        loc: Loc = ("pages", p)
        if page.when:
            check_conditions.judge(page.when, source, (*loc, "when"), before)
        for f, each in enumerate(page.fields):
            at = (*loc, "fields", f)
            if each.when:
                check_conditions.judge(each.when, source, (*at, "when"), before)
            _judge_members(each, source, at, before)
            if each.type != "kojinbango":
                before[each.id] = each
        _judge_checks(page.checks, source, (*loc, "checks"), before, {each.id for each in page.fields})
    for index, attachment in enumerate(procedure.attachments):
        if attachment.when:
            check_conditions.judge(attachment.when, source, ("attachments", index, "when"), before)
    for index, refused in enumerate(procedure.refused_when):
        check_conditions.judge(refused.cel, source, ("refused_when", index, "cel"), before, dated=True)
    _judge_for_the_desk(procedure, source, before)


def _judge_for_the_desk(procedure: Procedure, source: Source, before: dict[str, Field]) -> None:
    """Conditions of those who decide. ``before`` are all fields of the form; the findings follow them."""
    for index, doubt in enumerate(procedure.doubts):
        check_conditions.judge(doubt.cel, source, ("doubts", index, "cel"), before, dated=True)
    for index, free in enumerate(procedure.fee.free if procedure.fee else ()):
        check_conditions.judge(free.cel, source, ("fee", "free", index, "cel"), before)
    if isinstance(procedure.needs_resident, str):
        check_conditions.judge(procedure.needs_resident, source, ("needs_resident",), before)
    if procedure.about is not None:
        check_conditions.judge(procedure.about.when, source, ("about", "when"), before)
    for index, each in enumerate(procedure.findings):
        if each.when:
            check_conditions.judge(each.when, source, ("findings", index, "when"), before)
        before[each.id] = each


def _judge_findings(procedure: Procedure, source: Source, known: Known) -> None:
    """What a clerk finds out is asked of the clerk once: simple answers, under names that the form has not used."""
    asked = {each.id for page in procedure.pages for each in page.fields}
    _judge_unique([each.id for each in procedure.findings], source, ("findings",))
    for index, each in enumerate(procedure.findings):
        loc: Loc = ("findings", index)
        if each.id in asked:
            source.say((*loc, "id"), f"{each.id!r} is a field of the form", "give the finding another id")
        if each.type in _NO_FINDING or each.source is not None:
            source.say((*loc, "type"), f"a finding is no {each.type}, and nothing fills it", "ask a clerk")
        _judge_name(each.id, source, (*loc, "id"))
        _judge_field(each, source, loc, procedure, known)


def _judge_names(procedure: Procedure, source: Source) -> None:
    """The parts of a declaration that name a field of the form."""
    fields = {each.id: each for page in procedure.pages for each in page.fields}
    plain = {name for name, each in fields.items() if each.type not in ("list", "kojinbango", "statement")}
    named: list[tuple[Loc, str | None, set[str]]] = [
        (("printed", index), name, plain) for index, name in enumerate(procedure.printed)
    ]
    if procedure.about is not None:
        parts = ("name", "kana", "birthdate", "address", "gender")
        named += [(("about", part), getattr(procedure.about, part), plain) for part in parts]
    if procedure.fee is not None:
        counts = {name for name in plain if fields[name].type == "integer"}
        named.append((("fee", "per"), procedure.fee.per, counts))
    for loc, name, may in named:
        if name is not None and name not in may:
            source.say(loc, f"no field {name!r} can stand here", nearest(name, may))
    carried = procedure.effect.startswith("transfer.")
    if carried and procedure.carried_to is None:
        source.say(("effect",), "where the decision is entered is missing", "add carried_to:")
    if procedure.carried_to is not None and not carried:
        source.say(("carried_to",), f"{procedure.effect!r} enters it by itself", "leave carried_to out")


def _judge_members(listed: Field, source: Source, loc: Loc, before: Mapping[str, Field]) -> None:
    inside = dict(before)
    for index, member in enumerate(listed.fields or []):
        if member.when:
            check_conditions.judge(member.when, source, (*loc, "fields", index, "when"), inside)
        inside[member.id] = member
    own = {member.id for member in listed.fields or []}
    _judge_checks(listed.checks, source, (*loc, "checks"), inside, own)


def _judge_checks(
    checks: list[Check], source: Source, loc: Loc, known: Mapping[str, Field], here: set[str]
) -> None:
    for index, each in enumerate(checks):
        check_conditions.judge(each.cel, source, (*loc, index, "cel"), known, dated=True)
        if each.field is not None and each.field not in here:
            source.say((*loc, index, "field"), f"no field {each.field!r} is here", nearest(each.field, here))
