"""The second factor: signing in with it, coming by it, losing it."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from webauthn.helpers import base64url_to_bytes

from dokodemo.base import clock, config, sessions
from dokodemo.base.actor import Actor
from dokodemo.base.audit.models import AuditRow
from dokodemo.base.crypto import Unreadable
from dokodemo.casework.staff import actions, factors, halfway, passkeys, queries
from dokodemo.casework.staff.actions import Opened
from dokodemo.casework.staff.factors import Answer
from dokodemo.casework.staff.halfway import Halfway
from dokodemo.casework.staff.models import Credential, Passkey, RecoveryCode, StaffSession, Totp
from dokodemo.casework.staff.tests.authenticator import Authenticator

pytestmark = pytest.mark.django_db
WORD = "a long word of their own"
Desk = Callable[..., Client]


def browser() -> Client:
    return Client(SERVER_NAME=config.load().host)


def later(seconds: float = 60) -> None:
    clock.set_now(clock.now() + timedelta(seconds=seconds))


def half(member: str = "clerk") -> Halfway:
    found = actions.open_session(member, WORD)
    assert isinstance(found, Halfway)
    return found


def seated(member: str = "clerk") -> Opened:
    """Somebody at a browser, by password alone."""
    found = actions.open_session(member, WORD)
    assert isinstance(found, Opened)
    return found


def reasons() -> list[str]:
    rows = AuditRow.objects.filter(action="session.refused").order_by("id")
    return list(rows.values_list("reason", flat=True))


def key() -> Authenticator:
    return Authenticator(config.load().public_url)


@pytest.fixture(autouse=True)
def passwords(office_people: dict[str, Actor]) -> None:
    for member in ("clerk", "colleague"):
        actions.enrol(member, WORD, must_change=False)


@pytest.fixture
def asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A zone in which everybody needs a second factor."""
    real = replace(config.load(), second_factor=True)
    monkeypatch.setattr("dokodemo.base.config.load", lambda: real)


def with_app(member: str = "clerk") -> tuple[pyotp.TOTP, tuple[str, ...]]:
    """The app on that member's phone, and the codes on paper. A minute later: its first code has been used."""
    at, secret = seated(member), factors.new_secret()
    app = pyotp.TOTP(secret)
    codes = factors.add_app(at.actor, at.token, secret, app.at(clock.now()))
    later()
    return app, codes


def with_passkey(member: str = "clerk", device: Authenticator | None = None) -> Authenticator:
    client, device = browser(), device or key()
    client.post("/sign-in", {"member": member, "password": WORD})
    options = client.get("/security/passkey").context["options"]
    made = client.post("/security/passkey", {"name": "青い鍵", "passkey": device.make(options)})
    assert made.status_code in (200, 303)
    later()
    return device


def second_page(member: str = "clerk") -> Client:
    """A browser after the first step."""
    client = browser()
    answer = client.post("/sign-in", {"member": member, "password": WORD, "next": "/print"})
    assert (answer.status_code, answer["Location"]) == (303, "/sign-in/second")
    return client


# ── six digits ──


def test_a_password_alone_opens_nothing_any_more() -> None:
    with_app()
    before = StaffSession.objects.count()
    client = second_page()
    assert sessions.COOKIE not in client.cookies
    assert StaffSession.objects.count() == before
    assert client.get("/print")["Location"].startswith("/sign-in?")


def test_a_right_code_signs_in_and_goes_where_one_wanted() -> None:
    app, _ = with_app()
    client = second_page()
    answer = client.post("/sign-in/second", {"code": app.at(clock.now())})
    assert (answer.status_code, answer["Location"]) == (303, "/print")
    assert client.get("/print").status_code == 200
    assert not client.cookies["__Host-halfway"].value
    row = AuditRow.objects.filter(action="session.open").latest("id")
    assert (row.actor_id, row.detail) == ("clerk", {"factor": "totp"})


@pytest.mark.parametrize(
    ("seconds", "good"), [(-90, False), (-60, False), (-30, True), (0, True), (30, True), (60, False)]
)
def test_a_phone_may_be_one_step_fast_or_slow(seconds: int, good: bool) -> None:
    app, _ = with_app()
    later(600)
    code = app.at(clock.now() + timedelta(seconds=seconds))
    assert (factors.finish(half(), Answer("totp", code)) is not None) is good


