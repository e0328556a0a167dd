"""Is what a city declares right? Every problem with file, line, what is wrong and what would be right.

``check(folder)`` reads a city's folder and is the only way from YAML to a Catalog.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from dokodemo.catalog import (
    check_flows,
    check_guide,
    check_portal,
    check_posts,
    check_procedure,
    check_routes,
    conformance,
    tongues,
)
from dokodemo.catalog.check_procedure import Known
from dokodemo.catalog.reading import Loc, Problem, Source, nearest, read
from dokodemo.catalog.schema import (
    Accessibility,
    ApprovalRule,
    ApprovalsFile,
    Catalog,
    City,
    CodeList,
    CounterProcedure,
    Flow,
    FlowsFile,
    Glossary,
    Guide,
    Kyoji,
    KyojiFile,
    Listed,
    Model,
    Notice,
    Organ,
    OrgansFile,
    PortalMapping,
    PostsFile,
    Procedure,
    Section,
    SectionsFile,
    Withdrawn,
    WordRules,
)
from dokodemo.values import numbers

__all__ = ["Problem", "Report", "check", "read_flows"]

_File = TypeVar("_File", bound=Model)
_Listed = TypeVar("_Listed", Organ, Section, ApprovalRule, Kyoji)

#: What the words of a notice may be filled with.
NOTICE_WORDS = frozenset(
    ("name", "number", "date", "procedure", "receipt", "received", "amount", "from_month", "article", "reasons",
     "organ", "section", "phone")
)  # fmt: skip
#: A letter decides nothing: it has no number of a decision, no amount and no reasons.
LETTER_WORDS = frozenset(("name", "procedure", "receipt", "received", "organ", "section", "phone"))


@dataclass(frozen=True)
class Report:
    """``catalog`` is there exactly when there is no problem."""

    problems: list[Problem]
    catalog: Catalog | None

    @property
    def ok(self) -> bool:
        return self.catalog is not None


def check(
    folder: Path,
    effects: Mapping[str, Collection[str]] | None = None,
    interface: Collection[str] | None = None,
) -> Report:
    """Read and judge one city. ``effects``: what decisions can do, and in which zones; ``interface``: the texts of the
    screens that it may replace; None leaves that unjudged.

    Raises nothing for any content."""
    folder = Path(folder)
    problems: list[Problem] = []
    city, city_source = read(folder / "city.yaml", City, problems)
    organs, organ_source = read(folder / "organs.yaml", OrgansFile, problems)
    sections, section_source = read(folder / "sections.yaml", SectionsFile, problems)
    approvals, approval_source = read(folder / "approval.yaml", ApprovalsFile, problems)
    flows, flow_source = read(folder / "flows.yaml", FlowsFile, problems)
    kyoji, kyoji_source = _read_if_there(folder / "kyoji.yaml", KyojiFile, problems)
    known = Known(
        organs=_keyed(organs.organs if organs else [], organ_source, "organs"),
        sections=_keyed(sections.sections if sections else [], section_source, "sections"),
        approvals=_keyed(approvals.approvals if approvals else [], approval_source, "approvals"),
        code_lists=_each(folder / "codes", CodeList, problems, _judge_code_list),
        notices=_each(folder / "notices", Notice, problems, _judge_notice),
        kyoji=_keyed(kyoji.kyoji if kyoji else [], kyoji_source, "kyoji"),
        effects=effects,
    )
    if city:
        _judge_city(city, city_source, known)
    if organs and sections:
        _judge_sections(sections.sections, known, section_source)
    if flows:
        check_flows.judge(flows.flows, flow_source)
    procedures = _each(folder / "procedures", Procedure, problems, lambda each, source: None)
    counter = _each(folder / "counter", CounterProcedure, problems, lambda each, source: None)
    withdrawn = _each(folder / "withdrawn", Withdrawn, problems, lambda each, source: None)
    letters = _each(folder / "letters", Notice, problems, _judge_letter)
    guide, guide_source = _read_if_there(folder / "guide.yaml", Guide, problems)
    portal = _each(folder / "portal", PortalMapping, problems, lambda each, source: None)
    glossary = _glossary(folder, interface, problems)
    languages = tongues.read(folder, problems)
    accessibility = _accessibility(folder, known, problems)
    words, _ = _read_if_there(folder / "words.yaml", WordRules, problems)
    declared = _posts(folder, known, problems)
    _judge_departments(folder, sections, section_source, declared)
    check_routes.judge(approvals, approval_source, known, declared)
    if not (city and organs and sections and approvals and flows):
        # What other files lack would be blamed on every procedure that needs it.
        return Report(sorted(problems), None)
    for procedure, source in procedures.values():
        check_procedure.judge(procedure, source, known)
        check_routes.judge_procedure(procedure, source, known, declared)
        check_flows.judge_road(procedure, source, flows.flows)
    for listed, source in counter.values():
        check_procedure.judge_place(listed, source, known)
        if listed.id in procedures:
            source.say(("id",), f"procedures/{listed.id}.yaml is there too", "keep one of them")
    for gone, source in withdrawn.values():
        _judge_withdrawn(gone, source, known, {*procedures, *counter})
    if guide:
        every: list[tuple[Listed, Source]] = [*procedures.values(), *counter.values()]
        check_guide.judge(guide, guide_source, every)
    _judge_portal(portal, procedures, known, flows.flows)
    if not any((folder / "procedures").glob("*.yaml")):
        problems.append(Problem(folder, 1, "the city declares no procedure", "add procedures/<id>.yaml"))
    if problems:
        return Report(sorted(problems), None)
    built = _build(
        city,
        known,
        flows.flows,
        [each for each, _ in procedures.values()],
        [each for each, _ in counter.values()],
        [each for each, _ in withdrawn.values()],
        guide,
        [each for each, _ in portal.values()],
        glossary,
        accessibility,
        words,
        declared,
        approvals,
        [each for each, _ in letters.values()],
    )
    return Report([], tongues.spoken(built, languages))


def _posts(folder: Path, known: Known, problems: list[Problem]) -> PostsFile | None:
    """The city's posts and departments, judged where the file is there."""
    declared, source = _read_if_there(folder / "posts.yaml", PostsFile, problems)
    if declared:
        check_posts.judge(declared, source, known)
    return declared


