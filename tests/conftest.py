"""One browser and one house for the session. A missing Chromium fails, with the sentence that names the package."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from dokodemo.operate.house import House
from dokodemo.operate.testing import RunningHouse
from tests.browser import chromium


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    os.environ.setdefault("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    running = chromium.launch(playwright)
    yield running
    running.close()


@pytest.fixture(scope="session")
def town(house: RunningHouse) -> House:
    """The addresses of the running house."""
    return house.house
