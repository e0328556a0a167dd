"""What the zones inside say, and when it counts."""

import base64
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.db import connection

from dokodemo.base import clock, files
from dokodemo.base.config import ZoneConfig
from dokodemo.catalog.schema import Catalog
from dokodemo.gateway.messages import Message, Refused
from dokodemo.internet.accounts.tests.dump import whole_database
from dokodemo.internet.accounts.tests.people import Browser
from dokodemo.internet.apply.queries import Application, application
from dokodemo.internet.inbox.models import Notice
from dokodemo.internet.inbox.states import steps_of
from dokodemo.internet.inbox.tests.inside import CAME_BACK, PDF, WORDS, Inside, deliver, minutes_later


@pytest.fixture(autouse=True)
def _own_clock() -> Any:
    yield
    clock.reset()


def seen(sakura: Browser, inside: Inside) -> Application:
    return application(sakura.resident.account_id, inside.application)


def jobs() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, args::text FROM procrastinate_jobs ORDER BY id")
        return [(row[0], row[1]) for row in cursor.fetchall()]


def test_every_state_has_its_own_instant(sakura: Browser, inside: Inside) -> None:
    instants: list[str] = []
    says: tuple[Callable[[], Message], ...] = (
        lambda: inside.say("application.registered"),
        lambda: inside.say("application.state", state="examining"),
        inside.decide,
    )
    for say in says:
        minutes_later(3)
        instants.append(say().body["at"])
    minutes_later(3)
    inside.send_document()
    now = seen(sakura, inside)
    known = [now.registered_at, now.examining_at, now.decided_at]
    assert [at.isoformat() for at in known if at] == instants
    assert now.submitted_at < known[0] < known[1] < known[2] < now.delivered_at  # type: ignore[operator]


def test_paper_is_delivered_when_it_is_posted_and_the_first_word_stays(
    sakura: Browser, inside: Inside
) -> None:
    inside.say("application.registered")
    inside.decide()
    minutes_later(3)
    posted = inside.say("application.state", state="posted").body["at"]
    minutes_later(3)
    inside.say("application.state", state="posted")
    delivered = seen(sakura, inside).delivered_at
    assert delivered is not None
    assert delivered.isoformat() == posted


@pytest.mark.parametrize("what", ["registered", "state", "decided", "fee", "document", "returned"])
def test_a_message_that_comes_twice_counts_once(sakura: Browser, inside: Inside, what: str) -> None:
    says: dict[str, Callable[[], Message]] = {
        "registered": lambda: inside.say("application.registered"),
        "state": lambda: inside.say("application.state", state="examining"),
        "decided": inside.decide,
        "fee": inside.ask_fee,
        "returned": lambda: inside.tell_of_post(CAME_BACK),
        "document": lambda: inside.say(
            "document.delivered", b"sealed", document=str(uuid.uuid4()), sealed=inside.seal("x", {})
        ),
    }
    message = says[what]()
    before, notices, told = seen(sakura, inside), Notice.objects.count(), len(jobs())
    minutes_later(10)
    deliver(message)
    assert (seen(sakura, inside), Notice.objects.count(), len(jobs())) == (before, notices, told)


def test_the_first_instant_stays(sakura: Browser, inside: Inside) -> None:
    first = inside.say("application.registered")
    minutes_later(10)
    inside.say("application.registered")
    assert seen(sakura, inside).registered_at == datetime.fromisoformat(first.body["at"])


def test_another_zone_may_not_speak_of_it(sakura: Browser, inside: Inside) -> None:
    """Whoever holds `office` decides nothing that `core` handles."""
    other = replace(inside, zone="office")
    for say in (
        other.decide,
        other.ask_fee,
        other.send_document,
        lambda: other.tell_of_post(CAME_BACK),
        lambda: other.say("application.registered"),
    ):
        with pytest.raises(Refused, match="not_the_handling_zone"):
            say()
    assert Notice.objects.count() == 0
    assert seen(sakura, inside).registered_at is None


