"""Every page that staff meet, filled, empty and wrong."""

from datetime import timedelta

import pyotp
from playwright.sync_api import Browser, Page

from dokodemo.base import clock
from tests.browser import case_looks, papers, reception_looks, road
from tests.browser.chromium import window
from tests.browser.filled import Filled
from tests.browser.looking import Look


def child_allowance(browser: Browser, filled: Filled, look: Look) -> None:
    """The desk of 子育て支援課 in core: a clerk, then the chief."""
    desk = filled.house.public_url("core")
    with window(browser, look.language) as page:
        page.goto(f"{desk}/sign-in")
        look(page, "desk-sign-in")
        page.locator("#member").fill("kosodate1")
        page.locator("#password").fill("wrong")
        road.press(page, "main form button")
        look(page, "desk-sign-in-wrong")
        road.staff_sign_in(filled.house, page, "core", "kosodate1")
        _queue(page, look)
        _people(page, desk, look)
        _whose(page, desk, look)
        _ledger(page, desk, filled, look)
        _portal(page, desk, filled, look)
        reception_looks.walk(page, desk, "core", look)
        _transfer(page, desk, filled, look)
        _disposal(page, desk, filled, look)
        case_looks.tabs(page, filled, look)
        case_looks.wrong(page, filled, look)
        case_looks.ends(page, filled, look)
        case_looks.notes(page, desk, filled, look)
        case_looks.not_mine(page, desk, filled, look)
    with window(browser, look.language) as page:
        road.staff_sign_in(filled.house, page, "core", "kosodate2")
        _mentions(page, desk, filled, look)
        _approvals(page, desk, filled, look)
        _figures(page, desk, look)
        _alarms(page, desk, filled, look)
        case_looks.deciding(page, filled, look)


def _many(page: Page, desk: str, look: Look) -> None:
    """Marked, taken back, printed and kept as a view: by the keys, as somebody does who has no hand for the mouse."""
    page.goto(f"{desk}/")
    # Two languages walk beside each other: each marks cases of its own.
    for key in (*(["j"] * (1 if look.language == "ja" else 3)), "x", "j", "x"):
        page.keyboard.press(key)
    page.locator("#mark").select_option("waiting")
    road.press(page, "button[name=do][value=flag]")
    look(page, "queue-marked")
    page.keyboard.press("u")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    look(page, "queue-undone")
    road.press(page, "button[name=do][value=close]")
    look(page, "queue-nothing-ticked")
    page.goto(f"{desk}/")
    for key in ("j", "x", "m"):
        page.keyboard.press(key)
    road.press(page, "button[name=do][value=close]")
    look(page, "queue-left")
    page.goto(f"{desk}/")
    for key in ("j", "x"):
        page.keyboard.press(key)
    road.press(page, "button[name=do][value=print]")
    look(page, "queue-sheets")
    page.goto(f"{desk}/?due=late&flag=urgent&entrance=portal")
    page.locator("#view").fill("とても長い名前の表示：急ぎの期限切れのもの（毎朝）")
    road.press(page, "form[action='/views'] button")
    look(page, "queue-view")
    road.press(page, "form[action='/views/remove'] button")


def _paper(page: Page, desk: str, look: Look) -> None:
    """One letter is posted, comes back and goes out again."""
    page.goto(f"{desk}/print?state=ready")
    road.press(page, case_looks.PAPER)
    paper = page.url
    look(page, "paper-ready")
    document = paper.rpartition("/")[2]
    for state, mark in (("ready", "printed"), ("printed", "posted")):
        page.goto(f"{desk}/print?state={state}")
        page.locator(f"input[value='{document}']").check()
        road.press(page, f"button[name=mark][value={mark}]")
    page.goto(paper)
    page.locator("#tracking").fill("12345")
    road.press(page, "button[value=track]")
    look(page, "paper-wrong-number")
    page.locator("#tracking").fill("123-4567-8901")
    road.press(page, "button[value=track]")
    page.locator("summary").first.click()
    road.press(page, "button[value=came_back]")
    look(page, "paper-wrong-reason")
    page.locator("input[value=moved]").check()
    road.press(page, "button[value=came_back]")
    look(page, "paper-came-back")
    page.goto(f"{desk}/print?state=came_back")
    look(page, "prints-came-back-full")
    page.goto(paper)
    page.locator("#address").fill(
        "海風市海浜通五丁目21番8号　メゾン・ド・プラージュ・ウミカゼ　サウスタワー1104号室"
    )
    road.press(page, "button[value=again]")
    look(page, "paper-again")


