"""Office asks whether a mandate covers an application: it is told that and nothing else, and the trail knows."""

import uuid
from datetime import timedelta
from typing import Any

import pytest

from dokodemo.base import clock
from dokodemo.base.audit.models import AuditRow
from dokodemo.casework.tests import every
from dokodemo.catalog import versions
from dokodemo.catalog.succession import Move
from dokodemo.core.mandates import actions
from dokodemo.core.mandates.models import Mandate
from dokodemo.core.mandates.tests.test_mandates import (
    ADDRESS,
    USHIO,
    clerk_of,
    give,
    granted,
    sakura,
    takumi,
    ushio,
)
from dokodemo.core.residents import queries as residents
from dokodemo.core.residents.actions import link
from dokodemo.gateway import outbox
from dokodemo.gateway.messages import Message, Refused, handler_for
from dokodemo.gateway.models import Outbox
from dokodemo.values.names import search_key

__all__ = ["sakura", "takumi", "ushio"]
pytestmark = pytest.mark.django_db
CASE = uuid.uuid4()


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What is answered, as it is sealed."""
    heard, post = [], outbox.post

    def listen(to: str, stream: Any, type_: str, version: int, body: dict[str, Any], **more: Any) -> Any:
        if type_ == "mandate.answered":
            assert (to, stream) == ("office", CASE)
            heard.append(body)
        return post(to, stream, type_, version, body, **more)

    monkeypatch.setattr(outbox, "post", listen)
    return heard


def ask(origin: str = "office", **changes: Any) -> None:
    """As office posts it: Sakura acts for Ushio."""
    body: dict[str, Any] = {
        "question": str(uuid.uuid4()), "case": str(CASE), "procedure": "risai", "catalog": every.in_force().hash,
        "on": clock.today().isoformat(),
        "person": {"name": "海野 うしお", "birthdate": "1948-03-02", "address": "海風市岬町6-12"},
        "agent": {"name": "海野 さくら", "birthdate": "1992-05-14", "subjects": []},
    }  # fmt: skip
    message = Message(
        uuid.uuid4(), origin, CASE, 1, "mandate.asked", 1, clock.now(), body | changes, b"", 1, True
    )
    handler_for(message)(message)


def for_sakura(ushio: str, **changes: Any) -> Mandate:
    key = search_key("海野　さくら")
    scope = {"kind": "listed", "procedures": ["kaigo-shinki", "risai"]}
    return give(ushio, **{"agent_name_key": key, "scope": scope, **changes})


def test_it_is_told_that_one_covers_it_and_nothing_else(
    sakura: str, ushio: str, said: list[dict[str, Any]]
) -> None:
    mandate = for_sakura(ushio)
    ask()
    (answer,) = said
    answer.pop("question")
    assert answer == {
        "case": str(CASE), "state": "covered", "relation": "family", "ends": mandate.ends.isoformat(),
        "number": "海市第99号", "certain": False,
    }  # fmt: skip
    assert Outbox.objects.filter(destination="office", stream=CASE).count() == 1
    assert not {ushio, sakura, USHIO["address"], ADDRESS} & set(map(str, answer.values()))
    row = AuditRow.objects.get(action="mandate.answer")
    assert (row.subject, row.object_id) == (ushio, str(CASE))


@pytest.mark.parametrize(
    "changes",
    [
        {"scope": {"kind": "section", "section": "kaigo"}},
        {"agent_birth": clock.today()},
        {"starts": clock.today() + timedelta(1)},
        {"revoked_on": clock.today(), "revoked_why": "試験"},
    ],
    ids=["another-scope", "another-person", "not-yet", "ended"],
)
def test_what_does_not_cover_it_is_not_told(
    sakura: str, ushio: str, said: list[dict[str, Any]], changes: dict[str, Any]
) -> None:
    for_sakura(ushio, **changes)
    ask()
    assert [each["state"] for each in said] == ["none"]
    assert said[0].keys() == {"question", "case", "state"}


def test_a_section_and_everything_cover_it_too(ushio: str, said: list[dict[str, Any]]) -> None:
    for_sakura(ushio, scope={"kind": "section", "section": "bosai"})
    ask()
    Mandate.objects.all().delete()
    for_sakura(ushio, scope={"kind": "all"}, relation="guardian")
    ask()
    assert [(each["state"], each["relation"]) for each in said] == [
        ("covered", "family"),
        ("covered", "guardian"),
    ]


def test_a_merger_widens_no_mandate(ushio: str, said: list[dict[str, Any]]) -> None:
    """What was declared at 防災 goes to 環境課: a mandate for 環境課 never named it, one for 防災 did."""
    every.in_force()
    versions.succeed(uuid.uuid4(), [Move("bosai", "", "kankyo")])
    versions.forget()
    for_sakura(ushio, scope={"kind": "section", "section": "kankyo"})
    ask()
    Mandate.objects.all().delete()
    for_sakura(ushio, scope={"kind": "section", "section": "bosai"})
    ask()
    assert [each["state"] for each in said] == ["none", "covered"]


def test_only_who_names_the_person_as_the_register_does_learns_anything(
    sakura: str, ushio: str, said: list[dict[str, Any]]
) -> None:
    for_sakura(ushio)
    right = {"name": "海野 うしお", "birthdate": "1948-03-02", "address": "海風市岬町6-12"}
    for wrong in (
        {"name": "海野 うみ"},
        {"birthdate": "1948-03-03"},
        {"birthdate": ""},
        {"address": ADDRESS},
    ):
        ask(person=right | wrong)
    assert [each["state"] for each in said] == ["stranger"] * 4


@pytest.mark.parametrize(
    "written", [{"birthdate": "平成2年3月40日ごろ生まれ"}, {"address": "岬町" * 201}, {"name": "海" * 300}]
)
def test_what_no_resident_can_be_called_finds_none_and_blocks_nothing(
    ushio: str, said: list[dict[str, Any]], written: dict[str, str]
) -> None:
    for_sakura(ushio)
    right = {"name": "海野 うしお", "birthdate": "1948-03-02", "address": "海風市岬町6-12"}
    ask(person=right | written)
    ask(agent={"name": "海" * 300, "birthdate": "平成4年のはじめごろ", "subjects": []})
    assert [each["state"] for each in said] == ["stranger", "none"]


def test_a_sign_in_that_is_known_says_more_than_a_name(
    sakura: str, takumi: str, ushio: str, said: list[dict[str, Any]]
) -> None:
    link("https://id.example", "abc", sakura, clerk_of("shimin"))
    for_sakura(ushio, agent=sakura)
    named = {"name": "別の 名前", "birthdate": ""}
    ask(agent=named | {"subjects": [["https://id.example", "abc"]]})
    ask(agent=named | {"subjects": [["https://id.example", "nobody"]]})
    assert [(each["state"], each.get("certain")) for each in said] == [("covered", True), ("none", None)]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"origin": "internet"}, "origin_not_office"),
        ({"case": str(uuid.uuid4())}, "stream_differs"),
        ({"procedure": "kaigo-shinki"}, "procedure_unknown"),
        ({"procedure": "nanika"}, "procedure_unknown"),
        ({"catalog": "0" * 64}, "catalog_unknown"),
        ({"person": "海野"}, "body_unreadable"),
    ],
)
def test_a_question_that_is_none_is_refused_and_answers_nothing(
    ushio: str, said: list[dict[str, Any]], changes: dict[str, Any], code: str
) -> None:
    for_sakura(ushio)
    with pytest.raises(Refused) as refused:
        ask(**changes)
    assert refused.value.code == code
    assert said == []


def test_a_mandate_that_was_notified_for_it_covers_it(
    sakura: str, takumi: str, said: list[dict[str, Any]]
) -> None:
    mandate = granted(sakura, **{"scope_procedures-0-scope_procedure": "risai"})
    resident = residents.person(sakura)
    assert resident is not None
    asked: dict[str, Any] = {
        "person": {
            "name": resident.name,
            "birthdate": resident.birth.isoformat(),
            "address": resident.address,
        },
        "agent": {"name": "海野 拓海", "birthdate": "1990-02-11", "subjects": []},
    }
    ask(**asked)
    actions.revoke(clerk_of("shimin"), mandate.pk, "試験のため")
    ask(**asked)
    assert [each["state"] for each in said] == ["covered", "none"]
