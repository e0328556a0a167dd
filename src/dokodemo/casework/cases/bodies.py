"""What the messages of other zones must look like. The outer zone is not believed: everything is checked by type, and
what does not fit is refused before anything is written."""

import base64
import binascii
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from dokodemo.base.files import SealedFile
from dokodemo.catalog.combining import MOST

PARTS = 64


def _bytes(text: object) -> bytes:
    if not isinstance(text, str):
        raise ValueError("base64 text is expected")
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error


Key = Annotated[bytes, BeforeValidator(_bytes), Field(min_length=32, max_length=32)]
Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,59}$")]
Receipt = Annotated[str, StringConstraints(pattern=r"^[0-9]{2,}(-[0-9]{2,}){1,4}$", max_length=30)]


class Body(BaseModel):
    """Keys that are not known yet are left alone: a newer sender may say more."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class AttachedFile(Body):
    id: UUID
    attachment: Word
    name: Annotated[str, StringConstraints(max_length=300)]
    media_type: str
    size: Annotated[int, Field(ge=0)]
    sha256_plain: Hash
    sha256_cipher: Hash
    key: Key

    @classmethod
    def stored(cls, id_: UUID, attachment: str, name: str, sealed: SealedFile) -> "AttachedFile":
        """One that lies in this zone's files already; what it is the opening room says."""
        return cls.model_construct(
            id=id_, attachment=attachment, name=name, media_type="", size=sealed.size,
            sha256_plain=sealed.sha256_plain, sha256_cipher=sealed.sha256_cipher, key=sealed.key,
        )  # fmt: skip


class Reply(Body):
    """How to answer: the resident's public key (X25519), and whether documents go to the inbox or by post."""

    public_key: Key
    delivery: Literal["inbox", "paper"]
    language: Literal["ja", "en"] = "ja"


class Sibling(Body):
    """Another application of the same form: all that this zone is told of it."""

    receipt: Receipt
    procedure: Word


class Submitted(Body):
    """``application.submitted`` 1. ``bundle`` is common to the applications that one person sent as one form: each is a
    case of its own, and one identity proves them all. ``together``: the others."""

    application: UUID
    bundle: UUID | None = None
    together: Annotated[list[Sibling], Field(max_length=MOST - 1)] = []
    receipt: Receipt
    procedure: Word
    catalog: Hash
    language: Literal["ja", "en"] = "ja"
    arrived_at: AwareDatetime
    values: dict[str, Any]
    private: dict[str, str] = {}
    attachments: Annotated[list[AttachedFile], Field(max_length=100)] = []
    evidence: dict[str, Any]
    reply: Reply


class Answered(Body):
    """``application.answered`` 1: what the applicant mended, as the whole form again. ``private`` has only the My Numbers that
    were asked for anew, ``attachments`` only the files that came with it."""

    application: UUID
    language: Literal["ja", "en"] = "ja"
    arrived_at: AwareDatetime
    values: dict[str, Any]
    private: dict[str, str] = {}
    attachments: Annotated[list[AttachedFile], Field(max_length=100)] = []
    evidence: dict[str, Any]


class Withdrawn(Body):
    """``application.withdrawn`` 1: the applicant takes the application back."""

    application: UUID
    arrived_at: AwareDatetime
    reason: Annotated[str, StringConstraints(max_length=1000)] = ""


class Part(Body):
    """``attachment.part`` 1; the ciphertext is the message's tail. ``index`` counts from 0."""

    application: UUID
    attachment: UUID
    sha256_cipher: Hash
    index: Annotated[int, Field(ge=0)]
    of: Annotated[int, Field(ge=1, le=PARTS)]