def test_digits_of_a_japanese_keyboard_are_digits() -> None:
    app, _ = with_app()
    code = app.at(clock.now()).translate({48 + each: 0xFF10 + each for each in range(10)})
    assert factors.finish(half(), Answer("totp", f"{code[:3]}　{code[3:]} ")) is not None


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "１２３", "\0" * 6, "9" * 5000])
def test_what_is_no_code_is_none(typed: str) -> None:
    app, _ = with_app()
    assert typed != app.at(clock.now())
    assert factors.finish(half(), Answer("totp", typed)) is None


def test_a_code_is_good_once_and_none_before_it() -> None:
    app, _ = with_app()
    later(600)
    earlier, now = app.at(clock.now() - timedelta(seconds=30)), app.at(clock.now())
    assert factors.finish(half(), Answer("totp", now)) is not None
    assert factors.finish(half(), Answer("totp", now)) is None
    assert factors.finish(half(), Answer("totp", earlier)) is None
    later(30)
    assert factors.finish(half(), Answer("totp", app.at(clock.now()))) is not None


def test_the_code_that_proved_the_app_signs_nobody_in() -> None:
    at, secret = seated(), factors.new_secret()
    code = pyotp.TOTP(secret).at(clock.now())
    factors.add_app(at.actor, at.token, secret, code)
    assert factors.finish(half(), Answer("totp", code)) is None


def test_a_code_of_somebody_elses_app_is_wrong() -> None:
    with_app()
    other, _ = with_app("colleague")
    assert factors.finish(half("clerk"), Answer("totp", other.at(clock.now()))) is None


def test_the_secret_cannot_be_read_in_the_database_nor_moved_to_somebody_else() -> None:
    at, secret = seated(), factors.new_secret()
    factors.add_app(at.actor, at.token, secret, pyotp.TOTP(secret).at(clock.now()))
    row = Totp.objects.get()
    assert secret.encode() not in bytes(row.secret)
    assert factors._secret_of(row) == secret
    row.member_id = "colleague"
    with pytest.raises(Unreadable):
        factors._secret_of(row)


# ── between the steps ──


def test_without_the_first_step_there_is_no_second() -> None:
    with_app()
    for method in ("get", "post"):
        answer = getattr(browser(), method)("/sign-in/second")
        assert (answer.status_code, answer["Location"]) == (303, "/sign-in")


@pytest.mark.parametrize("at", [0, 20, -10])
def test_a_half_done_sign_in_that_was_altered_is_none(at: int) -> None:
    app, _ = with_app()
    client = second_page()
    value = client.cookies["__Host-halfway"].value
    at %= len(value)
    client.cookies["__Host-halfway"] = value[:at] + ("A" if value[at] != "A" else "B") + value[at + 1 :]
    answer = client.post("/sign-in/second", {"code": app.at(clock.now())})
    assert (answer.status_code, answer["Location"]) == (303, "/sign-in")
    assert sessions.COOKIE not in client.cookies


def test_a_half_done_sign_in_is_good_for_five_minutes() -> None:
    app, _ = with_app()
    client, late = second_page(), second_page()
    later(halfway.SECONDS - 10)
    assert client.post("/sign-in/second", {"code": app.at(clock.now())})["Location"] == "/print"
    later(20)
    assert late.post("/sign-in/second", {"code": app.at(clock.now())})["Location"] == "/sign-in"


def test_it_is_bound_to_its_member() -> None:
    """Somebody's own password, then another's code and key: neither of the two gets in."""
    app, device = with_app("clerk")[0], with_passkey("colleague")
    mine, theirs = second_page("colleague"), second_page("clerk")
    assert mine.post("/sign-in/second", {"code": app.at(clock.now())}).status_code == 422
    options = mine.get("/sign-in/second").context["options"]
    answer = theirs.post("/sign-in/second", {"passkey": device.sign(options)})
    assert answer.status_code == 422
    assert mine.post("/sign-in/second", {"passkey": device.sign(options)}).status_code == 303


def test_a_new_password_ends_what_is_half_done() -> None:
    app, _ = with_app()
    begun = half()
    later(1)
    actions.enrol("clerk", "another long word", must_change=False)
    assert factors.finish(begun, Answer("totp", app.at(clock.now()))) is None
    assert reasons() == ["password changed"]


def test_who_leaves_between_the_steps_stays_out() -> None:
    app, _ = with_app()
    begun = half()
    actions.apply_directory([])
    assert factors.finish(begun, Answer("totp", app.at(clock.now()))) is None


