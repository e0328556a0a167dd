"""Sealing and locking: only the right key, the right purpose and whole bytes open anything."""

import os
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokodemo.base import crypto

KEY = b"k" * 32
OTHER = b"o" * 32


@given(st.binary(max_size=300), st.binary(max_size=20))
def test_what_is_locked_opens_with_its_key_and_place_only(plain: bytes, place: bytes) -> None:
    blob = crypto.lock(KEY, plain, place)
    assert crypto.unlock(KEY, blob, place) == plain
    for key, aad in ((OTHER, place), (KEY, place + b"x")):
        with pytest.raises(crypto.Unreadable):
            crypto.unlock(key, blob, aad)


@given(st.binary(min_size=1, max_size=200), st.data())
def test_any_changed_byte_is_noticed(plain: bytes, data: st.DataObject) -> None:
    private, public = crypto.new_key_pair()
    ways: list[tuple[bytes, Callable[[bytes], bytes]]] = [
        (crypto.lock(KEY, plain), lambda changed: crypto.unlock(KEY, changed)),
        (crypto.seal_to(public, plain, b"i"), lambda changed: crypto.open_sealed(private, changed, b"i")),
    ]
    for blob, opened in ways:
        at = data.draw(st.integers(0, len(blob) - 1))
        changed = bytearray(blob)
        changed[at] ^= data.draw(st.integers(1, 255))
        with pytest.raises(crypto.Unreadable):
            opened(bytes(changed))


@given(st.binary(max_size=200))
def test_rubbish_is_unreadable_not_a_crash(rubbish: bytes) -> None:
    private, _ = crypto.new_key_pair()
    with pytest.raises(crypto.Unreadable):
        crypto.open_sealed(private, rubbish)
    with pytest.raises(crypto.Unreadable):
        crypto.unlock(KEY, rubbish)


def test_sealed_to_one_is_not_readable_by_another_or_for_another_purpose() -> None:
    private, public = crypto.new_key_pair()
    stranger, _ = crypto.new_key_pair()
    blob = crypto.seal_to(public, b"text", b"decided:1")
    assert crypto.public_of(private) == public
    assert crypto.open_sealed(private, blob, b"decided:1") == b"text"
    for key, info in ((stranger, b"decided:1"), (private, b"decided:2")):
        with pytest.raises(crypto.Unreadable):
            crypto.open_sealed(key, blob, info)


def test_derived_secrets_differ_by_purpose() -> None:
    assert crypto.derive(KEY, "account") != crypto.derive(KEY, "session") != KEY


def test_a_zones_secret_is_made_once_and_only_its_user_reads_it(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib; from dokodemo.base.crypto import secret_of; "
        "print(secret_of(pathlib.Path(sys.argv[1]), 'lookup').hex())"
    )
    racing = [
        subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    secrets = {process.communicate()[0].strip() for process in racing}
    assert len(secrets) == 1
    assert len(secrets.pop()) == 64
    path = tmp_path / "keys" / "lookup.secret"
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600


def test_threads_that_ask_at_once_get_one_secret(tmp_path: Path) -> None:
    """Two requests of one web process, at the very first use of a secret."""
    for number in range(20):
        gate = threading.Barrier(4)

        def ask(name: str, gate: threading.Barrier = gate) -> bytes:
            gate.wait()
            return crypto.secret_of(tmp_path, name)

        with ThreadPoolExecutor(4) as pool:
            assert len(set(pool.map(ask, [f"race{number}"] * 4))) == 1


def test_a_cut_off_secret_is_refused(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "x.secret").write_bytes(b"short")
    with pytest.raises(crypto.Unreadable, match="5 bytes"):
        crypto.secret_of(tmp_path, "x")
