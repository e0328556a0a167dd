"""What the sample city's guide should say, written a second time and plainly: no conditions of the catalog, no guide.

A household is a set of life events and an answer to every question, asked or not. ``expected`` gives, for each procedure
that is needed, the last day (None: no date is counted)."""

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from dokodemo.values.days import next_open_day

Household = SimpleNamespace
Needs = Iterator[tuple[str, date | None]]

EVENTS = ("hikkoshi", "akachan", "kosodate", "kekkon", "kaigo", "okuyami", "shigoto", "saigai")
CHOICES = {
    "move_kind": ("in", "within", "out"),
    "baby_state": ("pregnant", "born"),
    "baby_insurance": ("company", "kokuho"),
    "marriage_kind": ("marriage", "divorce"),
    "care_state": ("first", "renew", "changed", "using"),
    "care_card_lost": ("none", "card", "share", "both"),
    "care_agent": ("none", "start", "stop"),
    "deceased_insurance": ("kokuho", "kouki", "company"),
    "dog": ("none", "registered", "new", "died"),
    "work_event": ("left", "joined", "business", "paper"),
    "own_insurance": ("kokuho", "other"),
    "paper": ("resident", "family", "addresses", "tax", "seal"),
}
DATES = (
    "move_date",
    "born_on",
    "care_expires",
    "died_on",
    "dog_died_on",
    "left_on",
    "joined_on",
    "damaged_on",
    "family_day",
    "care_used_on",
    "care_paid_on",
    "care_work_from",
    "funeral_on",
    "dog_since",
)
PAPERS = {
    "resident": "juminhyo-yuso",
    "family": "koseki-shomei",
    "addresses": "koseki-fuhyo",
    "tax": "zei-shomei",
    "seal": "inkan-shomei",
}
# The days on which applications for a place in a nursery close: the 10th of the month before; for April, 30 November.
NURSERY_CLOSES = [(month, 10) for month in range(1, 13) if month != 3] + [(11, 30)]


def household(chance: random.Random, questions: list[str]) -> tuple[set[str], dict[str, Any]]:
    """One to three life events, and an answer to every question."""
    events = set(chance.sample(EVENTS, chance.randint(1, 3)))
    return events, {name: _answer(chance, name) for name in questions}


def _answer(chance: random.Random, name: str) -> Any:
    if name in CHOICES:
        return chance.choice(CHOICES[name])
    if name in DATES:
        return some_day(chance).isoformat()
    return chance.random() < 0.5


def some_day(chance: random.Random) -> date:
    """A day of 2026 or 2027."""
    return date(2026, 1, 1) + timedelta(days=chance.randrange(700))


def expected(events: set[str], answers: dict[str, Any], today: date) -> dict[str, date | None]:
    """Which procedures, and until when."""
    h = SimpleNamespace(**{event: event in events for event in EVENTS}, **answers, today=today)
    _only_what_is_so(h)
    needs: dict[str, date | None] = {}
    for part in PARTS:
        for name, until in part(h):
            needs.setdefault(name, until)
    return needs


def _only_what_is_so(h: Household) -> None:
    """Facts of a life that is not led count for nothing: who does not move comes from nowhere."""
    h.into = h.hikkoshi and h.move_kind == "in"
    h.within = h.hikkoshi and h.move_kind == "within"
    h.away = h.hikkoshi and h.move_kind == "out"
    h.foreign = h.abroad and (h.into or h.away)
    h.pregnant = h.akachan and h.baby_state == "pregnant"
    h.born = h.akachan and h.baby_state == "born"
    h.child = h.has_child and (h.hikkoshi or h.kekkon or h.born)
    h.paid = h.allowance_now and h.child and not h.into and (h.akachan or h.within or h.away or h.kekkon)
    h.pupil = h.has_pupil and (h.kosodate or (h.hikkoshi and h.child))
    h.alone = h.single_parent and (h.kosodate or (h.kekkon and h.child))
    h.fuyo = h.single_allowance_now and h.alone
    h.divorced = h.kekkon and h.marriage_kind == "divorce"
    h.renamed = h.kekkon and h.name_changes
    h.cared = h.kaigo and h.care_state != "first"
    h.carried = h.care_in_family and h.hikkoshi and not h.foreign
    h.left = h.shigoto and h.work_event == "left"
    h.joined = h.shigoto and h.work_event == "joined"
    h.damaged = h.saigai and h.home_damaged
    h.doggy = h.dog if h.into or h.within or h.okuyami else "none"


def _open(start: str, days: int) -> date:
    return next_open_day(date.fromisoformat(start) + timedelta(days=days))


