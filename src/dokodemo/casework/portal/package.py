"""Reading one package: the opening room unpacks it, what came from outside is measured before it is believed, and nothing
of it touches the disk.

The layout is that of the double (``doubles/portal_packages.py``), because the real one is not public: names of files,
elements and columns stand here once, to be changed when the real one is known."""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from lxml import etree

from dokodemo.base.opening import SECONDS, Refused, unpack
from dokodemo.casework.cases.actions.files import RoomClosed
from dokodemo.catalog.from_portal import Said
from dokodemo.catalog.portal import PortalMapping

MOST_OF_DATA = 5 * 1024 * 1024
MOST_ITEMS = 5_000
_ABOUT, _FORM, _SIGNATURE = "到達情報.xml", "申請書.pdf", "電子署名.xml"
_DATA = {"xml": "申請データ.xml", "csv": "申請データ.csv"}
_COLUMNS = ["項目ID", "項目名", "行", "値"]
_CHARSETS = {"utf-8": "utf-8-sig", "shift_jis": "cp932"}
#: What nobody can type into a form: control characters but tabs and ends of lines. The database takes no NUL.
_STEERING = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


class Broken(Exception):
    """The package cannot be read. ``code`` is a word of the room's list, ``detail`` a place in it (an item's id, a
    file's position), never what somebody wrote."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = "".join(letter for letter in detail if letter.isprintable())[:100]


@dataclass(frozen=True)
class Attached:
    """One attachment: the portal's document id, the name that the applicant gave it, and its bytes."""

    document: str
    name: str
    content: bytes


@dataclass(frozen=True)
class Package:
    """What is in one package. ``signature`` as ``gateway.signature`` takes it, None without one; ``signed`` are the bytes
    that it covers: the hash and name of every other file."""

    number: str
    version: int
    arrived_at: datetime
    procedure_id: str
    city: str
    files: Mapping[str, bytes]
    attached: tuple[Attached, ...]
    signature: dict[str, str] | None
    signed: bytes


def open_package(content: bytes) -> Package:
    """Unpack and read what it says about itself. Raises Broken; RoomClosed: to be tried again later."""
    files = _unpacked(content)
    if _ABOUT not in files:
        raise Broken("about_missing")
    about = _xml(files[_ABOUT], "about")
    try:
        arrived_at = datetime.fromisoformat(_text(about, "到達日時"))
    except ValueError:
        raise Broken("about", "到達日時") from None
    if arrived_at.tzinfo is None:
        raise Broken("about", "到達日時")
    return Package(
        _text(about, "受付番号"), _version(about), arrived_at, _text(about, "手続ID"), _text(about, "自治体コード"), files,
        _attached(about, files), _signature(files), _signed(files),
    )  # fmt: skip


def said_in(package: Package, mapping: PortalMapping) -> list[Said]:
    """The items of a package, in the shape that the city has declared. Raises Broken."""
    data = package.files.get(_DATA[mapping.shape])
    if data is None:
        other = any(name in package.files for name in _DATA.values())
        raise Broken("shape" if other else "data_missing")
    if len(data) > MOST_OF_DATA:
        raise Broken("too_large", _DATA[mapping.shape])
    try:
        text = data.decode(_CHARSETS[mapping.charset])
    except UnicodeDecodeError:
        raise Broken("charset") from None
    found = _xml_items(data) if mapping.shape == "xml" else _csv_items(text)
    if len(found) > MOST_ITEMS:
        raise Broken("too_many_items")
    twice = {(each.item, each.row): each for each in found}
    if len(twice) != len(found):
        raise Broken("item_twice")
    return found


def _unpacked(content: bytes) -> dict[str, bytes]:
    """Every file by its name, unpacked by the opening room. Raises Broken, RoomClosed."""
    try:
        return unpack(content, patience=2 * SECONDS)
    except Refused as refused:
        if refused.code in Refused.NOT_THE_FILE:
            raise RoomClosed(f"the opening room refuses: {refused.code}") from refused
        raise Broken(refused.code, str(refused.place or "")) from None


def _xml(content: bytes, code: str) -> etree._Element:
    """Parsed without entities, without a document type, without any way out. Raises Broken."""
    if len(content) > MOST_OF_DATA:
        raise Broken("too_large", code)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        raise Broken(code) from None
    if root.getroottree().docinfo.doctype:
        raise Broken("doctype")
    return root


def _text(root: etree._Element, name: str) -> str:
    found = root.findtext(name)
    if found is None or not found.strip() or len(found) > 200:
        raise Broken("about", name)
    return str(found.strip())


def _version(about: etree._Element) -> int:
    """1 where nothing is said: the portal counts what the applicant has corrected."""
    text = about.findtext("版", "1")
    if not (text.isascii() and text.isdecimal() and 0 < len(text) < 4):
        raise Broken("about", "版")
    return int(text)


def _attached(about: etree._Element, files: Mapping[str, bytes]) -> tuple[Attached, ...]:
    found = []
    for place, each in enumerate(about.findall("添付"), 1):
        name = each.get("ファイル名", "")
        if name not in files:
            raise Broken("attachment_missing", f"{place}")
        shown = "".join(letter for letter in each.get("名称", name) if letter.isprintable())
        found.append(Attached(each.get("書類ID", ""), shown[:300], files[name]))
    return tuple(found)


def _signature(files: Mapping[str, bytes]) -> dict[str, str] | None:
    if _SIGNATURE not in files:
        return None
    root = _xml(files[_SIGNATURE], "signature")
    return {
        "algorithm": root.findtext("署名アルゴリズム", ""),
        "value": root.findtext("署名値", ""),
        "certificate": root.findtext("証明書", ""),
    }


def _signed(files: Mapping[str, bytes]) -> bytes:
    lines = [f"{sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files) if name != _SIGNATURE]
    return "".join(lines).encode()


def _xml_items(data: bytes) -> list[Said]:
    found = []
    for each in _xml(data, "xml").findall("項目"):
        if len(each) or len(each.text or "") > 20_000 or _STEERING.search(each.text or ""):
            raise Broken("xml", each.get("ID", ""))
        found.append(Said(each.get("ID", ""), _row(each.get("行", "0")), each.text or ""))
    return found


def _csv_items(text: str) -> list[Said]:
    sheet = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        if next(sheet, None) != _COLUMNS:
            # Read in another charset than it was written in, the heading is the first that is not what it should be.
            raise Broken("charset")
        rows = list(sheet)
    except csv.Error:
        raise Broken("csv", f"{sheet.line_num}") from None
    found = []
    for number, row in enumerate(rows, 2):
        if len(row) != len(_COLUMNS) or _STEERING.search("".join(row)):
            raise Broken("csv", f"{number}")
        found.append(Said(row[0], _row(row[2]), row[3]))
    return found


def _row(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 5):
        raise Broken("row")
    return int(text)
