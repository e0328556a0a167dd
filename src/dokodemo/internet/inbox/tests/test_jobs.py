"""The mail that something has arrived: what it says, and what it does not; run by a real worker."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.periodic import PeriodicRegistry

from dokodemo.catalog.schema import Catalog
from dokodemo.internet.accounts.tests.parts import PostOffice
from dokodemo.internet.accounts.tests.people import Browser
from dokodemo.internet.inbox import jobs
from dokodemo.internet.inbox.tests.inside import WORDS, Inside, apply

EMAIL = "minato.ao@example.jp"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "TOGETHER_SECONDS", 0)


@pytest.fixture(autouse=True)
def _no_jobs_of_others(db: None) -> Iterator[None]:
    """Django does not empty procrastinate's tables after a test."""
    forget_jobs()
    yield
    forget_jobs()
    with connection.cursor() as cursor:  # the worker's threads are gone, their connections perhaps not yet
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def forget_jobs() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


def work() -> None:
    """What is waiting, done by a worker with connections of its own. It hands in nothing of what comes due by the clock, or
    these tests would find more jobs at some minutes of the day."""
    worker = app.connector.get_worker_connector()  # type: ignore[attr-defined]
    with app.replace_connector(worker) as inside, pytest.MonkeyPatch.context() as patch:
        patch.setattr(inside, "periodic_registry", PeriodicRegistry())  # type: ignore[no-untyped-call]
        app.run_worker(queues=["mail"], wait=False, install_signal_handlers=False, listen_notify=False)


def states() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text FROM procrastinate_jobs WHERE queue_name = 'mail' ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


def give_address(browser: Browser, post: PostOffice) -> None:
    browser.post("/my/settings", {"do": "address", "email": EMAIL})
    browser.post(post.mails[-1].link)
    post.mails.clear()


def test_the_mail_says_that_something_has_arrived_and_nothing_more(
    sakura: Browser, inside: Inside, post: PostOffice, city: Catalog
) -> None:
    give_address(sakura, post)
    inside.send_document()
    work()
    (mail,) = post.mails
    assert mail.to == EMAIL
    assert mail.link == "/my"
    titles = [text for each in city.procedures.values() for text in (each.titles.ja, each.titles.en)]
    for word in (*WORDS, *titles, "海野", str(inside.application), "受付番号"):
        assert word not in mail.text
        assert word not in mail.subject
    assert states() == ["succeeded"]


def test_without_an_address_there_is_no_mail(sakura: Browser, inside: Inside, post: PostOffice) -> None:
    inside.decide()
    work()
    assert post.mails == []
    assert states() == ["succeeded"]


def test_a_post_office_that_is_away_is_tried_again(sakura: Browser, inside: Inside, post: PostOffice) -> None:
    give_address(sakura, post)
    post.close()
    try:
        inside.decide()
        work()
        assert states() == ["todo"]
    finally:
        post.open()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL")
    work()
    assert len(post.mails) == 1


def test_what_arrives_together_is_told_once_and_what_comes_later_again(
    sakura: Browser, inside: Inside, post: PostOffice
) -> None:
    give_address(sakura, post)
    inside.decide()
    inside.send_document()
    work()
    assert len(post.mails) == 1
    inside.send_document()
    work()
    assert len(post.mails) == 2


def test_what_is_rolled_back_is_never_told(sakura: Browser, inside: Inside, post: PostOffice) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        inside.decide()
        1 / 0
    assert states() == []


def test_in_the_language_of_the_resident(other_browser: Browser, post: PostOffice, city: Catalog) -> None:
    english: dict[str, Any] = {"headers": {"accept-language": "en"}}
    other_browser.post("/sign-in/mail", {"email": EMAIL}, **english)
    other_browser.post(post.mails[-1].link)
    post.mails.clear()
    application = apply(other_browser, city, "inu-toroku")
    Inside(application, other_browser.resident.public_key, "office").ask_fee()
    work()
    (mail,) = post.mails
    assert mail.subject == "There is news for you from Dokodemo City Hall"
    assert "Open this page and sign in" in mail.text
