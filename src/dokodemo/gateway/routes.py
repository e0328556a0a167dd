"""Who dials whom, who may send what: the one table of the house's roads. The inner zone always dials out."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dokodemo.catalog.check import read_flows

ZONES = ("internet", "office", "core")
RELAY = "relay"


@dataclass(frozen=True)
class Link:
    """One connection: ``dialler`` opens it to ``listener``, fetches what is for ``pulls``, hands over ``pushes``."""

    dialler: str
    listener: str
    pulls: tuple[str, ...]
    pushes: tuple[str, ...]


LINKS = (
    Link("relay", "internet", pulls=("core",), pushes=("internet",)),
    Link("office", "internet", pulls=("office",), pushes=("internet",)),
    Link("core", "relay", pulls=("core",), pushes=("internet",)),
    Link("core", "office", pulls=("core",), pushes=("office",)),
)

# What a zone may say at all. The outer zone is not believed: a stranger who holds it can neither publish a catalog,
# nor appoint staff, nor decide a case. A new type of message is added here first.
_EVERY_ZONE = frozenset(
    {
        "gateway.confirmed",
        "gateway.sealing_key",
        "gateway.epoch",
        "audit.head",
        "catalog.acknowledged",
        "catalog.in_force",
    }
)
_HANDLING = frozenset(
    {
        "application.registered",
        "application.state",
        "correction.asked",
        "application.decided",
        "fee.due",
        "document.delivered",
        "document.returned",
    }
)
_MAY_SEND: Mapping[str, frozenset[str]] = {
    "internet": _EVERY_ZONE
    | {
        "application.submitted",
        "application.answered",
        "application.withdrawn",
        "attachment.part",
        "guide.rated",
        "guide.figures",
        "site.ratings",
    },
    "office": _EVERY_ZONE
    | _HANDLING
    | {"catalog.published", "catalog.offered", "staff.directory", "staff.reorganisation", "mandate.asked"},
    "core": _EVERY_ZONE
    | _HANDLING
    | {"mandate.answered", "staff.reorganisation.checked", "staff.reorganised"},
}


def may_send(origin: str, type_: str) -> bool:
    """Is this a thing that this zone says at all?"""
    return type_ in _MAY_SEND.get(origin, frozenset())


def dialled_by(zone: str) -> list[Link]:
    """The connections that this zone opens."""
    return [link for link in LINKS if link.dialler == zone]


def link_between(dialler: str, listener: str) -> Link | None:
    """The declared connection between two neighbours, or None."""
    return next((link for link in LINKS if (link.dialler, link.listener) == (dialler, listener)), None)


class FlowMissing(Exception):
    """The city has not declared a connection that this process would open; the message says which line is missing."""


def check_flow(flows: Path, link: Link) -> None:
    """Refuse a connection that ``flows.yaml`` does not declare (docs/house.md). Raises FlowMissing."""
    needed = {"fetch"} if link.pulls and not link.pushes else {"fetch", "send"}
    require_flow(flows, link.dialler, link.listener, "gateway", needed)


def require_flow(flows: Path, dialler: str, listener: str, port: str, needed: set[str]) -> None:
    """Refuse a connection over which content would move otherwise than ``flows.yaml`` says. Raises FlowMissing."""
    declared, problems = read_flows(flows)
    if problems:
        raise FlowMissing(f"the declared flows are not right: {problems[0]}")
    directions = {
        flow.direction for flow in declared if (flow.from_, flow.to, flow.port) == (dialler, listener, port)
    }
    if "both" in directions or needed <= directions:
        return
    raise FlowMissing(
        f"{flows}: no flow is declared from {dialler} to {listener}, so no connection is opened. "
        f"Add an entry with 'from: {dialler}', 'to: {listener}', 'port: {port}', 'direction: both' "
        "and its legal basis, or do not start this process."
    )
