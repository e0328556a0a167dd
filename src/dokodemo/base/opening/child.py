"""The inside of the opening room: a program of its own, started with ``python -I``; it imports nothing of the house.

argv[1] is the media type the house sniffed; the file comes on standard input. The answer on standard output is one line
of JSON ({"media", "pages"}, of an archive {"files": [[name, bytes], …]}, or {"refused": code, "place": which file}) and then
the rebuilt bytes, or those of the archive's files one after the other.
"""

import ctypes
import errno
import io
import json
import os
import platform
import resource
import struct
import sys
import unicodedata
from typing import IO

PIXELS = 60_000_000
PAGES = 50
DOTS_PER_INCH = 150
LONGEST_SIDE = 4096
MEMORY = 1536 * 1024 * 1024
ARCHIVE_FILES = 60
ARCHIVE_ONE = 20 * 1024 * 1024
ARCHIVE_ALL = 100 * 1024 * 1024
CPU_SECONDS = 12  # less than the house waits: a file that is over this is told from a machine that is


class Refusal(Exception):
    def __init__(self, code: str, place: int = 0) -> None:
        super().__init__(code)
        self.place = place


def main() -> int:
    media = sys.argv[1]
    data = sys.stdin.buffer.read()
    confine()
    try:
        if media == "application/zip":
            files = open_archive(data)
            sizes = [[name, len(content)] for name, content in files.items()]
            return answer({"files": sizes}, b"".join(files.values()), 0)
        kind, pages, body = open_pdf(data) if media == "application/pdf" else open_picture(data)
    except Refusal as refusal:
        return answer({"refused": str(refusal), "place": refusal.place}, b"", 1)
    except MemoryError:
        return answer({"refused": "pixels", "place": 0}, b"", 1)
    except Exception:  # whatever a hostile file makes the libraries raise
        return answer({"refused": "damaged"}, b"", 1)
    return answer({"media": kind, "pages": pages}, body, 0)


def answer(line: dict, body: bytes, code: int) -> int:  # type: ignore[type-arg]
    sys.stdout.buffer.write(json.dumps(line).encode() + b"\n" + body)
    sys.stdout.buffer.flush()
    return code


def confine() -> None:
    """Nothing that a hostile file could do from here on reaches anything; proven, or nothing is opened.

    The filter of system calls is what the room rests on. The folder and the network of its own stand behind it, so that
    a hole in the one is not yet a way out."""
    load_everything()
    limit()
    libc = ctypes.CDLL(None, use_errno=True)
    go_apart(libc)
    if not (drop_rights(libc) and allow_only_arithmetic(libc)):
        raise SystemExit(answer({"refused": "room", "place": 0}, b"", 1))


def load_everything() -> None:
    """What the libraries would load late, they load now: afterwards nothing can be found on disk."""
    import bz2  # noqa: F401
    import lzma  # noqa: F401
    import zipfile  # noqa: F401
    import zlib  # noqa: F401

    import PIL.Image
    import PIL.ImageOps
    import PIL.ImagePalette
    import PIL.JpegImagePlugin
    import PIL.MpoImagePlugin
    import PIL.PdfImagePlugin
    import PIL.PngImagePlugin
    import PIL.TiffImagePlugin
    import pypdfium2  # noqa: F401

    PIL.Image.preinit()
    PIL.Image.MAX_IMAGE_PIXELS = PIXELS
    for names in ("cp437", "cp932"):  # in which an archive may name its files
        "".encode(names)
    lend_a_font()


# What PDFium points to until the process ends.
kept: list[object] = []


