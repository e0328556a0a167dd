"""Several procedures in one form: asked once, sent at once, and from then on as many applications as procedures."""

import math
import re
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dokodemo.catalog import combining, versions
from dokodemo.catalog.combined import Combined
from dokodemo.catalog.schema import Catalog
from dokodemo.gateway import keys
from dokodemo.gateway.identity import KeyProblem
from dokodemo.internet.apply import queries
from dokodemo.internet.apply.tests import people
from dokodemo.internet.apply.tests.inside import messages_of
from dokodemo.internet.apply.tests.people import INU, SENDING, SPOUSE_NUMBER, TEATE, Person, page_of, ready
from dokodemo.internet.apply.tests.test_files import attach, photo
from dokodemo.operate import answers

pytestmark = pytest.mark.django_db

CHILD, DOG = "jido-teate-nintei", "inu-toroku"
BOTH = f"{CHILD}+{DOG}"
#: The dog's owner is who signs in, so name and address come from the card and the reading is asked once.
TYPED = {
    CHILD: TEATE,
    DOG: {"inu": INU["inu"] | {"owner_kana": "はまさき みなと", "owner_phone": "090-1234-5678"}},
}
SPOUSE = "jido_teate_nintei__spouse_kojinbango"
SPOKEN = SENDING | {SPOUSE: SPOUSE_NUMBER}


@pytest.fixture
def form(city: Catalog) -> Combined:
    catalog = versions.current()
    assert catalog is not None
    return combining.together(catalog, [DOG, CHILD])


def in_one(form: Combined, typed: dict[str, dict[str, dict[str, str]]]) -> dict[str, str]:
    """What is typed into each form, under the names of the form for all."""
    return answers.in_one(form, {procedure: pages.items() for procedure, pages in typed.items()})


def fill(person: Person, form: Combined, draft: str, typed: dict[str, str]) -> str:
    """Post every page that is asked, from wherever the draft stands; where it leads in the end."""
    where = str(person.get(draft)["Location"])
    while (page := form.page(where.rpartition("/")[2])) is not None:
        own = {each.id for each in page.fields}
        answer = person.post(where, {name: each for name, each in typed.items() if name.split("-")[0] in own})
        assert answer.status_code == 303, people.problems(answer)
        where = str(answer["Location"])
    return where


def begun(person: Person, form: Combined) -> str:
    return people.begin(person, form.id)


def filled(person: Person, form: Combined) -> str:
    draft = begun(person, form)
    assert fill(person, form, draft, in_one(form, TYPED)) == f"{draft}/files"
    person.post(f"{draft}/files", {"go": "next"})
    return draft


def id_of(draft: str) -> UUID:
    return UUID(draft.rpartition("/")[2])


def count(table: str, column: str, value: UUID) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table} WHERE {column} = %s", [value])
        return int(cursor.fetchone()[0])


