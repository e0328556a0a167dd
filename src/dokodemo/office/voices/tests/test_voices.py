"""What comes from the guide, and what the operator sees of it."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit.models import AuditRow
from dokodemo.casework.cases.rights import NotAllowed
from dokodemo.gateway.envelope import Message
from dokodemo.gateway.messages import Refused, handler_for
from dokodemo.office.voices import actions, queries
from dokodemo.office.voices.models import Figure, Voice

pytestmark = pytest.mark.django_db
OPERATOR = Actor("office", "staff", "unyo1", "架空 操", frozenset({"operator"}))


def hear(type_: str, body: dict[str, Any], stream: uuid.UUID | None = None) -> None:
    message = Message(uuid.uuid4(), "internet", stream or uuid.uuid4(), 1, type_, 1, clock.now(), body, b"")
    handler_for(message)(message)


def rated(**changed: Any) -> dict[str, Any]:
    return {"stars": 4, "comment": "わかりやすい", "events": ["hikkoshi"]} | changed


def test_a_voice_is_kept_once() -> None:
    stream = uuid.uuid4()
    for _ in range(2):
        hear("guide.rated", rated(), stream)
    voice = Voice.objects.get()
    assert (voice.stars, voice.comment, voice.events) == (4, "わかりやすい", ["hikkoshi"])


@pytest.mark.parametrize(
    "body",
    [
        {}, rated(stars=0), rated(stars=6), rated(stars="5"), rated(comment="x" * 501), rated(events="all"), rated(name="海野"),
    ],
)  # fmt: skip
def test_what_is_no_voice_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="body_unreadable"):
        hear("guide.rated", body)
    assert not Voice.objects.exists()


def test_a_later_word_on_a_day_replaces_the_earlier() -> None:
    for shown in (5, 9):
        hear(
            "guide.figures", {"day": "2026-11-24", "places": [["abroad", shown, 3], ["event:hikkoshi", 2, 0]]}
        )
    assert sorted(Figure.objects.values_list("place", "shown", "answered")) == [
        ("abroad", 9, 3),
        ("event:hikkoshi", 2, 0),
    ]
    with pytest.raises(Refused):
        hear("guide.figures", {"day": "yesterday", "places": []})


def test_the_operator_sees_where_people_leave_and_what_they_say(catalog: Any, at_desk: Any) -> None:
    today = clock.today()
    actions.count(
        today, [("abroad", 10, 4), ("move_kind", 20, 19), ("event:hikkoshi", 30, 20), ("gone", 4, 4)]
    )
    actions.count(today - timedelta(days=1), [("abroad", 10, 4)])
    actions.count(today - timedelta(days=40), [("abroad", 1000, 0)])
    hear("guide.rated", rated(comment="<b>役に立った</b>"))
    found = queries.voices(OPERATOR, catalog, "ja")
    assert [(each.title, each.shown, each.left) for each in found.places][:2] == [
        ("国外からの、または国外への引っ越しですか", 20, 60), ("引っ越し", 30, 33),
    ]  # fmt: skip
    assert (found.count, found.average) == (1, 4.0)
    page = at_desk("operator").get("/voices")
    text = page.content.decode()
    assert page.status_code == 200
    assert "&lt;b&gt;役に立った&lt;/b&gt;" in text
    assert "60%" in text
    assert AuditRow.objects.filter(action="voices.view").count() == 2


def test_an_empty_page_says_so_and_others_may_not_look(at_desk: Any) -> None:
    assert "まだ声は届いていません" in at_desk("operator").get("/voices").content.decode()
    assert at_desk("clerk").get("/voices").status_code == 403
    with pytest.raises(NotAllowed):
        queries.voices(Actor("office", "staff", "x", "", frozenset({"clerk"})), None, "ja")


def test_what_has_had_its_time_is_forgotten() -> None:
    hear("guide.rated", rated())
    Voice.objects.update(at=clock.now() - timedelta(days=366))
    actions.count(date(2020, 1, 1), [("abroad", 1, 1)])
    actions.count(clock.today(), [("abroad", 1, 1)])
    assert actions.remove_old() == 2
    assert Figure.objects.count() == 1
