"""Children are kept alive, die with us, and are stopped quickly, with what they left running."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dokodemo.operate import children, postgres
from dokodemo.operate.supervisor import GIVE_UP_AFTER, Child, ProcessFailed, Supervisor, listens


@pytest.fixture
def folder() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="dk-sup-"))
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="module")
def server() -> Iterator[postgres.Server]:
    path = Path(tempfile.mkdtemp(prefix="dk-sup-pg-"))
    running = postgres.start(path / "postgres", path / "sockets", durable=False, log=path / "log")
    yield running
    running.stop()
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def spoken() -> list[str]:
    return []


@pytest.fixture
def supervise(
    server: postgres.Server, folder: Path, spoken: list[str]
) -> Iterator[Callable[..., Supervisor]]:
    made: list[Supervisor] = []

    def make(*kept: Child) -> Supervisor:
        made.append(Supervisor(server, list(kept), folder / "up.json", {"home": str(folder)}, spoken.append))
        return made[-1]

    yield make
    for supervisor in made:
        children.stop([c.process for c in supervisor.children if c.process], signal.SIGKILL, 5)


def child(folder: Path, code: str, name: str = "child") -> Child:
    return Child(
        name, [sys.executable, "-c", textwrap.dedent(code)], dict(os.environ), folder / f"{name}.log"
    )


def until(holds: Callable[[], object], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


FOR_EVER = "import time; print('up', flush=True); time.sleep(600)"


def test_what_is_killed_is_started_again_and_said(
    supervise: Callable[..., Supervisor], folder: Path, spoken: list[str]
) -> None:
    kept = child(folder, FOR_EVER)
    house = supervise(kept)
    house.start(20)
    first = json.loads(house.state_file.read_text(encoding="utf-8"))["processes"]["child"]
    os.kill(first, signal.SIGKILL)

    def again() -> bool:
        house.tend()
        return kept.process is not None and kept.process.pid != first

    until(again)
    assert "SIGKILL" in spoken[0]
    state = json.loads(house.state_file.read_text(encoding="utf-8"))
    assert state["processes"]["child"] == kept.process.pid if kept.process else False
    assert state["pid"] == os.getpid()


def test_killed_postgres_is_started_again(
    supervise: Callable[..., Supervisor], server: postgres.Server, spoken: list[str]
) -> None:
    house = supervise()
    old = server.process.pid
    server.process.kill()

    def again() -> bool:
        house.tend()
        return server.process.pid != old

    until(again)
    assert any("PostgreSQL" in line for line in spoken)


def test_a_process_that_cannot_come_up_is_named_with_its_last_words(
    supervise: Callable[..., Supervisor], folder: Path
) -> None:
    house = supervise(child(folder, "import sys; sys.exit('the key is missing')", "core-courier"))
    with pytest.raises(ProcessFailed, match=r"(?s)core-courier ends again and again.*the key is missing"):
        house.start(20)
    assert house.children[0].deaths == GIVE_UP_AFTER


def test_a_process_that_does_not_answer_is_named(supervise: Callable[..., Supervisor], folder: Path) -> None:
    kept = child(folder, FOR_EVER, "office-web")
    kept.ready = lambda: False
    with pytest.raises(ProcessFailed, match=r"(?s)office-web does not answer after 1 s.*up"):
        supervise(kept).start(1)


def test_workers_of_a_killed_server_are_ended_before_it_is_started_again(
    supervise: Callable[..., Supervisor], folder: Path
) -> None:
    pids = folder / "workers"
    kept = child(
        folder,
        f"""
        import subprocess, sys, time
        worker = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        open({str(pids)!r}, "a").write(f"{{worker.pid}}\\n")
        time.sleep(600)
        """,
    )
    house = supervise(kept)
    house.start(20)
    until(lambda: pids.exists() and pids.read_text().strip())
    worker = int(pids.read_text().split()[0])
    assert kept.process is not None
    kept.process.send_signal(signal.SIGKILL)
    until(lambda: children.has_ended(kept.process) if kept.process else True)
    until(lambda: not alive(worker))


def test_stop_is_quick_even_for_the_deaf(folder: Path) -> None:
    deaf = child(
        folder,
        "import signal, time; signal.signal(15, signal.SIG_IGN); print('up', flush=True); time.sleep(600)",
    )
    deaf.start()
    until(lambda: "up" in deaf.last_lines())
    assert deaf.process is not None
    begun = time.monotonic()
    children.stop([deaf.process], signal.SIGTERM, 0.5)
    assert time.monotonic() - begun < 3
    assert deaf.process.returncode == -signal.SIGKILL


def test_children_die_with_a_killed_parent(folder: Path) -> None:
    code = f"""
        import sys, time
        from pathlib import Path
        from dokodemo.operate import children
        p = children.spawn([sys.executable, "-c", "import time; time.sleep(600)"], log=Path({str(folder / "log")!r}))
        print(p.pid, flush=True)
        time.sleep(600)
    """
    parent = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    until(lambda: not alive(pid))


def test_children_are_refused_outside_the_main_thread() -> None:
    import threading

    caught: list[Exception] = []

    def elsewhere() -> None:
        try:
            children.spawn(["true"])
        except RuntimeError as error:
            caught.append(error)

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert "main thread" in str(caught[0])


def test_a_long_log_is_put_aside_at_start(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dokodemo.operate.supervisor.LONGEST_LOG", 10)
    kept = child(folder, "print('new words')")
    kept.log.write_text("old words " * 5, encoding="utf-8")
    kept.start()
    until(lambda: kept.process is None or children.has_ended(kept.process))
    assert kept.log.read_text(encoding="utf-8") == "new words\n"
    assert "old words" in kept.log.with_suffix(".log.1").read_text(encoding="utf-8")


def test_listens_tells_a_socket_from_a_dead_file(folder: Path) -> None:
    import socket

    path = folder / "k.sock"
    assert not listens(path)()
    with socket.socket(socket.AF_UNIX) as served:
        served.bind(str(path))
        served.listen()
        assert listens(path)()
    assert path.exists()
    assert not listens(path)()
