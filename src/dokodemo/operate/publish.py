"""What a city declares on its way to being published: checked, then proposed in `office` in somebody's name. A second
person publishes it there (``office/publishing``); then it goes to the other zones (decision 30)."""

import json
from collections import Counter
from collections.abc import Collection
from pathlib import Path

from dokodemo.casework import transfer
from dokodemo.catalog import words
from dokodemo.catalog.check import check
from dokodemo.catalog.schema import Catalog, json_schema
from dokodemo.core import certificates, child_allowance, mandates
from dokodemo.office import dogs
from dokodemo.operate import translations

#: What decisions can do, and the zones whose rooms do it.
EFFECTS = {
    **dict.fromkeys(child_allowance.EFFECTS, ("core",)),
    certificates.EFFECT: ("core",),
    mandates.GRANT: ("core",),
    mandates.REVOKE: ("core",),
    **dict.fromkeys(dogs.EFFECTS, ("office",)),
    transfer.EFFECT: ("core", "office"),
}


def schema_text() -> str:
    """The JSON Schema of a city's declaration, for editors and other programs."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=2)


def check_folder(folder: Path) -> int:
    """Say what is wrong in a city's folder, with file and line. Returns 1 when something is."""
    report = check(folder, EFFECTS, translations.interface())
    for problem in report.problems:
        print(problem)
    if report.problems or report.catalog is None:
        print(f"{len(report.problems)} problem(s) in {folder}")
        return 1
    print(
        f"{folder}: nothing wrong ({len(report.catalog.procedures)} procedures, {len(report.catalog.counter)} more at the counter)"
    )
    return 0


def judge_words(folder: Path, only: Collection[str] | None = None) -> int:
    """Say what could be said more plainly in a city's texts. Returns 1 when something could.

    ``only``: the rules to judge by; None means all."""
    found, problems = words.find(folder)
    chosen = [each for each in found if not only or each.rule in only]
    for line in (*problems, *chosen):
        print(line)
    counts = Counter(each.rule for each in chosen)
    said = ", ".join(f"{count} {rule}" for rule, count in sorted(counts.items()))
    print(f"{folder}: {len(chosen)} finding(s){': ' if said else ''}{said}")
    return 1 if chosen or problems else 0


def propose(folder: Path, member: str, note: str) -> int:
    """Propose what `folder` declares, in the name of `member`. Runs as the zone `office`. A second person publishes it
    on the desk's page. Returns 1 when something in it is wrong or nothing can be proposed."""
    from dokodemo.casework.cases.rights import NotAllowed, NotPossible  # need Django
    from dokodemo.casework.staff import queries as staff
    from dokodemo.office.publishing import actions

    catalog = _checked(folder)
    if catalog is None:
        return 1
    actor = staff.actor(member)
    if actor is None:
        print(f"There is no active member of staff {member!r} in office. Nothing was proposed.")
        return 1
    try:
        number = actions.propose(catalog, actor, actions.COMMAND, note)
    except NotAllowed:
        print(f"{member} may not propose: the role operator is needed. Nothing was proposed.")
        return 1
    except NotPossible as refused:
        print(f"Nothing was proposed: {_WHY[refused.code]}", *refused.problems.values(), sep="\n")
        return 1
    print(
        f"Proposed {catalog.hash} as number {number}. Somebody else publishes it: {_desk()}/publishing/{number}"
    )
    return 0


_WHY = {
    "nothing_changes": "this is the version that was published last.",
    "proposed_already": "this version waits already for its second person (/publishing).",
    "unexplained": "a procedure vanishes without a word to the residents. Write why and what instead in:",
}


def _desk() -> str:
    from dokodemo.base import config

    return config.load().public_url


def publish_by_installation(folder: Path) -> int:
    """Publish the first version of a new house, or any version of a house for development. Returns 1 otherwise."""
    from dokodemo.office.publishing import actions  # needs Django

    catalog = _checked(folder)
    if catalog is None:
        return 1
    hash_ = actions.publish_by_installation(catalog)
    if hash_ is None:
        print(
            "A version is published already: from here on one person proposes (--by) and another publishes."
        )
        return 1
    print(f"Published {hash_} by the installation")
    return 0


def _checked(folder: Path) -> Catalog | None:
    report = check(folder, EFFECTS, translations.interface())
    if report.catalog is None or report.problems:
        print(*report.problems, f"Nothing was done: {len(report.problems)} problem(s) in {folder}.", sep="\n")
        return None
    return report.catalog
