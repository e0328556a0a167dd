"""What the embedded house consists of: folders, ports, host names and processes. Nothing here touches anything."""

import os
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[3]
ZONES = ("internet", "office", "core")
STATIONS = (*ZONES, "relay")  # what has a database, keys and a zone.toml
DEFAULT_PORT_BASE = 8100
DEFAULT_CITY = "umikaze"
CLIENT_ID = "RP00000001"
REALM = "/api/realms/main"

WEB_PORT = {"internet": 1, "office": 2, "core": 3}
GATEWAY_PORT = {"relay": 10, "internet": 11, "office": 12}
OIDC_PORT, SMTP_PORT, MAIL_PORT, PORTAL_PORT = 20, 25, 26, 27

# Who knows whom, and where the arrow shows who dials: the inner one, always.
PEERS = {
    "internet": ("relay", "office", "core"),
    "office": ("internet", "core"),
    "core": ("relay", "office", "internet"),
    "relay": ("internet", "core"),
}
DIALS = {"office": ("internet",), "core": ("relay", "office"), "relay": ("internet",)}

PROCESSES = {
    "relay": ("gateway", "courier"),
    "internet": ("keeper", "gateway", "web", "worker", "sealer"),
    "office": ("gateway", "web", "courier", "portal", "worker", "sealer"),
    "core": ("web", "courier", "portal", "worker", "sealer"),
}


@dataclass(frozen=True)
class House:
    """One embedded house: a folder of its own, a range of ports, a city."""

    home: Path
    port_base: int = DEFAULT_PORT_BASE
    city: str = DEFAULT_CITY

    @property
    def city_folder(self) -> Path:
        return CHECKOUT / "cities" / self.city

    @property
    def log_folder(self) -> Path:
        return self.home / "log"

    @property
    def oidc_folder(self) -> Path:
        return self.home / "doubles" / "oidc"

    @property
    def state_file(self) -> Path:
        """Who runs here now: process numbers and addresses, as JSON; written by ``up``."""
        return self.home / "up.json"

    @property
    def issuer(self) -> str:
        return f"http://id.localhost:{self.port_base + OIDC_PORT}{REALM}"

    def folder(self, station: str) -> Path:
        return self.home / station

    def config(self, station: str) -> Path:
        return self.folder(station) / "zone.toml"

    def host(self, station: str) -> str:
        return f"{station}.localhost"

    def web_port(self, zone: str) -> int:
        return self.port_base + WEB_PORT[zone]

    def gateway_port(self, station: str) -> int | None:
        return self.port_base + GATEWAY_PORT[station] if station in GATEWAY_PORT else None

    def public_url(self, zone: str) -> str:
        return f"http://{self.host(zone)}:{self.web_port(zone)}"

    def mail_url(self) -> str:
        return f"http://mail.localhost:{self.port_base + MAIL_PORT}"

    def portal_page(self) -> str:
        """Where the double of the national portal shows what it sent."""
        return f"http://portal.localhost:{self.port_base + PORTAL_PORT}"

    def portal_url(self) -> str:
        """The double of the national portal, as the staff zones dial it."""
        return f"http://127.0.0.1:{self.port_base + PORTAL_PORT}"

    def ports(self) -> list[int]:
        """Every port the house listens on."""
        offsets = [*WEB_PORT.values(), *GATEWAY_PORT.values(), OIDC_PORT, SMTP_PORT, MAIL_PORT, PORTAL_PORT]
        return [self.port_base + offset for offset in offsets]


def home_folder() -> Path:
    """Where the house lives when nobody says otherwise: ``$DOKODEMO_HOME``, else ``var`` in the checkout."""
    return Path(os.environ.get("DOKODEMO_HOME") or CHECKOUT / "var").resolve()
