"""Every page of who keeps the directory: members, reorganisations, and looks at cases that somebody else granted."""

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page

from dokodemo.base import clock
from tests.browser import road
from tests.browser.chromium import window
from tests.browser.filled import Filled
from tests.browser.looking import Look

_WHY = "障害の調査のため、画面の表示を確かめる"
# What was answered by somebody else while the page was open.
_ANSWERED = {"ja": "もう答えが出ているか", "en": "It has been answered already"}
_CLOSED = {"ja": "もう確定できる状態でも", "en": "can no longer be confirmed"}


def administration(browser: Browser, filled: Filled, look: Look) -> None:
    """An administrator in both zones, and the chief who grants the look at cases."""
    with window(browser, look.language) as page:
        road.staff_sign_in(filled.house, page, "office", "kanri1")
        _directory(page, filled.house.public_url("office"), look)
        _plans(page, filled.house.public_url("office"), look)
    for zone, chief, words in (("core", "kosodate2", "児童手当"), ("office", "kankyo2", "犬")):
        with window(browser, look.language) as page:
            road.staff_sign_in(filled.house, page, zone, "kanri1")
            _asked(page, filled.house.public_url(zone), zone, look)
            with window(browser, look.language) as other:
                road.staff_sign_in(filled.house, other, zone, chief)
                _granted(other, filled.house.public_url(zone), zone, look)
            _looked(page, filled.house.public_url(zone), zone, words if look.language == "ja" else "", look)


def _directory(page: Page, desk: str, look: Look) -> None:
    page.goto(f"{desk}/directory")
    look(page, "directory")
    page.locator("#q").fill("だれでもない")
    road.press(page, "form[role=search] button")
    look(page, "directory-not-found")
    page.goto(f"{desk}/directory?state=left")
    look(page, "directory-left")
    page.goto(f"{desk}/directory/new")
    look(page, "directory-new")
    road.press(page, "main form button[value=save]")
    look(page, "directory-new-wrong")
    page.goto(f"{desk}/directory/members/kaigo1")
    look(page, "directory-member")
    road.press(page, "form[action$='/absence'] button:not([name])")
    look(page, "directory-absence-wrong")
    day = clock.today() + timedelta(days=40 if look.language == "ja" else 50)
    page.locator("#starts").fill(day.isoformat())
    page.locator("#ends").fill((day + timedelta(days=1)).isoformat())
    page.locator("#reason").fill("出張")
    road.press(page, "form[action$='/absence'] button:not([name])")
    look(page, "directory-absent", saying="出張")


def _plans(page: Page, desk: str, look: Look) -> None:
    page.goto(f"{desk}/reorganisations")
    look(page, "reorganisations")
    _import(page, look, "kankio,,midori\n")
    look(page, "reorganisations-wrong", saying="kankio")
    page.goto(f"{desk}/reorganisations")
    _import(page, look, "kankyo,,kankyo\n")
    look(page, "reorganisation", saying="kaigo1")
    page.locator("form[action$='/withdraw'] button").click()
    page.wait_for_load_state()
    look(page, "reorganisation-withdrawn")
    plan = page.url
    for act in ("confirm", "withdraw"):
        page.goto(plan)
        road.send_to(page, f"{plan}/{act}")
        look(page, f"reorganisation-{act}-closed", saying=_CLOSED[look.language])
    page.goto(f"{desk}/reorganisations")
    look(page, "reorganisations-filled")


def _import(page: Page, look: Look, moves: str) -> None:
    """Two sheets, for a day on which the other language plans nothing."""
    days = 30 if look.language == "ja" else 31
    with TemporaryDirectory() as folder:
        for name, text in (
            ("moves", f"旧課,手続き,新課\n{moves}"), ("transfers", "職員番号,課,職,役割\nkaigo1,kaigo,,\n")
        ):  # fmt: skip
            path = Path(folder) / f"{name}.csv"
            path.write_text(text, encoding="utf-8")
            page.locator(f"#{name}").set_input_files(path)
        page.locator("#title").fill("組織改正")
        page.locator("#day").fill((clock.today() + timedelta(days=days)).isoformat())
        road.press(page, "form[enctype] button")


def _asked(page: Page, desk: str, zone: str, look: Look) -> None:
    page.goto(f"{desk}/break-glass")
    look(page, f"{zone}-breakglass")
    road.press(page, "form[action='/break-glass'] button")
    look(page, f"{zone}-breakglass-wrong")
    page.locator("#section").select_option({"core": "kosodate", "office": "kankyo"}[zone])
    page.locator("#hours").fill("1")
    page.locator("#reason").fill(_WHY)
    road.press(page, "form[action='/break-glass'] button")
    look(page, f"{zone}-breakglass-asked", saying=_WHY)


def _granted(page: Page, desk: str, zone: str, look: Look) -> None:
    page.goto(f"{desk}/break-glass")
    look(page, f"{zone}-breakglass-to-answer", saying=_WHY)
    answered = page.locator("form[action$='/answer']").first.get_attribute("action")
    road.press(page, "button[value=yes] >> nth=0")
    look(page, f"{zone}-breakglass-answered")
    road.send_to(page, f"{desk}{answered}")
    look(page, f"{zone}-breakglass-closed", saying=_ANSWERED[look.language])


def _looked(page: Page, desk: str, zone: str, words: str, look: Look) -> None:
    page.goto(f"{desk}/break-glass")
    look(page, f"{zone}-breakglass-granted")
    page.locator("a[href$='/cases']").first.click()
    page.wait_for_load_state()
    look(page, f"{zone}-breakglass-section")
    page.goto(f"{page.url}?state=approved")
    look(page, f"{zone}-breakglass-decided", saying=words)
    page.locator("td a[href*='/cases/']").first.click()
    page.wait_for_load_state()
    look(page, f"{zone}-breakglass-case")
