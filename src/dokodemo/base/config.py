"""What one zone of one city is told about itself: the file ``zone.toml``, named by ``DOKODEMO_CONFIG``.

A zone knows its own database, keys and folder, and of its peers only a name, a public key and, where this zone
dials them, an address. Nothing of another zone's secrets is ever written here.
"""

import base64
import functools
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

VARIABLE = "DOKODEMO_CONFIG"
ZONES = ("internet", "office", "core", "relay")


class ConfigError(Exception):
    """``zone.toml`` is missing or wrong; the message names the file, the key and what would be right."""


@dataclass(frozen=True)
class Peer:
    """A neighbour. ``url`` is set only where this zone is the one that dials."""

    name: str
    identity_public: bytes
    url: str | None


@dataclass(frozen=True)
class Smtp:
    host: str
    port: int
    sender: str


@dataclass(frozen=True)
class Oidc:
    """The identity provider. ``internal_url`` is where this process connects; the Host header stays the issuer's."""

    issuer: str
    client_id: str
    internal_url: str


@dataclass(frozen=True)
class Portal:
    """The receiving side of the national portal (マイナポータル申請管理), which a staff zone dials."""

    url: str


@dataclass(frozen=True)
class ZoneConfig:
    zone: str
    city: str
    folder: Path
    database_url: str
    host: str
    port: int
    public_url: str
    gateway_port: int | None
    peers: Mapping[str, Peer]
    smtp: Smtp
    oidc: Oidc | None
    issuers: Mapping[str, Path]
    flows_path: Path
    development: bool
    portal: Portal | None = None
    service_worker: bool = True
    second_factor: bool = True
    #: The smallest count that open data show.
    least_published: int = 10

    @property
    def keeper_socket(self) -> Path:
        return self.folder / "keeper.sock"

    @property
    def keys(self) -> Path:
        return self.folder / "keys"


@functools.cache
def load() -> ZoneConfig:
    """The configuration of this process. Raises ConfigError."""
    name = os.environ.get(VARIABLE)
    if not name:
        raise ConfigError(
            f"{VARIABLE} is not set: it must name the zone.toml of the zone this process belongs to"
        )
    return read(Path(name))


def read(path: Path) -> ZoneConfig:
    """Read one ``zone.toml``. Raises ConfigError."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror})") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from error
    try:
        return _build(raw)
    except KeyError as error:
        raise ConfigError(f"{path}: the key {error} is missing") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise ConfigError(f"{path}: {error}") from error


def _build(raw: dict[str, Any]) -> ZoneConfig:
    if raw["zone"] not in ZONES:
        raise ValueError(f"zone must be one of {', '.join(ZONES)}, not {raw['zone']!r}")
    oidc = raw.get("oidc")
    return ZoneConfig(
        zone=raw["zone"],
        city=raw["city"],
        folder=Path(raw["folder"]),
        # Migrations run as the owner of the tables; the zone's own processes never may (decision 15).
        database_url=os.environ.get("DOKODEMO_DATABASE_URL") or raw["database_url"],
        host=raw["host"],
        port=int(raw["port"]),
        public_url=raw["public_url"].rstrip("/"),
        gateway_port=int(raw["gateway_port"]) if "gateway_port" in raw else None,
        peers={
            name: Peer(name, base64.b64decode(peer["identity"], validate=True), peer.get("url"))
            for name, peer in raw.get("peers", {}).items()
        },
        smtp=Smtp(raw["smtp"]["host"], int(raw["smtp"]["port"]), raw["smtp"]["sender"]),
        oidc=Oidc(oidc["issuer"], oidc["client_id"], oidc["internal_url"].rstrip("/")) if oidc else None,
        issuers={issuer: Path(path) for issuer, path in raw.get("issuers", {}).items()},
        flows_path=Path(raw["flows"]),
        development=bool(raw.get("development", False)),
        portal=Portal(raw["portal"]["url"].rstrip("/")) if "portal" in raw else None,
        service_worker=bool(raw.get("service_worker", True)),
        second_factor=bool(raw.get("second_factor", True)),
        least_published=_least(raw.get("least_published", 10)),
    )


def _least(said: Any) -> int:
    """Below three nothing would be hidden: of two, each knows the other."""
    least = int(said)
    if least < 3:
        raise ValueError(f"least_published must be 3 or more, not {least}")
    return least
