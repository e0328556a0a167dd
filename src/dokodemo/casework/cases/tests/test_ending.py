"""補正 by field, 取下げ, and a decision that is taken up again."""

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit.models import AuditRow
from dokodemo.base.crypto import open_sealed
from dokodemo.casework.cases import actions, locked
from dokodemo.casework.cases.actions.papers import render_documents
from dokodemo.casework.cases.loading import load
from dokodemo.casework.cases.models import (
    Case,
    CaseAsked,
    CaseAttachment,
    CaseCorrection,
    CaseDecision,
    CaseDocument,
    CaseDueCount,
    CasePrint,
    CaseVersion,
    CaseWithdrawal,
)
from dokodemo.casework.cases.queries import case as cases
from dokodemo.casework.cases.queries import queue
from dokodemo.casework.cases.queries.queue import Wanted
from dokodemo.casework.cases.queries.timeline import events
from dokodemo.casework.cases.rights import NotAllowed, NotPossible
from dokodemo.casework.cases.tests.stepping import at_once
from dokodemo.casework.cases.tests.test_deciding import examined, proposed, version
from dokodemo.casework.conftest import Application, Here, Ledger, Sealed, opened_outbox
from dokodemo.casework.effects import NotCarriedOut
from dokodemo.gateway.messages import Refused
from dokodemo.values.days import days_after

pytestmark = pytest.mark.django_db
Arrive = Callable[..., UUID]
Deliver = Callable[..., None]
People = dict[str, Actor]
Send = Callable[..., Application]
WORDS = "電話番号の桁が足りません。"


def answer(made: Application, **parts: Any) -> dict[str, Any]:
    """As ``internet`` sends what was mended."""
    body = {name: made.body[name] for name in ("application", "language", "values", "evidence")}
    return body | {"arrived_at": clock.now().isoformat(), "private": {}, "attachments": []} | parts


def asked_of(people: People, made: UUID, *fields: str, days: int = 14) -> None:
    actions.ask(people["clerk"], made, version(made), WORDS, clock.today() + timedelta(days=days), fields)


@pytest.fixture
def waiting(apply: Send, deliver: Deliver, office_people: People, here: Here) -> Application:
    """Examined, and asked for another telephone number."""
    made = apply()
    deliver("application.submitted", made.body)
    examined(office_people, made.id)
    asked_of(office_people, made.id, here.phone)
    return made


def test_the_queue_says_which_cases_wait_for_their_applicant(
    waiting: Application, arrive: Arrive, office_people: People
) -> None:
    clerk, other = office_people["clerk"], arrive()
    until = clock.today() + timedelta(days=14)

    def listed(state: str) -> dict[UUID, tuple[str, Any]]:
        rows = queue.page(clerk, Wanted(state=state)).rows
        return {row.id: (row.asked, row.asked_until) for row in rows}

    assert listed("") == {waiting.id: ("waits", until), other: ("", None)}
    assert listed("asked") == {waiting.id: ("waits", until)}
    clock.set_now(clock.now() + timedelta(days=15))
    assert listed("asked") == {waiting.id: ("over", until)}
    actions.propose(clerk, waiting.id, version(waiting.id), "approved")
    assert listed("asked") == {}


def test_the_resident_is_told_which_answers_and_nobody_else_reads_it(
    waiting: Application, here: Here
) -> None:
    message = opened_outbox(waiting.id)[-1]
    until = (clock.today() + timedelta(days=14)).isoformat()
    assert message.type == "correction.asked"
    assert set(message.body) == {"application", "at", "sealed", "until"}
    assert message.body["until"] == until
    sealed = base64.b64decode(message.body["sealed"])
    said = json.loads(open_sealed(waiting.private_key, sealed, f"correction:{waiting.id}".encode()))
    assert (said["text"], said["until"], said["fields"], said["attachments"]) == (
        WORDS,
        until,
        [here.phone],
        [],
    )
    assert said["values"] == waiting.body["values"]
    assert "labels" not in said, "the reader's own pages know what the form calls them"


