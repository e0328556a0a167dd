"""An application about somebody else: core is asked, and the desk shows what it says of the question that counts."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from dokodemo.base import clock
from dokodemo.casework.cases import actions as casework
from dokodemo.casework.cases.loading import load
from dokodemo.casework.cases.models import Case
from dokodemo.casework.cases.queries.acting import Acting, acting
from dokodemo.casework.tests import every, staff
from dokodemo.gateway import outbox
from dokodemo.gateway.messages import Message, Refused, handler_for
from dokodemo.gateway.models import Outbox
from dokodemo.office.mandates.models import Asked
from dokodemo.operate import samples

pytestmark = pytest.mark.django_db
RISAI = "risai"


@pytest.fixture(autouse=True)
def clock_as_it_was() -> Iterator[None]:
    yield
    clock.reset()


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What is asked of core, as it is sealed."""
    heard, post = [], outbox.post

    def listen(to: str, stream: UUID, type_: str, version: int, body: dict[str, Any], **more: Any) -> Any:
        if type_ == "mandate.asked":
            heard.append(body)
        return post(to, stream, type_, version, body, **more)

    monkeypatch.setattr(outbox, "post", listen)
    return heard


def arrived(**changes: str) -> Case:
    now = every.in_force()
    procedure = now.procedures[RISAI]
    typed = samples.of(RISAI).approve.answers | changes
    return Case.objects.get(id=every.arrive(procedure, every.filled(procedure, typed), now.hash))


def answer(of: Case, question: str, state: str = "covered", *, origin: str = "core", **more: Any) -> None:
    body: dict[str, Any] = {"question": question, "case": str(of.id), "state": state}
    if state == "covered":
        ends = (clock.today() + timedelta(90)).isoformat()
        body |= {"relation": "family", "ends": ends, "number": "海市第7号", "certain": True}
    message = Message(
        uuid.uuid4(), origin, of.id, 1, "mandate.answered", 1, clock.now(), body | more, b"", 1, True
    )
    handler_for(message)(message)


def shown(case: Case) -> Acting:
    found = acting(load(case))
    assert found is not None
    return found


def page(case: Case) -> str:
    staff.hired("bosai1", "bosai", "clerk")
    return str(staff.signed_in("bosai1").get(f"/cases/{case.id}").content.decode())


def test_core_is_asked_who_acts_for_whom_in_what_and_nothing_else(said: list[dict[str, Any]]) -> None:
    case = arrived()
    (question,) = said
    assert Outbox.objects.filter(destination="core", stream=case.id).count() == 1
    assert question == {
        "question": str(Asked.objects.get().question),
        "case": str(case.id),
        "procedure": RISAI,
        "catalog": case.catalog_hash,
        "on": clock.today().isoformat(),
        "person": {"name": "海野　陸", "birthdate": "1990-03-04", "address": "海風市中央一丁目2番3号"},
        "agent": {"name": "海野　さくら", "birthdate": "", "subjects": []},
    }
    assert shown(case).state == "waiting"
    assert "たずねています" in page(case)


def test_who_applies_for_themselves_is_not_asked_about(said: list[dict[str, Any]]) -> None:
    now = every.in_force()
    procedure = now.procedures[RISAI]
    head = ("head_name", "head_kana", "head_birth", "head_address")
    typed = {k: v for k, v in samples.of(RISAI).approve.answers.items() if k not in head}
    values = every.filled(procedure, typed | {"applicant_is": "self"})
    case = Case.objects.get(id=every.arrive(procedure, values, now.hash))
    assert said == []
    assert acting(load(case)) is None


def test_the_desk_shows_the_mandate_and_not_what_else_it_covers(said: list[dict[str, Any]]) -> None:
    case = arrived()
    answer(case, said[0]["question"])
    found = shown(case)
    assert found.state == "covered"
    assert found.standing is not None
    assert (found.standing.number, found.standing.relation, found.standing.certain) == (
        "海市第7号",
        "家族",
        True,
    )
    html = page(case)
    assert "代理：届出あり" in html
    assert "海市第7号" in html
    assert "罹災証明書の申請" in html


