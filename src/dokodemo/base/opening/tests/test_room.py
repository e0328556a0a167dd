"""The opening room with real files: what leaves it, what it refuses, and what it cannot reach."""

import io
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from dokodemo.base.opening import LIMIT_BYTES, Refused, rebuild, room

CHILD = Path(room.__file__).with_name("child.py")


def photo(size: tuple[int, int] = (80, 60), **save: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (10, 120, 200)).save(out, "JPEG", **save)
    return out.getvalue()


def pdf(pages: int = 2, encryption: pikepdf.Encryption | bool = False) -> bytes:
    out = io.BytesIO()
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page(page_size=(200, 300))
    document.Root.OpenAction = pikepdf.Dictionary(
        S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)")
    )
    document.save(out, encryption=encryption)
    return out.getvalue()


def test_a_photo_loses_its_place_and_what_hides_behind_it() -> None:
    exif = Image.Exif()
    exif[0x010E] = "hidden-in-exif"
    dirty = photo(exif=exif) + b"<script>hidden-behind</script>"
    clean = rebuild(dirty)
    assert clean.media_type == "image/jpeg"
    assert b"hidden" in dirty
    assert b"hidden" not in clean.data
    with Image.open(io.BytesIO(clean.data)) as picture:
        assert picture.size == (80, 60)
        assert not dict(picture.getexif())


def test_a_pdf_becomes_pixels_without_script() -> None:
    clean = rebuild(pdf(3))
    with pikepdf.open(io.BytesIO(clean.data)) as document:
        assert len(document.pages) == clean.pages == 3
        assert "/OpenAction" not in document.Root
    assert b"JavaScript" not in clean.data


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"x" * (LIMIT_BYTES + 1), "size"),
        (b"MZ\x90\x00 a program called photo.jpg", "type"),
        (b"<svg onload=alert(1)>", "type"),
        (photo()[:200], "damaged"),
        (b"%PDF-1.7 nothing of a PDF", "damaged"),
        (pdf(51), "pages"),
        (pdf(1, encryption=pikepdf.Encryption(owner="a", user="b")), "locked"),
    ],
)
def test_what_is_refused_says_why(data: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        rebuild(data)
    assert refused.value.code == code


@settings(max_examples=8, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([b"\xff\xd8\xff", b"%PDF-1.4\n", b"\x89PNG\r\n\x1a\n"]))
def test_hostile_bytes_only_ever_make_a_refusal(tail: bytes, start: bytes) -> None:
    assert outcome(start + tail) in {"rebuilt", "damaged", "pixels", "pages", "locked", "empty"}


def outcome(data: bytes) -> str:
    try:
        rebuild(data)
    except Refused as refused:
        return refused.code
    return "rebuilt"


def inside(program: str, *prefix: str) -> subprocess.CompletedProcess[str]:
    """Run ``program`` after the child's own ``confine`` (PIL and pdfium loaded), as a hostile library would."""
    start = f"import sys; sys.path.insert(0, {str(CHILD.parent)!r}); import child; child.confine()\n"
    return subprocess.run(
        [*prefix, sys.executable, "-c", start + program], capture_output=True, text=True, check=False
    )


REACH = "import socket\nsocket.create_connection(('127.0.0.1', 9), timeout=2)"


@pytest.mark.parametrize("prefix", [room.isolation(), ()], ids=["namespace", "filter of system calls"])
def test_nothing_can_be_reached_from_inside(prefix: tuple[str, ...]) -> None:
    done = inside(REACH, *prefix)
    assert done.returncode != 0
    assert "unreachable" in done.stderr or "not permitted" in done.stderr


def test_no_file_can_be_written_and_no_process_started(tmp_path: Path) -> None:
    target = str(tmp_path / "out-of-the-room")
    assert "File too large" in inside(f"open({target!r}, 'wb', 0).write(b'x')").stderr
    assert inside("import subprocess; subprocess.run(['true'])").returncode != 0
