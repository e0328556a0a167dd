"""Taking in one attachment: limits, type by content, rebuilt in the opening room so that a refusal is told at once,
then sealed untouched (decision 1: the handling zone opens it again and believes only its own run)."""

import re
import unicodedata
import uuid

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from dokodemo.base import files as base_files
from dokodemo.base import opening
from dokodemo.base.crypto import digest
from dokodemo.catalog.schema import Attachment
from dokodemo.internet.accounts.resident import Resident
from dokodemo.internet.apply import actions, files, queries
from dokodemo.internet.apply.draft import Draft

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


def take_in(
    resident: Resident, draft: Draft, attachment: Attachment, upload: "UploadedFile[bytes] | None"
) -> None:
    """Attach what was uploaded; nothing where that very file is attached there already: a browser sends again by itself
    when the line breaks before the answer. Raises NotTaken, NotHere."""
    if upload is None:
        raise NotTaken("none")
    if (upload.size or 0) > limit_bytes(attachment):
        raise NotTaken("size")
    data = upload.read()
    if (attachment.id, digest(data)) in {
        (each.attachment, each.sha256_plain) for each in queries.files_of(draft)
    }:
        return
    media_type = opening.sniff(data)
    if media_type is not None and media_type not in attachment.media_types:
        raise NotTaken("kind")
    try:
        rebuilt = opening.rebuild(data)
    except opening.Refused as refused:
        raise NotTaken(refused.code) from refused
    file = files.made(
        uuid.uuid4(),
        attachment.id,
        safe_name(upload.name),
        media_type or "",
        rebuilt.pages,
        base_files.seal_file(data),
    )
    taken = False
    try:
        taken = actions.add_file(resident, draft, file, attachment.max_files)
    finally:
        if not taken:
            base_files.shred(file.sha256_cipher)
    if not taken:
        raise NotTaken("many")


def limit_bytes(attachment: Attachment) -> int:
    """The most bytes one file may have."""
    return min(attachment.max_mb * MEBI, opening.LIMIT_BYTES)


def safe_name(name: str | None) -> str:
    """The file's name as the resident knows it, without folders, control and direction characters."""
    plain = unicodedata.normalize("NFC", name or "").replace("\\", "/").rsplit("/", 1)[-1]
    plain = _FORBIDDEN.sub("", plain).strip(" .")
    if len(plain) > _MAX_NAME:
        stem, dot, ending = plain.rpartition(".")
        plain = f"{stem[: _MAX_NAME - 6]}{dot}{ending[:5]}" if dot else plain[:_MAX_NAME]
    return plain or _("名前のないファイル")


def explain(code: str, attachment: Attachment | None) -> str:
    """What is wrong with the file and what to do, for a person."""
    words = {"mb": limit_bytes(attachment) // MEBI if attachment else opening.LIMIT_BYTES // MEBI,
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
