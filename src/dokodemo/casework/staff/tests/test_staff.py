"""Signing in, staying in, being shut out."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dokodemo.base import clock, config, sessions
from dokodemo.base.access import with_included
from dokodemo.base.actor import Actor
from dokodemo.base.audit.models import AuditRow
from dokodemo.base.config import ZoneConfig
from dokodemo.casework.conftest import Here
from dokodemo.casework.staff import actions, middleware, queries, sample
from dokodemo.casework.staff.actions import Opened
from dokodemo.casework.staff.models import Credential, StaffMember, StaffSession
from dokodemo.casework.staff.sample_people import SAMPLE

pytestmark = pytest.mark.django_db
WORD = "a long word of their own"
Desk = Callable[..., Client]


@pytest.fixture
def clerk(office_people: dict[str, Actor]) -> str:
    actions.enrol("clerk", WORD, must_change=False)
    return "clerk"


def nothing(request: HttpRequest) -> HttpResponseBase:
    return HttpResponse()


def browser() -> Client:
    return Client(SERVER_NAME=config.load().host)


def test_a_password_is_kept_as_argon2_only(clerk: str) -> None:
    kept = Credential.objects.get().password
    assert kept.startswith("argon2$argon2id")
    assert WORD not in kept


def test_signing_in_gives_a_cookie_and_its_flags(clerk: str) -> None:
    answer = browser().post("/sign-in", {"member": "clerk", "password": WORD, "next": "/print"})
    assert (answer.status_code, answer["Location"]) == (303, "/print")
    cookie = answer.cookies[sessions.COOKIE]
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"], cookie["path"]) == (
        True,
        True,
        "Lax",
        "/",
    )
    assert not cookie["max-age"]
    row = StaffSession.objects.get()
    token = sessions.parse(cookie.value)
    assert token is not None
    assert bytes(row.id_hash) == token.id_hash
    assert token.secret not in bytes(row.secret_hash)
    assert AuditRow.objects.get(action="session.open").actor_id == "clerk"


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_nobody_is_sent_elsewhere_after_signing_in(clerk: str, target: str) -> None:
    assert (
        browser().post("/sign-in", {"member": "clerk", "password": WORD, "next": target})["Location"] == "/"
    )


def test_the_answer_is_the_same_whatever_was_wrong(clerk: str) -> None:
    said = set()
    for member, password in (("clerk", "wrong"), ("nobody", WORD), ("", ""), ("clerk\x00", WORD)):
        answer = browser().post("/sign-in", {"member": member, "password": password})
        assert answer.status_code == 422
        said.add(answer.context["problems"][0].text)
    assert len(said) == 1


def test_five_failures_close_it_for_a_quarter_of_an_hour(clerk: str) -> None:
    for _ in range(actions.FAILURES):
        assert actions.open_session("clerk", "wrong") is None
    assert actions.open_session("clerk", WORD) is None, "closed, also for the right word"
    clock.set_now(clock.now() + timedelta(minutes=14, seconds=50))
    assert actions.open_session("clerk", WORD) is None
    clock.set_now(clock.now() + timedelta(seconds=20))
    assert actions.open_session("clerk", WORD) is not None
    reasons = list(
        AuditRow.objects.filter(action="session.refused").order_by("id").values_list("reason", flat=True)
    )
    assert reasons == ["password"] * 4 + ["locked now", "locked", "locked"]


def test_a_success_forgets_the_failures(clerk: str) -> None:
    for _ in range(3):
        for _ in range(actions.FAILURES - 1):
            actions.open_session("clerk", "wrong")
        assert actions.open_session("clerk", WORD) is not None


def test_what_was_typed_as_a_name_is_not_kept(clerk: str) -> None:
    actions.open_session("my secret password", "x")
    assert "my secret password" not in str([row.__dict__ for row in AuditRow.objects.all()])


def test_a_session_ends_by_being_idle_and_by_its_age(at_desk: Desk) -> None:
    client = at_desk("clerk")
    for _ in range(3):
        clock.set_now(clock.now() + timedelta(minutes=25))
        assert client.get("/password").status_code == 200, "used again and again it goes on"
    clock.set_now(clock.now() + timedelta(minutes=31))
    assert client.get("/password").status_code == 303


def test_ten_hours_are_the_most(at_desk: Desk) -> None:
    client = at_desk("clerk")
    for _ in range(23):
        clock.set_now(clock.now() + timedelta(minutes=25))
        client.get("/password")
    clock.set_now(clock.now() + timedelta(minutes=26))
    assert client.get("/password").status_code == 303


def test_a_page_that_asks_by_itself_keeps_nobody_signed_in(at_desk: Desk, arrive: Callable[..., Any]) -> None:
    client, id_ = at_desk("clerk"), arrive()
    for _ in range(2):
        clock.set_now(clock.now() + timedelta(minutes=16))
        answer = client.post(f"/cases/{id_}/presence", {"version": "1"})
    assert answer.status_code == 303


def test_the_session_costs_one_query(at_desk: Desk, rf: Any) -> None:
    client = at_desk("clerk")
    request = rf.get("/x")
    request.COOKIES[sessions.COOKIE] = client.cookies[sessions.COOKIE].value
    with CaptureQueriesContext(connection) as queries_made:
        middleware.session(nothing)(request)
    assert len(queries_made) == 1
    assert request.actor.id == "clerk"
    visitor = rf.get("/x")
    with CaptureQueriesContext(connection) as none:
        middleware.session(nothing)(visitor)
    assert (len(none), visitor.actor) == (0, None)


def test_an_identifier_without_its_secret_opens_nothing(at_desk: Desk) -> None:
    token = sessions.parse(at_desk("clerk").cookies[sessions.COOKIE].value)
    assert token is not None
    assert queries.seat_of(token) is not None
    assert queries.seat_of(sessions.Token(token.id, b"x" * 32)) is None


def test_signing_out_ends_it_everywhere_it_was_copied(at_desk: Desk) -> None:
    client = at_desk("clerk")
    copied = browser()
    copied.cookies[sessions.COOKIE] = client.cookies[sessions.COOKIE].value
    assert client.post("/sign-out").status_code == 303
    assert copied.get("/password").status_code == 303
    assert AuditRow.objects.filter(action="session.close").count() == 1
    assert client.get("/sign-out").status_code == 405


def test_signing_in_again_takes_a_fresh_token(clerk: str) -> None:
    client = browser()
    client.post("/sign-in", {"member": "clerk", "password": WORD})
    before = client.cookies[sessions.COOKIE].value
    client.post("/sign-in", {"member": "clerk", "password": WORD})
    assert client.cookies[sessions.COOKIE].value != before
    assert StaffSession.objects.count() == 1


def test_who_leaves_is_out_at_once(at_desk: Desk, office_people: dict[str, Actor], here: Here) -> None:
    client = at_desk("clerk")
    actions.apply_directory(
        [
            {
                "id": "chief",
                "name": "灘　朝彦",
                "kana": "",
                "section": here.section,
                "roles": ["approver"],
                "active": True,
            }
        ]
    )
    assert client.get("/password").status_code == 303
    actions.enrol("clerk", WORD, must_change=False)
    assert actions.open_session("clerk", WORD) is None
    assert StaffMember.objects.get(id="chief").name == "灘　朝彦"
    assert set(StaffMember.objects.filter(active=True).values_list("id", flat=True)) == {"chief"}


def test_a_change_in_the_directory_counts_at_once(at_desk: Desk, here: Here) -> None:
    client = at_desk("clerk")
    actions.apply_directory(
        [{"id": "clerk", "name": "試験", "kana": "", "section": "", "roles": ["auditor"], "active": True}]
    )
    assert client.get("/print").status_code == 403
    assert client.get("/audit").status_code == 200


@pytest.mark.parametrize(
    ("current", "new", "again", "code"),
    [
        ("wrong", "another long word", "another long word", "current"),
        (WORD, "short", "short", "short"),
        (WORD, "clerk clerk clerk", "clerk clerk clerk", "known"),
        (WORD, "aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa", "known"),
        (WORD, WORD, WORD, "same"),
        (WORD, "another long word", "another long wort", "again"),
    ],
)
def test_a_new_password_that_is_not_taken(clerk: str, current: str, new: str, again: str, code: str) -> None:
    opened = actions.open_session(clerk, WORD)
    assert isinstance(opened, Opened)
    with pytest.raises(actions.PasswordRefused) as refused:
        actions.change_password(opened[1], opened[0], current, new, again)
    assert refused.value.code == code
    assert Credential.objects.get().failed == (1 if code == "current" else 0)
    assert not AuditRow.objects.filter(action="session.refused").exists(), "nobody failed to sign in"
    kept = AuditRow.objects.filter(action="password.refused").values_list("actor_kind", "actor_id", "reason")
    assert list(kept) == ([("staff", "clerk", "password")] if code == "current" else [])
    assert actions.open_session(clerk, WORD) is not None


def test_a_new_password_ends_the_other_sessions(clerk: str) -> None:
    here, there = (actions.open_session(clerk, WORD) for _ in range(2))
    assert isinstance(here, Opened)
    assert isinstance(there, Opened)
    actions.change_password(here[1], here[0], WORD, "another long word", "another long word")
    assert queries.seat_of(here[0]) is not None
    assert queries.seat_of(there[0]) is None
    assert actions.open_session(clerk, WORD) is None


def test_the_password_page_says_what_is_wrong(clerk: str) -> None:
    client = browser()
    client.post("/sign-in", {"member": "clerk", "password": WORD})
    answer = client.post("/password", {"current": WORD, "new": "kurz", "again": "kurz"})
    assert answer.status_code == 422
    assert "12文字以上" in answer.content.decode()
    typed = {"current": WORD, "new": "another long word", "again": "another long word"}
    assert client.post("/password", typed).status_code == 303


def test_a_password_given_by_another_has_to_be_changed_first(office_people: dict[str, Actor]) -> None:
    actions.enrol("clerk", "given by the operator")
    client = browser()
    client.post("/sign-in", {"member": "clerk", "password": "given by the operator"})
    assert client.get("/")["Location"] == "/password"
    typed = {"current": "given by the operator", "new": "another long word", "again": "another long word"}
    assert client.post("/password", typed)["Location"] == "/"
    assert client.get("/").status_code == 200


def test_sample_people_are_loaded_once_and_only_for_practice(
    db: None, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    zone = config.load().zone
    mine = [person for person in SAMPLE if zone in person.zones]
    assert sample.load() == len(mine)
    actions.enrol(mine[0].id, "changed by themselves", must_change=False)
    sample.load()
    assert actions.open_session(mine[0].id, "changed by themselves") is not None
    for person in mine[1:]:
        opened = actions.open_session(person.id, person.password)
        assert isinstance(opened, Opened)
        assert opened[1].roles == with_included(person.roles)
    real = ZoneConfig(**{**config.load().__dict__, "development": False})
    monkeypatch.setattr("dokodemo.casework.staff.sample.config.load", lambda: real)
    with pytest.raises(sample.NotForReal):
        sample.load()


def test_old_sessions_are_cleared(clerk: str) -> None:
    actions.open_session(clerk, WORD)
    assert actions.clear_sessions() == 0
    clock.set_now(clock.now() + timedelta(hours=11))
    assert actions.clear_sessions() == 1
    assert not StaffSession.objects.exists()