def test_wrong_words_and_wrong_codes_are_one_count() -> None:
    app, _ = with_app()
    begun = half()
    for _ in range(2):
        assert actions.open_session("clerk", "wrong") is None
    for _ in range(2):
        assert factors.finish(begun, Answer("totp", "000000")) is None
        # The right password does not set the count back: it is what the guesser has.
        assert isinstance(actions.open_session("clerk", WORD), Halfway)
    assert factors.finish(begun, Answer("recovery", "AAAA-AAAA-AAAA")) is None
    assert factors.finish(begun, Answer("totp", app.at(clock.now()))) is None, (
        "closed, also for the right one"
    )
    assert actions.open_session("clerk", WORD) is None
    assert reasons() == ["password"] * 2 + ["totp"] * 2 + ["locked now", "locked", "locked"]
    later(actions.LOCKED_FOR.total_seconds() + 1)
    assert factors.finish(half(), Answer("totp", app.at(clock.now()))) is not None
    assert Credential.objects.get(member_id="clerk").failed == 0


def test_the_answer_is_the_same_whatever_was_wrong() -> None:
    _, codes = with_app()
    with_second_key = key()
    at = seated_with(codes[0])
    challenge = "A" * 86
    options = passkeys.creation_options("clerk", "試験", challenge, [])
    factors.add_passkey(at.actor, at.token, "", challenge, with_second_key.make(options), WORD)
    client, said = second_page(), set()
    tries = [
        {"code": "000000"},
        {"code": ""},
        {"passkey": "{}"},
        {"recovery": codes[0]},
        {"recovery": "x"},
        {},
    ]
    for data in tries:  # the last ones meet a closed door
        answer = client.post("/sign-in/second", data)
        assert answer.status_code == 422
        said.add(answer.context["problems"][0].text)
    assert len(said) == 1


def seated_with(code: str) -> Opened:
    found = factors.finish(half(), Answer("recovery", code))
    assert found is not None
    return found


# ── codes on paper ──


def test_a_recovery_code_is_good_once() -> None:
    _, codes = with_app()
    assert len(set(codes)) == factors.CODES
    client = second_page()
    answer = client.post("/sign-in/second", {"recovery": f" {codes[3].lower().replace('-', ' ')}"})
    assert answer["Location"] == "/security", "somebody has something to put in order"
    assert RecoveryCode.objects.count() == factors.CODES - 1
    assert second_page().post("/sign-in/second", {"recovery": codes[3]}).status_code == 422
    assert second_page().post("/sign-in/second", {"recovery": codes[4]}).status_code == 303


def test_recovery_codes_are_kept_as_keyed_hashes_of_one_member() -> None:
    _, codes = with_app()
    with_app("colleague")
    assert factors.finish(half("colleague"), Answer("recovery", codes[0])) is None
    kept = b"".join(bytes(each.code_hash) for each in RecoveryCode.objects.all())
    assert not any(each.encode() in kept or each.replace("-", "").encode() in kept for each in codes)
    for text in ("", "----", "0O1IL"):
        assert factors.finish(half("colleague"), Answer("recovery", text)) is None


def test_new_codes_ask_for_the_password_and_end_the_old_ones() -> None:
    _, codes = with_app()
    client = second_page()
    client.post("/sign-in/second", {"recovery": codes[0]})
    assert client.post("/security/codes", {"password": "wrong"}).status_code == 422
    answer = client.post("/security/codes", {"password": WORD})
    shown = re.findall(r"<code>([2-9A-Z-]{14})</code>", answer.content.decode())
    assert len(shown) == factors.CODES
    assert not set(shown) & set(codes)
    assert second_page().post("/sign-in/second", {"recovery": codes[1]}).status_code == 422
    assert second_page().post("/sign-in/second", {"recovery": shown[1]}).status_code == 303


# ── passkeys ──


def test_a_passkey_is_added_and_signs_in() -> None:
    device = with_passkey()
    client = second_page()
    options = client.get("/sign-in/second").context["options"]
    answer = client.post("/sign-in/second", {"passkey": device.sign(options)})
    assert (answer.status_code, answer["Location"]) == (303, "/print")
    row = Passkey.objects.get()
    assert (row.name, row.sign_count, row.used_at is not None) == ("青い鍵", 1, True)
    assert AuditRow.objects.filter(action="session.open").latest("id").detail == {"factor": "passkey"}


