"""決裁: by amount and kind, in sequence and side by side, by who sits in for somebody, seen later, returned; never by the drafter."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from dokodemo.base import clock, config
from dokodemo.base.actor import Actor
from dokodemo.base.audit.models import AuditRow
from dokodemo.casework.cases import actions, states
from dokodemo.casework.cases.loading import load
from dokodemo.casework.cases.models import Case, CaseDecision, CaseSeat
from dokodemo.casework.cases.queries import case as cases
from dokodemo.casework.cases.queries import route
from dokodemo.casework.cases.queries.timeline import events
from dokodemo.casework.cases.rights import Changed, NotAllowed, NotPossible
from dokodemo.casework.cases.tests.stepping import at_once
from dokodemo.casework.cases.tests.test_deciding import REFUSAL, examined, proposed, version
from dokodemo.casework.conftest import Here, Ledger
from dokodemo.casework.staff.queries import actor_of
from dokodemo.casework.tests import staff
from dokodemo.catalog import versions
from dokodemo.catalog.routes import ApprovalRule, Beyond, Seat, Step, rule_for
from dokodemo.catalog.terms import Text

pytestmark = pytest.mark.django_db
Arrive = Callable[..., UUID]
People = dict[str, Actor]
WORDS = Text(ja="試験", en="Test")


def rule(
    name: str, *steps: list[tuple[str | None, str | None]], beyond: list[Beyond] | None = None
) -> ApprovalRule:
    """Each step is a list of (post, section)."""
    return ApprovalRule(
        id=name, title=WORDS, proposer="clerk", approver="approver", decider=WORDS, basis=WORDS,
        route=[Step(ask=[Seat(post=post, section=section) for post, section in step]) for step in steps],
        beyond=beyond or [],
    )  # fmt: skip


@pytest.fixture
def routed(catalog: Any, here: Here, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Gives the procedure of this zone a rule with that route."""

    def give(*steps: list[tuple[str | None, str | None]], **more: Any) -> None:
        rules = {"one": rule("one", *steps, beyond=more.get("beyond")), **more.get("others", {})}
        monkeypatch.setattr(catalog.procedures[here.procedure], "__dict__", {
            **catalog.procedures[here.procedure].__dict__, "approval": "one",
        })  # fmt: skip
        monkeypatch.setitem(catalog.__dict__, "approvals", {**catalog.approvals, **rules})

    return give


@pytest.fixture
def posts(here: Here, catalog: Any) -> People:
    """Who holds which post: of the section, of the one beside it, of the department."""
    department = catalog.sections[here.section].department
    rows = {
        "kakaricho": (here.section, "kakaricho"),
        "hosa": (here.section, "kacho-hosa"),
        "kacho": (here.section, "kacho"),
        "beside": (here.other_section, "kacho"),
        "bucho": (department, "bucho"),
    }
    for id_, (place, post) in rows.items():
        staff.hired(id_, place, "approver", post=post)
    return {id_: actor_of(id_, f"試験 {id_}", place, ["approver"]) for id_, (place, _post) in rows.items()}


def asked(case_id: UUID) -> list[str]:
    """The posts that are asked now."""
    return [
        f"{each.post}@{each.place}"
        for each in CaseSeat.objects.filter(case=case_id, state="asked").order_by("id")
    ]


def test_without_a_route_somebody_of_the_section_decides(
    arrive: Arrive, office_people: People, ledger: Ledger, here: Here
) -> None:
    id_ = proposed(office_people, arrive())
    assert asked(id_) == [f"@{here.section}"]
    actions.decide(office_people["chief"], id_, version(id_))
    seat = CaseSeat.objects.get()
    assert (seat.state, seat.by_id, seat.final) == ("agreed", "chief", True)


