"""A double of the signing certificates of My Number cards (公的個人認証, 署名用電子証明書): a CA of our own that issues one
to each invented person, with the basic items where the real ones carry them, and its list of revoked ones.

The profile follows what is public (key usage, names in subjectAltName as otherName 1.2.392.200149.8.5.5.N, birthdate as
era and date in nine digits); that it is a double stands in the issuer's name."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.x509.oid import NameOID

from doubles.people import GENDER, Person

NAME, SEX, BIRTH, ADDRESS = (f"1.2.392.200149.8.5.5.{n}" for n in (1, 3, 4, 5))
POLICY = "1.2.392.200149.8.5.1.1.10"
CA_KEY, CA_CERTIFICATE, CRL = "sign-ca-key.pem", "sign-ca.pem", "sign-ca.crl"
CA_YEARS, CARD_YEARS, CRL_DAYS = 10, 5, 30
_ISSUER = x509.Name(
    [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "DOUBLE of JPKI, for tests only"),
        x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "DOUBLE of JPKI for digital signature"),
    ]
)


@dataclass(frozen=True)
class Card:
    """What the chip of one card signs with."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate

    def sign(self, digest: bytes) -> bytes:
        """RSASSA-PKCS1-v1_5 over a SHA-256 that somebody else made: the card never sees the content."""
        return self.key.sign(digest, padding.PKCS1v15(), Prehashed(hashes.SHA256()))


def authority(folder: Path) -> Card:
    """The CA, made at first use and kept."""
    key_file, file = folder / CA_KEY, folder / CA_CERTIFICATE
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        key = _new_key()
        now = _now()
        usage = _usage(sign=False, issue=True)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(_ISSUER)
            .issuer_name(_ISSUER)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=365 * CA_YEARS))
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .sign(key, hashes.SHA256())
        )
        _write(key_file, _pem(key))
        _write(file, certificate.public_bytes(serialization.Encoding.PEM))
    return _card(key_file, file)


def card_of(folder: Path, person: Person) -> Card:
    """This person's card, made at first use and kept."""
    key_file, file = folder / f"sign-{person.subject}-key.pem", folder / f"sign-{person.subject}.pem"
    if not file.exists():
        issuer, key = authority(folder), _new_key()
        _write(key_file, _pem(key))
        _write(file, issue(issuer, key, person).public_bytes(serialization.Encoding.PEM))
    return _card(key_file, file)


def issue(
    issuer: Card, key: rsa.RSAPrivateKey, person: Person, *, starts: datetime | None = None
) -> x509.Certificate:
    """A certificate for signing, good for five years from ``starts``."""
    begins = starts or _now() - timedelta(days=1)
    public = issuer.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    return (
        x509.CertificateBuilder()
        .subject_name(
            x509.Name(
                [
                    x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"),
                    x509.NameAttribute(NameOID.COMMON_NAME, f"{x509.random_serial_number():032X}"[:24]),
                ]
            )
        )
        .issuer_name(_ISSUER)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=365 * CARD_YEARS))
        .add_extension(_usage(sign=True, issue=False), critical=True)
        .add_extension(
            x509.CertificatePolicies([x509.PolicyInformation(x509.ObjectIdentifier(POLICY), None)]),
            critical=True,
        )
        .add_extension(x509.SubjectAlternativeName(list(_items(person))), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(public), critical=False)
        .sign(issuer.key, hashes.SHA256())
    )


def revocation_list(folder: Path, people: Iterable[Person]) -> bytes:
    """The list of revoked certificates (DER), new and good for 30 days; also written beside the CA."""
    issuer, now = authority(folder), _now()
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(_ISSUER)
        .last_update(now - timedelta(minutes=5))
        .next_update(now + timedelta(days=CRL_DAYS))
        .add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
    )
    for person in people:
        if person.revoked:
            certificate = card_of(folder, person).certificate
            builder = builder.add_revoked_certificate(
                x509.RevokedCertificateBuilder()
                .serial_number(certificate.serial_number)
                .revocation_date(now - timedelta(hours=1))
                .build()
            )
    content = builder.sign(issuer.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
    _write(folder / CRL, content)
    return content


def current_list(folder: Path, people: Iterable[Person]) -> bytes:
    """The list as it was made today, or a new one."""
    file = folder / CRL
    if file.exists():
        made = x509.load_der_x509_crl(file.read_bytes()).last_update_utc
        if _now() - made < timedelta(days=1):
            return file.read_bytes()
    return revocation_list(folder, people)


def _items(person: Person) -> Iterable[x509.OtherName]:
    """The basic items, each a UTF8String."""
    texts = (
        (NAME, person.name),
        (SEX, GENDER[person.sex]),
        (BIRTH, _era(person.birth)),
        (ADDRESS, person.address),
    )
    for oid, text in texts:
        yield x509.OtherName(x509.ObjectIdentifier(oid), _utf8(text))


def _era(day: date) -> str:
    """EYYYYMMDD: 4 is 平成, 3 昭和, 5 令和."""
    era = 5 if day >= date(2019, 5, 1) else 4 if day >= date(1989, 1, 8) else 3
    return f"{era}{day:%Y%m%d}"


def _utf8(text: str) -> bytes:
    """DER UTF8String."""
    content = text.encode()
    length = len(content)
    head = (
        bytes([length])
        if length < 128
        else bytes([0x80 | (length.bit_length() + 7) // 8])
        + length.to_bytes((length.bit_length() + 7) // 8, "big")
    )
    return b"\x0c" + head + content


def _usage(*, sign: bool, issue: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=sign, content_commitment=sign, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=issue, crl_sign=issue, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _pem(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(file: Path, content: bytes) -> None:
    """Whole or not at all, for its owner only."""
    draft = file.with_name(f"{file.name}.{os.getpid()}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(content)
    draft.rename(file)


def _card(key_file: Path, file: Path) -> Card:
    key = serialization.load_pem_private_key(key_file.read_bytes(), None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ValueError(f"{key_file}: not an RSA key")
    return Card(key, x509.load_pem_x509_certificate(file.read_bytes()))


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
