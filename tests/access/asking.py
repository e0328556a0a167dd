"""One request as one role, without following where it leads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import httpx

from dokodemo.base.sessions import COOKIE
from dokodemo.operate.house import House
from dokodemo.operate.visitor import Visitor

CSRF_COOKIE, CSRF_FIELD, CSRF_HEADER = "__Host-csrf", "csrfmiddlewaretoken", "X-CSRFToken"
TOKEN = "a" * 32  # Django takes any secret of that form: what protects is that the cookie and the form agree
# One for all: making a client loads certificates that nobody here needs. It keeps no cookies of its own.
_CLIENT = httpx.Client(follow_redirects=False, trust_env=False, timeout=30)
Data = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True)
class Answer:
    """``told`` is the word of the table: a status, ``sign-in`` or ``goes``."""

    status: int
    told: str
    body: bytes
    location: str
    cookies: tuple[str, ...]


def session_of(browser: Visitor) -> str:
    """The cookie that a browser carries in its own zone; empty for a visitor."""
    return next((jar[COOKIE] for jar in browser.cookies.values() if COOKIE in jar), "")


def ask(
    house: House,
    zone: str,
    method: str,
    path: str,
    *,
    session: str = "",
    data: Data | None = None,
    token: str | None = TOKEN,
    host: str | None = None,
    origin: str | None = None,
) -> Answer:
    """Send it. `token`: what the form says; None for a form without one. `host`: another name than the zone's own;
    `origin`: the site the form is said to come from, if not this one."""
    own = f"{house.host(zone)}:{house.web_port(zone)}"
    headers = {"Host": host or own, "Accept-Language": "ja", "Cookie": _cookies(session)}
    form = {
        name: list(value) if not isinstance(value, str) else value for name, value in (data or {}).items()
    }
    if method not in ("GET", "HEAD"):
        headers["Origin"] = origin or f"http://{own}"
        if token is not None:
            headers[CSRF_HEADER] = token
    if method == "POST" and token is not None:
        form[CSRF_FIELD] = token
    answer = _CLIENT.request(
        method, f"http://127.0.0.1:{house.web_port(zone)}{path}", headers=headers,
        data=form if method == "POST" else None,
    )  # fmt: skip
    _CLIENT.cookies.clear()
    location = answer.headers.get("location", "")
    given = tuple(answer.headers.get_list("set-cookie"))
    return Answer(answer.status_code, _told(answer.status_code, location), answer.content, location, given)


def _cookies(session: str) -> str:
    return f"{CSRF_COOKIE}={TOKEN}" + (f"; {COOKIE}={session}" if session else "")


def _told(status: int, location: str) -> str:
    if status not in (301, 302, 303, 307, 308):
        return str(status)
    parts = urlsplit(location)
    return "sign-in" if parts.path == "/sign-in" and parse_qs(parts.query).get("next") else "goes"
