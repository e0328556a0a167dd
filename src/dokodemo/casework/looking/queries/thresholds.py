"""How many people an hour are too many."""

from collections.abc import Collection
from datetime import timedelta

from django.db import connection

from dokodemo.base import clock
from dokodemo.casework.looking import rules
from dokodemo.catalog import versions

#: So far back a section's own history goes.
HISTORY = timedelta(days=90)


def most_an_hour(sections: Collection[str]) -> dict[str, int]:
    """For each section what the city declares (sections.yaml, ``looks_an_hour``), else what its own history says. One
    query, none where everything is declared."""
    catalog = versions.current()
    declared = {
        id_: each.looks_an_hour
        for id_, each in (catalog.sections.items() if catalog else ())
        if id_ in sections and each.looks_an_hour is not None
    }
    history = _history([each for each in sections if each not in declared])
    return {each: declared.get(each) or rules.usual(*history.get(each, (0, None))) for each in sections}


def _history(sections: list[str]) -> dict[str, tuple[int, int | None]]:
    """The number of hours in which somebody of the section looked at all, and how many people one in twenty exceeded. The
    last two days are not in it: an hour that is too much must not make itself usual."""
    if not sections:
        return {}
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT section, count(*), percentile_disc(0.95) WITHIN GROUP (ORDER BY persons) FROM looking_hour "
            "WHERE section = ANY(%s) AND hour >= %s AND hour < %s GROUP BY section",
            [sections, now - HISTORY, now - timedelta(days=2)],
        )
        return {section: (int(hours), int(exceeded)) for section, hours, exceeded in cursor.fetchall()}
