"""Files that residents attach, and PDFs read back."""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw
from playwright.sync_api import Download, FilePayload

from dokodemo.operate.house import CHECKOUT


def passbook() -> FilePayload:
    """A photo as a phone makes it: large, with a picture in it that can be told from noise."""
    return {"name": "通帳.jpg", "mimeType": "image/jpeg", "buffer": _picture("JPEG")}


def statement() -> FilePayload:
    """A PDF of one page."""
    return {"name": "別居監護申立書.pdf", "mimeType": "application/pdf", "buffer": _picture("PDF")}


def not_a_photo() -> FilePayload:
    """What says that it is a photo and is none."""
    return {"name": "写真.jpg", "mimeType": "image/jpeg", "buffer": b"This is text. " * 40}


def city(changed: str) -> FilePayload:
    """The sample city as a ZIP, with one line of the dogs' form otherwise."""
    out, folder = io.BytesIO(), CHECKOUT / "cities" / "umikaze"
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*.yaml")):
            text = path.read_text("utf-8")
            if path == folder / "procedures" / "inu-toroku.yaml":
                text = text.replace("standard_days: 7", changed)
            archive.writestr(path.relative_to(folder).as_posix(), text)
    return {"name": "umikaze.zip", "mimeType": "application/zip", "buffer": out.getvalue()}


def _picture(kind: str) -> bytes:
    image = Image.new("RGB", (900, 620), "#dfe8f5")
    draw = ImageDraw.Draw(image)
    draw.rectangle((30, 30, 870, 590), outline="#00118f", width=6)
    for row in range(6):
        draw.rectangle((80, 110 + row * 75, 500 + row * 50, 140 + row * 75), fill="#4d4d4d")
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


def text_of(download: Download, words: Sequence[str]) -> str:
    """The text of a downloaded PDF, in which every word must be found."""
    data = Path(download.path()).read_bytes()
    assert data.startswith(b"%PDF-"), f"{download.suggested_filename} is no PDF"
    document = pypdfium2.PdfDocument(data)
    text = " ".join(" ".join(sheet.get_textpage().get_text_range() for sheet in document).split())
    for word in words:
        assert word in text, f"the PDF does not say {word!r}: {text[:400]}"
    return text
