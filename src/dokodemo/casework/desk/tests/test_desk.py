"""The pages: who gets which, what they say, what they cost."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit.models import AuditRow
from dokodemo.casework.cases import actions
from dokodemo.casework.cases.actions.files import open_attachment
from dokodemo.casework.cases.actions.papers import render_documents
from dokodemo.casework.cases.models import Case, CaseDocument, CasePrint
from dokodemo.casework.cases.tests.test_deciding import REFUSAL, examined, proposed, version
from dokodemo.casework.conftest import NAGISA, Application, Here, Ledger, Sealed
from dokodemo.casework.desk import nav, urls
from dokodemo.values.days import next_open_day

pytestmark = pytest.mark.django_db
Desk = Callable[..., Client]
Arrive = Callable[..., UUID]
ROLES = ("", "clerk", "chief", "stranger", "operator", "auditor")
SECTION = {"clerk": 200, "chief": 200, "stranger": 404, "operator": 403, "auditor": 403, "": 303}
#: For each address: the answer to a GET (or, after "POST ", to a POST) of each of ROLES.
TABLE: dict[str, dict[str, int]] = {
    "desk": {"": 303, "clerk": 200, "chief": 200, "stranger": 200, "operator": 302, "auditor": 302},
    "help": {"": 303, "clerk": 200, "chief": 200, "stranger": 200, "operator": 403, "auditor": 403},
    "POST many": {"": 303, "clerk": 303, "chief": 303, "stranger": 303, "operator": 403, "auditor": 403},
    "POST many_undo": {"": 303, "clerk": 303, "chief": 303, "stranger": 303, "operator": 403, "auditor": 403},
    "POST export": {"": 303, "clerk": 200, "chief": 200, "stranger": 200, "operator": 403, "auditor": 403},
    "POST view_save": {"": 303, "clerk": 303, "chief": 303, "stranger": 303, "operator": 403, "auditor": 403},
    "POST view_remove": {
        "": 303,
        "clerk": 303,
        "chief": 303,
        "stranger": 303,
        "operator": 403,
        "auditor": 403,
    },
    "case": SECTION,
    "POST case_take": SECTION | {"clerk": 303, "chief": 403},
    "POST case_link": SECTION | {"clerk": 422, "chief": 403},
    "POST case_correct": SECTION | {"clerk": 422, "chief": 403},
    "POST case_propose": SECTION | {"clerk": 422, "chief": 403},
    "POST case_decide": SECTION | {"clerk": 403, "chief": 422},
    "POST case_return": SECTION | {"clerk": 403, "chief": 422},
    "POST case_ask": SECTION | {"clerk": 422, "chief": 403},
    "POST case_whole": SECTION | {"clerk": 422, "chief": 422},
    "POST case_letter": SECTION | {"clerk": 422, "chief": 422},
    "POST case_agree": SECTION | {"clerk": 403, "chief": 422},
    "POST case_withdraw": SECTION | {"clerk": 422, "chief": 403},
    "POST case_reopen": SECTION | {"clerk": 403, "chief": 422},
    "POST case_fee": SECTION | {"clerk": 422, "chief": 403},
    "POST case_number": SECTION | {"clerk": 422, "chief": 422},
    "POST case_note": SECTION | {"clerk": 422, "chief": 422},
    "POST case_note_back": SECTION | {"clerk": 422, "chief": 422},
    "POST case_contact": SECTION | {"clerk": 422, "chief": 422},
    "POST case_promise": SECTION | {"clerk": 422, "chief": 422},
    "POST case_presence": SECTION,
    "case_attachment": SECTION | {"clerk": 404, "chief": 404},
    "case_document": SECTION | {"clerk": 404, "chief": 404},
    "approvals": {"": 303, "clerk": 200, "chief": 200, "stranger": 200, "operator": 403, "auditor": 403},
    "POST approvals_seen": {
        "": 303,
        "clerk": 303,
        "chief": 303,
        "stranger": 303,
        "operator": 403,
        "auditor": 403,
    },
    "mentions": {"": 303, "clerk": 200, "chief": 200, "stranger": 200, "operator": 403, "auditor": 403},
    "prints": {"": 303, "clerk": 200, "chief": 200, "stranger": 200, "operator": 403, "auditor": 403},
    "print_paper": SECTION | {"clerk": 404, "chief": 404},
    "POST print_paper": SECTION | {"clerk": 404, "chief": 404},
    "print_pdf": SECTION | {"clerk": 404, "chief": 404},
    "print_label": SECTION | {"clerk": 404, "chief": 404},
    "people": {"": 303, "clerk": 200, "chief": 200, "stranger": 200, "operator": 403, "auditor": 403},
    "manual": {"": 303} | dict.fromkeys(ROLES[1:], 200),
    "manual_chief": {"": 303} | dict.fromkeys(ROLES[1:], 200),
    "trail": {"": 303, "clerk": 403, "chief": 403, "stranger": 403, "operator": 403, "auditor": 200},
    "POST trail_verify": {
        "": 303,
        "clerk": 403,
        "chief": 403,
        "stranger": 403,
        "operator": 403,
        "auditor": 200,
    },
    "POST trail_export": {
        "": 303,
        "clerk": 403,
        "chief": 403,
        "stranger": 403,
        "operator": 403,
        "auditor": 422,
    },
    "operations": {"": 303, "clerk": 403, "chief": 403, "stranger": 403, "operator": 200, "auditor": 403},
    "POST operations_retry": {
        "": 303,
        "clerk": 403,
        "chief": 403,
        "stranger": 403,
        "operator": 303,
        "auditor": 403,
    },
}


def test_every_address_of_the_desk_has_a_row() -> None:
    assert {row.removeprefix("POST ") for row in TABLE} == {pattern.name for pattern in urls.urlpatterns}


@pytest.mark.parametrize("who", ROLES)
@pytest.mark.parametrize("row", TABLE)
def test_who_gets_which_page(
    at_desk: Desk, arrive: Arrive, ledger: Ledger, here: Here, row: str, who: str
) -> None:
    id_ = arrive()
    name = row.removeprefix("POST ")
    pattern = next(each for each in urls.urlpatterns if each.name == name)
    some = {"case_id": id_, "attachment_id": UUID(int=1), "document_id": UUID(int=1)}
    wanted = {key: value for key, value in some.items() if key in pattern.pattern.converters}
    client = at_desk(who)
    posted = {"version": version(id_)}
    answer = (
        client.post(reverse(name, kwargs=wanted), posted)
        if row.startswith("POST")
        else client.get(reverse(name, kwargs=wanted))
    )
    expected = TABLE[row][who]
    if name == "people" and not here.has_people and expected == 200:
        expected = 404
    if name == "case_number" and not here.has_people and expected == 422:
        expected = 403
    assert answer.status_code == expected
    if expected == 303 and who == "":
        assert answer["Location"].startswith("/sign-in?next=")


def test_every_view_says_who_may_open_it() -> None:
    for pattern in get_resolver().url_patterns:
        for each in getattr(pattern, "url_patterns", []):
            assert getattr(each.callback, "allowed_roles", None), each.name


@pytest.mark.usefixtures("steady_catalog")
@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_queue_costs_at_most_eight_queries(
    at_desk: Desk, arrive: Arrive, django_assert_max_num_queries: Any, language: str
) -> None:
    for _ in range(4):
        arrive()
    client = at_desk("clerk")
    client.cookies["lang"] = language
    client.get("/")
    with django_assert_max_num_queries(8):
        answer = client.get("/")
    assert answer.content.decode().count("data-row") == 4
    with django_assert_max_num_queries(1):
        asked = client.post("/", {"q": "9999"})
    with django_assert_max_num_queries(8):
        client.get(asked["Location"])


TABS = {"application": 11, "resident": 12, "related": 11, "files": 11, "notes": 11, "timeline": 16}


@pytest.mark.usefixtures("steady_catalog")
@pytest.mark.parametrize("tab", TABS)
def test_what_a_case_costs(
    at_desk: Desk, arrive: Arrive, office_people: dict[str, Actor], ledger: Ledger, django_assert_max_num_queries: Any,
    tab: str, here: Here,
) -> None:  # fmt: skip
    id_ = proposed(office_people, arrive())
    client = at_desk("chief")
    client.get(f"/cases/{id_}")
    with django_assert_max_num_queries(TABS[tab]):
        assert client.get(f"/cases/{id_}?tab={tab}").status_code == 200


def test_every_look_is_recorded(
    at_desk: Desk, arrive: Arrive, office_people: dict[str, Actor], here: Here
) -> None:
    id_ = examined(office_people, arrive())
    client = at_desk("clerk")
    client.get("/")
    client.get(f"/cases/{id_}")
    client.get(f"/cases/{id_}?tab=resident")
    acts = list(AuditRow.objects.filter(actor_id="clerk").values_list("action", flat=True))
    assert acts.count("case.view") == 2
    assert acts.count("case.list") == 1
    assert acts.count("person.view") == (1 if here.has_people else 0)
    subjects = set(AuditRow.objects.filter(action="case.view").values_list("subject", flat=True))
    assert subjects == {NAGISA if here.has_people else ""}


def test_a_case_of_another_section_and_one_that_is_not_there_look_the_same(
    at_desk: Desk, arrive: Arrive
) -> None:
    client = at_desk("stranger")

    def said(id_: UUID) -> str:
        """The page without what is another in every answer: its own address and the token of the sign-out."""
        text = client.get(f"/cases/{id_}").content.decode().replace(str(id_), "")
        return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)

    assert said(arrive()) == said(UUID(int=7))
    assert not AuditRow.objects.filter(action="case.view").exists()


def test_the_road_through_the_pages(
    at_desk: Desk, arrive: Arrive, ledger: Ledger, here: Here, office_people: dict[str, Actor]
) -> None:
    id_ = arrive()
    clerk, chief = at_desk("clerk"), at_desk("chief")
    page = f"/cases/{id_}"
    assert "審査をはじめる" in clerk.get(page).content.decode()
    assert clerk.post(f"{page}/take", {"version": version(id_)}).status_code == 303
    if here.has_people:
        assert "この人にする" in clerk.get(f"{page}?tab=resident").content.decode()
        assert clerk.post(f"{page}/link", {"version": version(id_), "person": NAGISA}).status_code == 303
        assert "住民の記録とのちがい" in clerk.get(page).content.decode()
    else:
        fee = {"version": version(id_), "amount": "３，０００円", "received_on": "", "how": "counter"}
        answer = clerk.post(f"{page}/fee", fee)
        assert answer.status_code == 422
        assert "３，０００円" in answer.content.decode(), "what was typed is still there"
        from dokodemo.values.eras import format_wareki

        fee["received_on"] = format_wareki(clock.today())
        assert clerk.post(f"{page}/fee", fee).status_code == 303
    assert clerk.post(f"{page}/propose", {"version": version(id_), "outcome": "approved"}).status_code == 303
    assert "提案のとおり承認する" not in clerk.get(page).content.decode()
    assert "提案のとおり承認する" in chief.get(page).content.decode()
    assert chief.post(f"{page}/decide", {"version": version(id_)}).status_code == 303
    render_documents(id_)
    files = chief.get(f"{page}?tab=files").content.decode()
    document = CaseDocument.objects.get()
    assert f"/documents/{document.id}" in files
    pdf = clerk.get(f"{page}/documents/{document.id}")
    assert (pdf["Content-Type"], pdf.content[:4]) == ("application/pdf", b"%PDF")
    assert pdf["Content-Disposition"].startswith("inline")
    assert AuditRow.objects.filter(action="document.view").count() == 1
    assert Case.objects.get(id=id_).number in clerk.get(f"{page}?tab=timeline").content.decode()


def test_a_lost_save_shows_both_texts(
    at_desk: Desk, arrive: Arrive, office_people: dict[str, Actor], ledger: Ledger, here: Here
) -> None:
    id_ = examined(office_people, arrive())
    client, read = at_desk("clerk"), version(id_)
    actions.correct(office_people["colleague"], id_, read, here.phone, "09011112222", "本人に電話した")
    typed = {"version": read, "field": here.phone, "value": "09033334444", "why": "わたしも電話した"}
    answer = client.post(f"/cases/{id_}/correct", typed)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "ほかの人が先に保存しました" in text
    assert "090-1111-2222" in text, "what is there now"
    assert 'value="09033334444"' in text, "what was typed, in its place"
    assert "わたしも電話した" in text
    again = client.post(f"/cases/{id_}/correct", typed | {"version": version(id_)})
    assert again.status_code == 303


def test_a_refused_proposal_keeps_what_was_typed(
    at_desk: Desk, arrive: Arrive, office_people: dict[str, Actor], ledger: Ledger
) -> None:
    id_ = examined(office_people, arrive())
    client = at_desk("clerk")
    answer = client.post(
        f"/cases/{id_}/propose", {"version": version(id_), "outcome": "refused", "note": "本人の<b>声"}
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "理由を1つ以上選んでください" in text
    assert "本人の&lt;b&gt;声" in text


def test_a_name_that_cannot_be_printed_is_said_and_nothing_is_decided(
    at_desk: Desk, arrive: Arrive, office_people: dict[str, Actor], ledger: Ledger, here: Here
) -> None:
    id_ = proposed(office_people, arrive({here.name: "潮見 \U0001f41a"}))
    answer = at_desk("chief").post(f"/cases/{id_}/decide", {"version": version(id_)})
    assert answer.status_code == 422
    assert "印字できない文字があります" in answer.content.decode()
    assert Case.objects.get(id=id_).state == "proposed"


def test_presence_tells_who_else_and_whether_it_is_stale(
    at_desk: Desk, arrive: Arrive, office_people: dict[str, Actor]
) -> None:
    id_ = arrive()
    at_desk("colleague").post(f"/cases/{id_}/presence", {"version": "1"})
    text = at_desk("clerk").post(f"/cases/{id_}/presence", {"version": "0"}).content.decode()
    assert office_people["colleague"].name in text
    assert "内容が変わりました" in text
    assert not AuditRow.objects.filter(action="case.view").exists()


def test_an_attachment_is_shown_from_here_and_can_do_nothing(
    at_desk: Desk, apply: Callable[..., Application], deliver: Callable[..., None], sealed_file: Callable[..., Sealed],
    ledger: Ledger,
) -> None:  # fmt: skip
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, "PNG")
    sealed = sealed_file(out.getvalue())
    made = apply(attachments=[sealed.entry])
    deliver("application.submitted", made.body)
    address = f"/cases/{made.id}/attachments/{sealed.entry['id']}"
    client = at_desk("clerk")
    assert client.get(address).status_code == 404
    part = {
        "application": str(made.id),
        "attachment": sealed.entry["id"],
        "sha256_cipher": sealed.entry["sha256_cipher"],
        "index": 0,
        "of": 1,
    }
    deliver("attachment.part", part, sealed.cipher)
    assert "無害化の準備中" in client.get(f"/cases/{made.id}?tab=files").content.decode()
    open_attachment(UUID(sealed.entry["id"]))
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert at_desk("stranger").get(address).status_code == 404
    assert AuditRow.objects.filter(action="attachment.view").count() == 1


def test_the_print_queue_marks_and_takes_back(
    at_desk: Desk, arrive: Arrive, office_people: dict[str, Actor], ledger: Ledger
) -> None:
    id_ = proposed(office_people, arrive())
    actions.decide(office_people["chief"], id_, version(id_))
    render_documents(id_)
    client, document = at_desk("clerk"), CasePrint.objects.get().document_id
    assert str(document) in client.get("/print").content.decode()
    assert client.post("/print", {"document": [str(document), "x"], "mark": "printed"}).status_code == 303
    assert "まだ印刷していない" in client.get("/print?state=printed").content.decode()
    nothing = client.post("/print?state=printed", {"mark": "posted"})
    assert (nothing.status_code, CasePrint.objects.get().state) == (422, "printed")
    assert "1つも選ばれていません" in nothing.content.decode()
    client.post("/print?state=printed", {"document": str(document), "mark": "ready"})
    assert CasePrint.objects.get().state == "ready"
    assert (
        at_desk("stranger").post("/print", {"document": str(document), "mark": "printed"}).status_code == 404
    )
    for address in ("label", "pdf"):
        assert client.get(f"/print/{document}/{address}").content[:4] == b"%PDF"
    sheet = client.post("/print", {"document": str(document), "do": "labels"})
    assert sheet.content[:4] == b"%PDF"


def test_one_paper_is_posted_comes_back_and_goes_out_again(
    at_desk: Desk, arrive: Arrive, office_people: dict[str, Actor], ledger: Ledger
) -> None:
    id_ = proposed(office_people, arrive())
    actions.decide(office_people["chief"], id_, version(id_))
    render_documents(id_)
    client, document = at_desk("clerk"), CasePrint.objects.get().document_id
    address = f"/print/{document}"
    wrong = client.post(address, {"do": "came_back", "came_back_why": "moved", "came_back_on": ""})
    assert (wrong.status_code, "発送したものだけ" in wrong.content.decode()) == (422, True)
    for mark in ("printed", "posted"):
        client.post("/print", {"document": str(document), "mark": mark})
    assert "その方のマイページに出ます" in client.get(address).content.decode()
    wrong = client.post(address, {"do": "track", "tracking": "12-34"})
    assert wrong.status_code == 422
    assert 'value="12-34"' in wrong.content.decode(), "what was typed stays"
    assert client.post(address, {"do": "track", "tracking": "12345678901"}).status_code == 303
    today = clock.today().isoformat()
    back = client.post(
        address, {"do": "came_back", "came_back_why": "moved", "came_back_on": today}, follow=True
    )
    assert "転居先がわからない" in back.content.decode()
    again = {
        "do": "again",
        "recipient": "海野　渚",
        "postal": "2510035",
        "address": "海風市浜見台三丁目4番5号",
    }
    page = client.post(address, again, follow=True).content.decode()
    assert "2回目（再印刷）" in page
    assert "12345678901" in page, "how it went out before"
    assert "浜見台" in client.get("/print?order=postal").content.decode()
    assert at_desk("stranger").post(address, again).status_code == 404


def test_a_free_search_asks_for_a_line_of_reason(at_desk: Desk, catalog: Any, here: Here) -> None:
    if not here.has_people:
        pytest.skip("no residents in this zone")
    client = at_desk("clerk")
    answer = client.post("/people", {"q": "潮見", "reason": ""})
    assert answer.status_code == 422
    assert 'value="潮見"' in answer.content.decode()
    assert not AuditRow.objects.filter(action="person.search").exists()
    answer = client.post("/people", {"q": "潮見", "reason": "電話で本人から問い合わせ"}, follow=True)
    assert NAGISA in answer.content.decode()
    assert AuditRow.objects.get(action="person.search").reason == "電話で本人から問い合わせ"


def test_an_empty_queue_says_what_to_do(at_desk: Desk, catalog: Any) -> None:
    client = at_desk("clerk")
    assert "届くと、ここに" in client.get("/").content.decode()
    assert "はじめの2文字以上" in client.post("/", {"q": "だれか"}, follow=True).content.decode()


def test_a_name_never_stands_in_an_address(at_desk: Desk, arrive: Arrive, here: Here) -> None:
    arrive()
    answer = at_desk("clerk").post("/", {"q": str(here.values[here.name])[:2]}, follow=True)
    assert answer.status_code == 200
    assert answer.content.decode().count("data-row") == 1


@pytest.mark.parametrize(("language", "zone", "day"), [
    ("ja", "core", "1990年4月2日（平成2年）"), ("en", "core", "2 April 1990"),
    ("ja", "office", "2026年1月10日（令和8年）"), ("en", "office", "10 January 2026"),
])  # fmt: skip
def test_a_day_is_written_as_in_the_record_beside_it(
    at_desk: Desk, arrive: Arrive, here: Here, language: str, zone: str, day: str
) -> None:
    if here.has_people != (zone == "core"):
        pytest.skip("the other zone's answers")
    client = at_desk("clerk")
    client.cookies["lang"] = language
    assert day in client.get(f"/cases/{arrive()}").content.decode()


def test_every_page_is_there_in_english(
    at_desk: Desk, arrive: Arrive, office_people: dict[str, Actor], ledger: Ledger
) -> None:
    id_ = examined(office_people, arrive())
    client = at_desk("clerk")
    client.cookies["lang"] = "en"
    for address in (
        "/",
        f"/cases/{id_}",
        f"/cases/{id_}?tab=files",
        f"/cases/{id_}?tab=timeline",
        f"/cases/{id_}?tab=notes",
        f"/cases/{id_}?tab=related",
        "/mentions",
        "/print",
        "/help",
        "/manual",
        "/manual/chief",
    ):
        answer = client.get(address)
        assert (answer.status_code, answer["Content-Language"]) == (200, "en"), address
        assert '<html lang="en">' in answer.content.decode()


def test_the_head_shows_only_what_one_may_open(office_people: dict[str, Actor], here: Here) -> None:
    shown = {who: {link.href for link in nav.links(person)} for who, person in office_people.items()}
    # What rooms of the zone have added stands between.
    assert "/operations" in shown["operator"]
    assert shown["operator"].isdisjoint({"/", "/print", "/people", "/audit"})
    assert {"/audit"} <= shown["auditor"]
    assert shown["auditor"].isdisjoint({"/", "/print", "/people", "/operations"})
    assert {"/", "/print"} <= shown["clerk"]
    assert ("/people" in shown["clerk"]) == here.has_people


@pytest.mark.parametrize(("language", "words"), [
    ("ja", ("一部承認", "一部を認めない理由", "提案のとおり一部を承認する")),
    ("en", ("Approve in part", "Reasons for not granting a part", "Approve in part as proposed")),
])  # fmt: skip
def test_less_than_was_asked_is_proposed_on_the_page_and_read_by_who_decides(
    at_desk: Desk, arrive: Arrive, office_people: dict[str, Actor], ledger: Ledger, less: str, language: str,
    words: tuple[str, ...],
) -> None:  # fmt: skip
    id_ = examined(office_people, arrive())
    clerk, chief = at_desk("clerk"), at_desk("chief")
    clerk.cookies["lang"] = chief.cookies["lang"] = language
    page = clerk.get(f"/cases/{id_}").content.decode()
    assert all(word in page for word in (*words[:2], 'value="reduced"', f'name="reductions" value="{less}"'))
    sent = {"version": version(id_), "outcome": "reduced", "note": "本人の<b>声"}
    again = clerk.post(f"/cases/{id_}/propose", sent)
    assert again.status_code == 422
    assert 'href="#reductions"' in again.content.decode()
    assert clerk.post(f"/cases/{id_}/propose", sent | {"reductions": [less]}).status_code == 303
    page = chief.get(f"/cases/{id_}").content.decode()
    assert all(word in page for word in (words[2], "上限を超える分は認められません。", "本人の&lt;b&gt;声"))


@pytest.mark.parametrize(("language", "words"), [("ja", "施行日："), ("en", "Takes effect on ")])
def test_a_later_day_is_named_when_proposing_and_may_be_changed_when_deciding(
    at_desk: Desk, arrive: Arrive, office_people: dict[str, Actor], ledger: Ledger, language: str, words: str
) -> None:  # fmt: skip
    id_ = examined(office_people, arrive())
    clerk, chief = at_desk("clerk"), at_desk("chief")
    chief.cookies["lang"] = language
    sent = {"version": version(id_), "outcome": "approved", "enforced_on": "あした"}
    again = clerk.post(f"/cases/{id_}/propose", sent)
    assert again.status_code == 422
    assert 'value="あした"' in again.content.decode()
    later = next_open_day(clock.today() + timedelta(days=7))
    assert clerk.post(f"/cases/{id_}/propose", sent | {"enforced_on": f"{later}"}).status_code == 303
    page = chief.get(f"/cases/{id_}").content.decode()
    assert words in page
    assert f'value="{later}"' in page
    assert chief.post(f"/cases/{id_}/decide", {"version": version(id_), "enforced_on": ""}).status_code == 303
    assert CaseDocument.objects.get().enforced_on == clock.today(), (
        "an emptied line is the day of the decision"
    )


def test_the_head_is_the_readers_own(at_desk: Desk, office_people: dict[str, Actor]) -> None:
    """It is made once for all who may open the same pages; name, token and the page that is shown are not in it."""
    pages = [at_desk("clerk").get("/"), at_desk("stranger").get("/help"), at_desk("clerk").get("/help")]
    names = [office_people[who].name for who in ("clerk", "stranger", "clerk")]
    texts = [page.content.decode() for page in pages]
    for name, html in zip(names, texts, strict=True):
        assert [each for each in {*names} if each in html] == [name]
    assert '<a href="/" aria-current="page">' in texts[0]
    assert '<a href="/" aria-current="page">' not in texts[1]
    assert "next=%2Fhelp" in texts[1]
    assert "next=%2Fhelp" not in texts[0]
    assert texts[1].count('name="csrfmiddlewaretoken"') == 1
    nowhere = at_desk("").get("/nowhere")
    assert 'class="brand"' in nowhere.content.decode()
    assert settings.CSRF_COOKIE_NAME not in nowhere.cookies


def test_the_queue_keeps_nothing_of_the_reader_before(at_desk: Desk, arrive: Arrive) -> None:
    """It is made once for every queue of the same kind: what is chosen, typed and counted is not in it."""
    arrive()
    clerk, chief = at_desk("clerk"), at_desk("chief")
    narrowed = clerk.get(
        "/?state=arrived&due=soon&flag=urgent&since=2026-01-02&procedure=nowhere"
    ).content.decode()
    assert 'value="arrived" selected' in narrowed
    assert 'value="soon" selected' in narrowed
    assert 'value="urgent" selected' in narrowed
    assert 'id="since" name="since" value="2026-01-02"' in narrowed
    assert 'class="more-filters" open' in narrowed
    found = clerk.get(clerk.post("/", {"q": "<b>なぎさ"})["Location"]).content.decode()
    assert 'value="&lt;b&gt;なぎさ"' in found
    plain = chief.get("/?state=arrived").content.decode()
    assert "なぎさ" not in plain
    assert "2026-01-02" not in plain
    assert 'class="more-filters" open' not in plain
    assert re.findall(r'<option value="(\w*)" selected', plain) == [
        "arrived",
        "",
        "chief",
    ]  # state, entrance, who takes it


def test_suggested_refusals_are_offered(
    at_desk: Desk, arrive: Arrive, office_people: dict[str, Actor], ledger: Ledger, here: Here
) -> None:
    from dokodemo.base import config

    refusal = REFUSAL[config.load().zone]
    ledger.refusals = (refusal,)
    id_ = examined(office_people, arrive())
    text = at_desk("clerk").get(f"/cases/{id_}").content.decode()
    assert f'value="{refusal}" checked' in text


def test_the_approver_sees_what_the_clerk_was_warned_of(
    at_desk: Desk, arrive: Arrive, office_people: dict[str, Actor], ledger: Ledger, catalog: Any, here: Here
) -> None:
    refusal = REFUSAL["core" if here.has_people else "office"]
    ledger.refusals, ledger.warnings = (refusal,), ("すでに支給の記録があります。",)
    id_ = examined(office_people, arrive())
    actions.propose(office_people["clerk"], id_, version(id_), "approved", (), "支給は終わっていました")
    ledger.refusals, ledger.warnings = (), ()  # what counts is what was kept with the proposal
    text = at_desk("chief").get(f"/cases/{id_}").content.decode()
    title = next(each.title.ja for each in catalog.procedures[here.procedure].refusals if each.id == refusal)
    for said in ("すでに支給の記録があります。", "却下の理由にあたります", title, "支給は終わっていました"):
        assert said in text, said


@pytest.mark.parametrize(
    ("who", "address", "status"),
    [
        ("clerk", "/password", 200), ("clerk", "/nowhere", 404), ("clerk", "/audit", 403), ("auditor", "/print", 403),
        ("", "/nowhere", 404),
    ],
)  # fmt: skip
def test_messages_to_staff_stand_in_the_frame_of_the_desk(
    at_desk: Desk,
    office_people: dict[str, Actor],
    catalog: Any,
    here: Here,
    who: str,
    address: str,
    status: int,
) -> None:
    answer = at_desk(who).get(address)
    text = answer.content.decode()
    assert answer.status_code == status
    assert "マイナンバー利用事務系" in text if here.has_people else "LGWAN接続系" in text
    assert 'class="dense"' in text
    assert ('href="/audit"' if who == "auditor" else 'href="/print"') in text or not who
    assert office_people[who].name in text if who else "サインアウト" not in text


def test_what_went_wrong_is_said_in_the_frame_of_the_desk_even_without_the_database(
    at_desk: Desk, office_people: dict[str, Actor], catalog: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = at_desk("clerk", raise_request_exception=False)

    def away(*_: Any) -> Any:
        raise OperationalError("away")

    def broken(*_: Any) -> Any:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("dokodemo.casework.desk.views.queue.queue.counts", broken)
    monkeypatch.setattr("dokodemo.casework.desk.head.nav.links", away)
    answer = client.get("/")
    assert answer.status_code == 500
    assert 'class="dense"' in answer.content.decode()
    assert office_people["clerk"].name in answer.content.decode()


def test_a_page_makes_no_query_for_what_it_does_not_show(
    at_desk: Desk, arrive: Arrive, office_people: dict[str, Actor], ledger: Ledger
) -> None:
    id_ = examined(office_people, arrive())
    client = at_desk("clerk")
    client.get("/")
    with CaptureQueriesContext(connection) as made:
        client.get(f"/cases/{id_}?tab=files")
    assert not [query for query in made.captured_queries if "case_link" in query["sql"]]


@pytest.mark.parametrize("address", ["/", "/people", "/audit", "/print", "/mentions"])
def test_a_zero_character_breaks_nothing(at_desk: Desk, arrive: Arrive, address: str, here: Here) -> None:
    arrive()
    client = at_desk("auditor" if address == "/audit" else "clerk")
    names = ("q", "reason", "after", "actor", "subject", "case", "before", "mark", "kind")
    assert client.post(address, dict.fromkeys(names, "潮見\x00です")).status_code in (200, 303, 404, 422)
    assert client.get(
        address, dict.fromkeys(("state", "procedure", "after", "kind", "sort", "before"), "\x00")
    ).status_code in (200, 404)


def test_a_zero_character_in_a_case_breaks_nothing(
    at_desk: Desk, arrive: Arrive, office_people: dict[str, Actor], ledger: Ledger, here: Here
) -> None:
    id_ = examined(office_people, arrive())
    client = at_desk("clerk")
    typed = {"field": here.phone, "value": "090\x001234", "why": "\x00", "note": "\x00", "outcome": "\x00", "refusals": "\x00",
             "note_text": "\x00", "note_tell": "\x00", "contact_said": "\x00", "contact_on": "\x00", "contact": "\x00",
             "person": "\x00", "amount": "\x00", "received_on": "\x00", "how": "\x00", "number": "\x00", "reason": "\x00"}  # fmt: skip
    for act in (
        "correct",
        "propose",
        "link",
        "fee",
        "number",
        "return",
        "decide",
        "note",
        "note/back",
        "contact",
        "promise",
    ):
        answer = client.post(f"/cases/{id_}/{act}", typed | {"version": version(id_)})
        assert answer.status_code in (403, 422), act
