"""Good packages become the same cases as applications from our own pages; broken ones stay, with their reason."""

import io
import random
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.db import DataError, IntegrityError, OperationalError

from dokodemo.base import clock, config, files
from dokodemo.base.actor import Actor
from dokodemo.base.crypto import digest
from dokodemo.base.opening import room
from dokodemo.casework.cases import facts, locked, receipts
from dokodemo.casework.cases.actions import arrive
from dokodemo.casework.cases.models import Case, CaseAttachment, CaseVersion
from dokodemo.casework.portal import actions
from dokodemo.casework.portal.client import Portal
from dokodemo.casework.portal.models import BROKEN, FETCHED, REGISTERED, Intake
from dokodemo.casework.portal.package import Broken, open_package
from dokodemo.casework.portal.process import round_
from dokodemo.catalog.schema import Catalog
from doubles import people
from doubles.portal import Arrival, Desk

Emit = Callable[..., Arrival]


def the_case(number: str) -> Case:
    return Case.objects.get(id=Intake.objects.get(number=number).application)


def test_a_good_package_is_a_case_with_everything(
    portal: Portal, emit: Emit, catalog: Catalog, mine: str
) -> None:
    sent = emit()
    assert round_(portal) == 2  # the package, and the word that it is accepted
    intake = Intake.objects.get()
    assert (intake.number, intake.state, intake.code) == (sent.number, REGISTERED, "")
    assert intake.acknowledged_at is not None
    assert intake.registered_at is not None
    case = the_case(sent.number)
    procedure = catalog.procedures[mine]
    assert (case.procedure, case.section, case.entrance) == (mine, procedure.section, "portal")
    assert (case.entrance_number, case.receipt, case.delivery) == (sent.number, intake.receipt, "paper")
    assert case.arrived_at == sent.arrived_at
    assert case.applicant_name == "海野　さくら"
    assert (case.evidence["kind"], case.evidence["verified"]) == ("jpki", True)
    assert case.evidence["signature"]["items"]["birthdate"] == "1991-05-14"
    attachment = CaseAttachment.objects.get(case=case)
    assert (attachment.state, attachment.attachment) == ("preparing", procedure.attachments[0].id)
    plain = files.open_file(attachment.sha256_cipher, locked.unlock_key(attachment.id, bytes(attachment.key)))
    assert digest(plain) == attachment.sha256_plain
    assert plain.startswith(b"\xff\xd8")


def test_the_original_is_kept_encrypted_with_its_hash(portal: Portal, emit: Emit, catalog: Catalog) -> None:
    sent = emit()
    round_(portal)
    intake = Intake.objects.get()
    assert (intake.sha256, intake.size) == (digest(sent.content), len(sent.content))
    assert b"PK" not in files.read_cipher(intake.file)[:16]
    key = locked.unlock_key(intake.application, bytes(intake.key or b""))
    assert files.open_file(intake.file, key) == sent.content


@pytest.mark.skipif(config.load().zone != "core", reason="no My Number outside core")
def test_a_my_number_is_locked_away_and_never_among_the_values(
    portal: Portal, emit: Emit, catalog: Catalog
) -> None:
    sent = emit(KT028="1234 5678 9018")
    round_(portal)
    case = the_case(sent.number)
    version = CaseVersion.objects.get(case=case)
    assert locked.unlock_private(case.id, bytes(version.private)) == {"spouse_kojinbango": "123456789018"}
    assert "123456789018" not in str(version.values)


# what is wrong → (the code, what helps)
BROKEN_SHAPES = {
    "not_zip": "not_zip",
    "bomb": "bomb",
    "traversal": "names",
    "no_data": "data_missing",
    "unknown_procedure": "procedure_unknown",
    "unknown_item": "item_unknown",
    "charset": "charset",
}


@pytest.mark.parametrize("kind", BROKEN_SHAPES)
def test_a_broken_package_is_kept_with_its_reason_and_makes_no_case(
    kind: str, portal: Portal, double: Desk, emit: Emit, catalog: Catalog
) -> None:
    sent = emit(kind)
    good = emit()
    round_(portal)
    intake = Intake.objects.get(number=sent.number)
    assert (intake.state, intake.code) == (BROKEN, BROKEN_SHAPES[kind])
    assert intake.sha256 == digest(sent.content)
    assert not Case.objects.filter(id=intake.application).exists()
    assert double.arrivals[sent.id].acknowledged
    assert the_case(good.number).entrance == "portal"  # the next one is not kept waiting


@pytest.mark.skipif(config.load().zone != "core", reason="the XML procedure is core's")
def test_xml_that_wants_out_is_not_read(portal: Portal, emit: Emit, catalog: Catalog) -> None:
    emit("entities")
    round_(portal)
    assert Intake.objects.get().code == "doctype"


