"""Every state of one case: its tabs, its forms refused or sent too late, and what ends it."""

from datetime import timedelta

from playwright.sync_api import Page

from dokodemo.base import clock
from tests.browser import road
from tests.browser.filled import Filled
from tests.browser.looking import Look

#: The first document of the print and post queue.
PAPER = "table.data a[href^='/print/']:not([href$='pdf'], [href$='label']) >> nth=0"


def tabs(page: Page, filled: Filled, look: Look) -> None:
    """Cases in every state, and the tabs of one."""
    for what in ("waiting", "examined", "proposed", "returned", "approved", "refused"):
        page.goto(filled.case(what))
        look(page, f"case-{what}")
    for what, tab in (
        ("approved", "resident"),
        ("approved", "files"),
        ("approved", "timeline"),
        ("waiting", "files"),
    ):
        page.goto(f"{filled.case(what)}?tab={tab}")
        look(page, f"case-{what}-{tab}")
    page.goto(f"{filled.case('examined')}?tab=resident&choose=1")
    look(page, "case-candidates", saying="MARIA FERNANDA")
    page.goto(f"{filled.case('examined')}?tab=application&correct=claimant_kana")
    look(page, "case-correct")


def wrong(page: Page, filled: Filled, look: Look) -> None:
    """Every form of a case refused, and every form sent after somebody else saved."""
    case = filled.case("examined")
    road.press(page, "#correct button")
    look(page, "case-correct-wrong")
    page.goto(case)
    page.locator("input[name=outcome][value=refused]").check()
    road.press(page, "form[action$='/propose'] button.button")
    look(page, "case-propose-wrong")
    page.goto(case)
    page.locator("input[name=outcome][value=reduced]").check()
    page.locator("[name=enforced_on]").fill("きのう")
    road.press(page, "form[action$='/propose'] button.button")
    look(page, "case-reduced-wrong")
    page.goto(case)
    page.locator("[name=note]").fill("ほかの人が先に保存したときも、これは消えない。")
    road.stale(page, "/propose")
    look(page, "case-changed", saying="これは消えない")
    page.goto(case)
    road.press(page, "form[action$='/number'] button")
    look(page, "case-number-wrong")
    page.locator("#reason").select_option(index=1)
    road.press(page, "form[action$='/number'] button")
    look(page, "case-number-seen", saying="123456789018")
    page.goto(f"{case}?tab=resident&choose=1")
    page.locator("[name=person] >> visible=true").fill("000")
    road.press(page, "form[action$='/link']:has(input[type=text]) button")
    look(page, "case-link-wrong")
    page.goto(filled.case("waiting"))
    road.stale(page, "/take")
    look(page, "case-take-changed")
    road.send_to(page, f"{filled.case('waiting')}/fee")
    look(page, "case-fee-refused")


def ends(page: Page, filled: Filled, look: Look) -> None:
    """Something is to be mended, taken back, decided anew; and the forms of it refused."""
    for what in ("asked", "gone", "reopened"):
        page.goto(filled.case(what))
        look(page, f"case-{what}")
        page.goto(f"{filled.case(what)}?tab=timeline")
        look(page, f"case-{what}-timeline")
    case = filled.case("waiting")
    page.goto(case)
    page.locator("#withdraw summary").click()
    page.locator("#withdrawn_on").fill("令和99年1月1日")
    road.press(page, "form[action$='/withdraw'] button")
    look(page, "case-withdraw-wrong")
    page.goto(filled.case("examined"))
    page.locator("#asking summary").first.click()
    for summary in page.locator("#ask_fields summary").all():
        summary.click()
    look(page, "case-ask")
    page.goto(f"{filled.case('examined')}?tab=files")
    road.press(page, "a[href*='letter=okure']")
    look(page, "case-letter")
    road.press(page, "form[action$='/letter'] button[value=send]")
    look(page, "case-letter-wrong")
    for act in ("reopen", "agree"):
        page.goto(filled.case("examined"))
        road.send_to(page, f"{filled.case('examined')}/{act}")
        look(page, f"case-{act}-not-allowed")


