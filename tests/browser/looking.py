"""One look at a page as it stands: axe, language, heading, title, nothing inline; and enlarged, spaced out and coloured
otherwise, nothing is lost (`reach.js`). What was measured is kept for the report (`measuring`)."""

import io
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from axe_playwright_python.sync_playwright import Axe
from PIL import Image, ImageChops
from playwright.sync_api import FloatRect, Locator, Page, ViewportSize

from tests.browser.addresses import Addresses
from tests.browser.chromium import DESKTOP, HEIGHTS, PHONE
from tests.browser.measuring import Measured

SHOTS = os.environ.get("SHOTS", "")
#: A window of 1280 × 1024 px enlarged to 400 %, in CSS px (WCAG 1.4.10).
ZOOMED: ViewportSize = {"width": 320, "height": 256}
#: What is marked where, and by what (`unmark` in reach.js): seen in the reader's own colours, or not, by pixels.
MARKS = {
    "the choice that is made": (".choice:has(:checked)", "checked"),
    "the tab that is open": (".tabs [aria-current]", "[aria-current]"),
    "the list that is open": (".side-nav [aria-current]", "[aria-current]"),
    "the part that is open": (".desk-nav [aria-current]", "[aria-current]"),
    "the row that is meant": ("tr[aria-current=true]", "[aria-current]"),
    "the row that differs": ("tr.differs", ".differs"),
    "the step that is done": (".timeline > li.done", ".done"),
    "the step of now": (".timeline > li.now", ".now"),
    "the answer that is wrong": ("input[aria-invalid=true]", "[aria-invalid]"),
    "the focus": ("main .button", "focus"),
}
#: A mark is at least a line of two pixels, as long as a letter is high.
LEAST_PIXELS, LEAST_LIGHT = 32, 64
# Of the doubles of the country's systems only what every page owes.
DOUBLES = ("id.localhost", "mail.localhost")
_axe = Axe()
AXE_VERSION = _axe.axe_script.partition("axe v")[2].partition("\n")[0].strip()
_REACH = Path(__file__).with_name("reach.js").read_text("utf-8")
_FACTS = """() => ({
  lang: document.documentElement.lang, title: document.title.trim(),
  headings: [...document.querySelectorAll("h1")].map(one => one.innerText.trim()),
  inline: [...document.querySelectorAll("style, [style], script:not([src]), [onclick], [onload], [onchange], [onsubmit]")]
    .map(one => one.outerHTML.slice(0, 120)),
  twice: [...document.querySelectorAll("[id]")].map(one => one.id).filter((id, at, all) => all.indexOf(id) !== at),
})"""
_AXE = """options => axe.run(options).then(found => ({
  violations: found.violations,
  applied: [...found.violations, ...found.passes, ...found.incomplete].map(({ id, tags }) => ({ id, tags })),
}))"""


def _posted(page: Page) -> str:
    """Where a form was sent whose answer this is: a desk takes it out of the address (``desk.js``)."""
    return str(page.evaluate("document.querySelector('meta[name=posted]')?.content ?? ''"))


