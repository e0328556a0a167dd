"""Document numbers (文書番号): 海子第12号 is the twelfth of this fiscal year of the section whose mark is 子. What a section
decides for another organ than its own, because it took that over with a reorganisation, is counted apart: 海子（教）第1号."""

from collections.abc import Iterable
from datetime import date

from django.db import connection

from dokodemo.casework.register.actions import Number
from dokodemo.catalog.schema import Catalog, Organ, Section
from dokodemo.values.days import fiscal_year


def mark_of(catalog: Catalog, section: str, organ: str) -> str:
    """The city's first character and as many of the section's title as tell it from the other sections; another organ than
    the section's own follows in brackets. A section that took over under the same title has the same mark."""
    own = _told_apart(catalog.sections[section].title.ja, catalog.sections.values())
    other = _other(catalog, section, organ)
    behind = f"（{_told_apart(catalog.organs[other].title.ja, catalog.organs.values())}）" if other else ""
    return f"{catalog.city.titles.ja[0]}{own}{behind}"


def _told_apart(title: str, every: Iterable[Section | Organ]) -> str:
    """As many characters of ``title`` as begin no other one."""
    others = [each.title.ja for each in every if each.title.ja != title]
    length = next(
        (n for n in range(1, len(title)) if not any(o.startswith(title[:n]) for o in others)), len(title)
    )
    return title[:length]


def _other(catalog: Catalog, section: str, organ: str) -> str:
    """The organ, where it is not the section's own."""
    return "" if organ == catalog.sections[section].organ else organ


def take(catalog: Catalog, section: str, organ: str, on: date) -> Number:
    """The next number, in the caller's transaction: rolled back with it, so that none is lost."""
    year = fiscal_year(on)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO document_number (section, organ, year, last) VALUES (%s, %s, %s, 1) "
            "ON CONFLICT (section, organ, year) DO UPDATE SET last = document_number.last + 1 RETURNING last",
            [section, _other(catalog, section, organ), year],
        )
        serial = cursor.fetchone()[0]
    return Number(f"{mark_of(catalog, section, organ)}第{serial}号", section, year, serial)


def go_on(catalog: Catalog, handed: Iterable[tuple[str, str]], on: date) -> None:
    """Sections hand over, each as (old, new): an old series of numbers stays with the old name, and the new section begins
    its own; where both have the same mark the new one goes on counting, because two letters would have one number."""
    year = fiscal_year(on)
    with connection.cursor() as cursor:
        for old, new in sorted(set(handed)):
            if old == new or _own_mark(catalog, old) != _own_mark(catalog, new):
                continue
            cursor.execute(
                "INSERT INTO document_number (section, organ, year, last) "
                "SELECT %s, organ, year, last FROM document_number WHERE section = %s AND year = %s "
                "ON CONFLICT (section, organ, year) DO UPDATE SET last = greatest(document_number.last, excluded.last)",
                [new, old, year],
            )


def _own_mark(catalog: Catalog, section: str) -> str:
    return mark_of(catalog, section, catalog.sections[section].organ)
