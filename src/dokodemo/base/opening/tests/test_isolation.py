"""What a hostile file could do once it runs its own code in the opening room: nothing. Every program here runs after the
child's own ``confine``, with the libraries loaded, as whoever took them over would."""

import json
import os
import platform
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from dokodemo.base.opening import Refused, rebuild, room
from dokodemo.base.opening.tests.test_room import SLOW, pdf, photo

NOBODY = 65534
AS_ROOT = os.getuid() == 0
CHILD = Path(room.__file__).with_name("child.py")

START = f"""
import ctypes, errno, json, os, socket, sys
sys.path.insert(0, {str(CHILD.parent)!r})
import child
child.load_everything()
"""
BECOME_NOBODY = f"os.setgroups([]); os.setresgid(*[{NOBODY}] * 3); os.setresuid(*[{NOBODY}] * 3)\n"
# Machines differ in what else they allow; the filter of system calls must hold alone.
FILTER_ALONE = "child.go_apart = lambda libc: None\n"
WALLS = {"as this machine lets us": "", "the filter alone": FILTER_ALONE}
USERS = {"root": "", "somebody": BECOME_NOBODY} if AS_ROOT else {"somebody": ""}
VARIANTS = [
    pytest.param(user + wall, id=f"{name}, {how}")
    for name, user in USERS.items()
    for how, wall in WALLS.items()
]

# Each says what became of every attempt: "done", or the name of the error.
ATTEMPTS = """
libc = ctypes.CDLL(None, use_errno=True)

def call(name, *arguments):
    ctypes.set_errno(0)
    if getattr(libc, name)(*arguments) == -1:
        raise OSError(ctypes.get_errno(), name)

def fork():
    if os.fork() == 0:
        os._exit(0)

attempts = {
    "read a file": lambda: os.open("/etc/passwd", os.O_RDONLY),
    "read what the kernel says": lambda: os.open("/proc/self/status", os.O_RDONLY),
    "list a folder": lambda: os.listdir("/"),
    "look at a file": lambda: os.stat("/"),
    "make a file": lambda: os.open("made", os.O_CREAT | os.O_WRONLY),
    "make a folder": lambda: os.mkdir("folder"),
    "rename": lambda: os.rename("mine", "theirs"),
    "remove": lambda: os.unlink("theirs"),
    "file in memory": lambda: os.memfd_create("memory"),
    "pipe": os.pipe,
    "pair of sockets": socket.socketpair,
    "fork": fork,
    "ask whether the parent is there": lambda: os.kill(os.getppid(), 0),
    "signal to itself": lambda: os.kill(os.getpid(), 0),
    "name of its own": lambda: call("prctl", 15, b"name", 0, 0, 0),
    **{f"socket of family {family}": lambda family=family, kind=kind: socket.socket(family, kind)
       for family, kind in [(socket.AF_UNIX, 1), (socket.AF_INET, 1), (socket.AF_INET6, 2), (socket.AF_NETLINK, 3)]},
}

def outcome(attempt):
    try:
        attempt()
    except OSError as error:
        return errno.errorcode[error.errno]
    return "done"

open("mine", "w").close()
"""
REPORT = "print(json.dumps({name: outcome(attempt) for name, attempt in attempts.items()}), flush=True)\n"


@pytest.fixture
def folder() -> Iterator[str]:
    """An empty folder, as the house gives the child one; its owner is whoever the child becomes."""
    with tempfile.TemporaryDirectory(prefix="room-") as empty:
        yield empty


