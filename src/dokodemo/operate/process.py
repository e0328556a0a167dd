"""One process of one station: what ``dokodemo process <station> <name>`` becomes. `DOKODEMO_CONFIG` says whose."""

import importlib
import os
import signal
from collections.abc import Callable
from types import FrameType

from dokodemo.base import config
from dokodemo.operate.house import PROCESSES

# (workers, threads of each): two workers where the residents are (cores of the smallest machine), one at the desks. While
# one thread waits for a commit, the other works; a third only waits for the interpreter.
WEB_WORKERS = {"internet": (2, 2), "office": (1, 2), "core": (1, 2)}
# Requests a web worker takes at once; the rest waits in the kernel's queue, where the other worker finds it. Without
# keep-alive, because granian binds a connection to one worker: a browser that keeps six of them open would starve others.
WEB_BACKPRESSURE = 8
JOBS_AT_ONCE = 2


class UnknownProcess(Exception):
    """There is no such process of this station; the message lists those there are."""


def run(station: str, name: str) -> None:
    """Become that process; returns when it was asked to stop. Raises UnknownProcess or ConfigError."""
    if name not in PROCESSES.get(station, ()):
        known = "; ".join(f"{key}: {', '.join(names)}" for key, names in PROCESSES.items())
        raise UnknownProcess(f"There is no process {station} {name}. There are: {known}")
    if station != "relay":  # which is no Django project: it stores and forwards what it cannot read
        os.environ["DJANGO_SETTINGS_MODULE"] = f"dokodemo.{station}.settings"
    house = config.load()
    if house.zone != station:
        raise config.ConfigError(f"{config.VARIABLE} names the zone {house.zone}, not {station}")
    _ZONE_PROCESSES[name](house)


def _web(house: config.ZoneConfig) -> None:
    from granian.constants import Interfaces
    from granian.http import HTTP1Settings
    from granian.server import Server as Granian

    workers, threads = WEB_WORKERS[house.zone]
    Granian(
        "dokodemo.base.wsgi:application",
        address="127.0.0.1",
        port=house.port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        backpressure=WEB_BACKPRESSURE,
        http1_settings=HTTP1Settings(keep_alive=False),
        websockets=False,
        log_access=False,
        respawn_failed_workers=True,
        respawn_interval=0.2,
        workers_kill_timeout=3,
    ).serve()


def _gateway(house: config.ZoneConfig) -> None:
    from granian.constants import Interfaces
    from granian.server import Server as Granian

    if house.gateway_port is None:
        raise config.ConfigError(
            f"{house.zone} has no gateway_port: nobody dials it, so it has no gateway server"
        )
    Granian(
        "dokodemo.gateway.server:application",
        factory=True,
        address="127.0.0.1",
        port=house.gateway_port,
        interface=Interfaces.ASGI,
        workers=1,
        websockets=False,
        log_access=False,
        respawn_failed_workers=True,
        respawn_interval=0.2,
        workers_kill_timeout=2,  # a neighbour's long poll is open nearly always; it asks again elsewhere
    ).serve()


def _worker(house: config.ZoneConfig) -> None:
    import asyncio

    _set_up_django()
    from procrastinate.contrib.django import app

    with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
        asyncio.run(_work(house))


async def _work(house: config.ZoneConfig) -> None:
    from procrastinate.contrib.django import app

    async with app.open_async():
        await app.run_worker_async(
            concurrency=JOBS_AT_ONCE,
            name=f"{house.zone}-worker",
            install_signal_handlers=True,
            shutdown_graceful_timeout=3,
            update_heartbeat_interval=5,
            stalled_worker_timeout=30,
            delete_jobs="successful",
        )


def _sealer(house: config.ZoneConfig) -> None:
    _set_up_django()
    from dokodemo.base.audit import sealer
    from dokodemo.operate import care

    sealer.run(care.send_head)


def _module_process(module: str) -> Callable[[config.ZoneConfig], None]:
    """A process whose whole work is the function ``run`` of one module."""

    def become(house: config.ZoneConfig) -> None:
        _stop_on_sigterm()  # a process with more to tidy up sets a handler of its own
        importlib.import_module(module.format(zone=house.zone)).run()

    return become


def _set_up_django() -> None:
    import django

    django.setup()


def _stop_on_sigterm() -> None:
    """A polite stop for loops that know nothing of signals: they are written to be killed at any time."""

    def leave(number: int, frame: FrameType | None) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, leave)


_ZONE_PROCESSES: dict[str, Callable[[config.ZoneConfig], None]] = {
    "web": _web,
    "gateway": _gateway,
    "worker": _worker,
    "courier": _module_process("dokodemo.gateway.courier"),
    "portal": _module_process("dokodemo.casework.portal.process"),
    "sealer": _sealer,
    "keeper": _module_process("dokodemo.{zone}.keeper"),
}
