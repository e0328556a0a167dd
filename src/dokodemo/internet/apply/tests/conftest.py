"""Tests that move the clock find it put back."""

import os
from collections.abc import Iterator

import pytest

if os.environ.get("DOKODEMO_ZONE") == "internet":
    from dokodemo.base import clock

    @pytest.fixture(autouse=True)
    def _clock() -> Iterator[None]:
        yield
        clock.reset()

else:
    collect_ignore_glob = ["test_*.py"]
