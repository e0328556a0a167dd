"""One page = one form: errors, conditions, lists, saving, all without JavaScript; and what htmx asks in between."""

import re
from typing import Any
from uuid import UUID

import pytest

from dokodemo.catalog.schema import Catalog
from dokodemo.internet.apply import actions, queries
from dokodemo.internet.apply.draft import Answers
from dokodemo.internet.apply.tests import people
from dokodemo.internet.apply.tests.people import (
    INU,
    SAKURA,
    TEATE,
    Person,
    again,
    asks,
    begin,
    chosen,
    fill,
    page_of,
    problems,
    shown,
    value_of,
)

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def minato(city: Catalog) -> Person:
    return people.by_card()


@pytest.fixture
def draft(minato: Person) -> str:
    return begin(minato, "jido-teate-nintei")


def answers(person: Person, draft: str) -> Answers:
    return queries.draft(person.resident, UUID(draft.rpartition("/")[2])).answers


class TestErrors:
    def test_come_back_with_everything_typed_and_lead_to_the_fields(self, minato: Person, draft: str) -> None:
        typed = {"claimant_kana": "漢字の名前", "claimant_phone": "12", "january_home": "here"}
        answer = minato.post(f"{draft}/anata", typed)
        assert answer.status_code == 422
        assert set(problems(answer)) == {"claimant_kana", "claimant_phone"}
        assert value_of(answer, "claimant_kana") == "漢字の名前"
        assert value_of(answer, "claimant_phone") == "12"
        assert chosen(answer, "january_home") == "here"
        html = page_of(answer)
        assert "<title>エラー：" in html
        assert 'id="claimant_phone-error"' in html
        assert 'id="claimant_phone"' in html

    def test_are_saved_as_typed_and_found_again(self, minato: Person, draft: str) -> None:
        minato.post(f"{draft}/anata", {"claimant_kana": "ミナト", "claimant_phone": "12"})
        opened = minato.get(f"{draft}/anata")
        assert value_of(opened, "claimant_phone") == "12"
        assert value_of(opened, "claimant_kana") == "ミナト"
        assert not problems(opened)
        assert "保存しました" in page_of(opened)
        assert answers(minato, draft).done == []
        assert "claimant_phone" not in answers(minato, draft).values

    def test_are_told_again_where_the_review_sends(self, minato: Person, draft: str) -> None:
        minato.post(f"{draft}/anata", {"claimant_phone": "12"})
        assert "claimant_phone" in problems(minato.get(f"{draft}/anata?check=1"))

    def test_of_a_page_never_opened_are_not_told(self, minato: Person, draft: str) -> None:
        assert not problems(minato.get(f"{draft}/anata"))

    @pytest.mark.parametrize(
        "typed",
        ['"><script>alert(1)</script>', "'; DROP TABLE apply_draft; --", "\u202eabc", "a\x00b", "😀" * 500],
    )
    def test_hostile_text_is_only_text(self, minato: Person, draft: str, typed: str) -> None:
        answer = minato.post(f"{draft}/anata", {"claimant_kana": typed})
        assert answer.status_code == 422
        assert "<script>alert" not in page_of(answer)
        assert minato.get(f"{draft}/anata").status_code == 200

    def test_names_that_are_no_field_are_ignored(self, minato: Person, draft: str) -> None:
        minato.post(f"{draft}/anata", TEATE["anata"] | {"children": "x", "evil": "y", "children-0-name": "z"})
        assert set(answers(minato, draft).values) == {"claimant_kana", "claimant_phone", "january_home"}


class TestSummary:
    def test_says_which_item_it_is(self, minato: Person, draft: str) -> None:
        typed = {"children-0-name": "浜崎　しずく", "children-1-name": "浜崎　ほたる"}
        answer = minato.post(f"{draft}/kodomo", typed)
        found = problems(answer)
        assert found["children-0-kana"] == "お子さん 1：「フリガナ」を入力してください"
        assert found["children-1-kana"] == "お子さん 2：「フリガナ」を入力してください"
        assert len(set(found.values())) == len(found)
        # Beside the question it needs no item: it stands there.
        assert ">「フリガナ」を入力してください<" in page_of(answer)
        review = page_of(minato.get(f"{draft}/review"))
        assert "お子さん 2：「フリガナ」を入力してください" in review

    def test_says_it_in_english(self, city: Catalog) -> None:
        person = people.by_card(language="en")
        draft = begin(person, "jido-teate-nintei")
        found = problems(person.post(f"{draft}/kodomo", {"children-0-name": "Nagi"}))
        assert found["children-0-kana"] == "Child 1: Enter “Name in katakana”"

    @pytest.mark.parametrize("language", ["ja", "en"])
    def test_names_each_statement(self, city: Catalog, language: str) -> None:
        person = people.by_card(language=language)
        draft = begin(person, "jido-teate-nintei")
        found = problems(person.post(f"{draft}/doi", {}))
        assert len(found) == 3
        assert len(set(found.values())) == 3
        assert (
            "口座は、請求するわたしの名義のもの" if language == "ja" else "The account is in my own"
        ) in found["declare_account"]


