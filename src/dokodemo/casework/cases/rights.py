"""Who may do what to a case, asked inside every action: a page that forgets to ask changes nothing."""

from uuid import UUID

from dokodemo.base.actor import Actor
from dokodemo.casework.cases.models import Case
from dokodemo.catalog.versions import current, gone


class NotAllowed(Exception):
    """The actor may not do this. The message names the act, never a person."""


class NotPossible(Exception):
    """The act makes no sense now. ``code`` says why; ``problems`` are sentences for the person, by control."""

    def __init__(self, code: str, problems: dict[str, str] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.problems = problems or {}


class Changed(Exception):
    """Somebody else saved in between: nothing was done. ``now`` is the version the case has now."""

    def __init__(self, now: int) -> None:
        super().__init__("changed in between")
        self.now = now


#: The role of who looks at cases without working on them: nobody has it but by a grant (``casework.breakglass``), and no
#: action takes it.
ONLOOKER = "onlooker"


def may_see(actor: Actor, section: str) -> bool:
    """Whether a case of ``section`` is the actor's business: staff of that section who work on cases, or an onlooker."""
    return actor.kind == "staff" and section in actor.sections and actor.may("clerk", "approver", ONLOOKER)


def require(actor: Actor, section: str, act: str, *roles: str) -> None:
    """Raises NotAllowed unless the actor belongs to ``section`` and has one of ``roles``."""
    if actor.kind != "staff" or section not in actor.sections or not actor.may(*roles):
        raise NotAllowed(act)


def keepers(effect: str) -> frozenset[str]:
    """The sections that keep the ledger or register of ``effect``: those whose procedures in force have one of the same
    room (``dogs.register``, ``dogs.death``), or had it until they were withdrawn (what is registered has still to be
    looked after)."""
    catalog = current()
    every = [*catalog.procedures.values(), *gone().values()] if catalog else []
    room, _, _ = effect.partition(".")
    return frozenset(each.section for each in every if each.effect.partition(".")[0] == room)


def require_keeper(actor: Actor, effect: str, act: str) -> None:
    """Raises NotAllowed unless the actor works on cases in a section that keeps this ledger or register."""
    if not any(may_see(actor, section) for section in keepers(effect)):
        raise NotAllowed(act)


def hold(actor: Actor, case_id: UUID, act: str, *roles: str, version: int | None = None) -> Case:
    """The case, locked until the transaction ends, its right checked, its version the one that was read.

    Raises Case.DoesNotExist, NotAllowed, Changed."""
    case = Case.objects.select_for_update().get(id=case_id)
    require(actor, case.section, act, *roles)
    if version is not None and case.version != version:
        raise Changed(case.version)
    return case


def grow(case: Case, *fields: str) -> None:
    """Save these of a case that is held, as its next version: whoever has it open is told, and an older save is refused."""
    case.version += 1
    case.save(update_fields=["version", *fields])
