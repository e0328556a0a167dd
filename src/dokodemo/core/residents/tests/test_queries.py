"""Finding people: by number, by what they are called, by the four items, and as they were."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from dokodemo.base import bitemporal, clock
from dokodemo.core.residents import matching, queries
from dokodemo.core.residents.models import PersonVersion
from dokodemo.core.residents.tests.factory import person, version

pytestmark = pytest.mark.django_db
BIRTH = date(1990, 3, 3)


def names(found: list[queries.Match]) -> list[str]:
    return [match.resident.name for match in found]


def test_a_person_today_and_as_of_another_day_and_knowledge() -> None:
    number = person(since=date(2000, 4, 1))
    before = clock.now()
    version(number, date(2020, 4, 1), name="磯部　みお", address="海風市港町一丁目1番1号")
    now, once = queries.person(number), queries.person(number, date(2010, 1, 1))
    believed = queries.as_of(number, date(2021, 1, 1), before)
    assert now is not None
    assert once is not None
    assert believed is not None
    assert (now.name, once.name, believed.name) == ("磯部　みお", "海野　みお", "海野　みお")
    assert now.since == date(2020, 4, 1)
    assert queries.person(number, date(1999, 1, 1)) is None
    assert queries.find(number)
    assert not queries.find("000000000000019")


def test_a_household_lists_who_lives_there_now() -> None:
    home = "000000000000027"
    head = person(setaibango=home, order=0)
    person(
        setaibango=home,
        order=2,
        relation="子",
        birth=date(2022, 1, 1),
        since=date(2022, 1, 1),
        name="海野　そら",
    )
    person(setaibango=home, order=1, relation="夫", sex="1", name="海野　りく")
    person(setaibango=home, order=3, relation="母", status="dead", name="海野　なみ")
    person(setaibango="000000000000035", name="となり　ひと")
    assert [each.relation for each in queries.household(head)] == ["世帯主", "夫", "子"]
    assert [each.relation for each in queries.household(head, date(2021, 1, 1))] == ["世帯主", "夫"]
    assert queries.household("000000000000019") == []


def test_who_has_moved_away_has_no_household() -> None:
    gone = person()
    version(gone, clock.today() - timedelta(days=1), status="moved")
    assert queries.household(gone) == []


# --- candidates ----------------------------------------------------------------------------------------------------


def test_the_best_candidate_comes_first_with_its_reasons() -> None:
    right = person()
    person(birth=date(1990, 3, 4))
    person(name="磯部　まこ", kana="イソベ　マコ")
    found = queries.candidates("海野　みお", BIRTH, "海風市汐見台1-2-3", "2")
    assert found[0].resident.atenabango == right
    assert found[0].why == ("氏名が同じ", "生年月日が同じ", "住所が同じ", "性別が同じ")
    assert [match.points for match in found] == sorted((match.points for match in found), reverse=True)


@pytest.mark.parametrize(
    ("registered", "submitted"),
    [
        ("辻\U000e0102　美咲", "辻　美咲"), ("辻　美咲", "辻\U000e0102美咲"), ("髙橋　美咲", "高橋 美咲"),
        ("𠮷田　美咲", "吉田美咲"), ("山﨑　美咲", "山崎　美咲"), ("渡邉　美咲", "渡辺　美咲"),
        ("MARIA CLARA SANTOS", "Maria Clara Santos"), ("ＭＡＲＩＡ　ＳＡＮＴＯＳ", "MARIA SANTOS"),
    ],
)  # fmt: skip
def test_variants_of_characters_are_found_and_said(registered: str, submitted: str) -> None:
    number = person(name=registered)
    (match,) = queries.candidates(submitted, BIRTH, "", "2")
    assert match.resident.atenabango == number
    assert "氏名が同じ（字体または空白だけが違う）" in match.why


def test_one_agreeing_item_is_no_candidate() -> None:
    person()
    assert queries.candidates("海野　みお", None, "", "2") == []
    assert queries.candidates("別の　人", BIRTH, "", "2") == []
    assert queries.candidates("", None, "", "") == []


def test_a_moved_person_s_old_name_is_no_candidate_for_today() -> None:
    number = person()
    version(number, date(2020, 1, 1), name="磯部　みお", birth=BIRTH)
    assert queries.candidates("海野　みお", BIRTH, "海風市汐見台1-2-3", "2")[0].why[0] == "氏名が違う"


def test_a_name_shared_by_many_never_lists_more_than_ten() -> None:
    for _ in range(matching.MOST + 5):
        person()
    found = queries.candidates("海野　みお", BIRTH, "", "")
    assert len(found) == matching.MOST


def test_candidates_cost_few_queries(django_assert_max_num_queries: Any) -> None:
    person()
    with django_assert_max_num_queries(3):
        queries.candidates("海野　みお", BIRTH, "海風市汐見台1-2-3", "2")


# --- search --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "海",
        "海野",
        "海野　み",
        "うみ",
        "ウミノ",
        "ｳﾐﾉ ﾐｵ",
        "平成2年3月3日",
        "H2.3.3",
        "1990-03-03",
        "19900303",
    ],
)
def test_a_search_finds_by_the_beginning(text: str) -> None:
    person()
    person(name="磯部　けん", kana="イソベ　ケン", birth=date(1980, 1, 1))
    assert names(queries.search(text)) == ["海野　みお"]


def test_a_search_finds_by_number_however_it_is_typed() -> None:
    number = person()
    assert names(queries.search(number)) == ["海野　みお"]
    assert names(queries.search(f"{number[:4]} {number[4:8]}-{number[8:]}")) == ["海野　みお"]


def test_a_former_name_is_found_and_said() -> None:
    number = person()
    version(number, date(2020, 4, 1), name="磯部　みお", kana="イソベ　ミオ")
    (match,) = queries.search("海野")
    assert match.resident.name == "磯部　みお"
    assert match.why == ("以前の氏名で見つかりました",)


def test_a_search_says_who_is_no_longer_here() -> None:
    gone = person(name="海野　なみ", kana="ウミノ　ナミ")
    version(gone, date(2020, 4, 1), name="海野　なみ", kana="ウミノ　ナミ", status="moved")
    person()
    found = queries.search("海野")
    assert names(found) == ["海野　みお", "海野　なみ"]
    assert found[1].why == ("転出した方",)


@pytest.mark.parametrize("text", ["", "　", "%", "_", "'", "\\", "ー", "\U000e0102", "9" * 400])
def test_a_search_for_nothing_or_for_signs_finds_nobody(text: str) -> None:
    person()
    assert queries.search(text) == []


def test_what_was_superseded_is_not_found() -> None:
    number = person()
    bitemporal.correct(
        PersonVersion,
        number,
        bitemporal.period(date(2000, 4, 1)),
        name="海原　みお",
        name_key="海原ミオ",
        kana_key="ウナハラミオ",
    )
    assert queries.search("海野") == []


def test_each_way_of_searching_has_its_index(sample_city: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE residents_person_version")
        for condition, index in (
            ("name_key LIKE '佐藤%'", "residents_name"),
            ("kana_key LIKE 'サトオ%'", "residents_kana"),
            ("birth = '1990-03-03'", "residents_birth"),
            ("setaibango = '000000000000019'", "residents_household"),
            (
                "identity_id = '000000000000019'",
                "personversion_",
            ),  # the partial one, or that of the constraint
        ):
            cursor.execute(
                f"EXPLAIN SELECT id FROM residents_person_version WHERE upper_inf(known) AND {condition}"
            )
            plan = "\n".join(str(row[0]) for row in cursor.fetchall())
            assert index in plan, plan