class TestKnown:
    def test_is_shown_and_not_asked(self, minato: Person, draft: str) -> None:
        opened = minato.get(f"{draft}/anata")
        assert "浜崎　みなと" in page_of(opened)
        assert "1990年4月12日" in page_of(opened)
        assert not asks(opened, "claimant_name")

    def test_its_dates_are_read_aloud_and_its_names_left_alone(self, city: Catalog) -> None:
        known = SAKURA | {"identity.name": "浜崎（はまさき）みなと"}
        minato = people.by_card(known, language="ja-x-easy")
        page = page_of(minato.get(f"{begin(minato, 'jido-teate-nintei')}/anata"))
        assert "<ruby>年<rp>（</rp><rt>ねん</rt>" in page
        assert "年（ねん）" not in page
        assert '<span translate="no">浜崎（はまさき）みなと</span>' in page

    def test_cannot_be_overridden_by_a_post(self, minato: Person, draft: str) -> None:
        forged = {"claimant_name": "別の　ひと", "claimant_address": "別の市", "claimant_birth": "2001-01-01"}
        assert minato.post(f"{draft}/anata", TEATE["anata"] | forged).status_code == 303
        read = queries.draft(minato.resident, UUID(draft.rpartition("/")[2]))
        assert read.values["claimant_name"] == SAKURA["identity.name"]
        assert read.values["claimant_birth"] == SAKURA["identity.birthdate"]
        assert not set(forged) & set(read.answers.values)

    def test_is_what_the_card_says_now(self, minato: Person, draft: str) -> None:
        moved = again(minato, SAKURA | {"identity.address": "海風市波止場町9番9号"})
        assert "海風市波止場町9番9号" in page_of(moved.get(f"{draft}/anata"))

    def test_is_asked_when_the_sign_in_does_not_say_it(self, city: Catalog) -> None:
        nobody = people.by_card({})
        draft = begin(nobody, "jido-teate-nintei")
        assert asks(nobody.get(f"{draft}/anata"), "claimant_name")


class TestConditions:
    def test_a_new_question_is_asked_not_blamed(self, minato: Person, draft: str) -> None:
        opened = minato.get(f"{draft}/anata")
        assert not asks(opened, "january_address")
        typed = TEATE["anata"] | {"january_home": "elsewhere", "_shown": shown(opened)}
        answer = minato.post(f"{draft}/anata", typed)
        assert answer.status_code == 200
        assert asks(answer, "january_address")
        assert not problems(answer)
        assert "質問がふえました" in page_of(answer)
        assert value_of(answer, "claimant_kana") == "はまさき みなと"
        # Left empty although it was on the screen: now it is wrong.
        assert set(problems(minato.post(f"{draft}/anata", typed | {"_shown": shown(answer)}))) == {
            "january_address"
        }

    def test_other_mistakes_are_told_at_the_same_time(self, minato: Person, draft: str) -> None:
        opened = minato.get(f"{draft}/anata")
        typed = {"january_home": "elsewhere", "claimant_phone": "1", "_shown": shown(opened)}
        answer = minato.post(f"{draft}/anata", typed)
        assert answer.status_code == 422
        assert set(problems(answer)) == {"claimant_kana", "claimant_phone"}

    def test_a_hidden_field_does_not_slip_through(self, minato: Person, draft: str) -> None:
        minato.post(f"{draft}/anata", TEATE["anata"] | {"january_address": "どこか別の県"})
        assert "january_address" not in answers(minato, draft).values

    def test_an_answer_that_becomes_hidden_is_not_kept(self, minato: Person, draft: str) -> None:
        away = TEATE["anata"] | {"january_home": "elsewhere", "january_address": "どこか別の県"}
        assert minato.post(f"{draft}/anata", away).status_code == 303
        assert minato.post(f"{draft}/anata", TEATE["anata"]).status_code == 303
        assert "january_address" not in answers(minato, draft).values

    def test_pages_come_and_go(self, minato: Person, draft: str) -> None:
        fill(minato, draft, {page: TEATE[page] for page in ("anata", "shigoto", "riyu")})
        assert (
            minato.post(f"{draft}/haigusha", {"has_spouse": "true"})["Location"]
            == f"{draft}/haigusha-no-koto"
        )
        assert minato.post(f"{draft}/haigusha", {"has_spouse": "false"})["Location"] == f"{draft}/kodomo"
        assert minato.get(f"{draft}/haigusha-no-koto")["Location"] == f"{draft}/kodomo"

    def test_a_page_that_does_not_exist(self, minato: Person, draft: str) -> None:
        assert minato.get(f"{draft}/nanika").status_code == 404
        assert minato.post(f"{draft}/nanika", {}).status_code == 404


