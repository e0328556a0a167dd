"""Applications become cases: once, whatever they bring, believed no further than they prove."""

import base64
import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import ProgrammingError, transaction

from dokodemo.base import clock, config, files, opening
from dokodemo.base.audit.models import AuditRow
from dokodemo.base.crypto import digest, open_sealed
from dokodemo.casework.cases import jobs, locked
from dokodemo.casework.cases.actions.files import RoomClosed, open_attachment
from dokodemo.casework.cases.models import (
    AttachmentPart,
    Case,
    CaseAttachment,
    CaseFee,
    CaseLink,
    CaseVersion,
    EvidenceSeen,
)
from dokodemo.casework.conftest import NAGISA, Application, Here, Sealed, Village, opened_outbox
from dokodemo.gateway.evidence import EvidenceResult
from dokodemo.gateway.messages import Refused
from dokodemo.values.days import days_after

pytestmark = pytest.mark.django_db
Make = Callable[..., Application]
Deliver = Callable[..., None]


def proven(monkeypatch: pytest.MonkeyPatch, **changes: Any) -> None:
    """The provider's signature is the gateway's own test; here: what becomes of its answer."""
    said: dict[str, Any] = {
        "kind": "oidc", "issuer": "https://id.example", "subject": "s-1", "verified": True, "problems": [],
        "token_hash": "ab" * 32,
    }  # fmt: skip
    result = EvidenceResult(**said | changes)
    monkeypatch.setattr("dokodemo.gateway.evidence.verify_identity", lambda evidence, at: result)


def test_a_case_is_made_and_registered_once(apply: Make, deliver: Deliver, here: Here) -> None:
    made = apply(private={"spouse_kojinbango": "123456789018"})
    deliver("application.submitted", made.body)
    deliver("application.submitted", made.body)
    case = Case.objects.get()
    assert (case.id, case.receipt, case.section, case.state) == (
        made.id,
        made.body["receipt"],
        here.section,
        "arrived",
    )
    assert case.applicant_name == here.values[here.name]
    assert case.name_key
    assert case.problems == {}
    days = {"core": 30, "office": 7}[config.load().zone]
    assert case.due == days_after(clock.today(), days)
    assert [m.type for m in opened_outbox(case.id)][:1] == ["application.registered"]
    assert CaseVersion.objects.get().values == made.body["values"]
    assert AuditRow.objects.filter(action="case.register", object_id=str(case.id)).count() == 1


def test_a_my_number_is_locked_in_its_row(apply: Make, deliver: Deliver) -> None:
    made = apply(private={"spouse_kojinbango": "123456789018"})
    deliver("application.submitted", made.body)
    row = CaseVersion.objects.get()
    assert b"123456789018" not in bytes(row.private)
    assert locked.unlock_private(made.id, bytes(row.private)) == {"spouse_kojinbango": "123456789018"}


def test_what_was_submitted_is_never_edited(arrive: Callable[..., UUID]) -> None:
    arrive()
    with pytest.raises(ProgrammingError, match="never changed"), transaction.atomic():
        CaseVersion.objects.update(values={})


def test_a_form_that_does_not_hold_is_a_case_with_problems(arrive: Callable[..., UUID], here: Here) -> None:
    id_ = arrive({here.phone: "call me", "unknown": "x" * 10})
    case = Case.objects.get(id=id_)
    assert list(case.problems) == [here.phone]


@pytest.mark.parametrize(
    "values", [{"children": "none"}, {"dog_birth": 7}, {"owner_name": None}, {"claimant_name": {}}]
)
def test_nonsense_is_a_case_too(arrive: Callable[..., UUID], values: dict[str, Any]) -> None:
    assert Case.objects.get(id=arrive(values)).state == "arrived"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"catalog": "0" * 64}, "catalog_unknown"),
        ({"procedure": "pasupoto"}, "procedure_unknown"),
        ({"reply": {"public_key": "AAAA", "delivery": "paper"}}, "body_unreadable"),
        ({"receipt": "<script>"}, "body_unreadable"),
        ({"arrived_at": "2026-11-24T12:00:00"}, "body_unreadable"),
        ({"evidence": []}, "body_unreadable"),
    ],
)
def test_what_cannot_be_understood_is_refused_without_a_word_of_it(
    apply: Make, deliver: Deliver, change: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refused) as refused:
        deliver("application.submitted", apply(**change).body)
    assert refused.value.code == code
    assert not Case.objects.exists()


def test_another_zones_procedure_is_refused(apply: Make, deliver: Deliver, here: Here) -> None:
    other = "inu-toroku" if here.procedure != "inu-toroku" else "jido-teate-nintei"
    with pytest.raises(Refused, match="procedure_unknown"):
        deliver("application.submitted", apply(procedure=other).body)