def _queue(page: Page, look: Look) -> None:
    look(page, "queue", saying="MARIA FERNANDA")
    desk = page.url.rstrip("/")
    page.goto(f"{desk}/?state=approved")
    look(page, "queue-approved")
    page.goto(f"{desk}/?procedure=nothing-like-that")
    look(page, "queue-none")
    for text, name in (("潮見", "queue-found"), ("誰もいない", "queue-not-found")):
        page.locator("#q").fill(text)
        road.press(page, "form[role=search] button")
        look(page, name)
    _many(page, desk, look)
    page.goto(f"{desk}/help")
    look(page, "help")
    for path in ("manual", "manual/chief"):
        page.goto(f"{desk}/{path}")
        look(page, path)
    for state in ("ready", "printed", "posted", "came_back"):
        page.goto(f"{desk}/print?state={state}&order=postal")
        look(page, f"prints-{state}")
    _paper(page, desk, look)
    page.goto(f"{desk}/password")
    look(page, "password")
    page.locator("#current").fill("wrong")
    road.press(page, "main form button")
    look(page, "password-wrong")
    page.goto(f"{desk}/nowhere")
    look(page, "desk-not-found")
    page.goto(f"{desk}/operations")
    look(page, "forbidden")


def _people(page: Page, desk: str, look: Look) -> None:
    page.goto(f"{desk}/people")
    look(page, "people")
    road.press(page, "main form button")
    look(page, "people-wrong")
    for text, name in (("MARIA", "people-found"), ("ヌルヌル", "people-not-found")):
        page.locator("#q").fill(text)
        page.locator("#reason").fill("窓口で本人から問い合わせがあったため")
        road.press(page, "main form button")
        look(page, name)


def _whose(page: Page, desk: str, look: Look) -> None:
    """Who has seen somebody's data: asked, asked wrongly, found."""
    page.goto(f"{desk}/people")
    page.locator("#q").fill("MARIA")
    page.locator("#reason").fill("窓口で本人から問い合わせがあったため")
    road.press(page, "main form button")
    number = page.locator("tr:has-text('MARIA FERNANDA') td.number").first.inner_text()
    page.goto(f"{desk}/looking/whose")
    look(page, "looks")
    page.locator("#since").fill("いつか")
    road.press(page, "main form button >> nth=0")
    look(page, "looks-wrong")
    page.locator("#person").fill(number)
    page.locator("#since").fill("2026-01-01")
    page.locator("input[name=reason][value=asked]").check()
    road.press(page, "main form button >> nth=0")
    look(page, "looks-found", saying="MARIA FERNANDA")


def _alarms(page: Page, desk: str, filled: Filled, look: Look) -> None:
    """What the chief answers for."""
    for tab in ("waiting", "late", "done"):
        page.goto(f"{desk}/looking?tab={tab}")
        look(page, f"alarms-{tab}")
    page.goto(f"{desk}/looking/told")
    look(page, "alarms-told")
    page.goto(f"{desk}/looking/{filled.alarm}")
    look(page, "alarm")
    road.press(page, "main form button")
    look(page, "alarm-wrong")


