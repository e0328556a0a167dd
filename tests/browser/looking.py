"""One look at a page as it stands: axe, no sideways scrolling, language, heading, title, nothing inline."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.addresses import Addresses
from tests.browser.chromium import DESKTOP, HEIGHTS, PHONE

SHOTS = os.environ.get("SHOTS", "")
_axe = Axe()
_FACTS = """() => ({
  lang: document.documentElement.lang, title: document.title.trim(),
  headings: [...document.querySelectorAll("h1")].map(one => one.innerText.trim()),
  inline: [...document.querySelectorAll("style, [style], script:not([src]), [onclick], [onload], [onchange], [onsubmit]")]
    .map(one => one.outerHTML.slice(0, 120)),
  twice: [...document.querySelectorAll("[id]")].map(one => one.id).filter((id, at, all) => all.indexOf(id) !== at),
})"""
_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] : [
  `${document.documentElement.scrollWidth} px`,
  ...[...document.querySelectorAll("body *")].filter(one => one.getBoundingClientRect().right > innerWidth + 1)
    .map(one => one.tagName + "." + one.className + " " + (one.innerText || "").slice(0, 40)).slice(0, 5)]"""


class Look:
    """The looks of one walk in one language. Problems are collected, so that one run tells them all."""

    def __init__(self, addresses: Addresses, language: str) -> None:
        self.addresses, self.language = addresses, language
        self.problems: list[str] = []
        self.seen: set[tuple[str, str]] = set()
        self.names: list[str] = []

    def __call__(self, page: Page, name: str, *, language: str = "", saying: str = "") -> None:
        """Look at `page`, which is in `language` (else the walk's) and says `saying`: in its place stands whatever else
        would be looked at by mistake."""
        assert name not in self.names, f"{name} is the name of two looks"
        self.names.append(name)
        where = f"{name} ({self.language}) {urlsplit(page.url).path}"
        self.seen |= self.addresses.of(page.url)
        if saying not in page.locator("body").inner_text():
            self.problems.append(
                f"{where}: does not say {saying!r}: {page.locator('body').inner_text()[:300]}"
            )
        self.problems += [f"{where}: {each}" for each in _faults(page, language or self.language)]
        for width in (PHONE, DESKTOP):
            page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
            wide = too_wide(page) if width == PHONE else []
            self.problems += [f"{where} at {width}: {each}" for each in wide]
            # Contrast is most of what axe costs, and colours depend on neither: each page in one language at each width.
            colours = (width == PHONE) == (self.language == "ja")
            self.problems += [f"{where} at {width}: {each}" for each in violations(page, colours=colours)]
            if SHOTS:
                path = Path(SHOTS) / f"{name}-{self.language}-{width}.png"
                page.screenshot(path=path, full_page=True, caret="initial")


def _faults(page: Page, language: str) -> list[str]:
    facts: Mapping[str, object] = page.evaluate(_FACTS)
    headings = facts["headings"]
    assert isinstance(headings, list)
    checks: tuple[tuple[bool, Callable[[], str]], ...] = (
        (facts["lang"] == language, lambda: f"is in {facts['lang']!r}, not {language!r}"),
        (bool(facts["title"]), lambda: "has no title"),
        (len(headings) == 1 and bool(headings[0]), lambda: f"has the headings {headings}, not one h1"),
        (not facts["inline"], lambda: f"has something inline: {facts['inline']}"),
        (not facts["twice"], lambda: f"has the same id twice: {facts['twice']}"),
    )
    return [say() for holds, say in checks if not holds]


def too_wide(page: Page) -> list[str]:
    """What makes the page scroll sideways as wide as its window is now."""
    wide = page.evaluate(_WIDE)
    return [f"scrolls sideways: {wide}"] if wide else []


def violations(page: Page, *, colours: bool = True) -> list[str]:
    """What axe finds: all of its rules, or all but the contrast of colours."""
    if not page.evaluate("typeof axe !== 'undefined'"):
        page.evaluate(_axe.axe_script)
    options = {
        "resultTypes": ["violations"],
        "rules": {} if colours else {"color-contrast": {"enabled": False}},
    }
    found = []
    for each in page.evaluate("options => axe.run(options).then(found => found.violations)", options):
        for node in each["nodes"]:
            html = node["html"].replace("\n", " ")[:200]
            found.append(f"axe {each['id']}: {each['help']}: {html} {node['failureSummary'][:200]!r}")
    return found
