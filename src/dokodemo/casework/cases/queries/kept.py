"""How many cases each section has, without a name: for who prepares a reorganisation and checks what became of it."""

from dataclasses import dataclass

from django.db.models import Q, Sum

from dokodemo.casework.cases.models import CaseCount
from dokodemo.casework.cases.states import OPEN
from dokodemo.catalog import versions

_STILL = Q(stage__in=OPEN)


@dataclass(frozen=True)
class Kept:
    """``n`` cases on one procedure at one section; ``open`` of them are still to be decided."""

    section: str
    procedure: str
    n: int
    open: int


def by_section() -> list[Kept]:
    """Every section with cases, decided or not. One query, of figures that are kept."""
    rows = (
        CaseCount.objects.filter(n__gt=0).order_by("section", "procedure").values_list("section", "procedure")
    )
    found = rows.annotate(every=Sum("n"), still=Sum("n", filter=_STILL, default=0))
    return [Kept(section, procedure, every, still) for section, procedure, every, still in found]


def orphaned() -> list[Kept]:
    """Cases at a section that handed their work on, or that the version in force does not declare: nobody would see
    them. Empty after every reorganisation."""
    catalog, chain = versions.current(), versions.moved()
    known = catalog.sections if catalog else {}
    return [
        each
        for each in by_section()
        if each.section not in known or chain.section(each.section, each.procedure) != each.section
    ]
