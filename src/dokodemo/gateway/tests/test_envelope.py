import dataclasses
import json
import uuid
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dokodemo.base.config import ZoneConfig
from dokodemo.base.crypto import open_sealed, seal_to
from dokodemo.gateway import envelope, identity, keys
from dokodemo.gateway.envelope import SEAL_BYTES, SIZE_CLASSES, Frame, Message, Rejected, canonical
from dokodemo.gateway.tests.conftest import CITY, Voice

RELAXED = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

Zones = dict[str, ZoneConfig]


def opened(zones: Zones, frame: Frame, zone: str = "core", city: str = CITY) -> Message:
    house = zones[zone]

    def verify(origin: str, data: bytes, signature: bytes) -> bool:
        return origin in house.peers and identity.verify_with(
            house.peers[origin].identity_public, data, signature
        )

    return envelope.open_(
        frame, zone=zone, city=city, private_of=lambda kid: keys._private(house.folder, kid), verify=verify
    )


def reason(zones: Zones, frame: Frame, **where: Any) -> str:
    with pytest.raises(Rejected) as refusal:
        opened(zones, frame, **where)
    return refusal.value.reason


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(codec="utf-8"), max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=8), inner, max_size=4),
    max_leaves=20,
)  # fmt: skip


@RELAXED
@given(
    body=st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=8), JSON, max_size=5),
    tail=st.binary(max_size=3000),
)
def test_what_is_sealed_is_what_is_opened(
    zones: Zones, internet: Voice, body: dict[str, Any], tail: bytes
) -> None:
    message = internet.message(sequence=7, body=body, tail=tail, first=False)
    assert opened(zones, internet.seal(message)) == message


@RELAXED
@given(data=st.data())
def test_no_byte_of_a_frame_can_be_changed(zones: Zones, internet: Voice, data: st.DataObject) -> None:
    frame = internet.frame(tail=b"part")
    inside_sealed = data.draw(st.booleans())
    victim = frame.sealed if inside_sealed else frame.header
    place = data.draw(st.integers(0, len(victim) - 1))
    changed = bytearray(victim)
    changed[place] ^= data.draw(st.integers(1, 255))
    reason(
        zones,
        frame._replace(sealed=bytes(changed)) if inside_sealed else frame._replace(header=bytes(changed)),
    )


@RELAXED
@given(cut=st.integers(0, 2000), more=st.binary(min_size=1, max_size=40))
def test_no_length_can_be_changed(zones: Zones, internet: Voice, cut: int, more: bytes) -> None:
    frame = internet.frame()
    assert reason(zones, frame._replace(sealed=frame.sealed[:cut])) == "size_differs"
    assert reason(zones, frame._replace(sealed=frame.sealed + more)) == "size_differs"


@pytest.mark.parametrize("size", SIZE_CLASSES)
def test_the_outside_tells_a_size_class_and_no_size(internet: Voice, size: int) -> None:
    fixed = size - len_of_empty(internet)
    full, one_less = internet.frame(tail=b"x" * fixed), internet.frame(tail=b"x" * (fixed - 1))
    assert len(full.sealed) == len(one_less.sealed) == size + SEAL_BYTES
    assert json.loads(full.header)["size"] == size


def len_of_empty(voice: Voice) -> int:
    """Bytes that an envelope needs beside its tail, when the tail's length has up to seven digits."""
    message = voice.message()
    inner = len(envelope._inner_of(message, CITY, "core"))
    return 64 + 4 + inner + 6


def test_a_tail_of_one_attachment_part_fits_and_more_than_the_largest_class_does_not(internet: Voice) -> None:
    assert len(internet.frame(tail=bytes(1024 * 1024)).sealed) == 1126 * 1024 + SEAL_BYTES
    with pytest.raises(envelope.TooLarge, match="at most"):
        internet.frame(tail=bytes(SIZE_CLASSES[-1]))


