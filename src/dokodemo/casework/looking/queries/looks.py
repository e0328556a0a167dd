"""Who has seen the data of one person: for a clerk in charge or the auditor, who is asked by that person.

個人情報保護法78条1項2号ハ: of a public servant the post and what was done in its duties are disclosed; the name is not covered
by that, and it would name a clerk to somebody who may be angry. So what is shown is the day, the section, what was seen and
how often: the same on the screen as on the paper. Names stand in the trail, for the auditor. This is an answer at the
counter (情報提供); a formal request (開示請求, 同法76条) goes its own way."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit import queries as trail
from dokodemo.base.audit.actions import record
from dokodemo.base.audit.queries import Act
from dokodemo.casework import people
from dokodemo.casework.cases.queries import periods
from dokodemo.casework.cases.rights import NotAllowed, NotPossible
from dokodemo.casework.looking import rules, words
from dokodemo.casework.looking.rights import is_auditor
from dokodemo.casework.staff.queries import members
from dokodemo.values.numbers import plain_digits

#: So many looks are read; who has more asks for a shorter time.
MOST = 5_000
USUAL = timedelta(days=365)


@dataclass(frozen=True)
class Line:
    """Looks of one day, section and kind."""

    day: date
    section: str
    action: str
    number: int


@dataclass(frozen=True)
class Looks:
    """Newest first. ``name``: whose number it is, so that a wrong digit tells nobody of somebody else. ``more``: there are
    older ones in this time that were not read."""

    person: str
    name: str
    since: date
    until: date
    lines: tuple[Line, ...]
    more: bool


def looks(actor: Actor, number: str, since: date | None, until: date | None, reason: str) -> Looks:
    """The looks at the person with this 宛名番号, days included; being asked is recorded with its ``reason`` (one of
    ``words.ask_reasons``). Raises NotPossible with a sentence for the control, NotAllowed for who never may.

    A clerk in charge is one of a section that has a case of this person: whoever has none is told the same as for a number
    that nobody has."""
    person, since, until, name = check(actor, number, since, until, reason)
    found = trail.acts_on(person, clock.midnight(since), clock.midnight(until + timedelta(days=1)), MOST + 1)
    record(actor, "looks.view", subject=person, reason=reason, detail={"read": min(len(found), MOST)})
    return Looks(person, name, since, until, _lines(found[:MOST]), len(found) > MOST)


def check(
    actor: Actor, number: str, since: date | None, until: date | None, reason: str
) -> tuple[str, date, date, str]:
    """What is asked, as it can be answered: the 宛名番号, both days, whose it is. Raises as ``looks`` does; no look."""
    if not may_ask(actor):
        raise NotAllowed("looks.view")
    person, problems = plain_digits(number), {}
    if reason not in dict(words.ask_reasons()):
        problems["reason"] = words.choose_reason()
    if since is None or until is None or since > until:
        problems["since"] = words.wrong_days()
    source = people.source()
    if source is None or not person or not _in_charge(actor, person, source):
        problems["person"] = words.not_in_charge(is_auditor(actor))
    if problems or since is None or until is None or source is None:
        raise NotPossible("looks", problems)
    return person, since, until, source.addressee(person).get("recipient", "")


def may_ask(actor: Actor) -> bool:
    """Those who may be in charge, and the auditor."""
    return actor.kind == "staff" and (actor.may("clerk", "approver") or is_auditor(actor))


def _in_charge(actor: Actor, person: str, source: people.PeopleSource) -> bool:
    if is_auditor(actor):
        return person in source.lives([person])
    return bool(periods.of_persons([person], actor.sections))


def _lines(found: list[Act]) -> tuple[Line, ...]:
    """Of a look in a case the section is the case's own; of others the one that the member works in today."""
    seen = [each for each in found if rules.is_look(each.action)]
    in_case = periods.of_cases({each.object_id for each in seen if each.object_kind == "case"})
    staff = members({each.actor_id for each in seen})

    def line_of(act: Act) -> tuple[date, str, str]:
        case = in_case.get(act.object_id) if act.object_kind == "case" else None
        member = staff.get(act.actor_id)
        section = case.section if case else member.section if member else ""
        return clock.legal_date(act.at), section, act.action

    counted = Counter(map(line_of, seen))
    order = sorted(counted, key=lambda line: (-line[0].toordinal(), line[1], line[2]))
    return tuple(Line(*line, counted[line]) for line in order)
