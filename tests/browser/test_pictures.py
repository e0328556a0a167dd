"""What the README and the manual show can be taken again, and a missing browser says which package to install."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from dokodemo.operate.house import House
from tests.browser import chromium, manual, pictures
from tests.browser.filled import fill


def test_the_pictures_of_the_readme(browser: Browser, town: House, tmp_path: Path) -> None:
    taken = pictures.take(browser, town, tmp_path)
    assert {path.name for path in taken} == {path.name for path in pictures.FOLDER.glob("*.png")}
    assert all(0 < path.stat().st_size <= pictures.MOST_BYTES for path in pictures.FOLDER.glob("*.png"))


@pytest.mark.nightly
def test_the_pictures_of_the_manual(browser: Browser, town: House, tmp_path: Path) -> None:
    taken = manual.take(browser, town, fill(town), tmp_path)
    assert {path.name for path in taken} == {path.name for path in manual.FOLDER.glob("*.png")}


def test_without_chromium(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chromium, "PROGRAMS", ("chromium-that-is-not-there",))
    with pytest.raises(AssertionError, match="system package `chromium`"):
        chromium.program()
