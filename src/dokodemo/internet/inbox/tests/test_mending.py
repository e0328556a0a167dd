"""補正 and 取下げ from the resident's side: what is asked, what is shown, what goes back, and what comes too late."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from dokodemo.base import clock
from dokodemo.base.audit.models import AuditRow
from dokodemo.catalog.schema import Catalog
from dokodemo.internet.accounts.tests.parts import PostOffice, Provider
from dokodemo.internet.accounts.tests.people import Browser
from dokodemo.internet.apply import queries, submitting
from dokodemo.internet.apply.submitting import Sending
from dokodemo.internet.apply.tests.inside import messages_of
from dokodemo.internet.apply.tests.people import INU, TEATE, fill, page_of
from dokodemo.internet.inbox import jobs
from dokodemo.internet.inbox.tests.inside import Inside
from dokodemo.internet.inbox.tests.test_jobs import forget_jobs, give_address, work
from dokodemo.internet.inbox.tests.test_pages import shown

pytestmark = pytest.mark.django_db(transaction=True)
DOG = "inu-toroku"
WORDS = "電話番号の桁が足りません。\nもう一度書いてください。"


@pytest.fixture
def dog(sakura: Browser, city: Catalog) -> Inside:
    """The zone that handles a dog's registration, sent by this resident."""
    begun = sakura.post(f"/apply/{DOG}/start")
    draft = str(begun["Location"]).rpartition("/")[0]
    fill(sakura, draft, INU)  # type: ignore[arg-type]
    resident, number = sakura.resident, UUID(draft.rpartition("/")[2])
    read, counts = queries.draft_to_submit(resident, number)
    assert submitting.submit(resident, read, [], counts, Sending({}, "inbox", "ja"), clock.now())
    return Inside(number, resident.public_key, city.procedures[DOG].zone)


def values_of(dog: Inside) -> dict[str, Any]:
    return dict(messages_of(dog.application)[0].body["values"])


def ask(dog: Inside, *fields: str, days: int = 14, **changed: Any) -> None:
    until = (clock.today() + timedelta(days=days)).isoformat()
    content = {
        "text": WORDS, "until": until, "fields": list(fields), "attachments": [], "values": values_of(dog),
    } | changed  # fmt: skip
    dog.say("correction.asked", sealed=dog.seal(f"correction:{dog.application}", content), until=until)


def begin(browser: Browser, dog: Inside) -> str:
    """Press 直す; the address of the draft."""
    sent = browser.post(f"/my/{dog.application}/mend")
    assert sent.status_code == 303
    return str(sent["Location"])


def seen(browser: Browser, dog: Inside) -> queries.Application:
    return queries.application(browser.resident.account_id, dog.application)


def test_what_is_to_be_mended_comes_first_and_is_readable(sakura: Browser, dog: Inside) -> None:
    ask(dog, "owner_phone")
    page = shown(sakura, "/my")
    assert "までに直してください" in page
    assert "直すところがあります" in page
    page = shown(sakura, f"/my/{dog.application}")
    assert "電話番号の桁が足りません。<br>もう一度" in page
    assert "<li>電話番号</li>" in page
    assert "<li>Telephone number</li>" in shown(sakura, f"/my/{dog.application}", language="en")
    assert "直したものが届くのを待っています" in page


def test_only_what_is_asked_is_gone_through_and_everything_goes_back(sakura: Browser, dog: Inside) -> None:
    ask(dog, "owner_phone")
    draft = begin(sakura, dog)
    first = sakura.get(draft)
    page = page_of(sakura.get(first["Location"]))
    assert "電話番号の桁が足りません。" in page
    assert 'href="' + first["Location"] + '#owner_phone"' in page
    step = str(first["Location"]).rpartition("/")[2]
    typed = dict(INU[step]) | {"owner_phone": "0312340000"}
    on = sakura.post(first["Location"], typed | {"go": "next"})
    assert on["Location"] == f"{draft}/review", "nothing else has to be gone through"
    review = page_of(sakura.get(on["Location"]))
    assert review.count("直しました") == 1
    assert "直した内容を送る" in review
    assert 'name="delivery"' not in review
    sent = sakura.post(f"{draft}/submit", {"declaration": "true"})
    assert sent["Location"] == f"/my/{dog.application}?done=mended"
    before, after = messages_of(dog.application)
    assert (after.type, after.sequence) == ("application.answered", 2)
    assert after.body["values"] == before.body["values"] | {"owner_phone": "0312340000"}
    assert set(after.body) == {
        "application", "language", "arrived_at", "values", "private", "attachments", "evidence",
    }  # fmt: skip
    page = shown(sakura, str(sent["Location"]))
    assert "直した内容を送りました" in page
    assert "0312340000" in page, "the copy is of the newest version"
    assert 'aria-labelledby="mend"' not in page
    assert AuditRow.objects.filter(action="application.answer").count() == 1


