"""What the tests of races take away."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import QuerySet

from dokodemo.casework.cases.models import Case


@pytest.fixture
def unlock(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Once it is called nobody locks a row, and two who read a case to change it go on when both have read it."""
    both_have_read, own = threading.Barrier(2), threading.local()

    def no_lock(rows: QuerySet[Any], **_how: Any) -> QuerySet[Any]:
        found = rows.all()
        found.query.wanted_locked = True  # type: ignore[attr-defined]
        return found

    def then_wait(read: Callable[..., Any]) -> Callable[..., Any]:
        def waits(rows: QuerySet[Any], *which: Any, **how: Any) -> Any:
            found = read(rows, *which, **how)
            if rows.model is Case and hasattr(rows.query, "wanted_locked") and not hasattr(own, "waited"):
                own.waited = True
                both_have_read.wait(10)
            return found

        return waits

    def take_away() -> None:
        monkeypatch.setattr(QuerySet, "select_for_update", no_lock)
        for name in ("get", "first"):
            monkeypatch.setattr(QuerySet, name, then_wait(getattr(QuerySet, name)))

    return take_away
