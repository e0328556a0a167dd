"""The inside of the opening room: a program of its own, started with ``python -I``; it imports nothing of the house.

argv[1] is the media type the house sniffed; the file comes on standard input. The answer on standard output is one line
of JSON ({"media", "pages"} or {"refused": code}) and then the rebuilt bytes.
"""

import ctypes
import io
import json
import os
import platform
import resource
import socket
import struct
import sys

PIXELS = 60_000_000
PAGES = 50
DOTS_PER_INCH = 150
LONGEST_SIDE = 4096
MEMORY = 1536 * 1024 * 1024


class Refusal(Exception):
    pass


def main() -> int:
    media = sys.argv[1]
    data = sys.stdin.buffer.read()
    confine()
    try:
        kind, pages, body = open_pdf(data) if media == "application/pdf" else open_picture(data)
    except Refusal as refusal:
        return answer({"refused": str(refusal)}, b"", 1)
    except MemoryError:
        return answer({"refused": "pixels"}, b"", 1)
    except Exception:  # whatever a hostile file makes the libraries raise
        return answer({"refused": "damaged"}, b"", 1)
    return answer({"media": kind, "pages": pages}, body, 0)


def answer(line: dict, body: bytes, code: int) -> int:  # type: ignore[type-arg]
    sys.stdout.buffer.write(json.dumps(line).encode() + b"\n" + body)
    sys.stdout.buffer.flush()
    return code


def confine() -> None:
    """Little memory, little time, no new files beyond a few; and no network, proven, or nothing is opened."""
    # Imported before the limits: afterwards nothing needs to be found on disk.
    import PIL.Image
    import PIL.ImageOps
    import PIL.JpegImagePlugin
    import PIL.PdfImagePlugin
    import PIL.PngImagePlugin
    import pypdfium2  # noqa: F401

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (50, 55))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if not (without_interfaces() or forbid_sockets()):
        raise SystemExit(answer({"refused": "room"}, b"", 1))
    PIL.Image.MAX_IMAGE_PIXELS = PIXELS


def without_interfaces() -> bool:
    """True in a network namespace of our own: there is nothing but a loopback that is down."""
    names = [name for _, name in socket.if_nameindex()]
    if names not in ([], ["lo"]):
        return False
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return True
    return False


# socket, connect and the process calls, by architecture (asm/unistd.h).
FORBIDDEN = {
    "x86_64": (0xC000003E, (41, 42, 49, 50, 53, 57, 58, 59, 322, 425)),
    "aarch64": (0xC00000B7, (198, 199, 200, 201, 203, 221, 281, 425)),
}


def forbid_sockets() -> bool:
    """A seccomp filter that answers EPERM to every call that could reach another process or machine."""
    known = FORBIDDEN.get(platform.machine())
    if known is None:
        return False
    architecture, calls = known
    load, equal, done = 0x20, 0x15, 0x06
    allow, refuse, kill = 0x7FFF0000, 0x00050000 | 1, 0x80000000
    steps = [(load, 0, 0, 4), (equal, 1, 0, architecture), (done, 0, 0, kill), (load, 0, 0, 0)]
    for call in calls:
        steps += [(equal, 0, 1, call), (done, 0, 0, refuse)]
    steps.append((done, 0, 0, allow))
    code = b"".join(struct.pack("HBBI", *step) for step in steps)
    buffer = ctypes.create_string_buffer(code)
    program = struct.pack("HL", len(steps), ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    no_new_privileges, set_seccomp, filter_mode = 38, 22, 2
    if libc.prctl(no_new_privileges, 1, 0, 0, 0) or libc.prctl(set_seccomp, filter_mode, program, 0, 0):
        return False
    try:
        socket.socket().close()
    except PermissionError:
        return True
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


if __name__ == "__main__":
    sys.exit(main() or os.EX_OK)
