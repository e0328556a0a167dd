"""``./test``: every check, one line a step with its time, and one last line ``N passed, N failed``."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from dokodemo.operate import architecture, translations
from dokodemo.operate.house import CHECKOUT, ZONES

PACKAGE = Path("src/dokodemo")
#: Takes files apart in a process of its own: needs no zone.
OPENING = "src/dokodemo/base/opening"
UNITS = {
    "pure": ["src/dokodemo/values", "src/dokodemo/catalog", OPENING, "src/dokodemo/operate", "doubles"],
    "internet": ["src/dokodemo/base", "src/dokodemo/gateway", "src/dokodemo/internet"],
    # The catalog's checks are pure; only its versions are in a database.
    "office": [
        "src/dokodemo/catalog/tests/test_versions.py",
        "src/dokodemo/base",
        "src/dokodemo/gateway",
        "src/dokodemo/casework",
        "src/dokodemo/office",
    ],
    "core": ["src/dokodemo/base", "src/dokodemo/gateway", "src/dokodemo/casework", "src/dokodemo/core"],
}
#: Rooms in both staff zones to which the zone makes no difference: each push tests them in ``office``, the night in both.
ALIKE = [
    f"src/dokodemo/casework/{room}"
    for room in ("breakglass", "documents", "figures", "register", "reorganise")
]


@dataclass
class Result:
    """What one step found."""

    passed: int
    failed: int
    skipped: int = 0

    def __add__(self, other: "Result") -> "Result":
        return Result(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)


@dataclass(frozen=True)
class Step:
    """`kind` and `name` are what is written after ./test to run only this: ``units core``."""

    kind: str
    name: str
    run: Callable[[], Result]

    @property
    def title(self) -> str:
        return f"{self.kind} {self.name}".strip()


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="./test", description=__doc__)
    parser.add_argument("--nightly", action="store_true", help="also what takes minutes")
    parser.add_argument("--list", action="store_true", help="name the steps")
    parser.add_argument("steps", nargs="*", help="a step, for example: lint, units internet, journeys")
    parser.add_argument("-k", dest="select", default="", help="only tests whose name fits (as in pytest)")
    options = parser.parse_args(arguments)
    os.chdir(CHECKOUT)
    every = steps(options.nightly, options.select)
    chosen = _choose(every, options.steps)
    if options.list or not chosen:
        print("\n".join(step.title for step in every))
        return 0 if options.list else 2
    return _run(chosen)


def _choose(every: list[Step], words: Sequence[str]) -> list[Step]:
    """Those named: ``units`` means all its zones, ``units core`` only that one, ``lint units core`` both."""
    if not words:
        return every
    named = {kind: {step.name for step in every if step.kind == kind} & {*words} for kind in words}
    return [
        step
        for step in every
        if step.kind in named and (not named[step.kind] or step.name in named[step.kind])
    ]


def _run(chosen: list[Step]) -> int:
    total, broken = Result(0, 0), []
    begun = time.monotonic()
    translations.compile_all()
    for step in chosen:
        print(f"── {step.title}", flush=True)
        start = time.monotonic()
        result = step.run()
        total += result
        if result.failed:
            broken.append(step.title)
        skipped = f", {result.skipped} skipped" if result.skipped else ""
        word = "FAILED" if result.failed else "ok"
        print(
            f"   {word}: {result.passed} passed, {result.failed} failed{skipped}  ({time.monotonic() - start:.1f} s)",
            flush=True,
        )
    if broken:
        print(f"\nWhat failed: {'; '.join(broken)}  (again only that: ./test {broken[0]})")
    if total.skipped:
        print(f"{total.skipped} skipped: the lines marked SKIPPED above say why")
    print(f"{time.monotonic() - begun:.0f} s")
    print(f"{total.passed} passed, {total.failed} failed", flush=True)
    return 1 if total.failed or not total.passed else 0


def steps(nightly: bool, select: str = "") -> list[Step]:
    """Every step, the quick ones first."""
    python = [sys.executable, "-P", "-m"]
    plain = [
        Step("lint", "", lambda: _command([*python, "ruff", "check", "."])),
        Step("format", "", lambda: _command([*python, "ruff", "format", "--check", "--quiet", "."])),
        Step("types", "", lambda: _command([*python, "mypy", *_typed()])),
        Step("imports", "", _import_contracts),
        Step("rooms", "", lambda: _listed(architecture.problems())),
        Step("catalog", "", lambda: _command([*python, "dokodemo", "check", "cities/umikaze"])),
        Step("translations", "", lambda: _listed(translations.missing())),
    ]
    migrations = [Step("migrations", zone, lambda z=zone: _migrations(z)) for zone in ZONES]  # type: ignore[misc]
    units = [Step("units", zone, lambda z=zone: _units(z, nightly, select)) for zone in UNITS]  # type: ignore[misc]
    journeys = Step("journeys", "", lambda: pytest(["tests"], nightly, select, workers=0))
    return [*plain, *migrations, *units, journeys]


def _typed() -> list[str]:
    return [
        folder for folder in ("src", "doubles", "tests", "bench", "conftest.py") if _has_python(Path(folder))
    ]


def _has_python(path: Path) -> bool:
    return path.suffix == ".py" or any(path.rglob("*.py"))


def _command(command: Sequence[str], env: dict[str, str] | None = None) -> Result:
    """A check that is one program: passed when it says 0; its words are shown only when it does not."""
    answer = subprocess.run(
        command, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if answer.returncode != 0:
        print(answer.stdout)
        return Result(0, 1)
    return Result(1, 0)


def _import_contracts() -> Result:
    command = (
        "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
    )
    return _command([sys.executable, "-P", "-c", command, "--no-cache"])


def _listed(problems: Sequence[object]) -> Result:
    for problem in problems:
        print(f"   {problem}")
    return Result(0, 1) if problems else Result(1, 0)


def _migrations(zone: str) -> Result:
    """Would Django make a migration under this zone's settings? Then one is missing."""
    from dokodemo.operate import testing

    with testing.station_folder(zone) as env:
        code = (
            "import django; django.setup(); from django.core.management import call_command; "
            "call_command('makemigrations', check_changes=True, dry_run=True, verbosity=1)"
        )
        return _command([sys.executable, "-P", "-W", "ignore", "-c", code], env)