def test_step_by_step_and_side_by_side(
    arrive: Arrive,
    office_people: People,
    ledger: Ledger,
    here: Here,
    routed: Callable[..., None],
    posts: People,
    catalog: Any,
) -> None:
    routed([("kakaricho", None)], [("kacho", None), ("kacho", here.other_section)], [("bucho", None)])
    id_ = proposed(office_people, arrive())
    department = posts["bucho"].sections
    with pytest.raises(NotPossible, match="not_final"):
        actions.decide(posts["kakaricho"], id_, version(id_))
    for too_early in ("kacho", "bucho", "beside"):
        with pytest.raises(NotAllowed):
            actions.agree(posts[too_early], id_, version(id_), "")
    actions.agree(posts["kakaricho"], id_, version(id_), "計算を確かめました。")
    assert asked(id_) == [f"kacho@{here.section}", f"kacho@{here.other_section}"]
    actions.agree(posts["beside"], id_, version(id_), "")
    assert asked(id_) == [f"kacho@{here.section}"], "both have to agree, in any order"
    with pytest.raises(NotAllowed):
        actions.agree(posts["beside"], id_, version(id_), "")
    actions.agree(posts["kacho"], id_, version(id_), "")
    assert asked(id_) == [f"bucho@{next(iter(department))}"]
    with pytest.raises(NotPossible, match="final"):
        actions.agree(posts["bucho"], id_, version(id_), "")
    number = actions.decide(posts["bucho"], id_, version(id_))
    assert Case.objects.get(id=id_).number == number
    assert AuditRow.objects.filter(action="case.agree").count() == 3
    said = [(each.what, each.who, each.note) for each in events(load(Case.objects.get(id=id_)), "ja")]
    section = catalog.sections[here.section].title.ja
    assert ("agreed", "試験 kakaricho", f"{section}　係長　計算を確かめました。") in said


def test_by_amount_and_by_kind(
    arrive: Arrive,
    office_people: People,
    ledger: Ledger,
    here: Here,
    routed: Callable[..., None],
    posts: People,
) -> None:
    beyond = [
        Beyond(amount_over=9_999, outcome="approved", rule="two"),
        Beyond(outcome="refused", rule="three"),
    ]
    others = {
        "two": rule("two", [("bucho", None)]),
        "three": rule("three", [("kakaricho", None)], [("kacho", None)]),
    }
    routed([("kacho", None)], beyond=beyond, others=others)
    approved = proposed(office_people, arrive())
    assert CaseDecision.objects.get().rule == "two", "10,000 is above 9,999"
    assert [each.partition("@")[0] for each in asked(approved)] == ["bucho"]
    refused = proposed(office_people, arrive(), "refused")
    assert CaseDecision.objects.get(case=refused).rule == "three"
    ledger.amount = 9_999
    assert asked(proposed(office_people, arrive())) == [f"kacho@{here.section}"]


def test_a_rule_beyond_a_rule_is_followed(catalog: Any, here: Here, routed: Callable[..., None]) -> None:
    others = {
        "two": rule("two", [("kacho", None)], beyond=[Beyond(amount_over=100, rule="three")]),
        "three": rule("three", [("bucho", None)]),
    }
    routed([("kacho", None)], beyond=[Beyond(amount_over=10, rule="two")], others=others)
    procedure = catalog.procedures[here.procedure]
    found = [rule_for(catalog, procedure, "approved", amount).id for amount in (None, 10, 11, 100, 101)]
    assert found == ["one", "one", "two", "two", "three"]


