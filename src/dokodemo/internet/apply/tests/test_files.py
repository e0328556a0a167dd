"""Attachments: taken, refused with what to do, limited, removed; nothing of them readable on disk."""

import io
from dataclasses import replace
from typing import Any
from uuid import UUID

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from dokodemo.base import config, opening, uploads
from dokodemo.base.files import open_file, path_of
from dokodemo.catalog.schema import Catalog
from dokodemo.internet.apply import actions, queries
from dokodemo.internet.apply.tests import people
from dokodemo.internet.apply.tests.people import TEATE, Person, begin, page_of, ready

pytestmark = pytest.mark.django_db


def photo(side: int = 80, *, noise: bool = False, kind: str = "JPEG") -> bytes:
    out = io.BytesIO()
    picture = (
        Image.effect_noise((side, side), 100).convert("RGB")
        if noise
        else Image.new("RGB", (side, side), "navy")
    )
    picture.save(out, kind, **({"quality": 95} if kind == "JPEG" else {}))
    return out.getvalue()


def pdf(pages: int = 2, **save: Any) -> bytes:
    out = io.BytesIO()
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page(page_size=(200, 300))
    document.save(out, **save)
    return out.getvalue()


def attach(person: Person, draft: str, attachment: str, data: bytes, name: str = "写真.jpg") -> Any:
    upload = SimpleUploadedFile(name, data, "image/jpeg")
    return person.post(f"{draft}/files?attachment={attachment}", {f"file-{attachment}": upload})


def files_of(person: Person, draft: str) -> list[Any]:
    return queries.files_of(queries.draft(person.resident, UUID(draft.rpartition("/")[2])))


@pytest.fixture
def minato(city: Catalog) -> Person:
    return people.by_card()


@pytest.fixture
def draft(minato: Person) -> str:
    apart = TEATE["kodomo"] | {"children-0-living": "apart", "children-0-separate_address": "となりの市1"}
    return ready(minato, "jido-teate-nintei", TEATE | {"kodomo": apart})


@pytest.mark.parametrize(
    ("data", "media_type", "pages"),
    [(photo(), "image/jpeg", 1), (photo(kind="PNG"), "image/png", 1), (pdf(3), "application/pdf", 3)],
)
def test_is_taken_by_its_content(
    minato: Person, draft: str, data: bytes, media_type: str, pages: int
) -> None:
    answer = attach(minato, draft, "koza", data, "なまえ.bin")
    assert answer.status_code == 303
    assert answer["Location"] == f"{draft}/files#list-koza"
    (file,) = files_of(minato, draft)
    assert (file.media_type, file.pages, file.name, file.size) == (media_type, pages, "なまえ.bin", len(data))
    assert open_file(file.sha256_cipher, file.key) == data
    assert "なまえ.bin" in page_of(minato.get(f"{draft}/files"))
    assert "なまえ.bin" in page_of(minato.get(f"{draft}/review"))


REFUSED = [
    ("empty", b"", "空です"),
    ("type", b"MZ\x90\x00 program", "この種類のファイルは受け取れません"),
    ("type", b"<html><script>alert(1)</script>", "JPEG"),
    ("damaged", b"\xff\xd8\xff\xe0 not a picture", "開けませんでした"),
    ("damaged", b"%PDF-1.7 nothing", "開けませんでした"),
    ("locked", pdf(1, encryption=pikepdf.Encryption(owner="a", user="b")), "パスワード"),
    ("pages", pdf(51), "50ページまで"),
]


@pytest.mark.parametrize(
    ("code", "data", "said"), REFUSED, ids=[f"{each[0]}-{n}" for n, each in enumerate(REFUSED)]
)
def test_is_refused_at_once_with_what_to_do(
    minato: Person, draft: str, code: str, data: bytes, said: str
) -> None:
    answer = attach(minato, draft, "koza", data)
    assert answer.status_code == 422
    html = page_of(answer)
    assert said in html
    assert 'href="#file-koza"' in html
    assert "<title>エラー：" in html
    assert files_of(minato, draft) == []


