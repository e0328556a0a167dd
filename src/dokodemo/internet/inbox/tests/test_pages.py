"""The pages of what is mine: what they show, to whom, at what cost."""

import base64
import html
import re
import uuid
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dokodemo.base import files, sessions
from dokodemo.base.audit.models import AuditRow
from dokodemo.catalog.schema import Catalog
from dokodemo.internet.accounts.models import Account, Session
from dokodemo.internet.accounts.tests.dump import whole_database
from dokodemo.internet.accounts.tests.parts import KENICHI, KeeperProcess, PostOffice, Provider
from dokodemo.internet.accounts.tests.people import Browser
from dokodemo.internet.apply import actions as applying
from dokodemo.internet.inbox.models import Notice
from dokodemo.internet.inbox.tests.inside import CAME_BACK, PDF, Inside, apply
from dokodemo.values import readings

EMAIL = "minato.ao@example.jp"


def shown(browser: Browser, path: str, status: int = 200, language: str = "ja") -> str:
    answer = browser.get(path, headers={"accept-language": language})
    assert answer.status_code == status, answer.content.decode()
    text: str = answer.content.decode()
    return text


# --- the list ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ja", "en"])
def test_japanese_on_an_english_page_says_that_it_is(sakura: Browser, inside: Inside, language: str) -> None:
    inside.decide(outcome="refused", reasons=["監護が認められません。"], kyoji="In English")
    page = shown(sakura, f"/my/{inside.application}", language=language)
    assert ('<li lang="ja">監護が認められません。' in page) is (language == "en")
    assert ("in Japanese only" in page) is (language == "en")
    assert "<p>In English" in page


def test_an_empty_page_says_what_to_do(sakura: Browser) -> None:
    page = shown(sakura, "/my")
    assert "まだ申請はありません" in page
    assert "手続きを探す" in page


def test_who_was_in_the_guide_finds_the_way_back(sakura: Browser) -> None:
    back = 'href="/guide/result"'
    assert back not in shown(sakura, "/my")
    sakura.post("/guide/begin", {"event": "hikkoshi"})
    assert back in shown(sakura, "/my")


def test_what_needs_me_comes_first(sakura: Browser, inside: Inside, city: Catalog) -> None:
    running = apply(sakura, city, "inu-toroku")
    applying.start(sakura.resident, city.procedures["inu-toroku"], city.hash)
    inside.decide()
    page = shown(sakura, "/my")
    headings = ["ご確認いただくもの", "書きかけの申請", "進んでいる申請"]
    places = [page.index(heading) for heading in headings]
    assert places == sorted(places)
    assert places[0] < page.index(str(inside.application)) < places[1]
    assert places[2] < page.index(str(running))
    assert "決定の内容をご覧ください" in page
    shown(sakura, f"/my/{inside.application}")  # read: no longer first
    page = shown(sakura, "/my")
    assert "ご確認いただくもの" not in page
    assert page.index("決まった申請") < page.index(str(inside.application))


def test_a_fee_stays_first_until_it_is_decided(sakura: Browser, inside: Inside) -> None:
    inside.ask_fee()
    shown(sakura, f"/my/{inside.application}")
    assert "手数料をお支払いください" in shown(sakura, "/my")
    inside.decide()
    shown(sakura, f"/my/{inside.application}")
    assert "手数料をお支払いください" not in shown(sakura, "/my")


def test_what_was_said_last_of_the_fee_counts(sakura: Browser, inside: Inside) -> None:
    inside.ask_fee()
    inside.ask_fee(amount=600)
    page = shown(sakura, f"/my/{inside.application}")
    assert ("600円" in page, "3,000円" in page) == (True, False)
    inside.ask_fee(amount=0)
    page = shown(sakura, f"/my/{inside.application}")
    assert ("お支払いは不要です" in page, "600円" in page) == (True, False)


def test_a_fee_that_became_nothing_is_news_once_and_asks_for_nothing(sakura: Browser, inside: Inside) -> None:
    inside.ask_fee()
    inside.ask_fee(amount=0)
    page = shown(sakura, "/my")
    assert ("手数料はかからなくなりました" in page, "手数料をお支払いください" in page) == (True, False)
    shown(sakura, f"/my/{inside.application}")
    page = shown(sakura, "/my")
    assert ("手数料はかからなくなりました" in page, "手数料をお支払いください" in page) == (False, False)
    inside.ask_fee(amount=600)
    assert "手数料をお支払いください" in shown(sakura, "/my")