def _watching(page: Page, zone: str, desk: str, look: Look) -> None:
    """What the auditor reads: all alarms, none of that number, the month, the lists."""
    for path in (
        "looking",
        "looking/told",
        "looking/999999",
        "looking/report",
        "looking/report?month=2001-01",
    ):
        page.goto(f"{desk}/{path}")
        look(page, f"{zone}-{path}")
    for path in ("looking/notable", "looking/own-numbers") if zone == "core" else ():
        page.goto(f"{desk}/{path}")
        look(page, f"{zone}-{path}")


def _lists(page: Page, desk: str, look: Look) -> None:
    """What an administrator keeps."""
    for path in ("looking/notable", "looking/own-numbers"):
        page.goto(f"{desk}/{path}")
        look(page, f"keeper-{path}")
        road.press(page, "main form button >> nth=0")
        look(page, f"keeper-{path}-wrong")


def _ledger(page: Page, desk: str, filled: Filled, look: Look) -> None:
    page.goto(f"{desk}/child-allowance")
    look(page, "claims")
    page.goto(f"{desk}/child-allowance?before=0")
    look(page, "claims-empty")
    page.goto(f"{desk}/child-allowance/{filled.claim}")
    look(page, "ledger", saying="MARIA FERNANDA")
    road.press(page, "a[href^='?known='] >> nth=0")
    look(page, "ledger-as-of")
    page.goto(f"{page.url.partition('?')[0]}?known=2000-01-01T00:00:00%2B09:00")
    look(page, "ledger-before")


def _portal(page: Page, desk: str, filled: Filled, look: Look) -> None:
    """What came in by the national portal, and its cases."""
    page.goto(f"{desk}/portal?state=broken")
    look(page, "portal-broken")
    road.press(page, "form[action$='/portal/retry'] button >> nth=0")
    look(page, "portal-again")
    page.goto(f"{desk}/portal")
    look(page, "portal")
    page.goto(f"{desk}/portal?result=gone&state=broken&after=1")
    look(page, "portal-none")
    page.goto(f"{desk}/?entrance=portal")
    look(page, "queue-portal")
    for what in ("portal", "portal-wrong"):
        page.goto(filled.case(what))
        look(page, f"case-{what}")
    page.goto(filled.case("portal"))
    page.locator("#asking summary").first.click()
    road.press(page, "form[action$='/ask'] button")
    look(page, "case-ask-wrong")


def _transfer(page: Page, desk: str, filled: Filled, look: Look) -> None:
    """What is to be entered elsewhere: the list, one of it, a number that is too long, nothing found, nothing done."""
    page.goto(f"{desk}/transfer")
    look(page, "transfer")
    page.locator("#q").fill("誰もいない")
    road.press(page, "form[role=search] button")
    look(page, "transfer-not-found")
    page.goto(f"{desk}/transfer?state=done")
    look(page, "transfer-done")
    page.goto(f"{desk}/transfer/{filled.entry}")
    look(page, "transfer-entry", saying="潮見")
    page.locator("#reference").fill("9" * 101)
    road.press(page, "button[name=mark][value=done]")
    look(page, "transfer-entry-wrong")


def _disposal(page: Page, desk: str, filled: Filled, look: Look) -> None:
    """Retention and disposal: the rules, nothing old enough, a hold refused and made, the records. A disposal itself would
    need cases that are years old."""
    page.goto(f"{desk}/disposal")
    look(page, "disposal")
    road.press(page, "form[action='/disposal'] button")
    look(page, "disposal-nothing")
    page.goto(f"{desk}/disposal/999999")
    look(page, "disposal-not-found")
    page.goto(f"{desk}/disposal/holds")
    road.press(page, "main form button.button:not(.second)")
    look(page, "disposal-hold-wrong")
    page.goto(filled.case("approved"))
    receipt = page.locator(".number").first.inner_text()
    page.goto(f"{desk}/disposal/holds")
    page.locator("#receipt").fill(receipt)
    page.locator("#reason-disclosure").check()
    page.locator("#note").fill("令和8年度 開示請求 第12号（決定の期限の延長の通知を含む）")
    page.locator("#until").fill((clock.today() + timedelta(days=60)).isoformat())
    road.press(page, "main form button.button:not(.second)")
    look(page, "disposal-holds")
    page.goto(f"{desk}/disposal/records")
    look(page, "disposal-records")
    page.locator("#q").fill("2611-2400-0001")
    road.press(page, "form[role=search] button >> nth=0")
    look(page, "disposal-record-not-found")


