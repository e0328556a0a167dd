"""A resident who does what people do when a page does not come: press reload, and send the same form again."""

import threading
import time

import httpx

from dokodemo.operate import walk
from dokodemo.operate.house import House
from dokodemo.operate.visitor import Visitor

PATIENCE_SECONDS = 90.0
AWAY = "少しお待ちください"
NEVER_KEPT = ("spouse_kojinbango",)  # decision 23


class Patience(httpx.BaseTransport):
    """Sends a request until it is answered. A broken line is answered by nobody; 503 is answered by our page that asks
    to wait a little, and then holds everything that was typed."""

    def __init__(self) -> None:
        self._line = httpx.HTTPTransport()
        self._lock = threading.Lock()
        self.over = threading.Event()  # set when the test is: nobody waits any longer
        self.broken = 0
        self.away = 0
        self.submits: dict[str, httpx.Request] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        if request.method == "POST" and request.url.path.endswith("/submit"):
            self.submits[request.url.path.split("/")[2]] = request
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            answer = self._try(request)
            if answer is not None:
                return answer
            if time.monotonic() > deadline or self.over.is_set():
                raise httpx.ReadTimeout(f"{request.url.path} was not answered in {PATIENCE_SECONDS:.0f} s")
            time.sleep(0.2)

    def _try(self, request: httpx.Request) -> httpx.Response | None:
        """One try; None when it is worth another."""
        try:
            answer = self._line.handle_request(request)
            answer.read()
        except httpx.TransportError:
            with self._lock:
                self.broken += 1
            return None
        if answer.status_code != 503:
            return answer
        with self._lock:
            self.away += 1
        _keeps_what_was_typed(request, answer.text)
        return None

    def repeat(self, application: str) -> httpx.Response:
        """Send the submission of that application once more, byte for byte."""
        return self.handle_request(self.submits[application])

    def close(self) -> None:
        self._line.close()


def _keeps_what_was_typed(request: httpx.Request, page: str) -> None:
    assert AWAY in page, f"{request.url.path}: 503 without our page: {page[:300]}"
    if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        for name, value in httpx.QueryParams(request.content.decode()).multi_items():
            if name in NEVER_KEPT:
                assert value not in page, f"{request.url.path}: the page holds what is kept nowhere"
                continue
            assert f'name="{name}"' in page, f"{request.url.path}: the page lost the field {name}"
            assert not value.isalnum() or value in page, f"{request.url.path}: the page lost what {name} held"


class Resident(Visitor):
    """A signed-in holder of a card with that patience."""

    def __init__(self, house: House, name: str) -> None:
        super().__init__()
        self.patience = Patience()
        self.client = httpx.Client(
            transport=self.patience, follow_redirects=False, timeout=60, trust_env=False
        )
        walk.sign_in_card(house, self, walk.holder(name))