def test_who_gets_paper_gets_a_letter_too(waiting: Application) -> None:
    letter = CaseDocument.objects.get()
    assert (letter.declared, letter.delivery, letter.kind) == ("correction-1", "paper", "told")
    assert [WORDS in row for row in letter.facts["rows"]].count(True) == 1


def test_what_is_asked_for_is_checked(
    apply: Send, deliver: Deliver, office_people: People, here: Here
) -> None:
    made = apply()
    deliver("application.submitted", made.body)
    examined(office_people, made.id)
    for wrong in ("nothing", "declare"):
        with pytest.raises(NotPossible) as refused:
            asked_of(office_people, made.id, here.phone, wrong)
        assert list(refused.value.problems) == ["ask_fields"]
    assert not CaseAsked.objects.exists()
    with pytest.raises(NotAllowed):
        actions.ask(
            office_people["stranger"], made.id, version(made.id), WORDS, clock.today() + timedelta(days=3)
        )


def test_the_answer_is_the_next_version_and_what_a_clerk_corrected_before_is_part_of_it(
    waiting: Application, deliver: Deliver, here: Here
) -> None:
    mended = waiting.body["values"] | {here.phone: "0312340000"}
    deliver("application.answered", answer(waiting, values=mended))
    case = Case.objects.get(id=waiting.id)
    loaded = load(case)
    assert (loaded.version.n, loaded.values[here.phone], case.state) == (2, "0312340000", "examining")
    assert CaseVersion.objects.get(case=case, n=1).values == waiting.body["values"]
    found = CaseAsked.objects.get()
    assert (found.answer, found.closed_at is not None) == (2, True)
    with pytest.raises(NotPossible, match="not_asked"):
        raise_unasked(waiting)


def raise_unasked(waiting: Application) -> None:
    """The other entrance refuses what nobody waits for."""
    from dokodemo.casework.cases.actions.answering import take_answer
    from dokodemo.casework.cases.actions.arrive import Arrival

    case = Case.objects.get(id=waiting.id)
    take_answer(
        Arrival(
            case.id, case.receipt, load(case).procedure, case.catalog_hash, clock.now(), waiting.body["values"], {},
            case.evidence, (), "paper", entrance="portal",
        )
    )  # fmt: skip


def test_the_time_stands_still_while_an_answer_is_waited_for(
    waiting: Application, deliver: Deliver, here: Here
) -> None:
    case = Case.objects.get(id=waiting.id)
    days = load(case).procedure.standard_days
    assert case.due == days_after(case.arrived_on, days + 14), "while it is waited for, the whole term"
    assert CaseDueCount.objects.get(section=case.section, n=1).due == case.due
    clock.set_now(clock.now() + timedelta(days=5))
    deliver("application.answered", answer(waiting))
    case.refresh_from_db()
    assert case.due == days_after(case.arrived_on, days + 5), "then the days that were waited"


def test_it_stands_still_no_longer_than_the_term(
    waiting: Application, office_people: People, ledger: Ledger
) -> None:
    clock.set_now(clock.now() + timedelta(days=40))
    actions.propose(office_people["clerk"], waiting.id, version(waiting.id), "approved")
    case = Case.objects.get(id=waiting.id)
    assert case.due == days_after(case.arrived_on, load(case).procedure.standard_days + 14)


def test_an_answer_that_comes_while_a_decision_is_proposed_brings_it_back(
    waiting: Application, deliver: Deliver, office_people: People, ledger: Ledger
) -> None:
    actions.propose(office_people["clerk"], waiting.id, version(waiting.id), "approved")
    read = version(waiting.id)
    deliver("application.answered", answer(waiting))
    case = Case.objects.get(id=waiting.id)
    assert (case.state, load(case).version.n, CaseAsked.objects.get().answer) == ("examining", 2, 2)
    gone = CaseDecision.objects.get()
    assert gone.state == "returned"
    assert "補正が届いた" in gone.returned_with
    with pytest.raises(Exception, match="changed"):
        actions.decide(office_people["chief"], waiting.id, read)


