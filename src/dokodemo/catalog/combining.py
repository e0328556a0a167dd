"""Several procedures as one form: each thing is asked once, and every procedure gets what its own form would ask.

A form for all has the ids of its procedures, joined, as its id: wherever a procedure's id stands, in a draft or in an
address, that of several may stand, and :func:`resolve` is the one place that reads it. How they are merged: ``merging``."""

from collections.abc import Iterable, Sequence
from typing import cast

from dokodemo.catalog.combined import JOIN, Combined
from dokodemo.catalog.merging import Apart, Merger
from dokodemo.catalog.schema import Catalog, Procedure

#: How many procedures one form may hold.
MOST = 8
_MOST_READY = 100


class NotTogether(ValueError):
    """These cannot be one form: one alone, more than ``MOST``, or one that is not on offer."""


def resolve(catalog: Catalog, joined: str) -> Procedure:
    """The procedure of this id, or the form for all of several joined ids. Raises NotTogether."""
    single = catalog.procedures.get(joined)
    return single if single is not None else together(catalog, joined.split(JOIN))


def together(catalog: Catalog, ids: Iterable[str]) -> Combined:
    """The form for these procedures, in the order of the guide; made once for each catalog. Raises NotTogether."""
    wanted = set(ids)
    if not 2 <= len(wanted) <= MOST or not wanted <= catalog.procedures.keys():
        raise NotTogether
    if any(alone(catalog.procedures[each]) for each in wanted):
        raise NotTogether
    members = sorted((catalog.procedures[each] for each in wanted), key=guide_order)
    joined, made = JOIN.join(each.id for each in members), cast(dict[str, Combined], catalog._together)
    found = made.get(joined)
    if found is None:
        if len(made) >= _MOST_READY:
            made.clear()
        found = made[joined] = combine(members)
    return found


def alone(procedure: Procedure) -> bool:
    """Whether it is applied for by itself: a signature covers one application."""
    return procedure.identity == "sign"


def guide_order(procedure: Procedure) -> tuple[int, str]:
    """Procedures in the order of the guide; those that are not in it last."""
    return procedure.guide.order if procedure.guide else 1000, procedure.id


def combine(procedures: Sequence[Procedure]) -> Combined:
    """One form for these procedures, in their order. Pure."""
    apart: set[str] = set()
    while True:
        try:
            return Merger(procedures, apart).made()
        except Apart as found:
            apart.add(found.key)
