"""The statistics of one zone from the command line: what the night does, and a file for the city's open data."""

import sys
from pathlib import Path

from dokodemo.base import clock
from dokodemo.casework.figures import actions, terms
from dokodemo.casework.figures.queries import opendata
from dokodemo.values.ages import first_of_month
from dokodemo.values.eras import DateError, parse_month


def count(month: str | None) -> int:
    """Count one month anew, or (None) those that changed. Returns 1 where its cases are not all here any more, 2 where there
    is no such month."""
    try:
        months = [parse_month(month)] if month else actions.stale(clock.today())
    except DateError:
        return _no_month(month)
    for each in months:
        try:
            actions.roll_up(each)
        except actions.Fewer as error:
            print(f"{each:%Y-%m}: {error}.", file=sys.stderr)
            return 1
        print(f"{each:%Y-%m} counted")
    return 0


def write(month: str | None, folder: Path) -> int:
    """Write the open data of one month, or (None) of the last one that is over. Returns 1 where it was not counted yet, 2
    where there is no such month."""
    try:
        wanted = parse_month(month) if month else terms.months_later(first_of_month(clock.today()), -1)
    except DateError:
        return _no_month(month)
    made = opendata.file_of(wanted)
    if made is None:
        print(
            f"{wanted:%Y-%m} is not over, or was not counted since: the night does it, or `dokodemo figures count`.",
            file=sys.stderr,
        )
        return 1
    path = folder / made.name
    path.write_text(made.content, encoding="utf-8-sig", newline="")  # with the mark that spreadsheets want
    print(path)
    return 0


def _no_month(text: str | None) -> int:
    print(f"{text!r} is no month: write it like 2026-10.", file=sys.stderr)
    return 2
