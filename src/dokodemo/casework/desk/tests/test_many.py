"""The queue's page: ticks, one press, undo, views of one's own, the list as a file, sheets to print."""

import csv
import io
import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from dokodemo.base.audit.models import AuditRow
from dokodemo.casework.cases.models import Case
from dokodemo.casework.cases.tests.test_deciding import version
from dokodemo.casework.conftest import Here

pytestmark = pytest.mark.django_db
Desk = Callable[..., Any]
Arrive = Callable[..., UUID]


def page(answer: Any) -> str:
    return str(answer.content.decode())


def tick(*ids: UUID) -> list[str]:
    return [f"{id_}~{version(id_)}" for id_ in ids]


def test_one_press_is_said_and_taken_back(at_desk: Desk, arrive: Arrive) -> None:
    client, one, two = at_desk("clerk"), arrive(), arrive()
    assert f'value="{tick(one)[0]}"' in page(client.get("/?state=arrived"))
    back = re.search(
        r'id="many"><input[^>]+><input type="hidden" name="back" value="([^"]+)"',
        page(client.get("/?state=arrived")),
    )
    assert back
    assert back[1] == "/?state=arrived"
    answer = client.post("/many", {"do": "flag", "flag": "urgent", "case": tick(one, two), "back": back[1]})
    assert answer["Location"].startswith("/?state=arrived&bulk=")
    html = page(client.get(answer["Location"]))
    assert "2件に「急ぎ」の印をつけました。" in html
    act = re.search(r'name="act" value="([^"]+)"', html)
    assert act
    answer = client.post("/many/undo", {"act": act[1], "back": "/?state=arrived"})
    html = page(client.get(answer["Location"]))
    assert "2件を元に戻しました。" in html
    assert "data-undo" not in html
    assert set(Case.objects.values_list("flag", flat=True)) == {""}
    assert "件に" not in page(at_desk("colleague").get(answer["Location"]))


def test_what_was_left_is_named_with_why(at_desk: Desk, arrive: Arrive) -> None:
    client, one = at_desk("clerk"), arrive()
    answer = client.post("/many", {"do": "close", "case": tick(one), "back": "/"})
    html = page(client.get(answer["Location"]))
    assert "どれも変わっていません。" in html
    assert "まだ決裁されていません" in html
    assert Case.objects.get(id=one).receipt in html


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"do": "flag", "flag": "urgent"}, "申請が1つも選ばれていません"),
        ({"do": "assign", "member": "stranger", "case": "ONE"}, "その職員は、この課で申請を担当していません"),
        ({"do": "flag", "flag": "x", "case": "ONE"}, "その印はありません"),
        ({"do": "print"}, "申請が1つも選ばれていません"),
        ({"do": "flag", "flag": "urgent", "case": "nonsense"}, "申請が1つも選ばれていません"),
    ],
)
def test_a_press_that_cannot_be_is_explained(
    at_desk: Desk, arrive: Arrive, sent: dict[str, str], said: str
) -> None:
    client, one = at_desk("clerk"), arrive()
    sent = sent | {"back": "/?sort=arrived"} | ({"case": tick(one)[0]} if sent.get("case") == "ONE" else {})
    answer = client.post("/many", sent)
    assert answer["Location"].startswith("/?sort=arrived&wrong=")
    assert said in page(client.get(answer["Location"]))


@pytest.mark.parametrize("back", ["https://example.com/", "//example.com", "javascript:alert(1)", ""])
def test_the_way_back_stays_in_the_house(at_desk: Desk, back: str) -> None:
    answer = at_desk("clerk").post("/many", {"do": "flag", "back": back})
    assert answer["Location"] == "/?wrong=nothing"


def test_sheets_hold_every_answer_and_every_look_is_recorded(
    at_desk: Desk, arrive: Arrive, here: Here
) -> None:
    client, one, two = at_desk("clerk"), arrive(), arrive()
    html = page(client.post("/many", {"do": "print", "case": tick(one, two), "back": "/"}))
    assert html.count('<article class="sheet') == 2
    for id_ in (one, two):
        assert Case.objects.get(id=id_).receipt in html
    assert str(here.values[here.name]) in html
    assert AuditRow.objects.filter(action="case.view").count() == 2
    html = page(at_desk("stranger").post("/many", {"do": "print", "case": tick(one), "back": "/"}))
    assert "印刷できる申請がありませんでした" in html


def test_a_view_is_saved_shown_and_removed(at_desk: Desk, arrive: Arrive) -> None:
    client = at_desk("clerk")
    arrive()
    wanted = {"flag": "urgent", "due": "late", "since": "2026-11-01", "back": "/?flag=urgent"}
    assert client.post("/views", {"view": "急ぎで期限切れ", **wanted})["Location"] == "/?flag=urgent"
    html = page(client.get("/?due=late&flag=urgent&since=2026-11-01"))
    link = re.search(r'href="([^"]+)" aria-current="page"><span>急ぎで期限切れ', html)
    assert link
    assert link[1] == "?due=late&amp;flag=urgent&amp;since=2026-11-01"
    view = re.search(r'name="view" value="(\d+)"', html)
    assert view
    client.post("/views/remove", {"view": view[1], "back": "/"})
    assert "急ぎで期限切れ" not in page(client.get("/"))
    answer = client.post("/views", {"view": " ", **wanted})
    assert "表示の名前を30文字以内で" in page(client.get(answer["Location"]))


def test_the_list_as_a_file(at_desk: Desk, arrive: Arrive) -> None:
    client, one, two = at_desk("clerk"), arrive(), arrive()
    Case.objects.filter(id=one).update(applicant_name="=1+1")
    Case.objects.filter(id=two).update(flag="urgent", applicant_name="＝1+1")
    answer = client.post("/export", {"sort": "arrived"})
    assert answer["Content-Disposition"] == 'attachment; filename="cases.csv"'
    assert answer["Cache-Control"] == "no-store"
    text = page(answer)
    assert text.startswith("﻿受付番号")
    rows = list(csv.reader(io.StringIO(text[1:])))
    assert {row[0] for row in rows[1:]} == set(Case.objects.values_list("receipt", flat=True))
    assert {row[2] for row in rows[1:]} == {"'=1+1", "'＝1+1"}
    only = page(client.post("/export", {"flag": "urgent"}))
    assert only.count("\n") == 2


def test_nonsense_in_the_address_is_no_error(at_desk: Desk, arrive: Arrive) -> None:
    client = at_desk("clerk")
    arrive()
    assert client.get("/?until=9999-12-31&since=0001-01-01").status_code == 200
    nonsense = "since=x&until=0000-00-00&due=x&flag=%00&state=%27&bulk=x&wrong=x&after=~&sort=z&entrance=q"
    answer = client.get(f"/?{nonsense}")
    assert answer.status_code == 200
    assert "data-row" in page(answer)
