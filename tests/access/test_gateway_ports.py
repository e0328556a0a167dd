"""The gateway's own ports: whoever is no pinned neighbour is told nothing but that, whatever is thrown at them."""

import os
import socket
import time

import httpx
import pytest

from dokodemo.gateway.caller import signed_headers
from dokodemo.operate.house import GATEWAY_PORT, House

STATIONS = tuple(GATEWAY_PORT)
PATHS = ("/pull", "/push")
FORGED = bytes(64)
_CLIENT = httpx.Client(trust_env=False, timeout=20)


def _send(
    town: House,
    station: str,
    method: str,
    path: str,
    body: bytes = b"",
    headers: dict[str, str] | None = None,
) -> int:
    address = f"http://127.0.0.1:{town.gateway_port(station)}{path}"
    answer = _CLIENT.request(method, address, content=body, headers=headers)
    return answer.status_code


def _is_alive(town: House, station: str) -> bool:
    return _send(town, station, "GET", "/alive") == 200


@pytest.mark.parametrize("station", STATIONS)
def test_there_are_two_doors_and_nothing_else(town: House, station: str) -> None:
    for path in (
        "/",
        "/my",
        "/cases",
        "/admin",
        "/pull/",
        "/static/../keys",
        "/docs",
        "/openapi.json",
        "/health",
    ):
        assert _send(town, station, "GET", path) in (404, 405, 307), path
        assert _send(town, station, "POST", path) in (404, 405, 307), path
    for path in PATHS:
        for method in ("GET", "PUT", "DELETE", "PATCH", "OPTIONS"):
            assert _send(town, station, method, path) == 405, (method, path)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("station", STATIONS)
def test_rubbish_is_refused(town: House, station: str, path: str) -> None:
    """Unsigned, half signed, signed by nobody, signed for another time or another peer."""
    for body in (b"", os.urandom(5000), b'{"destinations": ["core"]}'):
        assert _send(town, station, "POST", path, body) == 401
        for caller in (
            "core",
            "office",
            "internet",
            "relay",
            "",
            "nobody",
            "../keys",
        ):
            headers = signed_headers(caller, station, path, body, time.time(), lambda data: FORGED)
            assert _send(town, station, "POST", path, body, headers) == 401, caller
            assert _send(town, station, "POST", path, body, headers | {"dokodemo-time": "12"}) == 401
            assert _send(town, station, "POST", path, body, headers | {"dokodemo-nonce": "x" * 5000}) in (
                401,
                431,
            )
            assert _send(town, station, "POST", path, body, headers | {"dokodemo-signature": "%%%"}) == 401
    assert _is_alive(town, station)


@pytest.mark.parametrize("station", STATIONS)
def test_who_claims_nothing_is_not_listened_to(town: House, station: str) -> None:
    """A hundred MiB of an unsigned request are not read."""
    head = f"POST /push HTTP/1.1\r\nHost: x\r\nContent-Length: {100 * 1024 * 1024}\r\n\r\n".encode()
    assert _raw(town, station, head + b"x" * 1000).startswith(b"HTTP/1.1 401")


@pytest.mark.parametrize("station", STATIONS)
def test_what_is_no_http_is_hung_up_on(town: House, station: str) -> None:
    tls = bytes.fromhex("1603010200010001fc0303") + os.urandom(400)
    for rubbish in (tls, b"\0" * 2000, b"\r\n" * 400, b"GET / HTTP/9.9\r\n\r\n", b"POST /push HTTP/1.1\r\nHost x\r\n\r\n",
                    b"POST /push HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", b"POST /push HTTP/1.1\r\nHost: x\r\ndokodemo-peer: \xe3\x81\x82\r\n\r\n", os.urandom(3000)):  # fmt: skip
        answer = _raw(town, station, rubbish)
        assert answer == b"" or answer.startswith(b"HTTP/1.1 4"), answer[:100]
    assert _is_alive(town, station)


def _raw(town: House, station: str, data: bytes) -> bytes:
    """The first answer to these bytes; empty when the line is cut or nothing comes."""
    with socket.create_connection(("127.0.0.1", town.gateway_port(station) or 0), timeout=3) as line:
        try:
            line.sendall(data)
            line.shutdown(socket.SHUT_WR)
            return line.recv(4096)
        except OSError:  # hung up on, or nothing within the time
            return b""