def test_a_passkey_is_not_asked_who_it_belongs_to() -> None:
    """What stays in the authenticator is no name and no number."""
    client = browser()
    client.post("/sign-in", {"member": "clerk", "password": WORD})
    options = client.get("/security/passkey").context["options"]
    asked = json.loads(options)
    assert base64url_to_bytes(asked["user"]["id"]) != b"clerk"
    assert asked["attestation"] == "none"
    assert asked["rp"]["id"] == config.load().host


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://internet.localhost"},
        {"challenge": "A" * 86},
        {"present": False},
    ],
)
def test_a_passkey_made_elsewhere_is_not_added(wrong: dict[str, Any]) -> None:
    client = browser()
    client.post("/sign-in", {"member": "clerk", "password": WORD})
    options = client.get("/security/passkey").context["options"]
    answer = client.post("/security/passkey", {"passkey": key().make(options, **wrong)})
    assert answer.status_code == 422
    assert not Passkey.objects.exists()


def test_a_passkey_is_added_only_in_the_session_that_asked() -> None:
    asked, other = browser(), browser()
    for client in (asked, other):
        client.post("/sign-in", {"member": "clerk", "password": WORD})
    options = asked.get("/security/passkey").context["options"]
    other.cookies["__Host-adding"] = asked.cookies["__Host-adding"].value
    assert other.post("/security/passkey", {"passkey": key().make(options)}).status_code == 422
    assert asked.post("/security/passkey", {"passkey": key().make(options)}).status_code == 200


def test_a_passkey_that_is_there_is_nobody_elses() -> None:
    device = with_passkey("colleague")
    client = browser()
    client.post("/sign-in", {"member": "clerk", "password": WORD})
    options = client.get("/security/passkey").context["options"]
    assert client.post("/security/passkey", {"passkey": device.make(options)}).status_code == 422
    assert Passkey.objects.get().member_id == "colleague"


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://core.localhost.evil.example"},
        {"challenge": "A" * 86},
        {"place": "evil.example"},
        {"count": 0},
    ],
)
def test_an_answer_for_elsewhere_or_from_before_signs_nobody_in(wrong: dict[str, Any]) -> None:
    device = with_passkey()
    client = second_page()
    options = client.get("/sign-in/second").context["options"]
    first = client.post("/sign-in/second", {"passkey": device.sign(options)})
    assert first.status_code == 303
    later(1)
    client = second_page()
    options = client.get("/sign-in/second").context["options"]
    assert client.post("/sign-in/second", {"passkey": device.sign(options, **wrong)}).status_code == 422
    later(1)
    device.count = 1
    assert client.post("/sign-in/second", {"passkey": device.sign(options)}).status_code == 303
    assert reasons() == ["passkey"]


def test_another_key_cannot_sign_in_its_place() -> None:
    device = with_passkey()
    options = second_page().get("/sign-in/second").context["options"]
    client = second_page()
    options = client.get("/sign-in/second").context["options"]
    thief = replace(key(), id=device.id)
    assert client.post("/sign-in/second", {"passkey": thief.sign(options)}).status_code == 422


def test_the_same_answer_is_good_once_also_where_nothing_is_counted() -> None:
    device = with_passkey(device=Authenticator(config.load().public_url, counts=False))
    client = second_page()
    copied = client.cookies["__Host-halfway"].value
    answer = device.sign(client.get("/sign-in/second").context["options"])
    assert client.post("/sign-in/second", {"passkey": answer}).status_code == 303
    thief = browser()
    thief.cookies["__Host-halfway"] = copied
    assert thief.post("/sign-in/second", {"passkey": answer}).status_code == 422
    later(1)
    client = second_page()
    options = client.get("/sign-in/second").context["options"]
    assert client.post("/sign-in/second", {"passkey": device.sign(options)}).status_code == 303


HOSTILE = (
    "", "{", "null", "[]", "5", '"x"', '{"id": 5}', '{"id": "é"}', '{"id": null, "response": []}', "[" * 9000,
    '{"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {"clientDataJSON": "AAAA",'
    ' "attestationObject": "AAAA", "authenticatorData": "AAAA", "signature": "AAAA"}}', "\0", "9" * 20000,
)  # fmt: skip


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_what_no_browser_sends_is_refused_and_breaks_nothing(hostile: str) -> None:
    device = with_passkey()
    client = second_page()
    assert client.post("/sign-in/second", {"passkey": hostile}).status_code == 422
    begun = half()
    asked = passkeys.request_options(begun.challenge, [device.id])
    at = factors.finish(begun, Answer("passkey", device.sign(asked)))
    assert at is not None
    with pytest.raises(factors.FactorRefused):
        factors.add_passkey(at.actor, at.token, "", begun.challenge, hostile)


