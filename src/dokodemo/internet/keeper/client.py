"""Asking the keeper. The only way any other process of this zone touches a private key that lies still."""

import socket
import uuid
from dataclasses import dataclass, field
from typing import Any

from dokodemo.base import config
from dokodemo.internet.keeper import wire

SECONDS = 15.0


class KeeperAway(Exception):
    """The keeper does not answer: it is being started again, or it is stopped."""


class Refused(Exception):
    """The keeper does not grant it. ``code``: token_*, link_used, link_expired, link_of_another, address, post_away,
    not_its_key, malformed, failed."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Opened:
    """An account whose owner has just proved to be there. Keys are raw X25519 bytes; ``new``: made by this sign-in."""

    account: uuid.UUID
    public: bytes
    private: bytes = field(repr=False)
    new: bool


@dataclass(frozen=True)
class OpenedByToken:
    opened: Opened
    issuer: str
    subject: str


@dataclass(frozen=True)
class OpenedByMail:
    opened: Opened
    email: str
    language: str
    next: str


@dataclass(frozen=True)
class Confirmed:
    email: str
    language: str


def unwrap_by_token(id_token: str) -> OpenedByToken:
    """The key pair of whoever this identity token proves; a new account at the first sign-in."""
    answer = _ask("unwrap_by_token", id_token=id_token)
    return OpenedByToken(_opened(answer), answer["issuer"], answer["subject"])


def mail_link(email: str, language: str, next: str) -> None:
    """Have the keeper send a sign-in link to this address; ``next`` is the path to go to afterwards."""
    _ask("mail_link", email=email, language=language, next=next)


def unwrap_by_mail(token: str) -> OpenedByMail:
    """Use up a sign-in link."""
    answer = _ask("unwrap_by_mail", token=token)
    return OpenedByMail(_opened(answer), answer["email"], answer["language"], answer["next"])


def confirm_link(account: uuid.UUID, email: str, language: str) -> None:
    """Have the keeper send a link by which this account's resident shows that the address is theirs."""
    _ask("confirm_link", account=str(account), email=email, language=language)


def confirm(account: uuid.UUID, token: str) -> Confirmed:
    """Use up such a link. Raises Refused for one that another account asked for."""
    answer = _ask("confirm", account=str(account), token=token)
    return Confirmed(answer["email"], answer["language"])


def shred(account: uuid.UUID, private: bytes) -> None:
    """Forget the account's key for ever."""
    _ask("shred", account=str(account), private=private.hex())


def ping() -> None:
    """Raises KeeperAway unless the keeper answers."""
    _ask("ping")


def _opened(answer: dict[str, Any]) -> Opened:
    return Opened(
        uuid.UUID(answer["account"]),
        bytes.fromhex(answer["public"]),
        bytes.fromhex(answer["private"]),
        answer["new"],
    )


def _ask(do: str, **what: str) -> dict[str, Any]:
    try:
        with (
            wire.Address(config.load().keeper_socket) as address,
            socket.socket(socket.AF_UNIX) as connection,
        ):
            connection.settimeout(SECONDS)
            connection.connect(address)
            wire.send(connection, {"do": do, **what})
            answer = wire.receive(connection)
    except (OSError, wire.Broken) as error:
        raise KeeperAway("the keeper does not answer") from error
    if answer is None:
        raise KeeperAway("the keeper hung up")
    if "error" in answer:
        raise Refused(answer["error"])
    return answer