class TestTheRoad:
    def test_from_what_was_ticked_to_the_first_page(self, form: Combined) -> None:
        minato = people.by_card()
        ticked = minato.get(f"/together?procedure={DOG}&procedure={CHILD}")
        assert ticked["Location"] == f"/procedures/{BOTH}"
        said = page_of(minato.get(ticked["Location"]))
        assert "2つの手続きをまとめて申請する" in said
        assert "質問は68個から64個に減ります" in said
        started = minato.post(f"/apply/{BOTH}/start")
        assert started["Location"].endswith("/shared-applicant")
        asked = page_of(minato.get(started["Location"]))
        assert "申請するすべての手続きに使います" in asked
        assert "浜崎　みなと" in asked

    def test_a_visitor_signs_in_and_comes_back(self, form: Combined) -> None:
        visitor = people.browser()
        said = visitor.get(f"/procedures/{BOTH}").content.decode()
        address = re.search(r'href="(/sign-in[^"]+)"', said)
        assert address is not None
        assert "next=%2Fprocedures%2Fjido-teate-nintei%2Binu-toroku%23start" in address[1]
        assert "level=card" in address[1], "the surest sign-in that one of them asks for"
        hiroshi = people.by_mail()
        assert "/sign-in" in hiroshi.post(f"/apply/{BOTH}/start")["Location"]

    def test_one_form_two_applications(self, form: Combined) -> None:
        minato = people.by_card()
        draft = filled(minato, form)
        review = page_of(minato.get(f"{draft}/review"))
        assert "2つの手続きを、いちどに申請します" in review
        assert "子育て支援課" in review
        assert "環境課" in review
        sent = minato.post(f"{draft}/submit", SPOKEN)
        assert sent["Location"] == f"/receipts/{id_of(draft)}"
        receipt = page_of(minato.get(sent["Location"]))
        mine = queries.mine(minato.resident.account_id)
        assert [each.procedure for each in queries.sent_together(mine[0], minato.resident.account_id)] == [
            CHILD,
            DOG,
        ]
        assert {each.zone for each in mine} == {"core", "office"}
        assert all(each.receipt in receipt for each in mine)
        assert "3,000円" in receipt
        home = page_of(minato.get("/my"))
        for each in mine:
            assert f"/my/{each.id}" in home
            assert page_of(minato.get(f"/receipts/{each.id}")).count("receipt-number") == 2
            copy = page_of(minato.get(f"/my/{each.id}"))
            assert ("ちゃちゃ" in copy) == (each.procedure == DOG)

    def test_each_zone_is_sent_what_its_own_form_would_have_sent(self, form: Combined) -> None:
        minato = people.by_card()
        minato.post(f"{filled(minato, form)}/submit", SPOKEN)
        together = bodies(minato)
        apart = people.by_card()
        apart.post(f"{ready(apart, CHILD, TEATE)}/submit", SENDING | {"spouse_kojinbango": SPOUSE_NUMBER})
        apart.post(f"{ready(apart, DOG, TYPED[DOG])}/submit", SENDING)
        alone = bodies(apart)
        for each in (CHILD, DOG):
            for key in ("values", "private", "procedure", "catalog", "attachments", "language"):
                assert together[each][key] == alone[each][key], (each, key)
            assert together[each]["parts"] == 2
            assert "bundle" not in alone[each]
        assert together[CHILD]["bundle"] == together[DOG]["bundle"]
        assert together[CHILD]["together"] == [{"receipt": together[DOG]["receipt"], "procedure": DOG}]
        assert "together" not in alone[DOG]
        assert together[CHILD]["arrived_at"] == together[DOG]["arrived_at"]
        assert together[DOG]["private"] == {}

    def test_what_was_spared_is_said(self, form: Combined) -> None:
        """Known from the card: name and address twice, birth and gender; asked once: the reading and the telephone."""
        minato = people.by_card()
        review = page_of(minato.get(f"{filled(minato, form)}/review"))
        numbers = re.search(r'id="spared">\D+([\d]+)\D+([\d]+)', review)
        assert numbers is not None
        assert int(numbers[2]) == 8
        typed = [each for name, each in in_one(form, TYPED).items() if not name.startswith("identity")]
        assert int(numbers[1]) == len([each for each in typed if each])

    def test_a_file_goes_to_its_own_procedure(self, form: Combined) -> None:
        minato = people.by_card()
        draft = filled(minato, form)
        attach(minato, draft, f"{CHILD}-koza", photo(60), "通帳.jpg")
        assert minato.post(f"{draft}/submit", SPOKEN).status_code == 303
        sent = bodies(minato)
        (file,) = sent[CHILD]["attachments"]
        assert file["attachment"] == "koza"
        assert sent[DOG]["attachments"] == []
        mine = {each.procedure: each.id for each in queries.mine(minato.resident.account_id)}
        assert [message.type for message in messages_of(mine[CHILD])][1] == "attachment.part"
        assert len(messages_of(mine[DOG])) == 1


def bodies(person: Person) -> dict[str, dict[str, Any]]:
    """What this person's applications say to their zones, opened: procedure → body."""
    mine = queries.mine(person.resident.account_id)
    return {each.procedure: messages_of(each.id)[0].body for each in mine}


