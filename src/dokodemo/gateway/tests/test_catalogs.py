import base64
import uuid
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from dokodemo.base.config import ZoneConfig
from dokodemo.catalog import versions
from dokodemo.catalog.tests import small_city
from dokodemo.gateway import anchors, catalogs, inbox, outbox
from dokodemo.gateway.envelope import Message
from dokodemo.gateway.messages import Refused, handler_for
from dokodemo.gateway.tests.conftest import AsZone, Voice
from dokodemo.gateway.tests.test_envelope import opened
from dokodemo.gateway.tests.test_inbox import rows

pytestmark = pytest.mark.django_db

Zones = dict[str, ZoneConfig]


@pytest.fixture(autouse=True)
def nothing_is_ready() -> Iterator[None]:
    versions.forget()
    versions._ready.clear()
    yield
    versions.forget()
    versions._ready.clear()


@pytest.fixture
def content(tmp_path: Path) -> bytes:
    return small_city.catalog(small_city.write(tmp_path / "city")).to_bytes()


def deliver(zones: Zones, as_zone: AsZone, by: str, to: str) -> list[Message]:
    """What `by` has for `to` now, handled there."""
    frames = outbox.take(f"{by}-{to}", [to])
    outbox.settle([frame.id for frame in frames], [to])
    messages = [opened(zones, frame, zone=to) for frame in frames]
    with as_zone(to):
        for message in messages:
            handler_for(message)(message)
    return messages


def in_force() -> str | None:
    versions.forget()
    current = versions.current()
    return current.hash if current else None


def test_a_version_reaches_residents_after_everyone_inside_keeps_it(
    zones: Zones, as_zone: AsZone, content: bytes
) -> None:
    with as_zone("office"):
        hash_ = catalogs.publish(content)
        assert rows("destination", of="gateway_outbox") == ["core"]
        assert catalogs.acknowledged_by(hash_) == {"office"}
    assert in_force() is None
    assert [m.type for m in deliver(zones, as_zone, "office", "core")] == ["catalog.published"]
    assert in_force() is None
    assert [m.type for m in deliver(zones, as_zone, "core", "office")] == ["catalog.acknowledged"]
    assert catalogs.acknowledged_by(hash_) == {"office", "core"}
    assert in_force() == hash_
    assert [m.type for m in deliver(zones, as_zone, "office", "core")] == ["catalog.offered"]
    told = deliver(zones, as_zone, "office", "internet")
    assert [(m.type, m.sequence) for m in told] == [("catalog.published", 1), ("catalog.offered", 2)]
    stages = catalogs.stages(hash_)
    assert stages["office"].in_force_at is not None
    assert stages["core"].in_force_at is None
    back = sorted((m.type, m.origin) for m in deliver(zones, as_zone, "internet", "office"))
    assert back == [
        ("catalog.acknowledged", "internet"), ("catalog.in_force", "core"), ("catalog.in_force", "internet"),
    ]  # fmt: skip
    assert catalogs.acknowledged_by(hash_) == {"office", "core", "internet"}
    assert all(stage.in_force_at for stage in catalogs.stages(hash_).values())
    assert rows("count(*)", of="gateway_outbox", state="ready") == [0]


@pytest.mark.parametrize("at", [None, "soon", "2026-04-01T00:00:00", 7])
def test_a_word_without_an_instant_is_refused(as_zone: AsZone, at: object) -> None:
    message = Message(
        uuid.uuid4(),
        "core",
        uuid.uuid4(),
        1,
        "catalog.in_force",
        1,
        datetime.now(UTC),
        {"hash": "0" * 64, "at": at},
        b"",
    )
    with as_zone("office"), pytest.raises(Refused, match="at"):
        handler_for(message)(message)


def test_rooms_follow_a_version_that_comes_into_force(
    zones: Zones, as_zone: AsZone, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[str] = []
    monkeypatch.setattr(catalogs, "_followers", [])
    catalogs.when_in_force(lambda: called.append("now"))
    with as_zone("office"):
        catalogs.publish(content)
    assert called == []
    deliver(zones, as_zone, "office", "core")
    deliver(zones, as_zone, "core", "office")
    assert called == ["now"]


def test_a_version_that_comes_back_goes_the_whole_way_again(
    zones: Zones, as_zone: AsZone, content: bytes
) -> None:
    other = b" ".join([content[:1], content[1:]])

    def published(version: bytes) -> str:
        with as_zone("office"):
            hash_ = catalogs.publish(version)
        deliver(zones, as_zone, "office", "core")
        deliver(zones, as_zone, "core", "office")
        deliver(zones, as_zone, "office", "core")
        deliver(zones, as_zone, "office", "internet")
        return hash_

    first = published(content)
    second = published(other)
    assert in_force() == second != first
    assert published(content) == first
    assert in_force() == first


def test_only_office_publishes(as_zone: AsZone, content: bytes) -> None:
    for zone in ("internet", "core"):
        with as_zone(zone), pytest.raises(catalogs.NotThePublisher, match="published in office"):
            catalogs.publish(content)


def packed(content: bytes) -> str:
    return base64.b64encode(zlib.compress(content)).decode()


def body_of(zones: Zones, as_zone: AsZone, content: bytes) -> dict[str, Any]:
    with as_zone("office"):
        catalogs.publish(content)
    (frame,) = outbox.take("office-core", ["core"])
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM gateway_outbox; DELETE FROM catalog_version")
    return dict(opened(zones, frame).body)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"hash": "0" * 64}, "catalog_hash"),
        ({"hash": None}, "catalog_hash"),
        ({"content": "?"}, "catalog_unreadable"),
        ({"content": None}, "catalog_unreadable"),
        ({"content": "e30="}, "catalog_unreadable"),
        ({"content": packed(b"{}")[:-4]}, "catalog_unreadable"),
        ({"content": packed(bytes(64 * 1024 * 1024 + 1))}, "catalog_unreadable"),
        ({"content": packed(b"{}")}, "catalog_signature"),
        ({"signature": "AAAA"}, "catalog_signature"),
        ({}, ""),
    ],
)
def test_a_version_that_office_did_not_sign_is_not_kept(
    zones: Zones, as_zone: AsZone, office: Voice, content: bytes, changes: dict[str, Any], code: str
) -> None:
    body = body_of(zones, as_zone, content) | changes
    with as_zone("core"):
        inbox.receive([office.frame(type="catalog.published", version=2, body=body, tail=b"")])
    assert rows("code") == [code]
    assert rows("count(*)", of="catalog_version") == [0 if code else 1]
    assert len(rows("id", of="gateway_outbox")) == (0 if code else 1)


