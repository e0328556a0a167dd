"""The pictures of the manual for clerks (docs/manual), taken anew from a house with invented cases in it: ``python -m
tests.browser.pictures --manual``."""

from collections.abc import Callable, Iterator
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page

from dokodemo.operate.house import CHECKOUT, House
from tests.browser import case_looks, chromium, road
from tests.browser.filled import Filled
from tests.browser.pictures import keep

FOLDER = CHECKOUT / "docs" / "manual" / "images"
CLERK, APPROVER = "kosodate1", "kosodate2"
Shown = Iterator[tuple[str, Page | Locator]]
Pages = Callable[[Page, str, Filled], Shown]


def take(browser: Browser, house: House, filled: Filled, folder: Path) -> list[Path]:
    """Every picture; each shows what its page is about, 1280 px wide. Returns the files."""
    return [
        keep(shown, folder / f"{name}.png")
        for who, pages in ((CLERK, _clerk), (APPROVER, _approver))
        for name, shown in _signed_in(browser, house, filled, who, pages)
    ]


def _signed_in(browser: Browser, house: House, filled: Filled, who: str, pages: Pages) -> Shown:
    with chromium.window(browser) as page:
        road.staff_sign_in(house, page, "core", who)
        yield from pages(page, house.public_url("core"), filled)


def _clerk(page: Page, desk: str, filled: Filled) -> Shown:
    page.goto(f"{desk}/")
    page.keyboard.press("j")
    yield "queue", page
    page.goto(filled.case("examined"))
    yield "case", page
    asking = page.locator("#asking")
    asking.locator("summary").first.click()
    asking.locator("summary").nth(1).click()
    asking.locator("input[type=checkbox]").nth(1).check()
    page.locator("#ask_text").fill("電話番号の桁が足りません。もう一度書いてください。")
    # What is chosen stays, and the picture is not as long as the form.
    asking.locator("summary").nth(1).click()
    yield "asking", asking
    page.goto(filled.case("examined"))
    page.locator("input[name=outcome][value=approved]").check()
    yield "propose", page.locator("#decision")
    page.goto(f"{desk}/print?state=ready&order=postal")
    yield "prints", page
    road.press(page, case_looks.PAPER)
    yield "paper", page


def _approver(page: Page, desk: str, filled: Filled) -> Shown:
    page.goto(f"{desk}/approvals")
    yield "approvals", page
