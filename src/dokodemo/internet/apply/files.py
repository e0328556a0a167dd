"""The attachments of a draft, as the resident sees them and as they are sealed."""

import base64
import json
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from dokodemo.base.crypto import lock, unlock
from dokodemo.base.files import SealedFile, open_file, seal_file


@dataclass(frozen=True)
class DraftFile:
    """One attachment. ``size`` in bytes of the plain file; ``name`` as the resident called it."""

    id: UUID
    attachment: str
    name: str
    media_type: str
    size: int
    pages: int
    sha256_plain: str
    sha256_cipher: str
    key: bytes

    @property
    def kilobytes(self) -> int:
        return max(1, round(self.size / 1024))

    def for_message(self) -> dict[str, object]:
        """As it stands in ``application.submitted``; its key is in there, so this goes nowhere but into the seal."""
        return {
            "id": str(self.id),
            "attachment": self.attachment,
            "name": self.name,
            "media_type": self.media_type,
            "size": self.size,
            "sha256_plain": self.sha256_plain,
            "sha256_cipher": self.sha256_cipher,
            "key": base64.b64encode(self.key).decode(),
        }

    def meta(self, draft_key: bytes) -> bytes:
        """Everything but the place of the ciphertext, under the draft's key."""
        content = {
            "name": self.name,
            "media_type": self.media_type,
            "size": self.size,
            "pages": self.pages,
            "sha256_plain": self.sha256_plain,
            "key": base64.b64encode(self.key).decode(),
        }
        return lock(draft_key, json.dumps(content, ensure_ascii=False).encode(), b"file:" + self.id.bytes)


def made(
    file_id: UUID, attachment: str, name: str, media_type: str, pages: int, sealed: SealedFile
) -> DraftFile:
    """The attachment that was just sealed."""
    return DraftFile(
        file_id,
        attachment,
        name,
        media_type,
        sealed.size,
        pages,
        sealed.sha256_plain,
        sealed.sha256_cipher,
        sealed.key,
    )


def sealed_anew(file: DraftFile) -> DraftFile:
    """The same file once more on disk, under another name and key. Raises Unreadable."""
    sealed = seal_file(open_file(file.sha256_cipher, file.key))
    return replace(file, id=uuid4(), sha256_cipher=sealed.sha256_cipher, key=sealed.key)


def opened(draft_key: bytes, file_id: UUID, attachment: str, sha256_cipher: str, meta: bytes) -> DraftFile:
    """Read a row back. Raises Unreadable."""
    content = json.loads(unlock(draft_key, meta, b"file:" + file_id.bytes))
    return DraftFile(
        file_id,
        attachment,
        content["name"],
        content["media_type"],
        content["size"],
        content["pages"],
        content["sha256_plain"],
        sha256_cipher,
        base64.b64decode(content["key"]),
    )