class TestLists:
    KODOMO = TEATE["kodomo"]
    FIRST = {name: typed for name, typed in KODOMO.items() if "-0-" in name}

    @pytest.fixture(autouse=True)
    def _before(self, minato: Person, draft: str) -> None:
        fill(minato, draft, {page: TEATE[page] for page in ("anata", "shigoto", "riyu")})
        minato.post(f"{draft}/haigusha", {"has_spouse": "false"})

    def test_the_first_item_is_there(self, minato: Person, draft: str) -> None:
        opened = minato.get(f"{draft}/kodomo")
        assert asks(opened, "children-0-name")
        assert not asks(opened, "children-1-name")
        assert "children-0-remove" not in page_of(opened)

    def test_one_more_keeps_what_was_typed_even_when_wrong(self, minato: Person, draft: str) -> None:
        answer = minato.post(
            f"{draft}/kodomo",
            {"children-0-name": "浜崎　しずく", "children-0-birth": "きのう", "add": "children"},
        )
        assert answer.status_code == 200
        assert asks(answer, "children-1-name")
        assert value_of(answer, "children-0-birth") == "きのう"
        assert value_of(answer, "children-0-name") == "浜崎　しずく"
        assert not problems(answer)
        assert answers(minato, draft).raw["kodomo"]["children-0-birth"] == "きのう"

    def test_one_less_moves_the_others_up(self, minato: Person, draft: str) -> None:
        answer = minato.post(f"{draft}/kodomo", self.KODOMO | {"children-0-remove": "1"})
        assert answer.status_code == 200
        assert value_of(answer, "children-0-name") == "浜崎　ほたる"
        assert not asks(answer, "children-1-name")
        assert [child["name"] for child in answers(minato, draft).values["children"]] == ["浜崎　ほたる"]

    def test_the_last_cannot_be_removed(self, minato: Person, draft: str) -> None:
        minato.post(f"{draft}/kodomo", self.FIRST)
        assert "children-0-remove" not in page_of(minato.get(f"{draft}/kodomo"))

    def test_a_question_inside_an_item_appears_for_that_item_only(self, minato: Person, draft: str) -> None:
        opened = minato.get(f"{draft}/kodomo")
        typed = self.KODOMO | {"children-1-living": "apart", "_shown": shown(opened)}
        answer = minato.post(f"{draft}/kodomo", typed)
        assert asks(answer, "children-1-separate_address")
        assert not asks(answer, "children-0-separate_address")
        done = typed | {"children-1-separate_address": "となりの市1-1", "_shown": shown(answer)}
        assert minato.post(f"{draft}/kodomo", done).status_code == 303
        opened = minato.get(f"{draft}/kodomo")
        assert value_of(opened, "children-1-separate_address") == "となりの市1-1"

    def test_errors_name_the_item(self, minato: Person, draft: str) -> None:
        answer = minato.post(
            f"{draft}/kodomo", self.KODOMO | {"children-1-name": "", "children-0-kana": "漢字"}
        )
        assert set(problems(answer)) == {"children-1-name", "children-0-kana"}
        assert value_of(answer, "children-1-kana") == self.KODOMO["children-1-kana"]

    def test_a_rule_over_the_whole_list_keeps_the_items(self, minato: Person, draft: str) -> None:
        """Nobody was born on the date of the event: said at the list, and nothing typed is gone."""
        typed = self.FIRST | {"children-0-living": "apart", "children-0-separate_address": "となりの市1-1"}
        answer = minato.post(f"{draft}/kodomo", typed)
        assert set(problems(answer)) == {"children"}
        assert value_of(answer, "children-0-name") == "浜崎　しずく"
        assert value_of(answer, "children-0-separate_address") == "となりの市1-1"
        assert value_of(minato.get(f"{draft}/kodomo"), "children-0-separate_address") == "となりの市1-1"

    def test_nothing_typed_at_all(self, minato: Person, draft: str) -> None:
        answer = minato.post(f"{draft}/kodomo", {"_shown": shown(minato.get(f"{draft}/kodomo"))})
        assert answer.status_code == 422
        assert "children" in problems(answer)
        assert asks(answer, "children-0-name")

    def test_no_more_than_may_be(self, minato: Person, draft: str) -> None:
        many = {
            name.replace("-0-", f"-{at}-"): typed for at in range(12) for name, typed in self.FIRST.items()
        }
        answer = minato.post(f"{draft}/kodomo", many | {"add": "children"})
        assert not asks(answer, "children-12-name")
        assert 'name="add"' not in page_of(answer)

    @pytest.mark.parametrize(
        "name", ["children-99-name", "children--1-name", "children-0-name-x", "children-a-name"]
    )
    def test_made_up_names(self, minato: Person, draft: str, name: str) -> None:
        assert minato.post(f"{draft}/kodomo", self.KODOMO | {name: "x", "add": "nanika"}).status_code == 200


