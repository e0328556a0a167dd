"""Files on disk: whole, unreadable without their key, and noticed when touched."""

import os
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dokodemo.base import files
from dokodemo.base.crypto import Unreadable

KEY = b"f" * 32


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 3 * files.CHUNK + 5))
def test_any_length_comes_back(length: int) -> None:
    plain = os.urandom(min(length, 64)) * (length // 64 + 1)
    plain = plain[:length]
    assert files.decrypt(KEY, files.encrypt(KEY, plain)) == plain


def test_chunks_cannot_be_moved_dropped_or_cut() -> None:
    plain = bytes(files.CHUNK) + b"\x01" * files.CHUNK + b"end"
    blob = files.encrypt(KEY, plain)
    head, step = 11, files.CHUNK + 16
    first, second = blob[head : head + step], blob[head + step : head + 2 * step]
    for changed in (
        blob[:head] + second + first + blob[head + 2 * step :],  # moved
        blob[:head] + first + blob[head + 2 * step :],  # dropped
        blob[: head + 2 * step],  # cut
        blob[:-1],
    ):
        with pytest.raises(Unreadable):
            files.decrypt(KEY, changed)


def test_a_stored_file_is_named_by_its_ciphertext_and_checked() -> None:
    sealed = files.seal_file("海風".encode() * 1000)
    assert files.open_file(sealed.sha256_cipher, sealed.key) == "海風".encode() * 1000
    assert "海風".encode() not in files.read_cipher(sealed.sha256_cipher)
    assert b"".join(files.parts_of(sealed.sha256_cipher, 700)) == files.read_cipher(sealed.sha256_cipher)
    path = files.path_of(sealed.sha256_cipher)
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(Unreadable, match="damaged"):
        files.open_file(sealed.sha256_cipher, sealed.key)
    files.shred(sealed.sha256_cipher)
    files.shred(sealed.sha256_cipher)
    with pytest.raises(Unreadable, match="no longer"):
        files.open_file(sealed.sha256_cipher, sealed.key)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "a" * 63, "G" * 64, "a" * 62 + "/."])
def test_no_name_leaves_the_folder(name: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        files.path_of(name)


def test_the_sweep_takes_old_orphans_only() -> None:
    kept, orphan, young = (files.seal_file(os.urandom(40)).sha256_cipher for _ in range(3))
    hour_ago = time.time() - 3600
    for name in (kept, orphan):
        os.utime(files.path_of(name), (hour_ago, hour_ago))
    files.sweep({kept}, 1800, time.time())
    assert files.path_of(kept).exists()
    assert files.path_of(young).exists()
    assert not files.path_of(orphan).exists()
