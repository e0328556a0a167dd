"""Every read of the ledger of mandates: for who keeps it, and for the sections whose applications others may make."""

import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from dokodemo.base import clock, config
from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.casework.cases.rights import NotAllowed, keepers, may_see
from dokodemo.casework.mandates import Agent, Standing, relation_words
from dokodemo.catalog import versions
from dokodemo.catalog.schema import Procedure
from dokodemo.core.mandates import GRANT, REVOKE
from dokodemo.core.mandates.asked import covers, scope_words
from dokodemo.core.mandates.models import Mandate
from dokodemo.core.residents import queries as residents
from dokodemo.core.residents.queries import Resident
from dokodemo.values.names import kana_key, search_key
from dokodemo.values.numbers import is_atenabango, plain_digits

PAGE = 50


@dataclass(frozen=True)
class Row:
    """One mandate in the list. ``name`` is that of the person represented, "" where nobody was looked for. ``state``:
    holds, coming, over, revoked."""

    id: int
    number: str
    principal: str
    name: str
    agent_name: str
    relation: str
    ends: date
    state: str


@dataclass(frozen=True)
class Page:
    """``before`` begins the next page (None: this is the last)."""

    rows: tuple[Row, ...]
    before: int | None


@dataclass(frozen=True)
class Sheet:
    """One mandate. ``mine``: the reader may end it. ``untold``: it ends soon, and a morning should have told both
    sides, and has not."""

    row: Row
    agent: str
    agent_kana: str
    agent_birth: date
    agent_address: str
    proof: str
    scope: str
    starts: date
    case_id: UUID
    revoked_on: date | None
    revoked_why: str
    revoked_name: str
    mine: bool
    untold: bool


def sections() -> frozenset[str]:
    """Who may look: the section that keeps it, and those with procedures in which somebody may act for another."""
    catalog, zone = versions.current(), config.load().zone
    every = catalog.procedures.values() if catalog else ()
    return keepers(GRANT) | {each.section for each in every if each.about is not None and each.zone == zone}


def page(actor: Actor, text: str = "", before: int | None = None) -> Page:
    """The newest first, ``PAGE`` at a time; ``text`` finds by 宛名番号, name or reading (of either person, from the
    beginning) or by document number. Who is looked for is shown by name, and each look is recorded. Raises NotAllowed."""
    _require(actor)
    found, searched = Mandate.objects.order_by("-id"), bool(text.strip())
    if searched:
        found = found.filter(_what(text))
    if before is not None:
        found = found.filter(id__lt=before)
    shown = list(found[: PAGE + 1])
    names = residents.names(each.principal for each in shown) if searched else {}
    record(actor, "mandate.search", detail={"hits": min(len(shown), PAGE)})
    for each in shown[:PAGE] if searched else ():
        record(actor, "person.view", object_kind="mandate", object_id=str(each.pk), subject=each.principal)
    rows = tuple(_row(each, names) for each in shown[:PAGE])
    return Page(rows, shown[PAGE - 1].pk if len(shown) > PAGE else None)


def sheet(actor: Actor, mandate_id: int) -> Sheet | None:
    """One of them, with the record of the look; None: there is none. Raises NotAllowed."""
    _require(actor)
    mandate = Mandate.objects.filter(id=mandate_id).first()
    if mandate is None:
        return None
    record(actor, "mandate.view", object_kind="mandate", object_id=str(mandate.pk), subject=mandate.principal)
    catalog = versions.current()
    language = get_language() or "ja"
    return Sheet(
        row=_row(mandate, residents.names([mandate.principal])),
        agent=mandate.agent,
        agent_kana=mandate.agent_kana,
        agent_birth=mandate.agent_birth,
        agent_address=mandate.agent_address,
        proof=_proof_words(mandate.proof, language),
        scope=scope_words(mandate.scope, catalog, language) if catalog else "",
        starts=mandate.starts,
        case_id=mandate.case_id,
        revoked_on=mandate.revoked_on,
        revoked_why=mandate.revoked_why,
        revoked_name=mandate.revoked_name,
        mine=any(may_see(actor, each) for each in keepers(GRANT)),
        untold=_is_untold(mandate),
    )


#: So many days before its last day both sides are told: time to notify it again (it takes a week).
REMIND_BEFORE = 30
_REMIND_AT_ONCE = 500


def to_remind(after: int) -> list[int]:
    """The next mandates, in the order of their ids, that end soon and of which nobody was told yet."""
    on = clock.today()
    rows = Mandate.objects.filter(
        id__gt=after, reminded_on__isnull=True, revoked_on__isnull=True, ends__gte=on,
        ends__lte=on + timedelta(REMIND_BEFORE),
    )  # fmt: skip
    return list(rows.order_by("id").values_list("id", flat=True)[:_REMIND_AT_ONCE])


def _is_untold(mandate: Mandate) -> bool:
    """Whether a morning that could tell of it has passed, and somebody who should know does not."""
    first = max(mandate.ends - timedelta(REMIND_BEFORE), clock.legal_date(mandate.made_at))
    return clock.today() > first and to_tell(mandate) is not None


