"""axe and the house's own rules on every page of the three zones, filled, empty and wrong, at 360 px; that no address was
forgotten. Nightly also at 1280 px, in English, as others have it on their screens, and that the published report says so."""

import traceback
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from dokodemo.base import clock
from dokodemo.operate.house import House
from dokodemo.operate.visitor import Unexpected
from tests.browser import addresses, chromium, desk_looks, looking, measuring, resident_looks, staff_looks
from tests.browser.chromium import DESKTOP, PHONE
from tests.browser.filled import Filled, fill
from tests.browser.looking import SHOTS, Look
from tests.browser.measuring import Measured

Walk = Callable[[Browser, Filled, Look], None]
RESIDENTS: tuple[Walk, ...] = (
    resident_looks.visitors,
    resident_looks.own_pages,
    resident_looks.mended,
    resident_looks.application,
    resident_looks.dog,
    resident_looks.together,
)
DESKS: tuple[Walk, ...] = (
    desk_looks.child_allowance,
    desk_looks.office,
    desk_looks.others,
    desk_looks.second_factor,
    staff_looks.administration,
)
WALKS = [walk.__name__ for walk in RESIDENTS + DESKS]
#: Once in each would take twice as long: English is nightly, as is all of `Look.thorough`.
LANGUAGES = ["ja", pytest.param("en", marks=pytest.mark.nightly)]

# What a person never sees as a page of ours, and why.
NO_PAGE = {
    "health": "one word of text for the supervisor",
    "service_worker": "a script for the browser",
    "language": "sets the cookie and goes back",
    "furigana": "sets the cookie and goes back",
    "sign_in_card": "goes to the provider; what can go wrong there is looked at on its way back",
    "sign_out": "goes to the front page",
    "security_sign_out": "goes to the sign-in page",
    "guide_begin": "goes to the first question",
    "guide_forget": "goes to the front page",
    "apply_go_on": "goes to where the resident stopped",
    "remember": "goes to what is remembered",
    "delete_copy": "goes back to the application",
    "mend": "goes to the draft that mends it",
    "my_document": "a PDF; the road reads it back",
    "case_attachment": "a rebuilt picture or PDF",
    "case_document": "a PDF",
    "case_whole": "a PDF",
    "case_presence": "a line that htmx puts into the case, where it is looked at",
    "print_label": "a PDF",
    "print_pdf": "a PDF",
    "approvals_seen": "goes back to what is looked at later",
    "many_undo": "goes back to the queue, which says so",
    "export": "a file for a spreadsheet",
    "view_save": "goes back to the queue, where the view stands",
    "view_remove": "goes back to the queue",
    "trail_export": "a file for a spreadsheet",
    "register_export": "a file for a spreadsheet",
    "looking_report_file": "a file for a spreadsheet, or a PDF",
    "transfer_export": "a file for a spreadsheet",
    "reception_scan": "a rebuilt picture or PDF",
    "reception_answer": "goes to the form that is typed",
    "disposal_confirm": "goes back to the disposal, where what is wrong is said",
    "disposal_drop": "goes back to the disposal, where what is wrong is said",
    "disposal_hold_end": "goes back to what is held back",
    "disposal_export": "a file for a spreadsheet",
    "holdings_csv": "a file for a spreadsheet",
    "holdings_pdf": "a PDF",
    "statistics_open_data": "a file for a spreadsheet",
    "apply_signed": "goes to the receipt, or back to the review, which says why",
    "inventory_csv": "a file for a spreadsheet",
    "rate_application": "goes back to the application",
    "publishing_letter": "a PDF",
    "publishing_publish": "goes back to the proposal, where what is wrong is said",
    "publishing_drop": "goes back to the proposal, where what is wrong is said",
    "breakglass_end": "goes back to what was asked for",
    "operations_retry": "goes back to the operations",
    "portal_retry": "goes back to what the portal sent",
}


Looks = Mapping[tuple[str, str], Look]


@pytest.fixture(scope="session")
def looks(town: House) -> Looks:
    """All walks, once for the session, half of them beside the other half, each in a browser of its own: residents beside
    desks, and nightly Japanese beside English."""
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
    known, filled = addresses.ask(town), fill(town)
    halves = [("ja", RESIDENTS), ("ja", DESKS)]
    if Look.thorough:
        halves = [("ja", RESIDENTS + DESKS), ("en", RESIDENTS + DESKS)]
    with ThreadPoolExecutor(len(halves)) as pool:
        taken = pool.map(lambda half: take(filled, known, *half), halves)
        return {key: look for each in taken for key, look in each.items()}