def _holdings(page: Page, desk: str, zone: str, look: Look) -> None:
    """The register of personal information files, and one of them."""
    page.goto(f"{desk}/holdings")
    look(page, f"{zone}holdings")
    page.goto(f"{desk}/holdings/gateway")
    look(page, f"{zone}holdings-file")
    for path in ("disposal", "disposal/holds", "disposal/records", "disposal/999999"):
        page.goto(f"{desk}/{path}")
        look(page, f"{zone}{path.replace('/', '-')}")


def _approvals(page: Page, desk: str, filled: Filled, look: Look) -> None:
    """What waits for the chief; one on its way to somebody above; nothing to look at later."""
    page.goto(f"{desk}/approvals")
    look(page, "approvals", saying="MARIA FERNANDA")
    page.goto(f"{desk}/approvals?later")
    look(page, "approvals-later-none")
    page.goto(f"{desk}/approvals?before=1")
    look(page, "approvals-before")
    page.goto(f"{desk}/register")
    look(page, "register")
    page.locator("#q").fill("999999")
    road.press(page, "form[role=search] button")
    look(page, "register-not-found")


def _mentions(page: Page, desk: str, filled: Filled, look: Look) -> None:
    """What calls the chief: unread, told on the case, read."""
    page.goto(f"{desk}/mentions")
    look(page, "mentions", saying="口座の名義が旧姓のようです")
    page.goto(filled.case("examined"))
    look(page, "case-called")
    page.goto(f"{desk}/mentions?before=1")
    look(page, "mentions-before")
    page.goto(f"{desk}/mentions")
    look(page, "mentions-read")


def _figures(page: Page, desk: str, look: Look) -> None:
    """The chief's board, the statistics, a month that was not counted, and what nobody was told yet."""
    page.goto(f"{desk}/board")
    look(page, "board")
    page.goto(f"{desk}/statistics")
    look(page, "statistics")
    road.press(page, "form[action='/statistics/open-data'] button")
    look(page, "statistics-not-counted")
    page.goto(f"{desk}/deadlines")
    look(page, "deadlines")


def office(browser: Browser, filled: Filled, look: Look) -> None:
    """The desk of 環境課 in office: fee, dogs, tags."""
    desk = filled.house.public_url("office")
    with window(browser, look.language) as page:
        page.goto(f"{desk}/sign-in")
        look(page, "office-sign-in")
        road.staff_sign_in(filled.house, page, "office", "kankyo1")
        look(page, "office-queue")
        for key in ("j", "x"):
            page.keyboard.press(key)
        road.press(page, "button[name=do][value=print]")
        look(page, "office-sheets")
        for path in (
            "help",
            "manual",
            "manual/chief",
            "password",
            "dogs",
            "print",
            "mentions",
            "operations",
            "people",
        ):
            page.goto(f"{desk}/{path}")
            look(page, f"office-{path}")
        for what in ("dog", "fee", "transfer"):
            page.goto(filled.case(what))
            look(page, f"office-case-{what}")
        case_looks.fee(page, filled, look)
        page.goto(f"{desk}/dogs/{filled.dog_number}")
        look(page, "dog-page")
        page.goto(f"{desk}/dogs")
        page.fill("#q", "見つからない")
        road.press(page, "form[role=search] button")
        look(page, "dogs-not-found")
        page.goto(f"{desk}/dogs?after=0000-000000")
        look(page, "dogs-none")
        case_looks.other_forms(page, filled, look)
        reception_looks.walk(page, desk, "office", look)
    with window(browser, look.language) as page:
        road.staff_sign_in(filled.house, page, "office", "kankyo2")
        page.goto(filled.case("fee"))
        look(page, "office-chief")
        for name in ("board", "deadlines"):
            page.goto(f"{filled.house.public_url('office')}/{name}")
            look(page, f"office-{name}")


