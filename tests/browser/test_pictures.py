"""What the README and the manual show can be taken again, and a missing browser says which package to install."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from dokodemo.operate.house import CHECKOUT, House
from tests.browser import chromium, manual, pictures
from tests.browser.filled import fill


def test_the_pictures_of_the_readme(browser: Browser, town: House, tmp_path: Path) -> None:
    taken = pictures.take(browser, town, tmp_path)
    assert {path.name for path in taken} == {path.name for path in pictures.FOLDER.glob("*.png")}
    assert all(0 < path.stat().st_size <= pictures.MOST_BYTES for path in pictures.FOLDER.glob("*.png"))


MANUAL = manual.FOLDER.parent / "desk.ja.md"


@pytest.mark.nightly
def test_the_pictures_of_the_manual(browser: Browser, town: House, tmp_path: Path) -> None:
    taken = manual.take(browser, town, fill(town), tmp_path)
    assert {path.name for path in taken} == {path.name for path in manual.FOLDER.glob("*.png")}


def test_the_manual_shows_every_picture() -> None:
    shown = re.findall(r"\]\(images/([a-z]+)\.png\)", MANUAL.read_text("utf-8"))
    assert sorted(shown) == sorted(path.stem for path in manual.FOLDER.glob("*.png"))


def test_what_the_manual_calls_a_button_is_called_so_on_the_pages() -> None:
    """Each 「…」 stands in a template or a module of the desk."""
    desk = CHECKOUT / "src" / "dokodemo" / "casework"
    pages = "".join(
        path.read_text("utf-8")
        for folder in ("desk", "looking", "reception")
        for path in desk.joinpath(folder).rglob("*")
        if path.suffix in (".html", ".py")
    )
    quoted = set(re.findall("「([^」]+)」", MANUAL.read_text("utf-8")))
    assert len(quoted) > 25
    assert {each for each in quoted if each not in pages} == set()


def test_without_chromium(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chromium, "PROGRAMS", ("chromium-that-is-not-there",))
    with pytest.raises(AssertionError, match="system package `chromium`"):
        chromium.program()
