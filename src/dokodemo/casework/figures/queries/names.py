"""What sections and procedures are called; what is no longer in any catalog keeps its identifier."""

from dokodemo.catalog.schema import Procedure, Text
from dokodemo.catalog.versions import current, gone


def procedures() -> dict[str, Procedure]:
    """Those in force, and those that were withdrawn."""
    catalog = current()
    return {**gone(), **(catalog.procedures if catalog else {})}


def section_title(section: str) -> Text:
    """The section's title, or its identifier."""
    catalog = current()
    found = catalog.sections.get(section) if catalog else None
    return found.title if found else Text(ja=section, en=section)


def procedure_title(known: dict[str, Procedure], procedure: str) -> Text:
    """The procedure's title, or its identifier."""
    found = known.get(procedure)
    return found.titles if found else Text(ja=procedure, en=procedure)
