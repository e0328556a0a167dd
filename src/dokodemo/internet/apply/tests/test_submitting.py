"""Sending: what crosses, what stays, exactly once, and nothing but what law and the resident said."""

import base64
import threading
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from dokodemo.base import clock
from dokodemo.base.files import decrypt
from dokodemo.catalog import versions
from dokodemo.catalog.schema import Catalog
from dokodemo.catalog.terms import EASY
from dokodemo.gateway import keys, outbox
from dokodemo.gateway.identity import KeyProblem
from dokodemo.internet.apply import actions, queries, receipt, submitting
from dokodemo.internet.apply.submitting import Sending
from dokodemo.internet.apply.tests import people
from dokodemo.internet.apply.tests.inside import messages_of
from dokodemo.internet.apply.tests.people import (
    INU,
    SENDING,
    SPOUSE_NUMBER,
    TEATE,
    Person,
    begin,
    page_of,
    problems,
    ready,
    value_of,
)
from dokodemo.internet.apply.tests.test_files import attach, photo

SPOKEN = SENDING | {"spouse_kojinbango": SPOUSE_NUMBER}


def id_of(draft: str) -> UUID:
    return UUID(draft.rpartition("/")[2])


def count(table: str, application: UUID) -> int:
    column = {"gateway_outbox": "stream", "audit_row": "object_id", "apply_file": "draft_id"}.get(table, "id")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table} WHERE {column}::text = %s", [str(application)])
        return int(cursor.fetchone()[0])


@pytest.mark.django_db
class TestWhatIsSent:
    def test_who_reads_plain_japanese_is_answered_in_japanese(self, city: Catalog) -> None:
        minato = people.by_card(language=EASY)
        draft = ready(minato, "jido-teate-nintei", TEATE)
        minato.post(f"{draft}/submit", SPOKEN)
        (message,) = messages_of(id_of(draft))
        assert (message.body["language"], message.body["reply"]["language"]) == ("ja", "ja")

    def test_the_handling_zone_reads_everything(self, city: Catalog) -> None:
        minato = people.by_card(language="en")
        draft = ready(minato, "jido-teate-nintei", TEATE)
        before = clock.now()
        minato.post(f"{draft}/submit", SPOKEN)
        (message,) = messages_of(id_of(draft))
        assert (message.origin, message.type, message.version) == ("internet", "application.submitted", 1)
        assert (message.sequence, message.first, message.stream) == (1, True, id_of(draft))
        body = message.body
        assert body["application"] == str(id_of(draft))
        assert (body["part"], body["parts"], body["language"]) == (1, 1, "en")
        assert (body["procedure"], body["catalog"]) == ("jido-teate-nintei", city.hash)
        assert body["values"]["claimant_name"] == people.SAKURA["identity.name"]
        assert body["values"]["claimant_kana"] == "ハマサキ　ミナト"
        assert len(body["values"]["children"]) == 2
        assert body["private"] == {"spouse_kojinbango": SPOUSE_NUMBER}
        assert body["evidence"] == minato.resident.evidence
        assert base64.b64decode(body["reply"]["public_key"]) == minato.resident.public_key
        assert body["reply"]["delivery"] == "inbox"
        application = queries.application(minato.resident.account_id, id_of(draft))
        assert body["receipt"] == application.receipt
        assert receipt.is_receipt(application.receipt)
        assert body["arrived_at"] == application.submitted_at.isoformat()
        assert before <= application.submitted_at <= clock.now()
        assert application.zone == "core"

    def test_a_dog_goes_to_the_office_on_paper(self, city: Catalog) -> None:
        hiroshi = people.by_mail()
        draft = ready(hiroshi, "inu-toroku", INU)
        hiroshi.post(f"{draft}/submit", {"delivery": "paper", "declaration": "true"})
        (message,) = messages_of(id_of(draft))
        assert queries.mine(hiroshi.resident.account_id)[0].zone == "office"
        assert message.body["reply"]["delivery"] == "paper"
        assert message.body["private"] == {}
        assert message.body["evidence"]["kind"] == "mail"

    def test_answers_that_became_hidden_stay_behind(self, city: Catalog) -> None:
        """The spouse is gone again: nothing typed about them crosses, the number neither."""
        minato = people.by_card()
        draft = ready(minato, "jido-teate-nintei", TEATE)
        minato.post(f"{draft}/haigusha", {"has_spouse": "false"})
        assert minato.post(f"{draft}/submit", SPOKEN).status_code == 303
        (message,) = messages_of(id_of(draft))
        assert not [name for name in message.body["values"] if name.startswith("spouse_")]
        assert message.body["private"] == {}

    def test_attachments_cross_in_parts_and_are_whole_again(self, city: Catalog) -> None:
        minato = people.by_card()
        draft = ready(minato, "jido-teate-nintei", TEATE)
        picture = photo(2400, noise=True)
        assert len(picture) > 2 * 1024 * 1024
        attach(minato, draft, "koza", picture, "通帳.jpg")
        minato.post(f"{draft}/submit", SPOKEN)
        first, *parts = messages_of(id_of(draft))
        (named,) = first.body["attachments"]
        assert (named["name"], named["media_type"], named["size"]) == ("通帳.jpg", "image/jpeg", len(picture))
        assert [part.type for part in parts] == ["attachment.part"] * len(parts)
        assert [part.sequence for part in parts] == list(range(2, len(parts) + 2))
        assert [part.body["index"] for part in parts] == list(range(len(parts)))
        assert {part.body["of"] for part in parts} == {len(parts)}
        assert {part.body["attachment"] for part in parts} == {named["id"]}
        cipher = b"".join(part.tail for part in parts)
        assert decrypt(base64.b64decode(named["key"]), cipher) == picture
        assert count("apply_file", id_of(draft)) == 0

    def test_a_file_that_is_no_longer_called_for_stays_behind(self, city: Catalog) -> None:
        minato = people.by_card()
        apart = TEATE["kodomo"] | {"children-0-living": "apart", "children-0-separate_address": "となりの市1"}
        draft = ready(minato, "jido-teate-nintei", TEATE | {"kodomo": apart})
        attach(minato, draft, "bekkyo-kango", photo(60), "申立書.jpg")
        minato.post(f"{draft}/kodomo", TEATE["kodomo"])
        assert minato.post(f"{draft}/submit", SPOKEN).status_code == 303
        (message,) = messages_of(id_of(draft))
        assert message.body["attachments"] == []

    def test_by_the_catalog_under_which_it_was_begun(self, city: Catalog) -> None:
        """A newer version asks for more; who began before is judged by the older one."""
        minato = people.by_card()
        draft = ready(minato, "jido-teate-nintei", TEATE)
        newer = city.to_bytes().replace(b'"max_items":12', b'"max_items":1')
        assert newer != city.to_bytes()
        versions.activate(versions.store(newer, b"signature", "office"))
        versions.forget()
        assert minato.post(f"{draft}/submit", SPOKEN).status_code == 303
        assert messages_of(id_of(draft))[0].body["catalog"] == city.hash


