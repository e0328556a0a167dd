"""An item taken away from a list, and put back: the page itself holds what was in it, nothing is kept here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from dokodemo.catalog.parsing import Post
from dokodemo.catalog.schema import Field, Page

_HELD = "_gone-"
_ITEM = re.compile(r"(\w+)-(\d{1,2})-(\w+)", re.ASCII)
_UNDO = re.compile(r"(\w+)-(\d{1,2})", re.ASCII)


@dataclass(frozen=True)
class Gone:
    """What was taken away. ``number`` it had on the screen, from 0; ``place`` it gets when it is put back: items that
    were left blank before it are no longer there. ``fields``: (name at that place, what was typed)."""

    field: Field
    number: int
    place: int
    fields: tuple[tuple[str, str], ...]

    @property
    def item(self) -> str:
        """What puts it back."""
        return f"{self.field.id}-{self.place}"

    def title(self, language: str) -> str:
        """What it was called on the screen."""
        return f"{(self.field.item_labels or self.field.labels).of(language)} {self.number + 1}"


def taken_away(page: Page, post: Post) -> Gone | None:
    """What the pressed button takes away; None when there is nothing in it to be put back."""
    parts = [found for name in post if (found := _ITEM.fullmatch(name))]
    pressed = next((each for each in parts if each[3] == "remove"), None)
    field = next((each for each in page.fields if pressed and each.id == pressed[1]), None)
    if pressed is None or field is None or field.type != "list":
        return None
    members, number = {each.id for each in field.fields or ()}, int(pressed[2])
    filled = [
        each
        for each in parts
        if each[1] == field.id and each[3] in members and str(post.get(each[0])).strip()
    ]
    place = len({int(each[2]) for each in filled if int(each[2]) < number})
    held = tuple(
        (f"{field.id}-{place}-{each[3]}", str(post.get(each[0]))) for each in filled if int(each[2]) == number
    )
    return Gone(field, number, place, held) if held else None


def put_back(post: Post) -> Mapping[str, str]:
    """The post as it is with the item that ``undo`` names: those from its place on move up by one."""
    named = _UNDO.fullmatch(str(post.get("undo")))
    typed: dict[str, str] = {}
    for name in post:
        found = _ITEM.fullmatch(name)
        moves = found and named and found[1] == named[1] and int(found[2]) >= int(named[2])
        new = f"{found[1]}-{int(found[2]) + 1}-{found[3]}" if found and moves else name
        typed[new] = str(post.get(name))
    if named is None:
        return typed
    held = f"{_HELD}{named[0]}-"
    return typed | {name.removeprefix(_HELD): typed[name] for name in typed if name.startswith(held)}