def to_tell(mandate: Mandate) -> Resident | None:
    """The person represented, while both sides have yet to hear that it ends."""
    if mandate.reminded_on or mandate.revoked_on or mandate.ends < clock.today() or goes_on(mandate):
        return None
    found = residents.person(mandate.principal)
    return found if found and found.status != "dead" else None


def goes_on(mandate: Mandate) -> bool:
    """Whether the same agent has another mandate of the same scope that lasts longer: it was notified again already."""
    later = Mandate.objects.filter(
        principal=mandate.principal, agent_name_key=mandate.agent_name_key, agent_birth=mandate.agent_birth,
        scope=mandate.scope, ends__gt=mandate.ends, starts__lte=mandate.ends + timedelta(1), revoked_on__isnull=True,
    )  # fmt: skip
    return later.exists()


def of_person(principal: str, on: date) -> list[Mandate]:
    """The mandates of a person that hold on a day or begin later; for this room's own decisions."""
    rows = Mandate.objects.filter(principal=principal, ends__gte=on, revoked_on__isnull=True)
    return list(rows.order_by("id"))


def ended_by(case_id: UUID) -> Mandate:
    """What a notification ended. Raises Mandate.DoesNotExist."""
    return Mandate.objects.get(revoked_case=case_id)


def is_agent(mandate: Mandate, name: str, birth: date | None) -> bool:
    """Whether this name (and day of birth, where it is known) is the agent's."""
    return mandate.agent_name_key == search_key(name) and (birth is None or mandate.agent_birth == birth)


class Ledger:
    """What casework asks (``casework.mandates.MandateSource``)."""

    def concerns(self, procedure: Procedure) -> bool:
        """Not to the procedures by which a mandate is given or ended."""
        return procedure.effect not in (GRANT, REVOKE)

    def standing(self, person: str, agent: Agent, procedure: Procedure, on: date) -> Standing | None:
        """By 宛名番号 where both sides know it, else by name and day of birth. One query."""
        found = _between(person, agent, on)
        if not found:
            return None
        mandate, certain = min(found, key=lambda pair: not covers(pair[0].scope, procedure))
        catalog, language = versions.current(), get_language() or "ja"
        return Standing(
            covers=covers(mandate.scope, procedure),
            scope=scope_words(mandate.scope, catalog, language) if catalog else "",
            relation=relation_words(mandate.relation),
            ends=mandate.ends,
            number=mandate.number,
            certain=certain,
        )


def covering(person: str, agent: Agent, procedure: Procedure, on: date) -> tuple[Mandate, bool] | None:
    """The mandate that covers the procedure on that day, and whether the agent is known by number; the last to end."""
    return next((pair for pair in _between(person, agent, on) if covers(pair[0].scope, procedure)), None)


def _between(person: str, agent: Agent, on: date) -> list[tuple[Mandate, bool]]:
    """The mandates of that day between the two, the last to end first, each with whether the agent is certain."""
    rows = _holding(on).filter(principal=person).order_by("-ends")
    return [(each, certain) for each in rows if (certain := _same(each, agent)) is not None]


def _same(mandate: Mandate, agent: Agent) -> bool | None:
    """True: by number; False: by name and day of birth; None: somebody else."""
    if mandate.agent and agent.person:
        return True if mandate.agent == agent.person else None
    born = mandate.agent_birth.isoformat() == agent.birthdate
    return False if born and mandate.agent_name_key == search_key(agent.name) else None


def _holding(on: date) -> QuerySet[Mandate]:
    not_revoked = Q(revoked_on__isnull=True) | Q(revoked_on__gt=on)
    return Mandate.objects.filter(not_revoked, starts__lte=on, ends__gte=on)


def _what(text: str) -> Q:
    digits = plain_digits(text)
    if is_atenabango(digits):
        return Q(principal=digits) | Q(agent=digits)
    number = "".join(unicodedata.normalize("NFKC", text).split())
    known = [each.resident.atenabango for each in residents.search(text)]
    which = Q(number=number) | Q(principal__in=known) | (Q(agent__in=known) & ~Q(agent=""))
    if key := search_key(text):
        which |= Q(agent_name_key__startswith=key)
    if reading := kana_key(text):
        which |= Q(agent_kana_key__startswith=reading)
    return which


def _require(actor: Actor) -> None:
    if not any(may_see(actor, each) for each in sections()):
        raise NotAllowed("mandate.view")


def _row(mandate: Mandate, names: dict[str, str]) -> Row:
    return Row(
        mandate.pk,
        mandate.number,
        mandate.principal,
        names.get(mandate.principal, ""),
        mandate.agent_name,
        relation_words(mandate.relation),
        mandate.ends,
        _state(mandate, clock.today()),
    )


def _state(mandate: Mandate, on: date) -> str:
    if mandate.revoked_on is not None and mandate.revoked_on <= on:
        return "revoked"
    if mandate.ends < on:
        return "over"
    return "coming" if mandate.starts > on else "holds"


def _proof_words(code: str, language: str) -> str:
    """What was checked, in the words of the finding."""
    catalog = versions.current()
    every = catalog.procedures.values() if catalog else ()
    fields = (field for each in every if each.effect == GRANT for field in each.findings)
    known = next((each for each in fields if each.id == "checked_proof"), None)
    return next(
        (each.label.of(language) for each in (known.choices or [] if known else []) if each.code == code),
        code,
    )