@pytest.mark.django_db
class TestWhatIsNotSent:
    def refused(self, person: Person, draft: str, said: dict[str, str]) -> Any:
        answer = person.post(f"{draft}/submit", said)
        assert answer.status_code == 422
        assert queries.mine(person.resident.account_id) == []
        assert count("gateway_outbox", id_of(draft)) == 0
        return answer

    @pytest.mark.parametrize("missing", ["delivery", "declaration", "spouse_kojinbango"])
    def test_without_what_the_review_asks(self, city: Catalog, missing: str) -> None:
        minato = people.by_card()
        draft = ready(minato, "jido-teate-nintei", TEATE)
        said = {name: value for name, value in SPOKEN.items() if name != missing}
        assert list(problems(self.refused(minato, draft, said))) == [missing]

    @pytest.mark.parametrize("number", ["123456789012", "12345678901", "あ", "0" * 13])
    def test_with_a_wrong_number_which_is_kept_nowhere(self, city: Catalog, number: str) -> None:
        minato = people.by_card()
        draft = ready(minato, "jido-teate-nintei", TEATE)
        answer = self.refused(minato, draft, SPOKEN | {"spouse_kojinbango": number})
        assert list(problems(answer)) == ["spouse_kojinbango"]
        assert value_of(answer, "spouse_kojinbango") == number
        assert value_of(minato.get(f"{draft}/review"), "spouse_kojinbango") == ""

    def test_an_unfinished_draft(self, city: Catalog) -> None:
        minato = people.by_card()
        draft = begin(minato, "jido-teate-nintei")
        minato.post(f"{draft}/anata", TEATE["anata"] | {"claimant_phone": "12"})
        html = page_of(self.refused(minato, draft, SENDING))
        assert f'href="{draft}/anata?check=1#claimant_phone"' in html
        assert "「お子さんのこと」がまだ終わっていません" in html
        assert html.count(f'href="{draft}/koza?check=1') == 1

    def test_something_typed_that_could_not_be_taken(self, city: Catalog) -> None:
        """A date that is not one, in a field that may be empty: dropping it silently would send what was not said."""
        hiroshi = people.by_mail()
        draft = ready(hiroshi, "inu-toroku", INU)
        hiroshi.post(f"{draft}/inu", INU["inu"] | {"microchip": "12"})
        assert "microchip" in page_of(self.refused(hiroshi, draft, SENDING))

    def test_a_required_attachment_is_missing(self, city: Catalog) -> None:
        minato = people.by_card()
        apart = TEATE["kodomo"] | {"children-0-living": "apart", "children-0-separate_address": "となりの市1"}
        draft = ready(minato, "jido-teate-nintei", TEATE | {"kodomo": apart})
        assert "別居監護申立書」を添付してください" in page_of(self.refused(minato, draft, SPOKEN))
        attach(minato, draft, "bekkyo-kango", photo(60), "申立書.jpg")
        assert minato.post(f"{draft}/submit", SPOKEN).status_code == 303

    def test_what_was_true_then_is_judged_on_the_day_of_arrival(self, city: Catalog) -> None:
        """A child may grow out of the page while the draft waits."""
        minato = people.by_card()
        draft = ready(minato, "jido-teate-nintei", TEATE)
        identity = id_of(draft)
        read = queries.draft(minato.resident, identity)
        read.answers.values["event_date"] = "2999-01-01"
        assert actions._store(minato.resident, read)
        assert "riyu" in page_of(self.refused(minato, draft, SPOKEN))

    def test_when_it_cannot_be_sealed_nothing_typed_is_lost(
        self, city: Catalog, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        """The handling zone has published no key that is valid now."""
        minato = people.by_card()
        draft = ready(minato, "jido-teate-nintei", TEATE)

        def ended(zone: str) -> None:
            raise KeyProblem(f"the sealing key of {zone} ended")

        with monkeypatch.context() as patch:
            patch.setattr(keys, "sealing_key_of", ended)
            answer = minato.post(f"{draft}/submit", SPOKEN)
        assert answer.status_code == 503
        assert f'action="{draft}/submit"' in page_of(answer)
        assert "could not be sealed" in caplog.text
        assert SPOUSE_NUMBER not in caplog.text
        assert minato.post(f"{draft}/submit", SPOKEN).status_code == 303

    def test_the_resident_is_told_what_will_be_refused_and_may_still_send(self, city: Catalog) -> None:
        minato = people.by_card()
        servant = TEATE["shigoto"] | {"public_servant": "true"}
        draft = ready(minato, "jido-teate-nintei", TEATE | {"shigoto": servant})
        assert "認められない見込み" in page_of(minato.get(f"{draft}/review"))
        assert "児童手当法第17条第1項" in page_of(minato.get(f"{draft}/review"))
        assert minato.post(f"{draft}/submit", SPOKEN).status_code == 303


@pytest.mark.django_db
class TestOnce:
    def test_a_double_click_leads_to_the_same_receipt(self, city: Catalog) -> None:
        hiroshi = people.by_mail()
        draft = ready(hiroshi, "inu-toroku", INU)
        first, second = (hiroshi.post(f"{draft}/submit", SENDING) for _ in range(2))
        assert first["Location"] == second["Location"] == f"/receipts/{id_of(draft)}"
        assert len(queries.mine(hiroshi.resident.account_id)) == 1
        for path in ("review", "inu", "files"):
            assert hiroshi.get(f"{draft}/{path}")["Location"] == f"/receipts/{id_of(draft)}"
        assert hiroshi.post(f"{draft}/inu", INU["inu"])["Location"] == f"/receipts/{id_of(draft)}"

    def test_changed_in_another_window_it_is_shown_again_first(
        self, city: Catalog, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hiroshi = people.by_mail()
        draft = ready(hiroshi, "inu-toroku", INU)
        real = submitting.submit

        def after_a_change(*args: Any) -> bool:
            hiroshi.post(f"{draft}/inu", INU["inu"] | {"dog_name": "くろ"})
            return real(*args)

        monkeypatch.setattr(submitting, "submit", after_a_change)
        answer = hiroshi.post(f"{draft}/submit", SENDING)
        assert answer["Location"] == f"{draft}/review?changed=1"
        shown = page_of(hiroshi.get(answer["Location"]))
        assert "まだ送っていません" in shown
        assert "くろ" in shown
        assert queries.mine(hiroshi.resident.account_id) == []

    def test_application_outbox_and_audit_stand_or_fall_together(self, city: Catalog) -> None:
        hiroshi = people.by_mail()
        draft = ready(hiroshi, "inu-toroku", INU)
        hiroshi.post(f"{draft}/submit", SENDING)
        tables = ("apply_application", "gateway_outbox", "audit_row")
        assert [count(table, id_of(draft)) for table in tables] == [1, 1, 1]
        assert count("apply_draft", id_of(draft)) == 0

    def test_nothing_stands_when_one_of_them_cannot(
        self, city: Catalog, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hiroshi = people.by_mail()
        draft = ready(hiroshi, "inu-toroku", INU)
        sent = outbox.post("office", uuid4(), "application.submitted", 1, {})
        monkeypatch.setattr(outbox, "prepare", lambda *args: sent)  # an id that is taken already
        with pytest.raises(IntegrityError), transaction.atomic():
            hiroshi.post(f"{draft}/submit", SENDING)
        assert count("apply_application", id_of(draft)) == 0
        assert count("audit_row", id_of(draft)) == 0
        assert count("apply_draft", id_of(draft)) == 1


@pytest.mark.django_db(transaction=True)
class TestRace:
    """Two windows press the button at the same moment."""

    def ready(self) -> tuple[Person, str]:
        hiroshi = people.by_mail()
        return hiroshi, ready(hiroshi, "inu-toroku", INU)

    def both(self, work: Callable[[threading.Barrier], Any]) -> list[Any]:
        barrier, results = threading.Barrier(2, timeout=20), []

        def run() -> None:
            try:
                results.append(work(barrier))
            except Exception as error:
                results.append(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=run) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        return results

    def test_without_the_draft_as_lock_one_window_fails(self, city: Catalog) -> None:
        """Look, then insert: both find the draft, and one resident sees an error page."""
        hiroshi, draft = self.ready()
        resident, identity = hiroshi.resident, id_of(draft)

        def naive(barrier: threading.Barrier) -> bool:
            read, number = queries.draft_to_submit(resident, identity)
            barrier.wait()
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO apply_application (id, account_id, receipt, procedure, catalog_hash, zone, "
                    "submitted_at, copy_expires_at) VALUES (%s, %s, %s, %s, %s, 'office', now(), now())",
                    [read.id, resident.account_id, str(number), read.procedure.id, read.catalog_hash],
                )
                cursor.execute("DELETE FROM apply_draft WHERE id = %s", [read.id])
            return True

        results = self.both(naive)
        assert [type(result) for result in results if result is not True] == [IntegrityError]

    def test_with_it_exactly_one_sends(self, city: Catalog) -> None:
        hiroshi, draft = self.ready()
        resident, identity = hiroshi.resident, id_of(draft)

        def send(barrier: threading.Barrier) -> bool:
            read, number = queries.draft_to_submit(resident, identity)
            barrier.wait()
            return submitting.submit(resident, read, [], number, Sending({}, "paper", "ja"), clock.now())

        assert sorted(self.both(send)) == [False, True]
        assert len(queries.mine(resident.account_id)) == 1
        assert [count(table, identity) for table in ("gateway_outbox", "audit_row")] == [1, 1]

    def test_both_windows_see_the_same_receipt(self, city: Catalog) -> None:
        hiroshi, draft = self.ready()

        def press(barrier: threading.Barrier) -> str:
            window = people.Person(people.carrying(hiroshi.token), hiroshi.token)
            barrier.wait()
            answer = window.post(f"{draft}/submit", SENDING)
            return f"{answer.status_code}{answer['Location']}"

        assert self.both(press) == [f"303/receipts/{id_of(draft)}"] * 2
        assert len(messages_of(id_of(draft))) == 1

    def test_a_page_saved_while_it_is_sent_is_not_lost_unnoticed(self, city: Catalog) -> None:
        """Either the change comes first and the resident looks again, or it meets the receipt."""
        hiroshi, draft = self.ready()
        turn = iter((True, False))

        def work(barrier: threading.Barrier) -> str:
            window = people.Person(people.carrying(hiroshi.token), hiroshi.token)
            sending = next(turn)
            barrier.wait()
            if sending:
                return str(window.post(f"{draft}/submit", SENDING)["Location"])
            return str(window.post(f"{draft}/inu", INU["inu"] | {"dog_name": "くろ"})["Location"])

        places = self.both(work)
        sent = messages_of(id_of(draft))
        if f"{draft}/review" in places:  # it was saved, so what is sent has it, or nothing is sent yet
            assert not sent or sent[0].body["values"]["dog_name"] == "くろ"
        else:
            assert places == [f"/receipts/{id_of(draft)}"] * 2
            assert len(sent) == 1