def lend_a_font() -> None:
    """Many documents name a Japanese font without carrying it. PDFium would look for one on disk, find nothing, and leave
    the text out: it is given ours, whatever the name. (For Latin letters it has fonts of its own.)"""
    import pypdfium2.raw as pdfium
    from noto_cjk_sans_jp_regular import FONT_PATH

    font = FONT_PATH.read_bytes()
    scripts = (128, 129, 134, 136)  # Japanese, Korean, Chinese, Taiwanese, as FXFONT_..._CHARSET
    ours = 1

    def map_font(_: object, weight: int, italic: int, script: int, *name: object) -> int | None:
        return ours if script in scripts else None

    def get_data(_: object, handle: int, table: int, buffer: ctypes.c_void_p, size: int) -> int:
        if table:  # of a collection of fonts, which ours is not
            return 0
        if size >= len(font):
            ctypes.memmove(buffer, font, len(font))
        return len(font)

    kept.append(fonts := pdfium.FPDF_SYSFONTINFO(version=1))
    fonts.MapFont = type(fonts.MapFont)(map_font)
    fonts.GetFontData = type(fonts.GetFontData)(get_data)
    pdfium.FPDF_SetSystemFontInfo(fonts)


def limit() -> None:
    """Little memory and little time, no process, no file. (Root is not bound by the number of processes.)"""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def go_apart(libc: ctypes.CDLL) -> None:
    """No network, no neighbours and the empty folder as the root, as far as this machine lets us. Many containers do
    not: then the filter stands alone."""
    new_user, apart = 0x10000000, 0x40000000 | 0x08000000  # network, System V memory and queues
    if libc.unshare(new_user | apart):
        libc.unshare(apart)  # which root can do without becoming somebody else
    try:
        os.chroot(".")
        os.chdir("/")
    except OSError:
        pass


def drop_rights(libc: ctypes.CDLL) -> bool:
    """Root's capabilities, or those of the namespace; and none can be had again."""
    version_3, set_no_new_privileges = 0x20080522, 38
    if libc.capset(struct.pack("Ii", version_3, 0), bytes(24)):
        return False
    return not libc.prctl(set_no_new_privileges, 1, 0, 0, 0)


# By name: the numbers on x86_64 and on aarch64 (asm/unistd.h). read is not among them: the file is in memory before the
# filter stands, and no other can be opened. Pillow asks for its folder (getcwd) before it saves.
CALLS = {
    "write": (1, 64),
    "mmap": (9, 222),
    "mprotect": (10, 226),
    "munmap": (11, 215),
    "mremap": (25, 216),
    "brk": (12, 214),
    "madvise": (28, 233),
    "rt_sigreturn": (15, 139),
    "futex": (202, 98),
    "clock_gettime": (228, 113),
    "getrandom": (318, 278),
    "getcwd": (79, 17),
    "exit": (60, 93),
    "exit_group": (231, 94),
}
# The architecture as the kernel's audit names it, and the numbers allowed there.
MACHINES = {
    "x86_64": (0xC000003E, [number for number, _ in CALLS.values()]),
    "aarch64": (0xC00000B7, [number for _, number in CALLS.values()]),
}


def allow_only_arithmetic(libc: ctypes.CDLL) -> bool:
    """A seccomp filter: memory, the answer and the end. Every other call fails with EPERM; a call in the manner of
    another architecture, whose numbers mean other things, ends the process."""
    if platform.machine() not in MACHINES:
        return False
    architecture, numbers = MACHINES[platform.machine()]
    load, equal, at_least, done = 0x20, 0x15, 0x35, 0x06
    allow, refuse, kill, x32 = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x80000000, 0x40000000
    # (operation, steps to skip if true, steps to skip if false, value); the architecture is at 4, the number at 0.
    steps = [(load, 0, 0, 4), (equal, 1, 0, architecture), (done, 0, 0, kill)]
    steps += [(load, 0, 0, 0), (at_least, 0, 1, x32), (done, 0, 0, kill)]
    for number in numbers:
        steps += [(equal, 0, 1, number), (done, 0, 0, allow)]
    steps.append((done, 0, 0, refuse))
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    program = struct.pack("HP", len(steps), ctypes.addressof(code))
    set_seccomp, filter_mode = 22, 2
    return not libc.prctl(set_seccomp, filter_mode, program, 0, 0) and stands()


