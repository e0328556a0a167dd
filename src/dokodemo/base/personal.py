"""What each room keeps of persons, why and how long: declared in ``personal`` beside the room's models, and found there.

A room's ``personal`` has ``TABLES`` (every table with something of a person, column by column), ``NOTHING`` (its other
tables, each with the reason why nothing of a person is in it) and ``files()``: the personal information files
(個人情報ファイル, 個人情報の保護に関する法律60条2項) that its tables make up. A test walks all models of a zone: a table that
nobody has declared, and a column that nobody has judged, fails it.

The words are those of the register (個人情報ファイル簿), a legal text in Japanese."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Literal

from django.apps import apps
from django.db.models import Model

#: How what is no longer needed goes: by a disposal of two persons, by a job of every night, by the person's own press, or
#: by nothing that is built yet.
Removal = Literal["disposal", "nightly", "person", "none"]
#: Tables that are not ours, by their app: why nothing of a person is in them.
NOT_OURS = {"procrastinate": "仕事の名前と、対象の番号だけを持つ（decision 16）"}


@dataclass(frozen=True)
class Table:
    """A table with something of a person. ``items``: what the register calls each column that says something of one;
    ``rest``: the columns that say nothing of anybody by themselves."""

    model: type[Model]
    rest: frozenset[str]
    items: Mapping[str, str]


def table(model: type[Model], rest: str = "", /, **items: str) -> Table:
    """``table(Draft, "procedure revision", body="申請の内容")``: the columns by their names in the database."""
    return Table(model, frozenset(rest.split()), items)


@dataclass(frozen=True)
class PersonalFile:
    """One personal information file, as the register has it (75条1項). Texts are Japanese.

    ``sections`` are ids of the catalog (none: the whole house); ``tables`` give the items recorded, ``more`` those that no
    column names (the questions of a form). ``sensitive``: what of it is 要配慮個人情報; ``given_to``: to whom it is regularly
    given; ``corrected_by``: another law's way to have it corrected. ``exempt``: why it need not be in the published register
    (75条2項), with the article. ``count``: how many persons it has."""

    id: str
    name: str
    purpose: str
    persons: str
    collected: str
    retention: str
    removal: Removal
    tables: tuple[Table, ...]
    sections: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    sensitive: str = ""
    given_to: str = ""
    corrected_by: str = ""
    exempt: str = ""
    my_number: bool = False
    count: Callable[[], int] | None = None

    @property
    def items(self) -> tuple[str, ...]:
        """記録項目, each once, in the order of the tables."""
        named = [item for each in self.tables for item in each.items.values()]
        return tuple(dict.fromkeys([*self.more, *named]))


@dataclass(frozen=True)
class Room:
    """What one room declares."""

    tables: tuple[Table, ...]
    nothing: Mapping[type[Model], str]
    files: Callable[[], Iterable[PersonalFile]]


@cache
def rooms() -> tuple[Room, ...]:
    """The declarations of every room of this zone, in the order in which the zone names its rooms."""
    found = []
    for app in apps.get_app_configs():
        name = f"{app.name}.personal"
        if app.name.startswith("dokodemo.") and name != __name__ and find_spec(name) is not None:
            module = import_module(name)
            found.append(Room(module.TABLES, module.NOTHING, module.files))
    return tuple(found)


def files() -> tuple[PersonalFile, ...]:
    """Every file of this zone, as the catalog in force has it."""
    return tuple(each for room in rooms() for each in room.files())


def undeclared() -> list[str]:
    """What is wrong with the declarations of this zone, a line each: tables that nobody has declared, columns that nobody
    has judged or that are not there, tables that are in no file."""
    tables = {each.model: each for room in rooms() for each in room.tables}
    nothing = {model for room in rooms() for model in room.nothing}
    problems = [
        f"{model._meta.label} is declared as holding something of a person and as holding nothing"
        for model in nothing & tables.keys()
    ]
    for model in apps.get_models():
        if model._meta.app_label in NOT_OURS or model in nothing:
            continue
        if model not in tables:
            problems.append(f"{model._meta.label} is not declared: add it to its room's personal.py")
            continue
        problems += _columns(model, tables[model])
    in_files = {each.model for file in files() for each in file.tables}
    problems += [f"{model._meta.label} is in no file" for model in tables if model not in in_files]
    return sorted(problems)


def _columns(model: type[Model], declared: Table) -> Iterable[str]:
    there = {_name(field) for field in model._meta.concrete_fields}
    judged = declared.items.keys() | declared.rest
    for name in sorted(there - judged):
        yield f"{model._meta.label}.{name} is not judged: an item of the register, or one of the rest?"
    for name in sorted(judged - there):
        yield f"{model._meta.label}.{name} is declared and not there"
    for name in sorted(declared.items.keys() & declared.rest):
        yield f"{model._meta.label}.{name} is declared twice"


def _name(field: Any) -> str:
    return str(field.attname)
