"""What was sent in the same form as a case: each is decided alone, and a desk learns only which the others are."""

from dataclasses import dataclass
from uuid import UUID

from dokodemo.base.actor import Actor
from dokodemo.casework.cases.loading import Loaded
from dokodemo.casework.cases.models import Case
from dokodemo.casework.cases.rights import may_see
from dokodemo.catalog.schema import Procedure, Section


@dataclass(frozen=True)
class Sibling:
    """Another application of the same form. ``id`` and ``state`` only of a case of this zone that the reader may see."""

    receipt: str
    procedure: Procedure
    section: Section
    id: UUID | None = None
    state: str = ""


def together(actor: Actor, loaded: Loaded) -> tuple[Sibling, ...]:
    """The others, in the order of the form. One query, none for what was sent alone."""
    if not loaded.case.together:
        return ()
    seen = _seen(actor, loaded.case)
    catalog = loaded.catalog
    found = []
    for each in loaded.case.together:
        procedure = catalog.procedures.get(each["procedure"])
        if procedure is not None:
            case = seen.get((each["receipt"], each["procedure"]))
            known = (case.id, case.state) if case else ()
            found.append(Sibling(each["receipt"], procedure, catalog.sections[procedure.section], *known))
    return tuple(found)


def _seen(actor: Actor, case: Case) -> dict[tuple[str, str], Case]:
    """The cases here that the reader may see, by (receipt, procedure). The zone that named them is not believed: they
    count only where each names the other."""
    me = {"receipt": case.receipt, "procedure": case.procedure}
    rows = Case.objects.filter(receipt__in=[each["receipt"] for each in case.together]).only(
        "receipt", "procedure", "section", "state", "together"
    )
    return {
        (each.receipt, each.procedure): each
        for each in rows
        if me in each.together and may_see(actor, each.section)
    }
