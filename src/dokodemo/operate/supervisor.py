"""Keeping processes alive: start, see that they answer, start again with patience what died, stop all quickly."""

import contextlib
import http.client
import json
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from dokodemo.operate import children, cli, postgres

LONGEST_LOG = 10 * 1024 * 1024
STEADY_SECONDS = 10.0
LONGEST_PAUSE = 15.0
GIVE_UP_AFTER = 4  # deaths before it ever answered: it will not come up by itself
STOP_SECONDS = 6.0
OURS = "dokodemo"

Ready = Callable[[], bool]


class ProcessFailed(Exception):
    """A process does not come up; the message names it, its log and the log's last lines."""


@dataclass
class Child:
    """One process to be kept: how to start it and how to see that it works. A command that begins with our own name
    (``OURS``) is not executed but forked from what is loaded here."""

    name: str
    command: Sequence[str]
    env: Mapping[str, str]
    log: Path
    ready: Ready | None = None
    process: children.Process | None = None
    started: float = 0.0
    not_before: float = 0.0
    deaths: int = 0
    was_ready: bool = False

    def start(self) -> None:
        _turn_over(self.log)
        if self.command[0] == OURS:
            self.process = children.fork(partial(cli.main, self.command[1:]), log=self.log, env=self.env)
        else:
            self.process = children.spawn(self.command, log=self.log, env=self.env)
        self.started = time.monotonic()

    def is_up(self) -> bool:
        """Does it work now? A process without a sign of its own must have lived for a second."""
        if self.process is None or children.has_ended(self.process):
            return False
        up = self.ready() if self.ready else time.monotonic() - self.started > 1.0
        self.was_ready = self.was_ready or up
        return up

    def last_lines(self, count: int = 15) -> str:
        if not self.log.exists():
            return "(its log is empty)"
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-count:])


@dataclass
class Supervisor:
    """All processes of a house and its PostgreSQL."""

    server: postgres.Server
    children: list[Child]
    state_file: Path
    about: dict[str, object]
    say: Callable[[str], None]
    _written: dict[str, int] = field(default_factory=dict)

    def start(self, patience: float) -> None:
        """Start all, return when all answer. Raises ProcessFailed."""
        for child in self.children:
            child.start()
        self._write_state()
        deadline = time.monotonic() + patience
        waiting = list(self.children)
        while waiting:
            self.tend()
            waiting = [child for child in waiting if not child.is_up()]
            for child in waiting:
                if child.deaths >= GIVE_UP_AFTER or time.monotonic() > deadline:
                    how = (
                        "ends again and again" if child.deaths else f"does not answer after {patience:.0f} s"
                    )
                    raise ProcessFailed(
                        f"The process {child.name} {how}. Last lines of {child.log}:\n{child.last_lines()}"
                    )
            time.sleep(0.15)

    def tend(self) -> None:
        """One round: what died is started again, at once the first time, then more and more slowly."""
        if children.has_ended(self.server.process):
            self.say("PostgreSQL ended: starting it again")
            self.server.restart()
        now = time.monotonic()
        for child in self.children:
            if child.process is not None and children.has_ended(child.process):
                self._mourn(child, now)
            if child.process is None and now >= child.not_before:
                child.start()
        self._write_state()

    def _mourn(self, child: Child, now: float) -> None:
        code = (child.process.returncode if child.process else 0) or 0
        child.process = None
        if now - child.started > STEADY_SECONDS:
            child.deaths = 0
        child.deaths += 1
        pause = 0.0 if child.deaths == 1 else min(0.25 * 2**child.deaths, LONGEST_PAUSE)
        child.not_before = now + pause
        self.say(f"{child.name} ended ({_how(code)}): starting it again (log: {child.log})")

    def stop(self) -> None:
        """Everything, within a few seconds; PostgreSQL last. More signals are not listened to meanwhile."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        running = [child.process for child in self.children if child.process is not None]
        children.stop(running, signal.SIGTERM, STOP_SECONDS)
        self.server.stop()
        self.state_file.unlink(missing_ok=True)

    def _write_state(self) -> None:
        numbers = {child.name: child.process.pid for child in self.children if child.process is not None}
        numbers["postgres"] = self.server.process.pid
        if numbers == self._written:
            return
        self._written = numbers
        state = self.about | {"pid": os.getpid(), "processes": numbers}
        draft = self.state_file.with_suffix(".new")
        draft.write_text(json.dumps(state, indent=1), encoding="utf-8")
        draft.rename(self.state_file)


def our_command(*arguments: str) -> list[str]:
    """Our own command line in a process of its own; -P: nothing is imported from the current folder."""
    return [sys.executable, "-P", "-m", "dokodemo", *arguments]


def answers(port: int, host: str, *, refusing: bool = False) -> Ready:
    """Ready when ``/health`` answers 200 there. `refusing`: any answer but a failure will do, for a server that
    answers nothing to strangers."""

    def ask() -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        try:
            connection.request("GET", "/health", headers={"Host": f"{host}:{port}"})
            status = connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        return status == 200 or (refusing and status < 500)

    return ask


def listens(path: Path) -> Ready:
    """Ready when somebody listens on that Unix socket."""

    def ask() -> bool:
        with socket.socket(socket.AF_UNIX) as tried, contextlib.suppress(OSError):
            tried.settimeout(1)
            tried.connect(str(path))
            return True
        return False

    return ask


def _turn_over(log: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        if log.stat().st_size > LONGEST_LOG:
            log.rename(log.with_suffix(".log.1"))


def _how(code: int) -> str:
    if code < 0:
        return f"by {signal.Signals(-code).name}"
    return f"exit code {code}"
