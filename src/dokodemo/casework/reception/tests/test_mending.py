"""Who applied on paper is asked by letter, and the answer on paper is the next version of the case."""

import io
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pypdfium2
import pytest

from dokodemo.base import clock, files
from dokodemo.base.audit.models import AuditRow
from dokodemo.casework.cases import actions as cases
from dokodemo.casework.cases import locked, states
from dokodemo.casework.cases.models import Case, CaseAsked, CaseDocument
from dokodemo.casework.cases.rights import NotPossible
from dokodemo.casework.conftest import NAGISA, NOON, Here, Ledger
from dokodemo.casework.reception import actions, queries
from dokodemo.casework.reception.actions import Said
from dokodemo.casework.reception.disposing import Receptions as Held
from dokodemo.casework.reception.filling import typed_of
from dokodemo.casework.reception.models import Reception, Scan
from dokodemo.casework.reception.tests.conftest import People, register, said, scanned, sheet_of
from dokodemo.catalog.schema import Catalog
from dokodemo.gateway.models import Outbox
from dokodemo.values.days import days_after


@pytest.fixture
def asked(begun: int, office_people: People, here: Here, catalog: Catalog) -> UUID:
    """A case that came to the counter, of which the telephone number is asked for again."""
    clerk = office_people["clerk"]
    case_id = register(clerk, begun, said(here, catalog))
    cases.take(clerk, case_id, Case.objects.get(id=case_id).version)
    version, until = Case.objects.get(id=case_id).version, clock.today() + timedelta(days=14)
    cases.ask(clerk, case_id, version, "電話番号を書き直してください。", until, [here.phone])
    return case_id


def text_of(document: CaseDocument) -> str:
    key = locked.unlock_key(document.id, bytes(document.key or b""))
    pdf = pypdfium2.PdfDocument(io.BytesIO(files.open_file(document.sha256, key)))
    return "".join("".join(page.get_textpage().get_text_range().split()) for page in pdf)


def test_who_is_not_online_is_asked_by_letter(asked: UUID, here: Here) -> None:
    from dokodemo.casework.cases.actions.papers import render_documents

    render_documents(asked)
    (letter,) = CaseDocument.objects.filter(case=asked)
    text = text_of(letter)
    assert "電話番号を書き直してください" in text
    assert "窓口に持ってくるか、郵送してください" in text
    assert "マイページ" not in text
    assert not Outbox.objects.filter(stream=asked).exists()


def test_nobody_is_asked_by_a_letter_without_an_address(
    begun: int, office_people: People, here: Here, catalog: Catalog
) -> None:
    clerk, what = office_people["clerk"], said(here, catalog)
    address = next(name for name in what.typed if name.endswith("_address"))
    bare = Said(
        what.received_on, what.proof, {name: text for name, text in what.typed.items() if name != address}
    )
    case_id = register(clerk, begun, bare, anyway=True)
    cases.take(clerk, case_id, Case.objects.get(id=case_id).version)
    with pytest.raises(NotPossible) as refused:
        until = clock.today() + timedelta(days=9)
        cases.ask(clerk, case_id, Case.objects.get(id=case_id).version, "住所を書いてください。", until)
    assert "住所" in refused.value.problems["ask_text"]


def test_the_answer_on_paper_is_the_next_version(
    asked: UUID, office_people: People, here: Here, catalog: Catalog
) -> None:
    clerk = office_people["clerk"]
    number = actions.begin_answer(clerk, asked)
    assert actions.begin_answer(clerk, asked) == number, "a second press goes on with the first"
    opened = queries.sheet(clerk, number)
    assert opened is not None
    assert opened.row.typed == typed_of(opened.procedure, here.values), (
        "what is there need not be typed again"
    )
    actions.attach(clerk, number, states.ORIGINAL, sheet_of(scanned(100), "answer.jpg"))
    what = Said(clock.today(), "", {**opened.row.typed, here.phone: "0468123456"})
    assert register(clerk, number, what) == asked
    case = Case.objects.get(id=asked)
    assert [each.n for each in case.versions.order_by("n")] == [1, 2]
    assert case.versions.get(n=2).values[here.phone] == "0468123456"
    assert CaseAsked.objects.get().answer == 2
    assert case.evidence["kind"] == "seen_photo", "who applied was proven before"
    assert set(case.attachments.values_list("attachment", "version")) == {
        (states.ORIGINAL, 1),
        (states.ORIGINAL, 2),
    }
    row = AuditRow.objects.get(action="case.answer")
    assert row.actor_id == "clerk"