def test_every_code_of_the_room_has_its_sentence(city: Catalog) -> None:
    codes = {
        "none",
        "empty",
        "size",
        "type",
        "kind",
        "damaged",
        "locked",
        "pages",
        "pixels",
        "slow",
        "room",
        "busy",
        "many",
    }
    attachment = city.procedures["jido-teate-nintei"].attachments[0]
    sentences = {uploads.explain(code, attachment) for code in codes}
    assert len(sentences) == len(codes)
    assert not any("%(" in sentence for sentence in sentences)
    assert uploads.explain("unheard-of", None)


@pytest.mark.parametrize(("code", "said"), [("busy", "少しお待ちください"), ("room", "しばらくしてから")])
def test_what_is_not_the_files_fault_may_be_tried_again(
    minato: Person, draft: str, monkeypatch: pytest.MonkeyPatch, code: str, said: str
) -> None:
    assert attach(minato, draft, "bekkyo-kango", photo()).status_code == 303

    def no_turn(data: bytes) -> opening.Rebuilt:
        raise opening.Refused(code)

    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(opening, "rebuild", no_turn)
        answer = attach(minato, draft, "koza", photo())
    assert answer.status_code == 503
    html = page_of(answer)
    assert said in html
    assert "写真.jpg" in html  # the one from before is still there
    assert attach(minato, draft, "koza", photo()).status_code == 303
    assert len(files_of(minato, draft)) == 2


def test_nothing_chosen(minato: Person, draft: str) -> None:
    answer = minato.post(f"{draft}/files?attachment=koza", {})
    assert answer.status_code == 422
    assert "ファイルが選ばれていません" in page_of(answer)