def test_the_outside_tells_nothing_but_destination_id_size_and_key(internet: Voice) -> None:
    frame = internet.frame(
        body={"name": "海野 渚", "procedure": "inu-toroku"}, stream=(stream := uuid.uuid4())
    )
    assert set(json.loads(frame.header)) == {"v", "to", "id", "size", "kid"}
    for word in ("海野", "inu-toroku", "application", "internet", str(stream), CITY):
        assert word.encode() not in frame.header + frame.sealed


def test_another_zone_cannot_open_it(zones: Zones, internet: Voice) -> None:
    assert reason(zones, internet.frame(), zone="office") == "not_for_this_zone"


def test_a_header_put_on_another_seal_is_noticed(zones: Zones, internet: Voice) -> None:
    one, other = internet.frame(), internet.frame()
    assert reason(zones, Frame(one.id, one.header, other.sealed)) == "seal"
    assert reason(zones, one._replace(id=uuid.uuid4())) == "id_differs"


def test_a_signed_message_cannot_be_put_into_another_envelope(zones: Zones, internet: Voice) -> None:
    """Who holds the sealing key (or found an old one) has the signed bytes, and still cannot give them a new id."""
    frame = internet.frame()
    header = json.loads(frame.header)
    private = keys._private(zones["core"].folder, header["kid"])
    certificate = keys.newest_certificate(zones["core"].folder)
    assert private is not None
    plain = open_sealed(private, frame.sealed, info=sha256(frame.header).digest())
    header["id"] = str(new := uuid.uuid4())
    raw = canonical(header)
    public = keys.read_certificate(certificate).key.public
    forged = Frame(new, raw, seal_to(public, plain, info=sha256(raw).digest()))
    assert reason(zones, forged) == "signature"


def test_only_a_pinned_identity_is_believed(zones: Zones, internet: Voice, tmp_path: Any) -> None:
    identity.create_identity(tmp_path)
    stranger = Voice(
        {**zones, "internet": dataclasses.replace(zones["internet"], folder=tmp_path)}, "internet", "core"
    )
    assert reason(zones, stranger.frame()) == "signature"


def test_the_origin_inside_must_be_the_signer(zones: Zones, internet: Voice) -> None:
    """internet signs a message that says it comes from office."""
    assert reason(zones, internet.seal(internet.message(origin="office"))) == "origin_or_destination"


def test_a_message_of_another_city_is_not_ours(zones: Zones, internet: Voice) -> None:
    assert reason(zones, internet.frame(), city="other") == "city"


def reseal(zones: Zones, voice: Voice, inner: bytes, rest: bytes = b"", length: int | None = None) -> Frame:
    """A frame that `voice` really signed and sealed, with whatever bytes inside."""
    certificate = keys.newest_certificate(zones["core"].folder)
    key = keys.read_certificate(certificate).key
    id_ = uuid.uuid4()
    header = canonical({"v": 1, "to": "core", "id": str(id_), "size": 4096, "kid": key.kid})
    context = sha256(header).digest()
    signature = identity.sign_with(voice.house.folder, envelope._signed(context, inner))
    plain = signature + (len(inner) if length is None else length).to_bytes(4) + inner + rest
    return Frame(id_, header, seal_to(key.public, plain.ljust(4096, b"\0"), info=context))


