"""What a procedure is called, in force or not."""

from dokodemo.catalog import versions
from dokodemo.catalog.schema import Text


def title_of(procedure: str) -> Text:
    """Its title as it is offered, or was last; its id where nobody here knows it."""
    catalog = versions.current()
    known = (catalog.procedures.get(procedure) if catalog else None) or versions.gone().get(procedure)
    return known.titles if known else Text(ja=procedure, en=procedure)
