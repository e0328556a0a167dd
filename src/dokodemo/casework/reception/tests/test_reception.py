"""What came on paper or by telephone is typed into the same form, and is the same case."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dokodemo.base import clock, config, files, uploads
from dokodemo.base.actor import Actor
from dokodemo.base.audit.models import AuditRow
from dokodemo.casework.cases import actions as cases
from dokodemo.casework.cases import locked, states
from dokodemo.casework.cases.actions.deciding import assess
from dokodemo.casework.cases.actions.files import open_attachment
from dokodemo.casework.cases.loading import load
from dokodemo.casework.cases.models import Case, CaseAsked, CaseAttachment, CaseDocument, CaseFee
from dokodemo.casework.cases.rights import Changed, NotAllowed, NotPossible
from dokodemo.casework.conftest import NAGISA, NOON, Here, Ledger
from dokodemo.casework.effects import NotCarriedOut
from dokodemo.casework.reception import actions, queries
from dokodemo.casework.reception.actions import Said
from dokodemo.casework.reception.disposing import Receptions as Held
from dokodemo.casework.reception.filling import Filling, typed_of
from dokodemo.casework.reception.following import Receptions
from dokodemo.casework.reception.models import Reception, Scan
from dokodemo.casework.reception.tests.conftest import scanned
from dokodemo.casework.tests import every, staff
from dokodemo.catalog import forms
from dokodemo.catalog.schema import Catalog
from dokodemo.catalog.succession import Move
from dokodemo.gateway.models import Outbox
from dokodemo.operate import samples
from dokodemo.values.days import days_after

People = dict[str, Actor]
MINE = every.of_zone(config.load().zone)
CORE = pytest.mark.skipif(config.load().zone != "core", reason="My Numbers are core's")
OFFICE = pytest.mark.skipif(
    config.load().zone != "office", reason="what may be said by telephone is office's"
)


def sheet_of(data: bytes, name: str = "scan.jpg") -> "SimpleUploadedFile":
    return SimpleUploadedFile(name, data)


def said(here: Here, catalog: Catalog, proof: str = "seen_photo", **values: Any) -> Said:
    """What a clerk types of the paper that stands in ``here``."""
    typed = typed_of(catalog.procedures[here.procedure], here.values | values)
    return Said(clock.today(), proof, typed)


@pytest.fixture
def begun(office_people: People, here: Here, catalog: Catalog, paper: bytes) -> int:
    """One from the counter, its paper scanned."""
    number = actions.begin(office_people["clerk"], here.procedure, states.COUNTER)
    actions.attach(office_people["clerk"], number, states.ORIGINAL, sheet_of(paper))
    return number


def register(actor: Actor, number: int, what: Said, *, anyway: bool = False, **numbers: str) -> UUID:
    """Saved, then received, as the page does it."""
    opened, _filling = actions.save(actor, number, Reception.objects.get(pk=number).revision, what)
    return actions.register(actor, number, opened.row.revision, numbers, anyway=anyway)


@pytest.mark.parametrize("procedure_id", MINE)
def test_what_is_typed_is_what_our_own_pages_would_have_sent(procedure_id: str, catalog: Catalog) -> None:
    procedure, sample = catalog.procedures[procedure_id], samples.of(procedure_id)
    for part in (sample.approve, sample.refuse):
        values = every.filled(procedure, part.answers)
        read = Filling(procedure, typed_of(procedure, values), "ja", clock.today())
        assert (read.errors, read.as_written()) == ({}, forms.prune(procedure, values))


def test_it_becomes_the_same_case(
    begun: int,
    office_people: People,
    here: Here,
    catalog: Catalog,
    paper: bytes,
    sent: Callable[..., list[str]],
) -> None:
    (scan,) = Scan.objects.all()
    case_id = register(office_people["clerk"], begun, said(here, catalog))
    case = Case.objects.get(id=case_id)
    assert (case.entrance, case.delivery, case.state, case.problems) == (
        "counter",
        "paper",
        states.ARRIVED,
        {},
    )
    assert case.section == here.section
    assert case.applicant_name == here.values[here.name]
    assert (case.arrived_on, case.receipt.count("-")) == (clock.today(), 3)
    assert int(case.receipt_digits) % 97 == 1
    assert case.versions.get().values == forms.prune(catalog.procedures[here.procedure], here.values)
    assert (case.evidence["kind"], case.evidence["verified"]) == ("seen_photo", True)
    assert sent(case_id) == []
    assert not Outbox.objects.filter(stream=case_id).exists()
    (file,) = CaseAttachment.objects.all()
    assert (file.id, file.attachment, file.state) == (scan.id, states.ORIGINAL, states.PREPARING)
    assert files.open_file(file.sha256_cipher, locked.unlock_key(file.id, bytes(file.key))) == paper
    open_attachment(file.id)
    file.refresh_from_db()
    assert file.state == states.READY
    assert not Reception.objects.exists()
    row = AuditRow.objects.get(action="case.register", object_id=str(case_id))
    assert row.actor_id == "clerk", "the trail knows who has typed it"


@pytest.mark.django_db(transaction=True)
def test_only_what_nobody_needs_any_more_is_shredded(
    begun: int, office_people: People, here: Here, catalog: Catalog
) -> None:
    (scan,) = Scan.objects.all()
    register(office_people["clerk"], begun, said(here, catalog))
    assert files.path_of(scan.sha256_cipher).exists(), "the case has it now"
    assert not files.path_of(scan.rebuilt_sha256).exists()


@pytest.mark.django_db(transaction=True)
def test_what_is_thrown_away_leaves_nothing(begun: int, office_people: People) -> None:
    (scan,) = Scan.objects.all()
    with pytest.raises(NotAllowed):
        actions.discard(office_people["stranger"], begun)
    actions.discard(office_people["clerk"], begun)
    assert not Reception.objects.exists()
    assert not Scan.objects.exists()
    assert not files.path_of(scan.sha256_cipher).exists()
    assert not files.path_of(scan.rebuilt_sha256).exists()
    assert AuditRow.objects.filter(action="reception.discard", actor_id="clerk").exists()


def test_it_is_decided_like_any_other(
    begun: int, office_people: People, here: Here, catalog: Catalog, ledger: Ledger
) -> None:
    case_id = register(office_people["clerk"], begun, said(here, catalog))
    case = Case.objects.get(id=case_id)
    clerk = office_people["clerk"]
    cases.take(clerk, case_id, case.version)
    if here.has_people:
        cases.link(clerk, case_id, Case.objects.get(id=case_id).version, "000000000012343")
    if CaseFee.objects.exists():
        cases.record_fee(clerk, case_id, Case.objects.get(id=case_id).version, 3000, clock.today(), "counter")
    cases.propose(clerk, case_id, Case.objects.get(id=case_id).version, "approved", (), "紙で確かめました。")
    staff.decide_all_the_way(case_id)
    assert Case.objects.get(id=case_id).state == states.APPROVED
    assert {each.delivery for each in CaseDocument.objects.filter(case=case_id)} == {"paper"}
    assert not Outbox.objects.filter(stream=case_id, destination="internet").exists()


def test_what_is_written_wrongly_is_received_as_it_is_written(
    begun: int, office_people: People, here: Here, catalog: Catalog
) -> None:
    clerk, phone = office_people["clerk"], here.phone
    what = said(here, catalog)
    what = Said(what.received_on, what.proof, {**what.typed, phone: "読めない番号", here.kana: ""})
    with pytest.raises(NotPossible, match="form") as refused:
        register(clerk, begun, what)
    assert {phone, here.kana} <= {*refused.value.problems}
    assert Reception.objects.get().typed[phone] == "読めない番号", "what was typed is kept"
    case = Case.objects.get(id=register(clerk, begun, what, anyway=True))
    assert case.versions.get().values[phone] == "読めない番号"
    assert here.kana not in case.versions.get().values
    assert {phone, here.kana} <= {*case.problems}


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"received_on": None}, "_received_on"),
        ({"received_on": 1}, "_received_on"),
        ({"received_on": -400}, "_received_on"),
        ({"proof": "asked"}, "_proof"),
        ({"proof": ""}, "_proof"),
    ],
)
def test_without_these_nothing_is_received(
    begun: int, office_people: People, here: Here, catalog: Catalog, change: dict[str, Any], wrong: str
) -> None:
    what = said(here, catalog)
    days = change.get("received_on", 0)
    day = None if days is None else clock.today() + timedelta(days=days)
    with pytest.raises(NotPossible, match="paper") as refused:
        register(
            office_people["clerk"], begun, Said(day, change.get("proof", what.proof), what.typed), anyway=True
        )
    assert next(iter(refused.value.problems)) == wrong
    assert not Case.objects.exists()


def test_paper_without_its_scan_is_not_received(office_people: People, here: Here, catalog: Catalog) -> None:
    number = actions.begin(office_people["clerk"], here.procedure, states.MAIL)
    with pytest.raises(NotPossible, match="paper") as refused:
        register(office_people["clerk"], number, said(here, catalog, "copy"), anyway=True)
    assert list(refused.value.problems) == ["_file"]


def test_days_are_counted_from_when_the_city_had_it(
    begun: int, office_people: People, here: Here, catalog: Catalog
) -> None:
    """The law counts from the arrival, not from when somebody found the time to type it."""
    early = clock.today() - timedelta(days=5)
    case = Case.objects.get(
        id=register(
            office_people["clerk"], begun, Said(early, "unseen", said(here, catalog).typed), anyway=True
        )
    )
    assert (case.arrived_on, clock.legal_date(case.arrived_at)) == (early, early)
    assert case.receipt.startswith(f"{early:%y%m}-{early:%d}")
    assert (case.evidence["kind"], case.evidence["verified"]) == ("unseen", False)


@OFFICE
def test_by_telephone(office_people: People, here: Here, catalog: Catalog) -> None:
    number = actions.begin(office_people["clerk"], here.procedure, states.TELEPHONE)
    case = Case.objects.get(id=register(office_people["clerk"], number, said(here, catalog, "")))
    assert (case.entrance, case.evidence["kind"], case.evidence["verified"]) == ("telephone", "asked", False)
    assert not CaseAttachment.objects.exists()


@CORE
def test_who_has_to_be_seen_does_not_apply_by_telephone(
    office_people: People, here: Here, catalog: Catalog
) -> None:
    with pytest.raises(NotPossible) as refused:
        actions.begin(office_people["clerk"], here.procedure, states.TELEPHONE)
    assert "本人確認" in refused.value.problems["entrance"]


@CORE
def test_a_my_number_is_kept_nowhere_but_locked_in_the_case(
    begun: int, office_people: People, here: Here, catalog: Catalog
) -> None:
    what = said(here, catalog, has_spouse=True, spouse_name="潮見　航", spouse_kana="シオミ　ワタル", spouse_birth="1988-01-01",
                spouse_address_same=True, spouse_occupation="employee", spouse_public_servant=False)  # fmt: skip
    number = "123456789018"
    posted = {**what.typed, "spouse_kojinbango": number}
    actions.save(office_people["clerk"], begun, 1, Said(what.received_on, what.proof, posted))
    assert number not in str(Reception.objects.get().typed)
    case_id = register(office_people["clerk"], begun, what, anyway=True, spouse_kojinbango=number)
    version = Case.objects.get(id=case_id).versions.get()
    assert locked.unlock_private(case_id, bytes(version.private)) == {"spouse_kojinbango": number}
    assert number not in str(version.values)


def test_what_somebody_else_saved_is_not_saved_over(
    begun: int, office_people: People, here: Here, catalog: Catalog
) -> None:
    what = said(here, catalog)
    actions.save(office_people["colleague"], begun, 1, what)
    for act in (
        lambda: actions.save(office_people["clerk"], begun, 1, what),
        lambda: actions.register(office_people["clerk"], begun, 1, {}, anyway=True),
    ):
        with pytest.raises(Changed):
            act()
    row = Reception.objects.get()
    assert (row.saved_name, row.revision, row.applicant) == ("試験 colleague", 2, here.values[here.name])


def test_a_press_that_overtakes_the_pages_own_save_is_no_clash(
    begun: int, office_people: People, here: Here, catalog: Catalog
) -> None:
    what, clerk = said(here, catalog), office_people["clerk"]
    actions.save(clerk, begun, 1, Said(what.received_on, what.proof, {}), live=True)
    actions.save(clerk, begun, 1, what)
    with pytest.raises(Changed):
        actions.save(clerk, begun, 1, Said(what.received_on, what.proof, {}), live=True)
    assert Reception.objects.get().typed == dict(what.typed), (
        "what comes late from the page itself changes nothing"
    )


def test_only_clerks_of_the_section(begun: int, office_people: People, here: Here, catalog: Catalog) -> None:
    what = said(here, catalog)
    for who in ("stranger", "approver", "operator", "administrator", "auditor"):
        actor = office_people[who]
        with pytest.raises(NotAllowed):
            actions.save(actor, begun, 1, what)
        with pytest.raises(NotAllowed):
            actions.attach(actor, begun, states.ORIGINAL, sheet_of(scanned(3)))
        with pytest.raises((NotAllowed, NotPossible)):
            actions.begin(actor, here.procedure, states.COUNTER)
    for who in ("stranger", "operator", "auditor"):
        assert queries.sheet(office_people[who], begun) is None
        assert queries.content(office_people[who], begun, Scan.objects.get().id) is None
        assert queries.unfinished(office_people[who]) == ([], None)
    assert Scan.objects.count() == 1


def test_sheets_are_opened_before_they_are_kept(office_people: People, begun: int) -> None:
    clerk = office_people["clerk"]
    for data, code in ((b"", "empty"), (b"<html>", "type"), (b"\xff\xd8\xff\xe0broken", "damaged")):
        with pytest.raises(uploads.NotTaken, match=code):
            actions.attach(clerk, begun, states.ORIGINAL, sheet_of(data))
    with pytest.raises(uploads.NotTaken, match="none"):
        actions.attach(clerk, begun, states.ORIGINAL, None)
    actions.attach(clerk, begun, states.ORIGINAL, sheet_of(scanned()))
    assert Scan.objects.count() == 1, "the same sheet again is the one that is here"
    content = queries.content(clerk, begun, Scan.objects.get().id)
    assert content is not None
    assert (content.media, content.data[:2]) == ("image/jpeg", b"\xff\xd8")
    actions.detach(clerk, begun, Scan.objects.get().id)
    assert not Scan.objects.exists()


def test_there_is_an_end_to_sheets(
    office_people: People, begun: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MOST_SCANS", 1)
    with pytest.raises(uploads.NotTaken, match="many"):
        actions.attach(office_people["clerk"], begun, states.ORIGINAL, sheet_of(scanned(9)))
    assert Scan.objects.count() == 1


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


def test_it_goes_with_its_procedure_to_the_section_that_took_over(begun: int, here: Here) -> None:
    follower = Receptions()
    assert follower.at({here.section, "shimin"}) == {here.section}
    assert follower.follow(Move(here.section, "tenkyo", "shimin"), 10) == {}
    assert follower.follow(Move(here.section, here.procedure, "shimin"), 10) == {"receptions": 1}
    assert Reception.objects.get().section == "shimin"


def test_the_slip_says_nothing_of_what_was_written(
    begun: int, office_people: People, here: Here, catalog: Catalog, arrive: Callable[..., UUID]
) -> None:
    clerk = office_people["clerk"]
    case_id = register(clerk, begun, said(here, catalog))
    found = queries.slip(clerk, case_id)
    assert found is not None
    slip = found[0]
    assert (slip.receipt, slip.entrance, slip.arrived_on) == (
        Case.objects.get().receipt,
        "counter",
        clock.today(),
    )
    assert queries.slip(office_people["stranger"], case_id) is None
    assert queries.slip(clerk, arrive()) is None


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


def test_who_looks_at_an_answer_looks_at_the_case(asked: UUID, office_people: People) -> None:
    Case.objects.update(person=NAGISA)
    number = actions.begin_answer(office_people["clerk"], asked)
    queries.sheet(office_people["clerk"], number)
    row = AuditRow.objects.filter(action="reception.view").latest("id")
    assert (row.object_kind, row.object_id, row.subject) == ("case", str(asked), NAGISA)


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


def test_a_stale_window_of_ones_own_changes_nothing(
    begun: int, office_people: People, here: Here, catalog: Catalog
) -> None:
    what = said(here, catalog)
    actions.save(office_people["colleague"], begun, 1, what)
    actions.save(office_people["clerk"], begun, 2, what)
    with pytest.raises(Changed):
        actions.save(office_people["clerk"], begun, 1, Said(what.received_on, what.proof, {}))


@CORE
def test_an_answer_that_is_changed_back_brings_back_what_hung_on_it(
    begun: int, office_people: People
) -> None:
    def save(revision: int, **typed: str) -> dict[str, str]:
        opened, _filling = actions.save(
            office_people["clerk"], begun, revision, Said(clock.today(), "", typed)
        )
        return dict(opened.row.typed)

    assert save(1, has_spouse="true", spouse_name="潮見　航")["spouse_name"] == "潮見　航"
    assert save(2, has_spouse="false")["spouse_name"] == "潮見　航", "it rests"
    back = actions.read(
        queries.opened(Reception.objects.get()), Reception.objects.get().typed | {"has_spouse": "true"}
    )
    assert back.raw["spouse_name"] == "潮見　航"


@CORE
def test_what_a_form_reads_and_refuses_stays_as_it_reads_it(catalog: Catalog) -> None:
    procedure = catalog.procedures["jido-teate-henko"]
    values = every.filled(procedure, samples.of("jido-teate-henko").approve.answers)
    changes = [name for name in values if name.endswith("_changed")]
    read = Filling(
        procedure, typed_of(procedure, values) | dict.fromkeys(changes, "false"), "ja", clock.today()
    )
    assert read.errors
    assert all(read.as_written()[name] is False for name in changes)


@CORE
def test_a_list_with_too_many_is_kept_as_it_is_written(here: Here, catalog: Catalog) -> None:
    procedure = catalog.procedures[here.procedure]
    listed = next(each for page in procedure.pages for each in page.fields if each.id == "children")
    many = here.values | {"children": here.values["children"] * (listed.max_items + 1)}
    read = Filling(procedure, typed_of(procedure, many), "ja", clock.today())
    assert "children" in read.errors
    assert [each["name"] for each in read.as_written()["children"]] == ["潮見　凪"] * (listed.max_items + 1)


def test_characters_that_no_paper_has_are_not_in_the_case(here: Here, catalog: Catalog) -> None:
    procedure = catalog.procedures[here.procedure]
    typed = typed_of(procedure, here.values) | {here.name: "\u202e潮見\x01　渚"}
    read = Filling(procedure, typed, "ja", clock.today())
    assert here.name in read.errors
    assert read.as_written()[here.name] == "潮見　渚"


def test_the_form_is_judged_by_the_day_that_was_typed(begun: int, office_people: People, here: Here) -> None:
    early = clock.today() - timedelta(days=20)
    opened, _filling = actions.save(office_people["clerk"], begun, 1, Said(early, "unseen", {}))
    assert opened.row.received_on == early


def test_what_the_rule_cannot_reckon_with_is_said(
    begun: int,
    office_people: People,
    here: Here,
    catalog: Catalog,
    ledger: Ledger,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    what, clerk = said(here, catalog), office_people["clerk"]
    case_id = register(
        clerk, begun, Said(what.received_on, what.proof, {**what.typed, here.phone: "三通"}), anyway=True
    )
    cases.take(clerk, case_id, Case.objects.get(id=case_id).version)

    def cannot(case: Any, on: Any) -> Any:
        raise ValueError("三通")

    monkeypatch.setattr(ledger, "assess", cannot)
    with pytest.raises(NotCarriedOut, match="規則で計算できない"):
        assess(load(Case.objects.get(id=case_id)), clock.today())


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