class TestUndo:
    KODOMO = TEATE["kodomo"]

    @pytest.mark.parametrize("number", [0, 1])
    def test_puts_a_removed_item_back_where_it_was(self, minato: Person, draft: str, number: int) -> None:
        removed = minato.post(f"{draft}/kodomo", self.KODOMO | {f"children-{number}-remove": "1"})
        html = page_of(removed)
        assert f"「お子さん {number + 1}」を消しました" in html
        assert "もとに戻す" in html
        assert not asks(removed, "children-1-name")
        left = {
            name: typed for name, typed in self.KODOMO.items() if name.startswith(f"children-{1 - number}-")
        }
        typed = {name.replace(f"children-{1 - number}-", "children-0-"): each for name, each in left.items()}
        held = dict(re.findall(r'form="form" name="(_gone-[^"]*)" value="([^"]*)"', html))
        undo = re.search(r'name="undo" value="([^"]*)"', html)
        assert undo
        back = minato.post(f"{draft}/kodomo", typed | held | {"undo": undo[1]})
        assert back.status_code == 200
        assert value_of(back, "children-0-name") == self.KODOMO["children-0-name"]
        assert value_of(back, "children-1-name") == self.KODOMO["children-1-name"]
        assert "もとに戻す" not in page_of(back)
        assert minato.post(f"{draft}/kodomo", self.KODOMO).status_code == 303

    def test_what_is_held_counts_only_when_it_is_pressed(self, minato: Person, draft: str) -> None:
        one = {name: each for name, each in self.KODOMO.items() if name.startswith("children-0-")}
        minato.post(f"{draft}/kodomo", one | {"_gone-children-1-name": "浜崎　ほたる", "go": "next"})
        assert "浜崎　ほたる" not in page_of(minato.get(f"{draft}/kodomo"))

    def test_an_empty_item_leaves_nothing_to_put_back(self, minato: Person, draft: str) -> None:
        one = {name: each for name, each in self.KODOMO.items() if name.startswith("children-0-")}
        answer = minato.post(f"{draft}/kodomo", one | {"children-1-name": "", "children-1-remove": "1"})
        assert "もとに戻す" not in page_of(answer)

    @pytest.mark.parametrize("named", ["x", "children", "children-1-name", "children-99", "<b>-1", ""])
    def test_made_up_ones(self, minato: Person, draft: str, named: str) -> None:
        answer = minato.post(f"{draft}/kodomo", self.KODOMO | {"undo": named, f"_gone-{named}-name": "x"})
        assert answer.status_code == 200
        assert value_of(answer, "children-0-name") == self.KODOMO["children-0-name"]

    def test_a_draft_that_was_deleted_is_said_to_be_gone(self, minato: Person, draft: str) -> None:
        answer = minato.post(f"{draft}/delete")
        assert answer["Location"] == "/my?done=deleted"
        assert "書きかけの申請を消しました" in page_of(minato.get(answer["Location"]))


