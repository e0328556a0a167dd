"""Is the guide right? Its ids, its questions, and the conditions of every procedure that it proposes."""

from collections.abc import Iterable

from dokodemo.catalog import check_conditions
from dokodemo.catalog.check_procedure import judge_choices
from dokodemo.catalog.conditions import FUNCTIONS, RESERVED
from dokodemo.catalog.guiding import Deadline, Guide, LifeEvent
from dokodemo.catalog.reading import Loc, Source, nearest
from dokodemo.catalog.schema import Listed
from dokodemo.catalog.terms import Field

KINDS = ("boolean", "choice", "date")


def judge(guide: Guide, source: Source, procedures: Iterable[tuple[Listed, Source]]) -> None:
    """Say everything that is wrong with the guide, and with what procedures say to it."""
    known = {event.id: _yes_or_no(event) for event in guide.events}
    _judge_events(guide.events, source)
    for index, question in enumerate(guide.questions):
        loc: Loc = ("questions", index)
        _judge_question(question, source, loc, known)
        known[question.id] = question
    for listed, own in procedures:
        _judge_proposal(listed, own, known)


def _yes_or_no(event: LifeEvent) -> Field:
    return Field(id=event.id, type="boolean", labels=event.titles)


def _judge_events(events: list[LifeEvent], source: Source) -> None:
    seen: set[str] = set()
    for index, event in enumerate(events):
        _judge_id(event.id, source, ("events", index, "id"), seen)
        seen.add(event.id)


def _judge_id(name: str, source: Source, loc: Loc, seen: Iterable[str]) -> None:
    if name in seen:
        source.say(loc, f"{name!r} is here twice", "give each event and question its own id")
    if name in RESERVED or name in FUNCTIONS:
        source.say(loc, f"{name!r} is a word of the conditions", f"write {name}_ or another word")


def _judge_question(question: Field, source: Source, loc: Loc, before: dict[str, Field]) -> None:
    _judge_id(question.id, source, (*loc, "id"), before)
    if question.type not in KINDS:
        source.say((*loc, "type"), f"the guide cannot ask a {question.type!r}", f"only {', '.join(KINDS)}")
    if question.type == "choice":
        if question.choices:
            judge_choices(question.choices, source, (*loc, "choices"))
        else:
            source.say((*loc, "type"), "a choice has choices", "add choices:")
    if question.when:
        check_conditions.judge(question.when, source, (*loc, "when"), before)
    else:
        source.say((*loc, "id"), "nobody needs every question", "add when: and the events it belongs to")


def _judge_proposal(listed: Listed, source: Source, known: dict[str, Field]) -> None:
    if listed.guide is None:
        source.say(("id",), f"the guide never proposes {listed.id!r}", "add guide: with its reasons")
        return
    for index, reason in enumerate(listed.guide.reasons):
        loc: Loc = ("guide", "reasons", index)
        check_conditions.judge(reason.cel, source, (*loc, "cel"), known)
        if reason.deadline is not None:
            _judge_deadline(reason.deadline, source, (*loc, "deadline"), known)
        if reason.deadline and reason.yearly:
            source.say((*loc, "yearly"), "this reason has a deadline: already", "keep one of the two")
    if listed.guide.undated and all(each.deadline or each.yearly for each in listed.guide.reasons):
        source.say(("guide", "undated"), "every reason names a last day", "leave out undated:")


def _judge_deadline(deadline: Deadline, source: Source, loc: Loc, known: dict[str, Field]) -> None:
    asked = known.get(deadline.after)
    if asked is None or asked.type != "date":
        dates = [name for name, each in known.items() if each.type == "date"]
        hint = nearest(deadline.after, dates)
        source.say((*loc, "after"), f"{deadline.after!r} is no date of the guide", hint)
    if deadline.unit != "days" and deadline.count < 0:
        source.say((*loc, "count"), "only days can be counted back", "write the days, or a count from 0")
    if deadline.unit == "days" and deadline.day:
        source.say((*loc, "day"), "a period of days ends where it ends", "leave out day:, or count in months")
