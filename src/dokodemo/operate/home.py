"""The folder of an embedded house: folders, keys, what each zone is told (``zone.toml``). Safe to run again and again.

<home>/<station>/zone.toml, keys/, files/, static/, database/*.password     (station: internet office core relay)
<home>/postgres/, sockets/, doubles/, log/, done/ (what need not be done again), up.lock, up.json
"""

import base64
import json
import os
from pathlib import Path

from joserfc.jwk import ECKey

from dokodemo.base import clock
from dokodemo.gateway import identity, keys
from dokodemo.operate import postgres
from dokodemo.operate.house import CLIENT_ID, DIALS, OIDC_PORT, PEERS, SMTP_PORT, STATIONS, House
from doubles import jpki, oidc_keys, people

#: Where the provider may send a browser back to: after a sign-in, after a signature.
CALLBACK_PATHS = ("/sign-in/card/callback", "/apply/signed")
CLIENT_KEY = "oidc-client.pem"


class HomeError(Exception):
    """The home folder cannot be used; the message says why and what to do."""


def make_folders(house: House) -> None:
    """The folders, 0700. Raises HomeError when they belong to another user."""
    data = house.home / "postgres"
    if data.exists() and data.stat().st_uid != os.geteuid():
        raise HomeError(
            f"The house in {house.home} belongs to another user (number {data.stat().st_uid}): run as that user, or "
            "choose another folder with --home."
        )
    try:
        for folder in (house.home, *(house.folder(station) for station in STATIONS), house.log_folder):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            folder.chmod(0o700)
    except OSError as error:
        raise HomeError(
            f"{house.home} cannot be written ({error.strerror}). It may have been made by another user, for example by "
            "root: run as that user, remove it, or choose another folder with --home."
        ) from error


def write_everything(house: House, databases: dict[str, str]) -> None:
    """Keys, certificates, the identity provider's client and every zone.toml. `databases`: the application's
    connection URI of each station."""
    identities = {station: identity.create_identity(house.folder(station)) for station in STATIONS}
    _exchange_certificates(house)
    issuers = _register_client(house)
    _bring_signers(house)
    for station in STATIONS:
        text = zone_toml(house, station, databases[station], identities, issuers)
        _write_if_changed(house.config(station), text.encode("utf-8"))


def _exchange_certificates(house: House) -> None:
    """What two installers do by hand in production: each zone's newest sealing certificate to each neighbour."""
    now = clock.now()
    for station in STATIONS:
        if station == "relay":  # nothing is ever sealed to the relay
            continue
        newest = keys.newest_certificate(house.folder(station))
        if newest is None or keys.read_certificate(newest).not_before + keys.ROTATE_AFTER < now:
            newest = keys.create_sealing_key(house.folder(station), station, now)
        for neighbour in STATIONS:
            if station in PEERS[neighbour] and neighbour != "relay":
                keys.install_peer_certificate(house.folder(neighbour), newest)


def _register_client(house: House) -> dict[str, Path]:
    """The client key of `internet`, known to the provider; the provider's keys, known to every zone that believes it.

    Returns the issuers with the file of their keys by station."""
    path = house.folder("internet") / "keys" / CLIENT_KEY
    if not path.exists():
        key = ECKey.generate_key("P-256")
        identity.write_private(path, key.as_pem(private=True))
    client = ECKey.import_key(path.read_bytes())
    public = dict(client.as_dict(private=False)) | {"kid": client.thumbprint(), "use": "sig", "alg": "ES256"}
    redirects = [house.public_url("internet") + path for path in CALLBACK_PATHS]
    oidc_keys.register(house.oidc_folder, CLIENT_ID, redirects, public)
    # `audiences`: for whom a token must have been made; the inner zones are no clients themselves.
    believed = oidc_keys.public_keys(house.oidc_folder) | {"audiences": [CLIENT_ID]}
    key_set = json.dumps(believed, indent=1, sort_keys=True).encode()
    files = {}
    for station in STATIONS:
        file = house.folder(station) / "keys" / "issuers" / "oidc.json"
        _write_if_changed(file, key_set)
        files[station] = file
    return files


