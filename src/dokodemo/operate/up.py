"""``dokodemo up``: the whole house on this computer, until Ctrl-C."""

import contextlib
import fcntl
import json
import signal
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from dokodemo.operate import children, greeting, home, postgres, preload, prepare, supervisor, unprivileged
from dokodemo.operate.house import (
    MAIL_PORT,
    OIDC_PORT,
    PORTAL_PORT,
    PROCESSES,
    REALM,
    SMTP_PORT,
    ZONES,
    House,
)
from dokodemo.operate.supervisor import Child, Supervisor

START_SECONDS = 90.0
PORT_SECONDS = 12.0
PROCEDURES_SECONDS = 30.0


class AlreadyRunning(Exception):
    """This house is up already; the message says where."""


class PortTaken(Exception):
    """Another program listens where the house would; the message names the port and the way out."""


def up(house: House, tour: bool = False) -> int:
    """Bring the house up, stay until a signal (or until the tour is over), stop it. Returns the exit code."""
    begun = time.monotonic()
    try:
        with _only_one(house), _stopped_by_signals():
            return _run(house, tour, begun)
    except KeyboardInterrupt:
        return 0
    except (
        AlreadyRunning, PortTaken, home.HomeError, postgres.PostgresError, prepare.PreparationFailed,
        supervisor.ProcessFailed, unprivileged.CannotDropRoot,
    ) as error:  # fmt: skip
        print(f"\n{error}", file=sys.stderr, flush=True)
        return 1


def _run(house: House, tour: bool, begun: float) -> int:
    prepare.say(f"The house in {house.home}")
    _wait_for_ports(house)
    with prepare.step("PostgreSQL"):
        server = postgres.start(
            house.home / "postgres", house.home / "sockets", log=house.log_folder / "postgres.log"
        )
    about: dict[str, object] = {"home": str(house.home), "port_base": house.port_base, "city": house.city}
    preload.everything()
    keeper = Supervisor(server, [], house.state_file, about, prepare.say)
    try:
        prepare.everything(house, server)
        keeper.children = processes(house)
        with prepare.step(f"{len(keeper.children)} processes"):
            keeper.start(START_SECONDS)
        _wait_for_procedures(server, keeper)
        prepare.say(greeting.text(house, time.monotonic() - begun))
        if tour:
            return _tour(house, keeper)
        while True:
            keeper.tend()
            time.sleep(0.2)
    finally:
        prepare.say("\nStopping …")
        keeper.stop()
        prepare.say("Stopped.")


#: How long a process may still show the version before (``catalog.versions``, which needs Django).
LOOK_AGAIN_SECONDS = 2.0


def _wait_for_procedures(server: postgres.Server, keeper: Supervisor) -> None:
    """Until the newest published catalog is in force where residents see it: it goes through the gateway."""
    deadline = time.monotonic() + PROCEDURES_SECONDS
    fresh = not prepare.is_offered(server)
    while not prepare.is_offered(server):
        if time.monotonic() > deadline:
            prepare.say(
                "  The procedures have not reached the residents' pages: see `dokodemo gateway status`."
            )
            return
        keeper.tend()
        time.sleep(0.2)
    if fresh:  # a process that has just looked looks again only then
        time.sleep(LOOK_AGAIN_SECONDS)


def _tour(house: House, keeper: Supervisor) -> int:
    """The tour plays in a process of its own, so that whatever dies meanwhile is started again."""
    log = house.log_folder / "tour.log"
    log.unlink(missing_ok=True)
    env = home.environment(house, "internet") | {"DOKODEMO_HOME": str(house.home)}
    command = supervisor.our_command("tour", "--port-base", str(house.port_base), "--home", str(house.home))
    process = children.spawn(command, log=log, env=env)
    shown = 0
    while True:
        ended = children.has_ended(process)
        shown = _show_from(log, shown)
        if ended:
            return process.returncode
        keeper.tend()
        time.sleep(0.1)


