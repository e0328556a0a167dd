"""The guide as somebody walks it: one question a screen, back and forth, and the sheet at the end."""

import logging
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dokodemo.base import clock, config
from dokodemo.catalog import versions
from dokodemo.catalog.schema import Catalog
from dokodemo.internet.accounts.logs import HideLinks
from dokodemo.internet.apply.tests import people
from dokodemo.internet.apply.tests.people import page_of
from dokodemo.internet.guide import figures, keeping, views
from dokodemo.internet.guide.models import Figure, Kept
from dokodemo.internet.guide.sheet import SECONDS

pytestmark = pytest.mark.django_db
MOVES_IN = {"move_kind": "in", "abroad": "false", "move_date": "令和8年11月21日", "has_child": "true"}
COOKIE = "__Host-guide"


@pytest.fixture(autouse=True)
def november() -> Any:
    clock.set_now(datetime(2026, 11, 24, 3, tzinfo=UTC))
    yield
    clock.reset()


@pytest.fixture
def visitor(city: Catalog) -> Any:
    return people.browser()


def walk(visitor: Any, events: list[str], answers: dict[str, str]) -> Any:
    """Begin, and answer every question that comes; the sheet, or the first page that takes no answer."""
    return walk_on(visitor, visitor.post("/guide/begin", {"event": events}), answers)


def walk_on(visitor: Any, answer: Any, answers: dict[str, str]) -> Any:
    """From where an answer leads to the sheet; what is not given is answered by no, by the first choice, or by today."""
    while "/guide/questions/" in answer["Location"]:
        question = answer["Location"].rpartition("/")[2]
        page = visitor.get(answer["Location"])
        assert page.status_code == 200, question
        first = page_of(page).partition('name="answer" value="')[2].partition('"')[0]
        typed = answers.get(question, "false" if 'value="false"' in page_of(page) else first or "2026-11-24")
        answer = visitor.post(answer["Location"], {"answer": typed})
        assert answer.status_code == 303, (question, typed, page_of(answer))
    return visitor.get(answer["Location"])


def test_a_family_that_moves_in_is_told_everything_in_order(visitor: Any) -> None:
    html = page_of(walk(visitor, ["hikkoshi"], MOVES_IN))
    titles = ("転入届", "マイナンバーカードの継続利用", "児童手当の認定請求", "子ども医療費の受給者証")
    places = [html.index(f">{title}") for title in titles]
    assert places == sorted(places)
    assert "2026年12月7日(月)" in html
    assert "（2026年12月5日(土)は市役所が休みのため）" in html
    assert "住民基本台帳法第22条第1項" in html
    assert "いちばん早い期限は、2026年12月7日(月)の「転入届（来庁の予定と事前の送信）」です。" in html
    assert "転居届" not in html
    assert "この画面で" in html


def test_what_can_be_done_here_is_offered_together_and_ticked(visitor: Any) -> None:
    html = page_of(walk(visitor, ["hikkoshi"], MOVES_IN | {"dog": "new"}))
    ticked = re.findall(r'<input type="checkbox" name="procedure" value="([^"]+)" checked>', html)
    assert ticked == ["tennyu", "kokuho-kanyu", "jido-teate-nintei", "inu-toroku"]
    assert 'action="/together"' in html
    assert 'href="#together"' in html


def test_the_way_back_to_the_sheet_is_at_home_as_long_as_there_is_one(visitor: Any) -> None:
    back = 'href="/guide/result"'
    assert back not in page_of(visitor.get("/"))
    walk(visitor, ["hikkoshi"], MOVES_IN)
    assert back in page_of(visitor.get("/"))
    visitor.post("/guide/forget")
    assert back not in page_of(visitor.get("/"))


def test_one_procedure_alone_is_not_offered_together(visitor: Any) -> None:
    html = page_of(walk(visitor, ["kaigo"], {"care_state": "first"}))
    assert "要介護・要支援認定の申請（新規）" in html
    assert "/together" not in html


def test_the_sheet_is_in_english_too(city: Catalog) -> None:
    html = page_of(walk(people.browser(language="en"), ["hikkoshi"], MOVES_IN))
    assert (
        "The first deadline is 7 December 2026 (Mon): “Moving in (appointment and data sent ahead)”." in html
    )
    assert "Residents&#x27; Section (City Hall, 1st floor, window 1)" in html