def _bring_signers(house: House) -> None:
    """What an operator's job brings to the deciding zones: whom they believe that a signature is a card's, and which
    certificates were revoked. The list is made anew when it is
    a day old, as it has an end."""
    revoked = jpki.current_list(house.oidc_folder, people.read().values())
    authority = (house.oidc_folder / jpki.CA_CERTIFICATE).read_bytes()
    for station in ("office", "core"):
        folder = house.folder(station) / "keys" / "signers"
        _write_if_changed(folder / "double.crt", authority)
        _write_if_changed(folder / "double.crl", revoked)


def zone_toml(
    house: House, station: str, database_url: str, identities: dict[str, bytes], issuers: dict[str, Path]
) -> str:
    """What one station is told, as ``base.config`` reads it. Only public keys of others, no secret of theirs."""
    gateway_port = house.gateway_port(station)
    is_zone = station != "relay"
    top: dict[str, object] = {
        "zone": station,
        "city": house.city,
        "folder": str(short_folder(house, station)),
        "database_url": database_url,
        "host": house.host(station),
        "port": house.web_port(station) if is_zone else gateway_port,
        "public_url": house.public_url(station)
        if is_zone
        else f"http://{house.host(station)}:{gateway_port}",
        "flows": str(house.city_folder / "flows.yaml"),
        "development": True,
    }
    if station in ("office", "core"):
        # The sample people and the journeys sign in with a password alone, until one adds a second factor.
        top["second_factor"] = False
    if gateway_port is not None:
        top["gateway_port"] = gateway_port
    tables: dict[str, dict[str, object]] = {
        "smtp": {
            "host": "127.0.0.1",
            "port": house.port_base + SMTP_PORT,
            "sender": f"dokodemo@{house.city}.example",
        }
    }
    if is_zone:
        tables["issuers"] = {house.issuer: str(issuers[station])}
    if station == "internet":
        internal = f"http://127.0.0.1:{house.port_base + OIDC_PORT}"
        tables["oidc"] = {"issuer": house.issuer, "client_id": CLIENT_ID, "internal_url": internal}
    if station in ("office", "core"):
        tables["portal"] = {"url": house.portal_url()}
    for name in PEERS[station]:
        peer: dict[str, object] = {"identity": base64.b64encode(identities[name]).decode()}
        if name in DIALS.get(station, ()):
            peer["url"] = f"http://127.0.0.1:{house.gateway_port(name)}"
        tables[f"peers.{name}"] = peer
    head = "# Written by `dokodemo up` for the embedded house. Change it and it is written again.\n"
    return head + _lines(top) + "".join(f"\n[{name}]\n{_lines(table)}" for name, table in tables.items())


def short_folder(house: House, station: str) -> Path:
    """The station's folder, or a short way to it when a socket in it would not fit into an address (107 bytes)."""
    folder = house.folder(station)
    sockets = postgres.sockets_of(house.home / "postgres", house.home / "sockets")
    if sockets.is_relative_to(house.home) or len(os.fsencode(folder)) < 80:
        return folder
    way = (
        postgres.make_sockets(house.home / "postgres", house.home / "sockets") / station
    )  # beside PostgreSQL's own short folder, which is 0700 and ours
    if not way.is_symlink() or way.readlink() != folder:
        way.unlink(missing_ok=True)
        way.symlink_to(folder)
    return way


def _lines(table: dict[str, object]) -> str:
    # A JSON string, number or boolean is the same in TOML, except the escape \/ that json never writes.
    return "".join(
        f"{json.dumps(key)} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in table.items()
    )


def _write_if_changed(path: Path, content: bytes) -> None:
    if path.exists() and path.read_bytes() == content:
        return
    identity.write_private(path, content)


def environment(house: House, station: str) -> dict[str, str]:
    """The environment of a station's processes: nothing of ours but what names the station."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DOKODEMO_", "DJANGO_", "PG")) and "PROXY" not in name.upper()
    }
    own = {"DOKODEMO_CONFIG": str(house.config(station)), "PYTHONUNBUFFERED": "1"}
    if station != "relay":
        own["DJANGO_SETTINGS_MODULE"] = f"dokodemo.{station}.settings"
    return kept | own
