"""Who has begun an application is told before it expires: once a notice, of nothing, and only while it is true."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from dokodemo.base import clock
from dokodemo.catalog.schema import Catalog
from dokodemo.internet.accounts.tests.parts import PostOffice
from dokodemo.internet.accounts.tests.people import Browser
from dokodemo.internet.apply import queries
from dokodemo.internet.apply.tests import people
from dokodemo.internet.apply.tests.people import INU, begin, page_of
from dokodemo.internet.inbox import changes, jobs
from dokodemo.internet.inbox.tests.test_jobs import _no_jobs_of_others, forget_jobs, give_address, work

__all__ = ["_no_jobs_of_others"]
pytestmark = pytest.mark.django_db(transaction=True)
DOG = "inu-toroku"


@pytest.fixture
def draft(sakura: Browser, post: PostOffice) -> str:
    """A draft of somebody with an address, begun today."""
    give_address(sakura, post)
    begun = sakura.post(f"/apply/{DOG}/start")
    assert begun.status_code == 303
    return str(begun["Location"]).rpartition("/")[0]


def morning(days: int) -> None:
    """What happens so many days from today, at nine."""
    nine = clock.now().astimezone(clock.TOKYO).replace(hour=9, minute=7) + timedelta(days)
    clock.set_now(nine)
    forget_jobs()
    jobs.look_for_expiring.configure().defer(timestamp=0)
    work()


def mails_of_mornings(post: PostOffice, days: int) -> list[int]:
    """How many mails there were after each of the coming mornings."""
    counted = [len(post.mails)]
    for _each in range(days):
        morning(1)
        counted.append(len(post.mails))
    return counted


def test_a_week_and_a_day_before_and_never_twice(draft: str, post: PostOffice) -> None:
    assert mails_of_mornings(post, 22) == [0] * 23
    assert mails_of_mornings(post, 5) == [0, 1, 1, 1, 1, 1]
    forget_jobs()
    assert mails_of_mornings(post, 5) == [1, 1, 2, 2, 2, 2]


def test_the_mail_says_the_day_and_nothing_of_what(
    draft: str, post: PostOffice, city: Catalog, sakura: Browser
) -> None:
    expires = queries.drafts_of(sakura.resident.account_id)[0].expires_at.astimezone(clock.TOKYO)
    morning(25)
    (mail,) = post.mails
    assert mail.link == "/my"
    assert f"{expires.month}月{expires.day}日" in mail.text
    assert "もうすぐ消えます" in mail.subject
    titles = [text for each in city.procedures.values() for text in (each.titles.ja, each.titles.en)]
    for word in ("犬", *titles, UUID(draft.split("/")[2])):
        assert str(word) not in mail.text + mail.subject


def test_in_the_language_of_the_resident(other_browser: Browser, post: PostOffice, city: Catalog) -> None:
    english: dict[str, Any] = {"headers": {"accept-language": "en"}}
    other_browser.post("/sign-in/mail", {"email": "minato.ao@example.jp"}, **english)
    other_browser.post(post.mails[-1].link)
    post.mails.clear()
    other_browser.post(f"/apply/{DOG}/start")
    morning(25)
    (mail,) = post.mails
    assert mail.subject == "An application you have begun will soon be deleted"
    assert "will be deleted on" in mail.text


def test_who_goes_on_has_thirty_days_again_and_is_told_again(
    draft: str, post: PostOffice, sakura: Browser
) -> None:
    morning(25)
    assert len(post.mails) == 1
    sign_in_again(sakura)
    name, typed = next(iter(INU.items()))
    assert sakura.post(f"{draft}/{name}", typed | {"go": "next"}).status_code == 303
    assert mails_of_mornings(post, 20) == [1] * 21
    assert mails_of_mornings(post, 5)[-1] == 2


def sign_in_again(browser: Browser) -> None:
    """The session is not what this is about: it is held open."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_session SET seen_at = %s, opened_at = %s", [clock.now()] * 2)


def test_who_has_deleted_it_meanwhile_is_not_told(draft: str, post: PostOffice, sakura: Browser) -> None:
    clock.set_now(clock.now() + timedelta(25))
    jobs.find_expiring.func(days=7, after=str(changes.FIRST))
    sign_in_again(sakura)
    assert sakura.post(f"{draft}/delete").status_code == 303
    work()
    assert post.mails == []


def test_several_that_expire_together_are_one_mail_with_the_first_day(
    draft: str, post: PostOffice, sakura: Browser, city: Catalog
) -> None:
    sakura.post("/apply/jido-teate-nintei/start")
    morning(25)
    assert len(post.mails) == 1


def test_a_house_that_slept_through_the_week_tells_of_tomorrow_only(draft: str, post: PostOffice) -> None:
    morning(29)
    assert len(post.mails) == 1
    assert mails_of_mornings(post, 2) == [1, 1, 1]


def test_batches_reach_everybody_and_nobody_else(
    city: Catalog, monkeypatch: pytest.MonkeyPatch, post: PostOffice
) -> None:
    early = [people.by_mail() for _each in range(5)]
    for each in early:
        begin(each, DOG)
    wanted = {each.resident.account_id for each in early}
    clock.set_now(clock.now() + timedelta(10))
    begin(people.by_mail(), DOG)
    monkeypatch.setattr(jobs, "EXPIRING_BATCH", 2)
    morning(15)
    with connection.cursor() as cursor:
        cursor.execute("SELECT account_id FROM apply_draft WHERE told_days = 7")
        told = {row[0] for row in cursor.fetchall()}
        cursor.execute(
            "SELECT args->>'account_id' FROM procrastinate_jobs WHERE task_name LIKE '%tell_of_expiry'"
        )
        assert sorted(UUID(row[0]) for row in cursor.fetchall()) == sorted(told)
    assert told == wanted


def test_the_page_says_it_too(city: Catalog) -> None:
    hiroshi = people.by_mail()
    begin(hiroshi, DOG)
    for place in ("/my", "/"):
        assert "もうすぐ消えます" not in page_of(hiroshi.get(place))
    clock.set_now(clock.now() + timedelta(23))
    sign_in_again(hiroshi)  # type: ignore[arg-type]
    for place in ("/my", "/"):
        assert "もうすぐ消えます" in page_of(hiroshi.get(place))