def test_several_events_are_one_sheet(visitor: Any) -> None:
    answers = MOVES_IN | {"baby_state": "born", "born_on": "2026-11-20", "care_state": "first"}
    html = page_of(walk(visitor, ["hikkoshi", "akachan", "kaigo"], answers))
    for title in ("転入届", "出生届", "児童手当の認定請求", "要介護・要支援認定の申請（新規）"):
        assert f">{title}" in html


def test_a_deadline_that_has_passed_is_said(visitor: Any) -> None:
    html = page_of(walk(visitor, ["hikkoshi"], MOVES_IN | {"move_date": "2026-08-01"}))
    assert "過ぎています" in html
    assert "いちばん早い期限" not in html


def test_a_fixed_day_is_the_next_and_says_from_when(visitor: Any) -> None:
    answers = {"single_parent": "true", "single_allowance_now": "true", "wants_nursery": "true"}
    html = page_of(walk(visitor, ["kosodate"], answers))
    assert "<strong>2027年8月31日(火)</strong> <span" in html
    assert "（2027年8月1日(日)からできます）" in html
    assert "いちばん早い期限は、2026年11月30日(月)の「教育・保育給付の支給認定」です。" in html


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("ja", "期限の日付はありません：法令は、期限の日を決めていません"),
        ("en", "There is no date to keep: no law or order names a day"),
        ("ja-x-easy", "いつまで、という<ruby>日"),
        ("ko", "정해진 기한 날짜가 없습니다"),
        ("vi", "Không có ngày hết hạn cụ thể"),
        ("pt-br", "Não há uma data-limite"),
        ("zh-hans", "没有规定具体的截止日期"),
        ("zh-hant", "沒有規定具體的截止日期"),
    ],
)
def test_where_there_is_no_last_day_that_is_said_in_every_language(
    city: Catalog, language: str, says: str
) -> None:
    answers = {"work_event": "paper", "paper": "resident"}
    assert says in page_of(walk(people.browser(language=language), ["shigoto"], answers))


def test_nothing_to_do_is_no_dead_end(visitor: Any) -> None:
    html = page_of(walk(visitor, ["kosodate"], {}))
    assert "市役所での手続きは、見つかりませんでした" in html
    assert "0000-00-1100" in html
    assert 'href="/guide/questions/wants_nursery"' in html


def test_an_answer_is_changed_and_the_rest_is_not_asked_again(visitor: Any) -> None:
    walk(visitor, ["hikkoshi"], MOVES_IN)
    page = page_of(visitor.get("/guide/questions/abroad"))
    assert "前の答え" in page
    changed = visitor.post("/guide/questions/abroad", {"answer": "true"})
    assert changed["Location"] == "/guide/questions/working_age", "only what comes anew is asked"
    html = page_of(walk_on(visitor, changed, {"working_age": "true"}))
    assert "国外から海風市に引っ越してくるため" in html
    assert "国外から引っ越してきて国民年金に入るため" in html
    assert "児童手当の認定請求" in html, "a child from abroad is a child"
    assert "マイナンバーカードの継続利用" not in html


def test_the_way_back_leads_to_the_question_before(visitor: Any) -> None:
    visitor.post("/guide/begin", {"event": ["hikkoshi"]})
    assert 'href="/guide/hikkoshi"' in page_of(visitor.get("/guide/questions/move_kind"))
    visitor.post("/guide/questions/move_kind", {"answer": "in"})
    assert 'href="/guide/questions/move_kind"' in page_of(visitor.get("/guide/questions/abroad"))


@pytest.mark.parametrize(
    ("question", "typed", "says"),
    [
        ("move_kind", "moon", "示されたものの中から選んでください"),
        ("move_kind", "", "示されたものの中から選んでください"),
        ("move_kind", "\0", "使えない文字"),
    ],
)
def test_what_is_no_answer_is_said_and_nothing_is_lost(
    visitor: Any, question: str, typed: str, says: str
) -> None:
    visitor.post("/guide/begin", {"event": ["hikkoshi"]})
    answer = visitor.post(f"/guide/questions/{question}", {"answer": typed})
    assert answer.status_code == 422
    assert says in page_of(answer)