def test_a_fee_that_cannot_be_opened_is_not_called_one(sakura: Browser, inside: Inside) -> None:
    inside.say("fee.due", sealed=inside.seal(f"decided:{inside.application}", {"amount": 600}))
    page = shown(sakura, "/my")
    assert ("手数料のお知らせをご覧ください" in page, "手数料をお支払いください" in page) == (True, False)


def test_the_list_costs_five_queries_however_long(sakura: Browser, inside: Inside, city: Catalog) -> None:
    inside.decide()
    for _ in range(3):
        apply(sakura, city, "inu-toroku")
    with CaptureQueriesContext(connection) as seen:
        shown(sakura, "/my")
    assert len(seen) <= 5, [query["sql"] for query in seen]
    assert sum("accounts_session" in query["sql"] for query in seen) == 1


def test_one_application_costs_few_queries(sakura: Browser, inside: Inside) -> None:
    inside.decide()
    inside.send_document()
    inside.tell_of_post(CAME_BACK)
    shown(sakura, f"/my/{inside.application}")
    with CaptureQueriesContext(connection) as seen:
        shown(sakura, f"/my/{inside.application}")
    assert len(seen) <= 5, [query["sql"] for query in seen]


# --- one application ---------------------------------------------------------------------------------------------


def test_an_application_tells_everything(sakura: Browser, inside: Inside) -> None:
    inside.say("application.registered")
    inside.ask_fee()
    page = shown(sakura, f"/my/{inside.application}")
    for words in (
        "進みぐあい",
        "担当課に届きました",
        "まだです",
        "3,000円",
        "環境課の松の間で",
        "送った内容",
        "海野　さくら",
        "お問い合わせ",
    ):
        assert words in page
    inside.decide()
    inside.send_document()
    page = shown(sakura, f"/my/{inside.application}")
    for words in (
        "認められました",
        "25,000円/月",
        "海子第12号",
        "ともに監護しているため",
        "海風県知事に",
        "認定通知書",
        "2026年12月1日(火)",
    ):
        assert words in page
    assert "3,000円" not in page
    assert Notice.objects.get(kind="decided").read_at is not None
    assert Notice.objects.get(kind="document").read_at is None


def test_a_refusal_is_said_as_one(sakura: Browser, inside: Inside) -> None:
    inside.decide(outcome="refused", amount=None, reasons=["公務員の方は、勤め先から受けるため"])
    page = shown(sakura, f"/my/{inside.application}")
    assert "認められませんでした" in page
    assert "勤め先から受けるため" in page
    assert "円" not in page.partition("進みぐあい")[0]


def test_an_approval_in_part_says_so_and_why(sakura: Browser, inside: Inside) -> None:
    inside.decide(
        reduced=True, reasons=["限度額を超える分は支給できません。"], kyoji="3か月以内に審査請求ができます。"
    )
    for language, title in (
        ("ja", "一部が認められました"),
        ("en", "Approved in part"),
        ("vi", "Được chấp nhận một phần"),
    ):
        page = shown(sakura, f"/my/{inside.application}", language=language)
        assert f">{title}</h2>" in page
        assert "限度額を超える分は支給できません。" in page
        assert "審査請求" in page


def test_what_was_sealed_for_another_use_is_said_to_be_unreadable(sakura: Browser, inside: Inside) -> None:
    inside.say(
        "application.decided", sealed=inside.seal(f"fee:{inside.application}", {"outcome": "approved"})
    )
    page = shown(sakura, f"/my/{inside.application}")
    assert "開けないお知らせがあります" in page
    assert "認められました" not in page


def test_text_from_inside_is_text(sakura: Browser, inside: Inside) -> None:
    inside.decide(reasons=["<script>alert(1)</script>"])
    page = shown(sakura, f"/my/{inside.application}")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_in_english(sakura: Browser, inside: Inside) -> None:
    inside.decide()
    assert "Needs your attention" in shown(sakura, "/my", language="en")
    page = shown(sakura, f"/my/{inside.application}", language="en")
    assert "Approved" in page
    assert "¥25,000 a month" in page
    assert "What you sent" in page
    assert "Settings" in shown(sakura, "/my/settings", language="en")


def test_deleting_the_copy(sakura: Browser, inside: Inside) -> None:
    answer = sakura.post(f"/my/{inside.application}/delete-copy")
    assert (answer.status_code, answer["Location"]) == (303, f"/my/{inside.application}")
    page = shown(sakura, f"/my/{inside.application}")
    assert "控えは消えています" in page
    assert "海野　さくら" not in page