class TestSureRefusal:
    SURE = "このままでは認められない見込みです"

    def test_is_told_on_the_next_page_and_holds_nobody_up(self, minato: Person, draft: str) -> None:
        assert self.SURE not in page_of(minato.get(f"{draft}/shigoto"))
        fill(minato, draft, {"anata": TEATE["anata"]})
        told = minato.post(f"{draft}/shigoto", TEATE["shigoto"] | {"public_servant": "true"}, follow=True)
        html = page_of(told)
        assert self.SURE in html
        assert "お勤め先に請求してください" in html
        assert f'href="{draft}/shigoto"' in html
        assert minato.post(f"{draft}/riyu", TEATE["riyu"])["Location"] == f"{draft}/haigusha"
        assert self.SURE not in page_of(minato.get(f"{draft}/haigusha"))

    def test_goes_when_the_answer_is_put_right(self, minato: Person, draft: str) -> None:
        fill(minato, draft, {"anata": TEATE["anata"]})
        minato.post(f"{draft}/shigoto", TEATE["shigoto"] | {"public_servant": "true"})
        minato.post(f"{draft}/shigoto", TEATE["shigoto"])
        assert self.SURE not in page_of(minato.get(f"{draft}/riyu"))


class TestSteps:
    def test_lead_through_and_back(self, minato: Person, draft: str) -> None:
        assert "1 / 10" in page_of(minato.get(f"{draft}/anata"))
        assert minato.post(f"{draft}/anata", TEATE["anata"])["Location"] == f"{draft}/shigoto"
        assert minato.post(f"{draft}/shigoto", {"go": "back"})["Location"] == f"{draft}/anata"
        assert (
            minato.post(f"{draft}/anata", TEATE["anata"] | {"go": "back"})["Location"]
            == "/procedures/jido-teate-nintei"
        )

    def test_going_back_saves_what_is_there(self, minato: Person, draft: str) -> None:
        minato.post(f"{draft}/shigoto", {"public_servant": "false", "go": "back"})
        assert chosen(minato.get(f"{draft}/shigoto"), "public_servant") == "false"

    def test_the_draft_opens_where_the_resident_stopped(self, minato: Person, draft: str) -> None:
        fill(minato, draft, {"anata": TEATE["anata"]})
        assert minato.get(draft)["Location"] == f"{draft}/shigoto"

    def test_a_page_put_right_leads_to_the_first_that_is_not_done(self, minato: Person, draft: str) -> None:
        fill(minato, draft, {page: TEATE[page] for page in ("anata", "shigoto", "riyu")})
        assert minato.post(f"{draft}/anata", TEATE["anata"])["Location"] == f"{draft}/haigusha"


class TestStart:
    def test_an_open_draft_is_asked_about(self, minato: Person, draft: str) -> None:
        asked = minato.post("/apply/jido-teate-nintei/start")
        assert asked.status_code == 200
        assert "つづきから始める" in page_of(asked)
        gone_on = minato.post("/apply/jido-teate-nintei/start", {"choice": "continue"})
        assert gone_on["Location"] == draft

    def test_anew_forgets_the_old_one(self, minato: Person, draft: str) -> None:
        minato.post(f"{draft}/anata", TEATE["anata"])
        anew = minato.post("/apply/jido-teate-nintei/start", {"choice": "new"})["Location"]
        assert not anew.startswith(draft)
        assert minato.get(f"{draft}/anata").status_code == 404
        assert value_of(minato.get(anew), "claimant_kana") == ""

    def test_two_procedures_side_by_side(self, minato: Person, draft: str, city: Catalog) -> None:
        other = begin(minato, "inu-toroku")
        assert other != draft
        assert {each.procedure for each in queries.drafts_of(minato.resident.account_id)} == {
            "jido-teate-nintei", "inu-toroku",
        }  # fmt: skip

    def test_coming_back_from_the_sign_in(self, minato: Person) -> None:
        assert minato.get("/apply/inu-toroku/start")["Location"] == "/procedures/inu-toroku#start"

    def test_no_such_procedure(self, minato: Person) -> None:
        assert minato.post("/apply/nanika/start").status_code == 404


