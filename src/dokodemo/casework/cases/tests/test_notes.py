"""Notes, who is called in them, and talks: who may write what, and what is refused."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit.models import AuditRow
from dokodemo.casework.cases import actions
from dokodemo.casework.cases.actions.contacts import Contact
from dokodemo.casework.cases.models import Case, CaseContact, CaseMention, CaseNote
from dokodemo.casework.cases.queries import case as cases
from dokodemo.casework.cases.queries import notes, timeline
from dokodemo.casework.cases.rights import Changed, NotAllowed, NotPossible
from dokodemo.casework.cases.tests.test_deciding import version
from dokodemo.casework.cases.tests.test_rights import WHO, actor
from dokodemo.casework.conftest import Here
from dokodemo.casework.staff.models import StaffMember
from dokodemo.casework.tests import staff

pytestmark = pytest.mark.django_db
Arrive = Callable[..., UUID]
People = dict[str, Actor]
INSIDE = ("clerk", "colleague", "chief", "both")


def talk(**changed: Any) -> Contact:
    usual: dict[str, Any] = {
        "way": "telephone", "whom": "family", "happened_at": clock.now() - timedelta(hours=1), "said": "口座を聞いた",
    }  # fmt: skip
    return Contact(**(usual | changed))


def told(text: str, people: People, case_id: UUID, *tell: str) -> set[str]:
    """Who is called by a note with this text."""
    actions.write_note(people["clerk"], case_id, version(case_id), text, tell)
    return set(CaseNote.objects.latest("id").mentions.values_list("member", flat=True))


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("act", ["note", "contact", "promise", "note_back", "read"])
def test_who_may_write(arrive: Arrive, office_people: People, here: Here, act: str, who: str) -> None:
    id_, me = arrive(), actor(who, office_people, here)
    actions.write_note(office_people["colleague"], id_, version(id_), "覚え書き", ["clerk"])
    promised = talk(promise="折り返す", until=clock.today())
    actions.log_contact(office_people["colleague"], id_, version(id_), promised)
    note, contact, read = CaseNote.objects.get(), CaseContact.objects.get(), version(id_)
    acts: dict[str, Callable[[], None]] = {
        "note": lambda: actions.write_note(me, id_, read, "覚え書き"),
        "contact": lambda: actions.log_contact(me, id_, read, talk()),
        "promise": lambda: actions.keep_promise(me, id_, read, contact.id),
        "note_back": lambda: actions.take_back_note(me, id_, read, note.id),
        "read": lambda: actions.read_mentions(me, id_),
    }
    allowed = ("colleague",) if act == "note_back" else INSIDE
    if who in allowed:
        acts[act]()
        return
    rows = AuditRow.objects.count()
    with pytest.raises(NotAllowed):
        acts[act]()
    assert (version(id_), AuditRow.objects.count()) == (read, rows)


@pytest.mark.parametrize("who", ["resident", "system", "operator", "auditor"])
def test_who_has_no_mentions(office_people: People, here: Here, who: str) -> None:
    me = actor(who, office_people, here)
    with pytest.raises(NotAllowed):
        notes.mentions(me)
    with pytest.raises(NotAllowed):
        actions.read_every_mention(me)


@pytest.mark.parametrize("text", ["", " \r\n　", "字" * 2001])
def test_a_note_is_neither_empty_nor_too_long(arrive: Arrive, office_people: People, text: str) -> None:
    id_ = arrive()
    with pytest.raises(NotPossible) as refused:
        actions.write_note(office_people["clerk"], id_, version(id_), text)
    assert set(refused.value.problems) == {"note_text"}
    assert not CaseNote.objects.exists()


def test_a_line_end_is_one_character(arrive: Arrive, office_people: People) -> None:
    """A browser sends two for one: what it counts as 2,000 is taken."""
    id_ = arrive()
    actions.write_note(office_people["clerk"], id_, version(id_), "字\r\n" * 999 + "終わ")
    assert CaseNote.objects.get().text.count("\n") == 999


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@colleague 見てください", {"colleague"}),
        ("たのみます＠試験　colleagueさんへ", {"colleague"}),
        ("@試験chief\n@colleague", {"chief", "colleague"}),
        ("@clerk 自分あて", set()),
        ("me@colleague.example に送った", set()),
        ("単価 @ 300円", set()),
    ],
)  # fmt: skip
def test_who_is_called_in_a_note(
    arrive: Arrive, office_people: People, text: str, expected: set[str]
) -> None:
    assert told(text, office_people, arrive()) == expected


def test_the_longest_name_counts(arrive: Arrive, office_people: People, here: Here) -> None:
    staff.hired("colleague2", here.section, "clerk")
    id_ = arrive()
    assert told("@試験 colleague2 へ", office_people, id_) == {"colleague2"}
    assert told("@試験 colleague へ", office_people, id_) == {"colleague"}


@pytest.mark.parametrize("text", ["@stranger", "@試験 stranger 見て", "@nobody", "@operator", "@colleague9"])
def test_a_mention_of_somebody_of_another_section_is_refused(
    arrive: Arrive, office_people: People, text: str
) -> None:
    id_ = arrive()
    with pytest.raises(NotPossible) as refused:
        actions.write_note(office_people["clerk"], id_, version(id_), text)
    assert "この課にいません" in refused.value.problems["note_text"]
    assert not CaseNote.objects.exists()


@pytest.mark.parametrize("who", ["stranger", "auditor", "nobody"])
def test_a_choice_of_somebody_of_another_section_is_refused(
    arrive: Arrive, office_people: People, who: str
) -> None:
    id_ = arrive()
    with pytest.raises(NotPossible) as refused:
        actions.write_note(office_people["clerk"], id_, version(id_), "見て", ["colleague", who])
    assert set(refused.value.problems) == {"note_tell"}
    assert not CaseMention.objects.exists()


def test_a_name_that_two_have_is_refused(arrive: Arrive, office_people: People, here: Here) -> None:
    staff.hired("twin", here.section, "clerk")
    StaffMember.objects.filter(id="twin").update(name="試験 colleague")
    id_ = arrive()
    with pytest.raises(NotPossible) as refused:
        actions.write_note(office_people["clerk"], id_, version(id_), "@試験 colleague")
    assert "2人以上" in refused.value.problems["note_text"]
    assert told("@twin", office_people, id_) == {"twin"}


def test_who_has_left_is_not_called(arrive: Arrive, office_people: People) -> None:
    StaffMember.objects.filter(id="colleague").update(active=False)
    id_ = arrive()
    with pytest.raises(NotPossible):
        actions.write_note(office_people["clerk"], id_, version(id_), "@colleague")


def test_a_mention_is_read_by_whom_it_calls(arrive: Arrive, office_people: People) -> None:
    id_, people = arrive(), office_people
    actions.write_note(people["clerk"], id_, version(id_), "@colleague @chief", ["colleague"])
    assert [notes.unread(people[who]) for who in ("clerk", "colleague", "chief")] == [0, 1, 1]
    actions.read_mentions(people["colleague"], id_)
    actions.read_mentions(people["colleague"], id_)
    assert [notes.unread(people[who]) for who in ("colleague", "chief")] == [0, 1]
    assert [each.unread for each in notes.mentions(people["colleague"]).rows] == [False]
    assert AuditRow.objects.filter(action="mention.read").count() == 1, "nothing was read the second time"
    assert AuditRow.objects.filter(action="mention.list", actor_id="colleague").count() == 1


def test_who_moves_to_another_section_sees_no_mention_of_the_old_one(
    arrive: Arrive, office_people: People, here: Here
) -> None:
    id_, me = arrive(), office_people["colleague"]
    actions.write_note(office_people["clerk"], id_, version(id_), "@colleague")
    moved = Actor(me.zone, me.kind, me.id, me.name, me.roles, frozenset((here.other_section,)))
    assert (notes.unread(moved), notes.mentions(moved).rows) == (0, ())
    assert len(notes.mentions(me).rows) == 1


def test_mentions_come_in_pages(
    arrive: Arrive, office_people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notes, "PAGE", 2)
    id_ = arrive()
    for text in ("@chief 1", "@chief 2", "@chief 3"):
        actions.write_note(office_people["clerk"], id_, version(id_), text)
    first = notes.mentions(office_people["chief"])
    second = notes.mentions(office_people["chief"], first.before)
    assert [each.text for each in (*first.rows, *second.rows)] == ["@chief 3", "@chief 2", "@chief 1"]
    assert second.before is None


def test_a_note_is_taken_back_on_its_day_only(arrive: Arrive, office_people: People) -> None:
    id_, clerk = arrive(), office_people["clerk"]
    actions.write_note(clerk, id_, version(id_), "まちがえた")
    note, now = CaseNote.objects.get(), clock.now()
    with pytest.raises(NotPossible, match="no_note"):
        actions.take_back_note(clerk, id_, version(id_), note.id + 1)
    clock.set_now(now + timedelta(hours=12))  # noon in Tokyo and twelve hours: the next day there
    with pytest.raises(NotPossible, match="too_late"):
        actions.take_back_note(clerk, id_, version(id_), note.id)
    clock.set_now(now + timedelta(hours=11))
    actions.take_back_note(clerk, id_, version(id_), note.id)
    with pytest.raises(NotPossible, match="taken_back"):
        actions.take_back_note(clerk, id_, version(id_), note.id)
    loaded = cases.look(clerk, id_)
    assert loaded is not None
    (shown,) = notes.notes(clerk, loaded)
    assert (shown.text, shown.can_take_back, shown.taken_back_at is not None) == ("", False, True)


def test_a_note_of_another_case_is_not_taken_back_here(arrive: Arrive, office_people: People) -> None:
    one, other, clerk = arrive(), arrive(), office_people["clerk"]
    actions.write_note(clerk, one, version(one), "こちら")
    with pytest.raises(NotPossible, match="no_note"):
        actions.take_back_note(clerk, other, version(other), CaseNote.objects.get().id)


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"way": "dream"}, "contact_way"),
        ({"whom": ""}, "contact_whom"),
        ({"happened_at": None}, "contact_on"),
        ({"said": " "}, "contact_said"),
        ({"said": "字" * 2001}, "contact_said"),
        ({"promise": "字" * 501}, "contact_promise"),
        ({"promise": "折り返す"}, "contact_until"),
        ({"readable": False}, "contact_until"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_contact(
    arrive: Arrive, office_people: People, changed: dict[str, Any], where: str
) -> None:
    id_ = arrive()
    with pytest.raises(NotPossible) as refused:
        actions.log_contact(office_people["clerk"], id_, version(id_), talk(**changed))
    assert where in refused.value.problems
    assert not CaseContact.objects.exists()


@pytest.mark.parametrize(("moment", "until", "where"), [
    (timedelta(minutes=1), None, "contact_on"), (timedelta(days=-367), None, "contact_on"),
    (timedelta(days=-2), -3, "contact_until"), (timedelta(0), 367, "contact_until"), (timedelta(0), 1, "contact_promise"),
])  # fmt: skip
def test_a_contact_has_days_that_can_be(
    arrive: Arrive, office_people: People, moment: timedelta, until: int | None, where: str
) -> None:
    id_ = arrive()
    day = clock.today() + timedelta(days=until) if until is not None else None
    promise = "折り返す" if where == "contact_until" else ""
    wrong = talk(happened_at=clock.now() + moment, until=day, promise=promise)
    with pytest.raises(NotPossible) as refused:
        actions.log_contact(office_people["clerk"], id_, version(id_), wrong)
    assert set(refused.value.problems) == {where}


def test_a_promise_stands_on_the_case_until_it_is_kept(arrive: Arrive, office_people: People) -> None:
    id_, clerk = arrive(), office_people["clerk"]
    now = clock.now()
    late = talk(
        happened_at=now - timedelta(days=3), promise="電話する", until=clock.today() - timedelta(days=1)
    )
    soon = talk(promise="書類を送る", until=clock.today())
    for each in (soon, talk(), late):
        actions.log_contact(clerk, id_, version(id_), each)
    loaded = cases.look(clerk, id_)
    assert loaded is not None
    promises = notes.standing(clerk, loaded).promises
    assert [(each.text, each.over) for each in promises] == [("電話する", True), ("書類を送る", False)]
    actions.keep_promise(clerk, id_, version(id_), promises[0].id)
    assert [each.text for each in notes.standing(clerk, loaded).promises] == ["書類を送る"]
    for which in (promises[0].id, CaseContact.objects.get(promise="").id):
        with pytest.raises(NotPossible, match="no_promise"):
            actions.keep_promise(clerk, id_, version(id_), which)


def test_a_save_over_somebody_elses_is_refused(arrive: Arrive, office_people: People) -> None:
    """A note is something new on the case, too: whoever decides sees it first."""
    id_, clerk = arrive(), office_people["clerk"]
    read = version(id_)
    actions.write_note(office_people["colleague"], id_, read, "待って")
    note = CaseNote.objects.get()
    acts: tuple[Callable[[], None], ...] = (
        lambda: actions.write_note(clerk, id_, read, "わたしも"),
        lambda: actions.log_contact(clerk, id_, read, talk()),
        lambda: actions.take_back_note(office_people["colleague"], id_, read, note.id),
        lambda: actions.keep_promise(clerk, id_, read, 1),
        lambda: actions.take(clerk, id_, read),
    )
    for act in acts:
        with pytest.raises(Changed):
            act()


def test_the_timeline_says_notes_and_contacts_when_they_happened(
    arrive: Arrive, office_people: People
) -> None:
    id_, people = arrive(), office_people
    actions.write_note(people["colleague"], id_, version(id_), "残るメモ")
    actions.write_note(people["clerk"], id_, version(id_), "消えるメモ")
    actions.take_back_note(people["clerk"], id_, version(id_), CaseNote.objects.latest("id").id)
    promised = talk(happened_at=clock.now() - timedelta(days=2), promise="電話する", until=clock.today())
    actions.log_contact(people["chief"], id_, version(id_), promised)
    actions.keep_promise(people["clerk"], id_, version(id_), CaseContact.objects.get().id)
    loaded = cases.look(people["clerk"], id_)
    assert loaded is not None
    found = [(each.what, each.who, each.note) for each in timeline.events(loaded, "ja")]
    assert found[:2] == [
        ("contact_telephone", "試験 chief", "口座を聞いた"), ("promised", "試験 chief", "電話する"),
    ]  # fmt: skip
    assert found[-4:] == [
        ("note", "試験 colleague", "残るメモ"), ("note", "試験 clerk", ""), ("note_taken_back", "試験 clerk", ""),
        ("promise_kept", "試験 clerk", "電話する"),
    ]  # fmt: skip


def test_the_trail_has_no_word_of_a_note(arrive: Arrive, office_people: People) -> None:
    id_, clerk = arrive(), office_people["clerk"]
    actions.write_note(clerk, id_, version(id_), "ひみつの話 @colleague")
    actions.log_contact(
        clerk, id_, version(id_), talk(said="ひみつの話", promise="ひみつ", until=clock.today())
    )
    actions.take_back_note(clerk, id_, version(id_), CaseNote.objects.get().id)
    actions.keep_promise(clerk, id_, version(id_), CaseContact.objects.get().id)
    rows = AuditRow.objects.filter(actor_id="clerk", object_id=str(id_))
    acts = ["case.note", "case.contact", "case.note_back", "case.promise_kept"]
    assert list(rows.order_by("id").values_list("action", flat=True)) == acts
    assert "ひみつ" not in str([each.__dict__ for each in rows])


@pytest.mark.parametrize("change", [
    ("casenote", {"text": "別"}), ("casenote", {"taken_back_at": None}), ("casenote", {"by_name": "別"}),
    ("casemention", {"member": "chief"}), ("casemention", {"read_at": None}),
    ("casecontact", {"said": "別"}), ("casecontact", {"kept_name": "別"}), ("casecontact", {"until": "2026-01-01"}),
])  # fmt: skip
def test_the_database_keeps_every_note_and_contact_as_it_was_written(
    arrive: Arrive, office_people: People, change: tuple[str, dict[str, Any]]
) -> None:
    """Whatever a program does: also what was taken back, read or kept stays so."""
    from django.apps import apps

    id_, clerk = arrive(), office_people["clerk"]
    actions.write_note(clerk, id_, version(id_), "@colleague")
    actions.read_mentions(office_people["colleague"], id_)
    actions.take_back_note(clerk, id_, version(id_), CaseNote.objects.get().id)
    actions.log_contact(clerk, id_, version(id_), talk(promise="電話する", until=clock.today()))
    actions.keep_promise(clerk, id_, version(id_), CaseContact.objects.get().id)
    table, values = change
    rows = apps.get_model("cases", table).objects.all()
    assert rows.count() == 1
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        rows.update(**values)


def test_an_open_row_takes_no_other_words_with_its_moment(arrive: Arrive, office_people: People) -> None:
    id_ = arrive()
    actions.write_note(office_people["clerk"], id_, version(id_), "元の言葉")
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        CaseNote.objects.update(taken_back_at=clock.now(), text="別の言葉")
    assert CaseNote.objects.get().text == "元の言葉"


def test_notes_and_contacts_go_on_after_the_decision(arrive: Arrive, office_people: People) -> None:
    """People telephone when the letter has come."""
    id_ = arrive()
    Case.objects.filter(id=id_).update(
        state="refused", decided_at=clock.now(), number="海第1号", number_year=2026
    )
    actions.write_note(office_people["clerk"], id_, version(id_), "あとから")
    actions.log_contact(office_people["clerk"], id_, version(id_), talk())
    assert (CaseNote.objects.count(), CaseContact.objects.count()) == (1, 1)
