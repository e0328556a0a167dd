"""One proposes, another decides; a decision is written whole or not at all."""

import base64
import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pypdfium2
import pytest
from django.db import IntegrityError, transaction

from dokodemo.base import clock, config, files
from dokodemo.base.actor import Actor
from dokodemo.base.audit.models import AuditRow
from dokodemo.base.crypto import open_sealed
from dokodemo.casework import documents
from dokodemo.casework.cases import actions, letters, locked, numbers
from dokodemo.casework.cases import jobs as case_jobs
from dokodemo.casework.cases.actions.papers import render_documents
from dokodemo.casework.cases.loading import load
from dokodemo.casework.cases.models import (
    Case,
    CaseDecision,
    CaseDocument,
    CasePrint,
    DocumentNumber,
)
from dokodemo.casework.cases.queries import prints
from dokodemo.casework.cases.queries.timeline import events
from dokodemo.casework.cases.rights import NotAllowed, NotPossible
from dokodemo.casework.conftest import NAGISA, Application, Here, Ledger, opened_outbox
from dokodemo.casework.documents import GlyphsMissing
from dokodemo.casework.register.models import OfficialDocument
from dokodemo.catalog.notices import in_the_words_of

pytestmark = pytest.mark.django_db
Arrive = Callable[..., UUID]
People = dict[str, Actor]
REFUSAL = {"core": "public-servant", "office": "transfer-needed"}


def version(case_id: UUID) -> int:
    return Case.objects.get(id=case_id).version


def examined(people: People, case_id: UUID) -> UUID:
    """Taken, linked and paid for: nothing is in the way of an approval."""
    actions.take(people["clerk"], case_id, version(case_id))
    if config.load().zone == "core":
        actions.link(people["clerk"], case_id, version(case_id), NAGISA)
    else:
        actions.record_fee(people["clerk"], case_id, version(case_id), 3000, clock.today(), "counter")
    return case_id


def proposed(people: People, case_id: UUID, outcome: str = "approved", **more: Any) -> UUID:
    examined(people, case_id)
    if outcome == "refused":
        more.setdefault("refusals", (REFUSAL[config.load().zone],))
    actions.propose(people["clerk"], case_id, version(case_id), outcome, **more)
    return case_id


def test_the_whole_road_of_an_approval(
    arrive: Arrive, office_people: People, ledger: Ledger, sent: Callable[[UUID], list[str]]
) -> None:
    id_ = proposed(office_people, arrive())
    number = actions.decide(office_people["chief"], id_, version(id_))
    case = Case.objects.get(id=id_)
    assert (case.state, case.number) == ("approved", number)
    made = CaseDecision.objects.get()
    assert (made.state, made.proposed_by, made.decided_by, made.number) == (
        "decided",
        "clerk",
        "chief",
        number,
    )
    assert made.ledger == f"ledger/{case.receipt}"
    assert made.amount == 10_000
    assert AuditRow.objects.filter(action="case.approve", object_id=str(id_), actor_id="chief").count() == 1
    assert sent(id_)[-2:] == ["application.state", "application.decided"]


def test_the_resident_reads_the_decision_and_nobody_else(
    apply: Callable[..., Application],
    deliver: Callable[..., None],
    office_people: People,
    ledger: Ledger,
    here: Here,
    catalog: Any,
) -> None:
    made = apply(language="en")
    deliver("application.submitted", made.body)
    proposed(office_people, made.id, "refused", note="電話で確かめました。")
    actions.decide(office_people["chief"], made.id, version(made.id))
    message = opened_outbox(made.id)[-1]
    assert set(message.body) == {"application", "at", "sealed"}
    sealed = base64.b64decode(message.body["sealed"])
    said = json.loads(open_sealed(made.private_key, sealed, f"decided:{made.id}".encode()))
    assert said["outcome"] == "refused"
    assert len(said["reasons"]) == 2
    assert said["reasons"][1] == "電話で確かめました。"
    procedure = catalog.procedures[made.body["procedure"]]
    for text in (said["reasons"][0], said["kyoji"]):  # sent in Japanese, said in the reader's language
        assert in_the_words_of(procedure, text, "en") not in (text, "")
    assert said["date"] == clock.today().isoformat()
    assert "amount" not in said