def stands() -> bool:
    """The filter is there if what always works no longer does."""
    try:
        os.stat(".")
    except OSError as error:
        return error.errno == errno.EPERM
    return False


def open_picture(data: bytes) -> tuple[str, int, bytes]:
    """Decode to pixels, turn as the camera held it, and encode anew: no EXIF, no profile, no trailing bytes."""
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as picture:
            if picture.width * picture.height > PIXELS:
                raise Refusal("pixels")
            pixels = ImageOps.exif_transpose(picture).convert("RGB")
    except Image.DecompressionBombError:
        raise Refusal("pixels") from None
    pixels.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    clean = Image.new("RGB", pixels.size)
    clean.paste(pixels)
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=88)
    return "image/jpeg", 1, out.getvalue()


def open_pdf(data: bytes) -> tuple[str, int, bytes]:
    """Every page becomes pixels and the pixels a new PDF: no script, no link, no attachment, no font survives."""
    import pypdfium2
    from PIL import Image

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise Refusal("locked" if "password" in str(error).lower() else "damaged") from None
    if len(document) == 0:
        raise Refusal("empty")
    if len(document) > PAGES:
        raise Refusal("pages")
    pages: list[Image.Image] = []
    for page in document:
        width, height = page.get_size()
        scale = min(DOTS_PER_INCH / 72, LONGEST_SIDE / max(width, height, 1))
        # Kept as JPEG between pages, so that fifty pages fit into the room's memory.
        shot = io.BytesIO()
        page.render(scale=scale).to_pil().convert("RGB").save(shot, "JPEG", quality=85)
        pages.append(Image.open(shot))
        page.close()
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=DOTS_PER_INCH)
    return "application/pdf", len(pages), out.getvalue()


def open_archive(data: bytes) -> dict[str, bytes]:
    """Every file of a ZIP by its name. Sizes are counted while unpacking: what the archive says of itself is not
    believed."""
    import zipfile

    files: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            infos = packed.infolist()
            if len(infos) > ARCHIVE_FILES:
                raise Refusal("too_many_files")
            left = ARCHIVE_ALL
            for place, info in enumerate(infos, 1):
                name = name_of(info.orig_filename, bool(info.flag_bits & 0x800), place)
                if name in files or info.is_dir():
                    raise Refusal("names", place)
                if info.flag_bits & 0x1:
                    raise Refusal("locked", place)
                with packed.open(info) as file:
                    files[name] = content_of(file, min(ARCHIVE_ONE, left), place)
                left -= len(files[name])
    except (Refusal, MemoryError):
        raise
    except Exception:  # whatever a hostile archive makes the library raise
        raise Refusal("damaged") from None
    return files


def name_of(name: str, is_utf8: bool, place: int) -> str:
    """The plain name of a file, without any path. Windows writes Shift_JIS where the archive does not say UTF-8."""
    if not is_utf8:
        try:
            name = name.encode("cp437").decode("cp932")
        except UnicodeError:
            raise Refusal("names", place) from None
    wrong = not name or len(name) > 200 or name in (".", "..") or any(map(is_odd, name))
    if wrong or any(each in name for each in "/\\:\0"):
        raise Refusal("names", place)
    return name


def is_odd(letter: str) -> bool:
    """Controls, what turns the direction of writing, and what no character is; a wide space and what joins two
    letters to one are ordinary."""
    kind = unicodedata.category(letter)
    return kind in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp") or (kind == "Cf" and letter != "\u200d")


def content_of(file: IO[bytes], most: int, place: int) -> bytes:
    parts, length = [], 0
    while part := file.read(64 * 1024):
        length += len(part)
        if length > most:
            raise Refusal("bomb", place)
        parts.append(part)
    return b"".join(parts)


if __name__ == "__main__":
    sys.exit(main() or os.EX_OK)
