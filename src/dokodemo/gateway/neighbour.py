"""The dialling side of a link: one pinned neighbour, no redirects, no proxy from the environment (decision 24)."""

import time
import uuid
from collections.abc import Callable, Sequence
from typing import TypeVar

import httpx

from dokodemo.gateway import link
from dokodemo.gateway.caller import signed_headers
from dokodemo.gateway.envelope import Frame
from dokodemo.gateway.link import Malformed, Pull

_CONNECT_SECONDS = 10.0
_ANSWER_SECONDS = 60.0

Result = TypeVar("Result")


class NeighbourAway(Exception):
    """The neighbour did not answer, or not as agreed; the message says how. Worth trying again."""


class Neighbour:
    """Speaks to one listener. One instance per thread: each holds its own connection."""

    def __init__(self, caller: str, listener: str, url: str, sign: Callable[[bytes], bytes]) -> None:
        self.name = listener
        self._caller = caller
        self._sign = sign
        self._client = httpx.Client(
            base_url=url,
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(_ANSWER_SECONDS, connect=_CONNECT_SECONDS),
            limits=httpx.Limits(max_connections=1, keepalive_expiry=120),
        )

    def pull(
        self, stored: Sequence[uuid.UUID], destinations: Sequence[str], wait: int = link.MAX_WAIT_SECONDS
    ) -> list[Frame]:
        """Acknowledge `stored` and fetch what is for `destinations`; waits up to `wait` seconds. Raises NeighbourAway."""
        body = link.write_pull(Pull(tuple(stored), tuple(destinations), wait))
        return self._read(link.read_frames, self._post("/pull", body))

    def push(self, frames: Sequence[Frame]) -> tuple[uuid.UUID, ...]:
        """Hand frames over. Returns the ids that the neighbour has stored. Raises NeighbourAway."""
        return self._read(link.read_ids, self._post("/push", link.write_frames(frames)))

    def close(self) -> None:
        self._client.close()

    def _post(self, path: str, body: bytes) -> bytes:
        headers = signed_headers(self._caller, self.name, path, body, time.time(), self._sign)
        try:
            with self._client.stream("POST", path, content=body, headers=headers) as answer:
                content = self._bounded(answer)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise NeighbourAway(f"{self.name} does not answer ({type(error).__name__})") from error
        if answer.status_code != 200:
            said = content[:300].decode("utf-8", "replace")
            raise NeighbourAway(f"{self.name} answers {answer.status_code} to {path}: {said!r}")
        return content

    def _bounded(self, answer: httpx.Response) -> bytes:
        parts, length = [], 0
        for part in answer.iter_bytes():
            length += len(part)
            if length > link.MAX_BODY_BYTES:
                raise NeighbourAway(f"{self.name} answers with more than {link.MAX_BODY_BYTES} bytes")
            parts.append(part)
        return b"".join(parts)

    def _read(self, reader: Callable[[bytes], Result], content: bytes) -> Result:
        try:
            return reader(content)
        except Malformed as error:
            raise NeighbourAway(f"{self.name} answers something unreadable: {error}") from error
