"""Somebody applies for somebody else: whoever the answers name in the end is told, and the case is about nobody else."""

import uuid
from datetime import timedelta
from typing import Any

import pytest

from dokodemo.base import clock, config
from dokodemo.base.actor import Actor
from dokodemo.base.audit.models import AuditRow
from dokodemo.casework.cases import actions
from dokodemo.casework.cases.actions.answering import take_answer
from dokodemo.casework.cases.actions.arrive import Arrival, admit
from dokodemo.casework.cases.loading import load
from dokodemo.casework.cases.models import Case, CaseDocument, CaseLink
from dokodemo.casework.cases.queries.acting import Acting, acting
from dokodemo.casework.cases.queries.case import linked_how
from dokodemo.casework.cases.queries.timeline import events
from dokodemo.casework.conftest import NAGISA, SOMEONE, Village
from dokodemo.casework.tests import every
from dokodemo.operate import samples

pytestmark = pytest.mark.django_db
CORE = config.load().zone == "core"
PROCEDURE, SUBJECT = ("kaigo-shinki", "insured") if CORE else ("risai", "head")
ANYBODY = {"kind": "none", "verified": False, "claims": {}, "problems": []}
AYUMU = {"name": "浜辺　歩", "birth": "1950-01-01", "address": "海風市岬町9番"}
SHIOMI = {"name": "潮見　渚", "birth": "1950-04-02", "address": "海風市みなと町一丁目2番3号"}


def arrival(application: uuid.UUID, subject: dict[str, str], **evidence: Any) -> Arrival:
    """An application for that person; the answers beside who it is are the sample's."""
    now = every.in_force()
    procedure = now.procedures[PROCEDURE]
    typed = samples.of(PROCEDURE).approve.answers | {f"{SUBJECT}_{k}": text for k, text in subject.items()}
    return Arrival(
        application, f"2611-2400-{application.int % 10000:04}", procedure, now.hash, clock.now(),
        every.filled(procedure, typed), {}, ANYBODY | evidence, [], "paper",
    )  # fmt: skip


def arrived(subject: dict[str, str]) -> Case:
    made = arrival(uuid.uuid4(), subject)
    admit(made)
    return Case.objects.get(id=made.id)


def taken(case: Case) -> Actor:
    clerk, _chief = every.people_of(case.section)
    actions.take(clerk, case.id, version(case))
    return clerk


def version(case: Case) -> int:
    return Case.objects.get(id=case.id).version


def answered(case: Case, subject: dict[str, str]) -> Case:
    """A clerk asks, and the applicant sends it again for that person."""
    clerk = every.people_of(case.section)[0]
    actions.ask(clerk, case.id, version(case), "対象の方を確かめてください。", clock.today() + timedelta(7))
    take_answer(arrival(case.id, subject))
    return Case.objects.get(id=case.id)


@pytest.fixture(autouse=True)
def a_road(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which entrance it was does not matter here."""
    monkeypatch.setattr("dokodemo.casework.cases.replies.send_sealed", lambda *any_, **more: None)
    monkeypatch.setattr("dokodemo.casework.cases.replies.send", lambda *any_, **more: None)


def told(case: Case) -> list[str]:
    return [
        each.facts["recipient"]
        for each in CaseDocument.objects.filter(case=case, declared__startswith="told:").order_by("at")
    ]


def shown(case: Case) -> Acting:
    found = acting(load(Case.objects.get(id=case.id)))
    assert found is not None
    return found


def test_whom_the_answer_names_is_told_as_well_and_only_then_does_the_desk_say_so() -> None:
    case = arrived(AYUMU)
    assert told(case) == ["浜辺　歩"]
    taken(case)
    answered(case, SHIOMI)
    assert told(case) == ["浜辺　歩", "潮見　渚"]
    letter = CaseDocument.objects.get(case=case, facts__recipient="潮見　渚")
    assert shown(case).told == letter.at
    letter.delete()
    assert shown(case).told is None  # the letter to who was named before is none to her


def test_who_was_told_is_not_told_again() -> None:
    case = arrived(AYUMU)
    taken(case)
    answered(case, AYUMU | {"birth": "1950-01-02"})
    answered(case, SHIOMI)
    answered(case, AYUMU)
    assert told(case) == ["浜辺　歩", "潮見　渚"]


def test_whom_a_clerk_corrects_it_to_is_told() -> None:
    case = arrived(AYUMU | {"address": SHIOMI["address"]})
    before = [] if CORE else ["浜辺　歩"]
    assert told(case) == before  # nobody of the register is called so and lives there
    clerk = taken(case)
    actions.correct(clerk, case.id, version(case), f"{SUBJECT}_name", SHIOMI["name"], "電話で確認")
    assert told(case) == [*before, "潮見　渚"]
    assert shown(case).told is not None


@pytest.mark.skipif(not CORE, reason="only core links residents")
def test_the_resident_of_who_was_named_before_is_not_the_one_of_the_case(village: Village) -> None:
    case = arrived(AYUMU)
    clerk = taken(case)
    actions.link(clerk, case.id, version(case), SOMEONE)
    assert answered(case, AYUMU | {"address": SHIOMI["address"]}).person == SOMEONE  # she has moved
    case = answered(case, SHIOMI)
    assert case.person is None
    assert shown(case).state == "unlinked"
    assert [(each.how, each.person) for each in CaseLink.objects.order_by("id")] == [
        ("chosen", SOMEONE), ("parted", ""),
    ]  # fmt: skip
    assert AuditRow.objects.get(action="case.unlink").subject == SOMEONE
    assert "link_parted" in [each.what for each in events(load(case), "ja")]
    actions.link(clerk, case.id, version(case), NAGISA)
    assert told(case) == ["浜辺　歩", "潮見　渚"]
    how = linked_how(load(Case.objects.get(id=case.id)))
    assert how is not None
    assert how[0] == "chosen"
