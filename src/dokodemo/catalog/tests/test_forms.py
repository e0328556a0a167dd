"""The form functions over the small city's procedure: laws for any input, and each rule once."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dokodemo.catalog import forms
from dokodemo.catalog.compiled import form_of, schema_of, walk
from dokodemo.catalog.schema import Page, Procedure
from dokodemo.catalog.tests import small_city
from dokodemo.values.numbers import my_number_check_digit

ON = date(2026, 11, 22)
HITO = {
    "reading": "うみの さくら",
    "birth": "H3.5.14",
    "colour": "red",
    "has_partner": "no",
    "rooms": "",
    "memo": "",
}
ANIMAL = {"animals-0-called": "ハチ", "animals-0-born": "2026-05-01", "animals-0-outside": "yes"}
GOOD: dict[str, Any] = {
    "name": "海野　さくら",
    "reading": "ウミノ　サクラ",
    "birth": "1991-05-14",
    "colour": "red",
    "has_partner": True,
    "partner_name": "海野　陸",
    "animals": [{"called": "ハチ", "outside": True, "place": "庭"}],
}


@pytest.fixture(scope="module")
def procedure(tmp_path_factory: pytest.TempPathFactory) -> Procedure:
    return small_city.procedure(tmp_path_factory.mktemp("city"))


def page(procedure: Procedure, page_id: str) -> Page:
    found = procedure.page(page_id)
    assert found is not None
    return found


def parse(
    procedure: Procedure,
    page_id: str,
    post: dict[str, str],
    values: dict[str, Any] | None = None,
    lang: str = "ja",
) -> forms.PageResult:
    return forms.parse_page(
        procedure, page(procedure, page_id), post, values or {"name": "海野　さくら"}, lang, ON
    )


def test_a_page_is_read_into_values(procedure: Procedure) -> None:
    result = parse(procedure, "hito", HITO)
    assert result.errors == {}
    assert result.values == {
        "name": "海野　さくら",
        "reading": "ウミノ　サクラ",
        "birth": "1991-05-14",
        "colour": "red",
        "has_partner": False,
    }
    assert result.raw["birth"] == "H3.5.14"


def test_unknown_names_are_ignored(procedure: Procedure) -> None:
    assert (
        parse(procedure, "hito", HITO | {"evil": "1", "partner_name": "x", "animals-0-called": "x"}).errors
        == {}
    )


def test_what_is_known_is_never_taken_from_the_post(procedure: Procedure) -> None:
    assert parse(procedure, "hito", HITO | {"name": "だれか"}).values["name"] == "海野　さくら"


def test_what_is_not_known_is_asked(procedure: Procedure) -> None:
    result = forms.parse_page(procedure, page(procedure, "hito"), HITO, {"memo": "x"}, "ja", ON)
    assert result.errors == {"name": "「氏名」を入力してください"}
    assert "memo" not in result.values  # emptied by this post


def test_known_says_what_may_not_be_typed(procedure: Procedure) -> None:
    hito = page(procedure, "hito")
    typed = HITO | {"name": "磯部"}
    before = {"name": "海野"}
    assert forms.parse_page(procedure, hito, typed, before, "ja", ON, known=()).values["name"] == "磯部"
    assert (
        forms.parse_page(procedure, hito, typed, before, "ja", ON, known=("name",)).values["name"] == "海野"
    )


@pytest.mark.parametrize(
    ("name", "typed", "ja", "en"),
    [
        ("reading", "", "「フリガナ」を入力してください", "Enter “Reading”"),
        (
            "reading",
            "海野",
            "「フリガナ」は全角カタカナで入力してください（例：ウミカゼ ナギ）",
            "Enter “Reading” in full-width katakana (for example ウミカゼ ナギ)",
        ),
        (
            "birth",
            "2026-11-23",
            "「生年月日」は今日までの日付を入力してください",
            "“Date of birth” must be today or earlier",
        ),
        ("birth", "2010-01-01", "18歳からです", "From 18 years on"),
        ("colour", "", "「色」を選んでください", "Choose an answer for “Colour”"),
        (
            "colour",
            "green",
            "「色」は示されたものの中から選んでください",
            "Choose one of the answers shown for “Colour”",
        ),
        ("rooms", "0", "「部屋の数」は1以上の数字を入力してください", "“Rooms” must be 1 or more"),
        ("rooms", "31", "「部屋の数」は30以下の数字を入力してください", "“Rooms” must be 30 or less"),
        (
            "memo",
            "あ" * 101,
            "「メモ」は100文字以内で入力してください",
            "“Memo” must be 100 characters or fewer",
        ),
        (
            "memo",
            "a\x07",
            "「メモ」に使えない文字が入っています。もう一度、文字を打って入力してください",
            "“Memo” contains a character that cannot be used. Type it again",
        ),
    ],
)
def test_errors_speak_to_a_person(procedure: Procedure, name: str, typed: str, ja: str, en: str) -> None:
    assert parse(procedure, "hito", HITO | {name: typed}).errors == {name: ja}
    assert parse(procedure, "hito", HITO | {name: typed}, lang="en").errors == {name: en}


def test_errors_come_in_the_order_of_the_questions(procedure: Procedure) -> None:
    wrong = HITO | {"memo": "\x07", "colour": "", "reading": "漢字", "rooms": "x"}
    assert list(parse(procedure, "hito", wrong).errors) == ["reading", "colour", "rooms", "memo"]


def test_a_wrong_answer_is_not_kept_and_what_was_typed_is(procedure: Procedure) -> None:
    result = parse(procedure, "hito", HITO | {"colour": "green"}, {"name": "海野", "colour": "red"})
    assert "colour" not in result.values
    assert result.raw["colour"] == "green"


def test_items_are_read_and_numbered_anew(procedure: Procedure) -> None:
    post = {"animals-3-called": "ハチ", "animals-3-outside": "no", "animals-7-called": " "} | {
        f"animals-9-{name}": typed for name, typed in (("called", "タマ"), ("born", "x"), ("outside", ""))
    }
    result = parse(procedure, "pets", post)
    assert result.values["animals"] == [{"called": "ハチ", "outside": False}, {"called": "タマ"}]
    assert list(result.errors) == ["animals-1-born", "animals-1-outside"]
    assert result.raw["animals-1-born"] == "x"


def test_an_item_can_be_taken_away(procedure: Procedure) -> None:
    post = ANIMAL | {"animals-1-called": "タマ", "animals-1-outside": "no", "animals-0-remove": "1"}
    assert parse(procedure, "pets", post).values["animals"] == [{"called": "タマ", "outside": False}]


def test_too_many_items_are_refused(procedure: Procedure) -> None:
    post = {f"animals-{n}-called": "x" for n in range(4)} | {f"animals-{n}-outside": "no" for n in range(4)}
    assert parse(procedure, "pets", post).errors == {"animals": "「動物」は3件まで入力できます"}


def test_an_item_answers_to_fields_outside_the_list(procedure: Procedure) -> None:
    assert parse(procedure, "pets", ANIMAL, {"has_partner": False}).errors == {}
    assert list(parse(procedure, "pets", ANIMAL, {"has_partner": True}).errors) == ["animals-0-place"]


def test_a_check_of_an_item_is_told_at_the_item(procedure: Procedure) -> None:
    older = parse(procedure, "pets", ANIMAL, {"birth": "2026-06-01"})
    assert older.errors == {"animals-0-born": "あなたより年上です"}
    # Each answer is right by itself, so none is taken away.
    assert older.values["animals"][0]["born"] == "2026-05-01"


def test_a_hidden_field_neither_slips_through_nor_blocks(procedure: Procedure) -> None:
    hidden = GOOD | {"has_partner": False, "partner_name": "\x00" * 500}
    assert forms.validate(procedure, hidden, "ja", ON) == {}
    assert "partner_name" not in forms.prune(procedure, hidden)
    assert "place" not in forms.prune(procedure, hidden)["animals"][0]


def test_what_depends_on_a_hidden_field_is_hidden_with_it(procedure: Procedure) -> None:
    shown = [each.id for each in walk(form_of(procedure), {"has_partner": True}).asked_pages]
    assert shown == ["hito", "aite", "pets"]
    assert [each.id for each in walk(form_of(procedure), {}).asked_pages] == ["hito", "pets"]


@pytest.mark.parametrize(
    ("changed", "names"),
    [
        ({"reading": None}, ["reading"]),
        ({"birth": "1991-5-14"}, ["birth"]),
        ({"birth": 7}, ["birth"]),
        ({"birth": "2030-01-01"}, ["birth"]),
        ({"birth": "2015-01-01"}, ["birth"]),
        ({"colour": "green"}, ["colour"]),
        ({"has_partner": "true"}, ["has_partner"]),
        ({"rooms": True}, ["rooms"]),
        ({"rooms": 2**70}, ["rooms"]),
        ({"partner_name": None}, ["partner_name"]),
        ({"partner_name": ""}, ["partner_name"]),
        ({"animals": "x"}, ["animals"]),
        ({"animals": ["x"]}, ["animals-0"]),
        ({"animals": [{}]}, ["animals-0-called", "animals-0-outside"]),
        ({"animals": [{"called": "ハチ", "outside": True}]}, ["animals-0-place"]),
        ({"animals": [{"called": "ハチ", "outside": False, "born": "2027-01-01"}]}, ["animals-0-born"]),
        ({"animals": None}, []),
        ({"unknown": 1, "partner_number": "123456789018"}, []),
    ],
)
def test_the_whole_is_judged_again_inside(
    procedure: Procedure, changed: dict[str, Any], names: list[str]
) -> None:
    assert forms.validate(procedure, GOOD, "ja", ON) == {}
    assert list(forms.validate(procedure, GOOD | changed, "ja", ON)) == names


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inside: (
        st.lists(inside, max_size=3) | st.dictionaries(st.sampled_from(["called", "outside", "x"]), inside)
    ),
    max_leaves=6,
)
NAMES = [
    "name",
    "reading",
    "birth",
    "colour",
    "has_partner",
    "rooms",
    "memo",
    "partner_name",
    "animals",
    "other",
]
VALUES = st.dictionaries(st.sampled_from(NAMES), JSON)
POSTED = st.sampled_from(
    [
        *HITO,
        "name",
        "partner_name",
        *(f"animals-{n}-{m}" for n in (0, 1, 12, 99) for m in ("called", "born", "outside")),
    ]
)
TYPED = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["yes", "no", "red", "2001-02-03", "令和元年5月1日", "ウミノ サクラ", "12"]),
)
ANY = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@ANY
@given(
    post=st.dictionaries(POSTED | st.text(), TYPED), values=VALUES, lang=st.sampled_from(["ja", "en", "x"])
)
def test_parsing_never_raises(
    procedure: Procedure, post: dict[str, str], values: dict[str, Any], lang: str
) -> None:
    for each in procedure.pages:
        result = forms.parse_page(procedure, each, post, values, lang, ON)
        assert all(result.errors.values())


@ANY
@given(values=VALUES)
def test_pruning_twice_is_pruning_once(procedure: Procedure, values: dict[str, Any]) -> None:
    once = forms.prune(procedure, values)
    assert forms.prune(procedure, once) == once
    assert forms.validate(procedure, once, "ja", ON) == forms.validate(procedure, values, "ja", ON)
    assert forms.summary(procedure, once, "en") == forms.summary(procedure, values, "en")


@ANY
@given(posts=st.lists(st.dictionaries(POSTED, TYPED), min_size=3, max_size=3))
def test_what_the_pages_accept_is_accepted_as_a_whole(
    procedure: Procedure, posts: list[dict[str, str]]
) -> None:
    values: dict[str, Any] = {"name": "海野　さくら"}
    wrong: set[str] = set()
    for each, post in zip(procedure.pages, posts, strict=True):
        result = forms.parse_page(procedure, each, post, values, "ja", ON)
        values, wrong = result.values, wrong | set(result.errors)
    assert set(forms.validate(procedure, values, "ja", ON)) <= wrong


def test_typed_values_are_read_back_as_they_were(procedure: Procedure) -> None:
    for page_id in ("hito", "aite", "pets"):
        typed = forms.typed_values(procedure, page(procedure, page_id), GOOD)
        assert parse(procedure, page_id, typed, GOOD).values == GOOD


def test_visible_fields_follow_the_answers(procedure: Procedure) -> None:
    pets = page(procedure, "pets")
    assert [each.id for each in walk(form_of(procedure), GOOD).asked_on("pets")] == ["animals"]
    assert [each.id for each in walk(form_of(procedure), GOOD).asked_on("aite")] == ["partner_name"]
    assert walk(form_of(procedure), {}).asked_on("aite") == []
    listed = pets.fields[0]
    assert "place" in [each.id for each in forms.item_fields(procedure, listed, GOOD, 0)]
    assert [each.id for each in forms.item_fields(procedure, listed, GOOD, 1)] == [
        "called",
        "born",
        "outside",
    ]


def test_known_values_are_brought_into_form(procedure: Procedure) -> None:
    assert forms.known_values(procedure, {"identity.name": "海野　さくら", "identity.gender": "2"}) == {
        "name": "海野　さくら"
    }
    assert forms.known_values(procedure, {"identity.name": "a\x00"}) == {}


def test_summary_reads_as_the_office_reads(procedure: Procedure) -> None:
    sections = forms.summary(procedure, GOOD, "ja")
    rows = [(row.label, row.value, row.field_id) for section in sections for row in section.rows]
    assert [section.title for section in sections] == ["あなた", "配偶者", "動物"]
    assert rows[2:7] == [
        ("生年月日", "1991年5月14日", "birth"),
        ("色", "赤", "colour"),
        ("配偶者がいますか", "はい", "has_partner"),
        ("部屋の数", "（記入なし）", "rooms"),
        ("メモ", "（記入なし）", "memo"),
    ]
    assert rows[8] == (
        "配偶者のマイナンバー",
        "************（確認画面で入力・ここには表示しません）",
        "partner_number",
    )
    assert rows[9:12] == [
        ("動物 1：なまえ", "ハチ", "animals-0-called"),
        ("動物 1：生まれた日", "（記入なし）", "animals-0-born"),
        ("動物 1：外で飼いますか", "はい", "animals-0-outside"),
    ]
    empty = forms.summary(procedure, {}, "en")[1].rows
    assert [(row.label, row.value) for row in empty] == [("Animals", "(not filled in)")]


def test_attachments_and_refusals_follow_the_answers(procedure: Procedure) -> None:
    assert [each.id for each in walk(form_of(procedure), GOOD).attachments] == ["photo"]
    assert walk(form_of(procedure), {}).attachments == []
    assert forms.suggested_refusals(procedure, GOOD, ON) == []
    assert [each.id for each in forms.suggested_refusals(procedure, {"birth": "2020-01-01"}, ON)] == ["young"]


def test_a_my_number_is_asked_apart_and_checked(procedure: Procedure) -> None:
    right = "12345678901" + str(my_number_check_digit("12345678901"))
    assert [each.id for each in forms.private_fields(procedure, GOOD)] == ["partner_number"]
    spaced = f"{right[:4]} {right[4:8]}-{right[8:]}"
    assert forms.parse_private(procedure, {"partner_number": spaced}, GOOD, "ja") == (
        {"partner_number": right},
        {},
    )
    for typed in ("", "123", right[:-1] + str((int(right[-1]) + 1) % 10), "x" * 12):
        private, errors = forms.parse_private(procedure, {"partner_number": typed}, GOOD, "ja")
        assert private == {}
        assert list(errors) == ["partner_number"]
        assert not typed or typed not in errors["partner_number"]
    assert forms.parse_private(procedure, {"partner_number": right}, {}, "ja") == ({}, {})


@pytest.mark.parametrize(("lang", "said"), [("ja", "違っている数字があります"), ("en", "A digit of")])
def test_twelve_digits_of_which_one_is_wrong_are_not_said_to_be_no_twelve(
    procedure: Procedure, lang: str, said: str
) -> None:
    right = "12345678901" + str(my_number_check_digit("12345678901"))
    wrong = right[:-1] + str((int(right[-1]) + 1) % 10)
    assert said in forms.parse_private(procedure, {"partner_number": wrong}, GOOD, lang)[1]["partner_number"]
    assert (
        said not in forms.parse_private(procedure, {"partner_number": "123"}, GOOD, lang)[1]["partner_number"]
    )


def test_a_my_number_never_becomes_a_value(procedure: Procedure) -> None:
    values = GOOD | {"partner_number": "123456789018"}
    assert "partner_number" not in forms.prune(procedure, values)
    result = parse(procedure, "aite", {"partner_name": "海野　陸", "partner_number": "123456789018"}, GOOD)
    assert "partner_number" not in result.values
    assert "partner_number" not in result.raw
    assert (
        "partner_number"
        not in schema_of([each for one in procedure.pages for each in one.fields])["properties"]
    )


def test_a_post_of_django_is_a_post(procedure: Procedure) -> None:
    from django.utils.datastructures import MultiValueDict

    post = MultiValueDict({name: [typed] for name, typed in HITO.items()} | {"has_partner": ["no", "yes"]})
    result = forms.parse_page(procedure, page(procedure, "hito"), post, {"name": "海野"}, "ja", ON)
    assert result.errors == {}
    assert result.values["has_partner"] is True
