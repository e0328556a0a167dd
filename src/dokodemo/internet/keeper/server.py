"""The keeper's process: answers on its socket, one thread a connection."""

import contextlib
import grp
import logging
import os
import resource
import secrets
import smtplib
import socket
import socketserver
import sys
import threading
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dokodemo.base import clock, config
from dokodemo.base.config import ZoneConfig
from dokodemo.base.crypto import Unreadable
from dokodemo.internet.keeper import evidence, letters, wire
from dokodemo.internet.keeper.store import LINK_SECONDS, Kept, Store

log = logging.getLogger("dokodemo.keeper")

GROUP = "DOKODEMO_KEEPER_GROUP"
PATIENCE_SECONDS = 20.0
TOKEN_BYTES = 32


class Refused(Exception):
    """The request is not granted; ``code`` goes back to the caller."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Keeper:
    """What may be asked. One method a request; the dict it returns is the answer. Raises Refused."""

    def __init__(self, house: ZoneConfig, store: Store) -> None:
        self._house, self._store = house, store
        self.requests: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "ping": lambda asked: {},
            "unwrap_by_token": self._unwrap_by_token,
            "mail_link": self._mail_link,
            "unwrap_by_mail": self._unwrap_by_mail,
            "confirm_link": self._confirm_link,
            "confirm": self._confirm,
            "shred": self._shred,
        }

    def _unwrap_by_token(self, asked: dict[str, Any]) -> dict[str, Any]:
        oidc = self._house.oidc
        if oidc is None:
            raise Refused("no_provider")
        try:
            proved = evidence.verify(
                _text(asked, "id_token"), oidc.issuer, oidc.client_id, self._house.issuers
            )
        except evidence.Rejected as rejected:
            raise Refused(f"token_{rejected.reason}") from rejected
        if not self._store.take_once(proved.once):
            raise Refused("token_used")
        kept = self._store.open(self._store.binding("card", proved.issuer, proved.subject))
        return _answer(kept) | {"issuer": proved.issuer, "subject": proved.subject}

    def _mail_link(self, asked: dict[str, Any]) -> dict[str, Any]:
        self._send(letters.LINK, asked, {"next": letters.safe_path(_text(asked, "next"))})
        return {}

    def _confirm_link(self, asked: dict[str, Any]) -> dict[str, Any]:
        self._send(letters.CONFIRM, asked, {"account": str(_account(asked))})
        return {}

    def _send(self, purpose: str, asked: dict[str, Any], content: dict[str, str | float]) -> None:
        address = letters.normal_address(_text(asked, "email"))
        if address is None:
            raise Refused("address")
        language = _text(asked, "language")
        token = secrets.token_urlsafe(TOKEN_BYTES)
        expires = clock.now().timestamp() + LINK_SECONDS
        common: dict[str, str | float] = {
            "purpose": purpose, "email": address, "language": language, "expires": expires,
        }  # fmt: skip
        self._store.put_link(token.encode("ascii"), common | content)
        try:
            letters.send(self._house, purpose, address, language, token)
        except (OSError, smtplib.SMTPException) as error:
            log.warning("the post office did not take a mail: %s", type(error).__name__)
            raise Refused("post_away") from error

    def _unwrap_by_mail(self, asked: dict[str, Any]) -> dict[str, Any]:
        link = self._take(asked, letters.LINK)
        kept = self._store.open(self._store.binding("mail", link["email"]))
        return _answer(kept) | {name: link[name] for name in ("email", "language", "next")}

    def _confirm(self, asked: dict[str, Any]) -> dict[str, Any]:
        link = self._take(asked, letters.CONFIRM)
        if link["account"] != str(_account(asked)):
            raise Refused("link_of_another")
        return {name: link[name] for name in ("email", "language")}

    def _take(self, asked: dict[str, Any], purpose: str) -> dict[str, Any]:
        """The link, used up by this even where it then does not fit."""
        try:
            link = self._store.take_link(_text(asked, "token").encode("ascii"))
        except (UnicodeEncodeError, Unreadable) as error:
            raise Refused("link_used") from error
        if link is None or link["purpose"] != purpose:
            raise Refused("link_used")
        if float(link["expires"]) < clock.now().timestamp():
            raise Refused("link_expired")
        return link

    def _shred(self, asked: dict[str, Any]) -> dict[str, Any]:
        try:
            private = bytes.fromhex(_text(asked, "private"))
            shredded = self._store.shred(_account(asked), private)
        except ValueError as error:
            raise Refused("malformed") from error
        if not shredded:
            raise Refused("not_its_key")
        return {}


def _answer(kept: Kept) -> dict[str, Any]:
    return {
        "account": str(kept.account), "public": kept.public.hex(), "private": kept.private.hex(), "new": kept.new,
    }  # fmt: skip


def _text(asked: dict[str, Any], name: str) -> str:
    value = asked.get(name)
    if not isinstance(value, str):
        raise Refused("malformed")
    return value


def _account(asked: dict[str, Any]) -> uuid.UUID:
    try:
        return uuid.UUID(_text(asked, "account"))
    except ValueError as error:
        raise Refused("malformed") from error


class _Connection(socketserver.BaseRequestHandler):
    request: socket.socket
    server: "_Server"

    def handle(self) -> None:
        self.request.settimeout(PATIENCE_SECONDS)
        with contextlib.suppress(OSError, wire.Broken):
            while (asked := wire.receive(self.request)) is not None:
                wire.send(self.request, self.server.answer(asked))


class _Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address: str, keeper: Keeper) -> None:
        self._keeper = keeper
        super().__init__(address, _Connection)

    def answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Never a detail of what went wrong, neither to the caller nor to the log: it may hold a secret."""
        name = str(asked.get("do", ""))
        request = self._keeper.requests.get(name)
        if request is None:
            return {"error": "unknown_request"}
        try:
            return {"ok": True} | request(asked)
        except Refused as refused:
            log.info("%s refused: %s", name, refused.code)
            return {"error": refused.code}
        except Exception as error:
            log.error("%s failed: %s", name, type(error).__name__)
            return {"error": "failed"}

    def handle_error(self, request: Any, client_address: Any) -> None:
        log.error("a connection failed: %s", type(sys.exc_info()[1]).__name__)


def serve(house: ZoneConfig, ready: threading.Event | None = None) -> None:
    """Answer on the zone's keeper socket until the process ends. Raises RuntimeError when another keeper does."""
    path = house.keeper_socket
    store = Store(house.folder / "keeper")
    with wire.Address(path) as address:
        _clear(path, address)
        earlier = os.umask(0o177)
        try:
            server = _Server(address, Keeper(house, store))
        finally:
            os.umask(earlier)
    group = os.environ.get(GROUP)
    if group:
        os.chown(path, -1, grp.getgrnam(group).gr_gid)
        path.chmod(0o660)
    if ready is not None:
        ready.set()
    with server:
        server.serve_forever()


def _clear(path: Path, address: str) -> None:
    """Take away the socket of a keeper that was killed; never the one of a keeper that lives."""
    if not path.exists():
        return
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(address)
        except ConnectionRefusedError:
            path.unlink()
            return
    raise RuntimeError(f"another keeper answers on {path}: stop it first")


def run() -> None:
    """The process ``dokodemo process internet keeper``."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a dump of this process would hold every key
    serve(config.load())


if __name__ == "__main__":
    run()
