"""The pages: a whole paper typed by a clerk, with and without scripts."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import lxml.html
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from dokodemo.base import clock, config, http, uploads
from dokodemo.base.actor import Actor
from dokodemo.base.audit.models import AuditRow
from dokodemo.casework.cases import states
from dokodemo.casework.cases.models import Case
from dokodemo.casework.conftest import Here
from dokodemo.casework.reception import actions
from dokodemo.casework.reception.filling import typed_of
from dokodemo.casework.reception.models import Reception, Scan
from dokodemo.casework.reception.tests.conftest import scanned
from dokodemo.catalog.schema import Catalog

Desk = Callable[..., Client]
LIVE = {"HX-Request": "true"}
CORE = pytest.mark.skipif(config.load().zone != "core", reason="My Numbers, and lists, are core's")


@pytest.fixture
def clerk(at_desk: Desk, catalog: Catalog) -> Client:
    return at_desk("clerk")


@pytest.fixture
def number(clerk: Client, here: Here) -> int:
    """One that was just begun at the counter."""
    answer = clerk.post("/reception", {"procedure": here.procedure, "entrance": "counter"})
    assert answer.status_code == 303
    return int(answer["Location"].rpartition("/")[2])


def page_of(answer: Any) -> Any:
    return lxml.html.fromstring(answer.content.decode())


def control(answer: Any, name: str) -> str:
    (found,) = page_of(answer).xpath(f"//*[@name='{name}']")
    return str(found.get("value"))


def typed(clerk: Client, number: int, here: Here, catalog: Catalog, **more: Any) -> dict[str, Any]:
    """The whole form as a browser sends it."""
    procedure = catalog.procedures[here.procedure]
    revision = control(clerk.get(f"/reception/{number}"), "_revision")
    own = {"_revision": revision, "_received_on": f"{clock.today():%Y-%m-%d}", "_proof": "seen_card"}
    return own | typed_of(procedure, here.values) | more


def scan(clerk: Client, number: int, paper: bytes, **more: Any) -> Any:
    revision = Reception.objects.get(pk=number).revision
    file = SimpleUploadedFile("しんせい.jpg", paper)
    own = {"_revision": revision, "go": "attach", "_attachment": states.ORIGINAL, "_file": file}
    return clerk.post(f"/reception/{number}", own | more)


def test_from_the_paper_to_the_slip(
    clerk: Client, number: int, here: Here, catalog: Catalog, paper: bytes
) -> None:
    page = scan(clerk, number, paper)
    assert page.status_code == 200
    assert "しんせい.jpg" in page.content.decode()
    shown = clerk.get(f"/reception/{number}/scans/{Scan.objects.get().id}")
    assert (shown["Content-Type"], shown.content[:2]) == ("image/jpeg", b"\xff\xd8")
    assert "sandbox" in shown["Content-Security-Policy"]
    answer = clerk.post(f"/reception/{number}", typed(clerk, number, here, catalog, go="register"))
    case = Case.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/reception/slips/{case.id}")
    slip = clerk.get(answer["Location"]).content.decode()
    assert case.receipt in slip
    assert here.values[here.name] not in slip
    assert case.receipt in clerk.get("/?entrance=counter").content.decode()
    head = clerk.get(f"/cases/{case.id}").content.decode()
    assert "窓口" in head
    assert "マイナンバーカードを窓口で見た" in head
    assert "届いた申請書（原本のスキャン）" in clerk.get(f"/cases/{case.id}?tab=files").content.decode()


def test_everything_is_asked_and_nothing_is_known(
    clerk: Client, number: int, catalog: Catalog, here: Here
) -> None:
    page = page_of(clerk.get(f"/reception/{number}"))
    named = {each.get("name") for each in page.xpath("//main//input | //main//select | //main//textarea")}
    first = catalog.procedures[here.procedure].pages[0]
    assert {
        each.id for each in first.fields if each.when is None and each.type not in ("list", "kojinbango")
    } <= named
    assert {each.get("autocomplete") for each in page.xpath("//main//input[@type='text']")} == {"off"}


def test_what_is_wrong_is_said_where_it_is_and_nothing_is_lost(
    clerk: Client, number: int, here: Here, catalog: Catalog, paper: bytes
) -> None:
    scan(clerk, number, paper)
    post = typed(clerk, number, here, catalog, go="register") | {here.phone: "読めない"}
    answer = clerk.post(f"/reception/{number}", post)
    assert answer.status_code == 422
    assert control(answer, here.phone) == "読めない"
    assert [
        each.get("href")
        for each in page_of(answer).xpath("//*[@id='errors']//a | //*[contains(@class,'error-summary')]//a")
    ] == [f"#{here.phone}"]
    assert "不備のまま受け付ける" in answer.content.decode()
    post |= {"go": "anyway", "_revision": control(answer, "_revision")}
    answer = clerk.post(f"/reception/{number}", post)
    assert answer.status_code == 303
    assert "1か所" in clerk.get(answer["Location"]).content.decode()


def test_what_the_paper_itself_lacks_cannot_be_passed_over(
    clerk: Client, number: int, here: Here, catalog: Catalog
) -> None:
    post = typed(clerk, number, here, catalog, go="anyway", _received_on="あした", _proof="")
    answer = clerk.post(f"/reception/{number}", post)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert control(answer, "_received_on") == "あした"
    assert "今日までの日付で" in html
    assert "本人確認をどうしたか" in html
    assert "原本をスキャンして付けて" in html
    assert "不備のまま受け付ける" not in html
    assert not Case.objects.exists()


def test_each_change_is_saved_at_once(clerk: Client, number: int, here: Here) -> None:
    shown = control(clerk.get(f"/reception/{number}"), "_shown")
    post = {"_revision": "1", "_shown": shown, here.kana: "シオミ　ナギサ"}
    answer = clerk.post(f"/reception/{number}?live=1", post, headers=LIVE)
    assert answer["HX-Retarget"] == "#saved"
    assert "保存しました" in answer.content.decode()
    assert control(answer, "_revision") == "2"
    assert Reception.objects.get().typed == {here.kana: "シオミ　ナギサ"}
    assert control(clerk.get(f"/reception/{number}"), here.kana) == "シオミ　ナギサ"


@CORE
def test_an_answer_brings_up_the_questions_that_it_calls_for(clerk: Client, number: int, here: Here) -> None:
    shown = control(clerk.get(f"/reception/{number}"), "_shown")
    assert "spouse_name" not in shown.split()
    post = {"_revision": "1", "_shown": shown, "_private": "", "has_spouse": "true"}
    answer = clerk.post(f"/reception/{number}?live=1", post, headers=LIVE)
    html = answer.content.decode()
    assert 'name="spouse_name"' in html
    assert 'name="spouse_kojinbango"' in html
    assert html.count("hx-swap-oob") == 2, "the numbers and the saved-line"
    shown = control(clerk.get(f"/reception/{number}"), "_shown")
    asks = page_of(clerk.get(f"/reception/{number}")).xpath("//form[@id='form']/div/@hx-params")
    assert asks == ["not _file,spouse_kojinbango"], "a My Number is sent only to be received"
    post |= {"_revision": "2", "_shown": shown, "_private": "spouse_kojinbango", "has_older": "true"}
    answer = clerk.post(f"/reception/{number}?live=1", post, headers=LIVE)
    assert 'name="spouse_kojinbango"' not in answer.content.decode(), "what is typed there stays there"


@CORE
def test_an_item_is_added_taken_away_and_put_back(
    clerk: Client, number: int, here: Here, catalog: Catalog
) -> None:
    post = typed(clerk, number, here, catalog)
    answer = clerk.post(f"/reception/{number}", post | {"add": "children"})
    assert answer.status_code == 200
    assert control(answer, "children-1-name") == ""
    post |= {"_revision": control(answer, "_revision"), "children-0-remove": "1"}
    answer = clerk.post(f"/reception/{number}", post)
    assert control(answer, "children-0-name") == ""
    assert "もとに戻す" in answer.content.decode()
    held = {
        each.get("name"): each.get("value")
        for each in page_of(answer).xpath("//input[starts-with(@name, '_gone-')]")
    }
    post = {name: text for name, text in post.items() if not name.startswith("children-0")}
    post |= held | {"undo": "children-0", "_revision": control(answer, "_revision")}
    answer = clerk.post(f"/reception/{number}", post)
    assert control(answer, "children-0-name") == "潮見　凪"


def test_who_saves_over_somebody_else_is_asked(
    clerk: Client, number: int, here: Here, catalog: Catalog, office_people: dict[str, Actor]
) -> None:
    post = typed(clerk, number, here, catalog, go="save")
    theirs = actions.Said(clock.today(), "seen_two", {here.kana: "ベツノ　ヒト"})
    actions.save(office_people["colleague"], number, 1, theirs)
    live = clerk.post(f"/reception/{number}?live=1", post, headers=LIVE)
    assert "試験 colleague" in live.content.decode()
    assert control(live, "_revision") == "1", "the next save is asked again"
    answer = clerk.post(f"/reception/{number}", post)
    assert answer.status_code == 409
    assert control(answer, here.kana) == here.values[here.kana], "mine stands here"
    assert Reception.objects.get().typed == {here.kana: "ベツノ　ヒト"}, "theirs is kept"
    answer = clerk.post(f"/reception/{number}", post | {"_revision": control(answer, "_revision")})
    assert answer.status_code == 200
    assert Reception.objects.get().typed[here.kana] == here.values[here.kana]


def test_saving_in_the_background_presses_nothing(
    clerk: Client, number: int, here: Here, catalog: Catalog
) -> None:
    post = typed(clerk, number, here, catalog, go="anyway")
    answer = clerk.post(f"/reception/{number}?live=1", post, headers=LIVE)
    assert answer.status_code == 200
    assert Reception.objects.filter(id=number).exists()
    assert not Case.objects.exists()


def test_when_the_session_is_over_the_page_says_so(number: int, at_desk: Desk, here: Here) -> None:
    answer = at_desk("").post(
        f"/reception/{number}?live=1", {"_revision": "1", here.kana: "シオミ"}, headers=LIVE
    )
    assert answer["HX-Retarget"] == "#saved"
    assert "サインイン" in answer.content.decode()
    assert control(answer, "_revision") == "1"


@pytest.mark.parametrize(
    ("who", "status"), [("stranger", 404), ("approver", 403), ("operator", 403), ("auditor", 403)]
)
def test_nobody_elses_business(number: int, at_desk: Desk, who: str, status: int) -> None:
    browser = at_desk(who)
    assert browser.get(f"/reception/{number}").status_code == status
    assert browser.post(f"/reception/{number}", {"_revision": "1", "go": "save"}).status_code == status
    assert browser.post(f"/reception/{number}/discard", {"sure": "yes"}).status_code == status
    assert Reception.objects.filter(pk=number, revision=1).exists()


def test_what_is_too_large_is_not_even_read(
    clerk: Client, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MAX_REQUEST", 10)
    answer = clerk.post(f"/reception/{number}", {"_revision": "1", "go": "save"})
    assert answer.status_code == 413
    assert "大きすぎます" in answer.content.decode()


def test_a_sheet_that_is_none_is_refused_in_place(clerk: Client, number: int, here: Here) -> None:
    answer = scan(clerk, number, b"<html>", **{here.kana: "シオミ"})
    assert answer.status_code == 422
    assert "この種類のファイルは受け取れません" in answer.content.decode()
    assert control(answer, here.kana) == "シオミ"
    assert "何の書類かを選んで" in scan(clerk, number, b"x", _attachment="../../etc").content.decode()


def test_what_is_begun_can_be_found_again_and_thrown_away(clerk: Client, number: int, here: Here) -> None:
    clerk.post(f"/reception/{number}", {"_revision": "1", "go": "close", here.name: here.values[here.name]})
    listed = clerk.get("/reception?done=saved").content.decode()
    assert here.values[here.name] in listed
    assert f"/reception/{number}" in listed
    assert clerk.get(f"/reception/{number}/discard").status_code == 200
    assert clerk.post(f"/reception/{number}/discard").status_code == 200, "it is not said for sure"
    answer = clerk.post(f"/reception/{number}/discard", {"sure": "yes"})
    assert answer["Location"] == "/reception?done=discarded"
    assert clerk.get(f"/reception/{number}").status_code == 404
    assert "入力の途中のものはありません" in clerk.get(answer["Location"]).content.decode()


def test_a_choice_is_missing(clerk: Client, here: Here) -> None:
    answer = clerk.post("/reception", {"procedure": "nai-tetsuzuki", "entrance": "counter"})
    assert answer.status_code == 422
    assert "手続きを選んでください" in answer.content.decode()
    answer = clerk.post("/reception", {"procedure": here.procedure, "entrance": "fax"})
    assert answer.status_code == 422


def test_what_the_page_costs(
    clerk: Client, number: int, here: Here, catalog: Catalog, steady_catalog: None
) -> None:
    actions_before = AuditRow.objects.filter(action="reception.view").count()
    clerk.get(f"/reception/{number}")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        clerk.get(f"/reception/{number}")
    assert len(asked) <= 5, [each["sql"] for each in asked.captured_queries]
    assert AuditRow.objects.filter(action="reception.view").count() == actions_before + 2
    post = typed(clerk, number, here, catalog)
    clerk.post(f"/reception/{number}?live=1", post, headers=LIVE)
    post["_revision"] = str(Reception.objects.get().revision)
    with CaptureQueriesContext(connection) as asked:
        clerk.post(f"/reception/{number}?live=1", post, headers=LIVE)
    assert len(asked) <= 8, [each["sql"] for each in asked.captured_queries]


def test_a_scan_of_some_pages_gets_in(clerk: Client, number: int) -> None:
    """A page of paper has a megabyte: more than any other form of a desk may send."""
    assert scan(clerk, number, scanned() + b"\0" * 2 * 1024 * 1024).status_code == 200
    assert Scan.objects.count() == 1


def test_no_page_repeats_a_my_number(db: None) -> None:
    post = {
        "_private": "spouse_kojinbango ",
        "spouse_kojinbango": "123456789018",
        "claimant_name": "潮見　渚",
    }
    body = http.away(RequestFactory().post("/reception/5", post)).content.decode()  # type: ignore[attr-defined]
    assert "123456789018" not in body
    assert "潮見" in body


def test_a_second_press_leads_to_the_slip(
    clerk: Client, number: int, here: Here, catalog: Catalog, paper: bytes, at_desk: Desk
) -> None:
    scan(clerk, number, paper)
    post = typed(clerk, number, here, catalog, go="register")
    post["_application"] = control(clerk.get(f"/reception/{number}"), "_application")
    first, second = clerk.post(f"/reception/{number}", post), clerk.post(f"/reception/{number}", post)
    assert first["Location"] == second["Location"] == f"/reception/slips/{Case.objects.get().id}"
    assert at_desk("stranger").post(f"/reception/{number}", post).status_code == 404


def test_the_desk_offers_to_type_what_came(
    clerk: Client, number: int, here: Here, catalog: Catalog, paper: bytes
) -> None:
    scan(clerk, number, paper)
    clerk.post(f"/reception/{number}", typed(clerk, number, here, catalog, go="register"))
    case = Case.objects.get()
    clerk.post(f"/cases/{case.id}/take", {"version": case.version})
    assert "届いた補正を入力する" not in clerk.get(f"/cases/{case.id}").content.decode()
    until = (clock.today() + timedelta(days=9)).isoformat()
    ask = {"version": Case.objects.get().version, "ask_text": "電話番号を。", "ask_until": until}
    assert clerk.post(f"/cases/{case.id}/ask", ask).status_code == 303
    assert "届いた補正を入力する" in clerk.get(f"/cases/{case.id}").content.decode()
    answer = clerk.post(f"/reception/answers/{case.id}")
    assert "補正として受け付ける" in clerk.get(answer["Location"]).content.decode()


@CORE
def test_a_box_that_is_no_longer_ticked_is_not_ticked_again(clerk: Client, number: int) -> None:
    page = clerk.get(f"/reception/{number}")
    post = {"_revision": "1", "_shown": control(page, "_shown"), "consent_inquiry": "true"}
    clerk.post(f"/reception/{number}?live=1", post, headers=LIVE)
    assert page_of(clerk.get(f"/reception/{number}")).xpath("//*[@name='consent_inquiry']/@checked")
    del post["consent_inquiry"]
    clerk.post(f"/reception/{number}?live=1", post | {"_revision": "2"}, headers=LIVE)
    assert not page_of(clerk.get(f"/reception/{number}")).xpath("//*[@name='consent_inquiry']/@checked")


# --- several sheets at once, what the register knows, what lies here --------------------------------------------


def test_several_sheets_at_once_each_that_can_be(clerk: Client, number: int, paper: bytes) -> None:
    files = [
        SimpleUploadedFile("一.jpg", paper),
        SimpleUploadedFile("二.jpg", b"no picture"),
        SimpleUploadedFile("三.jpg", scanned(120)),
    ]
    answer = scan(clerk, number, paper, _file=files)
    assert answer.status_code == 422
    assert set(Scan.objects.values_list("name", flat=True)) == {"一.jpg", "三.jpg"}
    (said,) = page_of(answer).xpath("//p[@id='_file-error']")
    assert said.text_content().startswith("二.jpg：")


@CORE
def test_what_the_register_knows_need_not_be_typed(
    clerk: Client, number: int, here: Here, catalog: Catalog
) -> None:
    empty = {"_revision": "1", "_received_on": f"{clock.today():%Y-%m-%d}", "_proof": "seen_card"}
    found = clerk.post(f"/reception/{number}", empty | {"go": "find", "_resident": "潮見"})
    (button,) = page_of(found).xpath("//button[@name='fill']")
    sheet = str(Reception.objects.get(pk=number).application)
    search = AuditRow.objects.get(action="person.search")
    assert (search.object_kind, search.object_id) == ("reception", sheet)
    phone = {"claimant_phone": "09012345678", "_revision": control(found, "_revision")}
    filled = clerk.post(f"/reception/{number}", empty | phone | {"fill": button.get("value")})
    assert control(filled, here.name) == "潮見　渚"
    assert control(filled, here.kana) == "シオミ　ナギサ"
    assert control(filled, "claimant_phone") == "09012345678"
    row = Reception.objects.get(pk=number)
    assert (row.applicant, row.typed[here.name]) == ("潮見　渚", "潮見　渚")
    typed_already = empty | {here.name: "潮見　なぎさ", "_revision": control(filled, "_revision")}
    again = clerk.post(f"/reception/{number}", typed_already | {"fill": button.get("value")})
    assert control(again, here.name) == "潮見　なぎさ"


@CORE
def test_who_is_looked_for_has_to_be_named(clerk: Client, number: int) -> None:
    for revision, text in enumerate(("　", "潮", " 潮　", "潮" * 101), 1):
        answer = clerk.post(
            f"/reception/{number}", {"_revision": str(revision), "go": "find", "_resident": text}
        )
        assert answer.status_code == 422, text
        assert "2文字以上" in answer.content.decode()
    assert not AuditRow.objects.filter(action="person.search").exists()
    nobody = clerk.post(f"/reception/{number}", {"_revision": "5", "go": "find", "_resident": "海賊"})
    assert "見つかりませんでした" in nobody.content.decode()


@CORE
def test_only_a_number_that_can_be_one_is_looked_up(clerk: Client, number: int) -> None:
    for revision, wrong in enumerate(("999999999999999", "1990", "潮見"), 1):
        gone = clerk.post(f"/reception/{number}", {"_revision": str(revision), "fill": wrong})
        assert gone.status_code == 200
    assert not AuditRow.objects.filter(action="person.search").exists()
    assert Reception.objects.get(pk=number).applicant == ""


@CORE
def test_the_trail_says_in_japanese_why_who_applies_was_looked_for(clerk: Client, number: int) -> None:
    post = {"_revision": "1", "go": "find", "_resident": "潮見"}
    clerk.post(f"/reception/{number}", post, headers={"accept-language": "en"})
    assert AuditRow.objects.get(action="person.search").reason.startswith("紙・電話の申請の入力（")


def test_a_zone_without_residents_offers_none(clerk: Client, number: int) -> None:
    offered = "住民情報から入れる" in clerk.get(f"/reception/{number}").content.decode()
    assert offered == (config.load().zone == "core")


def test_a_paper_that_lies_here_is_pointed_out(clerk: Client, number: int) -> None:
    assert "営業日" not in clerk.get("/reception").content.decode()
    Reception.objects.filter(pk=number).update(received_on=clock.today() - timedelta(days=7))
    assert "営業日" in clerk.get("/reception").content.decode()
