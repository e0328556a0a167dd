"""Publishing what a city declares: checked, made immutable, signed in `office`, sent to the other zones (decision 30)."""

import json
from collections import Counter
from collections.abc import Collection
from pathlib import Path

from dokodemo.casework import transfer
from dokodemo.catalog import words
from dokodemo.catalog.check import check
from dokodemo.catalog.schema import json_schema
from dokodemo.core import certificates, child_allowance
from dokodemo.office import dogs
from dokodemo.operate import translations

#: What decisions can do, and the zones whose rooms do it.
EFFECTS = {
    child_allowance.EFFECT: ("core",),
    certificates.EFFECT: ("core",),
    dogs.EFFECT: ("office",),
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


def publish(folder: Path) -> int:
    """Publish what `folder` declares. Runs as the zone `office`. Returns 1 when something in it is wrong."""
    from dokodemo.gateway import catalogs  # needs Django

    report = check(folder, EFFECTS, translations.interface())
    if report.catalog is None or report.problems:
        print(
            *report.problems,
            f"Nothing was published: {len(report.problems)} problem(s) in {folder}.",
            sep="\n",
        )
        return 1
    print(f"Published {catalogs.publish(report.catalog.to_bytes())}")
    return 0
