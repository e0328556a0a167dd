"""Sessions: who is signed in, for how long, and at once no longer."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dokodemo.base import clock, sessions
from dokodemo.catalog import versions
from dokodemo.internet.accounts import actions, queries
from dokodemo.internet.accounts.models import Session
from dokodemo.internet.accounts.tests.parts import PostOffice, Provider
from dokodemo.internet.accounts.tests.people import Browser


@pytest.fixture(autouse=True)
def _own_clock() -> object:
    yield
    clock.reset()


def later(minutes: float) -> None:
    clock.set_now(clock.now() + timedelta(minutes=minutes))


def signed_in(browser: Browser) -> bool:
    return browser.token is not None and queries.resident(browser.token) is not None


def test_a_visitor_costs_no_query_and_is_sent_to_sign_in(browser: Browser) -> None:
    versions.current()  # looked up every two seconds, whoever comes
    with CaptureQueriesContext(connection) as seen:
        answer = browser.get("/my")
    assert len(seen) == 0
    assert (answer.status_code, answer["Location"]) == (303, "/sign-in?next=%2Fmy")


def test_signing_out_ends_it_at_once_and_the_cookie_is_worth_nothing(
    browser: Browser, provider: Provider
) -> None:
    browser.with_card(provider)
    stolen = browser.token
    assert stolen is not None
    assert browser.get("/my/settings").status_code == 200
    answer = browser.post("/sign-out")
    assert (answer.status_code, answer["Location"]) == (303, "/")
    assert answer.cookies[sessions.COOKIE]["max-age"] == 0
    browser.cookies[sessions.COOKIE] = stolen.cookie
    assert browser.get("/my/settings").status_code == 303
    assert Session.objects.count() == 0


def test_signing_out_by_a_link_does_nothing(browser: Browser, provider: Provider) -> None:
    browser.with_card(provider)
    assert browser.get("/sign-out").status_code == 405
    assert signed_in(browser)


def test_a_session_ends_after_thirty_idle_minutes(browser: Browser, provider: Provider) -> None:
    browser.with_card(provider)
    for _ in range(3):
        later(25)
        assert signed_in(browser)
    later(30.1)
    assert not signed_in(browser)
    page = browser.get("/sign-in").content.decode()
    assert "サインインの時間が終わりました" in page
    assert "保存した内容は残っています" in page


def test_a_session_ends_after_twelve_hours_however_busy(browser: Browser, provider: Provider) -> None:
    browser.with_card(provider)
    for _ in range(35):
        later(20)
        assert signed_in(browser)
    later(21)
    assert not signed_in(browser)


def test_a_busy_session_writes_once_a_minute(browser: Browser, provider: Provider) -> None:
    browser.with_card(provider)
    seen = Session.objects.get().seen_at
    assert signed_in(browser)
    assert Session.objects.get().seen_at == seen
    later(2)
    assert signed_in(browser)
    assert Session.objects.get().seen_at > seen


def test_the_identifier_without_its_secret_is_nobody(browser: Browser, provider: Provider) -> None:
    browser.with_card(provider)
    token = browser.token
    assert token is not None
    assert queries.resident(sessions.Token(token.id, bytes(32))) is None
    assert queries.resident(sessions.Token(bytes(16), token.secret)) is None


@pytest.mark.parametrize("cookie", ["", "x", "A" * 64, "é" * 64, "=" * 64])
def test_a_cookie_of_nonsense_is_a_visitor(browser: Browser, cookie: str) -> None:
    browser.cookies[sessions.COOKIE] = cookie
    assert browser.get("/my").status_code == 303


def test_rows_moved_between_sessions_do_not_open(
    browser: Browser, other_browser: Browser, provider: Provider, post: PostOffice
) -> None:
    """Who can write the table cannot make one resident's session show another's."""
    browser.with_card(provider)
    other_browser.with_mail(post, "minato.ao@example.jp")
    mine, theirs = browser.token, other_browser.token
    assert mine is not None
    assert theirs is not None
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE accounts_session SET locked = (SELECT locked FROM accounts_session WHERE id_hash = %s) "
            "WHERE id_hash = %s",
            [mine.id_hash, theirs.id_hash],
        )
    assert not signed_in(other_browser)


def test_the_night_removes_what_ended_and_nothing_else(
    browser: Browser, other_browser: Browser, provider: Provider, post: PostOffice
) -> None:
    browser.with_card(provider)
    later(20)
    other_browser.with_mail(post, "minato.ao@example.jp")
    later(15)
    assert actions.forget_what_ended() == 1
    assert signed_in(other_browser)
    assert not signed_in(browser)


def test_with_the_rights_of_the_application(
    browser: Browser, provider: Provider, as_application: object
) -> None:
    """No statement of a sign-in needs more than the zone's own role has."""
    back = provider.approve(browser.to_provider())
    with as_application():  # type: ignore[operator]
        assert browser.come_back(back).status_code == 303
        assert browser.get("/my/settings").status_code == 200
        assert browser.post("/sign-out").status_code == 303


def test_the_lowest_level_asked_for_decides(browser: Browser, provider: Provider, post: PostOffice) -> None:
    browser.with_mail(post, "minato.ao@example.jp")
    assert browser.get("/sign-in?next=/x&level=mail")["Location"] == "/x"
    page = browser.get("/sign-in?next=/x&level=card")
    assert page.status_code == 200
    assert "この手続きにはマイナンバーカードが必要です" in page.content.decode()
    browser.with_card(provider)
    assert browser.get("/sign-in?next=/x&level=card")["Location"] == "/x"
    resident = browser.resident
    assert [resident.has(level) for level in ("none", "mail", "card", "sign", "?")] == [
        True,
        True,
        True,
        True,
        False,
    ]