# ── the page ──


def test_an_app_is_added_by_its_own_code(at_desk: Desk) -> None:
    client, elsewhere = at_desk("clerk"), at_desk("clerk")
    page = client.get("/security/app")
    secret = "".join(page.context["groups"])
    assert page.context["image"].startswith("data:image/svg+xml")
    wrong = client.post("/security/app", {"code": "000000"})
    assert wrong.status_code == 422
    assert "".join(wrong.context["groups"]) == secret, "the phone has it already"
    assert not Totp.objects.exists()
    answer = client.post("/security/app", {"code": pyotp.TOTP(secret).at(clock.now())})
    assert len(answer.context["codes"]) == factors.CODES
    assert client.get("/security").context["known"].number == 1
    assert elsewhere.get("/security").status_code == 303, "it was opened with a password alone"
    assert client.get("/security/app")["Location"] == "/security", "one app is enough"


def test_a_secret_waits_ten_minutes_in_one_session(at_desk: Desk) -> None:
    client, other = at_desk("clerk"), at_desk("colleague")
    secret = "".join(client.get("/security/app").context["groups"])
    other.cookies["__Host-adding"] = client.cookies["__Host-adding"].value
    assert other.post("/security/app", {"code": pyotp.TOTP(secret).at(clock.now())}).status_code == 422
    later(601)
    late = client.post("/security/app", {"code": pyotp.TOTP(secret).at(clock.now())})
    assert late.status_code == 422
    assert "".join(late.context["groups"]) != secret
    assert not Totp.objects.exists()


def test_removing_asks_for_the_password_which_counts(at_desk: Desk) -> None:
    with_app()
    client = at_desk("clerk")
    assert client.post("/security/remove", {"what": "app", "password": ""}).status_code == 422
    assert Credential.objects.get(member_id="clerk").failed == 0, "nothing typed is nothing guessed"
    assert client.post("/security/remove", {"what": "app", "password": "wrong"}).status_code == 422
    assert Credential.objects.get(member_id="clerk").failed == 1
    assert Totp.objects.exists()
    assert client.post("/security/remove", {"what": "app", "password": WORD}).status_code == 303
    assert not Totp.objects.exists()
    assert not RecoveryCode.objects.exists(), "they stand in for nothing"
    row = AuditRow.objects.get(action="factor.remove")
    assert (row.actor_id, row.detail) == ("clerk", {"factor": "totp"})
    seated()


def test_nobody_removes_the_passkey_of_somebody_else(at_desk: Desk) -> None:
    with_passkey("colleague")
    number = Passkey.objects.get().pk
    client = at_desk("clerk")
    for what in (str(number), "0", "x", "app", ""):
        answer = client.post("/security/remove", {"what": what, "password": WORD})
        assert (answer.status_code, answer["Location"]) == (303, "/security")
    with pytest.raises(factors.FactorRefused, match="gone"):
        at = seated()
        factors.remove(at.actor, at.token, WORD, str(number))
    assert Passkey.objects.exists()


@pytest.mark.usefixtures("asked_for")
def test_the_last_one_stays_where_one_is_asked_for(at_desk: Desk) -> None:
    with_app()
    with_key = at_desk("clerk")
    options = with_key.get("/security/passkey").context["options"]
    made = {"passkey": key().make(options)}
    for word in ({}, {"password": "wrong"}):
        assert with_key.post("/security/passkey", made | word).status_code == 422
        assert not Passkey.objects.exists(), "nobody adds a factor of their own at an unlocked desk"
        options = with_key.get("/security/passkey").context["options"]
        made = {"passkey": key().make(options)}
    elsewhere = at_desk("clerk")
    assert with_key.post("/security/passkey", made | {"password": WORD}).status_code == 303
    assert with_key.post("/security/remove", {"what": "app", "password": WORD}).status_code == 303
    assert elsewhere.get("/security").status_code == 303, "what was taken away may have opened it"
    last = {"what": str(Passkey.objects.get().pk), "password": WORD}
    assert with_key.post("/security/remove", last).status_code == 422
    assert Passkey.objects.exists()