def test_a_value_the_form_refuses_still_becomes_a_case_that_says_so(
    portal: Portal, emit: Emit, catalog: Catalog
) -> None:
    sent = emit("refused_value")
    round_(portal)
    case = the_case(sent.number)
    assert len(case.problems) == 1
    (name,) = case.problems
    assert facts.value_at(CaseVersion.objects.get(case=case).values, name) == "平成99年13月40日"


def test_what_was_altered_after_signing_is_a_case_that_is_not_verified(
    portal: Portal, emit: Emit, catalog: Catalog
) -> None:
    sent = emit("altered")
    round_(portal)
    case = the_case(sent.number)
    assert case.evidence["signature"]["problems"] == ["signature_differs"]
    assert not case.evidence["verified"]
    assert case.evidence["claims"] == {}
    assert case.person is None


def test_without_a_signature_nobody_is_proven(portal: Portal, emit: Emit, catalog: Catalog) -> None:
    sent = emit(person="")
    round_(portal)
    evidence = the_case(sent.number).evidence
    assert (evidence["kind"], evidence["verified"], evidence["problems"]) == ("none", False, ["none_only"])


def test_a_revoked_card_proves_nothing(portal: Portal, emit: Emit, catalog: Catalog) -> None:
    revoked = next(each.subject for each in people.read().values() if each.revoked)
    sent = emit(person=revoked)
    round_(portal)
    assert the_case(sent.number).evidence["signature"]["problems"] == ["certificate_revoked"]


def test_an_attachment_of_a_forbidden_type_is_the_opening_rooms_to_refuse(
    portal: Portal, emit: Emit, catalog: Catalog
) -> None:
    from dokodemo.casework.cases.actions.files import open_attachment

    sent = emit("forbidden_attachment")
    round_(portal)
    attachment = CaseAttachment.objects.get(case=the_case(sent.number))
    open_attachment(attachment.id)
    attachment.refresh_from_db()
    assert (attachment.state, attachment.refusal) == ("refused", "type")


def test_the_same_number_with_another_content_is_kept_beside_the_first(
    portal: Portal, emit: Emit, catalog: Catalog
) -> None:
    emit("duplicate")
    round_(portal)
    first, second = Intake.objects.order_by("id")
    assert first.number == second.number
    assert (first.state, second.state, second.code) == (REGISTERED, BROKEN, "duplicate")
    assert Case.objects.count() == 1