class TestLive:
    def post(self, person: Person, draft: str, typed: dict[str, str], query: str = "live=1&save=1") -> Any:
        return person.client.post(f"{draft}/anata?{query}", typed, headers=HTMX)

    def test_the_same_questions_give_only_the_saved_line(self, minato: Person, draft: str) -> None:
        opened = minato.get(f"{draft}/anata")
        answer = self.post(minato, draft, {"claimant_phone": "0901", "_shown": shown(opened)})
        assert answer["HX-Retarget"] == "#saved"
        assert "保存しました" in page_of(answer)
        assert "<input" not in page_of(answer)
        assert value_of(minato.get(f"{draft}/anata"), "claimant_phone") == "0901"

    def test_new_questions_come_with_what_was_typed(self, minato: Person, draft: str) -> None:
        opened = minato.get(f"{draft}/anata")
        typed = {"january_home": "elsewhere", "claimant_kana": "ミナト", "_shown": shown(opened)}
        answer = self.post(minato, draft, typed)
        assert "HX-Retarget" not in answer
        assert page_of(answer).startswith('<div id="questions"')
        assert asks(answer, "january_address")
        assert value_of(answer, "claimant_kana") == "ミナト"
        assert 'hx-swap-oob="true"' in page_of(answer)
        assert not problems(answer)

    def test_without_save_nothing_is_kept(self, minato: Person, draft: str) -> None:
        opened = minato.get(f"{draft}/anata")
        answer = self.post(minato, draft, {"january_home": "elsewhere", "_shown": shown(opened)}, "live=1")
        assert asks(answer, "january_address")
        assert answers(minato, draft) == Answers()

    def test_does_not_finish_a_page(self, minato: Person, draft: str) -> None:
        self.post(minato, draft, TEATE["anata"])
        assert answers(minato, draft).done == []

    def test_says_in_place_that_the_session_is_over(self, minato: Person, draft: str) -> None:
        del minato.client.cookies["__Host-session"]
        answer = self.post(minato, draft, TEATE["anata"])
        assert answer.status_code == 200
        assert answer["HX-Retarget"] == "#saved"
        assert "まだ保存されていません" in page_of(answer)

    def test_a_browser_that_only_adds_the_query_is_a_browser(self, minato: Person, draft: str) -> None:
        assert minato.post(f"{draft}/anata?live=1", TEATE["anata"]).status_code == 303


class TestTwoWindows:
    def test_pages_saved_at_once_both_stay(
        self, minato: Person, draft: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Another window saves another page between our reading and our writing: we read again."""
        store = actions._store
        interrupted: list[int] = []

        def late(resident: Any, read: Any) -> bool:
            if not interrupted:
                interrupted.append(1)
                minato.post(f"{draft}/shigoto", TEATE["shigoto"])
            return store(resident, read)

        monkeypatch.setattr(actions, "_store", late)
        assert minato.post(f"{draft}/anata", TEATE["anata"]).status_code == 303
        kept = answers(minato, draft)
        assert {"claimant_kana", "employer_name"} <= set(kept.values)
        assert set(kept.done) == {"anata", "shigoto"}

    def test_when_others_never_stop_saving_it_is_said_and_kept(
        self, minato: Person, draft: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(actions, "_store", lambda resident, read: False)
        answer = minato.post(f"{draft}/anata", TEATE["anata"])
        assert answer.status_code == 503
        assert TEATE["anata"]["claimant_kana"] in page_of(answer)

    def test_without_the_revision_the_first_would_be_lost(self, minato: Person, draft: str) -> None:
        """Its twin: writing back what was read before the other saved."""
        identity = UUID(draft.rpartition("/")[2])
        stale = queries.draft(minato.resident, identity)
        minato.post(f"{draft}/shigoto", TEATE["shigoto"])
        assert not actions._store(minato.resident, stale)
        stale.revision += 1  # as if nobody counted
        assert actions._store(minato.resident, stale)
        assert "employer_name" not in answers(minato, draft).values


def test_optional_fields_may_stay_empty(city: Catalog) -> None:
    hiroshi = people.by_mail()
    draft = begin(hiroshi, "inu-toroku")
    assert fill(hiroshi, draft, INU)["Location"] == f"{draft}/review"
    assert "（記入なし）" in page_of(hiroshi.get(f"{draft}/review"))


def test_a_draft_can_be_thrown_away(minato: Person, draft: str) -> None:
    assert "消しますか" in page_of(minato.get(f"{draft}/delete"))
    assert minato.post(f"{draft}/delete").status_code == 303
    assert minato.get(f"{draft}/anata").status_code == 404
    assert queries.drafts_of(minato.resident.account_id) == []