def notes(page: Page, desk: str, filled: Filled, look: Look) -> None:
    """Notes and talks: none, written, refused, lost to somebody else's; a promise at the head; what else there is."""
    case = filled.case("examined")
    page.goto(f"{case}?tab=notes")
    look(page, "case-notes-none")
    road.press(page, "form[action$='/note'] button")
    look(page, "case-note-wrong")
    page.locator("#note_text").fill(
        "口座の名義が旧姓のようです。@kosodate2 見てもらえますか。\nあした本人に電話します。"
    )
    road.press(page, "form[action$='/note'] button")
    page.locator("#contacts summary").click()
    road.press(page, "form[action$='/contact'] button")
    look(page, "case-contact-wrong")
    page.locator("#contact_way").select_option("telephone")
    page.locator("#contact_whom").select_option("family")
    page.locator("#contact_said").fill("夫に、口座の名義をたずねた。通帳を持って窓口に来るとのこと。")
    page.locator("#contact_promise").fill("新しい用紙を郵送する")
    page.locator("#contact_until").fill((clock.today() + timedelta(days=3)).isoformat())
    road.press(page, "form[action$='/contact'] button")
    look(page, "case-notes", saying="新しい用紙を郵送する")
    page.locator("#note_text").fill("ほかの人が先に保存したときも、これは消えない。")
    road.stale(page, "/note")
    look(page, "case-note-changed", saying="これは消えない")
    page.goto(f"{case}?tab=timeline")
    look(page, "case-notes-timeline", saying="新しい用紙を郵送する")
    for tab in ("related", "nothing"):
        page.goto(f"{case}?tab={tab}")
        look(page, f"case-{tab}")
    page.goto(f"{filled.case('waiting')}?tab=related")
    look(page, "case-related-unlinked")
    for part in ("note/back", "promise"):
        page.goto(case)
        road.send_to(page, f"{case}/{part}")
        look(page, f"case-{part.replace('/', '-')}-changed")
    page.goto(f"{desk}/mentions")
    look(page, "mentions-none")


def not_mine(page: Page, desk: str, filled: Filled, look: Look) -> None:
    """The proposer's own proposal: the form is not offered; whoever sends it all the same is told."""
    page.goto(filled.case("proposed"))
    road.send_to(page, f"{filled.case('proposed')}/decide")
    look(page, "not-allowed")


def deciding(page: Page, filled: Filled, look: Look) -> None:
    """The chief's forms: returned without a reason, decided after somebody else saved."""
    case = filled.case("proposed")
    page.goto(case)
    look(page, "decide")
    page.locator("#decision details summary").last.click()
    road.press(page, "form[action$='/return'] button")
    look(page, "return-wrong")
    page.goto(case)
    road.stale(page, "/decide")
    look(page, "decide-changed")


def fee(page: Page, filled: Filled, look: Look) -> None:
    """An amount that is none; a proposal as long as the fee is not paid."""
    page.goto(filled.case("fee"))
    page.locator("#amount").fill("なし")
    road.press(page, "form[action$='/fee'] button")
    look(page, "fee-wrong")
    page.goto(filled.case("fee"))
    page.locator("input[name=outcome][value=approved]").check()
    road.press(page, "form[action$='/propose'] button.button")
    look(page, "fee-missing")


def other_forms(page: Page, filled: Filled, look: Look) -> None:
    """The forms that this zone shares with core, refused here too."""
    case = filled.case("fee")
    for part in (
        "take",
        "link",
        "ask",
        "decide",
        "return",
        "number",
        "note",
        "note/back",
        "contact",
        "promise",
        "letter",
        "withdraw",
        "reopen",
        "agree",
    ):
        page.goto(case)
        road.send_to(page, f"{case}/{part}")
        look(page, f"office-{part.replace('/', '-')}-refused")
    page.goto(f"{case}?correct=owner_kana")
    road.press(page, "#correct button")
    look(page, "office-correct-wrong")
    desk = filled.house.public_url("office")
    for path in ("approvals", "register"):
        page.goto(f"{desk}/{path}")
        look(page, f"office-{path}")
    page.goto(f"{desk}/print")
    road.press(page, PAPER)
    look(page, "office-paper")
