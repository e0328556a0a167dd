"""A card's signature over an application: what holds, and everything that does not."""

import base64
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from dokodemo.gateway import signature
from doubles import jpki, people

NOW = datetime.now(UTC)
CONTENT = signature.content("a1", "tenshutsu", "c" * 64, {"name": "海野　さくら"}, [])


@pytest.fixture(scope="module")
def cards(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cards")


@pytest.fixture
def nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """This zone believes nobody. The folder of the test's home is shared by tests that run side by side."""
    folder = tmp_path / "signers"
    folder.mkdir()
    monkeypatch.setattr(signature, "signers", lambda: folder)
    return folder


@pytest.fixture
def believed(cards: Path, nobody: Path) -> Path:
    """This zone believes the double's authority, as an installed house does."""
    folder = nobody
    jpki.authority(cards)
    (folder / "double.crt").write_bytes((cards / jpki.CA_CERTIFICATE).read_bytes())
    (folder / "double.crl").write_bytes(jpki.revocation_list(cards, people.read().values()))
    return folder


def holder(name: str) -> people.Person:
    return next(each for each in people.read().values() if each.name == name)


def signed(
    cards: Path, name: str = "海野　さくら", content: bytes = CONTENT, **changes: Any
) -> dict[str, Any]:
    card = jpki.card_of(cards, holder(name))
    told = {
        "algorithm": "RS256",
        "value": base64.b64encode(card.sign(bytes.fromhex(signature.digest(content)))).decode(),
        "certificate": base64.b64encode(card.certificate.public_bytes(Encoding.DER)).decode(),
    }
    return {"signature": told | changes}


def test_it_holds_and_names_its_holder(cards: Path, believed: Path) -> None:
    found = signature.verify(signed(cards), CONTENT, NOW)
    assert (found.verified, found.problems) == (True, [])
    assert found.items == {
        "name": "海野　さくら", "gender": "2", "birthdate": "1991-05-14", "address": "海風市汐見台一丁目2番3号",
    }  # fmt: skip
    assert found.serial


def test_one_changed_answer_is_another_content(cards: Path, believed: Path) -> None:
    other = signature.content("a1", "tenshutsu", "c" * 64, {"name": "海野　さくら "}, [])
    assert signature.verify(signed(cards), other, NOW).problems == ["signature_differs"]


def test_the_hash_of_every_file_is_signed() -> None:
    files = [{"attachment": "proof", "sha256_plain": "a" * 64}]
    other = [{"attachment": "proof", "sha256_plain": "b" * 64}]
    assert len({signature.content("a", "p", "c", {}, each) for each in ([], files, other)}) == 3


def test_a_revoked_certificate(cards: Path, believed: Path) -> None:
    found = signature.verify(signed(cards, "﨑山　凛"), CONTENT, NOW)
    assert (found.verified, found.problems) == (False, ["certificate_revoked"])


def test_a_list_that_is_too_old_leaves_revocation_unknown(cards: Path, believed: Path) -> None:
    late = NOW + timedelta(days=jpki.CRL_DAYS + 1)
    assert signature.verify(signed(cards), CONTENT, late).problems == ["revocation_unknown"]


def test_no_list_at_all(cards: Path, believed: Path) -> None:
    (believed / "double.crl").unlink()
    assert signature.verify(signed(cards), CONTENT, NOW).problems == ["revocation_unknown"]


@pytest.mark.parametrize("at", [NOW - timedelta(days=3), NOW + timedelta(days=366 * 5)])
def test_outside_its_validity(cards: Path, believed: Path, at: datetime) -> None:
    assert signature.verify(signed(cards), CONTENT, at).problems == ["certificate_expired"]


def test_an_authority_that_nobody_believes(
    cards: Path, believed: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    found = signature.verify(signed(tmp_path_factory.mktemp("other")), CONTENT, NOW)
    assert (found.verified, found.problems) == (False, ["certificate_unknown"])


@pytest.mark.parametrize(
    ("part", "instead"),
    [
        # rsaEncryption of the key becomes an algorithm that nobody knows.
        (bytes.fromhex("06092a864886f70d010101"), bytes.fromhex("06092a864886f70d01017f")),
        # A version of certificates that there is not.
        (bytes.fromhex("a003020102"), bytes.fromhex("a003020148")),
        # The holder's name is no text but an ObjectDescriptor.
        (b"\x0c\x12" + "海野　さくら".encode(), b"\x07\x12" + "海野　さくら".encode()),
    ],
)
def test_a_certificate_with_parts_that_nobody_knows(
    cards: Path, believed: Path, part: bytes, instead: bytes
) -> None:
    certificate = base64.b64decode(signed(cards)["signature"]["certificate"])
    assert part in certificate
    told = base64.b64encode(certificate.replace(part, instead)).decode()
    found = signature.verify(signed(cards, certificate=told), CONTENT, NOW)
    assert not found.verified
    assert found.problems


def test_a_zone_that_believes_nobody(cards: Path, nobody: Path) -> None:
    assert signature.verify(signed(cards), CONTENT, NOW).problems == ["signer_not_configured"]


def test_a_certificate_that_is_not_for_signing(cards: Path, believed: Path) -> None:
    """The authority's own certificate issues others and signs no application."""
    card = jpki.authority(cards)
    told = {
        "algorithm": "RS256",
        "value": base64.b64encode(card.sign(bytes.fromhex(signature.digest(CONTENT)))).decode(),
        "certificate": base64.b64encode(card.certificate.public_bytes(Encoding.DER)).decode(),
    }
    found = signature.verify({"signature": told}, CONTENT, NOW)
    assert not found.verified
    assert found.problems


@pytest.mark.parametrize(
    "change",
    [
        {"algorithm": "none"}, {"value": "!"}, {"value": ""}, {"certificate": "AAAA"}, {"certificate": None},
        {"certificate": base64.b64encode(b"0" * 9000).decode()}, {"value": 7}, {"value": "AAAA"},
    ],
)  # fmt: skip
def test_whatever_the_outer_zone_writes(cards: Path, believed: Path, change: dict[str, Any]) -> None:
    found = signature.verify(signed(cards, **change), CONTENT, NOW)
    assert not found.verified
    assert found.problems[0] in ("signature_unreadable", "signature_differs")


@pytest.mark.parametrize("evidence", [{}, {"signature": None}, {"signature": "text"}, {"signature": []}])
def test_none_at_all(evidence: dict[str, Any]) -> None:
    assert signature.verify(evidence, CONTENT, NOW).problems == ["signature_missing"]


def test_every_problem_has_words() -> None:
    codes = (
        "signature_missing", "signature_unreadable", "signature_differs", "signer_not_configured", "certificate_revoked",
        "certificate_expired", "certificate_usage", "certificate_unknown", "revocation_unknown",
    )  # fmt: skip
    assert all(signature.explain(code) != code for code in codes)


def test_a_birthdate_the_card_does_not_know(cards: Path, believed: Path) -> None:
    unknown = replace(holder("海野　さくら"), subject="unknown-birth")
    card = jpki.card_of(cards, unknown)
    assert (
        card.certificate.serial_number
        != jpki.card_of(cards, holder("海野　さくら")).certificate.serial_number
    )
    assert signature._birthdate("400000000") == ""
