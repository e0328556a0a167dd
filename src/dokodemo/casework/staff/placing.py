"""Where members are after a reorganisation. Pure, because both zones work it out, each for the members it has."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dokodemo.catalog.succession import Move


@dataclass(frozen=True)
class Transfer:
    """A member's place from a day on: a section (or department, or organ) and a post, "" for none. ``roles`` None: as
    before."""

    member: str
    section: str
    post: str
    roles: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Placed:
    """What becomes of one member. ``was`` is the section that is left."""

    member: str
    was: str
    section: str
    post: str
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Member:
    """As the directory has one who is active."""

    id: str
    section: str
    post: str
    roles: tuple[str, ...]


def successor_of(section: str, moves: Sequence[Move]) -> str | None:
    """Where the members of a section go that are not transferred one by one: to the section that takes all that no other
    row names. None where the section does not hand everything on."""
    return next((each.new for each in moves if each.old == section and not each.procedure), None)


def place(members: Iterable[Member], moves: Sequence[Move], transfers: Iterable[Transfer]) -> list[Placed]:
    """Everybody whose place changes. Rights go with the post: who has left a section has none there."""
    named: Mapping[str, Transfer] = {each.member: each for each in transfers}
    found = []
    for member in members:
        each = named.get(member.id)
        if each is not None:
            roles = member.roles if each.roles is None else each.roles
            placed = Placed(member.id, member.section, each.section, each.post, tuple(sorted(roles)))
        else:
            to = successor_of(member.section, moves) or member.section
            placed = Placed(member.id, member.section, to, member.post, member.roles)
        if (placed.section, placed.post, placed.roles) != (member.section, member.post, member.roles):
            found.append(placed)
    return found