@pytest.mark.parametrize(
    ("state", "says"), [("none", "使える代理の届出はありません"), ("stranger", "住民が見つからない")]
)
def test_the_desk_says_what_to_do_where_there_is_none(
    said: list[dict[str, Any]], state: str, says: str
) -> None:
    case = arrived()
    answer(case, said[0]["question"], state)
    html = page(case)
    assert says in html
    assert "委任状か本人の気持ちを確かめてください" in html


def test_taking_it_and_correcting_it_asks_again_and_only_the_last_answer_counts(
    said: list[dict[str, Any]],
) -> None:
    case = arrived()
    answer(case, said[0]["question"], "none")
    clerk, _chief = every.people_of("bosai")
    casework.take(clerk, case.id, 1)
    assert shown(Case.objects.get(id=case.id)).state == "waiting"
    casework.correct(clerk, case.id, 2, "head_birth", "1990-03-05", "書き間違い")
    assert [each["person"]["birthdate"] for each in said] == ["1990-03-04", "1990-03-04", "1990-03-05"]
    answer(case, said[1]["question"])
    assert shown(case).state == "waiting"
    answer(case, said[2]["question"])
    answer(case, said[2]["question"])
    assert shown(case).state == "covered"


@pytest.mark.parametrize(
    ("field", "unread", "mended"),
    [
        ("head_birth", "平成2年3月40日ごろ生まれ", "1990-03-04"),
        ("head_address", "海風市" * 201, "海風市中央一丁目2番3号"),
        ("head_name", "海" * 300, "海野 陸"),
    ],
)
def test_core_is_asked_once_the_person_can_be_looked_up(
    said: list[dict[str, Any]], field: str, unread: str, mended: str
) -> None:
    now = every.in_force()
    procedure = now.procedures[RISAI]
    values = every.filled(procedure, samples.of(RISAI).approve.answers) | {field: unread}
    case = Case.objects.get(id=every.arrive(procedure, values, now.hash))
    clerk, _chief = every.people_of("bosai")
    casework.take(clerk, case.id, 1)
    assert said == []
    case.refresh_from_db()
    assert shown(case).state == "unread"
    assert "先にその内容を直してください" in page(case)
    casework.correct(clerk, case.id, case.version, field, mended, "電話で確認")
    (question,) = said
    case.refresh_from_db()
    assert shown(case).state == "waiting"
    answer(case, question["question"])
    Case.objects.filter(id=case.id).update(problems={field: "直してください。"})
    assert shown(Case.objects.get(id=case.id)).state == "unread"  # the answer was to what was said before


@pytest.mark.parametrize(
    ("state", "changes", "code"),
    [
        ("covered", {"origin": "internet"}, "not_the_keeper"),
        ("covered", {"case": str(uuid.uuid4())}, "stream_differs"),
        ("covered", {"ends": None}, "body_unreadable"),
        ("covered", {"atenabango": "000000000000001"}, "body_unreadable"),
        ("none", {"ends": "2027-01-01"}, "body_unreadable"),
        ("outside", {}, "body_unreadable"),
    ],
)
def test_an_answer_that_is_none_is_refused(
    said: list[dict[str, Any]], state: str, changes: dict[str, Any], code: str
) -> None:
    case = arrived()
    with pytest.raises(Refused) as refused:
        answer(case, said[0]["question"], state, **changes)
    assert refused.value.code == code
    assert shown(case).state == "waiting"


def test_an_answer_for_a_case_nobody_asked_about_changes_nothing(said: list[dict[str, Any]]) -> None:
    case = arrived()
    Asked.objects.all().delete()
    answer(case, said[0]["question"])
    assert not Asked.objects.exists()
    assert shown(case).state == "elsewhere"
