import contextlib
import struct
import uuid
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokodemo.base.config import ZoneConfig
from dokodemo.gateway import identity, link, routes
from dokodemo.gateway.caller import (
    NONCE,
    PEER,
    SIGNATURE,
    SKEW_SECONDS,
    TIME,
    Gatekeeper,
    NotBelieved,
    signed_headers,
)
from dokodemo.gateway.envelope import Frame
from dokodemo.gateway.link import Malformed, Pull
from dokodemo.gateway.tests.conftest import flow

FRAMES = st.lists(
    st.builds(Frame, st.uuids(), st.binary(min_size=1, max_size=256), st.binary(min_size=1, max_size=300)), max_size=5
)  # fmt: skip
IDS = st.lists(st.uuids(), max_size=20)


@given(FRAMES)
def test_frames_survive_the_wire(frames: list[Frame]) -> None:
    assert link.read_frames(link.write_frames(frames)) == frames


@given(
    IDS, st.lists(st.sampled_from(["core", "internet", "office"]), min_size=1, max_size=3), st.integers(0, 25)
)
def test_a_pull_survives_the_wire(ids: list[uuid.UUID], destinations: list[str], wait: int) -> None:
    pull = Pull(tuple(ids), tuple(destinations), wait)
    assert link.read_pull(link.write_pull(pull)) == pull
    assert link.read_ids(link.write_ids(ids)) == tuple(ids)


@given(FRAMES.filter(bool), st.data())
def test_a_cut_is_said_with_its_place(frames: list[Frame], data: st.DataObject) -> None:
    whole = link.write_frames(frames)
    cut = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(Malformed, match="at byte"):
        link.read_frames(whole[:cut])


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_and_never_raise_anything_else(raw: bytes) -> None:
    for read in (link.read_frames, link.read_ids, link.read_pull):
        for body in (raw, b"DKF1" + raw, b"DKI1" + raw, b"DKP1" + raw):
            with contextlib.suppress(Malformed):
                read(body)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "the mark at byte 0 should have 4 bytes"),
        (b"XXXX" + bytes(4), "not b'DKF1'"),
        (b"DKF1" + struct.pack(">I", 501), "allowed is 0 to 500"),
        (b"DKF1" + struct.pack(">I", 1) + bytes(16) + struct.pack(">H", 300), "header length of frame 0 at byte 24 is 300"),
        (b"DKF1" + struct.pack(">I", 1) + bytes(16) + struct.pack(">H", 0), "allowed is 1 to 256"),
        (b"DKF1" + struct.pack(">I", 1) + bytes(16) + b"\0\1x" + struct.pack(">I", 2**32 - 1), "sealed length of frame 0"),
        (b"DKF1" + struct.pack(">I", 0) + b"more", "4 bytes too many after byte 8"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(body: bytes, said: str) -> None:
    with pytest.raises(Malformed, match=said):
        link.read_frames(body)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"DKP1" + struct.pack(">HB", 26, 1), "the wait in seconds at byte 4 is 26"),
        (b"DKP1" + struct.pack(">HB", 1, 0), "allowed is 1 to 8"),
        (b"DKP1" + struct.pack(">HBB", 1, 1, 2) + b"\xff\xff", "not plain ASCII"),
        (b"DKP1" + struct.pack(">HBB", 1, 1, 4) + b"core" + struct.pack(">I", 3000), "the count of ids"),
    ],
)
def test_what_is_wrong_with_a_pull_is_said(body: bytes, said: str) -> None:
    with pytest.raises(Malformed, match=said):
        link.read_pull(body)


# Who asks


class Clock:
    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def at() -> Clock:
    return Clock()


@pytest.fixture
def gatekeeper(zones: dict[str, ZoneConfig], at: Clock) -> Gatekeeper:
    """The relay's, who knows internet and core."""

    def verify(zone: str, data: bytes, signature: bytes) -> bool:
        return zone in ("internet", "core") and identity.verify_with(
            zones["relay"].peers[zone].identity_public, data, signature
        )

    return Gatekeeper("relay", verify, at)