def test_who_sits_in_for_whom_is_away_and_the_holder_looks_at_it_later(
    arrive: Arrive,
    office_people: People,
    ledger: Ledger,
    here: Here,
    routed: Callable[..., None],
    posts: People,
) -> None:
    routed([("kacho", None)])
    id_ = proposed(office_people, arrive())
    for who in ("hosa", "kakaricho"):
        with pytest.raises(NotAllowed):
            actions.decide(posts[who], id_, version(id_))
    staff.away("kacho")
    with pytest.raises(NotAllowed):
        actions.decide(posts["kakaricho"], id_, version(id_))  # the deputy before is there
    assert [each.instead for each in route.waiting(posts["hosa"])[0]] == ["試験 kacho"]
    actions.decide(posts["hosa"], id_, version(id_))
    seat = CaseSeat.objects.get()
    assert (seat.by_id, seat.instead_of, seat.seen_at) == ("hosa", "試験 kacho", None)
    assert route.unseen(posts["hosa"])[0] == []
    assert [each.case for each in route.unseen(posts["kacho"])[0]] == [id_]
    assert actions.look_later(posts["hosa"], [seat.pk]) == 0, "only whose seat it was looks later"
    assert actions.look_later(posts["kacho"], [seat.pk]) == 1
    assert route.unseen(posts["kacho"])[0] == []
    seat.refresh_from_db()
    assert seat.seen_name == "試験 kacho"


def test_a_deputy_above_the_section_sees_what_waits_and_decides_it(
    arrive: Arrive,
    office_people: People,
    ledger: Ledger,
    routed: Callable[..., None],
    posts: People,
    catalog: Any,
) -> None:
    """The seat is at the organ, the deputy at a department under it."""
    routed([("fukushicho", None)])
    id_ = proposed(office_people, arrive())
    assert CaseSeat.objects.get().place not in posts["bucho"].sections
    assert [each.case for each in route.waiting(posts["bucho"])[0]] == [id_]
    assert cases.look(posts["bucho"], id_) is not None
    assert cases.look(posts["kacho"], id_) is not None, "of their own section"
    assert cases.look(posts["beside"], id_) is None
    actions.decide(posts["bucho"], id_, version(id_))
    assert CaseSeat.objects.get().instead_of == catalog.posts["fukushicho"].title.ja


def test_who_decides_is_of_the_city_in_force_and_not_of_the_form(
    arrive: Arrive, office_people: People, ledger: Ledger, here: Here, catalog: Any, monkeypatch: pytest.MonkeyPatch,
    posts: People,
) -> None:  # fmt: skip
    """The city gives the decision to another post while the application lies there."""
    id_ = arrive()
    name = catalog.procedures[here.procedure].approval
    newer = catalog.model_copy(
        update={"approvals": {**catalog.approvals, name: rule(name, [("bucho", None)])}}
    )
    monkeypatch.setattr(versions, "current", lambda: newer)
    proposed(office_people, id_)
    assert [each.partition("@")[0] for each in asked(id_)] == ["bucho"]


def test_the_next_deputy_when_the_first_is_away_too_and_a_post_that_nobody_holds(
    arrive: Arrive, office_people: People, ledger: Ledger, routed: Callable[..., None], here: Here
) -> None:
    routed([("kacho", None)])
    staff.hired("kakaricho", here.section, "approver", post="kakaricho")
    kakaricho = actor_of("kakaricho", "試験 kakaricho", here.section, ["approver"])
    id_ = proposed(office_people, arrive())
    actions.decide(kakaricho, id_, version(id_))
    assert CaseSeat.objects.get().instead_of == "課長"


def test_who_proposed_sits_nowhere(
    arrive: Arrive,
    office_people: People,
    ledger: Ledger,
    here: Here,
    routed: Callable[..., None],
    posts: People,
) -> None:
    """Not even where they hold the post: their deputy does; and the database holds it, whatever a program does."""
    routed([("kacho", None)])
    both = actor_of("kacho", "試験 kacho", here.section, ["clerk", "approver"])
    id_ = examined(office_people, arrive())
    actions.propose(both, id_, version(id_), "approved")
    assert route.waiting(both)[0] == []
    with pytest.raises(NotAllowed):
        actions.decide(both, id_, version(id_))
    with pytest.raises(IntegrityError, match="case_seat_by_another"), transaction.atomic():
        CaseSeat.objects.update(by_id="kacho", by_name="試験", state="agreed", at=clock.now())
    actions.decide(posts["hosa"], id_, version(id_))
    assert CaseSeat.objects.get().instead_of == "試験 kacho"