def _show_from(log: Path, position: int) -> int:
    with contextlib.suppress(FileNotFoundError), log.open("rb") as file:
        file.seek(position)
        new = file.read()
        sys.stdout.write(new.decode("utf-8", errors="replace"))
        sys.stdout.flush()
        return position + len(new)
    return position


def processes(house: House) -> list[Child]:
    """Every process of the house beside PostgreSQL, inner servers before those who dial them."""
    return [*_doubles(house), *(child for station in PROCESSES for child in _station(house, station))]


def _doubles(house: House) -> list[Child]:
    python = [sys.executable, "-P", "-m"]
    env = home.environment(house, "relay")
    env.pop("DOKODEMO_CONFIG")
    oidc, mail = house.port_base + OIDC_PORT, house.port_base + MAIL_PORT
    portal = house.port_base + PORTAL_PORT
    oidc_options = ["--folder", str(house.oidc_folder), "--issuer", house.issuer]
    return [
        Child(
            "double-oidc",
            [*python, "doubles.oidc", "--port", str(oidc), *oidc_options],
            env,
            house.log_folder / "double-oidc.log",
            supervisor.answers(
                oidc, house.issuer.removesuffix(REALM).removeprefix("http://").partition(":")[0]
            ),
        ),
        Child(
            "double-mail",
            [*python, "doubles.mail", "--port", str(mail), "--smtp-port", str(house.port_base + SMTP_PORT)],
            env,
            house.log_folder / "double-mail.log",
            supervisor.answers(mail, "mail.localhost"),
        ),
        Child(
            "double-portal",
            [*python, "doubles.portal", "--port", str(portal), "--folder", str(house.oidc_folder)],
            env,
            house.log_folder / "double-portal.log",
            supervisor.answers(portal, "portal.localhost"),
        ),
    ]


def _station(house: House, station: str) -> Iterator[Child]:
    for name in PROCESSES[station]:
        yield Child(
            f"{station}-{name}",
            [supervisor.OURS, "process", station, name],
            home.environment(house, station),
            house.log_folder / f"{station}-{name}.log",
            _sign(house, station, name),
        )


def _sign(house: House, station: str, name: str) -> supervisor.Ready | None:
    if name == "web":
        return supervisor.answers(house.web_port(station), house.host(station))
    if name == "gateway":
        port = house.gateway_port(station)
        return supervisor.answers(port, house.host(station), refusing=True) if port else None
    if name == "keeper":
        return supervisor.listens(house.folder(station) / "keeper.sock")
    return None


@contextlib.contextmanager
def _only_one(house: House) -> Iterator[None]:
    """Hold the house. The kernel lets go of the lock when we die, however we die: there is no stale one."""
    home.make_folders(house)
    with (house.home / "up.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRunning(_where(house)) from error
        house.state_file.unlink(missing_ok=True)
        yield


def _where(house: House) -> str:
    try:
        state = json.loads(house.state_file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return f"The house in {house.home} is just being started by another process."
    other = House(house.home, int(state["port_base"]), str(state["city"]))
    lines = [f"The house in {house.home} is up already (process {state['pid']}):"]
    lines += [f"  {other.public_url(zone)}/" for zone in ZONES]
    return "\n".join(
        [*lines, "Stop that one with Ctrl-C, or use another folder and other ports: --home, --port-base."]
    )


@contextlib.contextmanager
def _stopped_by_signals() -> Iterator[None]:
    def leave(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, leave)
    yield


def _wait_for_ports(house: House) -> None:
    """What a killed house left behind ends by itself within seconds; anything else is somebody else's."""
    deadline = time.monotonic() + PORT_SECONDS
    for port in house.ports():
        while not _is_free(port):
            if time.monotonic() > deadline:
                raise PortTaken(
                    f"Port {port} is used by another program. Stop it, or choose other ports: "
                    f"./run --port-base {house.port_base + 100}"
                )
            time.sleep(0.1)


def _is_free(port: int) -> bool:
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
