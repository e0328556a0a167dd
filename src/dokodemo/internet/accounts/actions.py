"""Every write of accounts."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from dokodemo.base import clock, config, sessions
from dokodemo.base.audit.actions import record
from dokodemo.base.crypto import keyed_hash, lock, secret_of
from dokodemo.base.sessions import Token
from dokodemo.internet.accounts import queries
from dokodemo.internet.accounts.card import CardHolder
from dokodemo.internet.accounts.resident import Delivery, Level, Resident, resident_actor
from dokodemo.internet.keeper import client as keeper
from dokodemo.internet.keeper.client import Opened


def sign_in_by_card(holder: CardHolder) -> Token:
    """Open a session for who has just shown the card. Raises keeper.KeeperAway, keeper.Refused."""
    by = keeper.unwrap_by_token(holder.id_token)
    return _open_session(by.opened, "card", f"card\n{by.issuer}\n{by.subject}", holder.known, holder.evidence)


def sign_in_by_mail(token: str) -> tuple[Token, str]:
    """Open a session for who has just used a mail link; also the path to go to. Raises keeper.KeeperAway, Refused."""
    by = keeper.unwrap_by_mail(token)
    evidence = {"kind": "mail", "email_verified": True, "at": clock.now().isoformat()}
    with transaction.atomic():
        session = _open_session(by.opened, "mail", f"mail\n{by.email}", {"account.email": by.email}, evidence)
        _put_address(by.opened.account, by.email, by.language)
    return session, by.next


def _open_session(
    opened: Opened, level: Level, binding: str, known: Mapping[str, str], evidence: Mapping[str, Any]
) -> Token:
    """Always a token nobody has had before (no session fixation)."""
    token, now = sessions.new(), clock.now()
    with transaction.atomic():
        address = _ensure_account(opened, level, binding)
        told = dict(known) | ({"account.email": address.email} if address else {})
        locked = _lock_session(token, opened.private, told, evidence)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO accounts_session (id_hash, account_id, level, locked, opened_at, seen_at) "
                "VALUES (%s, %s, %s, %s, %s, %s)",
                [token.id_hash, opened.account, level, locked, now, now],
            )
        record(resident_actor(opened.account), "session.open", object_kind="account", object_id=str(opened.account),
               detail={"level": level, "new": opened.new})  # fmt: skip
    return token


def _ensure_account(opened: Opened, level: Level, binding: str) -> queries.Address | None:
    """The account's row, made at the first sign-in. The keeper knows whose account it is; where this database says
    otherwise (a restored backup, a key that was lost), the row it has can no longer be read and is closed."""
    name = keyed_hash(secret_of(config.load().folder, "lookup"), binding)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE accounts_account SET binding = NULL, address = NULL, closed_at = %s "
            "WHERE binding = %s AND id <> %s",
            [clock.now(), name, opened.account],
        )
        cursor.execute(
            "INSERT INTO accounts_account (id, level, binding, public_key) VALUES (%s, %s, %s, %s) "
            "ON CONFLICT (id) DO UPDATE SET binding = excluded.binding, public_key = excluded.public_key, "
            "closed_at = NULL RETURNING address",
            [opened.account, level, name, opened.public],
        )
        (address,) = cursor.fetchone()
    return queries.read_address(opened.account, address)


def _lock_session(
    token: Token, private: bytes, known: Mapping[str, str], evidence: Mapping[str, Any]
) -> bytes:
    contents = {"private": private.hex(), "known": dict(known), "evidence": dict(evidence)}
    return lock(token.secret, json.dumps(contents, ensure_ascii=False).encode(), token.id_hash)


def close_session(token: Token) -> None:
    """Sign out: the row goes, and with it the key; the cookie is worth nothing from this moment."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM accounts_session WHERE id_hash = %s RETURNING account_id", [token.id_hash]
        )
        row = cursor.fetchone()
        if row:
            record(resident_actor(row[0]), "session.close", object_kind="account", object_id=str(row[0]))


def choose_delivery(resident: Resident, delivery: Delivery) -> None:
    """Notices into the inbox (opt-in, decision 25) or on paper; counts for applications sent from now on."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE accounts_account SET delivery = %s WHERE id = %s", [delivery, resident.account_id]
            )
        _record(resident, "account.delivery", {"delivery": delivery})


def ask_for_address(resident: Resident, email: str, language: str) -> None:
    """Send a link to the address; it counts only once its link was used. Raises keeper.KeeperAway, Refused."""
    keeper.confirm_link(resident.account_id, email, language)


def confirm_address(resident: Resident, session: Token, link: str) -> None:
    """The address of this link is the resident's: notices go there. Raises keeper.KeeperAway, Refused."""
    confirmed = keeper.confirm(resident.account_id, link)
    with transaction.atomic():
        _put_address(resident.account_id, confirmed.email, confirmed.language)
        _tell_session(resident, session, confirmed.email)
        _record(resident, "account.address", {"given": True})


def forget_address(resident: Resident, session: Token) -> None:
    """No more e-mails. Not for an account that is signed in to by e-mail: it could not be reached any more."""
    if resident.level == "mail":
        raise ValueError("an account of an address keeps its address")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("UPDATE accounts_account SET address = NULL WHERE id = %s", [resident.account_id])
        _tell_session(resident, session, None)
        _record(resident, "account.address", {"given": False})


def _put_address(account: UUID, email: str, language: str) -> None:
    plain = json.dumps({"email": email, "language": language}).encode()
    locked = lock(secret_of(config.load().folder, "mail"), plain, account.bytes)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_account SET address = %s WHERE id = %s", [locked, account])


def _tell_session(resident: Resident, session: Token, email: str | None) -> None:
    """Forms that are open in this session know the new address."""
    known = {name: value for name, value in resident.known.items() if name != "account.email"}
    if email:
        known["account.email"] = email
    locked = _lock_session(session, resident.private_key, known, resident.evidence)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE accounts_session SET locked = %s WHERE id_hash = %s", [locked, session.id_hash]
        )


def close_account(resident: Resident) -> None:
    """Close the account for ever: its key is shredded, so nothing that was stored for it can be read by anybody.

    Raises keeper.KeeperAway, keeper.Refused; then nothing has changed."""
    keeper.shred(resident.account_id, resident.private_key)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM accounts_session WHERE account_id = %s", [resident.account_id])
            cursor.execute(
                "UPDATE accounts_account SET binding = NULL, address = NULL, closed_at = %s WHERE id = %s",
                [clock.now(), resident.account_id],
            )
        _record(resident, "account.close", {})


def forget_what_ended() -> int:
    """Remove sessions that are over and counts of yesterday; returns how many sessions went."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_attempt WHERE since < %s", [now - queries.LONGEST * 2])
        cursor.execute(
            "DELETE FROM accounts_session WHERE seen_at < %s OR opened_at < %s",
            [now - queries.idle(), now - queries.LONGEST],
        )
        return int(cursor.rowcount)


def _record(resident: Resident, action: str, detail: dict[str, Any]) -> None:
    record(resident_actor(resident.account_id), action, object_kind="account", object_id=str(resident.account_id),
           detail=detail)  # fmt: skip