@pytest.mark.parametrize("typed", ["去年の夏", "2026-02-30", ""])
def test_a_date_that_is_none_stays_in_the_field(visitor: Any, typed: str) -> None:
    visitor.post("/guide/begin", {"event": ["hikkoshi"]})
    for question, given in (("move_kind", "in"), ("abroad", "false")):
        visitor.post(f"/guide/questions/{question}", {"answer": given})
    answer = visitor.post("/guide/questions/move_date", {"answer": typed})
    assert answer.status_code == 422
    assert f'value="{typed}"' in page_of(answer)
    assert 'aria-invalid="true"' in page_of(answer)


def test_a_question_out_of_turn_leads_to_the_one_that_is_next(visitor: Any) -> None:
    visitor.post("/guide/begin", {"event": ["hikkoshi"]})
    for answer in (visitor.get("/guide/questions/water"), visitor.get("/guide/result")):
        assert answer["Location"] == "/guide/questions/move_kind"
    assert visitor.get("/guide/questions/unknown").status_code == 404
    assert visitor.get("/guide/unknown").status_code == 404


@pytest.mark.parametrize("path", ["/guide/result", "/guide/questions/move_kind"])
def test_without_a_sheet_it_begins_at_the_beginning(visitor: Any, path: str) -> None:
    assert visitor.get(path)["Location"] == "/"
    assert visitor.post("/guide/begin", {})["Location"] == "/"
    assert visitor.post("/guide/begin", {"event": ["moon"]})["Location"] == "/"


def test_what_was_answered_is_in_the_browser_only_and_unreadable(visitor: Any) -> None:
    walk(visitor, ["okuyami"], {"died_on": "2026-11-20"})
    cookie = visitor.cookies[COOKIE]
    assert (cookie["secure"], cookie["httponly"], cookie["max-age"]) == (True, True, "")
    assert "okuyami" not in cookie.value
    assert "2026" not in cookie.value
    with CaptureQueriesContext(connection) as queries:
        visitor.get("/guide/result")
    assert [each for each in queries if "catalog" not in each["sql"]] == []


def address_of(page: Any) -> str:
    """The path of the address that another device opens."""
    found = page_of(page).partition('id="address" value="')[2].partition('"')[0]
    assert "data:image/svg+xml" in page_of(page)
    return str(found.partition(config.load().host)[2].lstrip(":0123456789"))


def test_another_device_goes_on_from_the_same_answers(visitor: Any) -> None:
    walk(visitor, ["hikkoshi"], MOVES_IN)
    address = address_of(visitor.post("/guide/keep"))
    phone = people.browser()
    assert phone.get(address).status_code == 200
    assert COOKIE not in phone.cookies, "looking at an address changes nothing"
    assert phone.post(address)["Location"] == "/guide/result"
    assert ">転入届" in page_of(phone.get("/guide/result"))


def test_a_kept_sheet_lies_unreadable_and_only_for_a_day(visitor: Any) -> None:
    walk(visitor, ["okuyami"], {"died_on": "2026-11-20"})
    assert Kept.objects.count() == 0, "nothing is stored before it is asked for"
    address = address_of(visitor.post("/guide/keep"))
    row = Kept.objects.get()
    assert b"okuyami" not in bytes(row.locked)
    assert address.rpartition("/")[2].encode() not in bytes(row.locked) + bytes(row.id_hash)
    other = address[:-6] + ("AAAAA=" if address[-6:] != "AAAAA=" else "BBBBB=")
    for wrong in (other, "/guide/kept/x", f"/guide/kept/{'A' * 64}"):
        assert people.browser().post(wrong).status_code == 410
    clock.set_now(clock.now() + keeping.KEPT)
    assert people.browser().post(address).status_code == 410
    assert keeping.remove_expired() == 1
    assert not Kept.objects.exists()


def test_nobody_fills_the_store_with_sheets(visitor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "MOST_KEPT", 2)
    walk(visitor, ["okuyami"], {"died_on": "2026-11-20"})
    assert [visitor.post("/guide/keep").status_code for _ in range(3)] == [200, 200, 429]
    assert "1時間ほど待って" in page_of(visitor.post("/guide/keep"))
    assert Kept.objects.count() == 2
    assert visitor.get("/guide/result").status_code == 200, "the answers are still there"


def test_the_address_of_a_kept_sheet_is_not_logged() -> None:
    said = logging.LogRecord("x", logging.WARNING, "", 0, "Not Found: %s", ("/guide/kept/" + "a" * 64,), None)
    HideLinks().filter(said)
    assert "aaaa" not in said.getMessage()


