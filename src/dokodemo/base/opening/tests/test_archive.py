"""Archives in the opening room: what is unpacked, what is refused, and what of the child's word is believed."""

import io
import json
import zipfile
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dokodemo.base.opening import Refused, room, unpack


def archive(files: Mapping[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return out.getvalue()


def outcome(data: bytes) -> tuple[str, int]:
    with pytest.raises(Refused) as refused:
        unpack(data)
    return refused.value.code, refused.value.place


@pytest.mark.parametrize(
    "how", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
def test_files_come_out_as_they_went_in(how: int) -> None:
    files = {
        "申請データ.csv": "項目ID,項目名\r\n".encode("cp932"),
        "空.txt": b"",
        "写真.jpg": bytes(range(256)) * 9000,
    }
    assert unpack(archive(files, how)) == files


def test_names_as_windows_writes_them() -> None:
    data = bytearray(archive({"aaaa.txt": b"x"}))
    name = "申請".encode("cp932")  # four bytes, without the flag that says UTF-8
    assert unpack(bytes(data).replace(b"aaaa", name)) == {"申請.txt": b"x"}


@pytest.mark.parametrize("name", ["写真　１.jpg", "a\u00a0b.txt", "家族👨\u200d👩.jpg"])
def test_ordinary_names_are_taken(name: str) -> None:
    assert unpack(archive({name: b"x"})) == {name: b"x"}


def test_what_is_refused_says_which_file() -> None:
    assert outcome(b"%PDF-1.7") == ("not_zip", 0)
    assert outcome(archive({"a.txt": b"x"})[:-5]) == ("damaged", 0)
    assert outcome(archive({"a.txt": b"x", "../b.txt": b"y"})) == ("names", 2)
    assert outcome(archive({"folder/": b""})) == ("names", 1)
    for odd in ("a\tb.txt", "a\u202eb.txt", "a\u2028b.txt", "a\ue000b.txt"):
        assert outcome(archive({odd: b"x"})) == ("names", 1), ascii(odd)
    assert outcome(archive({"a.txt": b"x", "b.pdf": bytes(21 * 1024 * 1024)})) == ("bomb", 2)
    assert outcome(archive({f"{n}.pdf": bytes(19 * 1024 * 1024) for n in range(6)})) == ("bomb", 6)
    assert outcome(archive({f"{n}.txt": b"x" for n in range(room.ARCHIVE_FILES + 1)})) == (
        "too_many_files",
        0,
    )


def test_a_locked_file_is_said() -> None:
    data = archive({"a.txt": b"x"})
    local, central = data.index(b"PK\x03\x04") + 6, data.index(b"PK\x01\x02") + 8
    locked = bytearray(data)
    locked[local] |= 1
    locked[central] |= 1
    assert outcome(bytes(locked)) == ("locked", 1)


@settings(max_examples=15, deadline=None)
@given(at=st.integers(0, 200), byte=st.integers(0, 255))
def test_a_changed_byte_is_refused_or_does_no_harm(at: int, byte: int) -> None:
    data = bytearray(archive({"a.txt": b"hello" * 20, "b.txt": b"world"}))
    data[at % len(data)] = byte
    assert harmless(bytes(data))


def harmless(data: bytes) -> bool:
    try:
        return all("/" not in name for name in unpack(data))
    except Refused as refused:
        return refused.code in ("not_zip", *room._ARCHIVE_REFUSED)


@pytest.mark.parametrize(
    ("said", "body"),
    [
        ({"files": [["a", 3]]}, b"abcd"),
        ({"files": [["a", 5]]}, b"abcd"),
        ({"files": [["a", 2], ["a", 2]]}, b"abcd"),
        ({"files": [["../a", 4]]}, b"abcd"),
        ({"files": [["a", -1], ["b", 5]]}, b"abcd"),
        ({"files": "a"}, b"abcd"),
        ({"files": [[str(n), 0] for n in range(61)]}, b""),
        ({"refused": "anything", "place": 1}, b""),
        ([], b""),
    ],
)
def test_a_child_that_a_file_has_broken_is_not_believed(said: object, body: bytes) -> None:
    with pytest.raises(Refused, match="damaged"):
        room._believed_archive(0, json.dumps(said).encode() + b"\n" + body)
