"""Document numbers (文書番号): 海子第12号 is the twelfth of this fiscal year of the section whose mark is 子."""

from collections.abc import Iterable
from datetime import date

from django.db import connection

from dokodemo.casework.register.actions import Number
from dokodemo.catalog.schema import Catalog
from dokodemo.values.days import fiscal_year


def mark_of(catalog: Catalog, section: str) -> str:
    """The city's first character and as many of the section's title as tell it from the other sections. A section that
    took over under the same title has the same mark."""
    title = catalog.sections[section].title.ja
    others = [each.title.ja for each in catalog.sections.values() if each.title.ja != title]
    length = next(
        (n for n in range(1, len(title)) if not any(o.startswith(title[:n]) for o in others)), len(title)
    )
    return f"{catalog.city.titles.ja[0]}{title[:length]}"


def take(catalog: Catalog, section: str, on: date) -> Number:
    """The next number, in the caller's transaction: rolled back with it, so that none is lost."""
    year = fiscal_year(on)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO document_number (section, year, last) VALUES (%s, %s, 1) "
            "ON CONFLICT (section, year) DO UPDATE SET last = document_number.last + 1 RETURNING last",
            [section, year],
        )
        serial = cursor.fetchone()[0]
    return Number(f"{mark_of(catalog, section)}第{serial}号", section, year, serial)


def go_on(catalog: Catalog, handed: Iterable[tuple[str, str]], on: date) -> None:
    """Sections hand over, each as (old, new): an old series of numbers stays with the old name, and the new section begins
    its own; where both have the same mark the new one goes on counting, because two letters would have one number."""
    year = fiscal_year(on)
    with connection.cursor() as cursor:
        for old, new in sorted(set(handed)):
            if old == new or mark_of(catalog, old) != mark_of(catalog, new):
                continue
            cursor.execute(
                "INSERT INTO document_number (section, year, last) "
                "SELECT %s, year, last FROM document_number WHERE section = %s AND year = %s "
                "ON CONFLICT (section, year) DO UPDATE SET last = greatest(document_number.last, excluded.last)",
                [new, old, year],
            )