def _judge_departments(
    folder: Path, sections: SectionsFile | None, source: Source, declared: PostsFile | None
) -> None:
    """What an unreadable ``posts.yaml`` lacks is not blamed on the sections."""
    if sections and (declared or not (folder / "posts.yaml").exists()):
        check_posts.judge_sections(sections.sections, source, declared)


def _glossary(folder: Path, interface: Collection[str] | None, problems: list[Problem]) -> Glossary | None:
    """What the city calls things, judged where it is there."""
    glossary, source = _read_if_there(folder / "glossary.yaml", Glossary, problems)
    if glossary:
        _judge_glossary(glossary, source, interface)
    return glossary


def _accessibility(folder: Path, known: Known, problems: list[Problem]) -> Accessibility | None:
    """What the city's people checked, judged where it is there."""
    declared, source = _read_if_there(folder / "accessibility.yaml", Accessibility, problems)
    if declared:
        _judge_accessibility(declared, source, known)
    return declared


def _judge_portal(
    portal: Mapping[str, tuple[PortalMapping, Source]],
    procedures: Mapping[str, tuple[Procedure, Source]],
    known: Known,
    flows: list[Flow],
) -> None:
    """Each mapping against the form it fills."""
    for mapping, source in portal.values():
        found = procedures.get(mapping.id)
        target = check_procedure.resolved(found[0], known) if found else None
        check_portal.judge(mapping, source, target, flows)
    check_portal.judge_together(portal.values())


def read_flows(path: Path) -> tuple[list[Flow], list[Problem]]:
    """The flows of one city, judged; what a process reads before it opens a connection."""
    problems: list[Problem] = []
    flows, source = read(path, FlowsFile, problems)
    if flows:
        check_flows.judge(flows.flows, source)
    return (flows.flows if flows else []), sorted(problems)


def _build(
    city: City,
    known: Known,
    flows: list[Flow],
    procedures: list[Procedure],
    counter: list[CounterProcedure],
    withdrawn: list[Withdrawn],
    guide: Guide | None,
    portal: list[PortalMapping],
    glossary: Glossary | None,
    accessibility: Accessibility | None,
    words: WordRules | None,
    declared: PostsFile | None,
    approvals: ApprovalsFile,
    letters: list[Notice],
) -> Catalog:
    return Catalog(
        city=city,
        organs={name: each for name, (each, _) in known.organs.items()},
        sections={name: each for name, (each, _) in known.sections.items()},
        departments={each.id: each for each in declared.departments} if declared else {},
        posts={each.id: each for each in declared.posts} if declared else {},
        approvals={name: each for name, (each, _) in known.approvals.items()},
        deputies=approvals.deputies,
        flows=flows,
        code_lists={name: each for name, (each, _) in known.code_lists.items()},
        notices={name: each for name, (each, _) in known.notices.items()},
        letters={each.id: each for each in letters},
        procedures={each.id: check_procedure.resolved(each, known) for each in procedures},
        counter={each.id: each for each in counter},
        withdrawn={each.id: each for each in withdrawn},
        guide=guide,
        portal={each.id: each for each in portal},
        glossary=glossary,
        accessibility=accessibility,
        words=words,
    )


def _read_if_there(path: Path, model: type[_File], problems: list[Problem]) -> tuple[_File | None, Source]:
    """A file that a city need not have."""
    return read(path, model, problems) if path.exists() else (None, Source(path, {}, problems))


def _keyed(items: Iterable[_Listed], source: Source, key: str) -> dict[str, tuple[_Listed, Source]]:
    found: dict[str, tuple[_Listed, Source]] = {}
    for index, item in enumerate(items):
        if item.id in found:
            source.say((key, index, "id"), f"the id {item.id!r} is here twice", "give each its own id")
        found[item.id] = (item, source)
    return found


