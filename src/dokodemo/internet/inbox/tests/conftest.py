import os
from collections.abc import Iterator

import pytest

from dokodemo.base import clock

if os.environ.get("DOKODEMO_ZONE") == "internet":
    from dokodemo.internet.inbox.tests.inside import inside, sakura

    __all__ = ["inside", "sakura"]
else:
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture(autouse=True)
def clock_as_it_was() -> Iterator[None]:
    yield
    clock.reset()
