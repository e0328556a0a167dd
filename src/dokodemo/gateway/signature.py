"""A signature made with the signing certificate of a card (署名用電子証明書) over what an application says.

The shape is our own until the real service (a platform operator's signing API) is connected: RSA-SHA256 over the
canonical content, with the certificate beside it. Checked in the deciding zone, at the time of arrival: the chain up to
an authority this zone believes, validity, key usage, the authority's list of revoked certificates, and that what was
signed is what arrived (公的個人認証法 17条; RFC 5280)."""

import asyncio
import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from asn1crypto import crl as asn1_crl
from asn1crypto import pem
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from django.utils.translation import gettext as _
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import (
    ExpiredError,
    InsufficientRevinfoError,
    InvalidCertificateError,
    NotYetValidError,
    PathBuildingError,
    PathValidationError,
    RevokedError,
    ValidationError,
)

from dokodemo.base import config

ALGORITHM = "RS256"
USAGE = {"digital_signature", "non_repudiation"}
MAX_CERTIFICATE = 8192
_ITEMS = {
    f"1.2.392.200149.8.5.5.{number}": name
    for number, name in ((1, "name"), (3, "gender"), (4, "birthdate"), (5, "address"))
}
#: What the libraries raise for a certificate that is none in some part: they read each part only when it is asked for.
_UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, UnsupportedAlgorithm, x509.InvalidVersion)


@dataclass(frozen=True)
class Signed:
    """What a signature shows. ``items`` are the holder's as the certificate has them: name, gender, birthdate (ISO),
    address. ``problems`` are codes (:func:`explain`); only without any is it ``verified``."""

    verified: bool
    problems: list[str]
    items: dict[str, str] = field(default_factory=dict)
    serial: str = ""


def content(
    application: str,
    procedure: str,
    catalog: str,
    values: Mapping[str, Any],
    attachments: Sequence[Mapping[str, Any]],
) -> bytes:
    """What is signed: everything that is decided upon, in canonical JSON. ``attachments`` are those of the message;
    of a file its hash is signed, whatever its name."""
    files = sorted((str(each["attachment"]), str(each["sha256_plain"])) for each in attachments)
    said = {
        "application": application,
        "procedure": procedure,
        "catalog": catalog,
        "values": values,
        "attachments": [list(each) for each in files],
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(content_: bytes) -> str:
    """SHA-256 in hex: what the person is shown, and what the provider is given to sign."""
    return sha256(content_).hexdigest()


def verify(evidence: Mapping[str, Any], content_: bytes, at: datetime) -> Signed:
    """Check the signature that came with ``evidence`` over what arrived. Never raises for what the outer zone wrote."""
    told = evidence.get("signature")
    if not isinstance(told, Mapping):
        return Signed(False, ["signature_missing"])
    certificate, value = _bytes(told.get("certificate")), _bytes(told.get("value"))
    if (
        told.get("algorithm") != ALGORITHM
        or not certificate
        or not value
        or len(certificate) > MAX_CERTIFICATE
    ):
        return Signed(False, ["signature_unreadable"])
    try:
        parsed = asn1.Certificate.load(certificate, strict=True)
        items, serial = _items(parsed), f"{parsed.serial_number:x}"
        public = x509.load_der_x509_certificate(certificate).public_key()
    except _UNREADABLE:
        return Signed(False, ["signature_unreadable"])
    problems = [] if _signs(public, value, content_) else ["signature_differs"]
    problem = _chain(parsed, at)
    problems += [problem] if problem else []
    return Signed(not problems, problems, items, serial)


def _signs(public: Any, value: bytes, content_: bytes) -> bool:
    """Whether this key signed ``content_``."""
    if not isinstance(public, rsa.RSAPublicKey):
        return False
    try:
        public.verify(value, content_, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return False
    return True


def _chain(certificate: asn1.Certificate, at: datetime) -> str | None:
    """What is wrong with the certificate at that time, or None."""
    roots, lists = _believed(signers())
    if not roots:
        return "signer_not_configured"
    context = ValidationContext(
        trust_roots=roots, crls=lists, allow_fetching=False, revocation_mode="require", moment=at,
        retroactive_revinfo=True,
    )  # fmt: skip
    validator = CertificateValidator(certificate, validation_context=context)
    try:
        asyncio.run(validator.async_validate_usage(USAGE))  # type: ignore[no-untyped-call]
    except RevokedError:
        return "certificate_revoked"
    except (ExpiredError, NotYetValidError):
        return "certificate_expired"
    except InsufficientRevinfoError:
        return "revocation_unknown"
    except InvalidCertificateError:
        return "certificate_usage"
    except (PathBuildingError, PathValidationError, ValidationError, *_UNREADABLE):
        return "certificate_unknown"
    return None


def signers() -> Path:
    """The folder of those whom this zone believes about signatures."""
    return config.load().keys / "signers"


def _believed(folder: Path) -> tuple[list[asn1.Certificate], list[asn1_crl.CertificateList]]:
    """The authorities this zone believes (``*.crt``, PEM) and their lists of revoked certificates (``*.crl``, DER), which an
    operator's job brings; read each time, because the lists change."""
    roots = [
        asn1.Certificate.load(pem.unarmor(file.read_bytes())[2]) for file in sorted(folder.glob("*.crt"))
    ]
    return roots, [asn1_crl.CertificateList.load(file.read_bytes()) for file in sorted(folder.glob("*.crl"))]


def _items(certificate: asn1.Certificate) -> dict[str, str]:
    """The holder's basic items (subjectAltName, otherName)."""
    names = certificate.subject_alt_name_value
    found: dict[str, str] = {}
    for each in names or ():
        if each.name == "other_name" and (item := _ITEMS.get(each.chosen["type_id"].dotted)):
            found[item] = str(each.chosen["value"].native)
    if "birthdate" in found:
        found["birthdate"] = _birthdate(found["birthdate"])
    return found


def _birthdate(text: str) -> str:
    """ISO of EYYYYMMDD (era, then the year of the western calendar); "" where the card does not know it."""
    try:
        return date(int(text[1:5]), int(text[5:7]), int(text[7:9])).isoformat()
    except ValueError:
        return ""


def _bytes(text: object) -> bytes:
    try:
        return base64.b64decode(text, validate=True) if isinstance(text, str) else b""
    except (binascii.Error, ValueError):
        return b""


def explain(problem: str) -> str:
    """A problem's code in words, for the desk."""
    words = {
        "signature_missing": _("電子署名が付いていません。"),
        "signature_unreadable": _("電子署名が読めません。"),
        "signature_differs": _("署名された内容と、届いた内容が違います。"),
        "signer_not_configured": _("署名の発行元（認証局）がこの区域に設定されていません。"),
        "certificate_revoked": _("署名用電子証明書は失効しています。"),
        "certificate_expired": _("署名用電子証明書の有効期間ではありません。"),
        "certificate_usage": _("署名に使える証明書ではありません。"),
        "certificate_unknown": _("この区域が信頼していない発行元の証明書です。"),
        "revocation_unknown": _("失効確認未実施：失効した証明書の一覧が古いか、ありません。"),
    }
    return words.get(problem, problem)
