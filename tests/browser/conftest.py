"""One browser and one house for the session. A missing Chromium fails, with the sentence that names the package."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from dokodemo.operate.house import House
from dokodemo.operate.testing import RunningHouse
from tests.browser import chromium, measuring


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when == "call":
        measuring.SESSION.walk(report.nodeid, failed=report.failed)


def pytest_sessionfinish() -> None:
    if measuring.ANEW:
        measuring.SESSION.write()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    os.environ.setdefault("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
    with sync_playwright() as playwright:
        running = chromium.launch(playwright)
        yield running
        running.close()


@pytest.fixture(scope="session")
def town(house: RunningHouse) -> House:
    """The addresses of the running house."""
    return house.house
