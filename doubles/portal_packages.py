"""The packages that the double of the portal hands out: one ZIP for each application (到達), good or broken on purpose.

The real layout is not public. What is said of it (one ZIP with 申請データ, 申請書PDF, attachments, signature, 到達情報) is kept;
names of elements and columns are ours:

    到達情報.xml    受付番号, 版, 到達日時, 手続ID, 自治体コード, 申請データ (file, 文字コード), 添付 (書類ID, ファイル名, 名称)
    申請データ.xml  <項目 ID="…" 名称="…" 行="0">値</項目>      or 申請データ.csv: 項目ID,項目名,行,値
    申請書.pdf, 添付01.jpg …
    電子署名.xml    署名アルゴリズム, 署名値, 証明書: RSA-SHA256 over one line "SHA-256 (hex), two spaces, name" for each other
                    file, in the order of the names
"""

import base64
import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree
from PIL import Image

from doubles.jpki import Card
from doubles.portal_forms import Form

CITY = "992011"
DATA_XML, DATA_CSV = "申請データ.xml", "申請データ.csv"
ABOUT, FORM, SIGNATURE = "到達情報.xml", "申請書.pdf", "電子署名.xml"
BOMB_BYTES = 60 * 1024 * 1024

#: How a package can be wrong: word → what it is, for the double's page.
BROKEN: Mapping[str, str] = {
    "not_zip": "ZIPではない",
    "bomb": "ふくらむZIP（圧縮爆弾）",
    "traversal": "フォルダーをさかのぼるファイル名",
    "no_data": "申請データがない",
    "unknown_procedure": "知らない手続ID",
    "unknown_item": "知らない項目ID",
    "charset": "文字コードが違う",
    "entities": "実体参照のあるXML",
    "altered": "署名のあとで書きかえた",
    "refused_value": "様式が受け付けない値",
    "forbidden_attachment": "認められない種類の添付",
    "duplicate": "同じ受付番号で別の内容",
}


@dataclass(frozen=True)
class Told:
    """What one package says: rows are (項目ID, 項目名, 行, 値), files (書類ID, 名称, bytes). ``version``: 1, and one more
    each time the applicant has corrected it (補正)."""

    number: str
    arrived_at: datetime
    form: Form
    rows: tuple[tuple[str, str, int, str], ...]
    files: tuple[tuple[str, str, bytes], ...] = ()
    version: int = 1


def rows_of(form: Form, said: Mapping[str, str | Sequence[str]]) -> tuple[tuple[str, str, int, str], ...]:
    """The form's items with what was said to them; "" leaves an item out."""
    rows: list[tuple[str, str, int, str]] = []
    for item in form.items:
        text = said.get(item["id"], "")
        texts = [(0, text)] if isinstance(text, str) else list(enumerate(text, 1))
        rows += [(item["id"], item["name"], row, text) for row, text in texts if text]
    return tuple(rows)


def package(told: Told, card: Card | None, broken: str = "") -> bytes:
    """The ZIP (or what is handed out in its place)."""
    if broken == "not_zip":
        return b"%PDF-1.7 this is no ZIP\n" * 40
    files = _files(told, broken)
    if card is not None:
        files[SIGNATURE] = _signature(card, manifest(files))
    if broken == "altered":
        name = DATA_XML if told.form.shape == "xml" else DATA_CSV
        files[name] = files[name].replace(_encoded(told, "海野"), _encoded(told, "海辺"))
    return _zip(files, broken)


