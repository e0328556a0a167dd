"""返戻 and 再送: what the post office brought back, under which number it went, and that a reprint says so."""

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
from dokodemo.casework import documents
from dokodemo.casework.cases import actions
from dokodemo.casework.cases.actions.papers import render_documents
from dokodemo.casework.cases.loading import load
from dokodemo.casework.cases.models import Case, CaseDocument, CasePrint
from dokodemo.casework.cases.queries import prints
from dokodemo.casework.cases.queries.timeline import events
from dokodemo.casework.cases.rights import NotAllowed, NotPossible
from dokodemo.casework.cases.tests.test_deciding import proposed, text_of, version
from dokodemo.casework.conftest import Application, Ledger, opened_outbox
from dokodemo.casework.documents import GlyphsMissing
from dokodemo.casework.documents.tests.test_documents import red

pytestmark = pytest.mark.django_db
Arrive = Callable[..., UUID]
Deliver = Callable[..., None]
Send = Callable[..., Application]
People = dict[str, Actor]
ELSEWHERE = {"recipient": "海野　渚", "postal": "２５１－００３５", "address": "海風市浜見台三丁目4番5号"}


def decided(people: People, id_: UUID) -> UUID:
    """Decided, its letter made; the letter."""
    actions.decide(people["chief"], proposed(people, id_), version(id_))
    render_documents(id_)
    return UUID(str(CasePrint.objects.filter(document__case=id_).values_list("document_id", flat=True)[0]))


@pytest.fixture
def posted(arrive: Arrive, office_people: People, ledger: Ledger) -> UUID:
    letter = decided(office_people, arrive())
    actions.mark(office_people["clerk"], [letter], "posted")
    return letter


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("１２３-４５６７-８９０１", "12345678901"), ("rr123456789jp", "RR123456789JP"), ("", "")],
)
def test_the_number_of_a_registered_delivery(
    posted: UUID, office_people: People, typed: str, kept: str
) -> None:
    actions.track(office_people["clerk"], posted, typed)
    assert CasePrint.objects.get().tracking == kept


@pytest.mark.parametrize("typed", ["12345", "1234567890123", "あ" * 11])
def test_what_is_no_such_number_is_refused(posted: UUID, office_people: People, typed: str) -> None:
    with pytest.raises(NotPossible) as refused:
        actions.track(office_people["clerk"], posted, typed)
    assert list(refused.value.problems) == ["tracking"]


def test_what_comes_back_waits_in_its_own_list_and_can_be_taken_back(
    posted: UUID, office_people: People
) -> None:
    clerk = office_people["clerk"]
    actions.bring_back(clerk, posted, clock.today(), "moved")
    (row,) = prints.page(clerk, "came_back").rows
    assert (row.now.came_back_on, row.now.came_back_why, row.now.came_back_name) == (
        clock.today(),
        "moved",
        clerk.name,
    )
    assert prints.page(clerk, "posted").rows == ()
    assert actions.mark(clerk, [posted], "ready") == 0, "it did go out"
    at = CasePrint.objects.get().posted_at
    clock.set_now(clock.now() + timedelta(days=1))
    assert actions.mark(clerk, [posted], "posted") == 1
    assert CasePrint.objects.get().came_back_on is None
    assert CasePrint.objects.get().posted_at == at, "it went out when it did"


def test_when_and_why_it_came_back_is_checked(arrive: Arrive, office_people: People, ledger: Ledger) -> None:
    clerk, letter = office_people["clerk"], decided(office_people, arrive())
    with pytest.raises(NotPossible, match="not_posted"):
        actions.bring_back(clerk, letter, clock.today(), "moved")
    actions.mark(clerk, [letter], "posted")
    for days, why, wrong in (
        (-1, "moved", "came_back_on"), (1, "moved", "came_back_on"), (None, "moved", "came_back_on"), (0, "", "came_back_why"),
    ):  # fmt: skip
        day = None if days is None else clock.today() + timedelta(days=days)
        with pytest.raises(NotPossible) as refused:
            actions.bring_back(clerk, letter, day, why)
        assert list(refused.value.problems) == [wrong]
    with pytest.raises(NotAllowed):
        actions.bring_back(office_people["stranger"], letter, clock.today(), "moved")


@pytest.fixture
def applied(apply: Send, deliver: Deliver, office_people: People, ledger: Ledger) -> Application:
    """An application whose letter of decision is posted."""
    made = apply()
    deliver("application.submitted", made.body)
    actions.mark(office_people["clerk"], [decided(office_people, made.id)], "posted")
    return made


def said_of_the_post(applied: Application) -> list[dict[str, Any]]:
    """What the applicant was told of their papers, as they open it."""
    found = []
    for message in opened_outbox(applied.id):
        if message.type == "document.returned":
            assert set(message.body) == {"application", "at", "sealed"}
            sealed = base64.b64decode(message.body["sealed"])
            found.append(
                json.loads(open_sealed(applied.private_key, sealed, f"returned:{applied.id}".encode()))
            )
    return found


def test_the_applicant_is_told_what_came_back_why_and_when_it_went_out_again(
    applied: Application, office_people: People
) -> None:
    clerk, letter = office_people["clerk"], CaseDocument.objects.get()
    assert said_of_the_post(applied) == [], "that it was posted is said otherwise"
    back = {"what": "came_back", "on": clock.today().isoformat(), "why": "moved"}
    actions.bring_back(clerk, letter.id, clock.today(), "moved")
    assert said_of_the_post(applied) == [
        {"document": str(letter.id), "title": letter.title, "declared": letter.declared, "journey": [back]}
    ]
    actions.send_again(clerk, letter.id, ELSEWHERE)
    actions.mark(clerk, [letter.id], "printed")
    assert len(said_of_the_post(applied)) == 1, "it lies here"
    clock.set_now(clock.now() + timedelta(days=2))
    actions.mark(clerk, [letter.id], "posted")
    again = {"what": "sent_again", "on": clock.today().isoformat()}
    assert said_of_the_post(applied)[-1]["journey"] == [back, again]
    actions.mark(clerk, [letter.id], "printed")
    assert said_of_the_post(applied)[-1]["journey"] == [back], "it did not go out yet"


