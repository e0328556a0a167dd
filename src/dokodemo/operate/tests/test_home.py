"""The home folder: what each station is told, and that nobody is told another's secret."""

import base64
import json
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from dokodemo.base import clock, config
from dokodemo.gateway import identity, keys
from dokodemo.operate import home, up
from dokodemo.operate.house import DIALS, PEERS, STATIONS, House
from dokodemo.operate.supervisor import our_command
from dokodemo.operate.testing import on_the_command_line
from doubles import oidc_keys


@pytest.fixture
def house() -> Iterator[House]:
    path = Path(tempfile.mkdtemp(prefix='dk home "x" '))
    made = House(path, port_base=8700)
    home.make_folders(made)
    home.write_everything(
        made, {station: f"postgresql://{station}_app:w%20rd@/{station}?host=%2Fs" for station in STATIONS}
    )
    yield made
    shutil.rmtree(path, ignore_errors=True)


@pytest.mark.parametrize("station", STATIONS)
def test_every_station_reads_what_was_written(house: House, station: str) -> None:
    told = config.read(house.config(station))
    assert told.zone == station
    assert told.folder == house.folder(station)
    assert told.flows_path.is_file()
    assert set(told.peers) == set(PEERS[station])
    assert {name for name, peer in told.peers.items() if peer.url} == set(DIALS.get(station, ()))
    for name, peer in told.peers.items():
        assert peer.identity_public == identity.public_of(house.folder(name))


def test_nothing_dials_the_inner_zone_and_the_outer_dials_nobody() -> None:
    assert "internet" not in DIALS
    assert all("core" not in dialled for dialled in DIALS.values())


def test_ports_and_hosts(house: House) -> None:
    told = {station: config.read(house.config(station)) for station in STATIONS}
    assert told["internet"].public_url == "http://internet.localhost:8701"
    assert told["core"].peers["relay"].url == "http://127.0.0.1:8710"
    assert told["core"].peers["office"].url == "http://127.0.0.1:8712"
    assert told["relay"].peers["internet"].url == "http://127.0.0.1:8711"
    assert told["office"].peers["internet"].url == "http://127.0.0.1:8711"
    assert told["core"].gateway_port is None
    assert len(set(house.ports())) == len(house.ports())


def test_identity_provider_is_believed_by_its_own_key(house: House) -> None:
    told = config.read(house.config("internet"))
    assert told.oidc is not None
    assert told.oidc.issuer == "http://id.localhost:8720/api/realms/main"
    assert told.oidc.internal_url == "http://127.0.0.1:8720"
    for station in ("internet", "office", "core"):
        file = config.read(house.config(station)).issuers[told.oidc.issuer]
        believed = json.loads(file.read_text(encoding="utf-8"))
        assert believed["keys"] == oidc_keys.public_keys(house.oidc_folder)["keys"]
        assert believed["audiences"] == [told.oidc.client_id]
    client = oidc_keys.read_clients(house.oidc_folder)[told.oidc.client_id]
    assert client.redirect_uris == {"http://internet.localhost:8701" + path for path in home.CALLBACK_PATHS}


def test_no_secret_of_one_station_lies_with_another(house: House) -> None:
    secrets = {
        station: [path.read_bytes() for path in house.folder(station).rglob("*.pem")] for station in STATIONS
    }
    for station in STATIONS:
        theirs = b"".join(path.read_bytes() for path in house.folder(station).rglob("*") if path.is_file())
        for other in STATIONS:
            if other != station:
                assert all(secret not in theirs for secret in secrets[other])
    assert b"office_app" not in house.config("core").read_bytes()


def test_everything_is_private(house: House) -> None:
    for path in house.home.rglob("*"):
        others = stat.S_IMODE(path.stat().st_mode) & 0o077
        if path.suffix in (".pem", ".toml", ".password") or path.name == oidc_keys.SIGNING_KEY:
            assert others == 0, path
    assert stat.S_IMODE(house.home.stat().st_mode) == 0o700


def test_again_changes_nothing(house: House) -> None:
    before = {path: path.read_bytes() for path in house.home.rglob("*") if path.is_file()}
    urls = {station: config.read(house.config(station)).database_url for station in STATIONS}
    home.write_everything(house, urls)
    assert {path: path.read_bytes() for path in house.home.rglob("*") if path.is_file()} == before


