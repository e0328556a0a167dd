"""How several procedures become one form (``combining`` says when).

Questions with the same ``source`` or the same ``means`` become one, under a name of their own; every other question
keeps its own, as ``<procedure>__<id>``. What makes that exact: a merged question is asked when any procedure would ask
it, and each procedure's conditions see it only where that procedure would have asked it itself. Where merging would make
a form stricter than its own, or two forms ask in orders that no one order fits, the question is asked twice instead:
correct before convenient (``Apart``).
"""

import itertools
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dokodemo.catalog import answers, tongues
from dokodemo.catalog.combined import JOIN, Combined, Place, SharedAttachment, SharedField
from dokodemo.catalog.conditions import FUNCTIONS, RESERVED, compile_condition, find_macros, renamed
from dokodemo.catalog.headings import HEADINGS, heading_of
from dokodemo.catalog.schema import (
    IDENTITY_LEVELS,
    Attachment,
    Check,
    Document,
    Field,
    Ground,
    Page,
    Procedure,
    RefusedWhen,
    Text,
)
from dokodemo.catalog.terms import EASY

#: A condition grows where a procedure must not see what only another asks; beyond this the question is asked twice.
_LONGEST = 4000


class Apart(Exception):
    """What has this key cannot be merged and stay exact."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True)
class _Asker:
    """One procedure's own question; ``place`` is where it stands among all."""

    procedure: Procedure
    page: Page
    field: Field
    place: tuple[int, ...]

    @property
    def own(self) -> tuple[str, str]:
        return self.procedure.id, self.field.id


@dataclass(frozen=True)
class _Node:
    """One question of the form for all. ``block`` is its page as long as nothing cuts it; ``rank`` its wished place."""

    name: str
    key: str
    askers: tuple[_Asker, ...]
    block: tuple[int, ...]
    rank: tuple[int, ...]
    shared: bool


#: Makes a question of its key, its askers, and whether it stands for several.
_Made = Callable[[str, tuple[_Asker, ...], bool], _Node]


@dataclass(frozen=True)
class _Listed:
    """A list of the form for all: its members, its rules, and for each procedure its members' names (own id → name)."""

    fields: list[Field]
    checks: list[Check]
    names: dict[str, dict[str, str]]


class _Names:
    """Gives everything a name that nothing else has."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)

    def give(self, *wanted: str) -> str:
        """The first of ``wanted`` that is free, else the last with a number."""
        numbered = (f"{wanted[-1]}{number}" for number in itertools.count(2))
        name = next(each for each in itertools.chain(wanted, numbered) if each not in self._taken)
        self._taken.add(name)
        return name


def shared_name(asked: Field) -> str:
    """What a question is called that stands for several."""
    return (asked.source or asked.means or "").replace(".", "_")


def own_name(procedure: Procedure, asked: Field) -> str:
    """What a procedure's own question is called beside those of others."""
    return f"{procedure.id.replace('-', '_')}__{asked.id}"


def _key(asked: Field) -> str:
    """What questions must have in common to be one: what is asked, and what an answer may be. Empty: nothing."""
    about = asked.source or asked.means
    return f"{about} {asked.type} {asked.length or ''} {' '.join(sorted(asked.codes))}" if about else ""


def _both(*conditions: str | None) -> str | None:
    """All of these hold; None always does."""
    texts = list(dict.fromkeys(each for each in conditions if each))
    return " && ".join(f"({each})" for each in texts) if len(texts) > 1 else next(iter(texts), None)


def _any(conditions: Iterable[str | None]) -> str | None:
    """One of these holds; None always does."""
    each_once = list(dict.fromkeys(conditions))
    texts = [each for each in each_once if each is not None]
    if len(texts) < len(each_once):
        return None
    return " || ".join(f"({each})" for each in texts) if len(texts) > 1 else texts[0]


def _only_where(condition: str | None, rule: str) -> str:
    return rule if condition is None else f"!({condition}) || ({rule})"


