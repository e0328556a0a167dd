"""When a look at a person is an alarm. Pure: what is known of a look comes in, the rules that it breaks come out.

What a look is: 番号法ガイドライン（行政機関等編）asks for the records of use to be analysed regularly by somebody else than who
used. The rules are those that municipalities name: 身内, 同姓・同住所, 著名人, 大量照会, 所掌外, 深夜・休日.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from dokodemo.values.days import is_closed
from dokodemo.values.names import search_key

OWN, SURNAME, ADDRESS, NOTABLE, SECTION = "own", "surname", "address", "notable", "section"
VOLUME, NIGHT = "volume", "night"
#: In the order in which they are shown.
RULES = (OWN, ADDRESS, SURNAME, NOTABLE, SECTION, VOLUME, NIGHT)

#: A case of the section excuses looks from so long before it arrived until so long after it ended.
AROUND = timedelta(days=30)
#: A list of more people than this says who has that name, not whom somebody was after.
FEW = 5
#: Looks of one member that follow each other faster are one act: a list that was shown. Nobody opens people so fast by hand.
BREATH = timedelta(seconds=1)
OPENS, CLOSES = time(7), time(22)
HOUR = timedelta(hours=1)
#: How many people an hour are usual where a section has no history of its own yet, and never fewer than that.
LEAST = 40
#: So many times what one in twenty hours of the section's members exceeded.
TIMES = 2
#: So many hours of work are a history.
ENOUGH = 40

_TOKYO = ZoneInfo("Asia/Tokyo")
_OPENED = ("view", "related", "export")
_LISTED = ("list", "search", "approvals")
# What is looked at there is no resident: the trail itself, alarms, forms of the city, voices without names, one's own notes
# and warnings, figures, members of staff; receipt numbers and titles of documents without a name.
_NOBODYS = (
    "audit", "alarm", "notable", "own_number", "catalog", "voices", "mention", "deadline", "figures", "staff",
    "reorganisation", "disposal", "holdings", "register",
)  # fmt: skip
_LISTS = ("", "section")


@dataclass(frozen=True)
class Look:
    """One row of the trail. ``subject``: 宛名番号, "" where the look has none (in office, or a case nobody is linked to)."""

    row: int
    at: datetime
    actor: str
    action: str
    object_kind: str
    object_id: str
    subject: str

    @property
    def whom(self) -> str:
        """Who or what was opened, to count how many; "" for a list."""
        if self.subject:
            return self.subject
        opened = self.action.rpartition(".")[2] in _OPENED and self.object_kind not in _LISTS
        return f"{self.object_kind} {self.object_id}" if opened else ""


@dataclass(frozen=True)
class Home:
    """A name, an address's key, a household; "" is not known and equals nothing."""

    name: str = ""
    address_key: str = ""
    household: str = ""


@dataclass(frozen=True)
class Span:
    """A case: arrived, and ended (None: it is open)."""

    begun: datetime
    ended: datetime | None


@dataclass(frozen=True)
class Known:
    """What is known about one look: of whom looked (``own``: their own 宛名番号), of who was looked at, and of the cases
    that could be its reason."""

    member: Home = field(default_factory=Home)
    own: str = ""
    seen: Home = field(default_factory=Home)
    notable: bool = False
    works_in: str = ""
    cases: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Found:
    """A rule that a look broke. ``subject`` is "" where the rule is about nobody, or about a whole list."""

    rule: str
    look: Look
    subject: str


def is_look(action: str) -> bool:
    """Whether this act of the trail is a look at residents: one opened, or a list of them."""
    room, _, what = action.partition(".")
    return room not in _NOBODYS and what.rpartition(".")[2] in (*_OPENED, *_LISTED)


def broken(look: Look, known: Known) -> Iterator[str]:
    """The rules that one look at one person breaks, besides those about how many and when."""
    if not look.subject:
        return
    if look.subject == known.own or _same(known.member.household, known.seen.household):
        yield OWN
    else:
        if _same(known.member.address_key, known.seen.address_key):
            yield ADDRESS
        if same_surname(known.member.name, known.seen.name):
            yield SURNAME
    if known.notable:
        yield NOTABLE
    if known.works_in and not any(excuses(each, look.at) for each in known.cases):
        yield SECTION


def judged(looks: Iterable[tuple[Look, Known]]) -> list[Found]:
    """The alarms of these looks, in their order. One act at more than ``FEW`` people is one look at a list for the rules
    that a common name breaks by chance."""
    every = list(looks)
    people = _acts(look for look, _known in every)
    found = []
    for look, known in every:
        crowd = len(people[look.row]) > FEW
        for rule in broken(look, known):
            found.append(Found(rule, look, "" if crowd and rule in (SURNAME, SECTION) else look.subject))
        if at_night(look.at):
            found.append(Found(NIGHT, look, ""))
    return found


def _acts(looks: Iterable[Look]) -> dict[int, set[str]]:
    """By each look's row whom its act showed."""
    found: dict[int, set[str]] = {}
    last: dict[str, Look] = {}
    for look in sorted(looks, key=lambda each: (each.at, each.row)):
        before = last.get(look.actor)
        people = found[before.row] if before and follows(before.at, look.at) else set[str]()
        people.update({look.subject} - {""})
        found[look.row], last[look.actor] = people, look
    return found


def follows(before: datetime, at: datetime) -> bool:
    """Whether this is still the same act."""
    return at - before < BREATH


def excuses(case: Span, at: datetime) -> bool:
    """Whether the case was on the desk at that instant, or ``AROUND`` it."""
    return case.begun - AROUND <= at and (case.ended is None or at <= case.ended + AROUND)


def at_night(at: datetime) -> bool:
    """Before 7:00, from 22:00 on, or on a day on which offices are closed; in Tokyo."""
    local = at.astimezone(_TOKYO)
    return not OPENS <= local.time() < CLOSES or is_closed(local.date())


def same_surname(one: str, other: str) -> bool:
    """The same first part of a name, however its characters are written. Names are kept with a space after the surname;
    one without cannot be told apart, and then the whole has to begin with a surname of two characters or more."""
    parts, others = one.split(), other.split()
    if len(parts) < 2:
        parts, others = others, parts
    if len(parts) < 2 or not others:
        return False
    surname = search_key(parts[0])
    if len(others) > 1:
        return _same(surname, search_key(others[0]))
    return len(surname) > 1 and search_key(others[0]).startswith(surname)


def too_many(looks: Iterable[Look], most: int) -> Iterator[Look]:
    """Every look with which one member had seen more than ``most`` people within an hour. ``looks``: of that one, oldest
    first."""
    window: list[Look] = []
    for look in looks:
        if not look.whom:
            continue
        window = [each for each in window if each.at > look.at - HOUR]
        window.append(look)
        if len({each.whom for each in window}) > most:
            yield look


def usual(hours: int, exceeded: int | None) -> int:
    """How many people an hour are not too many in a section that has worked so many hours, of which one in twenty had more
    than ``exceeded``."""
    return LEAST if exceeded is None or hours < ENOUGH else max(LEAST, TIMES * exceeded)


def hour_of(at: datetime) -> datetime:
    """The hour by the clock, for figures."""
    return at.replace(minute=0, second=0, microsecond=0)


def _same(one: str, other: str) -> bool:
    return bool(one) and one == other
