"""Who may do what, row by row: the action itself refuses, whatever a page let through."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from dokodemo.base import clock, config
from dokodemo.base.actor import Actor, system
from dokodemo.casework.cases import actions, facts
from dokodemo.casework.cases.loading import load
from dokodemo.casework.cases.models import Case, CaseDecision, CasePrint
from dokodemo.casework.cases.queries import case as cases
from dokodemo.casework.cases.queries import prints, queue, searching
from dokodemo.casework.cases.queries.application import application
from dokodemo.casework.cases.rights import NotAllowed, NotPossible
from dokodemo.casework.cases.tests.test_deciding import REFUSAL, proposed, version
from dokodemo.casework.conftest import NAGISA, Here, Ledger

pytestmark = pytest.mark.django_db
Act = Callable[[Actor, UUID, Here], Any]

ACTS: dict[str, tuple[Act, frozenset[str]]] = {
    "take": (lambda a, c, h: actions.take(a, c, version(c)), frozenset(("clerk", "colleague", "both"))),
    "link": (
        lambda a, c, h: actions.link(a, c, version(c), NAGISA),
        frozenset(("clerk", "colleague", "both")),
    ),
    "correct": (
        lambda a, c, h: actions.correct(a, c, version(c), h.phone, "09000000001", "電話で確かめた"),
        frozenset(("clerk", "colleague", "both")),
    ),
    "fee": (
        lambda a, c, h: actions.record_fee(a, c, version(c), 3000, clock.today(), "counter"),
        frozenset(("clerk", "colleague", "both")),
    ),
    "propose": (
        lambda a, c, h: actions.propose(a, c, version(c), "refused", (REFUSAL[config.load().zone],)),
        frozenset(("clerk", "colleague", "both")),
    ),
    "decide": (lambda a, c, h: actions.decide(a, c, version(c)), frozenset(("chief", "both"))),
    "return": (lambda a, c, h: actions.send_back(a, c, version(c), "口座"), frozenset(("chief", "both"))),
    "number": (
        lambda a, c, h: actions.look_at_number(a, c, "spouse_kojinbango", "identify"),
        frozenset(("clerk", "colleague", "chief", "both")),
    ),
    "presence": (
        lambda a, c, h: actions.note_presence(a, c),
        frozenset(("clerk", "colleague", "chief", "both")),
    ),
}
WHO = ("clerk", "colleague", "chief", "both", "stranger", "operator", "auditor", "resident", "system")


def actor(who: str, people: dict[str, Actor], here: Here) -> Actor:
    if who == "resident":
        return Actor(
            "internet", "resident", "r", "", frozenset(("resident", "clerk")), frozenset((here.section,))
        )
    return system("core", "worker") if who == "system" else people[who]


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("act", ACTS)
def test_the_matrix(
    arrive: Callable[..., UUID],
    office_people: dict[str, Actor],
    ledger: Ledger,
    here: Here,
    act: str,
    who: str,
) -> None:
    id_ = arrive(private={"spouse_kojinbango": "123456789018"})
    if act in ("decide", "return"):
        proposed(office_people, id_)
    elif act != "take":
        actions.take(office_people["clerk"], id_, version(id_))
    do, allowed = ACTS[act]
    before = (version(id_), CaseDecision.objects.count())
    me = actor(who, office_people, here)
    # What makes no sense in this zone (a fee, a resident) is NotPossible to who is allowed; the right comes first.
    if who in allowed:
        no_numbers_here = act == "number" and not here.has_people
        if no_numbers_here:
            with pytest.raises(NotAllowed):
                do(me, id_, here)
        elif (act == "fee" and here.has_people) or (act == "link" and not here.has_people):
            with pytest.raises(NotPossible):
                do(me, id_, here)
        else:
            do(me, id_, here)
        return
    with pytest.raises(NotAllowed):
        do(me, id_, here)
    assert (version(id_), CaseDecision.objects.count()) == before


@pytest.mark.parametrize("who", WHO)
def test_who_sees_a_case(
    arrive: Callable[..., UUID], office_people: dict[str, Actor], ledger: Ledger, here: Here, who: str
) -> None:
    id_ = arrive()
    me = actor(who, office_people, here)
    sees = who in ("clerk", "colleague", "chief", "both")
    assert (cases.look(me, id_) is not None) == sees
    assert cases.visible(me, id_) == sees
    if who == "stranger":
        assert queue.page(me, queue.Wanted()).rows == ()
        assert searching.search(me, str(here.values[here.name])[:2]).rows == ()
        assert queue.counts(me).open == 0
        assert prints.page(me).rows == ()
    elif sees:
        assert [row.id for row in queue.page(me, queue.Wanted()).rows] == [id_]
    else:
        for ask in (
            lambda: queue.page(me, queue.Wanted()),
            lambda: queue.counts(me),
            lambda: prints.page(me),
        ):
            with pytest.raises(NotAllowed):
                ask()


def test_a_look_at_a_number_needs_a_reason_of_the_list(
    arrive: Callable[..., UUID], office_people: dict[str, Actor], here: Here
) -> None:
    from dokodemo.base.audit.models import AuditRow

    if not here.has_people:
        pytest.skip("no My Number in this zone")
    id_ = arrive(private={"spouse_kojinbango": "123456789018"})
    clerk = office_people["clerk"]
    for reason in ("", "curious"):
        with pytest.raises(NotPossible):
            actions.look_at_number(clerk, id_, "spouse_kojinbango", reason)
    with pytest.raises(NotPossible):
        actions.look_at_number(clerk, id_, "claimant_name", "identify")
    assert not AuditRow.objects.filter(action="number.view").exists()
    assert actions.look_at_number(clerk, id_, "spouse_kojinbango", "identify") == "123456789018"
    row = AuditRow.objects.get(action="number.view")
    assert (row.actor_id, row.reason, row.object_id) == ("clerk", "identify", str(id_))
    assert "123456789018" not in str(row.__dict__)


def test_only_the_last_four_digits_are_on_the_page(
    arrive: Callable[..., UUID], office_people: dict[str, Actor], ledger: Ledger
) -> None:
    id_ = arrive(private={"spouse_kojinbango": "123456789018"})
    loaded = cases.look(office_people["clerk"], id_)
    assert loaded is not None
    shown = application(loaded, "ja").numbers
    assert [each.masked for each in shown] == ["•••• •••• 9018"]


def on_the_card(case: Case) -> dict[str, str]:
    """What a card would have said, were it that of whom the application names."""
    loaded = load(case)
    fields = [
        each for each in facts.fields_of(loaded.procedure) if (each.source or "").startswith("identity.")
    ]
    return {
        str(each.source).removeprefix("identity."): str(loaded.values[each.id])
        for each in fields
        if each.id in loaded.values
    }


@pytest.mark.parametrize("item", ["name", "birthdate"])
@pytest.mark.parametrize("changed", ["", "somebody else"])
def test_who_typed_what_a_card_would_say_is_not_remembered_as_that_person(
    arrive: Callable[..., UUID],
    office_people: dict[str, Actor],
    village: Any,
    here: Here,
    item: str,
    changed: str,
) -> None:
    """A card holder asked the provider for less than we did, and typed another person's name."""
    if not here.has_people:
        pytest.skip("no residents in this zone")
    id_ = arrive()
    case = Case.objects.get(id=id_)
    claims = on_the_card(case)
    case.evidence |= {
        "verified": True, "kind": "oidc", "issuer": "i", "subject": "s", "claims": claims | {item: changed},
    }  # fmt: skip
    case.save()
    actions.take(office_people["clerk"], id_, version(id_))
    actions.link(office_people["clerk"], id_, version(id_), NAGISA)
    assert village.links == {}
    assert application(load(case), "ja").evidence.typed