def test_an_answer_counts_from_when_it_arrived(
    asked: UUID, office_people: People, here: Here, catalog: Catalog
) -> None:
    """It came on the fourth day and was typed on the eleventh: the clerk's week is not the applicant's."""
    clerk, today = office_people["clerk"], clock.today()
    clock.set_now(NOON + timedelta(days=11))
    number = actions.begin_answer(clerk, asked)
    actions.attach(clerk, number, states.ORIGINAL, sheet_of(scanned(100)))
    register(clerk, number, Said(today + timedelta(days=4), "", said(here, catalog).typed))
    request = CaseAsked.objects.get()
    assert request.closed_at is not None
    assert clock.legal_date(request.closed_at) == today + timedelta(days=4)
    case, days = Case.objects.get(id=asked), catalog.procedures[here.procedure].standard_days
    assert case.due == days_after(case.arrived_on, days + 4)


def test_an_answer_is_taken_while_a_decision_is_on_its_way(
    asked: UUID, office_people: People, here: Here, catalog: Catalog, ledger: Ledger
) -> None:
    clerk = office_people["clerk"]
    refusal = catalog.procedures[here.procedure].refusals[0].id
    cases.propose(clerk, asked, Case.objects.get(id=asked).version, "refused", (refusal,), "補正がないため。")
    number = actions.begin_answer(clerk, asked)
    actions.attach(clerk, number, states.ORIGINAL, sheet_of(scanned(100)))
    register(clerk, number, said(here, catalog))
    assert Case.objects.get(id=asked).state == states.EXAMINING


def test_an_answer_that_nobody_waits_for_is_said(
    asked: UUID, office_people: People, here: Here, catalog: Catalog
) -> None:
    clerk = office_people["clerk"]
    number = actions.begin_answer(clerk, asked)
    actions.attach(clerk, number, states.ORIGINAL, sheet_of(scanned(100)))
    cases.withdraw(clerk, asked, Case.objects.get(id=asked).version, clock.today(), "mail", "")
    with pytest.raises(NotPossible, match="not_asked"):
        register(clerk, number, said(here, catalog))
    with pytest.raises(NotPossible, match="not_asked"):
        Reception.objects.all().delete()
        actions.begin_answer(clerk, asked)


def test_a_case_of_our_own_pages_is_not_answered_here(
    arrive: Callable[..., UUID], office_people: People
) -> None:
    with pytest.raises(NotPossible, match="not_asked"):
        actions.begin_answer(office_people["clerk"], arrive())


def test_who_looks_at_an_answer_looks_at_the_case(asked: UUID, office_people: People) -> None:
    Case.objects.update(person=NAGISA)
    number = actions.begin_answer(office_people["clerk"], asked)
    queries.sheet(office_people["clerk"], number)
    row = AuditRow.objects.filter(action="reception.view").latest("id")
    assert (row.object_kind, row.object_id, row.subject) == ("case", str(asked), NAGISA)


def test_what_nobody_finished_typing_goes_with_its_case(asked: UUID, office_people: People) -> None:
    number = actions.begin_answer(office_people["clerk"], asked)
    actions.attach(office_people["clerk"], number, states.ORIGINAL, sheet_of(scanned(100)))
    scan, held = Scan.objects.get(), Held()
    assert held.named([scan.sha256_cipher, scan.rebuilt_sha256, "f" * 64]) == {
        scan.sha256_cipher,
        scan.rebuilt_sha256,
    }
    gone = held.dispose([asked])
    assert gone.files == {scan.sha256_cipher, scan.rebuilt_sha256}
    assert (gone.rows["reception"], gone.rows["reception_scan"]) == (1, 1)
    assert not Reception.objects.exists()


def test_a_correction_meanwhile_is_said(asked: UUID, office_people: People, here: Here) -> None:
    clerk = office_people["clerk"]
    number = actions.begin_answer(clerk, asked)
    opened = queries.sheet(clerk, number)
    assert opened is not None
    assert not opened.outdated
    clock.set_now(NOON + timedelta(minutes=5))
    version = Case.objects.get(id=asked).version
    cases.correct(clerk, asked, version, here.kana, "シオミ　ナギ", "電話で確かめた")
    opened = queries.sheet(clerk, number)
    assert opened is not None
    assert opened.outdated
