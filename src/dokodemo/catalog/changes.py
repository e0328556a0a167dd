"""What one version of a catalog changes in another: pure, for who has to judge a version before it is published."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from dokodemo.catalog.schema import Catalog, Field, Listed, Procedure, Text

Kind = Literal["added", "changed", "withdrawn"]

#: The parts of a catalog beside its procedures, in the order in which they are told.
OTHER_PARTS = tuple(name for name in Catalog.model_fields if name not in ("format", "procedures", "counter"))


@dataclass(frozen=True)
class Question:
    """One question that is new, gone or otherwise put. ``page`` is the title of the page on which it stands."""

    kind: Literal["added", "changed", "removed"]
    page: Text
    label: Text


@dataclass(frozen=True)
class Change:
    """What happens to one procedure. ``parts``: keys of the declaration that differ; ``letters``: notices of its that
    have other words. ``explained`` (of a withdrawn one): its reason is declared."""

    procedure: str
    kind: Kind
    title: Text
    section: str
    online: bool
    parts: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    letters: tuple[Text, ...] = ()
    explained: bool = True


@dataclass(frozen=True)
class Changes:
    """``others``: parts of the catalog beside its procedures that differ (names of ``OTHER_PARTS``)."""

    procedures: tuple[Change, ...]
    others: tuple[str, ...]

    @property
    def none(self) -> bool:
        return not (self.procedures or self.others)

    @property
    def sections(self) -> frozenset[str]:
        """The sections whose procedures change."""
        return frozenset(each.section for each in self.procedures)

    def of(self, kind: Kind) -> tuple[Change, ...]:
        return tuple(each for each in self.procedures if each.kind == kind)


def between(before: Catalog | None, after: Catalog) -> Changes:
    """What ``after`` changes. Without a version before it, everything is added."""
    old = _everything(before) if before else {}
    new = _everything(after)
    found = [_added(each) for name, each in new.items() if name not in old]
    if before is not None:
        changed = (_changed(before, after, old[name], each) for name, each in new.items() if name in old)
        found += [each for each in changed if each is not None]
        found += [_withdrawn(after, each) for name, each in old.items() if name not in new]
    others = tuple(
        name for name in OTHER_PARTS if before is None or getattr(before, name) != getattr(after, name)
    )
    return Changes(tuple(sorted(found, key=lambda each: (each.kind, each.procedure))), others)


def unexplained(changes: Changes) -> tuple[Change, ...]:
    """Procedures that vanish without a ``withdrawn/<id>.yaml`` that says why and what instead."""
    return tuple(each for each in changes.of("withdrawn") if not each.explained)


def _everything(catalog: Catalog) -> Mapping[str, Listed]:
    return {**catalog.counter, **catalog.procedures}


def _added(listed: Listed) -> Change:
    return Change(listed.id, "added", listed.titles, listed.section, isinstance(listed, Procedure))


def _withdrawn(after: Catalog, listed: Listed) -> Change:
    return Change(
        listed.id, "withdrawn", listed.titles, listed.section, isinstance(listed, Procedure),
        explained=listed.id in after.withdrawn,
    )  # fmt: skip


def _changed(before: Catalog, after: Catalog, old: Listed, new: Listed) -> Change | None:
    parts = tuple(name for name in _keys(old, new) if getattr(old, name, None) != getattr(new, name, None))
    questions = tuple(_questions(old, new)) if "pages" in parts else ()
    letters = tuple(_letters(before, after, new))
    if not (parts or letters):
        return None
    return Change(
        new.id, "changed", new.titles, new.section, isinstance(new, Procedure), parts, questions, letters
    )


def _keys(old: Listed, new: Listed) -> list[str]:
    return list(dict.fromkeys([*type(new).model_fields, *type(old).model_fields]))


def _questions(old: Listed, new: Listed) -> Iterator[Question]:
    was, now = _asked(old), _asked(new)
    for name, (page, each) in now.items():
        if name not in was:
            yield Question("added", page, each.labels)
        elif was[name][1] != each:
            yield Question("changed", page, each.labels)
    for name, (page, each) in was.items():
        if name not in now:
            yield Question("removed", page, each.labels)


def _asked(listed: Listed) -> dict[str, tuple[Text, Field]]:
    """Every question by its path: ``children.name`` for a member of a list."""
    found: dict[str, tuple[Text, Field]] = {}
    for page in listed.pages if isinstance(listed, Procedure) else []:
        for each in page.fields:
            found[each.id] = (page.titles, each.model_copy(update={"fields": None}))
            for member in each.fields or []:
                found[f"{each.id}.{member.id}"] = (page.titles, member)
    return found


def _letters(before: Catalog, after: Catalog, new: Listed) -> Iterator[Text]:
    if not isinstance(new, Procedure):
        return
    for document in new.documents:
        if before.notices.get(document.notice) != after.notices.get(document.notice):
            yield document.titles