def test_twice_sends_once(sakura: Browser, dog: Inside) -> None:
    ask(dog)
    draft = begin(sakura, dog)
    assert sakura.get(draft)["Location"] == f"{draft}/review", (
        "nothing chosen: everything can be looked through"
    )
    for _ in range(2):
        sent = sakura.post(f"{draft}/submit", {"declaration": "true"})
        assert sent["Location"] == f"/my/{dog.application}?done=mended"
    assert len(messages_of(dog.application)) == 2
    assert sakura.get(draft)["Location"] == f"/my/{dog.application}?done=mended"


def test_pressing_again_goes_on_with_it_and_another_request_begins_anew(sakura: Browser, dog: Inside) -> None:
    ask(dog, "owner_phone")
    draft = begin(sakura, dog)
    assert begin(sakura, dog) == draft
    assert "直しているところ" in shown(sakura, "/my")
    ask(dog, "dog_name")
    assert begin(sakura, dog) != draft


def test_a_new_application_of_the_same_procedure_is_not_in_the_way(sakura: Browser, dog: Inside) -> None:
    ask(dog, "owner_phone")
    draft = begin(sakura, dog)
    fresh = str(sakura.post(f"/apply/{DOG}/start")["Location"]).rpartition("/")[0]
    assert fresh != draft
    assert sakura.post(f"/apply/{DOG}/start").status_code == 200, "asks about the new one"
    sakura.post(f"{draft}/delete")
    assert sakura.get(fresh).status_code == 303
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM apply_given_up")
        assert cursor.fetchone() == (0,), "what only mends is no application that was given up"


def test_what_was_decided_meanwhile_is_not_mended(sakura: Browser, dog: Inside) -> None:
    ask(dog, "owner_phone")
    draft = begin(sakura, dog)
    dog.decide()
    assert sakura.get(f"{draft}/review")["Location"] == f"/my/{dog.application}"
    assert 'aria-labelledby="mend"' not in shown(sakura, f"/my/{dog.application}")
    assert sakura.post(f"/my/{dog.application}/mend")["Location"] == f"/my/{dog.application}"


def test_what_crossed_with_the_decision_is_told(sakura: Browser, dog: Inside) -> None:
    ask(dog)
    draft = begin(sakura, dog)
    decided = clock.now().isoformat()
    clock.set_now(clock.now() + timedelta(minutes=2))
    sakura.post(f"{draft}/submit", {"declaration": "true"})
    dog.say(
        "application.decided",
        sealed=dog.seal(f"decided:{dog.application}", {"outcome": "approved"}),
        at=decided,
    )
    assert "直した内容は、市が決めたあとに届きました" in shown(sakura, f"/my/{dog.application}")


def test_nobody_else_mends_or_takes_back(
    sakura: Browser, dog: Inside, other_browser: Browser, post: PostOffice
) -> None:
    ask(dog, "owner_phone")
    other_browser.with_mail(post, "another@example.jp")
    for act in ("mend", "withdraw"):
        assert other_browser.post(f"/my/{dog.application}/{act}").status_code == 404
    assert other_browser.get(f"/my/{dog.application}/withdraw").status_code == 404


def test_a_request_that_does_not_open_is_said_and_begins_nothing(sakura: Browser, dog: Inside) -> None:
    ask(dog, "owner_phone", values="nothing")
    assert "開けないお知らせがあります" in shown(sakura, f"/my/{dog.application}")
    assert sakura.post(f"/my/{dog.application}/mend")["Location"] == f"/my/{dog.application}"