def test_that_it_came_back_by_mistake_is_told(applied: Application, office_people: People) -> None:
    clerk, letter = office_people["clerk"], CaseDocument.objects.get().id
    actions.bring_back(clerk, letter, clock.today(), "kept")
    actions.mark(clerk, [letter], "posted")
    assert [len(said["journey"]) for said in said_of_the_post(applied)] == [1, 0]


def test_a_paper_that_was_printed_twice_went_out_once(
    apply: Send, deliver: Deliver, office_people: People, ledger: Ledger
) -> None:
    clerk, made = office_people["clerk"], apply()
    deliver("application.submitted", made.body)
    letter = decided(office_people, made.id)
    actions.mark(clerk, [letter], "printed")
    actions.send_again(clerk, letter, ELSEWHERE)
    actions.mark(clerk, [letter], "posted")
    assert said_of_the_post(made) == []


def test_of_a_paper_to_somebody_else_the_applicant_is_told_nothing(
    applied: Application, office_people: People
) -> None:
    letter = CaseDocument.objects.get()
    letter.facts["recipient"] = "浜辺　歩"
    letter.save()
    actions.bring_back(office_people["clerk"], letter.id, clock.today(), "unknown")
    assert said_of_the_post(applied) == []


def test_a_filed_case_whose_letter_comes_back_comes_out_again(posted: UUID, office_people: People) -> None:
    Case.objects.update(closed_at=clock.now(), closed_name="試験")
    actions.bring_back(office_people["clerk"], posted, clock.today(), "unknown")
    assert Case.objects.get().closed_at is None


def test_it_goes_out_again_to_where_they_live_now_and_says_that_it_is_a_reprint(
    posted: UUID, office_people: People
) -> None:
    clerk = office_people["clerk"]
    first = prints.paper(clerk, posted)
    actions.track(clerk, posted, "12345678901")
    actions.bring_back(clerk, posted, clock.today(), "moved")
    actions.send_again(clerk, posted, ELSEWHERE)
    (row,) = prints.page(clerk, "ready").rows
    assert (row.now.edition, row.now.tracking, row.now.printed_at, row.now.came_back_on) == (
        2,
        "",
        None,
        None,
    )
    assert (row.now.label["postal"], row.now.label["address"]) == ("251-0035", ELSEWHERE["address"])
    (before,) = row.before
    assert (before.edition, before.tracking, before.came_back_why) == (1, "12345678901", "moved")
    assert before.posted_at is not None
    second = prints.paper(clerk, posted)
    assert first is not None
    assert second is not None
    assert "再印刷" not in text_of(first.data)
    assert "再印刷" in text_of(second.data)
    actions.mark(clerk, [posted], "posted")
    said = [each.what for each in events(load(Case.objects.get()), "ja")]
    assert [said.count(each) for each in ("printed", "posted", "came_back")] == [2, 2, 1]


def test_a_paper_bears_the_seal_of_its_organ_and_the_trail_says_so(
    posted: UUID, office_people: People
) -> None:
    (queued,) = AuditRow.objects.filter(action="document.queue")
    assert queued.detail["seal"] == "海風市長の印（見本）"
    paper = prints.paper(office_people["clerk"], posted)
    assert paper is not None
    assert red(paper.data) > 50
    assert "image" not in str(CaseDocument.objects.get().facts), "it lies in the catalog"


def test_where_it_goes_again_is_checked(posted: UUID, office_people: People) -> None:
    clerk = office_people["clerk"]
    for name, typed in (("recipient", " "), ("address", "あ" * 201), ("postal", "12345")):
        with pytest.raises(NotPossible) as refused:
            actions.send_again(clerk, posted, ELSEWHERE | {name: typed})
        assert list(refused.value.problems) == [name]
    with pytest.raises(GlyphsMissing):
        actions.send_again(clerk, posted, ELSEWHERE | {"recipient": "潮見 \U0001f41a"})
    actions.send_again(clerk, posted, ELSEWHERE)
    with pytest.raises(NotPossible, match="not_printed"):
        actions.send_again(clerk, posted, ELSEWHERE)
    assert AuditRow.objects.filter(action="print.again").count() == 1


def test_a_pile_is_sorted_by_postal_code_and_its_labels_are_one_paper(
    arrive: Arrive, office_people: People, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk, letters = office_people["clerk"], [decided(office_people, arrive()) for _ in range(3)]
    for letter, postal in zip(letters, ("3", "1", "2"), strict=True):
        CasePrint.objects.filter(document=letter).update(postal=f"{postal}00-0000")
    monkeypatch.setattr(prints, "PAGE", 2)
    seen: list[Any] = []
    after = ""
    while True:
        page = prints.page(clerk, order="postal", after=after)
        seen += [row.document for row in page.rows]
        if not page.after:
            break
        after = page.after
    assert seen == [letters[1], letters[2], letters[0]]
    labels = prints.labels(clerk, letters)
    assert documents.render("addresses", {"labels": labels}).startswith(b"%PDF")
    assert len(labels) == 3
    assert AuditRow.objects.filter(action="label.view").count() == 3
    assert prints.labels(office_people["stranger"], letters) == []
