"""The opening room with real files: what leaves it, what it refuses, how long it takes, and who gets a turn.

What it cannot reach: test_isolation."""

import io
import json
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import noto_cjk_sans_jp_regular
import pikepdf
import pypdfium2
import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from dokodemo.base.opening import LIMIT_BYTES, Refused, rebuild, room


def photo(size: tuple[int, int] = (80, 60), mode: str = "RGB", kind: str = "JPEG", **save: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (10, 120, 200)).convert(mode).save(out, kind, **save)
    return out.getvalue()


def pdf(pages: int = 2, encryption: pikepdf.Encryption | bool = False, drawing: bytes = b"") -> bytes:
    out = io.BytesIO()
    document = pikepdf.new()
    for _ in range(pages):
        page = document.add_blank_page(page_size=(200, 300))
        if drawing:
            page.Contents = document.make_stream(drawing)
    document.Root.OpenAction = pikepdf.Dictionary(
        S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)")
    )
    document.save(out, encryption=encryption)
    return out.getvalue()


# Thirty kilobytes that draw for a minute.
SLOW = pdf(1, drawing=b"0 0 m 100 300 200 300 200 0 c 0 100 200 200 0 300 c b*\n" * 400_000)


def turned() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return photo((80, 60), exif=exif)


def many_in_one() -> bytes:
    """As some phones write it: a JPEG with a second picture behind the first."""
    return photo(kind="MPO", save_all=True, append_images=[Image.new("RGB", (40, 30))])


def darkest_of(document: bytes, page: int = 0) -> int:
    shot: Image.Image = pypdfium2.PdfDocument(document)[page].render().to_pil()
    return next(level for level, count in enumerate(shot.convert("L").histogram()) if count)


def outcome(data: bytes) -> str:
    try:
        rebuild(data)
    except Refused as refused:
        return refused.code
    return "rebuilt"


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


@pytest.mark.parametrize(
    "data",
    [
        photo(mode="CMYK"),
        photo(mode="L"),
        photo(progressive=True),
        turned(),
        many_in_one(),
        photo(mode="P", kind="PNG", transparency=0),
        photo(mode="RGBA", kind="PNG"),
        photo(mode="1", kind="PNG"),
        photo(mode="I;16", kind="PNG"),
    ],
    ids=["CMYK", "grey", "progressive", "turned", "MPO", "palette", "transparent", "one bit", "sixteen bits"],
)
def test_pictures_of_every_kind_are_opened_without_a_file_being_read(data: bytes) -> None:
    assert rebuild(data).media_type == "image/jpeg"


def test_a_photo_stands_as_the_camera_held_it() -> None:
    with Image.open(io.BytesIO(rebuild(turned()).data)) as picture:
        assert picture.size == (60, 80)


def test_a_pdf_becomes_pixels_without_script() -> None:
    clean = rebuild(pdf(3))
    with pikepdf.open(io.BytesIO(clean.data)) as document:
        assert len(document.pages) == clean.pages == 3
        assert "/OpenAction" not in document.Root
    assert b"JavaScript" not in clean.data


def test_fifty_pages_of_japanese_keep_their_ink(tmp_path: Path) -> None:
    page = '#set text(font: "Noto Sans CJK JP")\n' + "海風市役所 髙橋 﨑山 " * 80
    source = tmp_path / "pages.typ"
    source.write_text("\n#pagebreak()\n".join([page] * 50))
    fonts = Path(noto_cjk_sans_jp_regular.FONT_PATH).parent
    written = typst.compile(str(source), font_paths=[str(fonts)], ignore_system_fonts=True)
    assert isinstance(written, bytes)
    clean = rebuild(written)
    assert clean.pages == 50
    assert darkest_of(clean.data, 0) < 64
    assert darkest_of(clean.data, 49) < 64


def naming(font: str, text: bytes) -> bytes:
    """A PDF that says which Japanese font it wants, as word processors write it, and carries none."""
    document, name, out = pikepdf.new(), pikepdf.Name(f"/{font}"), io.BytesIO()
    descendant = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.CIDFontType2,
        BaseFont=name,
        CIDSystemInfo=pikepdf.Dictionary(Registry="Adobe", Ordering="Japan1", Supplement=2),
        FontDescriptor=pikepdf.Dictionary(Type=pikepdf.Name.FontDescriptor, FontName=name, Flags=4),
    )
    wanted = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type0,
        BaseFont=name,
        Encoding=pikepdf.Name("/90ms-RKSJ-H"),
        DescendantFonts=[descendant],
    )
    page = document.add_blank_page(page_size=(200, 100))
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=wanted))
    page.Contents = document.make_stream(b"BT /F1 30 Tf 20 40 Td <" + text.hex().encode() + b"> Tj ET")
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize("font", ["MS-Mincho", "MS-Gothic,Bold", "HeiseiMin-W3"])
def test_japanese_is_drawn_though_the_document_carries_no_font(font: str) -> None:
    """No file can be read in the room: it has a font with it."""
    assert darkest_of(rebuild(naming(font, "海風市".encode("cp932"))).data) < 64
    assert darkest_of(rebuild(naming(font, b"")).data) == 255


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
        (photo((9000, 7000), mode="1", kind="PNG"), "pixels"),
    ],
)
def test_what_is_refused_says_why(data: bytes, code: str) -> None:
    assert outcome(data) == code


