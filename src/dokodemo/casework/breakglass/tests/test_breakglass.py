"""Administrators see no case; a look that somebody else granted shows them one section's, changes nothing, ends by itself
and leaves its reason at every request."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.urls import get_resolver

from dokodemo.base import clock, config
from dokodemo.base.actor import Actor
from dokodemo.base.audit.models import AuditRow
from dokodemo.casework.breakglass import actions, queries
from dokodemo.casework.breakglass.models import Grant
from dokodemo.casework.cases import actions as cases
from dokodemo.casework.cases.models import Case
from dokodemo.casework.cases.rights import NotAllowed, NotPossible, may_see
from dokodemo.casework.cases.tests.test_deciding import version
from dokodemo.casework.conftest import Here
from dokodemo.casework.staff.queries import actor_of
from dokodemo.casework.tests import staff

pytestmark = pytest.mark.django_db
WHY = "障害の調査のため、画面の表示を確かめる"


@pytest.fixture
def people(office_people: dict[str, Actor], here: Here, catalog: Any) -> dict[str, Actor]:
    """Two administrators and two chiefs beside the others."""
    rows = {
        "admin": ("", ["administrator"]), "admin2": ("", ["administrator"]), "boss": (here.section, ["chief"]),
        "boss2": (here.other_section, ["chief"]),
    }  # fmt: skip
    for id_, (section, roles) in rows.items():
        staff.hired(id_, section, *roles)
    made = {id_: actor_of(id_, f"試験 {id_}", section, roles) for id_, (section, roles) in rows.items()}
    return {**office_people, **made}


def granted(people: dict[str, Actor], section: str, hours: int = 2) -> int:
    number = actions.ask(people["admin"], section, hours, WHY)
    actions.answer(people["admin2"], number, True)
    return number


def test_an_administrator_sees_no_case(
    arrive: Callable[..., UUID], people: dict[str, Actor], at_desk: Callable[..., Any], here: Here
) -> None:
    id_, client = arrive(), at_desk("admin")
    arguments = {"case_id": str(id_), "attachment_id": str(id_), "document_id": str(id_)}
    tried = 0
    for pattern in _patterns():
        if "case_id" not in pattern or "break-glass" in pattern:
            continue
        path = "/" + re.sub(r"<[^:>]+:(\w+)>", lambda found: arguments[found[1]], pattern)
        assert {client.get(path).status_code, client.post(path).status_code} <= {403, 405}, path
        tried += 1
    assert tried > 12, "the addresses of a case were not found"
    assert client.get("/")["Location"] == "/break-glass"
    for path in ("/print", "/mentions", "/people", "/export", "/audit", "/operations"):
        assert {client.get(path).status_code, client.post(path).status_code} <= {403, 404, 405}, path
    assert not may_see(people["admin"], here.section)


def _patterns(node: Any = None, before: str = "") -> list[str]:
    found = []
    for each in (node or get_resolver()).url_patterns:
        route = before + str(each.pattern)
        found += _patterns(each, route) if hasattr(each, "url_patterns") else [route]
    return found


def test_a_grant_of_somebody_else_shows_the_section_for_its_hours(
    arrive: Callable[..., UUID], people: dict[str, Actor], at_desk: Callable[..., Any], here: Here
) -> None:
    id_, client = arrive(), at_desk("admin")
    number = actions.ask(people["admin"], here.section, 2, WHY)
    pages = (f"/break-glass/{number}/cases", f"/break-glass/{number}/cases/{id_}")
    assert [client.get(page).status_code for page in pages] == [404, 404]
    actions.answer(people["boss"], number, True)
    listed, shown = (client.get(page).content.decode() for page in pages)
    receipt = Case.objects.get(id=id_).receipt
    assert receipt in listed
    assert receipt in shown
    assert WHY in shown
    assert here.values[here.name] in shown
    clock.set_now(clock.now() + timedelta(hours=1, minutes=59))
    client = at_desk("admin")
    assert client.get(pages[1]).status_code == 200
    clock.set_now(clock.now() + timedelta(minutes=1, seconds=1))
    assert [client.get(page).status_code for page in pages] == [404, 404]


def test_every_request_leaves_its_reason(
    arrive: Callable[..., UUID], people: dict[str, Actor], at_desk: Callable[..., Any], here: Here
) -> None:
    id_, client = arrive(), at_desk("admin")
    number = granted(people, here.section)
    for page in ("cases", "cases?state=approved", f"cases/{id_}", f"cases/{id_}"):
        assert client.get(f"/break-glass/{number}/{page}").status_code == 200
    rows = AuditRow.objects.filter(action="breakglass.look").order_by("id")
    assert {(row.actor_id, row.reason) for row in rows} == {("admin", WHY)}
    assert [(row.object_kind, row.object_id) for row in rows] == [
        ("section", here.section), ("section", here.section), ("case", str(id_)), ("case", str(id_)),
    ]  # fmt: skip
    # What is recorded of any look at a case is there as well.
    assert AuditRow.objects.filter(action="case.view", actor_id="admin", object_id=str(id_)).count() == 2


def test_nobody_else_looks_by_it_and_no_other_section_is_seen(
    arrive: Callable[..., UUID], people: dict[str, Actor], at_desk: Callable[..., Any], here: Here
) -> None:
    id_ = arrive()
    beside = next(each for each in queries.sections() if each != here.section)
    number, other = granted(people, here.section), granted(people, beside)
    for who in ("admin2", "boss", "clerk", "operator", "auditor"):
        assert at_desk(who).get(f"/break-glass/{number}/cases").status_code in (403, 404), who
    assert at_desk("admin").get(f"/break-glass/{other}/cases/{id_}").status_code == 404
    people_now = at_desk("admin")
    from dokodemo.casework.staff.models import StaffMember

    StaffMember.objects.filter(id="admin").update(roles=["auditor"])
    assert people_now.get(f"/break-glass/{number}/cases").status_code == 403


def test_a_look_changes_nothing(
    arrive: Callable[..., UUID], people: dict[str, Actor], at_desk: Callable[..., Any], here: Here
) -> None:
    id_ = arrive()
    number = granted(people, here.section)
    found = queries.looking(people["admin"], number, "list")
    assert found is not None
    for act in (
        lambda: cases.take(found.actor, id_, version(id_)),
        lambda: cases.write_note(found.actor, id_, version(id_), "見た"),
        lambda: cases.look_at_number(found.actor, id_, "x", "見る"),
        lambda: cases.decide(found.actor, id_, version(id_)),
    ):
        with pytest.raises(NotAllowed):
            act()
    client = at_desk("admin")
    for page in (f"/break-glass/{number}/cases", f"/break-glass/{number}/cases/{id_}"):
        assert client.post(page).status_code == 405
    assert (Case.objects.get(id=id_).version, Case.objects.get(id=id_).state) == (1, "arrived")


@pytest.mark.parametrize("who", ["admin", "boss2", "clerk", "approver", "operator", "auditor"])
def test_only_a_second_person_answers(people: dict[str, Actor], here: Here, who: str) -> None:
    number = actions.ask(people["admin"], here.section, 1, WHY)
    assert queries.waiting(people[who]) == []
    with pytest.raises(NotAllowed):
        actions.answer(people[who], number, True)
    assert Grant.objects.get().granted_at is None
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.update(granted_by="admin", granted_at=clock.now(), ends_at=clock.now())


def test_what_is_answered_or_too_old_is_closed(people: dict[str, Actor], here: Here) -> None:
    number = actions.ask(people["admin"], here.section, 1, WHY)
    actions.answer(people["boss"], number, False)
    with pytest.raises(NotPossible):
        actions.answer(people["admin2"], number, True)
    assert [each.state for each in queries.mine(people["admin"])] == ["refused"]
    late = actions.ask(people["admin"], here.section, 1, WHY)
    clock.set_now(clock.now() + timedelta(hours=25))
    assert queries.waiting(people["admin2"]) == []
    with pytest.raises(NotPossible):
        actions.answer(people["admin2"], late, True)


def test_whoever_looks_can_end_it(people: dict[str, Actor], here: Here) -> None:
    number = granted(people, here.section)
    with pytest.raises(NotAllowed):
        actions.end(people["admin2"], number)
    actions.end(people["admin"], number)
    assert queries.looking(people["admin"], number, "list") is None
    assert [each.state for each in queries.mine(people["admin"])] == ["over"]


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"section": "nowhere"}, "section"), ({"hours": "9"}, "hours"), ({"hours": "0"}, "hours"),
        ({"hours": "x"}, "hours"), ({"reason": "短い"}, "reason"), ({"reason": "長" * 301}, "reason"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    people: dict[str, Actor], at_desk: Callable[..., Any], here: Here, typed: dict[str, str], wrong: str
) -> None:
    form = {"section": here.section, "hours": "2", "reason": WHY, **typed}
    answer = at_desk("admin").post("/break-glass", form)
    assert answer.status_code == 422
    assert [each.name for each in answer.context["problems"]] == [wrong]
    kept = {each.name: each.value for each in answer.context["questions"]}
    assert kept == form
    assert not Grant.objects.exists()


def test_asking_and_answering_on_the_page(
    people: dict[str, Actor], at_desk: Callable[..., Any], here: Here
) -> None:
    form = {"section": here.section, "hours": "3", "reason": WHY}
    assert at_desk("admin").post("/break-glass", form).status_code == 303
    number = Grant.objects.get().pk
    boss = at_desk("boss")
    assert WHY in boss.get("/break-glass").content.decode()
    assert boss.post(f"/break-glass/{number}/answer", {"answer": "yes"}).status_code == 303
    assert boss.post(f"/break-glass/{number}/answer", {"answer": "yes"}).status_code == 409
    assert boss.post("/break-glass/999/answer", {"answer": "yes"}).status_code == 404
    assert boss.post("/break-glass", form).status_code == 403
    grant = Grant.objects.get()
    assert grant.granted_at is not None
    assert (grant.granted_by, grant.ends_at) == ("boss", grant.granted_at + timedelta(hours=3))
    assert f"/break-glass/{number}/cases" in at_desk("admin").get("/break-glass").content.decode()


def test_only_sections_of_this_zone_are_offered_and_taken(
    people: dict[str, Actor], at_desk: Callable[..., Any], catalog: Any
) -> None:
    zone, sections = config.load().zone, catalog.sections
    (question,) = (
        each for each in at_desk("admin").get("/break-glass").context["questions"] if each.name == "section"
    )
    offered = {id_ for id_, _title in question.choices if id_}
    assert offered == {id_ for id_, each in sections.items() if each.zone == zone}
    other = next(id_ for id_, each in sections.items() if each.zone != zone)
    with pytest.raises(NotPossible) as refused:
        actions.ask(people["admin"], other, 1, WHY)
    assert refused.value.problems == {"section": "section"}


def test_a_section_that_is_no_longer_in_force_is_called_by_its_id(
    people: dict[str, Actor], at_desk: Callable[..., Any], here: Here
) -> None:
    number = granted(people, here.section)
    Grant.objects.update(section="mukashi")
    page = at_desk("admin").get(f"/break-glass/{number}/cases")
    assert page.status_code == 200
    assert "<h1>mukashi</h1>" in page.content.decode()


def test_no_number_of_a_case_stands_in_a_title(
    arrive: Callable[..., UUID], people: dict[str, Actor], at_desk: Callable[..., Any], here: Here
) -> None:
    id_, number = arrive(), granted(people, here.section)
    page = at_desk("admin").get(f"/break-glass/{number}/cases/{id_}").content.decode()
    title = page[page.index("<title>") : page.index("</title>")]
    assert "特別閲覧" in title
    assert Case.objects.get(id=id_).receipt not in title
