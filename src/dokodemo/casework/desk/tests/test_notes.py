"""The tab of notes and contacts, and the list of what calls somebody."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import translation

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit.models import AuditRow
from dokodemo.casework.cases import actions, states
from dokodemo.casework.cases.models import CaseContact, CaseMention, CaseNote
from dokodemo.casework.cases.queries import notes
from dokodemo.casework.cases.tests.test_deciding import examined, version
from dokodemo.casework.conftest import Ledger
from dokodemo.casework.desk import words
from dokodemo.casework.desk.views import notes as views

pytestmark = pytest.mark.django_db
Desk = Callable[..., Client]
Arrive = Callable[..., UUID]
People = dict[str, Actor]


def talk(id_: UUID, **changed: Any) -> dict[str, Any]:
    usual = {
        "version": version(id_), "contact_way": "counter", "contact_whom": "agent", "contact_on": "2026-11-30",
        "contact_time": "午前９時５分", "contact_said": "委任状を見た", "contact_promise": "折り返し電話する",
        "contact_until": "令和8年12月10日",
    }  # fmt: skip
    return usual | changed


def test_a_note_calls_a_colleague_who_reads_it(at_desk: Desk, arrive: Arrive, office_people: People) -> None:
    id_ = arrive()
    clerk, colleague = at_desk("clerk"), at_desk("colleague")
    page = f"/cases/{id_}"
    form = clerk.get(f"{page}?tab=notes").content.decode()
    assert "住民には見えません。開示請求の対象になることがあります。" in form
    assert '<option value="colleague">試験 colleague（colleague）</option>' in form
    assert 'value="clerk"' not in form, "nobody tells themselves"
    assert 'value="stranger"' not in form
    typed = {"version": version(id_), "note_text": "口座を<b>見て", "note_tell": "colleague"}
    answer = clerk.post(f"{page}/note", typed)
    assert (answer.status_code, answer["Location"]) == (303, f"{page}?tab=notes")
    listed = colleague.get("/mentions").content.decode()
    assert "口座を&lt;b&gt;見て" in listed
    assert f'href="{page}?tab=notes"' in listed
    assert ">未読</span>" in listed
    opened = colleague.get(page).content.decode()
    assert "あなたあてのメモがあります" in opened, "who opens it is told where it is"
    assert "あなたあてのメモがあります" not in colleague.get(page).content.decode()
    assert ">未読</span>" not in colleague.get("/mentions").content.decode()
    assert "知らせた人：試験 colleague" in colleague.get(f"{page}?tab=notes").content.decode()


def test_one_button_reads_every_mention_of_ones_own(
    at_desk: Desk, arrive: Arrive, office_people: People
) -> None:
    for _ in range(2):
        id_ = arrive()
        actions.write_note(office_people["clerk"], id_, version(id_), "@colleague @chief")
    client = at_desk("colleague")
    assert "すべて読んだことにする" in client.get("/mentions").content.decode()
    assert client.post("/mentions").status_code == 303
    assert "すべて読んだことにする" not in client.get("/mentions").content.decode()
    assert set(CaseMention.objects.filter(read_at=None).values_list("member", flat=True)) == {"chief"}


def test_somebody_elses_look_reads_nobodys_mention(
    at_desk: Desk, arrive: Arrive, office_people: People
) -> None:
    id_ = arrive()
    actions.write_note(office_people["clerk"], id_, version(id_), "@colleague")
    for who in ("clerk", "chief", "stranger"):
        at_desk(who).get(f"/cases/{id_}?tab=notes")
    assert CaseMention.objects.get().read_at is None


def test_the_side_column_counts_what_is_unread(
    at_desk: Desk, arrive: Arrive, office_people: People, django_assert_num_queries: Any
) -> None:
    id_ = arrive()
    client = at_desk("colleague")
    assert "未読" not in client.get("/").content.decode()
    actions.write_note(office_people["clerk"], id_, version(id_), "@colleague")
    html = client.get("/").content.decode()
    assert re.search(r'<a href="/mentions">[^<]*</a> <span class="status soon">未読 1件</span>', html)
    with django_assert_num_queries(1):
        assert notes.unread(office_people["colleague"]) == 1


def test_a_note_that_was_taken_back_leaves_its_trace(
    at_desk: Desk, arrive: Arrive, office_people: People
) -> None:
    id_ = arrive()
    actions.write_note(office_people["clerk"], id_, version(id_), "ちがう人の話 @colleague")
    note = CaseNote.objects.get()
    client, page = at_desk("clerk"), f"/cases/{id_}"
    assert "取り消す" not in at_desk("chief").get(f"{page}?tab=notes").content.decode()
    assert "取り消す<" in client.get(f"{page}?tab=notes").content.decode()
    posted = {"version": version(id_), "note": note.id}
    assert at_desk("chief").post(f"{page}/note/back", posted).status_code == 403
    assert client.post(f"{page}/note/back", posted).status_code == 303
    for tab in ("notes", "timeline"):
        text = client.get(f"{page}?tab={tab}").content.decode()
        assert "取り消" in text
        assert "ちがう人の話" not in text
    listed = at_desk("colleague").get("/mentions").content.decode()
    assert "取り消されました" in listed
    assert "ちがう人の話" not in listed


@pytest.mark.parametrize("text", ["", "字" * 2001, "@stranger 見て"])
def test_a_refused_note_comes_back_with_what_was_typed(at_desk: Desk, arrive: Arrive, text: str) -> None:
    id_ = arrive()
    typed = {"version": version(id_), "note_text": text, "note_tell": "colleague"}
    answer = at_desk("clerk").post(f"/cases/{id_}/note", typed)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#note_text"' in html
    assert f">{text}</textarea>" in html
    assert '<option value="colleague" selected>' in html


def test_a_contact_and_its_promise(at_desk: Desk, arrive: Arrive, office_people: People) -> None:
    id_ = arrive()
    client, page = at_desk("clerk"), f"/cases/{id_}"
    assert client.post(f"{page}/contact", talk(id_)).status_code == 303
    kept = CaseContact.objects.get()
    assert kept.happened_at == datetime(2026, 11, 30, 9, 5, tzinfo=clock.TOKYO)
    assert kept.until is not None
    assert kept.until.isoformat() == "2026-12-10"
    head = client.get(page).content.decode()
    assert "折り返し電話する" in head, "on every tab"
    listed = client.get(f"{page}?tab=notes").content.decode()
    assert "窓口・代理人" in listed
    told = client.get(f"{page}?tab=timeline").content.decode()
    assert "窓口で話しました：代理人（試験 clerk）" in told
    assert "委任状を見た" in told
    assert client.post(f"{page}/promise", {"version": version(id_), "contact": kept.id}).status_code == 303
    assert "折り返し電話する" not in client.get(page).content.decode()
    assert "約束：済み" in client.get(f"{page}?tab=notes").content.decode()
    again = client.post(f"{page}/promise", {"version": version(id_), "contact": kept.id})
    assert again.status_code == 422
    assert "もう済みになっています" in again.content.decode()


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"contact_way": "x"}, "contact_way"), ({"contact_whom": ""}, "contact_whom"),
        ({"contact_on": "きのう"}, "contact_on"), ({"contact_time": "25:00"}, "contact_on"),
        ({"contact_time": "9:60"}, "contact_on"), ({"contact_on": "2126-12-01"}, "contact_on"),
        ({"contact_said": ""}, "contact_said"), ({"contact_promise": ""}, "contact_promise"),
        ({"contact_until": "いつか"}, "contact_until"), ({"contact_until": "いつか", "contact_promise": ""}, "contact_until"),
    ],
)  # fmt: skip
def test_a_refused_contact_comes_back_open_with_what_was_typed(
    at_desk: Desk, arrive: Arrive, changed: dict[str, str], where: str
) -> None:
    id_ = arrive()
    typed = talk(id_, **changed)
    answer = at_desk("clerk").post(f"/cases/{id_}/contact", typed)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#{where}"' in html
    assert f'id="{where}-error"' in html
    assert "<details open>" in html
    assert f'name="contact_time" value="{typed["contact_time"]}"' in html
    assert not CaseContact.objects.exists()


def test_a_zero_character_in_a_note_is_left_out(at_desk: Desk, arrive: Arrive) -> None:
    id_ = arrive()
    client = at_desk("clerk")
    typed = {"version": version(id_), "note_text": "あ\0い", "note_tell": "\0"}
    assert client.post(f"/cases/{id_}/note", typed).status_code == 303
    assert client.post(f"/cases/{id_}/contact", talk(id_, contact_said="う\0え")).status_code == 303
    assert (CaseNote.objects.get().text, CaseContact.objects.get().said) == ("あい", "うえ")


def test_a_lost_note_shows_both_texts(at_desk: Desk, arrive: Arrive, office_people: People) -> None:
    id_ = arrive()
    client, read = at_desk("clerk"), version(id_)
    actions.write_note(office_people["colleague"], id_, read, "さきに書いたメモ")
    typed = {"version": read, "note_text": "一行目\r\n二行目", "note_tell": "chief"}
    answer = client.post(f"/cases/{id_}/note", typed)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "ほかの人が先に保存しました" in text
    assert "さきに書いたメモ" in text, "what is there now"
    assert "<dd>一行目<br>二行目</dd>" in text
    assert ">一行目\r\n二行目</textarea>" in text, "what was typed, in its place"
    assert '<option value="chief" selected>' in text
    assert client.post(f"/cases/{id_}/note", typed | {"version": version(id_)}).status_code == 303


def test_a_lost_contact_shows_both_texts(at_desk: Desk, arrive: Arrive, office_people: People) -> None:
    id_ = arrive()
    client, typed = at_desk("clerk"), talk(id_)
    actions.write_note(office_people["colleague"], id_, version(id_), "さきに書いたメモ")
    answer = client.post(f"/cases/{id_}/contact", typed)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "さきに書いたメモ" in text
    for said in ("委任状を見た", "折り返し電話する", "令和8年12月10日", "午前９時５分"):
        assert text.count(said) >= 2, f"{said}: in the notice and in its place"
    assert '<option value="agent" selected>' in text
    assert client.post(f"/cases/{id_}/contact", typed | {"version": version(id_)}).status_code == 303


def test_a_lost_request_for_correction_shows_both_texts(
    at_desk: Desk, arrive: Arrive, office_people: People, ledger: Ledger
) -> None:
    """Two notes on a case: what a clerk wrote to the applicant is not lost because a colleague asked first."""
    id_ = examined(office_people, arrive())
    client, read = at_desk("clerk"), version(id_)
    until = clock.today() + timedelta(days=7)
    actions.ask(office_people["colleague"], id_, read, "電話番号を直してください", until)
    typed = {"version": read, "ask_text": "口座を直してください", "ask_until": "令和8年12月20日"}
    answer = client.post(f"/cases/{id_}/ask", typed)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "電話番号を直してください" in text, "what was asked already"
    assert "<dd>口座を直してください</dd>" in text, "what was typed"
    assert "<dd>令和8年12月20日</dd>" in text


def test_the_looks_at_mentions_are_recorded(at_desk: Desk, arrive: Arrive, office_people: People) -> None:
    id_ = arrive()
    actions.write_note(office_people["clerk"], id_, version(id_), "@colleague")
    client = at_desk("colleague")
    client.get("/mentions")
    client.get(f"/cases/{id_}?tab=notes")
    client.get(f"/cases/{id_}?tab=notes")
    acts = list(AuditRow.objects.filter(actor_id="colleague").order_by("id").values_list("action", flat=True))
    assert acts == ["mention.list", "case.view", "mention.read", "case.view"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("14:30", "14:30"), ("１４：３０", "14:30"), ("9時", "09:00"), ("午後2時30分", "14:30"), ("午前12:05", "00:05"),
        ("午後12時", "12:00"), ("24:00", None), ("あとで", None), ("", None), ("14", None),
    ],
)  # fmt: skip
def test_a_time_as_people_write_it_in_a_contact(typed: str, expected: str | None) -> None:
    found = views._moment("2026-11-30", typed)
    assert (f"{found:%H:%M}" if found else None) == expected


@pytest.mark.parametrize("code", [*states.CONTACT_WAYS, *states.CONTACT_WHOM])
def test_a_contact_has_words_in_both_languages(code: str) -> None:
    word = words.contact_way if code in states.CONTACT_WAYS else words.contact_whom
    with translation.override("ja"):
        japanese = word(code)
    with translation.override("en"):
        english = word(code)
    assert code not in (japanese, english)
    assert english.isascii()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_pages_of_notes_in_both_languages(
    at_desk: Desk, arrive: Arrive, office_people: People, language: str
) -> None:
    id_ = arrive()
    actions.write_note(office_people["clerk"], id_, version(id_), "@chief")
    client = at_desk("chief")
    client.cookies["lang"] = language
    listed = client.get("/mentions").content.decode()
    tab = client.get(f"/cases/{id_}?tab=notes").content.decode()
    said = {"ja": ("自分あての知らせ", "連絡を記録する"), "en": ("For your attention", "Record a contact")}
    assert said[language][0] in listed
    assert said[language][1] in tab