def test_it_is_taken_back(sakura: Browser, dog: Inside) -> None:
    ask(dog, "owner_phone")
    draft = begin(sakura, dog)
    page = shown(sakura, f"/my/{dog.application}/withdraw")
    assert "元には戻せません" in page
    too_long = sakura.post(f"/my/{dog.application}/withdraw", {"reason": "あ" * 1001})
    assert too_long.status_code == 422
    assert "あ" * 1001 in page_of(too_long), "what was typed stays"
    sent = sakura.post(f"/my/{dog.application}/withdraw", {"reason": "飼わないことにしました。"})
    assert sent["Location"] == f"/my/{dog.application}?done=withdrawn"
    message = messages_of(dog.application)[-1]
    assert message.type == "application.withdrawn"
    assert message.body["reason"] == "飼わないことにしました。"
    assert "取下げを送りました" in shown(sakura, "/my")
    assert sakura.get(draft).status_code == 404, "the draft that would have mended it is gone"
    assert sakura.post(f"/my/{dog.application}/withdraw")["Location"] == f"/my/{dog.application}"
    assert len(messages_of(dog.application)) == 2
    dog.say("application.state", state="withdrawn")
    page = shown(sakura, f"/my/{dog.application}")
    assert "市は、この申請を審査しません" in page
    assert "まだです" not in page, "nothing more is awaited"
    assert f"/my/{dog.application}/withdraw" not in page


def test_a_decision_that_came_first_stays(sakura: Browser, dog: Inside) -> None:
    sakura.post(f"/my/{dog.application}/withdraw")
    dog.decide()
    assert "取下げは、市が決めたあとに届きました" in shown(sakura, f"/my/{dog.application}")
    assert seen(sakura, dog).withdrawn_at is None


def test_a_decision_that_is_taken_up_again_is_told(sakura: Browser, dog: Inside) -> None:
    dog.decide()
    dog.say("application.state", state="reopened")
    page = shown(sakura, f"/my/{dog.application}")
    assert "決定をやり直すことにしました" in page
    assert seen(sakura, dog).decided_at is None
    dog.decide(number="海子第13号")
    page = shown(sakura, f"/my/{dog.application}")
    assert "やり直すことにしました" not in page
    assert page.index("海子第12号") < page.index("海子第13号")


def morning(days: int) -> None:
    nine = clock.now().astimezone(clock.TOKYO).replace(hour=9, minute=12) + timedelta(days)
    clock.set_now(nine)
    forget_jobs()
    jobs.look_for_mending.configure().defer(timestamp=0)
    work()


def test_residents_are_reminded_three_days_and_a_day_before(
    sakura: Browser, dog: Inside, post: PostOffice
) -> None:
    give_address(sakura, post)
    ask(dog, "owner_phone", days=10)
    forget_jobs()
    told = [len(post.mails)]
    for _ in range(12):
        morning(1)
        told.append(len(post.mails))
    assert [each - told[0] for each in told] == [0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 2, 2, 2]
    assert "期限は" in post.mails[-1].text
    assert "電話" not in post.mails[-1].text


def test_a_short_term_is_told_once_and_then_a_day_before(
    sakura: Browser, dog: Inside, post: PostOffice
) -> None:
    """Of two days only the second is left of the first notice: one mail, not both at once."""
    give_address(sakura, post)
    ask(dog, "owner_phone", days=2)
    before = len(post.mails)
    morning(0)
    assert len(post.mails) == before + 1
    morning(1)
    assert len(post.mails) == before + 2


def test_a_letter_that_comes_before_the_decision_delivers_nothing(sakura: Browser, dog: Inside) -> None:
    """The zone's letters of a correction go the same road as those of the decision."""
    dog.send_document(declared="correction-1")
    assert seen(sakura, dog).delivered_at is None
    dog.decide()
    assert seen(sakura, dog).delivered_at is None
    dog.send_document()
    assert seen(sakura, dog).delivered_at is not None


