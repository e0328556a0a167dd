"""The pages on which a clerk types what came on paper: empty, wrong, with its scan, saved by two, received, answered."""

from datetime import timedelta
from urllib.parse import urlsplit

from playwright.sync_api import Page

from dokodemo.base import clock
from tests.browser import papers, road
from tests.browser.given import CHILD, DOG
from tests.browser.looking import Look

#: One that comes on paper too, and what its form calls the name of who applies.
PROCEDURES = {"core": (CHILD, "claimant_name"), "office": (DOG, "owner_name")}
LONG = "マリア・フェルナンダ・デ・オリヴェイラ・サントス・アルブケルケ・モンテイロ"


def walk(page: Page, desk: str, zone: str, look: Look) -> None:
    """``page`` is a clerk's of the section that handles the procedure of ``zone``."""
    procedure, name = PROCEDURES[zone]
    page.goto(f"{desk}/reception")
    look(page, f"{zone}-reception")
    road.press(page, "#begin-title + form button")
    look(page, f"{zone}-reception-wrong")
    page.locator("#procedure").select_option(procedure)
    page.locator("#entrance-mail").check()
    road.press(page, "#begin-title + form button")
    look(page, f"{zone}-reception-sheet")
    if zone == "core":
        for text, state in (("", "not-asked"), ("だれもいない", "nobody"), ("潮見", "found")):
            page.locator("#_resident").fill(text)
            road.press(page, "button[value=find]")
            look(page, f"{zone}-reception-{state}")
    own = urlsplit(page.url).path  # somebody else is typing beside
    page.locator(f"#{name}").fill(LONG)
    with page.expect_response(lambda answer: "live=1" in answer.url):
        page.locator(f"#{name}").blur()
    # Without an address nobody can be asked to mend it.
    page.locator(f"#{name.replace('_name', '_address')}").fill("海風市中央一丁目2番3号")
    page.locator("#_file").set_input_files(papers.not_a_photo())
    road.press(page, "button[value=attach]")
    look(page, f"{zone}-reception-no-scan")
    page.locator("#_file").set_input_files(papers.passbook())
    road.press(page, "button[value=attach]")
    look(page, f"{zone}-reception-scan")
    page.locator("#_proof-copy").check()
    page.locator("input[name=_revision]").evaluate("each => { each.value = '1' }")
    road.press(page, "form#form .actions button[value=save]")
    look(page, f"{zone}-reception-clashed")
    road.press(page, "form#form .actions button[value=register]")
    look(page, f"{zone}-reception-form-wrong")
    page.goto(f"{desk}/reception?done=saved")
    look(page, f"{zone}-reception-unfinished")
    road.press(page, f"[data-row][href='{own}']")
    road.press(page, "a[href$='/discard']")
    look(page, f"{zone}-reception-discard")
    road.press(page, "main a.back >> nth=0")
    road.press(page, "form#form .actions button[value=register]")
    road.press(page, "button[value=anyway]")
    look(page, f"{zone}-reception-slip")
    road.press(page, "main a.button >> nth=0")
    look(page, f"{zone}-case-by-hand")
    road.press(page, "form[action$='/take'] button")
    page.locator("#asking summary").first.click()
    page.locator("#ask_text").fill("電話番号を書いてください。")
    page.locator("#ask_until").fill((clock.today() + timedelta(days=14)).isoformat())
    road.press(page, "form[action$='/ask'] button")
    road.press(page, "form[action*='/reception/answers/'] button")
    look(page, f"{zone}-reception-answer")