class Look:
    """The looks of one walk in one language. Problems are collected, so that one run tells them all."""

    #: Whether each state is also looked at on a wide screen, enlarged, in other colours and by its focus: several times the
    #: work, so nightly.
    thorough = True

    def __init__(self, addresses: Addresses, language: str) -> None:
        self.addresses, self.language = addresses, language
        self.problems: list[str] = []
        self.seen: set[tuple[str, str]] = set()
        self.names: list[str] = []
        self.measured: dict[str, Measured] = {}
        self.marks: set[str] = set()

    def __call__(self, page: Page, name: str, *, language: str = "", saying: str = "") -> None:
        """Look at `page`, which is in `language` (else the walk's) and says `saying`: in its place stands whatever else
        would be looked at by mistake."""
        assert name not in self.names, f"{name} is the name of two looks"
        self.names.append(name)
        host, where = urlsplit(page.url).hostname or "", f"{name} ({self.language}) {urlsplit(page.url).path}"
        self.seen |= self.addresses.of(page.url) | self.addresses.of(urljoin(page.url, _posted(page)))
        kept = self.measured.setdefault(host.removesuffix(".localhost"), Measured())
        kept.states.add(f"{name} ({self.language})")

        def note(measure: str, found: Sequence[str], how: str = "") -> None:
            kept.note(measure, len(found))
            self.problems.extend(f"{where}{how}: {each}" for each in found)

        if saying not in page.locator("body").inner_text():
            self.problems.append(
                f"{where}: does not say {saying!r}: {page.locator('body').inner_text()[:300]}"
            )
        for measure, faults in _faults(page, language or self.language).items():
            note(measure, faults)
        page.evaluate(_REACH)
        for width in (PHONE, DESKTOP) if self.thorough or SHOTS else (PHONE,):
            page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
            if width == PHONE:
                note("sideways", page.evaluate("reach.sideways()"), f" at {width}")
            # Contrast is most of what axe costs, and colours depend on neither: each page in one language at each width.
            colours = (width == PHONE) == (self.language == "ja")
            found = _ask_axe(page, kept, colours=colours, targets=width == PHONE)
            note("axe", [each.sentence for each in found], f" at {width}")
            for criterion in (criterion for each in found for criterion in each.criteria):
                kept.note(criterion, 1)
            if SHOTS:
                path = Path(SHOTS) / f"{name}-{self.language}-{width}.png"
                page.screenshot(path=path, full_page=True, caret="initial")
        page.set_viewport_size({"width": DESKTOP, "height": HEIGHTS[DESKTOP]})
        if self.thorough and host not in DOUBLES:
            self._otherwise(page, kept, note)

    def _otherwise(self, page: Page, kept: Measured, note: Callable[[str, Sequence[str], str], None]) -> None:
        """The same state as others have it on their screens. Ends as it began."""
        page.keyboard.press("Tab")  # from now on the focus is one that came by keyboard
        kept.count(page.evaluate("reach.kinds()"))
        note("motion", page.evaluate("reach.motion()"), " with reduced motion")
        with _text_at_200(page):
            note("large text", _lost(page), " with text at 200 %")
        page.evaluate("reach.spaceOut(true)")
        note("spaced text", _lost(page), " with text spaced out")
        page.evaluate("reach.spaceOut(false)")
        note("edges", page.evaluate("reach.edges(3)"), "")
        # Colours depend on no language: each page once in each of the two.
        if self.language == "ja":
            page.emulate_media(forced_colors="active")
            found = [*page.evaluate("reach.edges(3)"), *self._hidden_marks(page)]
            note("forced colours", found, " with forced colours")
            page.emulate_media(forced_colors="none")
        else:
            page.emulate_media(contrast="more")
            faults = page.evaluate("[...reach.edges(4.5), ...reach.letters(7)]")
            note("more contrast", faults, " with more contrast")
            page.emulate_media(contrast="no-preference")
        page.set_viewport_size(ZOOMED)
        note("zoomed", _lost(page), " at 400 %")
        note("focus", page.evaluate("reach.focus()"), " at 400 %")
        page.set_viewport_size({"width": DESKTOP, "height": HEIGHTS[DESKTOP]})

    def _hidden_marks(self, page: Page) -> list[str]:
        """Marks without which the picture is the same; each kind where this walk meets it first."""
        found = []
        for mark, (selector, what) in MARKS.items():
            marked = page.locator(f"{selector} >> visible=true").first
            if mark in self.marks or not marked.count():
                continue
            self.marks.add(mark)
            if not _looks_otherwise(page, marked, what):
                found.append(f"does not show {mark}")
        return found