# --- documents ---------------------------------------------------------------------------------------------------


def test_a_document_is_saved_marked_and_in_the_trail(sakura: Browser, inside: Inside) -> None:
    document = inside.send_document()
    answer = sakura.get(f"/my/documents/{document}")
    assert answer.content == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; ")
    assert quote("認定通知書.pdf") in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    row = AuditRow.objects.get(action="document.view")
    assert (row.actor_id, row.object_id) == (str(sakura.resident.account_id), str(document))
    first = Notice.objects.get(id=document).read_at
    assert first is not None
    sakura.get(f"/my/documents/{document}")
    assert Notice.objects.get(id=document).read_at == first
    assert AuditRow.objects.filter(action="document.view").count() == 2


def test_a_name_of_a_file_cannot_break_the_header(sakura: Browser, inside: Inside) -> None:
    document = uuid.uuid4()
    what = {"title": "x", "file_name": 'a"\r\nSet-Cookie: x=1;.pdf', "media_type": "text/html"}
    info = f"document:{document}"
    tail = base64.b64decode(inside.seal(info, b"<script>"))
    inside.say("document.delivered", tail, document=str(document), sealed=inside.seal(info, what))
    answer = sakura.get(f"/my/documents/{document}")
    assert answer["Content-Type"] == "application/octet-stream"
    assert "\n" not in answer["Content-Disposition"]
    assert "x" not in answer.cookies


def test_a_damaged_document_is_said_to_be_one(sakura: Browser, inside: Inside) -> None:
    document = inside.send_document()
    path = files.path_of(Notice.objects.get(id=document).sha256_cipher)
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    assert "こわれています" in shown(sakura, f"/my/documents/{document}", 500)
    assert not AuditRow.objects.filter(action="document.view").exists()


def test_a_letter_is_read_as_text_in_its_order(sakura: Browser, inside: Inside) -> None:
    document = inside.send_document()
    page = shown(sakura, f"/my/documents/{document}/text", language="en")
    article = page.partition("<article")[2].partition("</article>")[0]
    assert 'lang="ja"' in article.partition(">")[0]
    pieces = [
        "海風市汐見台一丁目2番3号<br>海野　さくら　様",
        "<h2>児童手当　認定通知書</h2>",
        "<p>次のとおり認定しました。</p>",
        '<th scope="row">手当月額</th><td>25,000円</td>',
        ">児童ごとの内訳</h3>",
        '<th scope="col">氏名</th><th scope="col">月額</th>',
        "<td>海野　はると</td><td>10,000円</td>",
        '<td colspan="2">第1子の額です。</td>',
        "<td>海野　なぎ</td>",
        ">理由</h3>",
        "<ol><li>ともに監護しているため。</li><li>&lt;b&gt;請求",
        '<p lang="en">Note in English.</p>',
    ]
    places = [article.find(piece) for piece in pieces]
    assert -1 not in places, pieces[places.index(-1)]
    assert places == sorted(places)
    assert article.count("colspan") == 1  # a child without a reason has no row for it
    assert ">Notice of entitlement to child allowance</h1>" in page
    assert f"/my/documents/{document}" in page
    row = AuditRow.objects.get(action="document.view")
    assert (row.actor_id, row.object_id) == (str(sakura.resident.account_id), str(document))
    assert Notice.objects.get(id=document).read_at is not None


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ja", ("認定通知書", "の結果を知らせる、市の正式な書類です。結果: 認められました", "この画面で読む", "PDFの開き方")),
        ("en", ("official letter with the result of", "Result: Approved", "Read it here", "How to open a PDF")),
    ],
)  # fmt: skip
def test_beside_a_pdf_stands_what_it_is(
    sakura: Browser, inside: Inside, language: str, words: tuple[str, ...]
) -> None:
    document = inside.send_document()
    page = shown(sakura, f"/my/{inside.application}", language=language)
    assert [word for word in words if word not in page] == []
    assert f'href="/my/documents/{document}/text"' in page


def test_a_document_that_came_without_a_text_is_offered_as_a_pdf(sakura: Browser, inside: Inside) -> None:
    document = inside.send_document(parts=[], declared="")
    page = shown(sakura, f"/my/{inside.application}")
    assert f"/my/documents/{document}/text" not in page
    assert "認定通知書" in page
    assert "の結果を知らせる" not in page
    shown(sakura, f"/my/documents/{document}/text", 404)
    assert not AuditRow.objects.filter(action="document.view").exists()


