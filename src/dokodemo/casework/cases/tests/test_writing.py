"""A letter from the city's texts: filled, looked at, sent by the way the applicant has chosen, with a number of its own."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pypdfium2
import pytest
from django.test import Client

from dokodemo.base.actor import Actor
from dokodemo.base.audit.models import AuditRow
from dokodemo.casework.cases import actions
from dokodemo.casework.cases.actions import writing
from dokodemo.casework.cases.loading import load
from dokodemo.casework.cases.models import Case, CaseDocument
from dokodemo.casework.cases.rights import Changed, NotAllowed, NotPossible
from dokodemo.casework.cases.tests.test_deciding import version
from dokodemo.casework.conftest import Here
from dokodemo.casework.documents import GlyphsMissing
from dokodemo.casework.register.models import OfficialDocument

pytestmark = pytest.mark.django_db
Arrive = Callable[..., UUID]
People = dict[str, Actor]
TEXT = "審査に時間がかかっています。\n\n来月のはじめに決定する見込みです。"


def test_a_text_is_filled_with_what_is_known(arrive: Arrive, here: Here, catalog: Any) -> None:
    loaded = load(Case.objects.get(id=arrive()))
    for name in catalog.letters:
        title, text = writing.filled(loaded, name)
        assert title
        assert loaded.case.receipt in text
        assert "{" not in text


def test_it_goes_out_with_a_number_and_is_of_who_wrote_it(arrive: Arrive, office_people: People) -> None:
    id_ = arrive()
    for _ in range(2):
        actions.write_letter(office_people["clerk"], id_, version(id_), "審査が遅れています", TEXT)
    first, second = CaseDocument.objects.order_by("at")
    assert (first.declared, second.declared, first.delivery) == ("letter-1", "letter-2", "paper")
    assert first.facts["paragraphs"] == TEXT.split("\n\n")
    assert list(OfficialDocument.objects.order_by("serial").values_list("kind", "decided_name")) == [
        ("letter", "試験 clerk"), ("letter", "試験 clerk"),
    ]  # fmt: skip
    assert AuditRow.objects.filter(action="case.letter", actor_id="clerk").count() == 2


def test_who_chose_the_inbox_gets_it_there(
    apply: Callable[..., Any], deliver: Callable[..., None], office_people: People
) -> None:
    made = apply()
    made.body["reply"]["delivery"] = "inbox"
    deliver("application.submitted", made.body)
    actions.write_letter(office_people["clerk"], made.id, version(made.id), "お知らせ", TEXT)
    assert CaseDocument.objects.get().delivery == "inbox"


def test_what_is_wrong_is_said_and_nothing_goes_out(arrive: Arrive, office_people: People) -> None:
    id_, clerk = arrive(), office_people["clerk"]
    for title, text, where in (
        ("", TEXT, "letter_title"), ("あ" * 61, TEXT, "letter_title"), ("題", " \n\n ", "letter_text"),
        ("題", "あ" * 4001, "letter_text"), ("題", "はじめ\n\n（ここに理由を書いてください）", "letter_text"),
    ):  # fmt: skip
        with pytest.raises(NotPossible) as refused:
            actions.write_letter(clerk, id_, version(id_), title, text)
        assert list(refused.value.problems) == [where]
    with pytest.raises(GlyphsMissing):
        actions.write_letter(clerk, id_, version(id_), "題", "\U0003134a")
    with pytest.raises(NotAllowed):
        actions.write_letter(office_people["stranger"], id_, version(id_), "題", TEXT)
    with pytest.raises(Changed):
        actions.write_letter(clerk, id_, 99, "題", TEXT)
    assert not CaseDocument.objects.exists()
    assert not OfficialDocument.objects.exists()


def test_it_is_looked_at_before_it_is_sent(arrive: Arrive, at_desk: Callable[..., Client]) -> None:
    id_, clerk = arrive(), at_desk("clerk")
    page = clerk.get(f"/cases/{id_}?tab=files&letter=okure").content.decode()
    assert "審査が遅れていることのお知らせ" in page
    typed = {"version": version(id_), "letter_title": "遅れのお知らせ", "letter_text": TEXT}
    seen = clerk.post(f"/cases/{id_}/letter", typed | {"do": "look"})
    assert seen["Content-Type"] == "application/pdf"
    pdf = pypdfium2.PdfDocument(seen.content)
    text = "".join(pdf[0].get_textpage().get_text_range().split())
    assert "来月のはじめに決定する見込みです。" in text
    assert not CaseDocument.objects.exists()
    wrong = clerk.post(f"/cases/{id_}/letter", typed | {"letter_title": "", "do": "send"})
    assert wrong.status_code == 422
    assert "来月のはじめに" in wrong.content.decode(), "what was written stays"
    assert clerk.post(f"/cases/{id_}/letter", typed | {"do": "send"}).status_code == 303
    assert "遅れのお知らせ" in clerk.get(f"/cases/{id_}?tab=files").content.decode()