def test_an_answer_after_the_decision_is_kept_and_changes_nothing(
    waiting: Application, deliver: Deliver, office_people: People, ledger: Ledger, here: Here
) -> None:
    actions.propose(office_people["clerk"], waiting.id, version(waiting.id), "approved")
    actions.decide(office_people["chief"], waiting.id, version(waiting.id))
    before = version(waiting.id)
    deliver(
        "application.answered", answer(waiting, values=waiting.body["values"] | {here.phone: "0312340000"})
    )
    case = Case.objects.get(id=waiting.id)
    loaded = load(case)
    assert (case.state, case.version) == ("approved", before)
    assert (loaded.version.n, loaded.newest) == (1, 2)
    assert loaded.values[here.phone] == waiting.body["values"][here.phone]
    assert CaseVersion.objects.get(n=2).late
    assert AuditRow.objects.filter(action="case.answer.late").count() == 1


def test_the_files_of_an_answer_stand_beside_the_first(
    waiting: Application, deliver: Deliver, sealed_file: Callable[..., Sealed]
) -> None:
    """The same photograph again is taken as well: its pieces follow in the same stream."""
    photo = sealed_file(b"photo")
    deliver("application.answered", answer(waiting, attachments=[photo.entry]))
    part = {
        "application": str(waiting.id), "attachment": photo.entry["id"], "sha256_cipher": photo.entry["sha256_cipher"],
        "index": 0, "of": 1,
    }  # fmt: skip
    deliver("attachment.part", part, photo.cipher)
    kept = CaseAttachment.objects.get()
    assert (kept.version, kept.state) == (2, "preparing")


def test_an_answer_for_what_is_not_here_is_refused(apply: Send, deliver: Deliver) -> None:
    with pytest.raises(Refused, match="application_unknown"):
        deliver("application.answered", answer(apply()))
    with pytest.raises(Refused, match="body_unreadable"):
        deliver("application.answered", {"application": apply().body["application"], "values": []})


def test_a_resident_takes_it_back(
    apply: Send, deliver: Deliver, office_people: People, ledger: Ledger, sent: Callable[[UUID], list[str]]
) -> None:
    made = apply()
    deliver("application.submitted", made.body)
    proposed(office_people, made.id)
    taken_back = {
        "application": str(made.id), "arrived_at": clock.now().isoformat(), "reason": "引っ越さないことにしました。",
    }  # fmt: skip
    deliver("application.withdrawn", taken_back)
    case = Case.objects.get(id=made.id)
    assert (case.state, case.number, case.decided_at) == ("withdrawn", "", None)
    assert CaseDecision.objects.get().state == "returned"
    kept = CaseWithdrawal.objects.get()
    assert (kept.way, kept.in_time, kept.reason) == ("web", True, "引っ越さないことにしました。")
    assert sent(made.id)[-1] == "application.state"
    assert opened_outbox(made.id)[-1].body["state"] == "withdrawn"
    with pytest.raises(NotPossible):
        actions.decide(office_people["chief"], made.id, version(made.id))
    deliver("application.withdrawn", taken_back)
    assert version(made.id) == case.version, "the same again changes nothing"


def test_a_withdrawal_after_the_decision_changes_nothing_and_is_seen(
    apply: Send, deliver: Deliver, office_people: People, ledger: Ledger
) -> None:
    made = apply()
    deliver("application.submitted", made.body)
    actions.decide(office_people["chief"], proposed(office_people, made.id), version(made.id))
    deliver("application.withdrawn", {"application": str(made.id), "arrived_at": clock.now().isoformat()})
    assert (Case.objects.get().state, CaseWithdrawal.objects.get().in_time) == ("approved", False)


def test_a_clerk_records_one_that_came_on_paper(arrive: Arrive, office_people: People) -> None:
    id_ = arrive()
    today = clock.today()
    for day, way in ((today + timedelta(days=1), "mail"), (today, "web"), (None, "mail")):
        with pytest.raises(NotPossible):
            actions.withdraw(office_people["clerk"], id_, version(id_), day, way, "")
    with pytest.raises(NotAllowed):
        actions.withdraw(office_people["stranger"], id_, version(id_), today, "mail", "")
    actions.withdraw(office_people["clerk"], id_, version(id_), today, "mail", "")
    assert Case.objects.get().state == "withdrawn"
    assert AuditRow.objects.filter(action="case.withdraw", actor_id="clerk").count() == 1
    with pytest.raises(NotPossible, match="not_open"):
        actions.withdraw(office_people["clerk"], id_, version(id_), today, "mail", "")