def ask(
    zones: dict[str, ZoneConfig], at: float, *, caller: str = "core", of: str = "relay", body: bytes = b"b"
) -> dict[str, str]:
    folder = zones[caller].folder
    return signed_headers(caller, of, "/pull", body, at, lambda data: identity.sign_with(folder, data))


def test_a_pinned_neighbour_is_believed_once(
    zones: dict[str, ZoneConfig], gatekeeper: Gatekeeper, at: Clock
) -> None:
    headers = ask(zones, at.now)
    assert gatekeeper.believe("/pull", headers, b"b") == "core"
    with pytest.raises(NotBelieved, match="here before"):
        gatekeeper.believe("/pull", headers, b"b")
    assert gatekeeper.believe("/pull", ask(zones, at.now), b"b") == "core"


def test_a_nonce_is_remembered_as_long_as_its_stamp_is_good(
    zones: dict[str, ZoneConfig], gatekeeper: Gatekeeper, at: Clock
) -> None:
    headers = ask(zones, at.now + SKEW_SECONDS)  # the neighbour's clock is ahead
    gatekeeper.believe("/pull", headers, b"b")
    at.now += 2 * SKEW_SECONDS
    with pytest.raises(NotBelieved, match="here before"):
        gatekeeper.believe("/pull", headers, b"b")
    at.now += SKEW_SECONDS
    gatekeeper.believe("/pull", ask(zones, at.now), b"b")
    assert len(gatekeeper._seen) == 1


@pytest.mark.parametrize("shift", [-SKEW_SECONDS - 1, SKEW_SECONDS + 1])
def test_a_stamp_out_of_time_is_refused(
    zones: dict[str, ZoneConfig], gatekeeper: Gatekeeper, at: Clock, shift: int
) -> None:
    at.now += 1000
    with pytest.raises(NotBelieved, match="differs by 61 s"):
        gatekeeper.believe("/pull", ask(zones, at.now + shift), b"b")


def test_after_a_restart_an_old_request_cannot_be_repeated(
    zones: dict[str, ZoneConfig], gatekeeper: Gatekeeper, at: Clock
) -> None:
    headers = ask(zones, at.now)
    gatekeeper.believe("/pull", headers, b"b")
    at.now += 3
    restarted = Gatekeeper("relay", gatekeeper._verify, at)
    with pytest.raises(NotBelieved, match="before this server started"):
        restarted.believe("/pull", headers, b"b")
    assert restarted.believe("/pull", ask(zones, at.now), b"b") == "core"


def test_every_part_of_a_request_is_signed(
    zones: dict[str, ZoneConfig], gatekeeper: Gatekeeper, at: Clock
) -> None:
    headers = ask(zones, at.now)
    foreign = ask(zones, at.now, of="internet")
    for path, changed, body in [
        ("/push", headers, b"b"),
        ("/pull", headers, b"c"),
        ("/pull", headers | {PEER: "internet"}, b"b"),
        ("/pull", headers | {TIME: str(int(at.now) + 1)}, b"b"),
        ("/pull", headers | {NONCE: "0" * 32}, b"b"),
        ("/pull", headers | {SIGNATURE: "AAAA"}, b"b"),
        ("/pull", headers | {SIGNATURE: "?"}, b"b"),
        ("/pull", foreign, b"b"),
        ("/pull", ask(zones, at.now, caller="office"), b"b"),
    ]:
        with pytest.raises(NotBelieved):
            gatekeeper.believe(path, changed, body)
    assert gatekeeper.believe("/pull", headers, b"b") == "core"


