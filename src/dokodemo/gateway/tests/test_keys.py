import json
import stat
import uuid
from base64 import b64encode
from datetime import timedelta
from pathlib import Path

import pytest

from dokodemo.base import clock
from dokodemo.base.config import ZoneConfig
from dokodemo.gateway import identity, inbox, keys, outbox, rotation
from dokodemo.gateway.identity import KeyProblem
from dokodemo.gateway.tests.conftest import AsZone, Voice
from dokodemo.gateway.tests.test_envelope import opened
from dokodemo.gateway.tests.test_inbox import rows

Zones = dict[str, ZoneConfig]
DAY = timedelta(days=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    identity.create_identity(tmp_path)
    return tmp_path


def test_an_identity_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    public = identity.create_identity(tmp_path)
    assert identity.create_identity(tmp_path) == public
    assert len(public) == 32
    keys.create_sealing_key(tmp_path, "core", clock.now())
    files = [path for path in (tmp_path / "keys").rglob("*") if path.is_file()]
    assert len(files) == 3
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700


def test_a_missing_or_damaged_identity_is_told_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(KeyProblem, match=r"identity\.pem.*made once at installation"):
        identity.public_of(tmp_path)
    path = tmp_path / "keys" / "identity.pem"
    path.parent.mkdir()
    path.write_text("no key")
    with pytest.raises(KeyProblem, match="not a private key"):
        identity.public_of(tmp_path)


def test_only_the_zone_itself_signs_for_it(as_zone: AsZone) -> None:
    with as_zone("internet"):
        signature = identity.sign(b"words")
        assert identity.verify("internet", b"words", signature)
    with as_zone("core"):
        assert identity.verify("internet", b"words", signature)
        assert not identity.verify("internet", b"other words", signature)
        assert not identity.verify("office", b"words", signature)
        assert not identity.verify("core", b"words", signature)
        assert not identity.verify("nowhere", b"words", signature)
        assert not identity.verify("internet", b"words", b"short")


def test_a_certificate_says_for_whom_and_how_long_and_is_signed(folder: Path) -> None:
    now = clock.now()
    certificate = keys.create_sealing_key(folder, "core", now)
    checked = keys.read_certificate(certificate)
    assert (checked.zone, checked.not_before, checked.not_after) == ("core", now, now + keys.VALID)
    public = identity.public_of(folder)
    assert keys.certified_by(certificate, public)
    for name, value in [
        ("zone", "office"),
        ("not_after", "2099-01-01T00:00:00+00:00"),
        ("signature", "AAAA"),
    ]:
        assert not keys.certified_by(certificate | {name: value}, public)


@pytest.mark.parametrize(
    "change",
    [{"zone": "nowhere"}, {"kid": "0" * 16}, {"public": "?"}, {"public": b64encode(b"short").decode()},
     {"not_after": "2000-01-01T00:00:00+00:00"}, {"not_before": "soon"}, {"not_before": "2026-01-01T00:00:00"},
     {"more": "1"}],
)  # fmt: skip
def test_a_certificate_of_another_form_is_refused(folder: Path, change: dict[str, str]) -> None:
    certificate = keys.create_sealing_key(folder, "core", clock.now())
    with pytest.raises(KeyProblem):
        keys.install_peer_certificate(folder, certificate | change)


def test_an_older_certificate_does_not_replace_a_newer_one(folder: Path, tmp_path: Path) -> None:
    newer = keys.create_sealing_key(folder, "core", clock.now())
    older = keys.create_sealing_key(folder, "core", clock.now() - DAY)
    keys.install_peer_certificate(folder, newer)
    keys.install_peer_certificate(folder, older)
    assert json.loads((folder / "keys" / "peers" / "core.json").read_text())["kid"] == newer["kid"]
    assert keys.newest_certificate(folder) == newer


def test_a_certificate_signed_by_a_stranger_is_not_sealed_to(as_zone: AsZone, folder: Path) -> None:
    with as_zone("internet", folder=folder):
        with pytest.raises(KeyProblem, match="no sealing certificate of core"):
            keys.sealing_key_of("core")
        keys.install_peer_certificate(folder, keys.create_sealing_key(folder, "core", clock.now()))
        with pytest.raises(KeyProblem, match="not signed by the identity"):
            keys.sealing_key_of("core")


@pytest.mark.parametrize(("made", "said"), [(-keys.VALID - DAY, "ended on"), (DAY, "compare the clocks")])
def test_a_key_out_of_its_time_is_not_sealed_to(
    as_zone: AsZone, zones: Zones, folder: Path, made: timedelta, said: str
) -> None:
    core = folder / "as-core"
    (core / "keys").mkdir(parents=True)
    (core / "keys" / "identity.pem").write_bytes(
        (zones["core"].folder / "keys" / "identity.pem").read_bytes()
    )
    keys.install_peer_certificate(folder, keys.create_sealing_key(core, "core", clock.now() + made))
    with as_zone("internet", folder=folder), pytest.raises(KeyProblem, match=said):
        keys.sealing_key_of("core")


def test_old_keys_are_dropped_when_nothing_can_need_them_and_the_newest_never(
    as_zone: AsZone, folder: Path
) -> None:
    now = clock.now()
    ancient = keys.create_sealing_key(folder, "core", now - keys.VALID - keys.KEEP_AFTER_END - DAY)
    ended = keys.create_sealing_key(folder, "core", now - keys.VALID - DAY)
    with as_zone("core", folder=folder):
        assert keys.private_of(ancient["kid"]) is not None
        assert keys.drop_old_sealing_keys(now) == [ancient["kid"]]
        assert keys.private_of(ancient["kid"]) is None
        assert keys.private_of(ended["kid"]) is not None
        assert keys.drop_old_sealing_keys(now + timedelta(days=9999)) == []


# Rotation through the door


@pytest.mark.django_db
def test_a_month_old_key_is_replaced_published_and_both_open(
    as_zone: AsZone, zones: Zones, internet: Voice
) -> None:
    before = internet.frame()
    with as_zone("core"):
        assert rotation.rotate_if_due(clock.now()) is None
        kid = rotation.rotate_if_due(clock.now() + keys.ROTATE_AFTER + DAY)
        assert kid is not None
        told = outbox.take("relay", ["internet"])
    with as_zone("internet"):
        message = opened(zones, told[0], zone="internet")
        assert message.type == "gateway.sealing_key"
        rotation.on_sealing_key(message)
        assert keys.sealing_key_of("core").kid == kid
    assert keys.read_certificate(keys.newest_certificate(zones["core"].folder)).key.kid == kid
    assert opened(zones, before).body == opened(zones, internet.frame()).body


@pytest.mark.django_db
@pytest.mark.usefixtures("in_core")
def test_a_certificate_that_its_zone_did_not_sign_is_quarantined(
    internet: Voice, zones: Zones, tmp_path: Path
) -> None:
    identity.create_identity(tmp_path)
    forged = keys.create_sealing_key(tmp_path, "internet", clock.now())
    of_office = keys.create_sealing_key(zones["office"].folder, "office", clock.now() - DAY)
    bodies = [{"certificate": forged}, {"certificate": of_office}, {"certificate": None}, {}]
    inbox.receive([internet.frame(type="gateway.sealing_key", body=body) for body in bodies])
    assert sorted(rows("code")) == sorted(
        [
            "certificate_signature",
            "certificate_of_another_zone",
            "certificate_unreadable",
            "certificate_unreadable",
        ]
    )
    assert keys.sealing_key_of("internet").kid != forged["kid"]


@pytest.mark.django_db
@pytest.mark.usefixtures("in_core")
def test_one_neighbour_without_a_key_does_not_keep_the_others_from_being_told(
    as_zone: AsZone, zones: Zones, caplog: pytest.LogCaptureFixture
) -> None:
    peers = dict(zones["core"].peers)
    with as_zone("core", peers=peers | {"office": zones["core"].peers["internet"]}):
        assert outbox.post_to_all(uuid.uuid4(), "gateway.epoch", 1, {"epoch": 1}) == ["internet"]
    assert "office is not told" in caplog.text