def test_a_refusal_is_taken_up_again_and_decided_anew(
    arrive: Arrive, office_people: People, ledger: Ledger, sent: Callable[[UUID], list[str]]
) -> None:
    id_ = proposed(office_people, arrive(), "refused")
    first = actions.decide(office_people["chief"], id_, version(id_))
    render_documents(id_)
    with pytest.raises(NotAllowed):
        actions.reopen(office_people["clerk"], id_, version(id_), "mistake", "計算を誤っていました。")
    for why, reason in (("", "理由"), ("mistake", " ")):
        with pytest.raises(NotPossible):
            actions.reopen(office_people["chief"], id_, version(id_), why, reason)
    actions.reopen(office_people["chief"], id_, version(id_), "mistake", "計算を誤っていました。")
    assert opened_outbox(id_)[-1].body["state"] == "reopened"
    actions.propose(office_people["clerk"], id_, version(id_), "approved")
    second = actions.decide(office_people["chief"], id_, version(id_))
    case = Case.objects.get(id=id_)
    assert (case.state, case.number) == ("approved", second)
    assert first != second
    states = CaseDecision.objects.order_by("id").values_list("state", "number", "reopened_with")
    assert list(states) == [("replaced", first, "計算を誤っていました。"), ("decided", second, "")]
    assert sorted(CaseDocument.objects.values_list("edition", flat=True)) == [1, 2]


@pytest.mark.parametrize("made", [False, True])
def test_what_has_not_gone_out_when_a_decision_is_taken_up_again_stays_here(
    arrive: Arrive, office_people: People, ledger: Ledger, made: bool
) -> None:
    """Its letter that is not made yet, and the one that lies in the print and post queue."""
    id_ = proposed(office_people, arrive(), "refused")
    actions.decide(office_people["chief"], id_, version(id_))
    if made:
        render_documents(id_)
    assert CasePrint.objects.filter(document__case=id_).exists() == made
    actions.reopen(office_people["chief"], id_, version(id_), "mistake", "計算を誤っていました。")
    render_documents(id_)
    assert not CasePrint.objects.filter(document__case=id_).exists()
    assert CaseDocument.objects.filter(case=id_).exists() == made, "what is made is kept"


def test_a_letter_of_before_that_is_posted_delivers_nothing_of_a_decision_taken_up_again(
    arrive: Arrive, office_people: People, ledger: Ledger, sent: Callable[[UUID], list[str]]
) -> None:
    id_ = proposed(office_people, arrive(), "refused")
    actions.decide(office_people["chief"], id_, version(id_))
    render_documents(id_)
    (paper,) = CasePrint.objects.filter(document__case=id_).values_list("document_id", flat=True)
    actions.mark(office_people["clerk"], [paper], "posted")
    actions.reopen(office_people["chief"], id_, version(id_), "mistake", "計算を誤っていました。")
    before = sent(id_)
    for state in ("printed", "posted"):
        actions.mark(office_people["clerk"], [paper], state)
    assert sent(id_) == before


def test_a_late_withdrawal_is_still_shown_when_the_decision_is_taken_up_again(
    apply: Send, deliver: Deliver, office_people: People, ledger: Ledger
) -> None:
    made = apply()
    deliver("application.submitted", made.body)
    actions.decide(office_people["chief"], proposed(office_people, made.id, "refused"), version(made.id))
    deliver("application.withdrawn", {"application": str(made.id), "arrived_at": clock.now().isoformat()})
    actions.reopen(office_people["chief"], made.id, version(made.id), "mistake", "計算を誤っていました。")
    seen = cases.look(office_people["clerk"], made.id)
    assert seen is not None
    withdrawal = cases.head(office_people["clerk"], seen, "ja").withdrawal
    assert withdrawal is not None
    assert not withdrawal.in_time
    assert "withdrawn_late" in [each.what for each in events(seen, "ja")]