def test_numbers_count_by_section_and_year_without_a_gap(
    arrive: Arrive, office_people: People, ledger: Ledger, here: Here, catalog: Any
) -> None:
    mark = numbers.mark_of(catalog, here.section, catalog.procedures[here.procedure].organ)
    given = []
    for _ in range(2):
        id_ = proposed(office_people, arrive())
        ledger.fail = RuntimeError("the ledger is away")
        with pytest.raises(RuntimeError):
            actions.decide(office_people["chief"], id_, version(id_))
        ledger.fail = None
        given.append(actions.decide(office_people["chief"], id_, version(id_)))
    assert given == [f"{mark}第1号", f"{mark}第2号"]


def test_marks_tell_sections_apart(catalog: Any) -> None:
    marks = {id_: numbers.mark_of(catalog, id_, each.organ) for id_, each in catalog.sections.items()}
    assert len(set(marks.values())) == len(marks)
    assert marks["kankyo"] == "海環"


def test_numbers_for_two_organs_are_counted_apart(
    arrive: Arrive, office_people: People, ledger: Ledger, here: Here, catalog: Any, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    procedure, given = catalog.procedures[here.procedure], []
    for organ in ("shicho", "kyoiku-iinkai", "kyoiku-iinkai", "shicho"):
        # As after a reorganisation: the section took over what was applied for when another organ decided it.
        monkeypatch.setitem(vars(procedure), "organ", organ)
        id_ = proposed(office_people, arrive())
        given.append(actions.decide(office_people["chief"], id_, version(id_)))
    mark = numbers.mark_of(catalog, here.section, "shicho")
    assert given == [f"{mark}第1号", f"{mark}（教）第1号", f"{mark}（教）第2号", f"{mark}第2号"]
    entered = OfficialDocument.objects.order_by("id").values_list("organ", "serial")
    assert list(entered) == [("shicho", 1), ("kyoiku-iinkai", 1), ("kyoiku-iinkai", 2), ("shicho", 2)]


def everything(case_id: UUID) -> dict[str, Any]:
    """What a decision touches."""
    case = Case.objects.get(id=case_id)
    return {
        "case": (case.state, case.version, case.number, case.decided_at),
        "decisions": list(CaseDecision.objects.values("state", "number", "ledger", "decided_by")),
        "documents": CaseDocument.objects.count(),
        "numbers": list(DocumentNumber.objects.values("last")),
        "trail": AuditRow.objects.exclude(action="case.view").count(),
        "messages": len(opened_outbox(case_id)),
        "jobs": jobs(),
    }


def text_of(pdf: bytes) -> str:
    make: Any = pypdfium2.PdfDocument
    pages = make(pdf)
    return "".join(page.get_textpage().get_text_range() for page in pages)


def jobs() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize("where", ["ledger", "glyphs", "facts", "letter", "answer", "job"])
def test_nothing_is_written_when_any_step_fails(
    arrive: Arrive, office_people: People, ledger: Ledger, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    id_ = proposed(office_people, arrive())

    def broken(*_: Any, **__: Any) -> Any:
        raise RuntimeError("broken on purpose")

    if where == "ledger":
        ledger.fail = RuntimeError("broken on purpose")
    elif where == "glyphs":
        ledger.extra = {"recipient": "\U0001f600"}
    elif where == "facts":
        monkeypatch.setattr(ledger, "notice", broken)
    elif where == "letter":
        monkeypatch.setattr(letters, "papers", broken)
    elif where == "answer":
        monkeypatch.setattr("dokodemo.casework.cases.actions.enforcing.replies.send_sealed", broken)
    else:
        monkeypatch.setattr(case_jobs.render_documents, "defer", broken)
    before = everything(id_)
    with pytest.raises((RuntimeError, GlyphsMissing)):
        actions.decide(office_people["chief"], id_, version(id_))
    assert everything(id_) == before
    assert not AuditRow.objects.filter(action="test.ledger").exists()


def test_a_name_without_glyphs_stops_before_the_ledger(
    arrive: Arrive, office_people: People, ledger: Ledger, here: Here
) -> None:
    id_ = proposed(office_people, arrive({here.name: "潮見 \U0001f41a"}))
    ledger.fail = AssertionError("the ledger was asked")
    with pytest.raises(GlyphsMissing, match="1F41A"):
        actions.decide(office_people["chief"], id_, version(id_))


def test_the_proposer_never_decides(arrive: Arrive, office_people: People, ledger: Ledger) -> None:
    id_ = examined(office_people, arrive())
    actions.propose(office_people["both"], id_, version(id_), "approved")
    with pytest.raises(NotAllowed):
        actions.decide(office_people["both"], id_, version(id_))
    with pytest.raises(NotAllowed):
        actions.send_back(office_people["both"], id_, version(id_), "やり直し")
    assert actions.decide(office_people["chief"], id_, version(id_))


def test_the_database_itself_refuses_a_decision_by_its_proposer(
    arrive: Arrive, office_people: People, ledger: Ledger
) -> None:
    id_ = proposed(office_people, arrive())
    with pytest.raises(IntegrityError, match="by_another"), transaction.atomic():
        CaseDecision.objects.filter(case_id=id_).update(state="decided", decided_by="clerk")


def test_a_returned_proposal_is_examined_again(arrive: Arrive, office_people: People, ledger: Ledger) -> None:
    id_ = proposed(office_people, arrive())
    with pytest.raises(NotPossible) as refused:
        actions.send_back(office_people["chief"], id_, version(id_), "  ")
    assert "return_note" in refused.value.problems
    actions.send_back(office_people["chief"], id_, version(id_), "口座を確かめてください")
    assert Case.objects.get(id=id_).state == "examining"
    actions.propose(office_people["clerk"], id_, version(id_), "approved")
    assert [d.state for d in CaseDecision.objects.order_by("id")] == ["returned", "open"]


@pytest.mark.parametrize("refusals", [(), ("nonsense",)])
def test_a_refusal_needs_a_reason_of_the_catalog(
    arrive: Arrive, office_people: People, ledger: Ledger, refusals: tuple[str, ...]
) -> None:
    id_ = examined(office_people, arrive())
    with pytest.raises(NotPossible) as refused:
        actions.propose(office_people["clerk"], id_, version(id_), "refused", refusals, "だめです")
    assert "refusals" in refused.value.problems


def test_less_than_was_asked_is_granted_with_its_reasons_and_ones_own_words(
    apply: Callable[..., Application], deliver: Callable[..., None], office_people: People, ledger: Ledger,
    less: str,
) -> None:  # fmt: skip
    ledger.extra = {
        "reasons": []
    }  # what an effect leaves out of an approval's letter is not why a part is denied
    made = apply(language="en")
    deliver("application.submitted", made.body)
    proposed(office_people, made.id, "reduced", reductions=(less,), note="領収書のない分です。")
    kept = CaseDecision.objects.get()
    assert (kept.outcome, kept.called, kept.reduction_ids) == ("approved", "reduced", [less])
    assert kept.denied == ["上限を超える分は認められません。", "領収書のない分です。"]
    assert kept.articles == ["試験法第1条", "試験法第9条"]
    actions.decide(office_people["chief"], made.id, version(made.id))
    assert Case.objects.get().state == "approved"
    said = json.loads(
        open_sealed(
            made.private_key, base64.b64decode(opened_outbox(made.id)[-1].body["sealed"]), f"decided:{made.id}".encode()
        )
    )  # fmt: skip
    assert (said["outcome"], said["reduced"]) == ("approved", True)
    assert said["reasons"] == [
        "要件を満たすため",
        "上限を超える分は認められません。",
        "領収書のない分です。",
    ]
    assert "審査請求" in said["kyoji"]
    letter = CaseDocument.objects.get()
    assert letter.facts["reasons"] == kept.denied
    parts = documents.reading("notice", letter.facts, "en")
    assert {"numbered": kept.denied} in parts
    assert {"heading": "教示"} in parts
    assert "approved in part" in parts[-1]["text"]
    assert OfficialDocument.objects.get().title.endswith("の決定（一部承認）")
    trail = {row.action: row.detail for row in AuditRow.objects.filter(object_id=str(made.id))}
    assert trail["case.propose"]["outcome"] == "reduced"
    assert trail["case.approve"]["reductions"] == [less]
    assert [each.what for each in events(load(Case.objects.get()), "ja")][-2:] == [
        "proposed_reduced",
        "reduced",
    ]


@pytest.mark.parametrize(
    ("outcome", "more", "where"),
    [
        ("reduced", {}, "reductions"),
        ("reduced", {"reductions": ("nonsense",)}, "reductions"),
        ("reduced", {"reductions": ("over",), "refusals": "one"}, "refusals"),
        ("approved", {"reductions": ("over",)}, "reductions"),
        ("refused", {"reductions": ("over",), "refusals": "one"}, "reductions"),
    ],
)
def test_each_reason_stands_with_its_own_outcome(
    arrive: Arrive, office_people: People, ledger: Ledger, less: str, outcome: str, more: dict[str, Any], where: str
) -> None:  # fmt: skip
    id_ = examined(office_people, arrive())
    given = more | ({"refusals": (REFUSAL[config.load().zone],)} if "refusals" in more else {})
    with pytest.raises(NotPossible) as refused:
        actions.propose(office_people["clerk"], id_, version(id_), outcome, **given)
    assert set(refused.value.problems) == {where}
    assert not CaseDecision.objects.exists()


def test_what_has_no_reasons_for_it_is_not_granted_in_part(
    arrive: Arrive, office_people: People, ledger: Ledger, catalog: Any, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.setitem(vars(catalog.procedures[here.procedure]), "reductions", [])
    id_ = examined(office_people, arrive())
    with pytest.raises(NotPossible) as refused:
        actions.propose(office_people["clerk"], id_, version(id_), "reduced")
    assert "outcome" in refused.value.problems


def test_an_approval_against_the_rule_says_why(arrive: Arrive, office_people: People, ledger: Ledger) -> None:
    ledger.refusals = (REFUSAL[config.load().zone],)
    id_ = examined(office_people, arrive())
    with pytest.raises(NotPossible) as refused:
        actions.propose(office_people["clerk"], id_, version(id_), "approved", (), "  ")
    assert "却下の理由にあたります" in refused.value.problems["note"]
    actions.propose(office_people["clerk"], id_, version(id_), "approved", (), "変更届が出ていました")
    kept = CaseDecision.objects.get()
    assert (kept.note, kept.assessment["refusals"]) == ("変更届が出ていました", list(ledger.refusals))


def test_a_reason_for_refusing_with_an_approval_is_told_not_dropped(
    arrive: Arrive, office_people: People, ledger: Ledger
) -> None:
    id_ = examined(office_people, arrive())
    with pytest.raises(NotPossible) as refused:
        actions.propose(
            office_people["clerk"], id_, version(id_), "approved", (REFUSAL[config.load().zone],), "わけ"
        )
    assert "印をはずして" in refused.value.problems["refusals"]
    assert not CaseDecision.objects.exists()


def test_an_outcome_that_is_none_is_refused(arrive: Arrive, office_people: People, ledger: Ledger) -> None:
    id_ = examined(office_people, arrive())
    with pytest.raises(NotPossible):
        actions.propose(office_people["clerk"], id_, version(id_), "maybe")


def test_approval_waits_for_what_has_to_be_there(
    arrive: Arrive, office_people: People, ledger: Ledger
) -> None:
    id_ = arrive()
    actions.take(office_people["clerk"], id_, version(id_))
    with pytest.raises(NotPossible) as refused:
        actions.propose(office_people["clerk"], id_, version(id_), "approved")
    word = "どの住民か" if config.load().zone == "core" else "手数料"
    assert word in refused.value.problems["outcome"]
    actions.propose(office_people["clerk"], id_, version(id_), "refused", (REFUSAL[config.load().zone],))
    assert Case.objects.get(id=id_).state == "proposed", "a refusal waits for neither"


def test_decided_is_decided(arrive: Arrive, office_people: People, ledger: Ledger, here: Here) -> None:
    id_ = proposed(office_people, arrive())
    actions.decide(office_people["chief"], id_, version(id_))
    for act in (
        lambda: actions.decide(office_people["chief"], id_, version(id_)),
        lambda: actions.take(office_people["clerk"], id_, version(id_)),
        lambda: actions.correct(
            office_people["clerk"], id_, version(id_), here.phone, "09000000009", "あとから"
        ),
        lambda: actions.send_back(office_people["chief"], id_, version(id_), "あとから"),
        lambda: actions.propose(office_people["clerk"], id_, version(id_), "approved"),
    ):
        with pytest.raises(NotPossible):
            act()


@pytest.mark.parametrize("delivery", ["inbox", "paper"])
def test_documents_are_made_once_and_go_where_they_should(
    apply: Callable[..., Application], deliver: Callable[..., None], office_people: People, ledger: Ledger, delivery: str,
    here: Here,
) -> None:  # fmt: skip
    made = apply()
    made.body["reply"]["delivery"] = delivery
    deliver("application.submitted", made.body)
    if not here.has_people:
        ledger.kinds = ("notice", "tag")
        ledger.extra = {"fiscal_year": 2026, "tag_number": "12"}
    number = actions.decide(office_people["chief"], proposed(office_people, made.id), version(made.id))
    render_documents(made.id)
    render_documents(made.id)
    rows = {row.kind: row for row in CaseDocument.objects.all()}
    assert set(rows) == set(ledger.kinds)
    notice = rows["notice"]
    pdf = files.open_file(notice.sha256, locked.unlock_key(notice.id, bytes(notice.key or b"")))
    text = text_of(pdf)
    assert number in text.replace("\n", "")
    assert str(here.values[here.name]).replace("\u3000", "")[:2] in text
    messages = [message for message in opened_outbox(made.id) if message.type == "document.delivered"]
    assert len(messages) == (1 if delivery == "inbox" else 0)
    waiting = set(CasePrint.objects.values_list("kind", flat=True))
    assert waiting == set(ledger.kinds) - ({"notice"} if delivery == "inbox" else set())
    if delivery == "inbox":
        info = f"document:{notice.id}".encode()
        assert open_sealed(made.private_key, messages[0].tail, info) == pdf
        what = json.loads(open_sealed(made.private_key, base64.b64decode(messages[0].body["sealed"]), info))
        assert what["media_type"] == "application/pdf"


def test_a_document_that_fails_is_tried_again_and_the_others_stay(
    arrive: Arrive, office_people: People, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    id_ = proposed(office_people, arrive())
    actions.decide(office_people["chief"], id_, version(id_))

    def broken(*_: Any) -> bytes:
        raise documents.NotMade("broken on purpose")

    with monkeypatch.context() as patch:
        patch.setattr(documents, "render", broken)
        with pytest.raises(documents.NotMade):
            render_documents(id_)
    assert CaseDocument.objects.get().state == "preparing"
    render_documents(id_)
    assert CaseDocument.objects.get().state == "ready"


def test_what_the_case_says_of_paper_goes_on_the_envelope(
    arrive: Arrive, office_people: People, ledger: Ledger, here: Here
) -> None:
    id_ = proposed(office_people, arrive())
    actions.decide(office_people["chief"], id_, version(id_))
    render_documents(id_)
    row = prints.page(office_people["clerk"]).rows[0]
    assert row.now.label["recipient"] == here.values[here.name]
    assert row.now.label["address"]
    (label,) = prints.labels(office_people["clerk"], [row.document])
    assert documents.render("address", label).startswith(b"%PDF")
    assert prints.labels(office_people["stranger"], [row.document]) == []


def test_printed_posted_and_back(arrive: Arrive, office_people: People, ledger: Ledger) -> None:
    id_ = proposed(office_people, arrive())
    actions.decide(office_people["chief"], id_, version(id_))
    render_documents(id_)
    document = CasePrint.objects.get().document_id
    clerk = office_people["clerk"]
    assert actions.mark(clerk, [document], "printed") == 1
    assert actions.mark(clerk, [document], "printed") == 0
    assert actions.mark(clerk, [document], "posted") == 1
    assert [row.document for row in prints.page(clerk, "posted").rows] == [document]
    assert actions.mark(clerk, [document], "ready") == 1
    assert CasePrint.objects.get().posted_at is None
    with pytest.raises(NotAllowed):
        actions.mark(office_people["stranger"], [document], "printed")
    with pytest.raises(NotPossible):
        actions.mark(clerk, [document], "burnt")


def test_the_resident_is_told_when_every_paper_is_posted(
    arrive: Arrive, office_people: People, ledger: Ledger, sent: Callable[[UUID], list[str]], here: Here
) -> None:
    if not here.has_people:
        ledger.kinds = ("notice", "tag")
        ledger.extra = {"fiscal_year": 2026, "tag_number": "12"}
    id_ = proposed(office_people, arrive())
    actions.decide(office_people["chief"], id_, version(id_))
    render_documents(id_)
    clerk, before = office_people["clerk"], len(sent(id_))
    documents_of = list(CasePrint.objects.values_list("document_id", flat=True))
    for document in documents_of:
        assert len(sent(id_)) == before, "a paper is still here"
        actions.mark(clerk, [document], "posted")
    actions.mark(clerk, documents_of, "posted")
    said = opened_outbox(id_)[before:]
    assert [(each.type, each.body["state"]) for each in said] == [("application.state", "posted")]


def test_the_road_needs_no_more_rights_than_the_zones_own_processes_have(
    arrive: Arrive, office_people: People, ledger: Ledger, as_application: Callable[[], Any]
) -> None:
    with as_application():
        id_ = proposed(office_people, arrive())
        actions.decide(office_people["chief"], id_, version(id_))
        render_documents(id_)
        document = CaseDocument.objects.get()
        assert actions.mark(office_people["clerk"], [document.id], "printed") == 1


@pytest.mark.skipif(config.load().zone != "core", reason="the procedure of office tells nothing")
class TestWhatIsTold:
    """What the applicant's next forms need not ask again goes back with the decision, under the same seal."""

    def told(self, made: Application) -> Any:
        sealed = base64.b64decode(opened_outbox(made.id)[-1].body["sealed"])
        return json.loads(open_sealed(made.private_key, sealed, f"decided:{made.id}".encode())).get("tells")

    @pytest.fixture
    def made(self, apply: Callable[..., Application], deliver: Callable[..., None]) -> Application:
        found = apply()
        deliver("application.submitted", found.body)
        return found

    def test_it_is_told_as_it_was_decided(
        self, made: Application, office_people: People, ledger: Ledger
    ) -> None:
        examined(office_people, made.id)
        clerk = office_people["clerk"]
        actions.correct(clerk, made.id, version(made.id), "account_number", "7654321", "通帳で確かめた")
        actions.propose(clerk, made.id, version(made.id), "approved")
        actions.decide(office_people["chief"], made.id, version(made.id))
        told = self.told(made)
        assert told["account.number"] == "7654321"
        assert [each["child.name"] for each in told["children"]] == ["潮見　凪"]
        assert "looks_after" not in str(told), "peculiar to the procedure"
        assert not {"applicant.phone", "spouse.exists"} & told.keys(), "the procedure does not tell it"

    def test_a_refusal_tells_nothing(self, made: Application, office_people: People, ledger: Ledger) -> None:
        proposed(office_people, made.id, "refused")
        actions.decide(office_people["chief"], made.id, version(made.id))
        assert self.told(made) is None