def _neutral(asked: Field) -> str:
    """What a condition sees where there is no answer, written in the language of conditions."""
    return json.dumps(answers.neutral(asked))


def _demanding(asked: Field) -> bool:
    return asked.required or asked.min_items > 0


def _limits(asked: Field) -> tuple[object, ...]:
    return asked.past, asked.min, asked.max, asked.min_items, asked.max_items


_USED_FOR_ALL = tongues.text(
    "申請するすべての手続きに使います",
    "Used for everything you apply for",
    "申（もう）し込（こ）む手続（てつづ）き全部（ぜんぶ）に使（つか）います",
)
# An easy title is often half a sentence (〜を出すとき), which no に can follow.
_USED_FOR = tongues.text("{titles}に使います", "Used for: {titles}", "使（つか）う手続（てつづ）き：{titles}")
_AND_MORE = tongues.text("{title}ほか{more}件", "{title} and {more} more", "{title}、ほかに{more}つ")
_OF = tongues.text("{title}：{text}", "{title}: {text}", "{title}：{text}")


_COMMAS = {"ja": "・", EASY: "・", "zh-hans": "、", "zh-hant": "、"}


def _joined(texts: Iterable[Text], between: Callable[[str], str]) -> Text:
    """One text out of several, each once."""
    each_once = {text.ja: text for text in texts}.values()
    return Text.made(lambda lang: between(lang).join(text.of(lang) for text in each_once))


def _of(procedure: Procedure, text: Text) -> Text:
    """``text``, and of which procedure it is."""
    if text.ja == procedure.titles.ja:
        return text
    return Text.made(lambda lang: _OF.of(lang).format(title=procedure.titles.of(lang), text=text.of(lang)))


def _least(numbers: Iterable[int | None]) -> int | None:
    return min((each for each in numbers if each is not None), default=None)


def _most(numbers: Iterable[int | None]) -> int | None:
    return max((each for each in numbers if each is not None), default=None)


def _ordered(nodes: Iterable[_Node], reads: Mapping[str, set[str]]) -> list[_Node]:
    """Each after all that it reads; going on with the page at hand while that is possible, so that few pages are cut."""
    left, done, ordered = sorted(nodes, key=lambda each: each.rank), set[str](), list[_Node]()
    while left:
        free = [each for each in left if reads[each.name] <= done]
        if not free:
            raise Apart(next(each.key for each in left if each.shared))
        block = ordered[-1].block if ordered else None
        chosen = next((each for each in free if each.block == block), free[0])
        left.remove(chosen)
        done.add(chosen.name)
        ordered.append(chosen)
    return ordered