def test_a_number_that_the_answers_no_longer_call_for_is_not_kept(
    apply: Send, deliver: Deliver, office_people: People, here: Here
) -> None:
    """A spouse who is none any more; asked for again, the new number takes the place of the old."""
    if not here.has_people:
        pytest.skip("no procedure of this zone asks for a My Number")
    made = apply(
        {"has_spouse": True, "spouse_public_servant": False}, private={"spouse_kojinbango": "123456789018"}
    )
    deliver("application.submitted", made.body)
    examined(office_people, made.id)
    for values, private, kept in (
        ({}, {}, {"spouse_kojinbango": "123456789018"}),
        ({}, {"spouse_kojinbango": "234567890124"}, {"spouse_kojinbango": "234567890124"}),
        ({"has_spouse": False}, {}, {}),
    ):  # fmt: skip
        asked_of(office_people, made.id, here.phone)
        deliver("application.answered", answer(made, values=made.body["values"] | values, private=private))
        version_now = load(Case.objects.get()).version
        assert locked.unlock_private(made.id, bytes(version_now.private)) == kept


def test_what_a_ledger_cannot_take_back_stays(arrive: Arrive, office_people: People, ledger: Ledger) -> None:
    id_ = proposed(office_people, arrive())
    actions.decide(office_people["chief"], id_, version(id_))
    with pytest.raises(NotCarriedOut, match="台帳"):
        actions.reopen(office_people["chief"], id_, version(id_), "mistake", "誤り")
    assert Case.objects.get().state == "approved"
    assert CaseDecision.objects.get().state == "decided"


@pytest.mark.django_db(transaction=True)
def test_who_approves_and_who_withdraws_at_once_do_one_of_the_two(
    apply: Send, deliver: Deliver, office_people: People, ledger: Ledger
) -> None:
    """The lock of the case puts one before the other: never a decision of what was taken back in time."""
    made = apply()
    deliver("application.submitted", made.body)
    proposed(office_people, made.id)
    read, taken_back = version(made.id), {"application": str(made.id), "arrived_at": clock.now().isoformat()}
    results = at_once(
        lambda: actions.decide(office_people["chief"], made.id, read),
        lambda: deliver("application.withdrawn", taken_back),
    )
    case, kept = Case.objects.get(), CaseWithdrawal.objects.get()
    decided = isinstance(results[0], str)
    assert results[1] is None
    assert (case.state, kept.in_time) == (("approved", False) if decided else ("withdrawn", True))
    assert AuditRow.objects.filter(action="test.ledger").count() == int(decided)


@pytest.mark.django_db(transaction=True)
def test_who_decides_and_who_mends_at_once_do_one_before_the_other(
    apply: Send, deliver: Deliver, office_people: People, ledger: Ledger, here: Here
) -> None:
    made = apply()
    deliver("application.submitted", made.body)
    examined(office_people, made.id)
    asked_of(office_people, made.id, here.phone)
    actions.propose(office_people["clerk"], made.id, version(made.id), "approved")
    read = version(made.id)
    results = at_once(
        lambda: actions.decide(office_people["chief"], made.id, read),
        lambda: deliver("application.answered", answer(made)),
    )
    decided, newest = isinstance(results[0], str), CaseVersion.objects.get(n=2)
    assert results[1] is None
    assert newest.late == decided
    assert Case.objects.get().state == ("approved" if decided else "examining")


def test_a_correction_by_a_clerk_does_not_stand_over_the_answer(
    waiting: Application, deliver: Deliver, office_people: People, here: Here
) -> None:
    actions.correct(
        office_people["clerk"], waiting.id, version(waiting.id), here.phone, "0311112222", "電話で聞いた"
    )
    deliver(
        "application.answered", answer(waiting, values=waiting.body["values"] | {here.phone: "0312340000"})
    )
    assert load(Case.objects.get()).values[here.phone] == "0312340000"
    assert CaseCorrection.objects.count() == 1
