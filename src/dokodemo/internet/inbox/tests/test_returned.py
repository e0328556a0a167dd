"""返戻 and 再送 from the resident's side: what came back, why, what to do, and that it went out again."""

import pytest

from dokodemo.base import clock
from dokodemo.internet.accounts.tests.people import Browser
from dokodemo.internet.inbox.tests.inside import CAME_BACK, SENT_AGAIN, Inside, minutes_later
from dokodemo.internet.inbox.tests.test_pages import shown


def page_of(browser: Browser, inside: Inside, language: str = "ja") -> str:
    return shown(browser, f"/my/{inside.application}", language=language)


def timeline(page: str) -> list[str]:
    """The headings of the timeline, in order."""
    steps = page.partition('<ol class="timeline">')[2].partition("</ol>")[0]
    return [each.partition("</strong>")[0] for each in steps.split("<strong>")[1:]]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ja", ("児童手当 認定通知書</strong>", "2026年12月3日(木)に市へ戻ってきました。<br>引っ越した先がわからなかったため", "住所と部屋番号が合っているか")),
        ("ja-x-easy", ("がもらえるという<ruby>知<rp>", "<rt>もど</rt>", "<rt>へや</rt>")),
        ("en", ("Notice of entitlement to child allowance</strong>", "came back to the city on 3 December 2026 (Thu).<br>The addressee has moved", "check whether the address")),
    ],
)  # fmt: skip
def test_what_came_back_is_said_with_why_and_what_to_do(
    sakura: Browser, inside: Inside, language: str, words: tuple[str, ...]
) -> None:
    inside.tell_of_post(CAME_BACK)
    page = page_of(sakura, inside, language)
    assert [word for word in words if word not in page] == []
    assert 'href="#ask"' in page
    assert 'id="ask"' in page
    assert "/search?q=%E4%BD%8F%E6%89%80%E5%A4%89%E6%9B%B4" in page


@pytest.mark.parametrize(
    ("why", "words", "is_of_address"),
    [("unknown", "宛名の人が見つからなかった", True), ("refused", "受け取りを断られた", False), ("kept", "預かる期間", False), ("other", "戻ってきました。</p>", False)],
)  # fmt: skip
def test_why_is_said_in_plain_words(
    sakura: Browser, inside: Inside, why: str, words: str, is_of_address: bool
) -> None:
    inside.tell_of_post(CAME_BACK | {"why": why})
    page = page_of(sakura, inside)
    assert words in page
    assert ("住所変更の手続きを探す" in page) is is_of_address


def test_it_stands_in_its_place_among_the_others(sakura: Browser, inside: Inside) -> None:
    today = {"on": clock.today().isoformat()}
    inside.say("application.registered")
    inside.decide()
    inside.say("application.state", state="posted")
    inside.tell_of_post(CAME_BACK | today, SENT_AGAIN | today)
    page = page_of(sakura, inside)
    assert timeline(page)[-3:] == ["お届けしました", "郵便が戻ってきました", "もう一度送りました"]
    assert page.index("にもう一度郵便で送りました") < page.index("進みぐあい")
    assert f'<time class="when" datetime="{clock.today()}">' in page


def test_what_is_still_awaited_stays_last(sakura: Browser, inside: Inside) -> None:
    inside.say("application.registered")
    inside.tell_of_post(
        CAME_BACK | {"on": clock.today().isoformat()}, declared="correction-1", title="補正のお願い"
    )
    page = page_of(sakura, inside, "en")
    assert timeline(page)[1:] == [
        "With the section in charge", "A letter came back", "Being examined", "Decided", "Delivered",
    ]  # fmt: skip
    assert '<strong lang="ja">補正のお願い</strong>' in page, "a letter has no title but its own"
    assert '<span class="when" lang="ja">補正のお願い</span>' in page


def test_what_is_said_last_of_a_paper_counts(sakura: Browser, inside: Inside) -> None:
    inside.tell_of_post(CAME_BACK)
    inside.tell_of_post(CAME_BACK, document="paper-2", title="手紙", declared="letter-1")
    minutes_later(1)
    inside.tell_of_post(CAME_BACK, SENT_AGAIN)
    page = page_of(sakura, inside)
    assert page.count("市へ戻ってきました") == 1
    assert page.count("もう一度郵便で送りました") == 1


def test_a_mistake_is_said_to_be_one_and_asks_for_nothing(sakura: Browser, inside: Inside) -> None:
    inside.tell_of_post(CAME_BACK)
    inside.tell_of_post()
    page = page_of(sakura, inside)
    assert "まちがいでした" in page
    assert "市へ戻ってきました" not in page
    assert "郵便が戻ってきました" not in timeline(page)
    assert "電話番号を見る" not in page


def test_it_is_news_in_the_list_until_it_was_read(sakura: Browser, inside: Inside) -> None:
    inside.tell_of_post(CAME_BACK)
    assert "郵便で送った書類のお知らせがあります" in shown(sakura, "/my")
    page_of(sakura, inside)
    assert "郵便で送った書類のお知らせがあります" not in shown(sakura, "/my")


@pytest.mark.parametrize(
    "journey", [{"what": "lost", "on": "2026-12-03"}, {"what": "came_back", "on": "soon"}]
)
def test_what_makes_no_sense_is_said_to_be_unreadable(
    sakura: Browser, inside: Inside, journey: dict[str, str]
) -> None:
    inside.tell_of_post(journey)
    page = page_of(sakura, inside)
    assert "開けないお知らせがあります" in page
    assert timeline(page)[0] == "受け取りました"
