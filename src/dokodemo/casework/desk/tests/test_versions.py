"""What was sent before and after a correction, side by side: the differences first."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.casework.cases import actions, locked
from dokodemo.casework.cases.models import CaseVersion
from dokodemo.casework.cases.tests.test_deciding import examined, version
from dokodemo.casework.conftest import Here, Ledger

pytestmark = pytest.mark.django_db
Desk = Callable[..., Client]
Arrive = Callable[..., UUID]
People = dict[str, Actor]
NUMBER, OTHER_NUMBER = "123456789018", "987654321098"


def sent_again(id_: UUID, number: str = NUMBER, **changed: object) -> None:
    """The applicant has answered: the next version, with these answers changed."""
    last = CaseVersion.objects.filter(case_id=id_).latest("n")
    values = {name: value for name, value in (last.values | changed).items() if value is not None}
    private = locked.lock_private(id_, {"spouse_kojinbango": number})
    CaseVersion.objects.create(case_id=id_, n=last.n + 1, values=values, private=private, at=clock.now())


def compared(client: Client, id_: UUID, query: str = "") -> tuple[str, str]:
    """The rows that differ, and the rest."""
    html = client.get(f"/cases/{id_}?tab=versions{query}").content.decode()
    differing, _, rest = html.partition('id="differences-title"')[2].partition("</section>")
    return differing, rest.partition("<details>")[2].partition("</details>")[0]


def test_what_was_sent_once_has_no_version_to_compare(at_desk: Desk, arrive: Arrive) -> None:
    id_ = arrive()
    html = at_desk("clerk").get(f"/cases/{id_}?tab=versions").content.decode()
    assert "tab=versions" not in html
    assert 'href="?tab=application" aria-current="page"' in html


def test_the_newest_version_stands_beside_the_one_before(at_desk: Desk, arrive: Arrive, here: Here) -> None:
    id_ = arrive()
    sent_again(id_, **{here.phone: "09011112222"})
    sent_again(id_, **{here.phone: "09033334444"})
    client = at_desk("clerk")
    assert 'href="?tab=versions"' in client.get(f"/cases/{id_}").content.decode()
    differing, rest = compared(client, id_)
    assert differing.index("090-1111-2222") < differing.index("090-3333-4444")
    assert differing.count("<tr class") == 1, "one answer differs"
    name = str(here.values[here.name])
    assert name in rest
    assert name not in differing


def test_any_two_versions_are_compared_the_older_first(at_desk: Desk, arrive: Arrive, here: Here) -> None:
    id_ = arrive({here.phone: "09055556666"})
    sent_again(id_, **{here.phone: "09011112222"})
    sent_again(id_, **{here.phone: "09033334444"})
    client = at_desk("clerk")
    for query in ("&before=1&after=3", "&before=3&after=1"):
        differing, _ = compared(client, id_, query)
        assert differing.index("090-5555-6666") < differing.index("090-3333-4444"), query
        assert "090-1111-2222" not in differing
    assert "ちがうところはありません" in compared(client, id_, "&before=2&after=2")[0]


@pytest.mark.parametrize(
    "query", ["&before=9&after=8", "&before=x&after=-1", "&before=%00&after=", "&after=1"]
)
def test_a_version_that_is_not_there_breaks_nothing(
    at_desk: Desk, arrive: Arrive, here: Here, query: str
) -> None:
    id_ = arrive()
    sent_again(id_, **{here.phone: "09011112222"})
    answer = at_desk("clerk").get(f"/cases/{id_}?tab=versions{query}")
    assert answer.status_code == 200


def test_what_only_one_version_asks_is_said(at_desk: Desk, arrive: Arrive, here: Here) -> None:
    """An answer that brings a question with it."""
    if not here.has_people:
        id_ = arrive({"kept": "home"})
        sent_again(id_, kept="elsewhere", kept_at="海風市岬町9番")
        differing, _ = compared(at_desk("clerk"), id_)
        assert "（聞いていません）" in differing
        assert "海風市岬町9番" in differing
        return
    id_ = arrive()
    sent_again(id_, has_spouse=True)
    assert "（聞いていません）" in compared(at_desk("clerk"), id_)[0]


def test_a_number_that_changed_between_versions_is_not_shown(
    at_desk: Desk, arrive: Arrive, here: Here
) -> None:
    if not here.has_people:
        pytest.skip("no My Number in this zone")
    id_ = arrive({"has_spouse": True}, private={"spouse_kojinbango": NUMBER})
    sent_again(id_, number=OTHER_NUMBER)
    differing, rest = compared(at_desk("clerk"), id_)
    assert "番号が変わりました" in differing
    for digits in (NUMBER, OTHER_NUMBER, NUMBER[-4:], OTHER_NUMBER[-4:]):
        assert digits not in differing + rest


def test_a_clerks_correction_is_in_no_version(
    at_desk: Desk, arrive: Arrive, office_people: People, ledger: Ledger, here: Here
) -> None:
    id_ = examined(office_people, arrive())
    clerk = office_people["clerk"]
    actions.correct(clerk, id_, version(id_), here.phone, "09099998888", "電話で聞いた")
    clock.set_now(clock.now() + timedelta(minutes=5))
    sent_again(id_, **{here.phone: "09011112222"})
    differing, rest = compared(at_desk("clerk"), id_)
    assert "090-9999-8888" not in differing + rest
    assert "090-1111-2222" in differing


def test_versions_are_not_for_another_section(at_desk: Desk, arrive: Arrive, here: Here) -> None:
    id_ = arrive()
    sent_again(id_, **{here.phone: "09011112222"})
    for who, status in (("stranger", 404), ("auditor", 403), ("operator", 403), ("chief", 200)):
        assert at_desk(who).get(f"/cases/{id_}?tab=versions").status_code == status
