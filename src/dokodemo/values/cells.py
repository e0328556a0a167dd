"""Cells of a table that a spreadsheet opens."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(cell: str) -> str:
    """A cell that a spreadsheet takes for text whatever it begins with."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
