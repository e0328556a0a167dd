"""Reasons for and against."""

from datetime import date

import pytest

from dokodemo.core.residents.matching import Asked, Known, points

BIRTH = date(1990, 3, 3)
ADDRESS = "海風市汐見台一丁目2番3号"
MIO = Known("海野　みお", BIRTH, ADDRESS, "2")


@pytest.mark.parametrize(
    ("asked", "score", "said"),
    [
        (Asked("海野　みお", BIRTH, ADDRESS, "2"), 100, "氏名が同じ"),
        (Asked("海野みお", BIRTH, "", ""), 65, "氏名が同じ（字体または空白だけが違う）"),
        (Asked("海野　みお", None, "海風市汐見台1-2-3-101", ""), 60, "住所が同じ（建物名・部屋番号が違う）"),
        (Asked("海野　みお", date(1991, 3, 3), "", "1"), 15, "性別が違う"),
        (Asked("", BIRTH, "", ""), 30, "生年月日が同じ"),
        (Asked("磯部　まこ", BIRTH, "海風市港町三丁目1番1号", "2"), 35, "氏名が違う"),
    ],
)
def test_points_and_their_reasons(asked: Asked, score: int, said: str) -> None:
    found, why = points(asked, MIO)
    assert found == score
    assert said in why


def test_only_two_agreeing_items_make_a_candidate() -> None:
    assert points(Asked("海野　みお", None, "", "2"), MIO)[0] < 50
    assert points(Asked("", BIRTH, "", "2"), MIO)[0] < 50
    assert points(Asked("海野　みお", BIRTH, "", ""), MIO)[0] >= 50