class Merger:
    """One attempt at a form in which everything is merged but what is ``apart``."""

    def __init__(self, procedures: Sequence[Procedure], apart: set[str]) -> None:
        self.procedures = procedures
        self.apart = apart
        self.names = _Names(RESERVED | FUNCTIONS.keys() | _bound(procedures))
        self.askers = {
            (procedure.id, each.id): _Asker(procedure, page, each, (at, p, f))
            for at, procedure in enumerate(procedures)
            for p, page in enumerate(procedure.pages)
            for f, each in enumerate(page.fields)
        }
        self.nodes = self._grouped(self.askers.values(), "", self._outer)
        self.node_of = {asker.own: node for node in self.nodes for asker in node.askers}
        self._asked: dict[tuple[str, str], str | None] = {}
        self._open: list[_Asker] = []
        self._lists: dict[str, _Listed] = {}

    def made(self) -> Combined:
        """The form. Raises Apart."""
        pages = self._pages()
        first, members = self.procedures[0], list(self.procedures)
        attachments, files = self._attachments()
        refusals, refused_when = self._refusals()
        return Combined.model_construct(
            **dict(first)
            | {
                "id": JOIN.join(each.id for each in members),
                "titles": Text.made(
                    lambda lang: _AND_MORE.of(lang).format(title=first.titles.of(lang), more=len(members) - 1)
                ),
                "minutes": sum(each.minutes for each in members),
                "bring": list({text.ja: text for each in members for text in each.bring}.values()),
                "my_number": any(each.my_number for each in members),
                "identity": max((each.identity for each in members), key=IDENTITY_LEVELS.index),
                "pages": pages,
                "attachments": attachments,
                "refusals": refusals,
                "refused_when": refused_when,
                "reductions": [],
                "documents": list(self._documents()),
                "fee": None,
                "about": None,
                "findings": [],
                "printed": [],
                "doubts": [],
                "members": members,
                "places": self._places(),
                "files": files,
            }
        )

    def _grouped(self, askers: Iterable[_Asker], inside: str, made: _Made) -> list[_Node]:
        """The questions that are to be one; ``inside`` is the key of the list that they are members of."""
        groups: dict[str, list[_Asker]] = {}
        for each in askers:
            key = inside + _key(each.field)
            alone = key == inside or key in self.apart
            groups.setdefault(f"{each.own}" if alone else key, []).append(each)
        nodes = []
        for key, group in groups.items():
            if len({each.procedure.id for each in group}) > 1:
                nodes.append(made(key, tuple(group), True))
            else:
                nodes += [made(key, (each,), False) for each in group]
        return nodes

    def _outer(self, key: str, askers: tuple[_Asker, ...], shared: bool) -> _Node:
        first = askers[0]
        about = first.field.source or first.field.means or ""
        if shared:
            block: tuple[int, ...] = (0, list(HEADINGS).index(heading_of(about)[0]))
            return _Node(
                self.names.give(shared_name(first.field), shared_name(first.field) + "_"),
                key, askers, block, (*block, not first.field.source, *first.place), True,
            )  # fmt: skip
        name = self.names.give(own_name(first.procedure, first.field))
        return _Node(name, key, askers, (1, *first.place[:2]), (1, *first.place), False)

    # What each procedure's conditions become.

    def asked(self, asker: _Asker) -> str | None:
        """When this procedure would ask this question, in the names of the form for all. Raises Apart."""
        if asker.own not in self._asked:
            if asker in self._open:
                raise Apart(next(node.key for each in self._open if (node := self.node_of[each.own]).shared))
            self._open.append(asker)
            conditions = (asker.page.when, asker.field.when)
            texts = [self.written(asker.procedure, each) if each else None for each in conditions]
            self._open.pop()
            self._asked[asker.own] = _both(*texts)
        return self._asked[asker.own]

    def written(self, procedure: Procedure, source: str, inside: Mapping[str, str] | None = None) -> str:
        """A condition of one procedure in the names of the form for all; ``inside``: the members of its list."""
        names, members = dict(inside or {}), {}
        for name in _names_of(source):
            asker = None if name in names else self.askers.get((procedure.id, name))
            if asker is None:
                continue
            names[name] = self._seen(asker)
            if asker.field.type == "list":
                members[name] = self.listed(self.node_of[asker.own]).names[procedure.id]
        return renamed(source, names, members)

    def _seen(self, asker: _Asker) -> str:
        """The answer as this procedure's conditions see it: nothing where only another procedure asks for it."""
        node, mine = self.node_of[asker.own], self.asked(asker)
        if mine is None or all(self.asked(each) == mine for each in node.askers):
            return node.name
        seen = f"({mine} ? {node.name} : {_neutral(asker.field)})"
        if len(seen) > _LONGEST:
            raise Apart(node.key)
        return seen

    # Questions.

    def field(self, node: _Node) -> Field:
        """The question as the form for all has it. Raises Apart."""
        changed: dict[str, Any] = {"id": node.name, "when": _any(self.asked(each) for each in node.askers)}
        if node.askers[0].field.type == "list":
            listed = self.listed(node)
            changed |= {"fields": listed.fields, "checks": listed.checks}
        return self._merged(node, changed, {each.own: self.asked(each) for each in node.askers})

    def _merged(
        self, node: _Node, changed: dict[str, Any], asked: Mapping[tuple[str, str], str | None]
    ) -> Field:
        fields = [each.field for each in node.askers]
        if not node.shared:
            return Field.model_construct(**dict(fields[0]) | changed)
        demanding = [each for each in node.askers if _demanding(each.field)]
        if demanding and _any(asked[each.own] for each in demanding) != _any(asked.values()):
            raise Apart(node.key)  # some must answer, others are asked but need not: no one rule says both
        if len(set(asked.values())) > 1 and len({_limits(each) for each in fields}) > 1:
            raise Apart(node.key)  # what one allows would be refused although the other does not ask
        low, high = _most(each.min for each in fields), _least(each.max for each in fields)
        fewest, most = max(each.min_items for each in fields), min(each.max_items for each in fields)
        if fewest > most or (low is not None and high is not None and low > high):
            raise Apart(node.key)
        limits = {
            "required": bool(demanding),
            "past": any(each.past for each in fields),
            "max_length": _least(each.max_length for each in fields),
            "min": low,
            "max": high,
            "min_items": fewest,
            "max_items": most,
            "help": next((each.help for each in fields if each.help), None),
            "used_for": self._used_for(each.procedure for each in node.askers),
        }
        return SharedField.model_construct(**dict(fields[0]) | limits | changed)

    def _used_for(self, askers: Iterable[Procedure]) -> Text:
        named = {each.id: each.titles for each in askers}
        if len(named) == len(self.procedures):
            return _USED_FOR_ALL
        titles = _joined(named.values(), lambda lang: _COMMAS.get(lang, ", "))
        return Text.made(lambda lang: _USED_FOR.of(lang).format(titles=titles.of(lang)))

    def listed(self, node: _Node) -> _Listed:
        """The members of a list that stands for several, and its rules. Raises Apart."""
        if node.name not in self._lists:
            self._lists[node.name] = self._list_of(node)
        return self._lists[node.name]

    def _list_of(self, node: _Node) -> _Listed:
        lists = {each.procedure.id: each for each in node.askers}
        whole = {self.asked(each) for each in node.askers}
        # Which procedure asks for the list, where not all do at the same time.
        asks = {name: self.asked(each) if len(whole) > 1 else None for name, each in lists.items()}
        askers = [
            _Asker(each.procedure, each.page, member, (*each.place, at))
            for each in lists.values()
            for at, member in enumerate(each.field.fields or ())
        ]
        nodes = self._grouped(askers, f"{node.key}/", self._inner)
        names: dict[str, dict[str, str]] = {name: {} for name in lists}
        for inner in nodes:
            for asker in inner.askers:
                names[asker.procedure.id][asker.field.id] = inner.name
        fields = {inner.name: self._member(inner, names, asks, len(lists)) for inner in nodes}
        known = fields.keys()
        reads = {name: _names_in([each.when]) & known for name, each in fields.items()}
        checks = [
            _check(check, _only_where(asks[name], self.written(each.procedure, check.cel, names[name])),
                   names[name].get(check.field or ""))
            for name, each in lists.items()
            for check in each.field.checks
        ]  # fmt: skip
        return _Listed([fields[inner.name] for inner in _ordered(nodes, reads)], checks, names)

    def _inner(self, key: str, askers: tuple[_Asker, ...], shared: bool) -> _Node:
        first = askers[0]
        about, own = shared_name(first.field), own_name(first.procedure, first.field)
        name = self.names.give(about, about + "_") if shared else self.names.give(first.field.id, own)
        block = (0,) if shared else (1, first.place[0])
        return _Node(name, key, askers, block, (*block, *first.place), shared)

    def _member(
        self, node: _Node, names: Mapping[str, Mapping[str, str]], asks: Mapping[str, str | None], all_: int
    ) -> Field:
        """A member that stands for several: only where each procedure asks it under the same condition."""
        whens = {
            self.written(each.procedure, each.field.when, names[each.procedure.id])
            if each.field.when
            else None
            for each in node.askers
        }
        if len(whens) > 1:
            raise Apart(node.key)
        asked = {each.own: asks[each.procedure.id] for each in node.askers}
        listed = None if len(asked) == all_ else _any(asked.values())
        merged = self._merged(node, {"id": node.name, "when": _both(listed, *whens)}, asked)
        if node.shared or all_ == 1:
            return merged
        # Beside members that are for all, this one says for whom alone it is.
        used_for = self._used_for(each.procedure for each in node.askers)
        return SharedField.model_construct(**dict(merged) | {"used_for": used_for})

    # Pages.

    def _pages(self) -> list[Page]:
        fields = {node.name: self.field(node) for node in self.nodes}
        reads = {name: _read_by(each) & fields.keys() for name, each in fields.items()}
        cut: list[list[_Node]] = []
        for node in _ordered(self.nodes, reads):
            if cut and cut[-1][-1].block == node.block:
                cut[-1].append(node)
            else:
                cut.append([node])
        checks = self._checks({node.name: at for at, nodes in enumerate(cut) for node in nodes})
        ids, begun = _Names(), set[tuple[int, ...]]()
        pages = []
        for at, nodes in enumerate(cut):
            first = nodes[0]
            page_id, titles, lead = self._heading(first)
            pages.append(
                Page.model_construct(
                    id=ids.give(page_id),
                    titles=titles,
                    lead=None if first.block in begun else lead,
                    when=None,
                    fields=[fields[node.name] for node in nodes],
                    checks=checks.get(at, []),
                )
            )
            begun.add(first.block)
        return pages

    def _heading(self, first: _Node) -> tuple[str, Text, Text | None]:
        """Id, title and lead of the page that begins with this question."""
        asker = first.askers[0]
        if not first.shared:
            titles = _of(asker.procedure, asker.page.titles)
            return f"{asker.procedure.id}-{asker.page.id}", titles, asker.page.lead
        word = list(HEADINGS)[first.block[1]]
        leads = list(self._leads(first.block))
        return f"shared-{word}", HEADINGS[word], _joined(leads, lambda lang: " ") if leads else None

    def _leads(self, block: tuple[int, ...]) -> Iterator[Text]:
        """What the procedures' own pages say above their questions, of pages that have all gone into this one."""
        for procedure in self.procedures:
            for page in procedure.pages:
                blocks = {self.node_of[procedure.id, each.id].block for each in page.fields}
                if page.lead is not None and blocks == {block}:
                    yield _of(procedure, page.lead)

    def _checks(self, page_of: Mapping[str, int]) -> dict[int, list[Check]]:
        """The rules of all pages, each on the page by which everything that it reads has been asked."""
        placed: dict[int, list[Check]] = {}
        for procedure in self.procedures:
            for page in procedure.pages:
                shown = self.written(procedure, page.when) if page.when else None
                for check in page.checks:
                    cel = _only_where(shown, self.written(procedure, check.cel))
                    field = self.node_of[procedure.id, check.field or page.fields[0].id].name
                    at = max(page_of[name] for name in {field, *_names_in([cel])} if name in page_of)
                    here = field if check.field and page_of[field] == at else None
                    placed.setdefault(at, []).append(_check(check, cel, here))
        return placed

    # The rest.

    def _places(self) -> dict[str, dict[str, Place]]:
        places: dict[str, dict[str, Place]] = {each.id: {} for each in self.procedures}
        for (procedure, own), node in self.node_of.items():
            is_list = node.askers[0].field.type == "list"
            members = self.listed(node).names[procedure] if is_list else {}
            places[procedure][own] = Place(node.name, members)
        return places

    def _attachments(self) -> tuple[list[Attachment], dict[str, dict[str, str]]]:
        groups: dict[str, list[tuple[Procedure, Attachment]]] = {}
        for procedure in self.procedures:
            for each in procedure.attachments:
                key = f"file {each.means}"
                alone = each.means is None or key in self.apart
                groups.setdefault(f"{procedure.id}-{each.id}" if alone else key, []).append((procedure, each))
        found, files, ids = [], {}, _Names()
        for key, askers in groups.items():
            procedure, first = askers[0]
            own = f"{procedure.id}-{first.id}"
            shared = re.sub(r"[._]", "-", first.means or "") if len(askers) > 1 else own
            paper = self._attachment(key, askers, ids.give(shared, own))
            found.append(paper)
            files[paper.id] = {procedure.id: each.id for procedure, each in askers}
        return found, files

    def _attachment(self, key: str, askers: Sequence[tuple[Procedure, Attachment]], name: str) -> Attachment:
        """The file as the form for all asks for it, by the rules of a merged question. Raises Apart."""
        papers = [each for _, each in askers]
        whens = [self.written(procedure, each.when) if each.when else None for procedure, each in askers]
        changed: dict[str, Any] = {"id": name, "when": _any(whens)}
        if len(askers) == 1:
            procedure, own = askers[0]
            return Attachment.model_construct(**dict(own) | changed | {"titles": _of(procedure, own.titles)})
        demanding = [when for when, each in zip(whens, papers, strict=True) if each.required]
        if demanding and _any(demanding) != _any(whens):
            raise Apart(key)
        if (
            len(set(whens)) > 1
            and len({(*sorted(each.media_types), each.max_mb, each.max_files) for each in papers}) > 1
        ):
            raise Apart(key)
        kinds = [kind for kind in papers[0].media_types if all(kind in each.media_types for each in papers)]
        if not kinds:
            raise Apart(key)
        return SharedAttachment.model_construct(
            **dict(papers[0])
            | changed
            | {
                "help": next((each.help for each in papers if each.help), None),
                "media_types": kinds,
                "max_mb": min(each.max_mb for each in papers),
                "max_files": min(each.max_files for each in papers),
                "required": bool(demanding),
                "used_for": self._used_for(procedure for procedure, _ in askers),
            }
        )

    def _refusals(self) -> tuple[list[Ground], list[RefusedWhen]]:
        refusals, whens = [], []
        for procedure in self.procedures:
            for each in procedure.refusals:
                said = {"id": f"{procedure.id} {each.id}", "text": _of(procedure, each.text)}
                refusals.append(Ground.model_construct(**dict(each) | said))
            for when in procedure.refused_when:
                cel = self.written(procedure, when.cel)
                whens.append(RefusedWhen.model_construct(cel=cel, refusal=f"{procedure.id} {when.refusal}"))
        return refusals, whens

    def _documents(self) -> Iterator[Document]:
        for procedure in self.procedures:
            yield from procedure.documents


