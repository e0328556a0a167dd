"""The process against the double in a process of its own, over HTTP; and when it refuses to start."""

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from dokodemo.base import clock, config
from dokodemo.casework.cases.models import Case
from dokodemo.casework.portal import client, process
from dokodemo.casework.portal.client import NoAnswer, Portal, PortalAway, Refused
from dokodemo.casework.portal.models import Intake
from dokodemo.catalog.schema import Catalog
from dokodemo.gateway.routes import FlowMissing
from doubles.portal import Arrival, Desk


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where a double runs as ``./run`` starts it."""
    port, cards = free_port(), config.load().folder.parent / "doubles" / "oidc"
    command = [sys.executable, "-P", "-m", "doubles.portal", "--port", str(port), "--folder", str(cards)]
    running = subprocess.Popen(command, cwd=process.__file__.partition("/src/")[0])
    url = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 30
        while True:
            try:
                if httpx.get(f"{url}/health", trust_env=False).status_code == 200:
                    break
            except httpx.HTTPError:
                assert time.monotonic() < deadline
                time.sleep(0.1)
        yield url
    finally:
        running.terminate()
        running.wait(10)


def test_the_whole_way_over_http(address: str, catalog: Catalog, mine: str) -> None:
    clock.reset()  # the double is another process: it does not know the tests' day
    sent = httpx.post(f"{address}/api/emit", json={"procedure": mine}, trust_env=False).json()
    httpx.post(f"{address}/api/emit", json={"procedure": mine, "kind": "not_zip"}, trust_env=False)
    portal = Portal(address)
    try:
        assert process.round_(portal) == 4  # two packages, and a word on each
        assert process.round_(portal) == 0
    finally:
        portal.close()
    case = Case.objects.get(id=Intake.objects.get(number=sent["number"]).application)
    assert case.evidence["verified"]
    assert Intake.objects.get(state="broken").code == "not_zip"
    rows = httpx.get(f"{address}/api/emitted", trust_env=False).json()["arrivals"]
    assert [(each["acknowledged"], [said["code"] for said in each["states"]]) for each in rows] == [
        (True, ["accepted"]), (True, ["unreadable"]),
    ]  # fmt: skip


def test_a_package_too_large_is_not_taken_and_not_forgotten(
    address: str, catalog: Catalog, mine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "MOST_BYTES", 1000)
    sent = httpx.post(f"{address}/api/emit", json={"procedure": mine}, trust_env=False).json()
    portal = Portal(address)
    process.round_(portal)

    def again(delivery: str) -> bytes:
        pytest.fail("it is fetched a second time")

    monkeypatch.setattr(portal, "package", again)
    process.round_(portal)
    intake = Intake.objects.get(number=sent["number"])
    assert (intake.state, intake.code, intake.acknowledged_at) == ("broken", "too_large", None)
    portal.acknowledge(sent["id"])
    portal.close()


def test_nobody_there_is_worth_another_try() -> None:
    portal = Portal(f"http://127.0.0.1:{free_port()}")
    with pytest.raises(PortalAway):
        process.round_(portal)
    assert process._step(portal, 3.0) == 6.0
    assert process._step(portal, 60.0) == 60.0
    portal.close()


@pytest.mark.parametrize("part", ["package", "acknowledgement"])
def test_one_delivery_that_fails_keeps_nobody_waiting(
    part: str,
    portal: Portal,
    double: Desk,
    emit: Callable[..., Arrival],
    catalog: Catalog,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stuck, good = emit(), emit()
    fetch, post = portal._fetch, portal._post

    def fetched(path: str, most: int) -> bytes:
        if path.endswith(f"{stuck.id}/package") and part == "package":
            raise PortalAway("a package is answered 500")
        return fetch(path, most)

    def posted(path: str, body: Any) -> int:
        return 503 if part in path and stuck.id in path else post(path, body)

    monkeypatch.setattr(portal, "_fetch", fetched)
    monkeypatch.setattr(portal, "_post", posted)
    with pytest.raises(PortalAway):
        process.round_(portal)
    assert Intake.objects.get(number=good.number).state == "registered"
    assert (good.acknowledged, [each["code"] for each in good.states]) == (True, ["accepted"])
    assert not stuck.acknowledged
    monkeypatch.undo()
    process.round_(portal)
    assert (stuck.acknowledged, [each["code"] for each in stuck.states]) == (True, ["accepted"])


def test_a_portal_that_falls_silent_is_not_asked_for_the_whole_list(catalog: Catalog) -> None:
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/api/arrivals":
            row = {"procedure_id": "1", "arrived_at": clock.now().isoformat()}
            return httpx.Response(
                200, json={"arrivals": [row | {"id": f"{n}", "number": f"{n}"} for n in range(99)]}
            )
        asked.append(request.url.path)
        raise httpx.ReadTimeout("nothing")

    with pytest.raises(NoAnswer):
        process.round_(Portal("http://portal.localhost", httpx.MockTransport(answer)))
    assert len(asked) == process.MOST_SILENT


@pytest.mark.parametrize(
    ("status", "said"),
    [(status, Refused) for status in (400, 404, 409, 410, 422)]
    + [(status, PortalAway) for status in (200, 302, 401, 403, 408, 413, 429, 500, 503)],
)
def test_only_what_the_portal_has_understood_is_refused_for_good(status: int, said: type[Exception]) -> None:
    portal = Portal("http://portal.localhost", httpx.MockTransport(lambda request: httpx.Response(status)))
    with pytest.raises(said):
        portal.tell("m", "1", "accepted", clock.now())


def test_what_the_portal_says_is_not_believed() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"arrivals": [{"id": "../../x", "number": "1"}]})

    portal = Portal("http://portal.localhost", httpx.MockTransport(answer))
    with pytest.raises(PortalAway, match="cannot be read"):
        process.round_(portal)


def test_refuses_to_start_without_a_declared_flow(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    house = config.load()
    flows = house.folder / "no-flows.yaml"
    declared = house.flows_path.read_text("utf-8")
    kept = declared[: declared.index("  - id: office-portal")]
    flows.write_text(kept, "utf-8")
    monkeypatch.setattr(config, "load", lambda: replace(house, flows_path=flows))
    with pytest.raises(FlowMissing, match=f"from: {house.zone}', 'to: portal"):
        process.run()
    monkeypatch.setattr(config, "load", lambda: replace(house, portal=None))
    with pytest.raises(config.ConfigError, match=r"\[portal\]"):
        process.run()