def test_what_came_too_late_for_a_decision_taken_up_again_can_be_sent_anew(
    sakura: Browser, dog: Inside
) -> None:
    sakura.post(f"/my/{dog.application}/withdraw")
    dog.decide()
    dog.say("application.state", state="reopened")
    assert seen(sakura, dog).withdrawal_at is None
    sakura.post(f"/my/{dog.application}/withdraw")
    assert [each.type for each in messages_of(dog.application)].count("application.withdrawn") == 2


def test_a_number_is_asked_for_again_beside_an_answer_that_changed(sakura: Browser, city: Catalog) -> None:
    """Another spouse has another My Number; nothing of it was asked to be mended."""
    begun = sakura.post("/apply/jido-teate-nintei/start")
    draft = str(begun["Location"]).rpartition("/")[0]
    fill(sakura, draft, TEATE)  # type: ignore[arg-type]
    resident, number = sakura.resident, UUID(draft.rpartition("/")[2])
    read, counts = queries.draft_to_submit(resident, number)
    private = {"spouse_kojinbango": "123456789018"}
    assert submitting.submit(resident, read, [], counts, Sending(private, "inbox", "ja"), clock.now())
    inside = Inside(number, resident.public_key, city.procedures["jido-teate-nintei"].zone)
    ask(inside, "spouse_name")
    draft = begin(sakura, inside)
    first = str(sakura.get(draft)["Location"])
    typed = TEATE[first.rpartition("/")[2]]
    for name, asked in (("海野　渚", True), (typed["spouse_name"], False)):
        sakura.post(first, typed | {"spouse_name": name, "go": "next"})
        assert ("spouse_kojinbango" in page_of(sakura.get(f"{draft}/review"))) == asked


def test_who_has_mended_it_is_not_reminded(sakura: Browser, dog: Inside, post: PostOffice) -> None:
    give_address(sakura, post)
    ask(dog, days=3)
    sakura.post(f"{begin(sakura, dog)}/submit", {"declaration": "true"})
    count = len(post.mails)
    morning(1)
    assert len(post.mails) == count


def test_a_sign_in_that_is_not_sure_enough_is_asked_for_a_surer_one(
    sakura: Browser, city: Catalog, provider: Provider, inside: Inside
) -> None:
    """Who applied with the card mends with the card: here the session says that it is one."""
    assert city.procedures["jido-teate-nintei"].identity == "card"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_session SET level = 'mail'")
    answer = sakura.post(f"/my/{inside.application}/withdraw")
    assert str(answer["Location"]).startswith("/sign-in?")
    assert queries.application(sakura.resident.account_id, inside.application).withdrawal_at is None


def test_a_file_that_is_wanted_again_is_asked_for_and_the_others_are_not(
    sakura: Browser, city: Catalog
) -> None:
    begun = sakura.post("/apply/jido-teate-nintei/start")
    draft = str(begun["Location"]).rpartition("/")[0]
    fill(sakura, draft, TEATE)  # type: ignore[arg-type]
    resident, number = sakura.resident, UUID(draft.rpartition("/")[2])
    read, counts = queries.draft_to_submit(resident, number)
    private = {"spouse_kojinbango": "123456789018"}
    assert submitting.submit(resident, read, [], counts, Sending(private, "inbox", "ja"), clock.now())
    inside = Inside(number, resident.public_key, city.procedures["jido-teate-nintei"].zone)
    ask(inside, "claimant_phone", attachments=["koza"])
    draft = begin(sakura, inside)
    first = sakura.get(draft)["Location"]
    page = page_of(sakura.get(first))
    assert f'href="{draft}/files#file-koza"' in page
    on = sakura.post(first, TEATE["anata"] | {"claimant_phone": "0312340000", "go": "next"})
    assert on["Location"] == f"{draft}/files"
    files = page_of(sakura.get(on["Location"]))
    assert files.count('type="file"') == 1, "only what is wanted again"
    review = page_of(sakura.get(f"{draft}/review"))
    assert "spouse_kojinbango" not in review, "a My Number is not asked for a second time"
    refused = sakura.post(f"{draft}/submit", {"declaration": "true"})
    assert refused.status_code == 422, "the file is still missing"
    assert "マイナンバー」を入力" not in page_of(refused)
