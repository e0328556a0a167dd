"""What a browser leaves in its profile folder, opened as far as it can be: raw bytes of every file, rows of SQLite, blocks of
LevelDB (snappy undone), and whatever is gzip inside a cache entry."""

import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path

_SQLITE = b"SQLite format 3\0"
_GZIP = b"\x1f\x8b\x08"
# The last eight bytes of a table of LevelDB.
_TABLE = bytes.fromhex("57fb808b247547db")


def contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below ``folder``, as it is and opened; the place is its path in the profile."""
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_file():
            continue
        place, data = str(path.relative_to(folder)), path.read_bytes()
        yield place, place.encode() + b"\0" + data
        if data.startswith(_SQLITE):
            yield f"{place} (rows)", _rows(path)
        if data.endswith(_TABLE):
            yield f"{place} (blocks)", b"\0".join(_blocks(data))
        yield from ((f"{place} (gzip)", plain) for plain in _inflated(data))


def _rows(path: Path) -> bytes:
    """Every value of every table; what a journal beside it holds is applied to the copy that is read."""
    found = []
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    connection.text_factory = bytes
    try:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (name,) in tables:
            try:
                rows = connection.execute(f'SELECT * FROM "{name.decode()}"').fetchall()
            except sqlite3.OperationalError:
                continue  # a virtual table of a module that is not here: its pages were searched raw
            found += [value for row in rows for value in row if isinstance(value, bytes)]
    finally:
        connection.close()
    return b"\0".join(found)


def _inflated(data: bytes) -> Iterator[bytes]:
    place = data.find(_GZIP)
    while place >= 0:
        try:
            yield zlib.decompressobj(wbits=31).decompress(data[place:])
        except zlib.error:
            pass
        place = data.find(_GZIP, place + 1)


def _blocks(table: bytes) -> Iterator[bytes]:
    """The data of one ``.ldb``: the footer names the index, the index names the blocks."""
    footer = table[-48:]
    _offset, _size, place = *_handle(footer, 0)[:2], _handle(footer, 0)[2]
    offset, size, _ = _handle(footer, place)
    for value in _values(_block(table, offset, size)):
        at, length, _ = _handle(value, 0)
        yield _block(table, at, length)


def _handle(data: bytes, place: int) -> tuple[int, int, int]:
    offset, place = _varint(data, place)
    size, place = _varint(data, place)
    return offset, size, place


def _block(table: bytes, offset: int, size: int) -> bytes:
    raw, kind = table[offset : offset + size], table[offset + size]
    return unsnappy(raw) if kind == 1 else raw


def _values(block: bytes) -> Iterator[bytes]:
    """The values of a block's entries (shared, unshared, length; key; value), without its restarts."""
    end = len(block) - 4 * (int.from_bytes(block[-4:], "little") + 1)
    place = 0
    while place < end:
        _shared, place = _varint(block, place)
        unshared, place = _varint(block, place)
        length, place = _varint(block, place)
        yield block[place + unshared : place + unshared + length]
        place += unshared + length


def _varint(data: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[place]
        value |= (byte & 127) << shift
        place, shift = place + 1, shift + 7
        if byte < 128:
            return value, place


def unsnappy(data: bytes) -> bytes:
    """Snappy's raw format: a length, then literals and copies."""
    _length, place = _varint(data, 0)
    out = bytearray()
    while place < len(data):
        tag = data[place]
        place += 1
        if tag & 3 == 0:
            size = tag >> 2
            if size >= 60:
                extra = size - 59
                size = int.from_bytes(data[place : place + extra], "little")
                place += extra
            out += data[place : place + size + 1]
            place += size + 1
            continue
        if tag & 3 == 1:
            size, offset, place = (tag >> 2 & 7) + 4, (tag >> 5) << 8 | data[place], place + 1
        else:
            width = 2 if tag & 3 == 2 else 4
            size, offset = (tag >> 2) + 1, int.from_bytes(data[place : place + width], "little")
            place += width
        for _ in range(size):
            out.append(out[-offset])
    return bytes(out)