def _months(start: str, months: int) -> date:
    day = date.fromisoformat(start)
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in range(day.day, 27, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return date(year, month + 1, day.day)


def _plain(start: str, days: int) -> date:
    return date.fromisoformat(start) + timedelta(days=days)


def _month_end(start: str, months: int) -> date:
    day = date.fromisoformat(start)
    year, month = divmod(day.year * 12 + day.month + months, 12)  # of the month after it, the first
    return date(year, month + 1, 1) - timedelta(days=1)


def _next(today: date, days: list[tuple[int, int]], last: Callable[[date], date] = lambda day: day) -> date:
    every = [last(date(today.year + more, *day)) for more in (-1, 0, 1) for day in days]
    return min(day for day in every if day >= today)


def _moving_in(h: Household) -> Needs:
    if h.into:
        yield "tennyu", _open(h.move_date, 14)
        if not h.foreign:
            yield "card-keizoku", _plain(h.move_date, 90)
        yield "inkan-toroku", None
        if h.own_insurance == "kokuho" and not h.joined:
            yield "kokuho-kanyu", _open(h.move_date, 14)
        if h.carried:
            yield "kaigo-tennyu", _open(h.move_date, 14)


def _moving_on(h: Household) -> Needs:
    if h.within:
        yield "tenkyo", _open(h.move_date, 14)
        yield "card-keizoku", _open(h.move_date, 14)
        if h.paid:
            yield "jido-teate-henko", _open(h.move_date, 14)
    if h.away:
        yield "tenshutsu-kokugai" if h.foreign else "tenshutsu", _open(h.move_date, 14)
        if h.had_kokuho:
            yield "kokuho-soshitsu", _open(h.move_date, 14)
        if h.carried:
            yield "kaigo-tenshutsu", _open(h.move_date, 14)
        if h.paid:
            yield "jido-teate-shometsu", None
        if h.motorbike:
            yield "keiji-haisha", _open(h.move_date, 30)


def _house_and_dog(h: Household) -> Needs:
    if h.okuyami and h.motorbike:
        yield "keiji-haisha", _open(h.died_on, 30)
    if (h.into or h.within) and h.water:
        yield "suido-kaishi", _plain(h.move_date, -3)
    if h.hikkoshi and h.pupil:
        yield "gakko-tenko", None
    if (h.into or h.within) and h.doggy == "registered":
        yield "inu-henko", _open(h.move_date, 30)
    elif h.okuyami and h.doggy == "registered":
        yield "inu-henko", _open(h.died_on, 30)
    if h.doggy == "new":
        yield "inu-toroku", _open(h.dog_since, 30)
    if h.doggy == "died":
        yield "inu-shibo", _open(h.dog_died_on, 30)


def _baby(h: Household) -> Needs:
    if h.pregnant:
        yield "ninshin", None
        yield "ninpu-shien", None
    if h.born:
        yield "shussho", _open(h.born_on, 13)  # the day of birth is the first
        yield "ninpu-shien", None
        yield "kodomo-iryo", None
        if h.baby_insurance == "kokuho":
            yield "kokuho-kanyu", _open(h.born_on, 14)
            yield "shussan-ichijikin", _months(h.born_on, 24)
        if h.paid:
            yield "jido-teate-gakukaitei", _open(h.born_on, 15)
        else:
            yield "jido-teate-nintei", _open(h.born_on, 15)
    if h.into and h.child:
        yield "jido-teate-nintei", _open(h.move_date, 15)
    if h.hikkoshi and h.child:
        yield "kodomo-iryo", None


def _children(h: Household) -> Needs:
    if h.wants_nursery and not h.away and (h.kosodate or h.born or (h.into and h.child)):
        yield "hoiku-shikyu-nintei", _next(h.today, NURSERY_CLOSES)
        yield "hoiku-riyo", _next(h.today, NURSERY_CLOSES)
    if h.uses_nursery and h.kosodate:
        yield "hoiku-genkyo", _next(h.today, [(6, 30)])
    elif h.uses_nursery and h.away and h.child:
        yield "hoiku-genkyo", date.fromisoformat(h.move_date).replace(day=15)
    if h.school_costs and h.pupil and (h.kosodate or h.kekkon or h.shigoto):
        yield "shugaku-enjo", None
    if h.alone:
        yield "hitorioya-iryo", None
        if h.fuyo and not h.into:  # who moves in claims it anew
            yield "jido-fuyo-genkyo", _next(h.today, [(8, 31)], next_open_day)
        else:
            yield "jido-fuyo-nintei", None
            yield "koseki-shomei", None
    if h.kosodate and h.survey_arrived and not h.fuyo and not h.into:
        yield "jido-teate-genkyo", _next(h.today, [(6, 30)], next_open_day)


def _marriage(h: Household) -> Needs:
    if h.divorced:
        yield "rikon", _open(h.family_day, 9) if h.divorce_by_court else None  # the day itself is the first
    elif h.kekkon:
        yield "konin", None
    if h.divorced and h.paid and not h.alone:
        yield "jido-teate-shometsu", None
    if h.divorced and h.alone and not h.paid:
        yield "jido-teate-nintei", None
    if h.renamed:
        yield "card-keizoku", _open(h.family_day, 14)
        yield "inkan-toroku", None
        if h.paid:
            yield "jido-teate-henko", _open(h.family_day, 14)


def _care(h: Household) -> Needs:
    if not h.kaigo:
        return
    if h.care_agent != "none":
        yield {"start": "dairi-todoke", "stop": "dairi-kaijo"}[h.care_agent], None
    if h.care_state == "first":
        yield "kaigo-shinki", None
        return
    if h.care_state == "renew":
        yield "kaigo-koshin", date.fromisoformat(h.care_expires)
    if h.care_state == "changed":
        yield "kaigo-kubun", None
    for asked, name, until in (
        (h.care_costs, "kogaku-kaigo", _month_end(h.care_used_on, 24)),
        (h.care_home, "futan-gendogaku", None),
        (h.care_tools, "fukushi-yogu", _months(h.care_paid_on, 24)),
        (h.care_house, "jutaku-kaishu", _plain(h.care_work_from, -1)),
        (h.care_card_lost in ("card", "both"), "kaigo-hokensho", None),
        (h.care_card_lost in ("share", "both"), "kaigo-futan-wariai", None),
    ):
        if asked:
            yield name, until


def _death(h: Household) -> Needs:
    if not h.okuyami:
        return
    yield "shibo", _open(h.died_on, 6)  # the day itself is the first
    if h.deceased_head:
        yield "setainushi", _open(h.died_on, 14)
    if h.deceased_insurance == "kokuho":
        yield "kokuho-soshitsu", _open(h.died_on, 14)
    if h.deceased_insurance == "kouki":
        yield "kouki-soshitsu", _open(h.died_on, 14)
    if h.deceased_insurance != "company":
        yield "sosai-hi", _months(h.funeral_on, 24)
    if h.deceased_care:
        yield "kaigo-soshitsu", _open(h.died_on, 14)
    if h.deceased_pension:
        yield "nenkin-mishikyu", _open(h.died_on, 14)
    if h.deceased_pension or h.deceased_property:
        yield "koseki-shomei", None
    if h.deceased_child:
        yield "jido-teate-shometsu", None
        yield "jido-teate-mishiharai", _months(h.died_on, 24)
        if not h.paid:
            yield "jido-teate-nintei", _open(h.died_on, 15)
    if h.deceased_property:
        yield "genshoyusha", next_open_day(_months(h.died_on, 3))


def _work(h: Household) -> Needs:
    if h.left and h.own_insurance == "kokuho" and not h.away:  # else where they go
        yield "kokuho-kanyu", _open(h.left_on, 14)
    if h.left and h.working_age:
        yield "nenkin-shubetsu", _open(h.left_on, 14)
        if h.pension_hard:
            yield "nenkin-menjo", _month_end(h.left_on, 25)
    if h.into and h.foreign and h.working_age and h.own_insurance == "kokuho" and not h.joined:
        yield "nenkin-shubetsu", _open(h.move_date, 14)
        if h.pension_hard:
            yield "nenkin-menjo", _month_end(h.move_date, 25)
    if h.joined and h.had_kokuho and not h.into:
        yield "kokuho-soshitsu", _open(h.joined_on, 14)
    if h.shigoto and h.work_event == "business":
        yield "shokyaku-shisan", _next(h.today, [(1, 31)], next_open_day)
    if h.shigoto and h.work_event == "paper":
        yield PAPERS[h.paper], None
        if h.paper == "seal" and not h.has_seal:
            yield "inkan-toroku", None


def _disaster(h: Household) -> Needs:
    if h.damaged and h.by_fire:
        yield "kasai-shomei", None
    elif h.damaged:
        yield "risai", next_open_day(_months(h.damaged_on, 6))
        if h.rebuild:
            yield "saiken-shien", _months(h.damaged_on, 13)


# A need that several parts name has the deadline of the first: the order of the reasons in the catalog.
PARTS: tuple[Callable[[Household], Needs], ...] = (
    _moving_in, _moving_on, _house_and_dog, _work, _baby, _children, _marriage, _care, _death, _disaster,
)  # fmt: skip
