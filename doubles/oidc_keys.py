"""What the provider keeps on disk: its own signing key, and which clients it knows with which keys."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from joserfc.jwk import ECKey

SIGNING_KEY = "signing-key.json"
CLIENTS = "clients.json"


@dataclass(frozen=True)
class Client:
    """A relying party as the provider's operator registered it."""

    client_id: str
    redirect_uris: frozenset[str]
    keys: tuple[ECKey, ...]

    def key(self, kid: str | None) -> ECKey | None:
        """The registered key of that name; without a name only when there is exactly one."""
        if kid is None:
            return self.keys[0] if len(self.keys) == 1 else None
        return next((key for key in self.keys if key.kid == kid), None)


def signing_key(folder: Path) -> ECKey:
    """The provider's ES256 key, made at first use (0600) and kept: a restart does not void what it signed."""
    path = folder / SIGNING_KEY
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        key = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)
        draft = path.with_suffix(".new")
        draft.unlink(missing_ok=True)
        with os.fdopen(
            os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii"
        ) as file:
            json.dump(key.as_dict(private=True), file)
        draft.rename(path)
    return ECKey.import_key(json.loads(path.read_text(encoding="ascii")))


def public_keys(folder: Path) -> dict[str, list[dict[str, object]]]:
    """The key set (JWKS) that relying parties and the inner zones believe."""
    return {"keys": [dict(signing_key(folder).as_dict(private=False))]}


def register(folder: Path, client_id: str, redirect_uris: list[str], public: Mapping[str, object]) -> None:
    """Write the one client this provider knows. `public` is its ES256 key as JWK with a kid."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    entry = {"client_id": client_id, "redirect_uris": redirect_uris, "keys": [public]}
    draft = folder / (CLIENTS + ".new")
    draft.write_text(json.dumps({"clients": [entry]}, indent=1), encoding="utf-8")
    draft.rename(folder / CLIENTS)


def read_clients(folder: Path) -> dict[str, Client]:
    """The registered clients by identifier. Raises ValueError when a key is not ES256 or carries a secret."""
    raw = json.loads((folder / CLIENTS).read_text(encoding="utf-8"))["clients"]
    return {entry["client_id"]: _client(entry) for entry in raw}


def _client(entry: dict[str, object]) -> Client:
    keys, uris = entry["keys"], entry["redirect_uris"]
    if not isinstance(keys, list) or not isinstance(uris, list):
        raise ValueError("clients.json: keys and redirect_uris are lists")
    for key in keys:
        if key.get("crv") != "P-256" or "d" in key:
            raise ValueError("clients.json: a client registers public keys of the curve P-256 only")
    return Client(
        str(entry["client_id"]), frozenset(map(str, uris)), tuple(ECKey.import_key(key) for key in keys)
    )
