"""Signing in by an e-mail link."""

import io
import logging
from datetime import timedelta

import pytest

from dokodemo.base import clock, sessions
from dokodemo.internet.accounts import limits, queries
from dokodemo.internet.accounts.logs import HideLinks
from dokodemo.internet.accounts.models import Account, Attempt, Session
from dokodemo.internet.accounts.tests.dump import whole_database
from dokodemo.internet.accounts.tests.parts import KeeperProcess, PostOffice, Provider
from dokodemo.internet.accounts.tests.people import Browser

ADDRESS = "minato.ao@example.jp"


def test_the_road_of_a_link(browser: Browser, post: PostOffice) -> None:
    asked = browser.post("/sign-in/mail", {"email": ADDRESS, "next": "/my/settings"})
    assert (asked.status_code, asked["Location"]) == (303, "/sign-in/mail?sent=1")
    page = browser.get(asked["Location"]).content.decode()
    assert "メールを送りました" in page
    assert f"<strong>{ADDRESS}</strong>" in page
    (mail,) = post.mails
    assert mail.to == ADDRESS
    assert "30分以内" in mail.text
    shown = browser.get(mail.link)
    assert "サインインする" in shown.content.decode()
    assert Session.objects.count() == 0  # opening the link, as mail programs do, signs nobody in
    used = browser.post(mail.link)
    assert (used.status_code, used["Location"]) == (303, "/my/settings")
    resident = browser.resident
    assert resident.level == "mail"
    assert resident.known == {"account.email": ADDRESS}
    assert resident.evidence["kind"] == "mail"
    assert resident.evidence["email_verified"] is True
    assert queries.address_of(resident.account_id) == queries.Address(ADDRESS, "ja")


def test_a_link_is_used_once(browser: Browser, other_browser: Browser, post: PostOffice) -> None:
    browser.with_mail(post, ADDRESS)
    again = other_browser.post(post.mails[-1].link)
    assert again.status_code == 410
    assert "もう一度メールを送る" in again.content.decode()
    assert sessions.COOKIE not in again.cookies


@pytest.mark.parametrize("token", ["x", "A" * 43, "-_" * 100])
def test_a_link_of_nonsense(browser: Browser, token: str) -> None:
    assert browser.get(f"/sign-in/mail/{token}").status_code == 200
    assert browser.post(f"/sign-in/mail/{token}").status_code == 410


def test_a_link_of_half_an_hour_ago(browser: Browser, post: PostOffice, keeper: KeeperProcess) -> None:
    browser.post("/sign-in/mail", {"email": ADDRESS})
    keeper.kill()
    keeper.start(clock_offset=31 * 60)
    answer = browser.post(post.mails[-1].link)
    keeper.kill()
    assert answer.status_code == 410
    assert "期限が切れました" in answer.content.decode()


