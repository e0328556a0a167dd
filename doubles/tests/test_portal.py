"""The portal's double: says that it is one, hands out what it was told to make, and remembers what it is told."""

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from doubles import portal_forms
from doubles.portal import Desk, application
from doubles.portal_packages import BROKEN

#: XML, CSV in UTF-8, CSV in Shift_JIS.
ONE_OF_EACH = ("jido-teate-nintei", "risai", "kaigo-shinki")


@pytest.fixture(scope="module")
def cards(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cards")


@pytest.fixture
def desk(cards: Path) -> Desk:
    return Desk(cards)


@pytest.fixture
def client(desk: Desk) -> TestClient:
    return TestClient(application(desk), base_url="http://portal.localhost:8127")


def emit(client: TestClient, procedure: str = "jido-teate-nintei", **asked: Any) -> dict[str, str]:
    answer = client.post("/api/emit", json={"procedure": procedure, **asked})
    assert answer.status_code == 201, answer.text
    made: dict[str, str] = answer.json()
    return made


def waiting(client: TestClient, destination: str = "core") -> list[str]:
    return [
        each["number"] for each in client.get(f"/api/arrivals?destination={destination}").json()["arrivals"]
    ]


def test_says_on_its_page_that_it_is_a_double(client: TestClient) -> None:
    made = emit(client)
    page = client.get("/").text
    assert "テスト用の代役です。マイナポータルではありません" in page
    assert made["number"] in page


def test_lists_for_whom_it_is_until_it_is_acknowledged(client: TestClient) -> None:
    child, damage = emit(client), emit(client, "risai")
    assert (waiting(client), waiting(client, "office")) == ([child["number"]], [damage["number"]])
    assert client.post(f"/api/arrivals/{child['id']}/acknowledgement").status_code == 204
    assert (waiting(client), waiting(client, "office")) == ([], [damage["number"]])
    assert client.get(f"/api/arrivals/{child['id']}/package").status_code == 200


@pytest.mark.parametrize("procedure", portal_forms.forms())
def test_a_good_package_holds_what_the_real_one_is_said_to_hold(client: TestClient, procedure: str) -> None:
    made = emit(client, procedure)
    with zipfile.ZipFile(io.BytesIO(client.get(f"/api/arrivals/{made['id']}/package").content)) as packed:
        names = set(packed.namelist())
    assert {"到達情報.xml", "申請書.pdf", "電子署名.xml"} < names
    assert names & {"申請データ.xml", "申請データ.csv"}


@pytest.mark.parametrize("procedure", portal_forms.forms())
def test_a_value_that_no_form_takes_stands_in_the_package(client: TestClient, procedure: str) -> None:
    made = emit(client, procedure, kind="refused_value")
    with zipfile.ZipFile(io.BytesIO(client.get(f"/api/arrivals/{made['id']}/package").content)) as packed:
        data = next(packed.read(name) for name in packed.namelist() if name.startswith("申請データ"))
    assert any("平成99年13月40日".encode(charset) in data for charset in ("utf-8", "shift_jis"))


@pytest.mark.parametrize("kind", BROKEN)
def test_makes_every_broken_one(client: TestClient, kind: str) -> None:
    for procedure in ONE_OF_EACH:
        made = emit(client, procedure, kind=kind)
        assert client.get(f"/api/arrivals/{made['id']}/package").content


def test_its_forms_are_those_of_the_citys_mappings() -> None:
    found = portal_forms.forms()
    assert {(each.shape, each.charset) for each in map(found.get, ONE_OF_EACH) if each} == {
        ("xml", "utf-8"), ("csv", "utf-8"), ("csv", "shift_jis"),
    }  # fmt: skip
    form = found["jido-teate-nintei"]
    assert form.items[17:19] == (
        {"id": "KT018", "name": "配偶者の氏名（氏）"}, {"id": "KT019", "name": "配偶者の氏名（名）"},
    )  # fmt: skip
    assert {"id": "KT029", "name": "お子さん：氏名"} in form.items
    said = form.says(date(2026, 11, 24))
    assert (said["KT001"], said["KT002"], said["KT003"]) == ("海野　さくら", "平成3年5月14日", "女")
    assert (said["KT018"], said["KT019"], said["KT014"]) == ("海野", "拓海", "令和8年11月10日")
    assert (said["KT031"], said["KT039"]) == (["令和8年11月10日", "令和元年8月20日"], ["", ""])


def test_remembers_states_once_and_refuses_nonsense(client: TestClient) -> None:
    made = emit(client)
    body = {"id": "m-1", "number": made["number"], "code": "accepted", "at": "2026-11-24T10:00:00+09:00"}
    assert [client.post("/api/states", json=body).status_code for _ in range(2)] == [204, 204]
    (row,) = client.get("/api/emitted").json()["arrivals"]
    assert [each["code"] for each in row["states"]] == ["accepted"]
    assert client.post("/api/states", json=body | {"code": "done"}).status_code == 422
    assert client.post("/api/states", json=body | {"id": "m-2", "number": "1"}).status_code == 404
    assert client.post("/api/states", content=b"[").status_code == 422
    assert client.post("/api/emit", json={"procedure": "nothing"}).status_code == 422


def test_the_form_of_its_page_makes_one(client: TestClient) -> None:
    answer = client.post(
        "/emit", data={"procedure": "risai", "kind": "not_zip", "person": ""}, follow_redirects=False
    )
    assert answer.status_code == 303
    assert len(waiting(client, "office")) == 1
    assert client.post("/emit", data={"procedure": "<b>"}).status_code == 422


def test_answers_only_to_its_own_names(client: TestClient) -> None:
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400
