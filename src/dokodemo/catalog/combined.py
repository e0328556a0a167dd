"""What several procedures are as one form, and how each gets its own answers back. ``combining`` makes it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from dokodemo.catalog import forms
from dokodemo.catalog.compiled import form_of, walk
from dokodemo.catalog.schema import Attachment, Field, Procedure, Text

#: What stands between the ids of procedures that share a form.
JOIN = "+"


class SharedField(Field):
    """A question that stands for several, or beside such in a list; ``used_for`` says for which procedures it is asked."""

    used_for: Text


class SharedAttachment(Attachment):
    """A file that several procedures ask for; each of them gets it."""

    used_for: Text


@dataclass(frozen=True)
class Place:
    """Where a procedure's question stands in the form for all: its name there, and of a list the names of its members
    (own id → name there)."""

    name: str
    members: Mapping[str, str] = field(default_factory=dict)


class Combined(Procedure):
    """Several procedures as one; it *is* a procedure, so pages, drafts, review and validation need to know nothing of it.

    ``places``: procedure → own field → where it stands. ``files``: attachment → procedure → its own attachment."""

    members: list[Procedure]
    places: dict[str, dict[str, Place]]
    files: dict[str, dict[str, str]]

    def split(self, values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
        """Each procedure's own answers: procedure → values as its own form would hold them, hidden ones left out."""
        return {each.id: forms.prune(each, self._own(each, values)) for each in self.members}

    def split_private(
        self, own: Mapping[str, Mapping[str, Any]], private: Mapping[str, str]
    ) -> dict[str, dict[str, str]]:
        """Each procedure's own My Numbers: of those that were given (name → number), what its own form asks for.
        ``own``: each procedure's own answers, as ``split`` gives them."""
        return {each.id: dict(self._private(each, own[each.id], private)) for each in self.members}

    def split_files(self, own: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, str]]:
        """Which files each procedure's own form calls for: procedure → attachment of the form for all → its own.
        ``own``: each procedure's own answers, as ``split`` gives them."""
        wanted = {
            each.id: {paper.id for paper in walk(form_of(each), own[each.id]).attachments}
            for each in self.members
        }
        return {
            name: {paper: given[name] for paper, given in self.files.items() if given.get(name) in papers}
            for name, papers in wanted.items()
        }

    def _private(
        self, procedure: Procedure, own: Mapping[str, Any], private: Mapping[str, str]
    ) -> Iterator[tuple[str, str]]:
        for asked in forms.private_fields(procedure, own):
            number = private.get(self.places[procedure.id][asked.id].name)
            if number is not None:
                yield asked.id, number

    def _own(self, procedure: Procedure, values: Mapping[str, Any]) -> dict[str, Any]:
        places = self.places[procedure.id]
        return {own: _items(at, values[at.name]) for own, at in places.items() if at.name in values}


def _items(place: Place, value: Any) -> Any:
    """A list's items under the members' own names; anything else as it is."""
    if not place.members or not isinstance(value, list):
        return value
    return [_item(place, item) if isinstance(item, dict) else item for item in value]


def _item(place: Place, item: Mapping[str, Any]) -> dict[str, Any]:
    return {own: item[name] for own, name in place.members.items() if name in item}


def question_count(procedure: Procedure) -> int:
    """How many questions a form has at most, those of a list counted once."""
    fields = [each for page in procedure.pages for each in page.fields]
    return sum(len(each.fields or (each,)) for each in fields)


def answer_count(values: Mapping[str, Any]) -> int:
    """How many answers there are, those of every item of a list counted."""
    lists = [value for value in values.values() if isinstance(value, list)]
    items = sum(len(item) for value in lists for item in value if isinstance(item, dict))
    return len(values) - len(lists) + items
