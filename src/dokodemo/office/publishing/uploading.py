"""The folder of a city as one ZIP: unpacked where nothing else lies, checked, and thrown away."""

import io
import lzma
import tempfile
import zipfile
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from dokodemo.casework import effects
from dokodemo.catalog import versions
from dokodemo.catalog.check import check
from dokodemo.catalog.schema import Catalog

MOST_FILES, MOST_BYTES = 2000, 20 * 1024 * 1024
#: What the library raises for the bytes of a stranger; zlib's and lzma's derive from nothing else in it.
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, RuntimeError, OSError, EOFError, ValueError,
)  # fmt: skip


class NoCity(ValueError):
    """The upload is no folder of a city. ``code``: not_zip, too_large, no_city."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Said:
    """One problem as ``dokodemo check`` says it, with the file as it is called inside the ZIP."""

    file: str
    line: int
    message: str
    hint: str


def read(content: bytes) -> tuple[Catalog | None, list[Said]]:
    """The city in a ZIP, or what is wrong with it. Raises NoCity."""
    with tempfile.TemporaryDirectory(prefix="dokodemo-city-") as name:
        folder = Path(name).resolve()
        _unpack(content, folder)
        report = check(folder, known_effects())
        said = [
            Said(each.file.relative_to(folder).as_posix(), each.line, each.message, each.hint)
            for each in report.problems
        ]
    return report.catalog, said


def known_effects() -> Mapping[str, Collection[str]]:
    """What decisions can do, as far as this zone knows: its own rooms' effects, and for core those that the version in
    force uses already. (``dokodemo publish`` knows the rooms of every zone.)"""
    found: dict[str, set[str]] = {name: {"office"} for name in effects.names()}
    current = versions.current()
    for procedure in current.procedures.values() if current else ():
        found.setdefault(procedure.effect, set()).add(procedure.zone)
    return found


def _unpack(content: bytes, folder: Path) -> None:
    """Only YAML files and translations, each under the name it has below ``city.yaml``'s own folder; nothing outside ``folder``."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except _DAMAGED:
        raise NoCity("not_zip") from None
    with archive:
        names = [each for each in archive.namelist() if each.endswith((".yaml", ".po"))]
        roots = sorted(
            (PurePosixPath(each).parent for each in names if each.rpartition("/")[2] == "city.yaml"), key=str
        )
        if not roots:
            raise NoCity("no_city")
        if len(names) > MOST_FILES:
            raise NoCity("too_large")
        left = MOST_BYTES
        for name in names:
            path = PurePosixPath(name)
            if path.is_absolute() or ".." in path.parts or not path.is_relative_to(roots[0]):
                continue
            data = _member(archive, name, left)
            left -= len(data)
            target = folder / path.relative_to(roots[0])
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)


def _member(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """One file; what it says of its own size is not believed."""
    try:
        with archive.open(name) as member:
            data = member.read(most + 1)
    except _DAMAGED:
        raise NoCity("not_zip") from None
    if len(data) > most:
        raise NoCity("too_large")
    return data
