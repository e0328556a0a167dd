"""A file that several procedures of one form ask for: uploaded once, and each application has a copy of its own."""

import base64
from pathlib import Path
from uuid import UUID

import pytest

from dokodemo.base import config
from dokodemo.base import files as base_files
from dokodemo.base.crypto import digest
from dokodemo.catalog import combining
from dokodemo.catalog.combined import Combined
from dokodemo.catalog.schema import Catalog
from dokodemo.gateway import keys
from dokodemo.gateway.identity import KeyProblem
from dokodemo.internet.apply import queries
from dokodemo.internet.apply.tests import people
from dokodemo.internet.apply.tests.inside import messages_of
from dokodemo.internet.apply.tests.people import SENDING, Person, page_of
from dokodemo.internet.apply.tests.test_files import attach, photo
from dokodemo.internet.apply.tests.test_together import fill, in_one

pytestmark = pytest.mark.django_db

CARD, SHARE = "kaigo-hokensho", "kaigo-futan-wariai"
LETTER = "insured-authority"
WHOSE = {
    "applicant_is": "other", "applicant_kana": "はまさき みなと", "applicant_phone": "09012345678", "insured_relation": "child",
    "applicant_relation": "知人", "insured_name": "浜崎　灯", "insured_kana": "ハマサキ アカリ", "insured_birth": "1944-05-09",
    "insured_gender": "2", "insured_address": "海風市灯台町四丁目5番6号", "insured_number": "0000234567",
    "declare_truth": "true", "declare_will": "true", "return_found": "true", "loss_kind": "lost", "police_told": "true",
}  # fmt: skip
TYPED = {
    CARD: WHOSE | {"insured_kind": "first", "issued_before": "true", "certified": "true", "loss_on": "2026-11-01",
                   "loss_detail": "落としました", "delivery_way": "post"},
    SHARE: WHOSE | {"certified_as": "certified", "care_office": "なぎさ", "period": "present", "share_known": "ten"},
}  # fmt: skip


@pytest.fixture
def form(city: Catalog) -> Combined:
    return combining.together(city, [CARD, SHARE])


@pytest.fixture
def person(form: Combined) -> Person:
    return people.by_card()


def filled(person: Person, form: Combined) -> str:
    """A draft that stands before its files."""
    draft = people.begin(person, form.id)
    asked = {
        name: {own: text for own, text in typed.items() if own in form.places[name]}
        for name, typed in TYPED.items()
    }
    typed = in_one(form, {name: {"all": answers} for name, answers in asked.items()})
    assert fill(person, form, draft, typed) == f"{draft}/files"
    return draft


def lying() -> set[Path]:
    return {path for path in (config.load().folder / "files").glob("*/*") if path.is_file()}


def test_it_is_asked_for_once_and_says_for_what(person: Person, form: Combined) -> None:
    draft = filled(person, form)
    page = page_of(person.get(f"{draft}/files"))
    assert page.count(f'name="file-{LETTER}"') == 1
    assert page.count(">委任状<") == 1
    assert "申請するすべての手続きに使います" in page
    attach(person, draft, LETTER, photo(), "委任状.jpg")
    person.post(f"{draft}/files", {"go": "next"})
    files = page_of(person.get(f"{draft}/review")).partition("添付する書類")[2]
    assert "委任状.jpg" in files
    assert "申請するすべての手続きに使います" in files


def test_each_application_has_its_own_copy_under_its_own_key(person: Person, form: Combined) -> None:
    before, draft, picture = lying(), filled(person, form), photo()
    attach(person, draft, LETTER, picture, "委任状.jpg")
    assert person.post(f"{draft}/submit", SENDING).status_code == 303
    found = {}
    for each in queries.mine(person.resident.account_id):
        submitted, *pieces = messages_of(each.id)
        (file,) = submitted.body["attachments"]
        assert (file["attachment"], file["name"], file["sha256_plain"]) == (
            "ininjo",
            "委任状.jpg",
            digest(picture),
        )
        cipher = b"".join(piece.tail for piece in pieces)
        assert {piece.body["attachment"] for piece in pieces} == {file["id"]}
        assert digest(cipher) == file["sha256_cipher"]
        assert base_files.decrypt(base64.b64decode(file["key"]), cipher) == picture
        found[each.procedure] = file
    assert found.keys() == {CARD, SHARE}
    for word in ("id", "key", "sha256_cipher"):
        assert found[CARD][word] != found[SHARE][word]
    assert lying() == before, "nothing stays here"
    for each in queries.mine(person.resident.account_id):
        assert "委任状.jpg" in page_of(person.get(f"/my/{each.id}"))


def test_what_cannot_be_sent_leaves_no_copy(
    person: Person, form: Combined, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = filled(person, form)
    attach(person, draft, LETTER, photo())
    before = lying()

    def ended(zone: str) -> None:
        raise KeyProblem("the sealing key has ended")

    with monkeypatch.context() as patch:
        patch.setattr(keys, "sealing_key_of", ended)
        assert person.post(f"{draft}/submit", SENDING).status_code == 503
    assert lying() == before, "the file itself is still the draft's"
    assert len(queries.files_of(queries.draft(person.resident, UUID(draft.rpartition("/")[2])))) == 1


def test_without_it_nothing_is_sent(person: Person, form: Combined) -> None:
    draft = filled(person, form)
    answer = person.post(f"{draft}/submit", SENDING)
    assert answer.status_code == 422
    assert page_of(answer).count("「委任状」を添付してください") == 1