def test_the_text_of_a_letter_costs_few_queries(sakura: Browser, inside: Inside) -> None:
    document = inside.send_document()
    shown(sakura, "/my")  # the catalog is read once
    with CaptureQueriesContext(connection) as seen:
        shown(sakura, f"/my/documents/{document}/text")
    assert len(seen) <= 8, [query["sql"] for query in seen]


def test_a_text_sealed_for_another_document_is_not_shown(sakura: Browser, inside: Inside) -> None:
    document = inside.send_document()
    Notice.objects.filter(id=document).update(id=(other := uuid.uuid4()))
    assert "第1子の額です" not in shown(sakura, f"/my/documents/{other}/text", 500)


# --- who may -----------------------------------------------------------------------------------------------------


def pages_of(application: object, document: object) -> list[tuple[str, str]]:
    """Every address of this room that names something of a resident's."""
    return [
        ("get", f"/my/{application}"), ("get", f"/my/documents/{document}"),
        ("get", f"/my/documents/{document}/text"), ("post", f"/my/{application}/delete-copy"),
    ]  # fmt: skip


OWN_PAGES = [
    ("get", "/my"), ("get", "/my/settings"), ("post", "/my/settings"), ("get", "/my/settings/close"),
    ("post", "/my/settings/close"), ("get", "/my/settings/address/x"), ("post", "/my/settings/address/x"),
]  # fmt: skip


def test_a_visitor_is_asked_who_it_is(inside: Inside, other_browser: Browser) -> None:
    document = inside.send_document()
    for method, path in [*OWN_PAGES, *pages_of(inside.application, document)]:
        answer = getattr(other_browser, method)(path)
        assert (answer.status_code, answer["Location"]) == (303, f"/sign-in?next={quote(path, safe='')}"), (
            path
        )


def test_another_resident_finds_nothing(
    sakura: Browser, inside: Inside, other_browser: Browser, provider: Provider
) -> None:
    document = inside.send_document()
    other_browser.with_card(provider, KENICHI)
    for method, path in pages_of(inside.application, document):
        assert getattr(other_browser, method)(path).status_code == 404, path
    assert str(inside.application) not in shown(other_browser, "/my")
    for method, path in pages_of(inside.application, document):
        assert getattr(sakura, method)(path).status_code in (200, 303), path


def test_what_does_not_exist_looks_the_same(sakura: Browser) -> None:
    for method, path in pages_of(uuid.uuid4(), uuid.uuid4()):
        assert getattr(sakura, method)(path).status_code == 404


def test_a_document_is_not_opened_as_another_kind(sakura: Browser, inside: Inside) -> None:
    message = inside.decide()
    assert sakura.get(f"/my/documents/{message.id}").status_code == 404


# --- settings ----------------------------------------------------------------------------------------------------


def delivery(browser: Browser) -> str:
    return browser.resident.delivery


def test_paper_until_the_resident_chooses_the_inbox(sakura: Browser) -> None:
    assert delivery(sakura) == "paper"
    answer = sakura.post("/my/settings", {"do": "delivery", "delivery": "inbox"})
    assert answer["Location"] == "/my/settings?done=delivery"
    assert delivery(sakura) == "inbox"
    assert sakura.post("/my/settings", {"do": "delivery", "delivery": "pigeon"}).status_code == 422
    assert delivery(sakura) == "inbox"
    assert "受け取り方を保存しました" in shown(sakura, "/my/settings?done=delivery")


def test_an_address_counts_once_its_link_was_used(sakura: Browser, post: PostOffice) -> None:
    answer = sakura.post("/my/settings", {"do": "address", "email": EMAIL})
    assert answer["Location"] == "/my/settings?done=sent"
    assert "account.email" not in sakura.resident.known
    (mail,) = post.mails
    assert mail.to == EMAIL
    assert "このアドレスで受け取る" in shown(sakura, mail.link)
    assert "account.email" not in sakura.resident.known
    assert sakura.post(mail.link)["Location"] == "/my/settings?done=address"
    assert sakura.resident.known["account.email"] == EMAIL
    assert EMAIL in shown(sakura, "/my/settings")
    dump = whole_database()
    assert b"minato" not in dump
    sakura.post("/my/settings", {"do": "no_address"})
    assert "account.email" not in sakura.resident.known
    assert Account.objects.get().address is None


