"""Run in the zone ``office`` by the bench ``reorganisation``: the people of a large city hall, and a plan that two
administrators make."""

import itertools
import json
import sys
import time
from datetime import timedelta

import django

SURNAMES = ("佐藤", "鈴木", "高橋", "田中", "伊藤")


def main() -> None:
    django.setup()
    asked = json.loads(sys.stdin.read())
    if sys.argv[1] == "members":
        members(asked["sections"], asked["each"])
    else:
        plan(asked["moves"], asked["transfers"])


def members(sections: list[str], each: int) -> None:
    """So many clerks and one approver at each section, entered into the directory."""
    from dokodemo.base.actor import system
    from dokodemo.office.directory import actions

    numbers = itertools.count(1)
    entries = []
    for section in sections:
        for place in range(each):
            number = next(numbers)
            role = "clerk" if place else "approver"
            entries.append(
                actions.Entry(
                    f"b{number:05}", f"{SURNAMES[number % 5]}　{number}", "サトウ", section, frozenset({role}),
                    post="" if place else "kacho",
                )
            )  # fmt: skip
    actions.change(entries, system("office", "bench"))


def plan(moves: list[list[str]], transfers: list[list[str]]) -> None:
    """Prepared by one, checked by core, confirmed by the other, for tomorrow."""
    from dokodemo.base import clock
    from dokodemo.base.actor import Actor
    from dokodemo.casework.cases.rights import NotPossible
    from dokodemo.casework.staff.placing import Transfer
    from dokodemo.catalog.succession import Move
    from dokodemo.office.directory import reorganising

    one, two = (
        Actor("office", "staff", who, who, frozenset({"administrator"})) for who in ("kanri-a", "kanri-b")
    )
    made = reorganising.prepare(
        one, "bench", clock.today() + timedelta(days=1), [Move(*each) for each in moves],
        [Transfer(member, section, post) for member, section, post in transfers],
    )  # fmt: skip
    until = time.monotonic() + 60
    while True:
        try:
            reorganising.confirm(two, made)
            return
        except NotPossible as refused:
            if refused.code != "unchecked" or time.monotonic() > until:
                raise
            time.sleep(0.2)


if __name__ == "__main__":
    main()
