"""Cells of a table that a spreadsheet opens."""

import unicodedata

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(cell: str) -> str:
    """A cell that a spreadsheet takes for text whatever it begins with; a full-width sign counts, too."""
    return f"'{cell}" if unicodedata.normalize("NFKC", cell[:1]).startswith(_FORMULA) else cell