def test_a_return_clears_the_way_and_it_begins_anew(
    arrive: Arrive,
    office_people: People,
    ledger: Ledger,
    here: Here,
    routed: Callable[..., None],
    posts: People,
) -> None:
    routed([("kakaricho", None)], [("kacho", None), ("kacho", here.other_section)], [("bucho", None)])
    id_ = proposed(office_people, arrive())
    actions.agree(posts["kakaricho"], id_, version(id_), "")
    with pytest.raises(NotPossible):
        actions.send_back(posts["beside"], id_, version(id_), " ")
    actions.send_back(posts["beside"], id_, version(id_), "予算の科目が違います。")
    found = list(CaseSeat.objects.order_by("step", "id").values_list("state", flat=True))
    assert found == ["agreed", "dropped", "returned", "dropped"]
    assert Case.objects.get().state == states.EXAMINING
    assert asked(id_) == []
    actions.propose(office_people["clerk"], id_, version(id_), "refused", (REFUSAL[config.load().zone],))
    assert asked(id_) == [f"kakaricho@{here.section}"]


def test_the_case_is_seen_by_who_is_asked_and_not_before(
    arrive: Arrive,
    office_people: People,
    ledger: Ledger,
    here: Here,
    routed: Callable[..., None],
    posts: People,
) -> None:
    routed([("kacho", None)], [("bucho", None)])
    id_ = proposed(office_people, arrive())
    assert cases.look(posts["bucho"], id_) is None
    assert cases.look(posts["beside"], id_) is None
    actions.agree(posts["kacho"], id_, version(id_), "")
    assert cases.look(posts["bucho"], id_) is not None
    assert AuditRow.objects.filter(action="case.view", actor_id="bucho").count() == 1
    with pytest.raises(NotAllowed):
        actions.withdraw(posts["bucho"], id_, version(id_), clock.today(), "mail", "")
    actions.decide(posts["bucho"], id_, version(id_))
    assert cases.visible(posts["bucho"], id_), "what one has decided one may look at"


def test_a_save_over_somebody_elses_is_refused(
    arrive: Arrive,
    office_people: People,
    ledger: Ledger,
    here: Here,
    routed: Callable[..., None],
    posts: People,
) -> None:
    routed([("kacho", None), ("kacho", here.other_section)], [("bucho", None)])
    id_ = proposed(office_people, arrive())
    read = version(id_)
    actions.agree(posts["kacho"], id_, read, "")
    with pytest.raises(Changed):
        actions.agree(posts["beside"], id_, read, "")


@pytest.mark.django_db(transaction=True)
def test_two_who_agree_at_once_do_so_one_after_the_other(
    arrive: Arrive,
    office_people: People,
    ledger: Ledger,
    here: Here,
    routed: Callable[..., None],
    posts: People,
) -> None:
    """The lock of the case: without it both would find the other still asked, and the next step would never be."""
    routed([("kacho", None), ("kacho", here.other_section)], [("bucho", None)])
    id_ = proposed(office_people, arrive())

    def press(who: str) -> object:
        for _ in range(3):
            try:
                return actions.agree(posts[who], id_, version(id_), "")
            except Changed:
                continue
        raise AssertionError(who)

    assert at_once(lambda: press("kacho"), lambda: press("beside")) == [None, None]
    assert [each.partition("@")[0] for each in asked(id_)] == ["bucho"]