def manifest(files: Mapping[str, bytes]) -> bytes:
    """What is signed: the hash and name of every file but the signature."""
    lines = [f"{sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files) if name != SIGNATURE]
    return "".join(lines).encode()


def photo() -> bytes:
    """A small picture for an attachment."""
    out = io.BytesIO()
    Image.effect_noise((320, 240), 60).convert("RGB").save(out, "JPEG")
    return out.getvalue()


def _files(told: Told, broken: str) -> dict[str, bytes]:
    form = told.form
    rows = list(told.rows)
    if broken == "unknown_item":
        rows.append(("ZZ999", "市が知らない項目", 0, "値"))
    files: dict[str, bytes] = {ABOUT: _about(told, broken)}
    if broken != "no_data":
        if form.shape == "xml":
            files[DATA_XML] = _data_xml(rows, broken)
        else:
            other = {"utf-8": "cp932", "shift_jis": "utf-8"}[form.charset]
            charset = other if broken == "charset" else {"shift_jis": "cp932"}.get(form.charset, "utf-8-sig")
            files[DATA_CSV] = _data_csv(rows).encode(charset)
    files[FORM] = _pdf()
    for number, (_document, name, content) in enumerate(told.files, 1):
        files[_attached(number, name)] = content
    return files


def _encoded(told: Told, text: str) -> bytes:
    return text.encode("cp932" if told.form.shape == "csv" and told.form.charset == "shift_jis" else "utf-8")


def _attached(number: int, name: str) -> str:
    return f"添付{number:02}.{name.rpartition('.')[2]}"


def _about(told: Told, broken: str) -> bytes:
    root = etree.Element("到達情報")
    for name, text in (
        ("受付番号", told.number),
        ("版", str(told.version)),
        ("到達日時", told.arrived_at.isoformat()),
        ("手続ID", "992011-Z9999" if broken == "unknown_procedure" else told.form.procedure_id),
        ("手続名", told.form.name),
        ("自治体コード", CITY),
        ("申請データ", DATA_XML if told.form.shape == "xml" else DATA_CSV),
        ("文字コード", told.form.charset),
    ):
        etree.SubElement(root, name).text = text
    for number, (document, name, _content) in enumerate(told.files, 1):
        etree.SubElement(
            root, "添付", {"書類ID": document, "ファイル名": _attached(number, name), "名称": name}
        )
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8"))


def _data_xml(rows: Sequence[tuple[str, str, int, str]], broken: str) -> bytes:
    root = etree.Element("申請データ")
    for item, name, row, text in rows:
        etree.SubElement(root, "項目", {"ID": item, "名称": name, "行": str(row)}).text = text
    plain = bytes(etree.tostring(root, encoding="utf-8"))
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    if broken == "charset":
        return head.encode() + plain.decode().encode("cp932")
    if broken == "entities":
        head += '<!DOCTYPE 申請データ [<!ENTITY secret SYSTEM "file:///etc/hostname">]>\n'
        plain = plain.replace("海野".encode(), b"&secret;", 1)
    return head.encode() + plain


def _data_csv(rows: Sequence[tuple[str, str, int, str]]) -> str:
    out = io.StringIO(newline="")
    sheet = csv.writer(out, lineterminator="\r\n")
    sheet.writerow(["項目ID", "項目名", "行", "値"])
    sheet.writerows([item, name, str(row), text] for item, name, row, text in rows)
    return out.getvalue()


def _pdf() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (420, 594), "white").save(out, "PDF")
    return out.getvalue()


def _signature(card: Card, content: bytes) -> bytes:
    root = etree.Element("電子署名")
    etree.SubElement(root, "署名アルゴリズム").text = "RS256"
    value = base64.b64encode(card.sign(sha256(content).digest())).decode()
    etree.SubElement(root, "署名値").text = value
    certificate = base64.b64encode(card.certificate.public_bytes(Encoding.DER)).decode()
    etree.SubElement(root, "証明書").text = certificate
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8"))


def _zip(files: Mapping[str, bytes], broken: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
        if broken == "traversal":
            packed.writestr("../../etc/cron.d/evil", b"* * * * * root true\n")
        if broken == "bomb":
            with packed.open("添付99.pdf", "w", force_zip64=True) as inside:
                for _ in range(BOMB_BYTES // (1024 * 1024)):
                    inside.write(b"\0" * 1024 * 1024)
    return out.getvalue()