def test_too_large_is_said_before_it_is_read(
    minato: Person, draft: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MAX_REQUEST", 1000)
    answer = attach(minato, draft, "koza", photo(300, noise=True))
    assert answer.status_code == 413
    assert "大きすぎます" in page_of(answer)


def test_too_large_for_this_attachment(minato: Person, draft: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "limit_bytes", lambda attachment: 1000)
    answer = attach(minato, draft, "koza", photo(300, noise=True))
    assert answer.status_code == 422
    assert "大きすぎます" in page_of(answer)


def test_not_more_than_may_be(minato: Person, draft: str) -> None:
    assert attach(minato, draft, "koza", photo()).status_code == 303
    answer = attach(minato, draft, "koza", photo(kind="PNG"))
    assert answer.status_code == 422
    assert "1個まで" in page_of(answer)
    assert len(files_of(minato, draft)) == 1
    assert attach(minato, draft, "bekkyo-kango", photo()).status_code == 303
    assert attach(minato, draft, "bekkyo-kango", photo(kind="PNG")).status_code == 303
    assert attach(minato, draft, "bekkyo-kango", pdf(1)).status_code == 422


def test_a_refused_one_leaves_nothing_on_disk(minato: Person, draft: str) -> None:
    attach(minato, draft, "koza", photo())
    before = set((config.load().folder / "files").glob("*/*"))
    attach(minato, draft, "koza", photo())
    assert set((config.load().folder / "files").glob("*/*")) == before


def test_removed_is_gone_from_row_and_disk(minato: Person, draft: str) -> None:
    attach(minato, draft, "koza", photo())
    (file,) = files_of(minato, draft)
    assert minato.post(f"{draft}/files", {"remove": str(file.id)}).status_code == 303
    assert files_of(minato, draft) == []
    assert not path_of(file.sha256_cipher).exists()
    assert minato.post(f"{draft}/files", {"remove": str(file.id)}).status_code == 404
    assert minato.post(f"{draft}/files", {"remove": "../../etc"}).status_code == 404


def test_only_what_these_answers_call_for(minato: Person, draft: str) -> None:
    assert attach(minato, draft, "nanika", photo()).status_code == 404
    minato.post(f"{draft}/kodomo", TEATE["kodomo"])
    assert attach(minato, draft, "bekkyo-kango", photo()).status_code == 404
    assert "別居監護申立書" not in page_of(minato.get(f"{draft}/files"))


def test_a_procedure_without_attachments_has_no_such_page(city: Catalog) -> None:
    hiroshi = people.by_mail()
    draft = begin(hiroshi, "inu-toroku")
    assert hiroshi.get(f"{draft}/files")["Location"] == f"{draft}/inu"


def chosen(*attachments: str) -> dict[str, Any]:
    return {f"file-{each}": SimpleUploadedFile(f"{each}.jpg", photo(), "image/jpeg") for each in attachments}


@pytest.mark.parametrize(("go", "where"), [("next", "review"), ("back", "doi")])
def test_what_was_chosen_is_attached_with_going_on(minato: Person, draft: str, go: str, where: str) -> None:
    """The blue button is the one that people press after they chose a file."""
    answer = minato.post(f"{draft}/files", {"go": go, **chosen("koza", "bekkyo-kango")})
    assert answer["Location"] == f"{draft}/{where}"
    assert {file.attachment for file in files_of(minato, draft)} == {"koza", "bekkyo-kango"}


def test_nobody_goes_on_over_a_file_that_was_refused(minato: Person, draft: str) -> None:
    bad = {"file-koza": SimpleUploadedFile("a.exe", b"MZ program")}
    answer = minato.post(f"{draft}/files", {"go": "next", **chosen("bekkyo-kango"), **bad})
    assert answer.status_code == 422
    assert set(people.problems(answer)) == {"file-koza"}
    assert [file.attachment for file in files_of(minato, draft)] == ["bekkyo-kango"]
    assert minato.post(f"{draft}/files", {"go": "next"})["Location"] == f"{draft}/review"


def test_one_can_be_exchanged_at_once(minato: Person, draft: str) -> None:
    attach(minato, draft, "koza", photo())
    (old,) = files_of(minato, draft)
    assert minato.post(f"{draft}/files", {"remove": str(old.id), **chosen("koza")}).status_code == 303
    (new,) = files_of(minato, draft)
    assert new.id != old.id


def test_the_same_file_sent_again_is_attached_once(minato: Person, draft: str) -> None:
    """As a browser does by itself when the line broke before the answer; another file is one too many as before."""
    for _ in range(2):
        assert attach(minato, draft, "koza", photo()).status_code == 303
    (kept,) = files_of(minato, draft)
    assert attach(minato, draft, "bekkyo-kango", photo()).status_code == 303
    assert attach(minato, draft, "koza", photo(kind="PNG")).status_code == 422
    assert {file.id for file in files_of(minato, draft) if file.attachment == "koza"} == {kept.id}


def test_the_page_is_one_form(minato: Person, draft: str) -> None:
    """So that whatever button is pressed, what was chosen comes along."""
    html = page_of(minato.get(f"{draft}/files"))
    (form,) = [each for each in html.split("<form")[1:] if f'action="{draft}/files"' in each]
    for needed in ("multipart/form-data", 'name="file-koza"', 'name="file-bekkyo-kango"', 'value="next"'):
        assert needed in form


def test_going_on_and_back(minato: Person, draft: str) -> None:
    assert minato.post(f"{draft}/files", {"go": "next"})["Location"] == f"{draft}/review"
    assert minato.post(f"{draft}/files", {"go": "back"})["Location"] == f"{draft}/doi"


def test_the_token_is_still_asked_for(city: Catalog) -> None:
    """The page reads no body before it knows the size; the token is checked right after."""
    minato = people.by_card()
    draft = begin(minato, "jido-teate-nintei")
    strict = Client(enforce_csrf_checks=True, headers={"host": "internet.localhost"})
    strict.cookies["__Host-session"] = minato.token.cookie
    assert strict.post(f"{draft}/files", {"go": "next"}).status_code == 403
    assert strict.post(f"{draft}/anata", {}).status_code == 403


def test_two_windows_cannot_pass_the_limit_together(minato: Person, draft: str) -> None:
    """Whoever adds holds the draft's row: the count is true when it is taken."""
    read = queries.draft(minato.resident, UUID(draft.rpartition("/")[2]))
    attach(minato, draft, "koza", photo())
    (file,) = files_of(minato, draft)
    other = replace(file, id=UUID(int=7))
    assert not actions.add_file(minato.resident, read, other, 1)
    assert actions.add_file(minato.resident, read, other, 2)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\fakepath\\写真.jpg", "写真.jpg"),
        ("../../etc/passwd", "passwd"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("\x00\x1f", "名前のないファイル"),
        ("", "名前のないファイル"),
        ("あ" * 300 + ".jpeg", "あ" * 114 + ".jpeg"),
    ],
)
def test_names_are_harmless(given: str, kept: str) -> None:
    assert uploads.safe_name(given) == kept
    assert len(uploads.safe_name(given)) <= 120