def fields_of(voice: Voice, **changes: Any) -> bytes:
    fields = json.loads(envelope._inner_of(voice.message(), CITY, "core")) | changes
    return canonical({name: value for name, value in fields.items() if value is not ...})


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"v": 2}, "inner_unknown"),
        ({"body": []}, "inner_unknown"),
        ({"body": ...}, "inner_unknown"),
        ({"extra": 1}, "inner_unknown"),
        ({"first": 1}, "inner_unknown"),
        ({"to": "office"}, "origin_or_destination"),
        ({"type": "Application Submitted"}, "type"),
        ({"type": "application." + "x" * 90}, "type"),
        ({"type": None}, "type"),
        ({"stream": "1"}, "stream"),
        ({"stream": 1}, "stream"),
        ({"sequence": 0}, "sequence"),
        ({"sequence": True}, "sequence"),
        ({"sequence": 1.5}, "sequence"),
        ({"sequence": 2**40}, "sequence"),
        ({"version": -1}, "version"),
        ({"epoch": 0}, "epoch"),
        ({"at": "yesterday"}, "at"),
        ({"at": "2026-04-01T00:00:00"}, "at"),
        ({"tail_length": 9999}, "tail"),
        ({"tail_sha256": "00"}, "tail"),
        ({"tail_length": -1}, "tail"),
    ],
)
def test_a_neighbour_that_signs_nonsense_is_answered_with_what_is_wrong(
    zones: Zones, internet: Voice, changes: dict[str, Any], expected: str
) -> None:
    assert reason(zones, reseal(zones, internet, fields_of(internet, **changes))) == expected


@pytest.mark.parametrize(
    "inner", [b"", b"{", b"\xff", b"[1]", b"null", b'{"v": NaN}', b"[" * 3000, b'{"v": ' + b"9" * 3500 + b"}"]
)
def test_signed_bytes_that_are_no_json_object(zones: Zones, internet: Voice, inner: bytes) -> None:
    assert reason(zones, reseal(zones, internet, inner)) in {"inner_unreadable", "inner_unknown"}


def test_padding_is_zeros_and_the_length_stays_inside(zones: Zones, internet: Voice) -> None:
    inner = fields_of(internet)
    assert reason(zones, reseal(zones, internet, inner, rest=b"hidden")) == "padding"
    assert reason(zones, reseal(zones, internet, inner, length=2**31)) == "length"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"v": 2}, "header_version"),
        ({"v": True}, "header_version"),
        ({"to": "relay"}, "header_destination"),
        ({"to": ["core"]}, "header_destination"),
        ({"size": 2048.0}, "header_size"),
        ({"size": 3000}, "header_size"),
        ({"kid": "../../identity"}, "header_kid"),
        ({"kid": 7}, "header_kid"),
        ({"id": str(uuid.uuid1())}, "header_id"),
        ({"id": "x"}, "header_id"),
        ({"more": 1}, "header_unknown"),
    ],
)
def test_a_header_has_one_form(internet: Voice, change: dict[str, Any], expected: str) -> None:
    fields = json.loads(internet.frame().header) | change
    with pytest.raises(Rejected, match=expected):
        envelope.parse_header(canonical(fields))


def test_a_header_has_one_spelling(internet: Voice) -> None:
    raw = internet.frame().header
    for other in (raw.replace(b",", b", "), raw + b" ", raw.replace(b'"v":1', b'"v":1,"v":1')):
        with pytest.raises(Rejected, match="header_spelling"):
            envelope.parse_header(other)
    with pytest.raises(Rejected, match="header_too_long"):
        envelope.parse_header(raw + b" " * 300)


@RELAXED
@given(st.binary(max_size=200))
def test_any_bytes_as_a_header_are_rejected_and_never_raise_anything_else(raw: bytes) -> None:
    with pytest.raises(Rejected):
        envelope.parse_header(raw)


def test_an_unknown_key_is_said(zones: Zones, internet: Voice) -> None:
    fields = json.loads(internet.frame().header) | {"kid": "0" * 16}
    frame = internet.frame()
    fields["id"] = str(frame.id)
    assert reason(zones, frame._replace(header=canonical(fields))) == "sealing_key_unknown"


@pytest.mark.parametrize(
    "wrong",
    [{"type": "submitted"}, {"type": "a." + "b" * 99}, {"sequence": 0}, {"origin": "core"}, {"origin": "relay"},
     {"body": {"x": float("nan")}}, {"body": {"x": "\ud800"}}],
)  # fmt: skip
def test_what_cannot_be_read_is_not_sealed(internet: Voice, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        internet.frame(**wrong)
