"""One file that somebody sends with a form: limits, kind by its content, opened and rebuilt in the opening room so that a
refusal is told at once, and what is said of one that is not let in."""

import re
import unicodedata
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from dokodemo.base import opening
from dokodemo.catalog.schema import Attachment

MEBI = 1024 * 1024
#: The largest request that is read at all: one file, and the few fields around it.
MAX_REQUEST = opening.LIMIT_BYTES + 256 * 1024
_MAX_NAME = 120
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069/\\:]")


class NotTaken(Exception):
    """The file was not let in; ``code`` is one of the opening room's, or none, kind, many."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Upload:
    """A file whose size is right, as it came."""

    name: str
    data: bytes


def read(upload: "UploadedFile[bytes] | None", attachment: Attachment | None = None) -> Upload:
    """What was sent as that attachment (None: as none of the procedure's). Raises NotTaken (none, size)."""
    if upload is None:
        raise NotTaken("none")
    if (upload.size or 0) > limit_bytes(attachment):
        raise NotTaken("size")
    return Upload(safe_name(upload.name), upload.read())


def opened(upload: Upload, attachment: Attachment | None = None) -> tuple[str, opening.Rebuilt]:
    """Its media type by its content, and what the opening room made of it. Raises NotTaken."""
    media_type = opening.sniff(upload.data)
    if attachment is not None and media_type is not None and media_type not in attachment.media_types:
        raise NotTaken("kind")
    try:
        return media_type or "", opening.rebuild(upload.data)
    except opening.Refused as refused:
        raise NotTaken(refused.code) from refused


def limit_bytes(attachment: Attachment | None) -> int:
    """The most bytes one file may have."""
    return min(attachment.max_mb * MEBI, opening.LIMIT_BYTES) if attachment else opening.LIMIT_BYTES


def safe_name(name: str | None) -> str:
    """The file's name as whoever sent it knows it, without folders, control and direction characters."""
    plain = unicodedata.normalize("NFC", name or "").replace("\\", "/").rsplit("/", 1)[-1]
    plain = _FORBIDDEN.sub("", plain).strip(" .")
    if len(plain) > _MAX_NAME:
        stem, dot, ending = plain.rpartition(".")
        plain = f"{stem[: _MAX_NAME - 6]}{dot}{ending[:5]}" if dot else plain[:_MAX_NAME]
    return plain or _("名前のないファイル")


def explain(code: str, attachment: Attachment | None) -> str:
    """What is wrong with the file and what to do, for a person."""
    words = {"mb": limit_bytes(attachment) // MEBI,
             "max": attachment.max_files if attachment else 1, "kinds": kinds(attachment)}  # fmt: skip
    return _sentences().get(code, _sentences()["damaged"]) % words


def kinds(attachment: Attachment | None) -> str:
    """The kinds of file that are taken, in words."""
    names = {"image/jpeg": _("写真（JPEG）"), "image/png": _("画像（PNG）"), "application/pdf": "PDF"}
    wanted = attachment.media_types if attachment else list(names)
    return _("・").join(names[kind] for kind in names if kind in wanted)


def _sentences() -> dict[str, str]:
    return {
        "none": _("ファイルが選ばれていません。ファイルを選んでから「添付する」を押してください。"),
        "empty": _("ファイルの中身が空です。もう一度撮影するか、別のファイルを選んでください。"),
        "size": _(
            "ファイルが大きすぎます。%(mb)sMBまでの大きさにしてください。写真は、画質を下げて撮り直すと小さくなります。"
        ),
        "type": _(
            "この種類のファイルは受け取れません。%(kinds)sにしてください。iPhoneのHEICの写真は、JPEGにしてから選んでください。"
        ),
        "kind": _("ここでは、この種類のファイルは受け取れません。%(kinds)sにしてください。"),
        "damaged": _(
            "ファイルを開けませんでした。壊れているかもしれません。撮り直すか、保存し直したファイルを選んでください。"
        ),
        "locked": _("パスワードのかかったPDFは受け取れません。パスワードを外して保存し直してください。"),
        "pages": _("ページが多すぎます。50ページまでに分けてください。"),
        "pixels": _("画像の縦横が大きすぎます。ふつうの画質で撮り直すか、縮小してください。"),
        "slow": _(
            "ファイルの作りが複雑で、決めた時間のうちに開けませんでした。紙に印刷したものを写真に撮るか、画像にして保存し直してください。"
        ),
        "busy": _(
            "いま、ほかの書類を開いています。少しお待ちください。このファイルはまだ受け取れていないので、もう一度ファイルを選んで「添付する」を押してください。入力した内容と、前に添付したファイルは残っています。"
        ),
        "room": _("いま、市のしくみの側で書類を開けません。しばらくしてから、もう一度添付してください。"),
        "many": _("添付できるのは%(max)s個までです。入れ替えるときは、先に前のファイルを消してください。"),
    }
