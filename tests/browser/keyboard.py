"""Somebody who has only a keyboard. Every stop of the focus must be seen: an outline, inside the window."""

from collections.abc import Mapping

from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from dokodemo.operate.house import House

MOST_STOPS = 160
# The element that has the focus, and whether a person can see that it has it.
_STOP = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect(), look = getComputedStyle(at);
  return {
    tag: at.tagName.toLowerCase(), id: at.id, name: at.getAttribute("name") || "", type: at.type || "",
    value: at.value ?? "", href: at.getAttribute("href") || "", checked: at.checked === true,
    text: (at.labels && at.labels.length ? at.labels[0].innerText : at.innerText || "").trim(),
    outlined: look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2,
    inside: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""


class Keyboard:
    """Tab, Shift+Tab, Space, arrows, Enter and letters; no mouse, no script of ours that moves anything."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.stops = 0

    def where(self) -> dict[str, object]:
        """What has the focus."""
        found: dict[str, object] = self.page.evaluate(_STOP)
        return found

    def tab(self, *, back: bool = False) -> dict[str, object]:
        """One stop further; it must be visible."""
        self.page.keyboard.press("Shift+Tab" if back else "Tab")
        stop = self.where()
        if stop["tag"] != "body":
            self.stops += 1
            assert stop["outlined"], f"{self.page.url}: the focus on {stop} has no outline"
            assert stop["inside"], f"{self.page.url}: the focus on {stop} is out of sight"
        return stop

    def to(self, *, back: bool = False, **wanted: str) -> dict[str, object]:
        """Tab on until what has the focus is like that: ``text`` contains, everything else equals."""
        seen: list[str] = []
        for _ in range(MOST_STOPS):
            stop = self.where()
            if _fits(stop, wanted):
                return stop
            if seen.count("body") > 2:  # once around the page
                break
            seen.append(
                "body"
                if stop["tag"] == "body"
                else f"{stop['tag']} {stop['name'] or stop['id'] or str(stop['text'])[:20]}"
            )
            self.tab(back=back)
        raise AssertionError(f"{self.page.url}: no way by Tab to {wanted}; passed {seen}")

    def press(self, key: str) -> None:
        """A key that leads to another page."""
        stop = self.where()
        try:
            with self.page.expect_navigation():
                self.page.keyboard.press(key)
        except PlaywrightTimeout as error:
            raise AssertionError(f"{self.page.url}: {key} on {stop} leads nowhere") from error

    def choose(self, name: str, value: str) -> None:
        """A row of a choice: Space on the first, arrows to the others."""
        self.to(name=name)
        self.page.keyboard.press("Space")
        for _ in range(30):
            stop = self.where()
            assert stop["name"] == name, f"{self.page.url}: the focus left {name} for {stop}"
            if stop["value"] == value and stop["checked"]:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{self.page.url}: {name} has no row {value}")

    def write(self, name: str, text: str) -> None:
        """Type into the field of that name, over what may be there."""
        self.to(name=name)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def tick(self, name: str) -> None:
        """Space on a box that is not ticked."""
        if not self.to(name=name)["checked"]:
            self.page.keyboard.press("Space")
            assert self.where()["checked"], f"{name} does not let itself be ticked"


def _fits(stop: Mapping[str, object], wanted: Mapping[str, str]) -> bool:
    if stop["tag"] in ("body", "main"):  # nothing has the focus, or the skip link went there
        return False
    return all(
        value in str(stop["text"]) if name == "text" else stop[name] == value
        for name, value in wanted.items()
    )


def staff_sign_in(town: House, page: Page, member: str) -> Keyboard:
    """A member of staff of ``core`` signs in and has the keyboard."""
    page.goto(f"{town.public_url('core')}/sign-in")
    keys = Keyboard(page)
    keys.write("member", member)
    keys.write("password", f"umikaze-{member}")
    keys.press("Enter")
    assert "/sign-in" not in page.url, page.locator("main").inner_text()
    return keys


def find(keys: Keyboard, receipt: str) -> None:
    """By / and the number; letters typed into the field stay letters."""
    page = keys.page
    page.keyboard.press("/")
    assert keys.where()["id"] == "q"
    page.keyboard.type("jka")
    assert keys.where()["value"] == "jka"
    page.keyboard.press("Control+A")
    page.keyboard.type(receipt)
    keys.press("Enter")
    page.keyboard.press("j")
    assert keys.where()["text"] == receipt
    keys.press("Enter")
    expect(page.locator(".case-head")).to_contain_text(receipt)