@pytest.fixture(scope="session")
def measured(looks: Looks, browser: Browser) -> dict[str, Any]:
    """What all looks have measured, as ``measured.yaml`` has it."""
    known = next(iter(looks.values())).addresses
    zones: dict[str, Measured] = {zone: Measured() for zone in known.zones}
    for look in looks.values():
        for zone, found in look.measured.items():
            if zone in zones:
                zones[zone].add(found)
    seen = {each for look in looks.values() for each in look.seen}
    pages = {zone: sorted(known.readable(zone, name) for at, name in seen if at == zone) for zone in zones}
    measuring.SESSION.looks = {
        "measured_on": clock.today(),
        "program": f"axe-core {looking.AXE_VERSION}, Chromium {browser.version.partition('.')[0]}",
        "languages": sorted({look.language for look in looks.values()}),
        "widths": sorted((looking.ZOOMED["width"], PHONE, DESKTOP)),
        "zones": {zone: found.plain(pages[zone]) for zone, found in zones.items()},
    }
    return measuring.SESSION.looks


def take(
    filled: Filled, known: addresses.Addresses, language: str, walks: Iterable[Walk]
) -> dict[tuple[str, str], Look]:
    """Those walks in that language. One that breaks off is a problem of its own and keeps the others going."""
    taken = {}
    with sync_playwright() as playwright:
        browser = chromium.launch(playwright)
        for walk in walks:
            look = taken[walk.__name__, language] = Look(known, language)
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


@pytest.mark.nightly
def test_the_report_says_what_was_measured(measured: dict[str, Any]) -> None:
    """After a new page: ``MEASURED=write ./test --nightly journeys -k "looks or keyboard or reading"``, then
    ``dokodemo accessibility cities/umikaze > docs/accessibility.md``."""
    if measuring.ANEW:
        pytest.skip("it is being written")
    kept = measuring.kept_measures()
    for zone, found in measured["zones"].items():
        said = kept["zones"][zone]
        assert said["pages"] == found["pages"], zone
        assert said["states"] <= found["states"], zone
        assert said["findings"] == found["findings"], zone
        assert {kind for kind, number in said["kinds"].items() if number == 0} <= {
            kind for kind, number in found["kinds"].items() if number == 0
        }, zone


def test_a_look_finds_what_is_wrong(browser: Browser, looks: Looks) -> None:
    """The look itself can fail: a page with everything that it is there for."""
    look = Look(next(iter(looks.values())).addresses, "ja")
    look.thorough = True
    with chromium.window(browser) as page:
        page.set_content(
            "<html lang=en><style>@keyframes turn { to { opacity: 0 } } input:focus { outline: 0 } "
            ".choice { border: 1px solid #eee } .choice :checked { appearance: none } .over { margin-top: -2em } .small { width: 9px; height: 9px; padding: 0; border: 0 }</style>"
            "<div><button class=small>1</button><button class=small>2</button><button class=small>3</button></div>"
            "<h1>one</h1><h1 id=a>two</h1><p id=a style='width: 60rem; color: #ccc'>pale and wide</p>"
            "<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='><input>"
            "<p style='height: 1em; overflow: hidden'>cut off<br>at the second line</p><p>below</p><p class=over>on it</p>"
            "<div class=choice><input type=radio checked>nearly white</div>"
            "<button style='position: relative; z-index: -1'>covered</button><div style='background: #fff; "
            "position: relative; margin-top: -3em; height: 3em'></div><p style='animation: turn 9s infinite'>turns</p></html>"
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
        "axe target-size",
        "does not fit",
        "lies on something else",
        "does not show the focus",
        "is covered by",
        "has an edge of",
        "does not show the choice that is made",
        "moves: p",
    ):
        assert any(word in problem for problem in look.problems), f"{word}: {look.problems}"
    assert look.measured[""].kinds["moving"] > 0, "what moves is counted"
    assert look.measured[""].findings["1.4.3"] > 0, "what axe finds counts for its criterion"