@pytest.mark.usefixtures("steady_catalog")
def test_the_list_costs_the_same_however_long_it_is(
    arrive: Arrive, office_people: People, ledger: Ledger, routed: Callable[..., None], posts: People,
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    routed([("kacho", None)])
    for _ in range(3):
        proposed(office_people, arrive())
    with django_assert_num_queries(4):  # their own post, seats with their cases, who holds the post, the look
        rows, more = route.waiting(posts["kacho"])
    assert (len(rows), more) == (3, None)


@pytest.fixture
def checkers(here: Here) -> People:
    """Two who check (審査) and one who does not, each a unit chief or deputy chief of the section."""
    rows = {
        "checks": (["checker"], "kakaricho"),
        "second": (["checker"], "kacho-hosa"),
        "works": (["clerk"], "kakaricho"),
    }
    for id_, (roles, post) in rows.items():
        staff.hired(id_, here.section, *roles, post=post)
    return {id_: actor_of(id_, f"試験 {id_}", here.section, roles) for id_, (roles, _post) in rows.items()}


def test_a_checker_agrees_and_returns_and_never_decides(
    arrive: Arrive,
    office_people: People,
    ledger: Ledger,
    here: Here,
    routed: Callable[..., None],
    checkers: People,
) -> None:
    routed([("kakaricho", None)], [(None, None)])
    id_ = proposed(office_people, arrive())
    seats = route.waiting(checkers["checks"])[0]
    assert [each.case for each in seats] == [id_]
    assert route.waiting(checkers["works"])[0] == [], "a clerk sits nowhere, whatever their post"
    with pytest.raises(NotAllowed):
        actions.agree(checkers["works"], id_, version(id_), "")
    with pytest.raises(NotAllowed):
        actions.send_back(checkers["works"], id_, version(id_), "口座")
    actions.send_back(checkers["checks"], id_, version(id_), "口座を確かめてください。")
    assert Case.objects.get(id=id_).state == "examining"
    actions.propose(office_people["clerk"], id_, version(id_), "refused", (REFUSAL[config.load().zone],))
    with pytest.raises(NotPossible, match="not_final"):
        actions.decide(checkers["checks"], id_, version(id_))
    actions.agree(checkers["checks"], id_, version(id_), "計算を確かめました。")
    for who in checkers.values():
        with pytest.raises(NotAllowed):
            actions.decide(who, id_, version(id_))
        with pytest.raises(NotAllowed):
            actions.send_back(who, id_, version(id_), "口座")
    actions.decide(office_people["approver"], id_, version(id_))


def test_any_checker_of_the_section_checks_where_no_post_is_named(
    arrive: Arrive, office_people: People, ledger: Ledger, routed: Callable[..., None], checkers: People
) -> None:
    routed([(None, None)], [(None, None)])
    id_ = proposed(office_people, arrive())
    actions.agree(checkers["second"], id_, version(id_), "")
    with pytest.raises(NotAllowed):
        actions.agree(checkers["checks"], id_, version(id_), "")
    actions.decide(office_people["chief"], id_, version(id_))


def test_who_only_checks_decides_in_nobodys_place(
    arrive: Arrive,
    office_people: People,
    ledger: Ledger,
    here: Here,
    routed: Callable[..., None],
    checkers: People,
) -> None:
    """The deputies of a section's chief are the deputy chief, then the unit chief: the first of them who may decide does."""
    routed([("kacho", None)])
    staff.hired("kacho", here.section, "approver", post="kacho")
    staff.away("kacho")
    id_ = proposed(office_people, arrive())
    for who in checkers.values():
        with pytest.raises(NotAllowed):
            actions.decide(who, id_, version(id_))
    staff.hired("decides", here.section, "approver", post="kakaricho")
    actions.decide(actor_of("decides", "試験 decides", here.section, ["approver"]), id_, version(id_))
    assert CaseSeat.objects.get().instead_of == "試験 kacho"


def test_who_drafted_does_not_check(
    arrive: Arrive, office_people: People, ledger: Ledger, routed: Callable[..., None], checkers: People
) -> None:
    routed([("kakaricho", None)], [(None, None)])
    id_ = examined(office_people, arrive())
    actions.propose(checkers["checks"], id_, version(id_), "refused", (REFUSAL[config.load().zone],))
    with pytest.raises(NotAllowed):
        actions.agree(checkers["checks"], id_, version(id_), "")
