"""The dialling side: the portal's receiving server, pinned by zone.toml, no redirects, no proxy from the environment.

Addresses and shapes are those of the double; the real interface needs another module of this size, and its certificate
of the LGWAN."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import quote

import httpx
from pydantic import AwareDatetime, BaseModel, Field, StringConstraints, ValidationError

MOST_BYTES = 80 * 1024 * 1024
_MOST_LISTED = 1024 * 1024
_CONNECT_SECONDS, _ANSWER_SECONDS = 10.0, 60.0
#: The portal has understood a message and will not have it. Everything else, a login (401, 403) or a crowd (408, 429)
#: among them, is about the line and passes: what is refused for good is never told again.
_FOR_GOOD = frozenset({400, 404, 409, 410, 422})
_Word = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_.-]{1,64}$")]


class PortalAway(Exception):
    """The portal does not answer, or not as agreed; the message says how. Worth trying again."""


class NoAnswer(PortalAway):
    """Nothing came back at all."""


class Refused(Exception):
    """The portal does not take this one message; ``status`` is how it said so."""

    def __init__(self, status: int) -> None:
        super().__init__(f"refused with {status}")
        self.status = status


class TooLarge(Exception):
    """The package is larger than any that is taken."""


class _Listed(BaseModel):
    id: _Word
    number: _Word
    version: int = Field(1, ge=1, le=999)
    procedure_id: _Word
    arrived_at: AwareDatetime


class _List(BaseModel):
    arrivals: list[_Listed] = Field(max_length=1000)


@dataclass(frozen=True)
class Listed:
    """A package that waits. ``id`` is of this delivery, ``number`` the receipt number that the applicant has;
    ``version`` 1, and one more each time the applicant has corrected it."""

    id: str
    number: str
    procedure_id: str
    arrived_at: datetime
    version: int = 1


class Portal:
    """Speaks to one server. One instance per thread: it holds its own connection."""

    def __init__(self, url: str, transport: httpx.BaseTransport | None = None) -> None:
        self._client = httpx.Client(
            base_url=url, trust_env=False, follow_redirects=False, transport=transport,
            timeout=httpx.Timeout(_ANSWER_SECONDS, connect=_CONNECT_SECONDS),
            limits=httpx.Limits(max_connections=1, keepalive_expiry=60),
        )  # fmt: skip

    def waiting(self, zone: str) -> list[Listed]:
        """What was not acknowledged yet and is for this zone, the oldest first. Raises PortalAway."""
        content = self._fetch(f"/api/arrivals?destination={quote(zone)}", _MOST_LISTED)
        try:
            found = _List.model_validate_json(content)
        except ValidationError:
            raise PortalAway("the list cannot be read") from None
        return [
            Listed(each.id, each.number, each.procedure_id, each.arrived_at, each.version)
            for each in found.arrivals
        ]

    def package(self, delivery: str) -> bytes:
        """One package. Raises PortalAway, TooLarge."""
        return self._fetch(f"/api/arrivals/{quote(delivery)}/package", MOST_BYTES)

    def acknowledge(self, delivery: str) -> None:
        """Say that the package is kept here. Raises PortalAway."""
        status = self._post(f"/api/arrivals/{quote(delivery)}/acknowledgement", {})
        if status != 204:
            raise PortalAway(f"an acknowledgement is answered {status}")

    def tell(
        self, message: str, number: str, code: str, at: datetime, todo: Mapping[str, Any] | None = None
    ) -> None:
        """Say how far an application is, and what the applicant has to do (``todo``: text, until, amount); twice is as
        once. Raises PortalAway, Refused."""
        body = {"id": message, "number": number, "code": code, "at": at.isoformat(), "todo": dict(todo or {})}
        status = self._post("/api/states", body)
        if status in _FOR_GOOD:
            raise Refused(status)
        if status != 204:
            raise PortalAway(f"a state is answered {status}")

    def close(self) -> None:
        self._client.close()

    def _fetch(self, path: str, most: int) -> bytes:
        parts, length = [], 0
        try:
            with self._client.stream("GET", path) as answer:
                if answer.status_code != 200:
                    raise PortalAway(f"{path.partition('?')[0]} is answered {answer.status_code}")
                for part in answer.iter_bytes():
                    length += len(part)
                    if length > most:
                        raise TooLarge
                    parts.append(part)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise NoAnswer(f"no answer ({type(error).__name__})") from error
        return b"".join(parts)

    def _post(self, path: str, body: Mapping[str, Any]) -> int:
        try:
            answer = self._client.post(
                path, content=json.dumps(body).encode(), headers={"Content-Type": "application/json"}
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise NoAnswer(f"no answer ({type(error).__name__})") from error
        return answer.status_code