def others(browser: Browser, filled: Filled, look: Look) -> None:
    """A section without work, the auditor and the operator."""
    for zone, member in (("core", "kaigo1"), ("office", "shimin1")):
        desk = filled.house.public_url(zone)
        with window(browser, look.language) as page:
            road.staff_sign_in(filled.house, page, zone, member)
            look(page, f"{zone}-queue-empty")
            page.goto(f"{desk}/print")
            look(page, f"{zone}-prints-empty")
    _mandates(browser, filled, look)
    _transfer_of_office(browser, filled, look)
    with window(browser, look.language) as page:
        road.staff_sign_in(filled.house, page, "core", "kanri1")
        _lists(page, filled.house.public_url("core"), look)
    for zone in ("core", "office"):
        with window(browser, look.language) as page:
            road.staff_sign_in(filled.house, page, zone, "unyo1")
            page.goto(f"{filled.house.public_url(zone)}/operations?result=gone")
            look(page, f"{zone}-operations")
            page.goto(f"{filled.house.public_url(zone)}/portal")
            look(page, f"{zone}-portal-operator")
            _holdings(page, filled.house.public_url(zone), f"{zone}-", look)
            if zone == "office":
                page.goto(f"{filled.house.public_url(zone)}/voices")
                look(page, "voices")
                _publishing(page, filled.house.public_url(zone), look)
        with window(browser, look.language) as page:
            road.staff_sign_in(filled.house, page, zone, "kansa1")
            look(page, f"{zone}-trail")
            page.locator("#actor").fill("nobody1")
            road.press(page, "main form button:not([formaction]) >> nth=0")
            look(page, f"{zone}-trail-none")
            page.locator("#actor").fill("")
            road.press(page, "button[formaction='/audit/verify']")
            look(page, f"{zone}-trail-verified")
            page.goto(f"{filled.house.public_url(zone)}/statistics")
            look(page, f"{zone}-statistics")
            _watching(page, zone, filled.house.public_url(zone), look)


def _transfer_of_office(browser: Browser, filled: Filled, look: Look) -> None:
    """The same list in the other zone, where nothing waits."""
    desk = filled.house.public_url("office")
    with window(browser, look.language) as page:
        road.staff_sign_in(filled.house, page, "office", "shimin1")
        page.goto(f"{desk}/transfer")
        look(page, "office-transfer")
        page.goto(f"{desk}/transfer/999999")
        look(page, "office-transfer-nothing")


# Nobody else's: who has a second factor for a moment. One for each language, for both walk at once.
_ENROLS = {
    ("core", "ja"): "hoken1",
    ("core", "en"): "kaigo2",
    ("office", "ja"): "suido1",
    ("office", "en"): "unyo2",
}


def second_factor(browser: Browser, filled: Filled, look: Look) -> None:
    """How one signs in: an app added, codes on paper, the second step with its wrong answers; removed again."""
    for zone in ("core", "office"):
        member, desk = _ENROLS[zone, look.language], filled.house.public_url(zone)
        with window(browser, look.language) as page:
            road.staff_sign_in(filled.house, page, zone, member)
            secret, code = _enrols(page, desk, zone, look)
        with window(browser, look.language) as page:
            road.staff_sign_in(filled.house, page, zone, member)
            _second_step(page, zone, look, wrong_code(secret), code)
            page.goto(f"{desk}/security/remove?what=app")
            road.press(page, "main form button")
            look(page, f"{zone}-remove-wrong")
            page.locator("#password").fill(f"umikaze-{member}")
            road.press(page, "main form button")
            look(page, f"{zone}-security-again")