class TestOnce:
    def test_a_double_click_leads_to_the_same_receipt(self, form: Combined) -> None:
        minato = people.by_card()
        draft = filled(minato, form)
        first, second = (minato.post(f"{draft}/submit", SPOKEN) for _ in range(2))
        assert first["Location"] == second["Location"]
        assert len(queries.mine(minato.resident.account_id)) == 2
        assert minato.get(f"{draft}/review")["Location"] == f"/receipts/{id_of(draft)}"

    def test_all_of_them_or_none(self, form: Combined, monkeypatch: pytest.MonkeyPatch) -> None:
        """One of the two zones has no key that is valid now."""
        minato = people.by_card()
        draft = filled(minato, form)
        real = keys.sealing_key_of

        def ended(zone: str) -> Any:
            if zone == "office":
                raise KeyProblem("the sealing key of office ended")
            return real(zone)

        with monkeypatch.context() as patch:
            patch.setattr(keys, "sealing_key_of", ended)
            assert minato.post(f"{draft}/submit", SPOKEN).status_code == 503
        assert queries.mine(minato.resident.account_id) == []
        assert count("gateway_outbox", "stream", id_of(draft)) == 0
        assert minato.post(f"{draft}/submit", SPOKEN).status_code == 303

    def test_a_second_draft_of_the_same_procedures_is_the_first(self, form: Combined) -> None:
        minato = people.by_card()
        draft = begun(minato, form)
        again = minato.post(f"/apply/{BOTH}/start")
        assert "書きかけの申請があります" in page_of(again)
        assert minato.post(f"/apply/{BOTH}/start", {"choice": "continue"})["Location"] == draft
        assert people.begin(minato, DOG) != draft, "the dog alone is another form"
        home = page_of(minato.get("/my"))
        assert "児童手当の認定請求ほか1件" in home

    def test_an_unfinished_form_says_what_is_missing(self, form: Combined) -> None:
        minato = people.by_card()
        draft = begun(minato, form)
        answer = minato.post(f"{draft}/submit", SPOKEN)
        assert answer.status_code == 422
        assert "「犬の登録：飼い主と犬のこと」がまだ終わっていません" in page_of(answer)
        assert queries.mine(minato.resident.account_id) == []

    def test_without_the_number_nothing_is_sent(self, form: Combined) -> None:
        minato = people.by_card()
        draft = filled(minato, form)
        answer = minato.post(f"{draft}/submit", SPOKEN | {SPOUSE: "123456789012"})
        assert list(people.problems(answer)) == [SPOUSE]


class TestWhatCannotBeTogether:
    @pytest.mark.parametrize(
        ("asked", "status", "said"),
        [
            ("", 422, "手続きが選ばれていないか"),
            ("procedure=nothing", 422, "手続きが選ばれていないか"),
            (f"procedure={DOG}&procedure=shussho", 422, "この画面では申請できないもの"),
            (f"procedure={DOG}&procedure={CHILD}&procedure=x", 422, f"/procedures/{DOG}+{CHILD}"),
        ],
    )
    def test_is_answered_with_what_can_be(self, city: Catalog, asked: str, status: int, said: str) -> None:
        answer = people.browser().get(f"/together?{asked}")
        assert answer.status_code == status
        assert said in answer.content.decode()

    def test_one_alone_is_its_own_page(self, city: Catalog) -> None:
        assert people.browser().get(f"/together?procedure={DOG}")["Location"] == f"/procedures/{DOG}"
        assert people.browser().get("/together?procedure=tennyu")["Location"] == "/procedures/tennyu"

    def test_an_address_that_names_what_is_gone(self, city: Catalog) -> None:
        answer = people.browser().get(f"/procedures/{DOG}+gone")
        assert answer.status_code == 404
        assert "まとめて申請できません" in answer.content.decode()
        begun = people.by_card().post(f"/apply/{DOG}+gone/start")
        assert begun["Location"] == f"/procedures/{DOG}+gone#start"
        assert people.by_card().post("/apply/gone/start").status_code == 404
        assert people.browser().get("/procedures/nothing").status_code == 404


class TestBudget:
    @pytest.fixture(autouse=True)
    def _no_refresh(self, city: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
        versions.current()
        monkeypatch.setattr(versions, "REFRESH_SECONDS", math.inf)

    def queries_of(self, act: Any) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert act().status_code in (200, 303)
        not_counted = ("SAVEPOINT", 'FROM "catalog_version"', "FROM gateway_epoch")
        return len([each for each in captured if not any(word in each["sql"] for word in not_counted)])

    def test_a_page_costs_as_many_as_of_one_procedure(self, form: Combined) -> None:
        minato = people.by_card()
        draft = begun(minato, form)
        assert self.queries_of(lambda: minato.get(f"{draft}/shared-applicant")) == 2
        typed = in_one(form, TYPED)
        assert self.queries_of(lambda: minato.post(f"{draft}/shared-applicant", typed)) == 3

    def test_sending_costs_one_more_however_many_they_are(self, form: Combined) -> None:
        minato = people.by_card()
        draft = filled(minato, form)
        assert self.queries_of(lambda: minato.post(f"{draft}/submit", SPOKEN)) == 5
        assert self.queries_of(lambda: minato.get(f"/receipts/{id_of(draft)}")) == 3


def test_no_page_repeats_a_my_number_of_a_form_for_several(form: Combined) -> None:
    """The session is over and a page holds what was typed: but not what is in such a field (decision 23)."""
    minato = people.by_card()
    draft = begun(minato, form)
    typed = {"applicant_kana": "はまさき みなと", SPOUSE: SPOUSE_NUMBER}
    answer = people.browser().post(f"{draft}/shared-applicant", typed)
    assert answer.status_code == 403
    assert "はまさき みなと" in page_of(answer)
    assert SPOUSE_NUMBER not in page_of(answer)
