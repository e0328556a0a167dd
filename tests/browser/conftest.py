"""Everything here needs Chromium."""

import pytest

from tests.browser import looking, measuring


def pytest_configure(config: pytest.Config) -> None:
    looking.Look.thorough = "not nightly" not in config.getoption("markexpr")


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
