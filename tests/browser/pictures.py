"""The pictures of the README, taken anew from a running house: ``python -m tests.browser.pictures``; with ``--manual`` those
of the manual (``manual``)."""

import argparse
import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from dokodemo.operate import answers, walk
from dokodemo.operate.house import CHECKOUT, House
from dokodemo.operate.testing import RunningHouse
from dokodemo.operate.tour import eventually
from dokodemo.operate.visitor import Visitor
from tests.browser import chromium, papers, road
from tests.browser.given import CHILD, NUMBERS

FOLDER = CHECKOUT / "docs" / "images"
PORTS = 8500
MOST_BYTES = 150_000
CLERK = "kosodate1"


def take(browser: Browser, house: House, folder: Path) -> list[Path]:
    """The resident's home, the receipt, and the case at the desk; 1280 px wide. Returns the files."""
    return [_home(browser, house, folder), *_receipt_and_desk(browser, house, folder)]


def _home(browser: Browser, house: House, folder: Path) -> Path:
    with chromium.window(browser) as page:
        page.goto(f"{house.public_url('internet')}/")
        return keep(page, folder / "home.png")


def _receipt_and_desk(browser: Browser, house: House, folder: Path) -> tuple[Path, Path]:
    mother = Visitor()
    walk.sign_in_card(house, mother, walk.holder("海野"))
    book = papers.passbook()
    files = [("koza", (book["name"], book["buffer"], book["mimeType"]))]
    sent = walk.apply(house, mother, CHILD, answers.family(), private=NUMBERS, files=files)
    mother.close()
    with chromium.window(browser) as page:
        page.goto(f"{house.public_url('internet')}/sign-in?next=/receipts/{sent.application}")
        road.sign_in_card(house, page, walk.holder("海野"))
        receipt = keep(page, folder / "receipt.png")
    with chromium.window(browser) as page:
        _examine(house, page, sent)
        return receipt, keep(page, folder / "desk.png")


def _examine(house: House, page: Page, sent: walk.Sent) -> None:
    """The case as the clerk has it: taken, the person chosen, the rule's result beside the answers."""
    clerk = Visitor()
    walk.staff_sign_in(house, clerk, "core", CLERK)
    eventually(30, "the case", lambda: walk.open_case(house, clerk, "core", sent.application).status == 200)
    walk.press(clerk, "/take")
    walk.open_case(house, clerk, "core", sent.application, "resident&choose=1")
    walk.press(clerk, "/link")
    clerk.close()
    road.staff_sign_in(house, page, "core", CLERK)
    page.goto(f"{house.public_url('core')}/cases/{sent.application}")
    page.locator("input[name=outcome][value=approved]").check()
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")


def keep(shown: Page | Locator, path: Path) -> Path:
    """What the window or the part of a page shows, with as many colours as a screen of text has."""
    picture = Image.open(io.BytesIO(shown.screenshot(caret="initial"))).convert("RGB")
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.quantize(64, dither=Image.Dither.NONE).save(path, optimize=True)
    size = path.stat().st_size
    assert size <= MOST_BYTES, f"{path.name} has {size:,} bytes, more than {MOST_BYTES:,}"
    return path


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.browser.pictures", description=__doc__)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--manual", action="store_true")
    parser.add_argument("--port-base", type=int, default=PORTS)
    options = parser.parse_args()
    running = RunningHouse.start(options.port_base)
    try:
        with sync_playwright() as playwright:
            browser, house = chromium.launch(playwright), running.house
            if options.manual:
                from tests.browser import filled, manual

                taken = manual.take(browser, house, filled.fill(house), options.folder or manual.FOLDER)
            else:
                taken = take(browser, house, options.folder or FOLDER)
            for path in taken:
                print(f"{path} ({path.stat().st_size:,} bytes)")
    finally:
        running.stop()


if __name__ == "__main__":
    main()
