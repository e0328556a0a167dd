"""How a registration is called: R8-00042, on a screen, in an address and on a tag. Pure."""

import re
from datetime import date

from dokodemo.values.eras import era_of

_NUMBER = re.compile(r"r(\d{1,2})-(\d{1,5})", re.ASCII)
_ON_TAG = re.compile(r"令和(\d{1,2}|元)年度?[\s　]*第?(\d{1,5})号?", re.ASCII)
_REIWA = 2018  # years before the first of 令和


def show(fiscal_year: int, number: int) -> str:
    """R8-00042: the fiscal year (令和8年度) and the number in it."""
    return f"R{fiscal_year - _REIWA}-{number:05d}"


def read(text: str) -> tuple[int, int] | None:
    """What ``show`` wrote or what stands on a tag, typed by a person (any case, without leading zeros); None when it is
    none."""
    plain = text.strip().lower().translate(_FOLD)
    found = _NUMBER.fullmatch(plain) or _ON_TAG.fullmatch(plain)
    return (int(found[1].replace("元", "1")) + _REIWA, int(found[2])) if found else None


def on_tag(number: int) -> str:
    """第00042号."""
    return f"第{number:05d}号"


def year_ja(fiscal_year: int) -> str:
    """令和8年度."""
    era, year = era_of(date(fiscal_year, 5, 1))
    return f"{era.name}{'元' if year == 1 else year}年度"


_FOLD = str.maketrans("ｒＲ０１２３４５６７８９－ー‐−", "rr0123456789----")