@settings(max_examples=8, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([b"\xff\xd8\xff", b"%PDF-1.4\n", b"\x89PNG\r\n\x1a\n"]))
def test_hostile_bytes_only_ever_make_a_refusal(tail: bytes, start: bytes) -> None:
    assert outcome(start + tail) in {"rebuilt", "damaged", "pixels", "pages", "locked", "empty"}


def test_a_slow_file_is_stopped_by_the_time_it_computes(monkeypatch: pytest.MonkeyPatch) -> None:
    # However little of the processor this machine has to give just now: the limit counts what the file was given.
    monkeypatch.setattr(room, "SECONDS", 120)
    assert outcome(SLOW) == "slow"


def test_a_slow_machine_is_not_the_files_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "SECONDS", 0.5)
    assert outcome(SLOW) == "busy"


Hijacked = Callable[[str], None]


@pytest.fixture
def hijacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hijacked:
    """Another program in the child's place: what a hostile file could at worst make of it."""

    def replace(program: str) -> None:
        path = tmp_path / "child.py"
        path.write_text("import sys\nsay = sys.stdout.buffer.write\n" + program)
        monkeypatch.setattr(room, "_CHILD", path)

    return replace


def saying(line: object, body: bytes = b"%PDF-") -> str:
    return f"sys.stdin.buffer.read(); say({json.dumps(line).encode() + chr(10).encode() + body!r})"


def test_an_honest_answer_of_another_program_is_believed(hijacked: Hijacked) -> None:
    """Or the refusals below would prove nothing."""
    hijacked(saying({"media": "application/pdf", "pages": 2}))
    assert rebuild(pdf()).data == b"%PDF-"


@pytest.mark.parametrize(
    "program",
    [
        saying({"media": "text/html", "pages": 1}, b"<script>"),
        saying({"media": "text/html", "pages": 1}),
        saying({"media": "image/jpeg", "pages": 1}, b"\xff\xd8\xff"),  # it was asked for a PDF
        saying({"media": "application/pdf", "pages": 1}, b"<script>"),
        *(
            saying({"media": "application/pdf", "pages": pages})
            for pages in (0, 51, -1, 1.5, "1", None, True)
        ),
        saying({"media": "application/pdf"}),
        saying({"media": "application/pdf", "pages": 1}) + "; sys.exit(1)",
        saying({"refused": "<script>"}),
        saying({"refused": ["damaged"]}),
        saying([]),
        "say(b'[' * 100_000)",
        "say(b'1' * 100_000)",
        "say(b'\\xff\\n')",
        "pass",
        f"import os; os.kill(os.getpid(), {signal.SIGSEGV:d})",
    ],
)
def test_what_a_hijacked_child_says_is_not_believed(hijacked: Hijacked, program: str) -> None:
    hijacked(program)
    assert outcome(pdf()) == "damaged"


def test_a_picture_has_one_page(hijacked: Hijacked) -> None:
    hijacked(saying({"media": "image/jpeg", "pages": 2}, b"\xff\xd8\xff"))
    assert outcome(photo()) == "damaged"


@pytest.mark.parametrize(("data", "code"), [(pdf(), "pages"), (photo(), "pixels")])
def test_an_endless_answer_is_cut_off(hijacked: Hijacked, data: bytes, code: str) -> None:
    hijacked("while True: say(b'x' * 1_000_000)")
    begun = time.monotonic()
    assert outcome(data) == code
    assert time.monotonic() - begun < room.SECONDS


def test_who_says_nothing_is_stopped(hijacked: Hijacked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "SECONDS", 0.5)
    hijacked("import time; time.sleep(60)")
    assert outcome(photo((3000, 2000), quality=100)) == "busy"


def test_a_machine_without_isolation_opens_nothing(hijacked: Hijacked) -> None:
    hijacked(saying({"refused": "room"}) + "; sys.exit(1)")
    assert outcome(photo()) == "room"


def test_whoever_gets_no_turn_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with room._turn, pytest.raises(Refused) as refused:
        rebuild(photo(), patience=0.05)
    assert refused.value.code == "busy"
    assert outcome(photo()) == "rebuilt"


def test_two_at_once_take_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    inside, most, opened = 0, 0, room._opened

    def counted(media: str, data: bytes, longest: int) -> tuple[int, bytes]:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        try:
            return opened(media, data, longest)
        finally:
            inside -= 1

    monkeypatch.setattr(room, "_opened", counted)
    outcomes: list[str] = []
    threads = [threading.Thread(target=lambda: outcomes.append(outcome(photo()))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (outcomes, most) == (["rebuilt"] * 3, 1)


def test_a_turn_is_given_back_by_whoever_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(FileNotFoundError):
        rebuild(photo())
    assert not room._turn.locked()