def test_a_crash_between_keeping_and_acknowledging_makes_no_second_case(
    portal: Portal, double: Desk, emit: Emit, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = emit()

    def killed(delivery: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(portal, "acknowledge", killed)
        with pytest.raises(KeyboardInterrupt):
            round_(portal)
    assert Intake.objects.get().state == FETCHED
    round_(portal)
    round_(portal)
    assert Intake.objects.get().state == REGISTERED
    assert (Case.objects.count(), sent.fetched) == (1, 2)
    assert double.arrivals[sent.id].acknowledged


def test_a_crash_while_the_case_is_made_leaves_nothing_half(
    portal: Portal, emit: Emit, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    emit()

    def killed(case_id: UUID) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("dokodemo.casework.portal.actions.take_whole", killed)
        with pytest.raises(KeyboardInterrupt):
            round_(portal)
    assert Case.objects.count() == 0
    assert Intake.objects.get().state == FETCHED
    round_(portal)
    assert Case.objects.count() == 1


def test_after_the_mapping_was_mended_it_is_read_again(
    portal: Portal, emit: Emit, catalog: Catalog, mine: str, office_people: dict[str, Actor],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    sent = emit("unknown_item")
    round_(portal)
    intake = Intake.objects.get()
    assert (intake.code, intake.detail) == ("item_unknown", "ZZ999")
    mapping = catalog.portal[mine]
    mended = mapping.model_copy(update={"ignored": [*mapping.ignored, "ZZ999"]})
    better = catalog.model_copy(update={"portal": {**catalog.portal, mine: mended}})
    monkeypatch.setattr("dokodemo.casework.portal.actions.versions.current", lambda: better)
    actions.retry(office_people["operator"], intake.pk)
    round_(portal)
    assert the_case(sent.number).state == "arrived"


def test_a_room_that_cannot_open_now_breaks_no_package(
    portal: Portal, emit: Emit, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    emit()
    with monkeypatch.context() as patch:
        patch.setattr(room, "SECONDS", 0)  # the machine is too slow for anything
        round_(portal)
    assert (Intake.objects.get().state, Case.objects.count()) == (FETCHED, 0)
    round_(portal)
    assert Case.objects.count() == 1


@pytest.mark.skipif(config.load().zone != "office", reason="the CSV procedure is office's")
@pytest.mark.parametrize(
    ("item", "text"), [("RS029", "水\x00に浸かった"), ("RS029", "水\x1b[2J"), ("RS\x00029", "水")]
)
def test_what_a_person_cannot_write_is_a_csv_that_is_not_read(
    item: str, text: str, portal: Portal, double: Desk, emit: Emit, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    form = double.forms["risai"]
    items = tuple({**each, "id": item} if each["id"] == "RS029" else each for each in form.items)
    monkeypatch.setitem(double.forms, "risai", replace(form, items=items))
    emit(**{item: text})
    monkeypatch.undo()
    good = emit(RS029="水に\r\n浸かった\t（床上）")
    round_(portal)
    refused, _good = Intake.objects.order_by("id")
    assert (refused.state, refused.code) == (BROKEN, "csv")
    assert refused.detail.isdecimal()  # its line
    assert the_case(good.number).problems == {}


def test_a_place_is_told_without_what_steers_a_screen() -> None:
    assert Broken("item_unknown", "KT\x00\x1b001").detail == "KT001"


@pytest.mark.parametrize("error", [DataError, IntegrityError, UnicodeError])
def test_what_cannot_be_stored_is_the_packages_own_trouble(
    error: type[Exception], portal: Portal, emit: Emit, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = emit(), emit()
    admit = arrive.admit

    def admitted(arrival: Any) -> None:
        admit(arrival)
        if arrival.entrance_number == bad.number:
            raise error

    monkeypatch.setattr(arrive, "admit", admitted)
    round_(portal)
    intake = Intake.objects.get(number=bad.number)
    assert (intake.state, intake.code, intake.detail) == (BROKEN, "unexpected", error.__name__)
    assert the_case(good.number).entrance == "portal"


def test_a_package_that_cannot_be_read_today_keeps_nobody_waiting(
    portal: Portal, emit: Emit, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    late, good = emit(), emit()
    admit = arrive.admit

    def admitted(arrival: Any) -> None:
        if arrival.entrance_number == late.number:
            raise OperationalError
        admit(arrival)

    with monkeypatch.context() as patch:
        patch.setattr(arrive, "admit", admitted)
        with pytest.raises(OperationalError):
            round_(portal)
    assert Intake.objects.get(number=late.number).state == FETCHED
    assert [each["code"] for each in good.states] == ["accepted"]
    round_(portal)
    assert [each["code"] for each in late.states] == ["accepted"]


@pytest.mark.parametrize("whose", ["applicant", "household"])
def test_a_name_of_any_length_is_a_case(
    portal: Portal, emit: Emit, catalog: Catalog, mine: str, whose: str
) -> None:
    items = {
        "risai": {"applicant": ["RS002"], "household": ["RS007", "RS010"]},
        "jido-teate-nintei": {"applicant": ["KT001"]},
    }[mine]
    if whose not in items:
        pytest.skip("this zone's procedure is about nobody else")
    letters = random.Random(1)
    name = "".join(chr(letters.randrange(0x4E00, 0x9FA0)) for _ in range(9000))
    sent = emit(
        **dict.fromkeys(items[whose], name), **({"RS001": "同じ世帯の家族"} if whose == "household" else {})
    )
    round_(portal)
    case = the_case(sent.number)
    assert case.problems
    assert whose == "household" or case.applicant_name == name


def test_every_shape_of_garbage_is_broken_and_nothing_else(portal: Portal) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("到達情報.xml", "<到達情報/>")
    whole = out.getvalue()
    for content in (b"", b"PK\x03\x04", whole[:-5], whole[:40] + b"\xff" * 20 + whole[60:], whole):
        with pytest.raises(Broken):
            open_package(content)


@pytest.mark.parametrize("name", ["../a", "/etc/passwd", "a\\b", "C:x", "a/b", "..", "a\nb"])
def test_a_name_that_is_a_path_is_refused(name: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr(name, b"x")
    with pytest.raises(Broken) as refused:
        open_package(out.getvalue())
    assert refused.value.code == "names"


def test_too_many_files_are_not_opened() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for number in range(room.ARCHIVE_FILES + 1):
            packed.writestr(f"{number}.txt", b"x")
    with pytest.raises(Broken) as refused:
        open_package(out.getvalue())
    assert refused.value.code == "too_many_files"


def test_receipt_numbers_are_our_own_and_checked() -> None:
    number = receipts.make(clock.today(), "portal", "core", 15)
    assert number == receipts.make(clock.today(), "portal", "core", 15)
    assert int(number.replace("-", "")) % 97 == 1
    assert number.count("-") == 3  # our own pages give three groups, so that no number is given twice
    assert receipts.make(clock.today(), "portal", "office", 15) != number