def _units(zone: str, nightly: bool, select: str) -> Result:
    if zone == "pure":
        return pytest(UNITS[zone], nightly, select, workers=2)
    left = [OPENING, *(ALIKE if zone == "core" and not nightly else ())]
    return pytest(
        [*UNITS[zone], *(f"--ignore={each}" for each in left)], nightly, select, workers=2, zone=zone
    )


def pytest(folders: Sequence[str], nightly: bool, select: str, workers: int, zone: str = "") -> Result:
    """Run pytest and count from its own report. No test at all, or no report, is a failure."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("DOKODEMO_", "DJANGO_"))}
    if zone:
        env["DOKODEMO_ZONE"] = zone
    folder = Path(tempfile.mkdtemp(prefix="dokodemo-report-"))
    report = folder / "report.xml"
    command = [
        sys.executable,
        "-P",
        "-m",
        "pytest",
        "-q",
        "--no-header",
        "--tb=short",
        "--durations=12",
        "--durations-min=5",
        f"--junitxml={report}",
        *folders,
    ]
    # With a zone in pytest-django's order: those that commit come last, or they would roll away what others stand on.
    # Without one a whole house comes up in one file, which has its ports for itself.
    command += ["-n", str(workers), "--dist", "loadgroup" if zone else "loadfile"] if workers else []
    command += ["-k", select] if select else []
    command += [] if nightly else ["-m", "not nightly"]
    try:
        code = subprocess.run(command, env=env, check=False).returncode
        return _counted(report, code, selected=bool(select))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _counted(report: Path, code: int, selected: bool) -> Result:
    if code == 5:  # nothing collected
        return Result(0, 0 if selected else 1)
    try:
        suite = ElementTree.parse(report).getroot().find("testsuite")  # noqa: S314
    except (OSError, ElementTree.ParseError):
        suite = None
    if suite is None:
        return Result(0, 1)
    number = {name: int(suite.get(name, "0")) for name in ("tests", "failures", "errors", "skipped")}
    failed = number["failures"] + number["errors"]
    passed = max(0, number["tests"] - failed - number["skipped"])
    # pytest may fail without a failing test (a warning turned into an error at the end, a crashed worker).
    return Result(passed, failed or (1 if code else 0), number["skipped"])


if __name__ == "__main__":
    sys.exit(main())