def test_an_office_that_does_not_pack_yet_is_understood(
    zones: Zones, as_zone: AsZone, office: Voice, content: bytes
) -> None:
    body = body_of(zones, as_zone, content) | {"content": base64.b64encode(content).decode()}
    with as_zone("core"):
        inbox.receive([office.frame(type="catalog.published", version=1, body=body, tail=b"")])
        assert versions.at(body["hash"]).to_bytes() == content
    assert rows("code") == [""]


def test_the_outer_zone_cannot_put_a_version_in_force(as_zone: AsZone, internet: Voice) -> None:
    with as_zone("core"):
        inbox.receive([internet.frame(type="catalog.offered", body={"hash": "0" * 64})])
    assert rows("code") == ["type_not_for_origin"]


# Anchors of the neighbours' audit chains

AT = datetime(2026, 4, 1, tzinfo=UTC).isoformat()


def head(voice: Voice, stream: uuid.UUID, sequence: int, link: int, hash_: str, at: object = AT) -> None:
    body = {"sequence": link, "hash": hash_, "at": at}
    inbox.receive([voice.frame(sequence, stream=stream, type="audit.head", body=body)])


@pytest.mark.usefixtures("in_core")
def test_the_highest_head_of_a_neighbour_is_kept_and_a_changed_one_stands_beside_it(
    internet: Voice, office: Voice, caplog: pytest.LogCaptureFixture
) -> None:
    stream = uuid.uuid4()
    assert anchors.latest("internet") is None
    for sequence, (link, hash_) in enumerate([(7, "a" * 64), (9, "b" * 64), (9, "b" * 64)], start=1):
        head(internet, stream, sequence, link, hash_)
    head(office, stream, 1, 99, "c" * 64)
    assert "went back" not in caplog.text
    found = anchors.latest("internet")
    assert found is not None
    assert (found.sequence, found.hash, found.at) == (9, "b" * 64, datetime(2026, 4, 1, tzinfo=UTC))
    head(internet, stream, 4, 9, "d" * 64)
    head(internet, stream, 5, 3, "e" * 64)
    assert caplog.text.count("went back or changed") == 2
    assert [(a.sequence, a.hash[0]) for a in anchors.anchors("internet")] == [
        (3, "e"), (7, "a"), (9, "b"), (9, "d"),
    ]  # fmt: skip
    assert anchors.latest("internet") == found


@pytest.mark.usefixtures("in_core")
@pytest.mark.parametrize(
    ("link", "hash_", "at"),
    [("7", "a" * 64, AT), (7, "A" * 64, AT), (7, None, AT), (7, "a" * 64, "soon"), (7, "a" * 64, "2026-04-01T00:00:00")],
)  # fmt: skip
def test_an_unreadable_head_is_quarantined(internet: Voice, link: Any, hash_: Any, at: str) -> None:
    head(internet, uuid.uuid4(), 1, link, hash_, at)
    assert rows("code") == ["head_unreadable"]


@pytest.mark.usefixtures("in_core")
def test_a_kept_head_can_be_neither_changed_nor_removed_by_the_zones_own_role(
    internet: Voice, request: pytest.FixtureRequest
) -> None:
    """The table's name begins with audit_: its rights are those of the audit trail."""
    as_application = _as_application(request)
    head(internet, uuid.uuid4(), 1, 7, "a" * 64)
    with as_application():
        for statement in ("UPDATE audit_anchor SET hash = ''", "DELETE FROM audit_anchor"):
            refused = pytest.raises(DatabaseError, match="permission denied")
            with refused, transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
        head(internet, uuid.uuid4(), 1, 8, "b" * 64)
    assert rows("sequence", of="audit_anchor") == [7, 8]


def _as_application(request: pytest.FixtureRequest) -> Any:
    import os

    if not os.environ.get("DOKODEMO_ZONE"):
        pytest.skip("needs the roles of a zone: DOKODEMO_ZONE=core")
    return request.getfixturevalue("as_application")