def refuses(code: str) -> Any:
    return pytest.raises(Refused, match=f"^{code}$")


def test_nonsense_is_refused(inside: Inside) -> None:
    with refuses("application_unknown"):
        replace(inside, application=uuid.uuid4()).say("application.registered")
    with refuses("application_differs"):
        inside.say("application.registered", application=str(uuid.uuid4()))
    with refuses("identifier"):
        inside.say("application.registered", application=5)
    for at in ("yesterday", None, 5, "2026-12-01T10:00:00"):
        with refuses("at"):
            inside.say("application.registered", at=at)
    with refuses("state_unknown"):
        inside.say("application.state", state="approved")
    for sealed in (None, "###", 5):
        with refuses("sealed"):
            inside.say("application.decided", sealed=sealed)
        with refuses("sealed"):
            inside.say("document.returned", sealed=sealed)
    with refuses("document_missing"):
        inside.say("document.delivered", document=str(uuid.uuid4()), sealed="AA==")
    assert Notice.objects.count() == 0


def test_what_arrived_is_readable_by_nobody_here(
    sakura: Browser, inside: Inside, own_house: ZoneConfig, city: Catalog
) -> None:
    inside.decide()
    inside.ask_fee()
    inside.tell_of_post(CAME_BACK, declared="letter-1", title="松の間からのお知らせ")
    document = inside.send_document()
    notice = Notice.objects.get(id=document)
    stored = files.read_cipher(notice.sha256_cipher)
    everything = [whole_database(), stored]
    everything += [path.read_bytes() for path in own_house.folder.rglob("*") if path.is_file()]
    assert stored in everything[2:]
    assert not any(word in city.to_bytes().decode() for word in WORDS)
    for word in WORDS:
        for place in everything:
            assert word.encode() not in place
            assert base64.b64encode(word.encode())[:-4] not in place
    assert PDF[:20] not in b"".join(everything)


def test_the_job_knows_an_identifier_and_nothing_more(sakura: Browser, inside: Inside) -> None:
    inside.send_document()
    ((task, args),) = jobs()
    assert task.endswith("tell_something_arrived")
    assert args == f'{{"account_id": "{sakura.resident.account_id}"}}'


# --- the timeline ------------------------------------------------------------------------------------------------


def steps(sakura: Browser, inside: Inside) -> list[tuple[str, bool, str]]:
    return [(step.title, step.at is not None, step.mark) for step in steps_of(seen(sakura, inside))]


def test_the_timeline_claims_only_what_was_heard(sakura: Browser, inside: Inside) -> None:
    waiting = [
        (title, False, "waiting")
        for title in ("担当課に届きました", "審査しています", "決まりました", "お届けしました")
    ]
    assert steps(sakura, inside) == [("受け取りました", True, "now"), *waiting]
    inside.say("application.registered")
    assert steps(sakura, inside) == [
        ("受け取りました", True, "done"), ("担当課に届きました", True, "now"), *waiting[1:],
    ]  # fmt: skip
    inside.decide()  # nobody ever said that it was being examined
    assert steps(sakura, inside) == [
        ("受け取りました", True, "done"), ("担当課に届きました", True, "done"), ("決まりました", True, "now"), waiting[3],
    ]  # fmt: skip
    inside.send_document()
    assert steps(sakura, inside)[-1] == ("お届けしました", True, "done")


def test_with_the_rights_of_the_application(
    sakura: Browser, inside: Inside, as_application: Any, city: Catalog
) -> None:
    with as_application():
        inside.say("application.registered")
        inside.decide()
        inside.ask_fee()
        inside.tell_of_post(CAME_BACK)
        document = inside.send_document()
        assert sakura.get("/my").status_code == 200
        assert sakura.get(f"/my/{inside.application}").status_code == 200
        assert sakura.get(f"/my/documents/{document}").status_code == 200
        assert sakura.post("/my/settings", {"do": "delivery", "delivery": "inbox"}).status_code == 303
        assert sakura.post("/my/settings/close", {"understood": "true"}).status_code == 303