@pytest.mark.parametrize("name", [PEER, TIME, NONCE, SIGNATURE])
def test_a_missing_header_is_named(
    zones: dict[str, ZoneConfig], gatekeeper: Gatekeeper, at: Clock, name: str
) -> None:
    headers = ask(zones, at.now)
    del headers[name]
    with pytest.raises(NotBelieved, match=name):
        gatekeeper.caller_of(headers)
    for wrong in ({TIME: "soon"}, {TIME: "-1"}, {TIME: "9" * 40}, {NONCE: "x"}):
        with pytest.raises(NotBelieved, match="seconds since 1970"):
            gatekeeper.caller_of(ask(zones, at.now) | wrong)


# The one table of roads


def test_nothing_dials_inwards_and_every_zone_is_reached() -> None:
    depth = {"internet": 0, "relay": 1, "office": 1, "core": 2}
    assert all(depth[road.dialler] > depth[road.listener] for road in routes.LINKS)
    assert {(road.dialler, road.listener) for road in routes.LINKS} == {
        ("relay", "internet"), ("office", "internet"), ("core", "relay"), ("core", "office"),
    }  # fmt: skip
    assert routes.link_between("core", "internet") is None
    assert routes.link_between("internet", "office") is None


def test_the_outer_zone_can_neither_publish_nor_appoint_nor_decide() -> None:
    for type_ in (
        "catalog.published",
        "catalog.offered",
        "staff.directory",
        "staff.reorganisation",
        "application.decided",
        "document.delivered",
    ):
        assert not routes.may_send("internet", type_)
        assert routes.may_send("office", type_)
    assert routes.may_send("internet", "application.submitted")
    assert not routes.may_send("core", "staff.directory")
    for type_ in ("staff.reorganisation.checked", "staff.reorganised"):
        assert [routes.may_send(each, type_) for each in ("internet", "office", "core")] == [
            False,
            False,
            True,
        ]
    assert [routes.may_send(each, "mandate.answered") for each in ("internet", "office", "core")] == [
        False,
        False,
        True,
    ]
    assert [routes.may_send(each, "mandate.asked") for each in ("internet", "office", "core")] == [
        False,
        True,
        False,
    ]
    assert not routes.may_send("relay", "gateway.confirmed")


CORE_RELAY = routes.Link("core", "relay", pulls=("core",), pushes=("internet",))


@pytest.mark.parametrize(
    ("declared", "allowed"),
    [
        ((flow("core", "relay"),), True),
        ((flow("core", "relay", "fetch"), flow("core", "relay", "send")), True),
        ((flow("core", "relay", "fetch"), flow("core", "office")), False),
        ((flow("core", "office"),), False),
    ],
)
def test_only_a_declared_connection_is_opened(
    tmp_path: Path, declared: tuple[str, ...], allowed: bool
) -> None:
    path = tmp_path / "flows.yaml"
    path.write_text("flows:\n" + "".join(declared), "utf-8")
    if allowed:
        routes.check_flow(path, CORE_RELAY)
        return
    with pytest.raises(routes.FlowMissing, match="'from: core', 'to: relay'"):
        routes.check_flow(path, CORE_RELAY)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "flows: []",
        "- just words",
        "flows:\n" + flow("relay", "core"),
        "flows:\n- {from: core, to: relay}",
    ],
)
def test_flows_that_are_not_right_open_nothing(tmp_path: Path, content: str) -> None:
    path = tmp_path / "flows.yaml"
    path.write_text(content, "utf-8")
    with pytest.raises(routes.FlowMissing, match=r"not right: .*flows\.yaml"):
        routes.check_flow(path, CORE_RELAY)


def test_unreadable_flows_are_told_with_their_path(tmp_path: Path) -> None:
    with pytest.raises(routes.FlowMissing, match=r"flows\.yaml"):
        routes.check_flow(tmp_path / "flows.yaml", CORE_RELAY)
    (tmp_path / "flows.yaml").write_text("a: [", "utf-8")
    with pytest.raises(routes.FlowMissing, match="not valid YAML"):
        routes.check_flow(tmp_path / "flows.yaml", CORE_RELAY)
