"""A real browser: Debian's Chromium, driven by Playwright; a window is one person's browser."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, Playwright

PROGRAMS = ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome")
MISSING = (
    "Chromium is not installed, and the checks in a browser cannot be made without it. "
    "Install the system package `chromium` (sudo apt-get install -y chromium)."
)
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=ja",
]
PHONE, DESKTOP = 360, 1280
HEIGHTS = {PHONE: 740, DESKTOP: 900}
PATIENCE_MS = 20_000
# What scripts of a page listen to, kept for the looks: gestures and single keys would be hidden from them otherwise.
_HEARD = """window.heard = new Set();
const listen = EventTarget.prototype.addEventListener;
EventTarget.prototype.addEventListener = function (kind, ...rest) { heard.add(kind); return listen.call(this, kind, ...rest); };
"""
# What Chromium says about its own loading of an answer that is meant to be an error (422, 404 …) is no fault of the page.
_ANSWERED = "Failed to load resource: the server responded with a status of"


def program() -> str:
    """Where Chromium is. Raises AssertionError naming the package."""
    for name in PROGRAMS:
        found = shutil.which(name)
        if found:
            return found
    raise AssertionError(MISSING)


def launch(playwright: Playwright, letters: int = 1) -> Browser:
    """A browser whose owner has set the letters to so many times their usual size."""
    size = [f"--blink-settings=defaultFontSize={letters * 16}"]
    return playwright.chromium.launch(executable_path=program(), args=[*ARGUMENTS, *size])


@contextmanager
def window(
    browser: Browser, language: str = "ja", width: int = DESKTOP, *, javascript: bool = True
) -> Iterator[Page]:
    """One person's own browser, with their language. What a page's own code or policy complains about fails the test
    when the window is closed."""
    context = browser.new_context(
        locale="ja-JP" if language == "ja" else "en-US",
        timezone_id="Asia/Tokyo",
        viewport={"width": width, "height": HEIGHTS[width]},
        java_script_enabled=javascript,
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(_HEARD)
    page = context.new_page()
    complaints = listen(page)
    try:
        yield page
    finally:
        context.close()
    assert not complaints, "the browser complained:\n" + "\n".join(sorted(set(complaints)))


def listen(page: Page) -> list[str]:
    """What the console says from now on that is a fault: refused by the content policy, an exception, a missing file."""
    complaints: list[str] = []

    def said(kind: str, text: str) -> None:
        if kind in ("error", "warning") and not text.startswith(_ANSWERED):
            complaints.append(f"{page.url}: {text}")

    page.on("console", lambda message: said(message.type, message.text))
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    page.on(
        "response",
        lambda answer: (
            complaints.append(f"{page.url}: {answer.url} answers {answer.status}")
            if answer.status >= 400 and answer.request.resource_type != "document"
            else None
        ),
    )
    return complaints