def _each(
    folder: Path, model: type[_File], problems: list[Problem], judge: Callable[[_File, Source], None]
) -> dict[str, tuple[_File, Source]]:
    """Every file of a folder, keyed by id; the id is the file's name."""
    found: dict[str, tuple[_File, Source]] = {}
    for path in sorted(folder.glob("*.yaml")):
        item, source = read(path, model, problems)
        if item is None:
            continue
        name = getattr(item, "id", "")
        if name != path.stem:
            source.say(("id",), f"the id {name!r} is not the name of the file", f"write id: {path.stem}")
        judge(item, source)
        found[path.stem] = (item, source)
    return found


def _judge_city(city: City, source: Source, known: Known) -> None:
    if known.sections and city.disclosure is not None and city.disclosure not in known.sections:
        hint = nearest(city.disclosure, known.sections)
        source.say(("disclosure",), f"unknown section {city.disclosure!r}", hint)
    if numbers.is_municipality_code(city.code):
        return
    hint = "six digits, the last one checks the others"
    if len(city.code) == 6 and city.code.isascii() and city.code.isdigit():
        hint = f"the last digit of {city.code[:5]}? is {numbers.municipality_check_digit(city.code[:5])}"
    source.say(("code",), f"{city.code!r} is no municipality code (全国地方公共団体コード)", hint)


def _judge_sections(sections: list[Section], known: Known, source: Source) -> None:
    for index, section in enumerate(sections):
        if section.organ not in known.organs:
            hint = nearest(section.organ, known.organs)
            source.say(("sections", index, "organ"), f"unknown organ {section.organ!r}", hint)


def _judge_withdrawn(gone: Withdrawn, source: Source, known: Known, offered: Collection[str]) -> None:
    if gone.id in offered:
        source.say(("id",), f"{gone.id!r} is still a procedure of this city", "keep one of the two files")
    if gone.section not in known.sections:
        source.say(("section",), f"unknown section {gone.section!r}", nearest(gone.section, known.sections))
    if gone.successor and gone.successor not in offered:
        hint = nearest(gone.successor, offered)
        source.say(("successor",), f"no procedure {gone.successor!r} takes its place", hint)


def _judge_code_list(codes: CodeList, source: Source) -> None:
    check_procedure.judge_choices(codes.codes, source, ("codes",))


def _judge_notice(notice: Notice, source: Source) -> None:
    _judge_words(notice, source, NOTICE_WORDS)


def _judge_letter(letter: Notice, source: Source) -> None:
    _judge_words(letter, source, LETTER_WORDS)


def _judge_words(notice: Notice, source: Source, known: Collection[str]) -> None:
    for index, text in enumerate(notice.paragraphs):
        for lang, said in (("ja", text.ja), ("en", text.en), ("easy", text.easy or "")):
            for word in check_procedure.words_of(said) - set(known):
                source.say(("paragraphs", index, lang), f"nothing fills {{{word}}}", nearest(word, known))
            if set("{}") & set(re.sub(r"\{\w+\}", "", said)):
                hint = "write {word}, and no other brackets of this kind"
                source.say(("paragraphs", index, lang), "a bracket { or } that fills nothing", hint)


def _judge_accessibility(declared: Accessibility, source: Source, known: Known) -> None:
    if declared.section not in known.sections:
        hint = nearest(declared.section, known.sections)
        source.say(("section",), f"unknown section {declared.section!r}", hint)
    names = [each.criterion for each in declared.checked]
    _twice(names, ("checked",), "criterion", source)
    for index in conformance.unknown(declared.checked):
        hint = nearest(names[index], [each.id for each in conformance.words().criteria])
        source.say(("checked", index, "criterion"), f"{names[index]!r} is no criterion of the report", hint)
    if any(each.result == "unmet" for each in declared.checked) and declared.plan is None:
        source.say(
            ("checked",), "something is not met, and nothing says what is done about it", "write plan:"
        )


#: What a text of the interface is filled with, by name.
_FILLED = re.compile(r"%\(\w+\)[sd]")


def _judge_glossary(glossary: Glossary, source: Source, interface: Collection[str] | None) -> None:
    _twice([each.id for each in glossary.terms], ("terms",), "id", source)
    _twice([each.msgid for each in glossary.interface], ("interface",), "msgid", source)
    for index, each in enumerate(glossary.interface):
        if interface is not None and each.msgid not in interface:
            source.say(
                ("interface", index, "msgid"),
                f"no screen says {each.msgid!r}",
                nearest(each.msgid, interface),
            )
        wanted = sorted(_FILLED.findall(each.msgid))
        for lang, text in (("ja", each.text.ja), ("en", each.text.en), ("easy", each.text.easy)):
            if text is not None and sorted(_FILLED.findall(text)) != wanted:
                hint = f"fill in {', '.join(wanted)}" if wanted else "take the %(…)s away"
                source.say(
                    ("interface", index, "text", lang), "what is filled in differs from the msgid", hint
                )


def _twice(names: list[str], where: Loc, key: str, source: Source) -> None:
    for index, name in enumerate(names):
        if name in names[:index]:
            source.say((*where, index, key), f"{name!r} is here twice", "keep one of them")