def test_a_message_speaks_of_its_own_stream_only(apply: Make) -> None:
    from dokodemo.casework.cases.messages import on_submitted
    from dokodemo.gateway.envelope import Message

    body = apply().body
    with pytest.raises(Refused, match="stream_differs"):
        on_submitted(
            Message(UUID(int=1), "internet", UUID(int=2), 1, "application.submitted", 1, clock.now(), body)
        )


def test_the_fee_is_told_sealed(apply: Make, deliver: Deliver) -> None:
    made = apply()
    deliver("application.submitted", made.body)
    messages = opened_outbox(made.id)
    if config.load().zone == "core":
        assert not CaseFee.objects.exists()
        assert [message.type for message in messages] == ["application.registered"]
        return
    assert CaseFee.objects.get().amount == 3000
    assert [message.type for message in messages] == ["application.registered", "fee.due"]
    sealed = base64.b64decode(messages[1].body["sealed"])
    said = json.loads(open_sealed(made.private_key, sealed, f"fee:{made.id}".encode()))
    assert said["amount"] == 3000
    assert "環境課" in said["how"]


def test_only_a_known_subject_links_by_itself(
    arrive: Callable[..., UUID], monkeypatch: pytest.MonkeyPatch, village: Village, here: Here
) -> None:
    proven(monkeypatch)
    first = Case.objects.get(id=arrive())
    assert first.person is None
    assert not CaseLink.objects.exists()
    village.links["https://id.example", "s-1"] = NAGISA
    proven(monkeypatch, token_hash="cd" * 32)
    second = Case.objects.get(id=arrive())
    assert second.person == (NAGISA if here.has_people else None)
    assert [each.how for each in CaseLink.objects.all()] == (["known"] if here.has_people else [])


def test_an_unproven_subject_links_nobody(
    arrive: Callable[..., UUID], monkeypatch: pytest.MonkeyPatch, village: Village
) -> None:
    village.links["https://id.example", "s-1"] = NAGISA
    proven(monkeypatch, verified=False, problems=["signature"])
    assert Case.objects.get(id=arrive()).person is None