def test_the_address_is_known_at_the_next_sign_in(
    sakura: Browser, post: PostOffice, provider: Provider
) -> None:
    sakura.post("/my/settings", {"do": "address", "email": EMAIL})
    sakura.post(post.mails[-1].link)
    sakura.with_card(provider)
    assert sakura.resident.known["account.email"] == EMAIL
    assert sakura.resident.known["identity.name"] == "海野　さくら"


def test_the_link_of_another_account_changes_nothing(
    sakura: Browser, other_browser: Browser, provider: Provider, post: PostOffice
) -> None:
    sakura.post("/my/settings", {"do": "address", "email": EMAIL})
    other_browser.with_card(provider, KENICHI)
    answer = other_browser.post(post.mails[-1].link)
    assert answer.status_code == 403
    assert "account.email" not in other_browser.resident.known


def test_a_link_that_was_used_leads_back_to_the_settings(sakura: Browser, post: PostOffice) -> None:
    """A sign-in by mail would make another person of somebody who signed in by card."""
    sakura.post("/my/settings", {"do": "address", "email": EMAIL})
    link = post.mails[-1].link
    sakura.post(link)
    answer = sakura.post(link)
    assert answer.status_code == 410
    page = answer.content.decode()
    assert 'class="button" href="/my/settings"' in page
    assert "/sign-in/mail" not in page


def test_an_account_of_an_address_keeps_it(other_browser: Browser, post: PostOffice, city: Catalog) -> None:
    other_browser.with_mail(post, EMAIL)
    page = shown(other_browser, "/my/settings")
    assert EMAIL in page
    assert 'name="email"' not in page
    assert other_browser.post("/my/settings", {"do": "no_address"}).status_code == 200
    assert other_browser.post("/my/settings", {"do": "address", "email": "x@example.jp"}).status_code == 422
    assert other_browser.resident.known["account.email"] == EMAIL


def test_an_address_that_is_none_is_answered_with_what_was_typed(sakura: Browser, post: PostOffice) -> None:
    answer = sakura.post("/my/settings", {"do": "address", "email": "minato＠"})
    assert answer.status_code == 422
    assert 'value="minato＠"' in answer.content.decode()
    assert post.mails == []


# --- closing -----------------------------------------------------------------------------------------------------


def test_closing_asks_first(sakura: Browser, inside: Inside) -> None:
    page = shown(sakura, "/my/settings/close")
    assert "まだ決まっていない申請があります" in page
    answer = sakura.post("/my/settings/close")
    assert answer.status_code == 422
    assert Account.objects.get().closed_at is None


def test_closing_shreds_the_key_and_ends_every_session(
    sakura: Browser, inside: Inside, other_browser: Browser, provider: Provider
) -> None:
    other_browser.with_card(provider)
    document = inside.send_document()
    path = files.path_of(Notice.objects.get(id=document).sha256_cipher)
    before = sakura.resident
    answer = sakura.post("/my/settings/close", {"understood": "true"})
    assert (answer.status_code, answer["Location"]) == (303, "/account-closed")
    assert answer.cookies[sessions.COOKIE]["max-age"] == 0
    assert "利用を終了しました" in shown(sakura, "/account-closed")
    assert Session.objects.count() == Notice.objects.count() == 0
    assert not path.exists()
    assert other_browser.get("/my").status_code == 303
    account = Account.objects.get()
    assert account.closed_at is not None
    assert account.binding is None
    assert AuditRow.objects.filter(action="account.close").exists()
    sakura.with_card(provider)
    after = sakura.resident
    assert after.account_id != before.account_id
    assert after.private_key != before.private_key
    assert str(inside.application) not in shown(sakura, "/my")


def test_a_keeper_that_is_away_leaves_everything(
    sakura: Browser, inside: Inside, keeper: KeeperProcess
) -> None:
    inside.send_document()
    keeper.kill()
    assert sakura.post("/my/settings/close", {"understood": "true"}).status_code == 503
    assert Account.objects.get().closed_at is None
    assert Notice.objects.count() == 1
    assert sakura.get("/my").status_code == 200


@pytest.mark.parametrize("path", ["/my", "/my/settings", "/my/settings/close", "/account-closed", "/sign-in"])
def test_pages_have_nothing_inline(sakura: Browser, path: str) -> None:
    if path == "/sign-in":
        sakura.post("/sign-out")
    page = shown(sakura, path)
    assert " style=" not in page
    assert "<style" not in page
    assert " onclick" not in page


# --- in the reader's language ------------------------------------------------------------------------------------