def test_signing_out_everywhere_ends_every_session_of_one_member(at_desk: Desk) -> None:
    here, there, other = at_desk("clerk"), at_desk("clerk"), at_desk("colleague")
    listed = here.get("/security").context["sessions"]
    assert [each.here for each in listed].count(True) == 1
    assert len(listed) == 2
    assert here.post("/security/sign-out")["Location"] == "/security", "only the button does it"
    assert there.get("/security").status_code == 200
    answer = here.post("/security/sign-out", {"everywhere": "yes"})
    assert (answer["Location"], answer.cookies[sessions.COOKIE].value) == ("/sign-in", "")
    assert [each.get("/security").status_code for each in (here, there, other)] == [303, 303, 200]
    row = AuditRow.objects.get(action="session.close_all")
    assert (row.actor_id, row.detail) == ("clerk", {"sessions": 2})


def test_sessions_that_are_over_are_not_listed(at_desk: Desk) -> None:
    at_desk("clerk")
    later(31 * 60)
    assert len(at_desk("clerk").get("/security").context["sessions"]) == 1


# ── who needs one ──


@pytest.mark.usefixtures("asked_for")
def test_who_has_none_is_led_to_it_first(at_desk: Desk) -> None:
    client = at_desk("clerk")
    assert client.get("/print")["Location"] == "/security"
    assert client.post("/")["Location"] == "/security"
    assert client.get("/security").context["needed"]
    secret = "".join(client.get("/security/app").context["groups"])
    client.post("/security/app", {"code": pyotp.TOTP(secret).at(clock.now())})
    assert client.get("/print").status_code == 200
    assert not client.get("/security").context["needed"]


@pytest.mark.usefixtures("asked_for")
def test_a_password_given_by_another_comes_before_it() -> None:
    actions.enrol("clerk", "given by the operator")
    client = browser()
    client.post("/sign-in", {"member": "clerk", "password": "given by the operator"})
    assert client.get("/security")["Location"] == "/password"
    typed = {"current": "given by the operator", "new": WORD, "again": WORD}
    client.post("/password", typed)
    assert client.get("/print")["Location"] == "/security"


@pytest.mark.usefixtures("asked_for")
@pytest.mark.parametrize("who", ["", "clerk"])
def test_it_costs_no_query_more(at_desk: Desk, who: str, rf: Any) -> None:
    from django.http import HttpResponse

    from dokodemo.casework.staff import middleware

    client, request = at_desk(who), rf.get("/x")
    if who:
        request.COOKIES[sessions.COOKIE] = client.cookies[sessions.COOKIE].value
    with CaptureQueriesContext(connection) as made:
        answer = middleware.session(lambda _: HttpResponse())(request)
    assert len(made) == (1 if who else 0)
    assert answer.status_code == (302 if who else 200)


def test_an_operator_takes_them_away_when_the_phone_is_lost(capsys: pytest.CaptureFixture[str]) -> None:
    from dokodemo.operate import care

    with_app()
    with_passkey("colleague")
    assert care.remove_factors("clerk") == 0
    assert "1 second factors of clerk are gone" in capsys.readouterr().out
    assert not queries.has_factor("clerk")
    assert not RecoveryCode.objects.filter(member_id="clerk").exists()
    assert not StaffSession.objects.filter(member_id="clerk").exists()
    assert queries.has_factor("colleague"), "of nobody else"
    row = AuditRow.objects.get(action="factor.reset")
    assert (row.actor_kind, row.object_id, row.detail) == ("system", "clerk", {"factors": 1})
    seated("clerk")
    assert care.remove_factors("nobody") == 1


def test_the_trail_names_no_secret() -> None:
    at, secret = seated(), factors.new_secret()
    app = pyotp.TOTP(secret)
    codes = factors.add_app(at.actor, at.token, secret, app.at(clock.now()))
    later()
    used = app.at(clock.now())
    factors.finish(half(), Answer("totp", used))
    factors.finish(half(), Answer("recovery", codes[0]))
    trail = str([row.__dict__ for row in AuditRow.objects.all()])
    for each in (secret, *codes, codes[0].replace("-", ""), f"'{used}'", WORD):
        assert each not in trail
    assert "factor.add" in trail