def test_a_subject_known_as_somebody_else_stops_the_link(
    arrive: Callable[..., UUID], office_people: dict[str, Actor], village: Any, here: Here
) -> None:
    if not here.has_people:
        pytest.skip("no residents in this zone")
    id_ = arrive()
    case = Case.objects.get(id=id_)
    case.evidence |= {
        "verified": True,
        "kind": "oidc",
        "issuer": "i",
        "subject": "s",
        "claims": on_the_card(case),
    }
    case.save()
    actions.take(office_people["clerk"], id_, version(id_))
    village.links["i", "s"] = "000000000000019"
    with pytest.raises(NotPossible, match="linked_to_another"):
        actions.link(office_people["clerk"], id_, version(id_), NAGISA)
    assert Case.objects.get(id=id_).person is None
    village.links.clear()
    actions.link(office_people["clerk"], id_, version(id_), NAGISA)
    assert village.links == {("i", "s"): NAGISA}


def test_a_number_that_is_nobodys_links_nobody(
    arrive: Callable[..., UUID], office_people: dict[str, Actor], here: Here
) -> None:
    if not here.has_people:
        pytest.skip("no residents in this zone")
    id_ = arrive()
    actions.take(office_people["clerk"], id_, version(id_))
    for person in ("", "999"):
        with pytest.raises(NotPossible) as refused:
            actions.link(office_people["clerk"], id_, version(id_), person)
        assert "person" in refused.value.problems
    assert not CasePrint.objects.exists()