def inside(folder: str, program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", "-c", START + program],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def own(folder: str, variant: str) -> None:
    if BECOME_NOBODY in variant:
        os.chown(folder, NOBODY, NOBODY)


def test_the_attempts_work_where_nobody_is_confined(folder: str) -> None:
    """Or their failing inside would prove nothing."""
    done = inside(folder, ATTEMPTS + REPORT)
    said = json.loads(done.stdout)
    assert len(said) == 19
    assert set(said.values()) == {"done"}


@pytest.mark.parametrize("variant", VARIANTS)
def test_no_file_no_socket_no_process_and_no_signal(folder: str, variant: str) -> None:
    own(folder, variant)
    done = inside(folder, variant + ATTEMPTS + "child.confine()\n" + REPORT)
    said = json.loads(done.stdout)
    assert len(said) == 19
    assert set(said.values()) == {"EPERM"}
    assert os.listdir(folder) == ["mine"]


@pytest.mark.parametrize("variant", VARIANTS)
def test_no_system_call_is_answered_but_those_of_the_list(folder: str, variant: str) -> None:
    """Every number there is, and some that there will be; with arguments that no call takes for good."""
    own(folder, variant)
    program = """
libc = ctypes.CDLL(None, use_errno=True)
here, answered = child.platform.machine(), []
# The kernel keeps these two for its own probes, past every filter, and ends whoever calls them himself.
probes = (335, 336) if here == "x86_64" else ()
child.confine()
for number in range(1024):
    if number not in (*child.MACHINES[here][1], *probes):
        ctypes.set_errno(0)
        if libc.syscall(number, *[-1] * 6) != -1 or ctypes.get_errno() != errno.EPERM:
            answered.append(number)
print(json.dumps(answered), flush=True)
"""
    assert json.loads(inside(folder, variant + program).stdout) == []


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize(
    "program", ["os.execv('/bin/true', ['true'])", "os.posix_spawn('/bin/true', ['true'], {})"]
)
def test_no_program_is_started(folder: str, variant: str, program: str) -> None:
    own(folder, variant)
    tried = f"""
try:
    {program}
except OSError as error:
    print(errno.errorcode[error.errno], flush=True)
"""
    assert inside(folder, variant + "child.confine()\n" + tried).stdout == "EPERM\n"


@pytest.mark.parametrize("variant", VARIANTS)
def test_no_thread_is_started(folder: str, variant: str) -> None:
    own(folder, variant)
    tried = """
import _thread
child.confine()
try:
    _thread.start_new_thread(print, ())
except RuntimeError as error:
    print(error, flush=True)
"""
    assert inside(folder, variant + tried).stdout == "can't start new thread\n"


@pytest.mark.skipif(platform.machine() != "x86_64", reason="the two other doors of this processor")
@pytest.mark.parametrize("variant", VARIANTS)
def test_the_other_doors_of_the_processor_end_the_process(folder: str, variant: str) -> None:
    own(folder, variant)
    x32 = "child.confine(); ctypes.CDLL(None).syscall(0x40000000 | 39)"
    assert inside(folder, f"{variant}{x32}").returncode == -signal.SIGSYS
    # mov eax, 20 (getpid); int 0x80; ret
    as_i386 = """
import mmap
page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
page.write(bytes([0xB8, 20, 0, 0, 0, 0xCD, 0x80, 0xC3]))
ask = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))
child.confine()
ask()
"""
    # A kernel without that door answers with SIGSEGV by itself.
    assert inside(folder, variant + as_i386).returncode in {-signal.SIGSYS, -signal.SIGSEGV}


def status(pid: int) -> dict[str, str]:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return {key: value.strip() for key, _, value in (line.partition(":") for line in lines)}


def assert_shut(pid: int) -> None:
    said = status(pid)
    assert (said["Seccomp"], said["NoNewPrivs"], said["Threads"]) == ("2", "1", "1")
    assert [int(said[each], 16) for each in ("CapEff", "CapPrm", "CapInh", "CapAmb")] == [0, 0, 0, 0]


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_kernel_says_so_too(folder: str, variant: str) -> None:
    own(folder, variant)
    program = f"{variant}child.confine()\nprint('shut', flush=True)\nwhile True: pass"
    with subprocess.Popen(
        [sys.executable, "-I", "-c", START + program], cwd=folder, stdout=subprocess.PIPE
    ) as confined:
        try:
            assert confined.stdout is not None
            assert confined.stdout.readline() == b"shut\n"
            assert_shut(confined.pid)
        finally:
            confined.kill()


def test_the_process_that_opens_a_real_file_is_shut() -> None:
    """The same of the very process that ``rebuild`` starts, while it draws."""
    ended: list[str] = []

    def opened() -> None:
        try:
            rebuild(SLOW)
        except Refused as refused:
            ended.append(refused.code)

    before = {each.pid for each in psutil.Process().children()}
    opening = threading.Thread(target=opened)
    opening.start()
    drawing = 0
    try:
        deadline = time.monotonic() + 8
        while not drawing and time.monotonic() < deadline:
            new = [each.pid for each in psutil.Process().children() if each.pid not in before]
            drawing = next((pid for pid in new if status(pid)["Seccomp"] == "2"), 0)
        assert drawing, "no filter ever stood"
        assert_shut(drawing)
        held = {number.name: os.readlink(number) for number in Path(f"/proc/{drawing}/fd").iterdir()}
        assert set(held) == {"0", "1", "2"}
        assert held["2"] == "/dev/null"
        if apart_works():
            assert os.listdir(f"/proc/{drawing}/root/") == []
            for kind in ("net", "ipc"):
                assert os.readlink(f"/proc/{drawing}/ns/{kind}") != os.readlink(f"/proc/self/ns/{kind}")
    finally:
        if drawing:
            os.kill(drawing, signal.SIGKILL)
        opening.join()
    assert ended == ["busy"]


def apart_works() -> bool:
    """Whether this machine allows it, asked without the child's own words: who does not try would not be found out."""
    ask = """
import ctypes, os
libc = ctypes.CDLL(None)
assert libc.unshare(0x10000000 | 0x40000000) == 0 or libc.unshare(0x40000000) == 0
os.chroot(".")
print("yes")
"""
    with tempfile.TemporaryDirectory() as empty:
        done = subprocess.run(
            [sys.executable, "-I", "-c", ask], cwd=empty, capture_output=True, text=True, check=False
        )
    return done.stdout == "yes\n"


@pytest.mark.parametrize("user", USERS.values(), ids=USERS)
def test_behind_the_filter_is_a_second_wall(folder: str, user: str) -> None:
    """If a call slipped through the filter: an empty root, and no network."""
    if not apart_works():
        pytest.skip("this machine allows no namespaces: the filter stands alone")
    own(folder, user)
    program = """
child.allow_only_arithmetic = lambda libc: True
child.confine()
def attempt(act):
    try:
        return act()
    except OSError as error:
        return errno.errorcode[error.errno]
print(json.dumps([
    attempt(lambda: os.open("/etc/passwd", os.O_RDONLY)),
    attempt(lambda: os.listdir("/")),
    attempt(lambda: socket.socket().connect(("127.0.0.1", 9))),
    attempt(lambda: socket.socket(socket.AF_UNIX).connect("/run/postgresql/.s.PGSQL.5432")),
    attempt(lambda: os.chroot("..")),
    attempt(lambda: open("made", "wb", 0).write(b"x")),
]), flush=True)
"""
    assert json.loads(inside(folder, user + program).stdout) == [
        "ENOENT", [], "ENETUNREACH", "ENOENT", "EPERM", "EFBIG",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "missing",
    [
        "child.MACHINES = {}",
        "child.drop_rights = lambda libc: False",
        "child.os.stat = lambda path: None",  # the filter was taken, and does not stand
    ],
)
def test_without_the_filter_nothing_is_opened(folder: str, missing: str) -> None:
    done = inside(folder, f"{missing}\nchild.confine()\nprint('opened', flush=True)")
    assert (done.returncode, done.stdout) == (1, '{"refused": "room", "place": 0}\n')


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize(
    ("media", "data"), [("image/jpeg", photo()), ("application/pdf", pdf())], ids=["photo", "PDF"]
)
def test_the_work_is_done_on_every_kind_of_machine(
    folder: str, variant: str, media: str, data: bytes
) -> None:
    own(folder, variant)
    done = subprocess.run(
        [sys.executable, "-I", "-c", f"{START}{variant}sys.exit(child.main())", media],
        input=data,
        cwd=folder,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0
    assert json.loads(done.stdout.partition(b"\n")[0])["media"] == media