def test_the_answer_does_not_tell_whether_the_address_is_known(browser: Browser, post: PostOffice) -> None:
    browser.with_mail(post, ADDRESS)
    browser.post("/sign-out")
    known = browser.post("/sign-in/mail", {"email": ADDRESS})
    unknown = browser.post("/sign-in/mail", {"email": "nobody@example.jp"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert known.content == unknown.content
    first, second = post.mails[-2:]
    assert first.text.replace(first.link, "") == second.text.replace(second.link, "")


def test_mail_and_card_are_two_accounts(
    browser: Browser, other_browser: Browser, post: PostOffice, provider: Provider
) -> None:
    browser.with_mail(post, ADDRESS)
    other_browser.with_card(provider)
    assert browser.resident.account_id != other_browser.resident.account_id
    assert set(Account.objects.values_list("level", flat=True)) == {"mail", "card"}


def test_a_wrong_address_is_answered_with_what_was_typed(browser: Browser, post: PostOffice) -> None:
    answer = browser.post("/sign-in/mail", {"email": "minato@", "next": "/my"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="minato@"' in page
    assert 'href="#email"' in page
    assert "name@example.com" in page
    assert post.mails == []


def test_too_many_mails_to_one_address(browser: Browser, post: PostOffice) -> None:
    answers = [browser.post("/sign-in/mail", {"email": ADDRESS}).status_code for _ in range(7)]
    assert answers == [303] * limits.PER_ADDRESS + [422] * 2
    assert len(post.mails) == limits.PER_ADDRESS
    assert browser.post("/sign-in/mail", {"email": ADDRESS.upper()}).status_code == 422
    assert browser.post("/sign-in/mail", {"email": "another@example.jp"}).status_code == 303
    clock.set_now(clock.now() + timedelta(minutes=61))
    try:
        assert browser.post("/sign-in/mail", {"email": ADDRESS}).status_code == 303
    finally:
        clock.reset()


def test_too_many_mails_from_one_client(browser: Browser, post: PostOffice) -> None:
    def ask(n: int, client: str) -> int:
        answer = browser.post("/sign-in/mail", {"email": f"n{n}@example.jp"}, REMOTE_ADDR=client)
        return answer.status_code

    answers = [ask(n, "192.0.2.7") for n in range(limits.PER_CLIENT + 1)]
    assert answers == [303] * limits.PER_CLIENT + [422]
    assert ask(99, "192.0.2.8") == 303


def test_counting_names_nobody(browser: Browser, post: PostOffice) -> None:
    browser.post("/sign-in/mail", {"email": ADDRESS}, REMOTE_ADDR="192.0.2.7")
    assert Attempt.objects.count() == 2
    dump = whole_database()
    assert b"192.0.2.7" not in dump
    assert b"minato" not in dump


def test_nothing_readable_is_in_the_database_after_a_sign_in(browser: Browser, post: PostOffice) -> None:
    browser.with_mail(post, ADDRESS)
    token = browser.token
    assert token is not None
    dump = whole_database()
    link = post.mails[-1].link.rpartition("/")[2]
    for secret in (b"minato", b"@example", link.encode(), token.secret, browser.resident.private_key):
        assert secret not in dump


def test_a_keeper_that_is_away(browser: Browser, post: PostOffice, keeper: KeeperProcess) -> None:
    browser.post("/sign-in/mail", {"email": ADDRESS})
    keeper.kill()
    assert browser.post("/sign-in/mail", {"email": ADDRESS}).status_code == 503
    assert browser.post(post.mails[-1].link).status_code == 503
    keeper.start()
    assert browser.post(post.mails[-1].link).status_code == 303


def test_a_closed_post_office(browser: Browser, post: PostOffice) -> None:
    post.close()
    try:
        answer = browser.post("/sign-in/mail", {"email": ADDRESS})
    finally:
        post.open()
    assert answer.status_code == 422
    assert "いまメールを送れません" in answer.content.decode()


def test_in_english(browser: Browser, post: PostOffice) -> None:
    page = browser.get("/sign-in", headers={"accept-language": "en"}).content.decode()
    assert "Sign in with your My Number Card" in page
    browser.post("/sign-in/mail", {"email": ADDRESS}, headers={"accept-language": "en"})
    assert "Open this page within 30 minutes" in post.mails[-1].text
    browser.post(post.mails[-1].link)
    assert queries.address_of(browser.resident.account_id) == queries.Address(ADDRESS, "en")


def test_a_link_never_lies_in_the_log(browser: Browser, post: PostOffice, keeper: KeeperProcess) -> None:
    """Django logs the path of what it refuses; a link that failed because the keeper was away still works."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(HideLinks())
    root = logging.getLogger("django")
    assert any(isinstance(each, HideLinks) for given in root.handlers for each in given.filters)
    root.addHandler(handler)
    try:
        browser.post("/sign-in/mail", {"email": ADDRESS})
        keeper.kill()
        assert browser.post(post.mails[-1].link).status_code == 503
        browser.post(f"/my/settings/address/{'A' * 43}")
    finally:
        root.removeHandler(handler)
    assert "Service Unavailable: /sign-in/mail/…" in written.getvalue()
    assert post.mails[-1].link.rpartition("/")[2] not in written.getvalue()
