"""一件書類: the whole case as one file, with why, and without a My Number."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from dokodemo.base.actor import Actor
from dokodemo.base.audit.models import AuditRow
from dokodemo.casework.cases import actions
from dokodemo.casework.cases.actions import whole
from dokodemo.casework.cases.models import Case
from dokodemo.casework.cases.rights import NotAllowed
from dokodemo.casework.cases.tests.test_deciding import examined, text_of, version
from dokodemo.casework.conftest import Application, Here, Ledger
from dokodemo.casework.desk import words
from dokodemo.casework.looking import rules

pytestmark = pytest.mark.django_db
Desk = Callable[..., Client]
Arrive = Callable[..., UUID]
NUMBER = "123456789018"


@pytest.fixture
def decided(
    apply: Callable[..., Application], deliver: Callable[..., None], office_people: dict[str, Actor], ledger: Ledger,
    here: Here, less: str, monkeypatch: pytest.MonkeyPatch,
) -> UUID:  # fmt: skip
    """Corrected, returned, approved in part, taken up again and decided anew, with a letter."""
    monkeypatch.setattr(ledger, "take_back", lambda *_: None, raising=False)
    clerk, chief = office_people["clerk"], office_people["chief"]
    made = apply(private={"claimant_number": NUMBER} if here.has_people else {})
    deliver("application.submitted", made.body)
    id_ = examined(office_people, made.id)
    actions.correct(clerk, id_, version(id_), here.phone, "09012345678", "電話で確かめた")
    actions.propose(clerk, id_, version(id_), "approved")
    actions.send_back(chief, id_, version(id_), "口座を見てください")
    actions.propose(clerk, id_, version(id_), "reduced", reductions=(less,), note="領収書のない分")
    actions.decide(chief, id_, version(id_))
    actions.reopen(chief, id_, version(id_), "mistake", "額の誤り")
    actions.propose(clerk, id_, version(id_), "approved")
    actions.decide(chief, id_, version(id_))
    actions.write_letter(clerk, id_, version(id_), "お知らせ", "書類をお返しします。")
    return id_


def file_of(client: Client, case_id: UUID, reason: str = "appeal") -> Any:
    return client.post(f"/cases/{case_id}/whole", {"version": version(case_id), "reason": reason})


def test_everything_of_the_case_is_in_it(decided: UUID, at_desk: Desk, here: Here) -> None:
    answer = file_of(at_desk("clerk"), decided)
    assert answer["Content-Type"] == "application/pdf"
    assert "2611" not in answer["Content-Disposition"]
    text = "".join(text_of(answer.content).split())
    case = Case.objects.get(id=decided)
    for said in (
        case.receipt, case.number, here.values[here.name], "審査請求", "試験clerk", "090-1234-5678", "電話で確かめた",
        "口座を見てください", "一部承認", "上限を超える分は認められません。", "領収書のない分", "額の誤り", "書類をお返しします。",
        "文書件名簿の登録", "施行日", "経過",
    ):  # fmt: skip
        assert "".join(str(said).split()) in text, said
    assert NUMBER not in text
    assert NUMBER[-4:] not in text


def test_it_is_recorded_as_a_look_with_why(decided: UUID, at_desk: Desk) -> None:
    client = at_desk("clerk")
    refused = file_of(client, decided, "because")
    assert refused.status_code == 422
    assert "何のために使うかを選んでください" in refused.content.decode()
    assert not AuditRow.objects.filter(action="case.whole.export").exists()
    for reason in whole.REASONS:
        assert file_of(client, decided, reason).status_code == 200
    rows = AuditRow.objects.filter(action="case.whole.export", object_id=str(decided)).order_by("id")
    assert [row.reason for row in rows] == list(whole.REASONS) == [code for code, _ in words.whole_reasons()]
    assert rules.is_look("case.whole.export")


def test_only_who_works_on_it_takes_it(decided: UUID, at_desk: Desk, office_people: dict[str, Actor]) -> None:
    assert file_of(at_desk("stranger"), decided).status_code == 404
    for who in ("stranger", "auditor", "operator"):
        with pytest.raises(NotAllowed):
            whole.take_whole(office_people[who], decided, "appeal")


def test_a_character_that_no_font_shows_does_not_hold_it_up(
    arrive: Arrive, at_desk: Desk, here: Here, office_people: dict[str, Actor]
) -> None:
    id_ = arrive({here.name: "潮見 \U0001f41a"})
    answer = file_of(at_desk("clerk"), id_, "court")
    assert answer.status_code == 200
    assert "〓" in text_of(answer.content)


@pytest.mark.parametrize(("language", "said"), [("ja", "一件書類を作る"), ("en", "Make the file")])
def test_the_page_offers_it(decided: UUID, at_desk: Desk, language: str, said: str) -> None:
    client = at_desk("clerk")
    client.cookies["lang"] = language
    assert said in client.get(f"/cases/{decided}?tab=files").content.decode()