def _enrols(page: Page, desk: str, zone: str, look: Look) -> tuple[str, str]:
    """The secret of the app, and one of the codes on paper."""
    page.goto(f"{desk}/security")
    look(page, f"{zone}-security-none")
    page.goto(f"{desk}/security/passkey")
    look(page, f"{zone}-passkey")
    page.locator("form[data-passkey]").evaluate("form => form.submit()")  # as without a script
    page.wait_for_selector("#problems")
    look(page, f"{zone}-passkey-wrong")
    secret = road.add_app(page, desk, wrong=lambda: look(page, f"{zone}-app-wrong"))
    look(page, f"{zone}-codes")
    code = page.locator(".recovery-codes code").first.inner_text()
    page.goto(f"{desk}/security")
    look(page, f"{zone}-security")
    page.goto(f"{desk}/security/codes")
    look(page, f"{zone}-new-codes")
    page.goto(f"{desk}/security/remove?what=app")
    look(page, f"{zone}-remove")
    return secret, code


def _second_step(page: Page, zone: str, look: Look, wrong: str, code: str) -> None:
    look(page, f"{zone}-second")
    page.locator("#code").fill(wrong)
    road.press(page, "form:has(#code) button")
    look(page, f"{zone}-second-wrong")
    page.locator("main details summary").click()
    page.locator("#recovery").fill("AAAA-AAAA-AAAA")
    road.press(page, "form:has(#recovery) button")
    look(page, f"{zone}-recovery-wrong")
    page.locator("#recovery").fill(code)
    road.press(page, "form:has(#recovery) button")


def wrong_code(secret: str) -> str:
    """Six digits that are no code of about now."""
    app = pyotp.TOTP(secret)
    now = {app.at(clock.now(), counter_offset=step) for step in range(-3, 4)}
    return next(f"{each:06}" for each in range(10) if f"{each:06}" not in now)


def _mandates(browser: Browser, filled: Filled, look: Look) -> None:
    """Who may act for whom: searched, one of them, and ended without a reason."""
    desk = filled.house.public_url("core")
    with window(browser, look.language) as page:
        road.staff_sign_in(filled.house, page, "core", "shimin2")
        page.goto(filled.case("mandate"))
        look(page, "mandate-case")
        page.goto(f"{desk}/mandates")
        look(page, "mandates")
        page.goto(f"{desk}/mandates?before=0")
        look(page, "mandates-empty")
        for text, name in (("潮見", "mandates-found"), ("誰もいない", "mandates-not-found")):
            page.goto(f"{desk}/mandates")
            page.locator("#q").fill(text)
            road.press(page, "form[role=search] button")
            look(page, name)
        page.goto(f"{desk}/mandates/{filled.mandate}")
        look(page, "mandate", saying="潮見")
        road.press(page, "form:has(#why) button")
        look(page, "mandate-wrong")
    with window(browser, look.language) as page:
        road.staff_sign_in(filled.house, page, "core", "kaigo1")
        page.goto(f"{desk}/mandates/{filled.mandate}")
        look(page, "mandate-to-read")


def _publishing(page: Page, desk: str, look: Look) -> None:
    """The installation's version; an upload that is wrong, one that becomes a proposal; a preview; taken back."""
    page.goto(f"{desk}/publishing")
    look(page, "publishing")
    page.goto(f"{desk}{page.locator('#current + dl a').get_attribute('href')}")
    look(page, "publishing-by-installation")
    for days, name in (
        (f"{'x' * 3}", "publishing-wrong"),
        ("8" if look.language == "ja" else "9", "publishing-proposal"),
    ):
        page.goto(f"{desk}/publishing")
        page.locator("#city").set_input_files(papers.city(f"standard_days: {days}"))
        page.locator("#note").fill("標準処理期間を変える")
        road.press(page, "form[action='/publishing'] button")
        look(page, name)
    proposal = page.url
    page.goto(f"{proposal}/forms/inu-toroku?words=easy")
    look(page, "publishing-form")
    page.goto(proposal)
    road.press(page, "form[action$='/drop'] button")
    look(page, "publishing-dropped")
    page.goto(f"{desk}/publishing")
    look(page, "publishing-earlier")