WORDS_OF_A_LETTER = {
    "recipient": "海野　さくら", "number": "海子第12号", "date": "2026-12-01", "receipt": "1234-5678-9012",
    "arrived_on": "2026-11-24", "amount": 25000, "start_month": "2026-12-01", "articles": ["児童手当法第8条"],
    "reasons": [], "of_section": "kodomo",
}  # fmt: skip
SAYS = {
    "en": ("was approved", "What this document says", "24 November 2026", "¥25,000", "December 2026"),
    "ja-x-easy": ("市が認めました", "この紙に書いてあること", "2026年11月24日", "25,000円", "2026年12月"),
    "vi": ("đã được chấp thuận", "Nội dung của giấy tờ này", "24 tháng 11", "¥25,000", "tháng 12 năm 2026"),
}


def read(browser: Browser, path: str, language: str) -> str:
    """What the eyes see: without tags, without readings."""
    page = shown(browser, path, language=language)
    return html.unescape(re.sub(r"<r[tp]>.*?</r[tp]>|<[^>]+>", "", page))


@pytest.mark.parametrize("language", SAYS)
def test_what_came_in_japanese_is_said_in_the_readers_language(
    sakura: Browser, inside: Inside, city: Catalog, language: str
) -> None:
    procedure = city.procedures["jido-teate-nintei"]
    assert procedure.kyoji is not None
    inside.decide(outcome="approved", kyoji=procedure.kyoji.ja, reasons=["電話で確かめました。"])
    document = inside.send_document(declared="notice", words=WORDS_OF_A_LETTER)
    page = read(sakura, f"/my/{inside.application}", language)
    approved, heading, *facts = SAYS[language]
    assert approved in page
    assert readings.plain(procedure.kyoji.of(language)) in page
    assert "電話で確かめました。" in page
    letter = read(sakura, f"/my/documents/{document}/text", language)
    assert heading in letter
    for fact in facts:
        assert fact in letter
    assert heading not in read(sakura, f"/my/documents/{document}/text", "ja")


def test_what_a_letter_states_is_said_too(sakura: Browser, city: Catalog) -> None:
    """What a clerk found out, by its field: the label and the answer as the declaration has them in the reader's language."""
    procedure = city.procedures["kaigo-shinki"]
    finding = next(each for each in procedure.findings if each.type == "choice")
    application = apply(sakura, city, procedure.id)
    inside = Inside(application, sakura.resident.public_key, procedure.zone)
    declared = next(each.id for each in procedure.documents if each.outcome == "approved")
    stated = {finding.id: finding.codes[0], "unknown": "x"}
    document = inside.send_document(declared=declared, words=WORDS_OF_A_LETTER | {"stated": stated})
    page = read(sakura, f"/my/documents/{document}/text", "en")
    assert finding.labels.en in page
    odd = inside.send_document(declared=declared, words=WORDS_OF_A_LETTER | {"stated": ["x"]})
    assert SAYS["en"][1] not in read(sakura, f"/my/documents/{odd}/text", "en")


def test_a_reason_of_the_list_is_said_in_the_readers_language(
    sakura: Browser, inside: Inside, city: Catalog
) -> None:
    reason = city.procedures["jido-teate-nintei"].refusals[0]
    inside.decide(outcome="refused", amount=None, reasons=[reason.text.ja], articles=[reason.article.ja])
    page = read(sakura, f"/my/{inside.application}", "en")
    assert reason.text.en in page
    assert reason.article.en in page
    assert reason.text.ja not in page


def test_each_article_is_said_in_the_readers_language(sakura: Browser, inside: Inside, city: Catalog) -> None:
    """As the effects write them: the law with its article, and more than one."""
    procedure = city.procedures["jido-teate-nintei"]
    own, other = procedure.law.ja + procedure.article.ja, procedure.refusals[0].article
    inside.decide(articles=[own, other.ja, "海風市の要綱"])
    page = read(sakura, f"/my/{inside.application}", "en")
    for text in (f"{procedure.law.en} {procedure.article.en}", other.en, "海風市の要綱"):
        assert text in page
    assert own not in page


@pytest.mark.parametrize("words", [{}, {"recipient": "海野さくら", "date": "きのう"}, "x", None])
def test_a_letter_without_its_words_stands_alone(sakura: Browser, inside: Inside, words: object) -> None:
    document = inside.send_document(declared="notice", words=words)
    page = shown(sakura, f"/my/documents/{document}/text", language="en")
    assert SAYS["en"][1] not in page
    assert "次のとおり認定しました。" in page
