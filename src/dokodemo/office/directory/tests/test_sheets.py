"""A plan as two sheets: what is wrong is said by line, and what is right becomes moves and transfers."""

from typing import Any

import pytest

from dokodemo.casework.reorganise.tests import city
from dokodemo.casework.staff.placing import Member, Transfer
from dokodemo.catalog.succession import Chain, Move
from dokodemo.office.directory import sheets
from dokodemo.office.directory.sheets import Known

HEAD, PEOPLE = "旧課,手続き,新課\n", "職員番号,課,職,役割\n"
MEMBERS = (
    Member("k1", "kankyo", "", ("clerk",)), Member("k2", "kankyo", "kacho", ("approver",)),
    Member("s1", "shimin", "", ("clerk",)), Member("a1", "", "", ("administrator",)),
)  # fmt: skip


@pytest.fixture(scope="module")
def known() -> Known:
    return Known(city.city(), {}, Chain(), MEMBERS)


def read(known: Known, moves: str = "", transfers: str = "", encoding: str = "utf-8") -> sheets.Sheets:
    texts = (HEAD + moves if moves else "", PEOPLE + transfers if transfers else "")
    return sheets.read(texts[0].encode(encoding), texts[1].encode(encoding), known)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_what_is_right_is_read(known: Known, encoding: str) -> None:
    found = read(
        known, "kankyo,inu-toroku,midori\nkankyo,,kankyo-shin\n\n",
        "k1,midori,,checker clerk\ns1,kankyo-shin,kakaricho,checker\nk2,midori,kacho,\n", encoding,
    )  # fmt: skip
    assert found.problems == []
    assert list(found.moves) == [Move("kankyo", "inu-toroku", "midori"), Move("kankyo", "", "kankyo-shin")]
    assert list(found.transfers) == [
        Transfer("k1", "midori", "", ("checker", "clerk")), Transfer("s1", "kankyo-shin", "kakaricho", ("checker",)),
        Transfer("k2", "midori", "kacho", None),
    ]  # fmt: skip


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\xef\xbb\xbf\r\n", b" \n"])
def test_an_empty_sheet_is_none(known: Known, content: bytes) -> None:
    found = sheets.read(content, content, known)
    assert (found.problems, found.moves, found.transfers) == ([], {}, {})


WRONG: dict[str, tuple[str, str, str, int, str]] = {
    # name: (moves, transfers, sheet, line, what is said)
    "unknown section": ("kankio,,midori\n", "", "moves", 2, "課「kankio」はありません"),
    "unknown successor": ("kankyo,,midory\n", "", "moves", 2, "課「midory」はありません"),
    "the same row": ("kankyo,,midori\nkankyo,,midori\n", "", "moves", 3, "同じ行"),
    "two successors": ("kankyo,,midori\nkankyo,,kankyo-shin\n", "", "moves", 3, "2行目と同じもの"),
    "another zone": ("kankyo,,kodomo\n", "", "moves", 2, "区域がちがいます"),
    "hands on what it gets": (
        "kankyo,,midori\nmidori,,kankyo-shin\n",
        "",
        "moves",
        3,
        "引き継ぐ課でも引き継がれる課でも",
    ),
    "not its procedure": (
        "kankyo,tenkyo,midori\nkankyo,,midori\n",
        "",
        "moves",
        2,
        "手続き「tenkyo」はkankyoにありません",
    ),
    "a procedure without section": (
        "kankyo,inu-toroku,midori\n",
        "",
        "moves",
        2,
        "手続き「inu-shibo」の引き継ぎ先",
    ),
    "a member without place": ("kankyo,inu-toroku,midori\n", "", "moves", 2, "職員k1の行き先がありません"),
    "unknown member": ("", "zz,shimin,,\n", "transfers", 2, "職員番号「zz」の職員はいません"),
    "member twice": ("", "k1,shimin,,\ns1,kankyo,,\nk1,kankyo,,\n", "transfers", 4, "2行目にもあります"),
    "unknown place": ("", "k1,shimim,,\n", "transfers", 2, "課「shimim」はありません"),
    "a section that ends": ("kankyo,,midori\n", "s1,kankyo,,\n", "transfers", 2, "すべてを引き継ぐ課です"),
    "unknown post": ("", "k1,shimin,kachou,\n", "transfers", 2, "職「kachou」はありません"),
    "post of a department": (
        "",
        "k1,shimin,bucho,\n",
        "transfers",
        2,
        "職「bucho」は、shiminに置く職ではありません",
    ),
    "another post and no roles": ("", "k2,shimin,,\n", "transfers", 2, "役割がありません"),
    "unknown role": ("", "k1,shimin,,clark\n", "transfers", 2, "役割「clark」はありません"),
    "administrator with cases": (
        "",
        "k1,shimin,,clerk administrator\n",
        "transfers",
        2,
        "申請を扱う役割を持てません",
    ),
    "a clerk of nowhere": ("", "k1,,,\n", "transfers", 2, "課がありません"),
    "too few cells": ("kankyo,midori\n", "", "moves", 2, "列の数がちがいます"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_with_its_line(known: Known, name: str) -> None:
    moves, transfers, sheet, line, text = WRONG[name]
    found = read(known, moves, transfers)
    assert (sheet, line) in {(each.sheet, each.line) for each in found.problems if text in each.text}, (
        found.problems
    )


def test_all_of_it_is_said_at_once(known: Known) -> None:
    found = read(known, "kankio,,midori\n", "zz,shimin,,\nk1,nowhere,,\n")
    assert [(each.sheet, each.line) for each in found.problems] == [
        ("moves", 2),
        ("transfers", 2),
        ("transfers", 3),
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe\x00",
        b"a,b,c\n1,2,3\n",
        '旧課,手続き,新課\n"kankyo'.encode(),
        b"x" * (sheets.MOST_BYTES + 1),
    ],
)
def test_what_is_no_sheet_is_said(known: Known, content: bytes) -> None:
    found = sheets.read(content, b"", known)
    assert [(each.sheet, each.line) for each in found.problems] == [("moves", 1)]
    assert not found.moves


def test_a_section_that_handed_over_is_not_used_again_but_gets_its_work_back() -> None:
    chain = Chain(((Move("kankyo", "", "midori"),),))
    moved = Known(city.city(), {}, chain, MEMBERS)
    assert [
        each.line for each in read(moved, "shimin,,kankyo\n").problems if "前の組織改正" in each.text
    ] == [2]


def test_a_section_may_keep_the_rest(known: Known) -> None:
    assert read(known, "kankyo,inu-toroku,midori\nkankyo,,kankyo\n").problems == []


def test_who_takes_over_and_has_nobody_is_told() -> None:
    moves = (Move("kankyo", "", "midori"), Move("suido", "", "kankyo-shin"))
    assert sheets.unstaffed(moves, (), MEMBERS) == ["kankyo-shin"]
    assert sheets.unstaffed(moves, (Transfer("s1", "kankyo-shin", "", None),), MEMBERS) == []


def test_any_bytes_are_answered(known: Known) -> None:
    import random

    chance = random.Random(4)
    for _ in range(200):
        content: Any = HEAD.encode() + bytes(chance.choices(b'ak,"\n\r\x00 -\xe8', k=40))
        found = sheets.read(content, content, known)
        assert found.problems