def test_a_token_seen_before_is_marked_on_the_second_case(
    arrive: Callable[..., UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    proven(monkeypatch)
    first, second = arrive(), arrive()
    assert not Case.objects.get(id=first).evidence["seen_before"]
    assert Case.objects.get(id=second).evidence["seen_before"]
    assert EvidenceSeen.objects.get().case == first


def test_one_token_proves_everything_that_was_sent_as_one_form(
    arrive: Callable[..., UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    proven(monkeypatch)
    at = (clock.now() - timedelta(hours=1)).isoformat()
    sent = {"bundle": str(uuid.uuid4()), "arrived_at": at, "parts": 2}
    parts = [arrive(**sent, part=part) for part in (1, 2)]
    assert not any(Case.objects.get(id=part).evidence["seen_before"] for part in parts)
    assert str(EvidenceSeen.objects.get().case) == sent["bundle"]
    assert Case.objects.get(id=arrive()).evidence["seen_before"], "sent alone, with the same token"
    other = arrive(**sent | {"bundle": str(uuid.uuid4())})
    assert Case.objects.get(id=other).evidence["seen_before"], "another form, with the same token"
    later = arrive(**sent | {"arrived_at": (clock.now() - timedelta(minutes=1)).isoformat()})
    assert Case.objects.get(id=later).evidence["seen_before"], "nothing is added to a form afterwards"


def test_a_bundle_that_is_none_is_refused(arrive: Callable[..., UUID]) -> None:
    with pytest.raises(Refused):
        arrive(bundle="x")
    assert not Case.objects.exists()


def test_applications_without_a_token_are_not_seen_before(arrive: Callable[..., UUID]) -> None:
    arrive()
    assert not Case.objects.get(id=arrive()).evidence["seen_before"]


def parts_of(sealed: Sealed, application: Application, size: int) -> list[tuple[dict[str, Any], bytes]]:
    pieces = [sealed.cipher[at : at + size] for at in range(0, len(sealed.cipher), size)]
    common = {
        "application": str(application.id), "attachment": sealed.entry["id"],
        "sha256_cipher": sealed.entry["sha256_cipher"], "of": len(pieces),
    }  # fmt: skip
    return [(common | {"index": index}, piece) for index, piece in enumerate(pieces)]


@pytest.fixture
def photo() -> bytes:
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.effect_noise((60, 40), 80).convert("RGB").save(out, "JPEG", quality=95)
    return out.getvalue()


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 0, 1], [1, 1, 2, 0, 0]])
def test_parts_come_in_any_order_and_are_rebuilt(
    apply: Make, deliver: Deliver, sealed_file: Callable[..., Sealed], photo: bytes, order: list[int],
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    sealed = sealed_file(photo)
    made = apply(attachments=[sealed.entry])
    deliver("application.submitted", made.body)
    pieces = parts_of(sealed, made, -(-len(sealed.cipher) // 3))
    with django_capture_on_commit_callbacks(execute=True):
        for index in order:
            body, tail = pieces[index]
            deliver("attachment.part", body, tail)
    row = CaseAttachment.objects.get()
    assert row.state == "preparing"
    assert files.read_cipher(row.sha256_cipher) == sealed.cipher
    assert not AttachmentPart.objects.exists()
    assert not any(files.path_of(digest(piece)).exists() for _, piece in pieces)
    assert jobs_named("open_attachment") == [{"case_attachment_id": sealed.entry["id"]}]
    open_attachment(row.id)
    row.refresh_from_db()
    assert (row.state, row.rebuilt_media, row.pages) == ("ready", "image/jpeg", 1)
    rebuilt = row.rebuilt_sha256
    open_attachment(row.id)
    row.refresh_from_db()
    assert row.rebuilt_sha256 == rebuilt, "a second run changes nothing"


def test_a_file_of_one_part_stays(
    apply: Make, deliver: Deliver, sealed_file: Callable[..., Sealed], photo: bytes,
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    sealed = sealed_file(photo)
    made = apply(attachments=[sealed.entry])
    deliver("application.submitted", made.body)
    with django_capture_on_commit_callbacks(execute=True):
        for body, tail in parts_of(sealed, made, len(sealed.cipher)):
            deliver("attachment.part", body, tail)
    assert files.read_cipher(sealed.entry["sha256_cipher"]) == sealed.cipher


def test_a_tampered_part_is_not_let_in(
    apply: Make, deliver: Deliver, sealed_file: Callable[..., Sealed], photo: bytes
) -> None:
    sealed = sealed_file(photo)
    made = apply(attachments=[sealed.entry])
    deliver("application.submitted", made.body)
    (body, tail), *rest = parts_of(sealed, made, -(-len(sealed.cipher) // 2))
    deliver("attachment.part", body, tail[:-1] + bytes([tail[-1] ^ 1]))
    for other, more in rest:
        deliver("attachment.part", other, more)
    row = CaseAttachment.objects.get()
    assert (row.state, row.refusal) == ("refused", "hash")
    assert jobs_named("open_attachment") == []


def test_a_second_content_for_one_part_is_refused(
    apply: Make, deliver: Deliver, sealed_file: Callable[..., Sealed], photo: bytes
) -> None:
    sealed = sealed_file(photo)
    made = apply(attachments=[sealed.entry])
    deliver("application.submitted", made.body)
    body, tail = parts_of(sealed, made, -(-len(sealed.cipher) // 2))[0]
    deliver("attachment.part", body, tail)
    with pytest.raises(Refused, match="part_differs"):
        deliver("attachment.part", body, tail + b"!")


@pytest.mark.parametrize("change", [{"of": 3}, {"index": 2}, {"of": 65}, {"index": -1}])
def test_parts_that_do_not_fit_together_are_refused(
    apply: Make, deliver: Deliver, sealed_file: Callable[..., Sealed], photo: bytes, change: dict[str, int]
) -> None:
    sealed = sealed_file(photo)
    made = apply(attachments=[sealed.entry])
    deliver("application.submitted", made.body)
    first, second = parts_of(sealed, made, -(-len(sealed.cipher) // 2))
    deliver("attachment.part", *first)
    with pytest.raises(Refused):
        deliver("attachment.part", second[0] | change, second[1])


def test_a_part_of_an_unknown_attachment_is_refused(
    apply: Make, deliver: Deliver, sealed_file: Callable[..., Sealed]
) -> None:
    made, sealed = apply(), sealed_file(b"x")
    deliver("application.submitted", made.body)
    with pytest.raises(Refused, match="attachment_unknown"):
        deliver("attachment.part", *parts_of(sealed, made, 100)[0])


@pytest.mark.parametrize(
    ("plain", "change", "code"),
    [
        (b"%PDF-1.7 this is no document", {}, "damaged"),
        (b"MZ a program", {}, "type"),
        (b"%PDF-1.7", {"sha256_plain": "0" * 64}, "hash"),
        (b"%PDF-1.7", {"key": base64.b64encode(b"x" * 32).decode()}, "damaged"),
    ],
)
def test_what_the_room_refuses_is_said_on_the_case(
    apply: Make,
    deliver: Deliver,
    sealed_file: Callable[..., Sealed],
    plain: bytes,
    change: dict[str, str],
    code: str,
) -> None:
    sealed = sealed_file(plain, **change)
    made = apply(attachments=[sealed.entry])
    deliver("application.submitted", made.body)
    for body, tail in parts_of(sealed, made, 1000):
        deliver("attachment.part", body, tail)
    open_attachment(UUID(sealed.entry["id"]))
    row = CaseAttachment.objects.get()
    assert (row.state, row.refusal, row.rebuilt_sha256) == ("refused", code, "")


@pytest.mark.parametrize("code", ["busy", "room"])
def test_a_closed_room_says_nothing_about_the_file(
    apply: Make,
    deliver: Deliver,
    sealed_file: Callable[..., Sealed],
    photo: bytes,
    monkeypatch: pytest.MonkeyPatch,
    code: str,
) -> None:
    """The job fails and is tried again; the attachment is prepared still, and opened when the room is."""
    sealed = sealed_file(photo)
    made = apply(attachments=[sealed.entry])
    deliver("application.submitted", made.body)
    for body, tail in parts_of(sealed, made, 1_000_000):
        deliver("attachment.part", body, tail)

    def closed(data: bytes, patience: float) -> None:
        raise opening.Refused(code)

    with monkeypatch.context() as elsewhere:
        elsewhere.setattr("dokodemo.casework.cases.actions.files.rebuild", closed)
        with pytest.raises(RoomClosed, match=code):
            open_attachment(UUID(sealed.entry["id"]))
    assert CaseAttachment.objects.get().state == "preparing"
    open_attachment(UUID(sealed.entry["id"]))
    assert CaseAttachment.objects.get().state == "ready"


def test_every_answer_waits_unreadable(apply: Make, deliver: Deliver) -> None:
    made = apply()
    deliver("application.submitted", made.body)
    waiting = opened_outbox(made.id)
    assert waiting
    for message in waiting:
        assert set(message.body) <= {"application", "at", "sealed"}


def test_arrival_and_registration_are_two_times(arrive: Callable[..., UUID]) -> None:
    at = clock.now() - timedelta(hours=5)
    case = Case.objects.get(id=arrive(arrived_at=at.isoformat()))
    assert case.arrived_at == at
    assert case.registered_at == pytest.approx(clock.now(), abs=timedelta(seconds=30))


@pytest.mark.parametrize(
    ("way", "said", "kept"),
    [
        (timedelta(seconds=30), [], timedelta(seconds=30)),
        (timedelta(hours=25), ["arrival_late"], timedelta(hours=25)),
        (timedelta(days=-400), ["arrival_ahead"], timedelta(0)),
    ],
)
def test_the_outer_zones_word_on_the_arrival_has_bounds(
    arrive: Callable[..., UUID], way: timedelta, said: list[str], kept: timedelta
) -> None:
    case = Case.objects.get(id=arrive(arrived_at=(clock.now() - way).isoformat()))
    assert [code for code in case.evidence["problems"] if code.startswith("arrival")] == said
    assert case.arrived_at == pytest.approx(clock.now() - kept, abs=timedelta(seconds=30))
    assert case.due <= days_after(clock.today(), 60)


def test_nobody_can_have_another_persons_file_thrown_away(
    apply: Make, deliver: Deliver, sealed_file: Callable[..., Sealed], photo: bytes,
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    """An application that declares a hash of its own, and brings what somebody else has sent."""
    theirs = sealed_file(photo)
    victim = apply(attachments=[theirs.entry])
    deliver("application.submitted", victim.body)
    with django_capture_on_commit_callbacks(execute=True):
        for body, tail in parts_of(theirs, victim, len(theirs.cipher)):
            deliver("attachment.part", body, tail)
    false = theirs.entry | {"id": str(uuid.uuid4()), "sha256_cipher": "0" * 64}
    attacker = apply(attachments=[false])
    deliver("application.submitted", attacker.body)
    piece = {
        "application": str(attacker.id), "attachment": false["id"], "sha256_cipher": "0" * 64, "of": 1, "index": 0,
    }  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        deliver("attachment.part", piece, theirs.cipher)
    assert CaseAttachment.objects.get(id=false["id"]).refusal == "hash"
    assert files.read_cipher(theirs.entry["sha256_cipher"]) == theirs.cipher


def jobs_named(name: str) -> list[dict[str, str]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args::text FROM procrastinate_jobs WHERE task_name LIKE %s ORDER BY id", [f"%{name}"]
        )
        return [json.loads(row[0]) for row in cursor.fetchall()]


def test_jobs_have_identifiers_as_their_only_arguments() -> None:
    assert jobs.open_attachment.queue == "opening"
    assert jobs.render_documents.queue == "documents"
