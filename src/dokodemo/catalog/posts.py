"""The posts of a city (職) and the departments between organs and sections (部), as ``posts.yaml`` declares them.

A member of staff stands at one place: a section, or for a post above sections their department or their organ. A post says
of which of the three it is one (``of``), and its ``rank`` who stands above whom. So whoever holds a post over a section is
found by three ids: the section's own, its department's and its organ's (:func:`place_of`). These ids are of one kind: none
is given twice. A city whose sections stand directly under their organ declares no department.
"""

from collections.abc import Collection
from typing import TYPE_CHECKING, Literal

from pydantic import Field as Item

from dokodemo.catalog.terms import Model, Slug, Text

if TYPE_CHECKING:
    from dokodemo.catalog.schema import Catalog

#: From the lowest to the highest.
Level = Literal["section", "department", "organ"]
LEVELS: tuple[Level, ...] = ("section", "department", "organ")


class Department(Model):
    """A department (部) of an organ."""

    id: Slug
    title: Text
    organ: Slug


class Post(Model):
    """A post (職). ``of``: what it is a post of. ``rank``: who has a higher one stands above, from 1."""

    id: Slug
    title: Text
    rank: int = Item(ge=1, le=1000)
    of: Level


class PostsFile(Model):
    departments: list[Department] = []
    posts: list[Post] = Item(min_length=1)


def place_of(catalog: "Catalog", section: str, post: str) -> str | None:
    """The id at which whoever holds ``post`` over ``section`` stands: the section, its department or its organ. None where
    the city has no such section or post, or the section no department."""
    found, held = catalog.sections.get(section), catalog.posts.get(post)
    if found is None or held is None:
        return None
    return {"section": found.id, "department": found.department, "organ": found.organ}[held.of]


def sections_under(catalog: "Catalog", places: Collection[str]) -> list[str]:
    """The sections over which somebody at one of these places stands, their own among them."""
    return [
        id_
        for id_, each in catalog.sections.items()
        if id_ in places or each.department in places or each.organ in places
    ]


def level_of(catalog: "Catalog", place: str) -> Level | None:
    """What this id is the id of, or None."""
    known: dict[Level, Collection[str]] = {
        "section": catalog.sections,
        "department": catalog.departments,
        "organ": catalog.organs,
    }
    return next((level for level in LEVELS if place in known[level]), None)
