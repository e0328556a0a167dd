"""Cells of a table that a spreadsheet opens."""

import csv
import io
import unicodedata
from collections.abc import Iterable

#: What spreadsheets want in front of UTF-8.
MARK = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(cell: str) -> str:
    """A cell that a spreadsheet takes for text whatever it begins with; a full-width sign counts, too."""
    return f"'{cell}" if unicodedata.normalize("NFKC", cell[:1]).startswith(_FORMULA) else cell


def as_csv(rows: Iterable[Iterable[object]]) -> str:
    """A table as CSV (RFC 4180), without the mark. No cell is a formula; None is an empty one."""
    out = io.StringIO()
    csv.writer(out).writerows([harmless("" if cell is None else str(cell)) for cell in row] for row in rows)
    return out.getvalue()
