"""Three invented zones with real keys in one process; the database is the one zone's that is under test."""

import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

import pytest

from dokodemo.base import clock, config
from dokodemo.base.config import Peer, Smtp, ZoneConfig
from dokodemo.gateway import envelope, identity, keys, messages
from dokodemo.gateway.envelope import Frame, Message

STATIONS = ("internet", "office", "core", "relay")
CITY = "umikaze"
EPOCH = 1_700_000_000


def flow(start: str, end: str, direction: str = "both", port: str = "gateway") -> str:
    """One declared connection, as flows.yaml has it."""
    return (
        f"  - {{id: {start}-{end}-{direction}, from: {start}, to: {end}, protocol: https, port: {port}, "
        f"direction: {direction}, purpose: {{ja: 用, en: Use}}, basis: {{ja: 基準, en: Standard}}}}\n"
    )


class AsZone(Protocol):
    def __call__(self, name: str, **changes: Any) -> AbstractContextManager[ZoneConfig]: ...


@pytest.fixture(scope="session")
def zones(tmp_path_factory: pytest.TempPathFactory) -> dict[str, ZoneConfig]:
    """Identity and sealing keys of four stations, everyone knowing everyone."""
    home = tmp_path_factory.mktemp("zones")
    flows = home / "flows.yaml"
    flows.write_text("flows: []\n", "utf-8")
    public = {name: identity.create_identity(home / name) for name in STATIONS}
    for name in STATIONS[:3]:
        certificate = keys.create_sealing_key(home / name, name, clock.now())
        for other in set(STATIONS) - {name, "relay"}:
            keys.install_peer_certificate(home / other, certificate)
    return {name: _config(home, name, public, flows) for name in STATIONS}


def _config(home: Path, name: str, public: dict[str, bytes], flows: Path) -> ZoneConfig:
    return ZoneConfig(
        zone=name,
        city=CITY,
        folder=home / name,
        database_url="",
        host=f"{name}.localhost",
        port=1,
        public_url=f"http://{name}.localhost:1",
        gateway_port=None,
        peers={other: Peer(other, public[other], None) for other in STATIONS if other != name},
        smtp=Smtp("127.0.0.1", 25, "nobody@umikaze.example"),
        oidc=None,
        issuers={},
        flows_path=flows,
        development=True,
    )


@pytest.fixture
def as_zone(zones: dict[str, ZoneConfig], monkeypatch: pytest.MonkeyPatch) -> AsZone:
    """``with as_zone("core"):`` — the code inside runs as that zone."""

    @contextmanager
    def enter(name: str, **changes: Any) -> Iterator[ZoneConfig]:
        # As in the practice house: members of staff sign in with a password alone.
        house = replace(zones[name], **({"second_factor": False} | changes))
        with monkeypatch.context() as patch:
            patch.setattr(config, "load", lambda: house)
            yield house

    return enter


@pytest.fixture
def in_core(as_zone: AsZone) -> Iterator[ZoneConfig]:
    with as_zone("core") as house:
        yield house


@pytest.fixture
def handlers(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, int], messages.Handler]:
    """The registry, to add handlers of the test to; put back afterwards."""
    own = dict(messages._handlers)
    monkeypatch.setattr(messages, "_handlers", own)
    return own


class Voice:
    """Another zone that speaks: makes sealed frames with its real keys, without a database."""

    def __init__(self, zones: dict[str, ZoneConfig], name: str, to: str) -> None:
        self.house = zones[name]
        self.zones = zones
        self.to = to

    def message(self, sequence: int = 1, **fields: Any) -> Message:
        given: dict[str, Any] = {
            "id": uuid.uuid4(),
            "origin": self.house.zone,
            "stream": uuid.uuid4(),
            "sequence": sequence,
            "type": "application.submitted",
            "version": 1,
            "at": clock.now(),
            "body": {"n": sequence},
            "tail": b"",
            "epoch": EPOCH,
            "first": sequence == 1,
        }
        return Message(**given | fields)

    def frame(self, sequence: int = 1, **fields: Any) -> Frame:
        return self.seal(self.message(sequence, **fields))

    def seal(self, message: Message) -> Frame:
        certificate = keys.newest_certificate(self.zones[self.to].folder)
        return envelope.make(
            message,
            city=self.house.city,
            destination=self.to,
            sealing=keys.read_certificate(certificate).key,
            sign=lambda data: identity.sign_with(self.house.folder, data),
        )


@pytest.fixture
def internet(zones: dict[str, ZoneConfig]) -> Voice:
    """What ``internet`` says to ``core``."""
    return Voice(zones, "internet", "core")


@pytest.fixture
def office(zones: dict[str, ZoneConfig]) -> Voice:
    """What ``office`` says to ``core``."""
    return Voice(zones, "office", "core")