def _bound(procedures: Sequence[Procedure]) -> set[str]:
    """What macros call the items of lists: no question may be called so, for it would not be seen there."""
    sources = [text for procedure in procedures for text in _conditions(procedure)]
    return {macro.bound for source in sources for macro in find_macros(source)}


def _conditions(procedure: Procedure) -> Iterator[str]:
    """Every condition that the form for all writes anew."""
    for page in procedure.pages:
        yield from (page.when or "", *(check.cel for check in page.checks))
        for each in page.fields:
            yield from (each.when or "", *(check.cel for check in each.checks))
            yield from (member.when or "" for member in each.fields or ())
    yield from (each.when or "" for each in procedure.attachments)
    yield from (each.cel for each in procedure.refused_when)


@lru_cache(maxsize=4096)
def _names_of(source: str) -> tuple[str, ...]:
    """The names that a condition reads; compiling it is most of what combining costs."""
    return compile_condition(source).names


def _names_in(sources: Iterable[str | None]) -> set[str]:
    return {name for source in sources if source for name in _names_of(source)}


def _read_by(asked: Field) -> set[str]:
    """The names that must have been asked before this question."""
    members = asked.fields or ()
    return _names_in([asked.when, *(each.when for each in members), *(each.cel for each in asked.checks)])


def _check(check: Check, cel: str, at: str | None) -> Check:
    return Check.model_construct(cel=cel, message=check.message, field=at)
