"""Making the house ready: databases, tables, rights, static files, translations, the sample city. What was done is
remembered by the content it was done with, so that the second start only does what changed."""

import hashlib
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import psycopg

from dokodemo.operate import children, cli, home, postgres, roles, translations
from dokodemo.operate.house import CHECKOUT, STATIONS, ZONES, House

PACKAGE = CHECKOUT / "src" / "dokodemo"


class PreparationFailed(Exception):
    """A step failed; the message carries what it said last."""


def say(text: str) -> None:
    """One line for who waits, at once."""
    print(text, flush=True)


@contextmanager
def step(text: str) -> Iterator[None]:
    """Say what is being done and how long it took."""
    print(f"  {text} … ", end="", flush=True)
    begun = time.monotonic()
    yield
    print(f"{time.monotonic() - begun:.1f} s", flush=True)


def everything(house: House, server: postgres.Server) -> None:
    """Bring the house from whatever state it is in to ready. Raises PreparationFailed."""
    translations.compile_all()
    accesses = {station: roles.establish(server, station, house.folder(station)) for station in STATIONS}
    home.write_everything(house, {station: access.application for station, access in accesses.items()})
    cluster = roles.identifier_of(server)
    for station in STATIONS:
        digest = _digest(_migrations(), cluster)
        make = partial(_migrate, house, server, station, accesses[station])
        _once(house, f"tables-{station}", digest, f"tables of {station}", make)
    static = _digest(
        [
            *PACKAGE.rglob("static/**/*"),
            *(CHECKOUT / "docs" / "manual").rglob("*.png"),
            CHECKOUT / "requirements.txt",
        ]
    )
    for zone in ZONES:
        collect = partial(run, house, zone, "install", "static", zone)
        _once(house, f"static-{zone}", static, f"static files of {zone}", collect)
    for zone in ("office", "core"):
        load = partial(run, house, zone, "install", "sample", zone)
        _once(house, f"sample-{zone}", _digest(_sample_files(), cluster), f"sample people of {zone}", load)
    catalog = _digest(house.city_folder.rglob("*"), cluster)
    publish = partial(run, house, "office", "publish", "--installation")
    _once(house, "catalog", catalog, f"catalog of {house.city}", publish)


def _once(house: House, name: str, digest: str, text: str, do: Callable[[], None]) -> None:
    mark = house.home / "done" / name
    if mark.exists() and mark.read_text(encoding="ascii") == digest:
        return
    with step(text):
        do()
    mark.parent.mkdir(exist_ok=True, mode=0o700)
    mark.write_text(digest, encoding="ascii")


def _digest(files: Iterable[Path], *more: str) -> str:
    total = hashlib.sha256()
    for path in sorted(set(files)):
        if path.is_file():
            total.update(str(path).encode())
            total.update(hashlib.sha256(path.read_bytes()).digest())
    for text in more:
        total.update(text.encode())
    return total.hexdigest()


def _migrations() -> list[Path]:
    made = list(PACKAGE.rglob("migrations/*.py"))
    return [
        *made,
        CHECKOUT / "requirements.txt",
        *PACKAGE.glob("gateway/relay*.py"),
        *PACKAGE.glob("gateway/**/*.sql"),
    ]


def _sample_files() -> list[Path]:
    return [CHECKOUT / "doubles" / "people.yaml", *PACKAGE.rglob("sample*.py"), *PACKAGE.rglob("sample/*")]


def _migrate(house: House, server: postgres.Server, station: str, access: roles.Access) -> None:
    run(house, station, "install", "tables", station, DOKODEMO_DATABASE_URL=access.owner)
    roles.grant(server, station, f"{station}_app")


def run(house: House, station: str, *arguments: str, **more: str) -> None:
    """Run one command of ours as that station, its output to the log. Raises PreparationFailed."""
    env = home.environment(house, station) | {"DOKODEMO_HOME": str(house.home)} | more
    log = house.log_folder / f"{station}-install.log"
    with log.open("a", encoding="utf-8") as file:
        file.write(f"$ dokodemo {' '.join(arguments)}\n")
    begun = log.stat().st_size
    process = children.fork(partial(cli.main, arguments), log=log, env=env)
    try:
        code = process.wait()
    except KeyboardInterrupt:
        children.stop([process], signal.SIGTERM, 5)
        raise
    if code != 0:
        with log.open("rb") as said:
            said.seek(begun)
            last = "\n".join(said.read().decode("utf-8", errors="replace").strip().splitlines()[-15:])
        raise PreparationFailed(
            f"`dokodemo {' '.join(arguments)}` failed for {station}. Last lines of {log}:\n{last}"
        )


def is_offered(server: postgres.Server) -> bool:
    """Is the catalog that office published last in force in internet?"""
    found = []
    for zone, order in (("office", "stored_at"), ("internet", "activated_at")):
        with psycopg.connect(server.dsn(zone)) as connection:
            newest = (
                f"SELECT hash FROM catalog_version WHERE {order} IS NOT NULL ORDER BY {order} DESC LIMIT 1"  # noqa: S608
            )
            found.append(connection.execute(newest).fetchone())
    return found[0] == found[1]
