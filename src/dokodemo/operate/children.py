"""Starting a program that dies with us, and stopping it. Only from the main thread: the signal follows the thread
that forked, and a supervisor's child must not die with some helper thread."""

import contextlib
import ctypes
import gc
import os
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, NoReturn, Protocol

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


class Process(Protocol):
    """What a started program and a forked function have in common."""

    pid: int

    @property
    def returncode(self) -> int | None: ...
    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def send_signal(self, number: int) -> None: ...


class Forked:
    """A function of ours that runs in a process of its own; used like ``subprocess.Popen``."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        if timeout is None and self.returncode is None:
            self.returncode = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        deadline = time.monotonic() + (timeout or 0)
        while self.poll() is None:
            if time.monotonic() > deadline:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
            time.sleep(0.01)
        return self.returncode or 0

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)


def die_with_parent(how: signal.Signals) -> Callable[[], None]:
    """A ``preexec_fn``: the kernel sends `how` to the child when this process is gone, even after kill -9."""
    parent = os.getpid()

    def before_exec() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, int(how))
        if os.getppid() != parent:  # we died between fork and prctl: the signal will never come
            os._exit(1)

    return before_exec


def spawn(
    command: Sequence[str],
    *,
    log: Path | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | str = "/",
    dies_by: signal.Signals = signal.SIGTERM,
    user: int | None = None,
    group: int | None = None,
) -> subprocess.Popen[bytes]:
    """Start `command` in a session of its own, writing both streams to the end of `log`. Raises OSError."""
    if threading.current_thread() is not threading.main_thread():
        raise RuntimeError(
            "children are started from the main thread only: they die with the thread that forks them"
        )
    with contextlib.ExitStack() as stack:
        output: IO[bytes] | int = subprocess.DEVNULL
        if log is not None:
            log.parent.mkdir(parents=True, exist_ok=True)
            output = stack.enter_context(log.open("ab"))
        return subprocess.Popen(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=cwd,
            env=dict(env) if env is not None else None,
            start_new_session=True,
            preexec_fn=die_with_parent(dies_by),
            user=user,
            group=group,
            extra_groups=[] if user is not None else None,
        )


def fork(
    become: Callable[[], int], *, log: Path, env: Mapping[str, str], dies_by: signal.Signals = signal.SIGTERM
) -> Forked:
    """Run `become` in a child of this very process: what is imported here need not be imported there. Otherwise like
    ``spawn``: a session of its own, both streams to `log`, no file but those, that environment and no other."""
    _only_from_the_main_thread()
    log.parent.mkdir(parents=True, exist_ok=True)
    sys.stdout.flush()
    sys.stderr.flush()
    gc.freeze()  # or the collector would copy every shared page
    bind = die_with_parent(dies_by)
    pid = os.fork()
    if pid == 0:
        _be_the_child(become, bind, log, env)
    return Forked(pid)


def _be_the_child(
    become: Callable[[], int], bind: Callable[[], None], log: Path, env: Mapping[str, str]
) -> NoReturn:
    code = 1
    try:
        os.setsid()
        bind()
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        _keep_only(log)
        os.environ.clear()
        os.environ.update(env)
        os.chdir("/")
        code = become()
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        with contextlib.suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _keep_only(log: Path) -> None:
    """Nothing of the parent's stays open: not its lock on the home, not its terminal."""
    output = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for ours, theirs in ((nothing, 0), (output, 1), (output, 2)):
        os.dup2(ours, theirs)
    for name in os.listdir("/proc/self/fd"):
        if int(name) > 2:
            with contextlib.suppress(OSError):
                os.close(int(name))
    for number, stream in ((1, "stdout"), (2, "stderr")):
        setattr(sys, stream, open(number, "w", encoding="utf-8", buffering=1, closefd=False))  # noqa: SIM115


def _only_from_the_main_thread() -> None:
    if threading.current_thread() is not threading.main_thread():
        raise RuntimeError(
            "children are started from the main thread only: they die with the thread that forks them"
        )


def has_ended(process: Process) -> bool:
    """Has it ended? If so, what it left running (a server's own workers) is ended too, before its number is free."""
    if process.returncode is not None:
        return True
    try:
        gone = os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        gone = None
    if gone is None:
        return process.poll() is not None
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    return True


def stop(processes: Sequence[Process], how: signal.Signals, patience: float) -> None:
    """Ask all to stop, wait up to `patience` seconds together, then kill what is left."""
    for process in processes:
        if not has_ended(process):
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(how)
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and not all(has_ended(p) for p in processes):
        time.sleep(0.02)
    for process in processes:
        if not has_ended(process):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