def test_sealing_keys_are_exchanged_and_renewed_in_time(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def certificate(station: str, of: str) -> dict[str, str]:
        path = house.folder(station) / "keys" / "peers" / f"{of}.json"
        found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
        return found

    first = certificate("internet", "core")
    assert keys.certified_by(first, identity.public_of(house.folder("core")))
    assert not (house.folder("relay") / "keys" / "peers").exists()
    later = clock.now() + keys.ROTATE_AFTER + timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    urls = {station: config.read(house.config(station)).database_url for station in STATIONS}
    home.write_everything(house, urls)
    second = certificate("internet", "core")
    assert second["kid"] != first["kid"]
    assert keys.certified_by(second, identity.public_of(house.folder("core")))


def test_environment_names_only_its_own_station(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOKODEMO_DATABASE_URL", "postgresql://owner@/core")
    monkeypatch.setenv("PGPASSWORD", "secret")
    monkeypatch.setenv("https_proxy", "http://proxy:1")
    env = home.environment(house, "office")
    assert env["DOKODEMO_CONFIG"] == str(house.config("office"))
    assert env["DJANGO_SETTINGS_MODULE"] == "dokodemo.office.settings"
    assert not {"DOKODEMO_DATABASE_URL", "PGPASSWORD", "https_proxy"} & env.keys()
    assert "DJANGO_SETTINGS_MODULE" not in home.environment(house, "relay")


def test_long_homes_get_a_short_way(house: House) -> None:
    deep = House(house.home / ("d" * 90), 8700)
    home.make_folders(deep)
    way = home.short_folder(deep, "internet")
    assert len(os.fsencode(way / "keeper.sock")) < 100
    assert way.resolve() == deep.folder("internet").resolve()
    assert home.short_folder(house, "internet") == house.folder("internet")
    shutil.rmtree(way.parent, ignore_errors=True)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_home_of_somebody_else_is_told() -> None:
    with pytest.raises(home.HomeError, match="--home"):
        home.make_folders(House(Path("/proc/nowhere")))


def test_a_house_of_another_user_is_told(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    (house.home / "postgres").mkdir(exist_ok=True)
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    with pytest.raises(home.HomeError, match="belongs to another user"):
        home.make_folders(house)


def test_a_home_that_cannot_be_is_told(house: House) -> None:
    with pytest.raises(home.HomeError, match="--home"):
        home.make_folders(House(house.config("core")))


def test_a_second_house_in_the_same_home_says_where_the_first_is(house: House) -> None:
    state = {"pid": 4711, "port_base": 8700, "city": "umikaze"}
    with up._only_one(house):
        house.state_file.write_text(json.dumps(state), encoding="utf-8")
        answer = on_the_command_line("up", "--home", str(house.home), "--port-base", "8700")
    assert answer.returncode == 1
    assert "4711" in answer.stderr
    assert "http://internet.localhost:8701/" in answer.stderr
    assert "--port-base" in answer.stderr


def test_a_taken_port_is_named(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    monkeypatch.setattr(up, "PORT_SECONDS", 0.2)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        monkeypatch.setattr(House, "ports", lambda self: [taken])
        with pytest.raises(up.PortTaken, match=str(taken)):
            up._wait_for_ports(house)


def test_process_refuses_another_zones_configuration(house: House) -> None:
    env = {"DOKODEMO_CONFIG": str(house.config("core"))}
    answer = on_the_command_line("process", "office", "web", **env)
    assert answer.returncode == 2
    assert "names the zone core, not office" in answer.stderr
    answer = on_the_command_line("process", "core", "gateway", **env)
    assert answer.returncode == 2
    assert "There is no process core gateway" in answer.stderr


def test_process_without_configuration_says_what_is_missing() -> None:
    answer = on_the_command_line("process", "office", "web")
    assert answer.returncode == 2
    assert "DOKODEMO_CONFIG" in answer.stderr


def test_identities_are_public_in_base64(house: House) -> None:
    text = house.config("core").read_text(encoding="utf-8")
    assert base64.b64encode(identity.public_of(house.folder("internet"))).decode() in text


def test_our_command_imports_nothing_from_the_current_folder() -> None:
    assert "-P" in our_command("up")
