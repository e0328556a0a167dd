"""What came on paper or by telephone becomes the same case: received, decided, thrown away, and by whom."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from dokodemo.base import clock, files, uploads
from dokodemo.base.audit.models import AuditRow
from dokodemo.casework.cases import actions as cases
from dokodemo.casework.cases import locked, states
from dokodemo.casework.cases.actions.deciding import assess
from dokodemo.casework.cases.actions.files import open_attachment
from dokodemo.casework.cases.loading import load
from dokodemo.casework.cases.models import Case, CaseAttachment, CaseDocument, CaseFee
from dokodemo.casework.cases.rights import NotAllowed, NotPossible
from dokodemo.casework.conftest import Here, Ledger
from dokodemo.casework.effects import NotCarriedOut
from dokodemo.casework.reception import actions, queries
from dokodemo.casework.reception.actions import Said
from dokodemo.casework.reception.following import Receptions
from dokodemo.casework.reception.models import Reception, Scan
from dokodemo.casework.reception.tests.conftest import CORE, OFFICE, People, register, said, scanned, sheet_of
from dokodemo.casework.tests import staff
from dokodemo.catalog import forms
from dokodemo.catalog.schema import Catalog
from dokodemo.catalog.succession import Move
from dokodemo.gateway.models import Outbox


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
    refusal = catalog.procedures[here.procedure].refusals[0].id
    with pytest.raises(NotCarriedOut):
        cases.propose(clerk, case_id, Case.objects.get(id=case_id).version, "approved")
    cases.propose(clerk, case_id, Case.objects.get(id=case_id).version, "refused", (refusal,))
    assert Case.objects.get(id=case_id).state == states.PROPOSED, (
        "what cannot be reckoned with can be refused"
    )
