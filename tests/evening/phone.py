"""A phone of 360 px in one person's hands: whatever page is before them is read as they would read it."""

import os
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from playwright.sync_api import Page

from dokodemo.catalog.schema import Text
from dokodemo.operate.house import CHECKOUT
from dokodemo.values import readings
from tests.browser import road
from tests.browser.looking import too_wide

SHOTS = os.environ.get("SHOTS", "")
_JAPANESE = re.compile(r"[ぁ-ゖァ-ヺ㐀-鿿][ぁ-ゖァ-ヺー㐀-鿿・、。「」]*")
#: What is read: without furigana, the languages to choose from, and what says of itself that it is Japanese.
_READ = """() => {
  const all = document.body.cloneNode(true)
  all.querySelectorAll("rt, rp, script, template, [hidden], .languages, [lang]:not([lang=en])").forEach(one => one.remove())
  all.querySelectorAll("p, li, dt, dd, h1, h2, h3, label, legend, button, a, div, span, td, th").forEach(one => one.append("\\n"))
  return all.textContent
}"""
_SAID = """() => {
  const all = document.body.cloneNode(true)
  all.querySelectorAll("rt, rp, script, template").forEach(one => one.remove())
  return all.textContent
}"""


class Phone:
    """``known``: what is Japanese whoever reads it, because somebody typed it or a card says it."""

    def __init__(self, page: Page, language: str, known: Iterable[str]) -> None:
        self.page, self.language = page, language
        self.known = {_squeezed(each) for each in known if _JAPANESE.search(each)}
        self.problems: list[str] = []
        self.count = 0

    def press(self, selector: str) -> None:
        """Press the one thing there, and look at the page it leads to."""
        road.press(self.page, selector)
        self.look()

    def look(self) -> None:
        """The page fits the phone, is in the person's language, and leaves nothing in another."""
        self.count += 1
        where = f"{self.count} {self.page.url.partition('//')[2].partition('/')[2]}"
        if SHOTS:
            path = Path(SHOTS) / f"{self.language}-{self.count:03}.png"
            self.page.screenshot(path=path, full_page=True)
        self.problems += [f"{where}: {each}" for each in too_wide(self.page)]
        if ".localhost" in self.page.url and "//id." in self.page.url:
            return  # the provider's page is not ours
        lang = self.page.locator("html").get_attribute("lang")
        if lang != self.language.partition("-")[0]:
            self.problems.append(f"{where}: is in {lang!r}")
        if self.language == "en":
            self.problems += [f"{where}: left in Japanese: {each}" for each in self._left_over()]

    def _left_over(self) -> list[str]:
        text = _squeezed(self.page.evaluate(_READ))
        for each in sorted({*self.known, *_in_english()}, key=len, reverse=True):
            text = text.replace(each, " ")
        return sorted(set(_JAPANESE.findall(text)))

    def shows(self, *texts: str | Text) -> None:
        """The page says this: a text of the catalog in the person's language, or these words."""
        said = _bare(self.page.evaluate(_SAID))
        for each in texts:
            words = each if isinstance(each, str) else readings.plain(each.of(self.language))
            assert _bare(words) in said, f"{self.page.url} does not say {words!r}: {said[:1500]}"


def _squeezed(text: str) -> str:
    return re.sub(r"[ \t　]+", " ", text)


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


@cache
def _in_english() -> frozenset[str]:
    """The Japanese that stands in English texts with intent: an example to type, the name of a paper."""
    found: set[str] = set()
    for path in (
        *(CHECKOUT / "cities" / "umikaze").rglob("*.yaml"),
        *(CHECKOUT / "src").rglob("en/LC_MESSAGES/*.po"),
    ):
        lines = path.read_text("utf-8").splitlines()
        quoted = (
            r'\ben: "((?:[^"\\]|\\.)*)"' if path.suffix == ".yaml" else r'^(?:msgstr(?:\[\d\])? )?"(.*)"$'
        )
        skip = False
        for line in lines:
            if path.suffix == ".po" and line.startswith("msg"):
                skip = line.startswith("msgid")
            if not skip:
                found |= {
                    run for text in re.findall(quoted, line) for run in _JAPANESE.findall(_squeezed(text))
                }
    return frozenset(found)