def _looks_otherwise(page: Page, marked: Locator, what: str) -> bool:
    """Whether the picture changes when the mark is taken away for a moment."""
    marked.evaluate("one => { one.scrollIntoView({ block: 'center' }); one.focus() }")
    box = marked.bounding_box()
    assert box is not None
    left, top = max(box["x"] - 8, 0), max(box["y"] - 8, 0)
    area: FloatRect = {
        "x": left,
        "y": top,
        "width": box["width"] + 16,
        "height": min(box["height"] + 16, 600),
    }
    with_it = page.screenshot(clip=area)
    back = marked.evaluate_handle("(one, what) => reach.unmark(one, what)", what)
    without = page.screenshot(clip=area)
    back.evaluate("back => back()")
    lights = ImageChops.difference(
        *(Image.open(io.BytesIO(each)).convert("L") for each in (with_it, without))
    )
    return sum(lights.histogram()[LEAST_LIGHT:]) >= LEAST_PIXELS


def _lost(page: Page) -> list[str]:
    """What does not fit or lies on something else."""
    found: list[str] = page.evaluate("[...reach.sideways(), ...reach.cut(), ...reach.overlapping()]")
    return found


@contextmanager
def _text_at_200(page: Page) -> Iterator[None]:
    """The letters that a reader sets in the browser, twice as large; widths in rem and media queries go with them."""
    session = page.context.new_cdp_session(page)
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    try:
        yield
    finally:
        session.send("Page.setFontSizes", {"fontSizes": {"standard": 16, "fixed": 13}})
        session.detach()


def _faults(page: Page, language: str) -> dict[str, list[str]]:
    """By measure; nothing wrong is an empty list."""
    facts: Mapping[str, object] = page.evaluate(_FACTS)
    headings = facts["headings"]
    assert isinstance(headings, list)
    checks: dict[str, tuple[bool, Callable[[], str]]] = {
        "language": (facts["lang"] == language, lambda: f"is in {facts['lang']!r}, not {language!r}"),
        "title": (bool(facts["title"]), lambda: "has no title"),
        "heading": (
            len(headings) == 1 and bool(headings[0]),
            lambda: f"has the headings {headings}, not one h1",
        ),
        "inline": (not facts["inline"], lambda: f"has something inline: {facts['inline']}"),
        "ids": (not facts["twice"], lambda: f"has the same id twice: {facts['twice']}"),
    }
    return {measure: [] if holds else [say()] for measure, (holds, say) in checks.items()}


@dataclass(frozen=True)
class Violation:
    """What a rule of axe found once, and the criteria that it is about."""

    criteria: frozenset[str]
    sentence: str


def too_wide(page: Page) -> list[str]:
    """What makes the page scroll sideways as wide as its window is now."""
    page.evaluate(_REACH)
    found: list[str] = page.evaluate("reach.sideways()")
    return found


def _ask_axe(page: Page, kept: Measured, *, colours: bool, targets: bool) -> list[Violation]:
    """All rules, or all but the contrast of colours; the size of targets where the screen is small."""
    if not page.evaluate("typeof axe !== 'undefined'"):
        page.evaluate(_axe.axe_script)
    rules = {"color-contrast": {"enabled": colours}, "target-size": {"enabled": targets}}
    answer = page.evaluate(_AXE, {"resultTypes": ["violations"], "rules": rules})
    for rule in answer["applied"]:
        for criterion in _criteria(rule["tags"]):
            kept.rules.setdefault(criterion, set()).add(rule["id"])
    found = []
    for each in answer["violations"]:
        for node in each["nodes"]:
            html = node["html"].replace("\n", " ")[:200]
            sentence = f"axe {each['id']}: {each['help']}: {html} {node['failureSummary'][:200]!r}"
            found.append(Violation(_criteria(each["tags"]), sentence))
    return found


def _criteria(tags: Iterable[str]) -> frozenset[str]:
    """axe's ``wcag1412`` is 1.4.12; ``wcag2aa`` and the like are none."""
    digits = (tag.removeprefix("wcag") for tag in tags if tag.startswith("wcag"))
    return frozenset(f"{each[0]}.{each[1]}.{each[2:]}" for each in digits if each.isdigit() and len(each) > 2)
