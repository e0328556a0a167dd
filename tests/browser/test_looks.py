"""axe and the house's own rules on every page of the three zones, filled, empty and wrong, in both languages, at 360 and
1280 px; and that no address was forgotten."""

import traceback
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from dokodemo.operate.house import House
from dokodemo.operate.visitor import Unexpected
from tests.browser import addresses, chromium, desk_looks, resident_looks
from tests.browser.filled import Filled, fill
from tests.browser.looking import SHOTS, Look

Walk = Callable[[Browser, Filled, Look], None]
WALKS: dict[str, Walk] = {
    walk.__name__: walk
    for walk in (
        resident_looks.visitors,
        resident_looks.own_pages,
        resident_looks.application,
        resident_looks.dog,
        resident_looks.together,
        desk_looks.child_allowance,
        desk_looks.office,
        desk_looks.others,
    )
}
LANGUAGES = ("ja", "en")

# What a person never sees as a page of ours, and why.
NO_PAGE = {
    "health": "one word of text for the supervisor",
    "service_worker": "a script for the browser",
    "language": "sets the cookie and goes back",
    "furigana": "sets the cookie and goes back",
    "sign_in_card": "goes to the provider; what can go wrong there is looked at on its way back",
    "sign_out": "goes to the front page",
    "guide_begin": "goes to the first question",
    "guide_forget": "goes to the front page",
    "apply_go_on": "goes to where the resident stopped",
    "remember": "goes to what is remembered",
    "delete_copy": "goes back to the application",
    "my_document": "a PDF; the road reads it back",
    "case_attachment": "a rebuilt picture or PDF",
    "case_document": "a PDF",
    "case_presence": "a line that htmx puts into the case, where it is looked at",
    "print_label": "a PDF",
    "trail_export": "a file for a spreadsheet",
    "transfer_export": "a file for a spreadsheet",
    "apply_signed": "goes to the receipt, or back to the review, which says why",
    "inventory_csv": "a file for a spreadsheet",
    "rate_application": "goes back to the application",
    "publishing_letter": "a PDF",
    "publishing_publish": "goes back to the proposal, where what is wrong is said",
    "publishing_drop": "goes back to the proposal, where what is wrong is said",
    "operations_retry": "goes back to the operations",
    "portal_retry": "goes back to what the portal sent",
}


Looks = Mapping[tuple[str, str], Look]


@pytest.fixture(scope="session")
def looks(town: House) -> Looks:
    """All walks, once for the session; both languages at the same time, each in a browser of its own."""
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
    known, filled = addresses.ask(town), fill(town)
    with ThreadPoolExecutor(len(LANGUAGES)) as pool:
        taken = pool.map(lambda language: take(filled, known, language), LANGUAGES)
        return {key: look for each in taken for key, look in each.items()}


def take(filled: Filled, known: addresses.Addresses, language: str) -> dict[tuple[str, str], Look]:
    """Every walk in that language. One that breaks off is a problem of its own and keeps the others going."""
    taken = {}
    with sync_playwright() as playwright:
        browser = chromium.launch(playwright)
        for name, walk in WALKS.items():
            look = taken[name, language] = Look(known, language)
            try:
                walk(browser, filled, look)
            except (AssertionError, PlaywrightError, Unexpected):
                look.problems.append(f"broken off after {look.names[-1:]}: {traceback.format_exc(limit=-8)}")
        browser.close()
    return taken


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("walk", WALKS)
def test_every_state(looks: Looks, walk: str, language: str) -> None:
    look = looks[walk, language]
    assert len(look.names) > 5, "a walk that looks at nothing finds nothing"
    assert not look.problems, f"{len(look.problems)} problems:\n" + "\n".join(look.problems)


def test_every_address_was_looked_at(looks: Looks) -> None:
    """A page without a look fails, and so does an exception that is none."""
    seen = {each for look in looks.values() for each in look.seen}
    known = next(iter(looks.values())).addresses.names()
    forgotten = {(zone, name) for zone, name in known - seen if name not in NO_PAGE}
    assert not forgotten, f"nobody looked at {sorted(forgotten)}"
    stale = {name for name in NO_PAGE if name not in {each for _, each in known}}
    assert not stale, f"no such address any more: {sorted(stale)}"
    pages = {name for _, name in seen} & set(NO_PAGE)
    assert not pages, f"these are pages after all: {sorted(pages)}"


def test_a_look_finds_what_is_wrong(browser: Browser, looks: Looks) -> None:
    """The look itself can fail: a page with everything that it is there for."""
    look = Look(next(iter(looks.values())).addresses, "ja")
    with chromium.window(browser) as page:
        page.set_content(
            "<html lang=en><h1>one</h1><h1 id=a>two</h1><p id=a style='width: 60rem; color: #ccc'>pale and wide</p>"
            "<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='><input></html>"
        )
        look(page, "bad", saying="something else")
    for word in (
        "does not say",
        "is in 'en'",
        "no title",
        "not one h1",
        "inline",
        "same id",
        "sideways",
        "color-contrast",
        "axe label",
    ):
        assert any(word in problem for problem in look.problems), f"{word}: {look.problems}"
