"""Who is told of an alarm, and once; in both zones."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit.models import AuditRow
from dokodemo.casework.cases.rights import NotAllowed
from dokodemo.casework.conftest import Here
from dokodemo.casework.looking import actions
from dokodemo.casework.looking.models import Alarm, Told
from dokodemo.casework.looking.queries import told as messages
from dokodemo.casework.looking.tests.making import AT, judge, seen
from dokodemo.casework.staff.models import StaffMember
from dokodemo.casework.tests import staff

pytestmark = pytest.mark.django_db
People = dict[str, Actor]
NIGHT = AT.replace(hour=23)


@pytest.fixture(autouse=True)
def _hour_after(catalog: Any) -> Iterator[None]:
    clock.set_now(AT + timedelta(hours=14))
    yield
    clock.reset()


@pytest.fixture
def head(office_people: People, here: Here, catalog: Any) -> str:
    """Whoever holds the post above the section."""
    staff.hired("head", catalog.sections[here.section].department, "approver", post="bucho")
    return "head"


def alarm_of(who: str) -> Alarm:
    seen(who, action="case.list", at=NIGHT)
    judge()
    return Alarm.objects.get(actor=who)


def told(late: bool = False) -> set[str]:
    return set(Told.objects.filter(late=late).values_list("member", flat=True))


def after_the_term(alarm: Alarm) -> None:
    clock.set_now(clock.midnight(alarm.due + timedelta(days=1)) + timedelta(minutes=5))


@pytest.mark.usefixtures("head")
def test_the_chief_is_told_at_once_and_once() -> None:
    alarm = alarm_of("clerk")
    assert actions.tell() == 2
    assert told() == {"chief", "both"}, "who has the role in the section"
    assert actions.tell() == 0
    assert told(late=True) == set()
    row = AuditRow.objects.get(action="alarm.tell")
    assert (row.object_id, row.detail) == (alarm.section, {"people": 2, "late": 0, "told": 2})


@pytest.mark.usefixtures("head")
def test_nobody_is_told_of_their_own_look_and_who_stands_above_is_told_instead() -> None:
    alarm_of("chief")
    actions.tell()
    assert told() == {"both"}
    StaffMember.objects.filter(id="both").update(active=False)
    Told.objects.all().delete()
    actions.tell()
    assert told() == {"head"}
    StaffMember.objects.filter(id="head").update(active=False)
    Told.objects.all().delete()
    actions.tell()
    assert told() == {"auditor"}, "there is nobody else"


@pytest.mark.usefixtures("head")
def test_without_an_answer_the_auditor_and_the_post_above_are_told_once() -> None:
    alarm = alarm_of("clerk")
    actions.tell()
    clock.set_now(clock.midnight(alarm.due) + timedelta(hours=23))
    assert actions.tell() == 0, "the last day is the chief's"
    after_the_term(alarm)
    assert actions.tell() == 2
    assert told(late=True) == {"auditor", "head"}
    staff.hired("auditor2", "", "auditor")
    clock.set_now(clock.now() + timedelta(days=30))
    assert actions.tell() == 0, "it is passed on once"
    assert told(late=True) == {"auditor", "head"}


@pytest.mark.usefixtures("head")
def test_what_is_only_being_looked_into_is_passed_on_and_what_was_answered_is_not(
    office_people: People,
) -> None:
    checking, done = alarm_of("clerk"), alarm_of("colleague")
    actions.answer(office_people["chief"], checking.pk, "checking", "本人に聞いている。")
    actions.answer(office_people["chief"], done.pk, "needed", "届出の確認だった。")
    after_the_term(checking)
    actions.tell()
    assert set(Told.objects.values_list("alarm", flat=True)) == {checking.pk}


@pytest.mark.usefixtures("head")
def test_who_keeps_the_house_is_never_told() -> None:
    StaffMember.objects.filter(id="auditor").update(roles=["auditor", "operator"])
    alarm = alarm_of("clerk")
    after_the_term(alarm)
    actions.tell()
    assert told(late=True) == {"head"}


@pytest.mark.usefixtures("head")
@pytest.mark.parametrize("wrong", ["administrator", "operator"])
def test_a_chief_who_keeps_the_house_is_not_told_and_the_post_above_is(
    at_desk: Callable[..., Client], wrong: str
) -> None:
    StaffMember.objects.filter(id="chief").update(roles=["approver", "chief", wrong])
    StaffMember.objects.filter(id="both").update(active=False)
    alarm_of("clerk")
    actions.tell()
    assert told() == {"head"}
    client = at_desk("chief")
    assert client.get("/looking/told").status_code == 403
    assert 'href="/looking/told"' not in client.get("/approvals").content.decode()


@pytest.mark.usefixtures("office_people")
def test_who_holds_the_post_above_and_decides_nothing_is_passed_over(here: Here, catalog: Any) -> None:
    staff.hired("head", catalog.sections[here.section].department, "clerk", post="bucho")
    staff.hired("keeper", catalog.sections[here.section].department, "approver", "operator", post="bucho")
    alarm = alarm_of("clerk")
    after_the_term(alarm)
    actions.tell()
    assert told(late=True) == {"auditor"}


@pytest.mark.usefixtures("office_people")
def test_what_nobody_could_be_told_is_passed_on_when_somebody_can() -> None:
    StaffMember.objects.filter(id="auditor").update(active=False)
    alarm = alarm_of("clerk")
    after_the_term(alarm)
    assert actions.tell() == 0
    assert not Alarm.objects.exclude(passed_on_at=None).exists()
    StaffMember.objects.filter(id="auditor").update(active=True)
    assert actions.tell() == 1
    assert not Alarm.objects.filter(passed_on_at=None).exists()
    assert told(late=True) == {"auditor"}


@pytest.mark.usefixtures("office_people")
def test_who_belongs_to_no_section_is_the_auditors_business() -> None:
    alarm = alarm_of("operator")
    actions.tell()
    assert (told(), told(late=True)) == ({"auditor"}, set())
    after_the_term(alarm)
    assert actions.tell() == 0


@pytest.mark.usefixtures("head")
def test_the_line_beside_the_queue_counts_what_waits(
    at_desk: Callable[..., Client], office_people: People
) -> None:
    alarm = alarm_of("clerk")
    actions.tell()
    for who, address in (("chief", "/approvals"), ("both", "/")):
        page = at_desk(who).get(address).content.decode()
        assert 'href="/looking/told"' in page
        assert "未読 1件" in page
    assert 'href="/looking/told"' not in at_desk("clerk").get("/").content.decode()
    actions.answer(office_people["chief"], alarm.pk, "needed", "届出の確認だった。")
    assert "未読" not in at_desk("both").get("/").content.decode()


@pytest.mark.usefixtures("head")
def test_the_page_names_nobody_and_leads_only_those_who_answer(at_desk: Callable[..., Client]) -> None:
    alarm = alarm_of("clerk")
    actions.tell()
    after_the_term(alarm)
    actions.tell()
    link = f'href="/looking/{alarm.pk}"'
    for who, says, leads in (
        ("chief", "答えを待っています", True), ("auditor", "期限までに答えがありません", True),
        ("head", "期限までに答えがありません", False), ("stranger", "知らせはありません。", False),
    ):  # fmt: skip
        client = at_desk(who)
        page = client.get("/looking/told").content.decode()
        assert says in page, who
        assert (link in page) is leads, who
        assert "試験 clerk" not in page
    auditor = at_desk("auditor")
    assert "未読 1件" in auditor.get("/audit").content.decode()
    assert "すべて読んだことにする" in auditor.get("/looking/told").content.decode()
    assert auditor.post("/looking/told").status_code == 303
    assert "すべて読んだことにする" not in auditor.get("/looking/told").content.decode()
    assert "未読" not in auditor.get("/audit").content.decode()
    assert (
        "No answer in time"
        in auditor.get("/looking/told", headers={"accept-language": "en"}).content.decode()
    )
    for who, status in (("", 303), ("clerk", 403), ("operator", 403), ("administrator", 403)):
        for answer in (at_desk(who).get("/looking/told"), at_desk(who).post("/looking/told")):
            assert answer.status_code == status, who
    assert auditor.get("/looking/told?before=x").status_code == 200


def test_an_operator_who_decides_too_reads_nothing(here: Here) -> None:
    actor = Actor("office", "staff", "x", "x", frozenset({"operator", "approver"}), frozenset({here.section}))
    for act in (messages.items, actions.read_told):
        with pytest.raises(NotAllowed):
            act(actor)


@pytest.mark.usefixtures("office_people")
def test_pages_of_messages_follow_each_other(office_people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    for days in range(3):
        seen("clerk", action="case.list", at=NIGHT - timedelta(days=days))
    judge()
    actions.tell()
    monkeypatch.setattr(messages, "PAGE", 2)
    first = messages.items(office_people["chief"])
    rest = messages.items(office_people["chief"], first.before)
    assert (len(first.rows), len(rest.rows), rest.before, first.unread) == (2, 1, None, 3)