def test_a_rating_leaves_sealed_and_stays_nowhere(visitor: Any) -> None:
    clock.reset()  # the zones' keys are of today
    walk(visitor, ["kosodate"], {})
    assert visitor.post("/guide/rate", {"comment": "x"}).status_code == 422
    answer = visitor.post("/guide/rate", {"stars": "5", "comment": "たすかった" * 200})
    assert "ありがとうございました" in page_of(answer)
    with connection.cursor() as cursor:
        cursor.execute("SELECT destination, sealed FROM gateway_outbox")
        ((destination, sealed),) = cursor.fetchall()
    assert destination == "office"
    assert "たすかった".encode() not in bytes(sealed)


def test_the_hundredth_rating_of_an_hour_is_thanked_for_and_not_sent(visitor: Any) -> None:
    clock.reset()  # the zones' keys are of today
    walk(visitor, ["kosodate"], {})
    for _ in range(23):
        visitor.post("/guide/rate", {"stars": "1"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM gateway_outbox")
        assert cursor.fetchone() == (20,)


@pytest.mark.parametrize("stars", ["", "0", "6", "five", "5 "])
def test_a_rating_that_is_none_is_said_and_the_words_stay(visitor: Any, stars: str) -> None:
    walk(visitor, ["kosodate"], {})
    page = visitor.post("/guide/rate", {"stars": stars, "comment": "<よい>"})
    assert page.status_code == 422
    assert "&lt;よい&gt;" in page_of(page)
    assert people.browser().post("/guide/rate", {"stars": "5"})["Location"] == "/"


def test_where_people_give_up_is_counted_and_told(visitor: Any) -> None:
    clock.reset()  # the zones' keys are of today
    figures._counted.take()
    visitor.get("/guide/hikkoshi")
    visitor.post("/guide/begin", {"event": ["hikkoshi"]})
    visitor.get("/guide/questions/move_kind")
    visitor.post("/guide/questions/move_kind", {"answer": "moon"})
    visitor.post("/guide/questions/move_kind", {"answer": "in"})
    visitor.get("/guide/questions/abroad")
    figures.write()
    visitor.get("/guide/questions/abroad")
    figures.write()
    assert sorted(Figure.objects.values_list("place", "shown", "answered")) == [
        ("abroad", 2, 0), ("event:hikkoshi", 1, 1), ("move_kind", 1, 1),
    ]  # fmt: skip
    Figure.objects.create(day=clock.today() - timedelta(days=9), place="old", shown=1, answered=1)
    assert figures.tell() == 1
    assert not Figure.objects.filter(place="old").exists()


def test_an_event_that_happened_besides_is_not_counted_for_the_page_that_was_shown(visitor: Any) -> None:
    figures._counted.take()
    visitor.get("/guide/kaigo")
    sheet = walk_on(visitor, visitor.post("/guide/begin", {"event": ["kaigo", "hikkoshi"]}), MOVES_IN)
    assert sheet.status_code == 200
    figures.write()
    events = Figure.objects.filter(place__startswith="event:")
    assert list(events.values_list("place", "shown", "answered")) == [("event:kaigo", 1, 1)]
    # Nobody gives up at the sheet: it is the end.
    assert not [each for each in Figure.objects.all() if each.shown > each.answered]


def test_counting_is_written_now_and_then_only(visitor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    figures._counted.take()
    visitor.get("/guide/hikkoshi")
    assert not Figure.objects.exists()
    monkeypatch.setattr(figures, "EVERY_SECONDS", 0.0)
    visitor.get("/guide/hikkoshi")
    assert Figure.objects.get().shown == 2


def test_an_altered_or_old_sheet_is_none(visitor: Any) -> None:
    walk(visitor, ["kosodate"], {})
    value = visitor.cookies[COOKIE].value
    visitor.cookies[COOKIE] = value[:-4] + ("AAAA" if value[-4:] != "AAAA" else "BBBB")
    assert visitor.get("/guide/result")["Location"] == "/"
    visitor.cookies[COOKIE] = value
    assert visitor.get("/guide/result").status_code == 200
    clock.set_now(clock.now() + timedelta(seconds=SECONDS + 1))
    assert visitor.get("/guide/result")["Location"] == "/"


def test_beginning_anew_forgets(visitor: Any) -> None:
    walk(visitor, ["kosodate"], {})
    assert visitor.post("/guide/forget")["Location"] == "/"
    assert visitor.cookies[COOKIE].value == ""


def test_reading_sets_no_cookie_of_the_guide(visitor: Any) -> None:
    for path in ("/", "/guide/hikkoshi", "/search?q=引っ越し"):
        assert COOKIE not in visitor.get(path).cookies


@pytest.mark.parametrize(
    ("typed", "finds"),
    [
        ("引っ越した", "/guide/hikkoshi"),
        ("ひっこし", "/guide/hikkoshi"),
        ("子どもが生まれた", "/guide/akachan"),
        ("母の介護", "/guide/kaigo"),
        ("会社をやめた", "/guide/shigoto"),
        ("保育園", "/procedures/hoiku-riyo"),
        ("ペットが死んだ", "/procedures/inu-shibo"),
        ("ＪＩＤＯ　児童手当", "/procedures/jido-teate-nintei"),
        ("nursery", "/procedures/hoiku-riyo"),
        ("バイク", "/procedures/keiji-haisha"),
    ],
)
def test_everyday_words_find(visitor: Any, typed: str, finds: str) -> None:
    assert f'href="{finds}"' in page_of(visitor.get("/search", {"q": typed}))


@pytest.mark.parametrize("typed", ["カイジュウが出た", "<script>", "x" * 5000, "\0", "  "])
def test_a_search_that_finds_nothing_says_what_to_do(visitor: Any, typed: str) -> None:
    page = visitor.get("/search", {"q": typed})
    assert page.status_code == 200
    assert "<script>" not in page_of(page).replace("<script src=", "")
    assert 'href="/guide/hikkoshi"' in page_of(page)


def test_a_procedure_at_the_counter_says_where_and_what_to_bring(visitor: Any, city: Catalog) -> None:
    html, shussho = page_of(visitor.get("/procedures/shussho")), city.counter["shussho"]
    for text in (
        shussho.titles,
        shussho.summary_text,
        shussho.deadline_text,
        shussho.place_text,
        *shussho.bring,
    ):
        assert text.ja in html
    assert "この画面ではできません" in html
    assert "/apply/" not in html


def test_a_city_without_a_guide_offers_none(db: None) -> None:
    versions.forget()
    visitor = people.browser()
    for path in ("/guide/hikkoshi", "/search"):
        assert visitor.get(path).status_code == 404


def test_what_one_visitor_types_is_shown_to_nobody_else(city: Catalog) -> None:
    one, another = people.browser(), people.browser()
    for visitor in (one, another):
        answer = visitor.post("/guide/begin", {"event": ["hikkoshi"]})
        while "move_date" not in answer["Location"]:
            page = page_of(visitor.get(answer["Location"]))
            first = page.partition('name="answer" value="')[2].partition('"')[0]
            answer = visitor.post(answer["Location"], {"answer": first})
        where = answer["Location"]
    wrong = page_of(one.post(where, {"answer": "<きのう>"}))
    assert 'value="&lt;きのう&gt;"' in wrong
    assert 'href="#answer"' in wrong
    right = page_of(another.get(where))
    assert "きのう" not in right
    assert 'role="alert"' not in right


def test_the_head_of_a_question_knows_who_is_signed_in(city: Catalog) -> None:
    visitor = people.browser()
    assert "サインイン</a>" in page_of(visitor.get("/guide/hikkoshi"))
    resident = people.by_card()
    html = page_of(resident.get("/guide/hikkoshi"))
    assert "サインアウト" in html
    assert "サインイン</a>" in page_of(people.browser().get("/guide/hikkoshi"))


@pytest.mark.parametrize("day", ["9999-12-20", "0001-01-01"])
def test_a_day_at_the_ends_of_the_calendar_is_no_answer(visitor: Any, day: str) -> None:
    answer = visitor.post("/guide/begin", {"event": ["hikkoshi"]})
    while "move_date" not in answer["Location"]:
        first = (
            page_of(visitor.get(answer["Location"])).partition('name="answer" value="')[2].partition('"')[0]
        )
        answer = visitor.post(answer["Location"], {"answer": first})
    assert visitor.post(answer["Location"], {"answer": day}).status_code == 422
