"""Taking in one attachment: opened by the opening room so that a refusal is told at once, then sealed untouched (decision 1:
the handling zone opens it again and believes only its own run)."""

import uuid

from django.core.files.uploadedfile import UploadedFile

from dokodemo.base import files as base_files
from dokodemo.base import uploads
from dokodemo.base.crypto import digest
from dokodemo.catalog.schema import Attachment
from dokodemo.internet.accounts.resident import Resident
from dokodemo.internet.apply import actions, files, queries
from dokodemo.internet.apply.draft import Draft


def take_in(
    resident: Resident, draft: Draft, attachment: Attachment, upload: "UploadedFile[bytes] | None"
) -> None:
    """Attach what was uploaded; nothing where that very file is attached there already: a browser sends again by itself
    when the line breaks before the answer. Raises uploads.NotTaken, NotHere."""
    sent = uploads.read(upload, attachment)
    if (attachment.id, digest(sent.data)) in {
        (each.attachment, each.sha256_plain) for each in queries.files_of(draft)
    }:
        return
    media_type, rebuilt = uploads.opened(sent, attachment)
    file = files.made(
        uuid.uuid4(), attachment.id, sent.name, media_type, rebuilt.pages, base_files.seal_file(sent.data)
    )
    taken = False
    try:
        taken = actions.add_file(resident, draft, file, attachment.max_files)
    finally:
        if not taken:
            base_files.shred(file.sha256_cipher)
    if not taken:
        raise uploads.NotTaken("many")
