"""Having the card sign what an application says, through the same provider as the sign-in.

The way is デジタル認証アプリ's: the client begins a transaction for a hash, the browser takes it to the provider with scope
``sign`` and ``sign_transaction_id``, and comes back with a code. How the transaction is begun and the signature fetched
is not public (a platform operator's API): that part is in a shape of our own, spoken only by our double."""

import hmac
import json
from collections.abc import Mapping
from typing import Any

import httpx
from authlib.common.errors import AuthlibBaseError
from joserfc.errors import JoseError

from dokodemo.internet.accounts import card
from dokodemo.internet.accounts.card import Begun, SignInFailed

SCOPE = "openid sign"
TRANSACTIONS = "sign_transaction"
LONGEST_TITLE = 200


def begin(callback: str, digest: str, title: str) -> Begun:
    """Begin to have ``digest`` (SHA-256, hex) signed; the person reads ``title``. Raises SignInFailed."""
    try:
        with card.client() as client:
            client.fetch_token(
                card.metadata()["token_endpoint"], grant_type="client_credentials", scope=TRANSACTIONS
            )
            asked = {"hash_algorithm": "SHA-256", "hash": digest, "title": title[:LONGEST_TITLE]}
            begun = client.request("POST", _address(), json=asked)
            begun.raise_for_status()
            name = str(begun.json()["sign_transaction_id"])
        return card.ask(callback, scope=SCOPE, sign_transaction_id=name).keeping(transaction=name)
    except (httpx.HTTPError, AuthlibBaseError, KeyError, ValueError, TypeError) as error:
        raise SignInFailed("provider_away") from error


def finish(kept: Mapping[str, str], answer: Mapping[str, str], subject: str) -> dict[str, str]:
    """What the browser brought back, exchanged for the signature: {algorithm, value, certificate}, base64.

    Only by whom ``subject`` (the provider's name for who is signed in) says: another card in the household's hand is
    refused here, and the deciding zone shows whose it was. Raises SignInFailed."""
    token, proved = card.exchange(kept, answer)
    if not hmac.compare_digest(str(proved["sub"]).encode(), subject.encode()):
        raise SignInFailed("another_signed")
    try:
        with card.client() as client:
            client.token = token
            found = client.request("GET", f"{_address()}/{kept['transaction']}")
            found.raise_for_status()
            signed: dict[str, Any] = found.json()
        return {name: str(signed[name]) for name in ("algorithm", "value", "certificate")}
    except (httpx.HTTPError, AuthlibBaseError, JoseError, json.JSONDecodeError, KeyError, TypeError) as error:
        raise SignInFailed("provider_away") from error


def _address() -> str:
    return f"{card.issuer()}/sign/transactions"
