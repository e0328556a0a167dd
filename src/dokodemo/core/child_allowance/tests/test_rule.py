"""The child allowance: published examples, the edges of the months, and laws that hold for every family. All invented."""

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokodemo.core.child_allowance.rule import (
    RATES_FILE,
    Assessment,
    Child,
    NoRates,
    assess,
    load_rates,
    schedule,
)
from dokodemo.values.ages import everyday_age_on, first_of_month, first_of_next_month, school_year_end_after
from dokodemo.values.yaml import YamlProblem

TODAY = date(2026, 11, 24)


def child(birth: date, ref: str = "", supported: bool = True) -> Child:
    return Child(ref or birth.isoformat(), birth, supported)


def aged(*years: int, on: date = TODAY) -> list[Child]:
    """Children of these ages who have had their birthday some months ago."""
    return [child(date(on.year - age, 6, 15), f"子{number}") for number, age in enumerate(years, 1)]


def claim(children: list[Child], claimed_on: date = TODAY, event_on: date | None = None) -> Assessment:
    return assess(children, claimed_on=claimed_on, event_on=event_on, on=max(claimed_on, TODAY))


def amount(birth: date, month: date) -> int:
    """What one child alone gives in ``month``."""
    return schedule([child(birth)], month, month)[0][1]


@pytest.mark.parametrize(
    ("ages", "monthly", "each"),
    [
        ([2, 5, 8], 50_000, [10_000, 10_000, 30_000]),
        ([20, 10, 5], 40_000, [0, 10_000, 30_000]),
        ([23, 10, 5], 20_000, [0, 10_000, 10_000]),
        ([2], 15_000, [15_000]),
        ([0, 1], 30_000, [15_000, 15_000]),
        ([0, 1, 2], 60_000, [15_000, 15_000, 30_000]),
        ([20, 21, 1], 30_000, [0, 0, 30_000]),
        ([3, 5, 8, 10, 15], 110_000, [10_000, 10_000, 30_000, 30_000, 30_000]),
        ([], 0, []),
    ],
)
def test_families(ages: list[int], monthly: int, each: list[int]) -> None:
    found = claim(aged(*ages))
    assert found.monthly == monthly
    assert [line.amount for line in found.lines] == each
    assert found.starts == date(2026, 12, 1)
    assert found.rule_version == "2024-10"


def test_order_is_by_birth_and_skips_who_does_not_count() -> None:
    found = claim(
        [child(date(2021, 6, 1), "末"), child(date(2003, 6, 1), "長"), child(date(2016, 6, 1), "中")]
    )
    assert [(line.child_ref, line.order) for line in found.lines] == [("長", None), ("中", 1), ("末", 2)]


def test_a_child_who_is_not_supported_neither_counts_nor_pays() -> None:
    family = aged(20, 10, 5)
    found = claim([Child("子1", family[0].birth, supported=False), *family[1:]])
    assert found.monthly == 20_000
    assert found.lines[0].order is None
    assert found.lines[0].article == "児童手当法第4条第1項"


def test_what_the_notice_says() -> None:
    found = claim(aged(20, 10, 2))
    assert found.reasons == (
        "請求の日（令和8年11月24日）の属する月の翌月から支給します。",
        "子1：第1子として数えます（22歳に達する日以後の最初の3月31日まで）。支給の対象ではありません。",
        "子2：第2子、3歳以上の額です。",
        "子3：第3子（第3子以降）の額です。",
        "令和8年12月分からの月額は40,000円です。",
    )
    assert found.articles == ("児童手当法第3条第1項", "児童手当法第6条第1項", "児童手当法第8条第2項")
    assert found.warnings == ("子1：監護相当・生計費の負担についての確認書を確かめてください。",)


@pytest.mark.parametrize(
    ("event", "claimed", "starts", "article"),
    [
        # As Edogawa explains it: born on 30 April, claimed by 15 May or a day later.
        (date(2026, 4, 30), date(2026, 5, 15), date(2026, 5, 1), "児童手当法第8条第3項"),
        (date(2026, 4, 30), date(2026, 5, 16), date(2026, 6, 1), "児童手当法第8条第2項"),
        # The fifteenth day is a Saturday: Monday is in time (地方自治法第4条の2第4項), Tuesday is not.
        (date(2026, 10, 30), date(2026, 11, 16), date(2026, 11, 1), "地方自治法第4条の2第4項"),
        (date(2026, 10, 30), date(2026, 11, 17), date(2026, 12, 1), "児童手当法第8条第2項"),
        # The turn of the year: the fifteenth day after 14 December is 29 December.
        (date(2026, 12, 14), date(2027, 1, 4), date(2027, 1, 1), "地方自治法第4条の2第4項"),
        (date(2026, 12, 14), date(2027, 1, 5), date(2027, 2, 1), "児童手当法第8条第2項"),
        # Same month: nothing to gain from the fifteen days.
        (date(2026, 11, 1), date(2026, 11, 30), date(2026, 12, 1), "児童手当法第8条第2項"),
        (date(2026, 11, 30), date(2026, 11, 30), date(2026, 12, 1), "児童手当法第8条第2項"),
    ],
)
def test_from_which_month(event: date, claimed: date, starts: date, article: str) -> None:
    found = claim(aged(5), claimed, event)
    assert found.starts == starts
    assert article in found.articles
    assert ("児童手当法第8条第3項" in found.articles) == (starts == first_of_month(claimed))


def test_ikeda_2019_the_ten_closed_days(tmp_path: Path) -> None:
    """Ikeda's published example: event 12 April 2019, 7 May in time (May), 8 May late (June)."""
    old = tmp_path / "rates.yaml"
    old.write_text(RATES_FILE.read_text().replace("effective_from: 2024-10-01", "effective_from: 2019-01-01"))
    rates = load_rates(old)
    for claimed, starts in ((date(2019, 5, 7), date(2019, 5, 1)), (date(2019, 5, 8), date(2019, 6, 1))):
        found = assess(
            [child(date(2019, 4, 12))],
            claimed_on=claimed,
            event_on=date(2019, 4, 12),
            on=claimed,
            rates=rates,
        )
        assert (found.starts, found.monthly) == (starts, 15_000)


def test_a_late_claim_asks_why() -> None:
    found = claim(aged(5), date(2026, 11, 17), date(2026, 10, 30))
    assert any("15日の期限（令和8年11月16日）を過ぎた" in warning for warning in found.warnings)
    assert not any(
        "期限" in warning for warning in claim(aged(5), date(2026, 11, 16), date(2026, 10, 30)).warnings
    )


def test_a_claim_before_the_event_waits_for_it() -> None:
    found = claim(aged(5), date(2026, 11, 24), date(2026, 12, 3))
    assert found.starts == date(2027, 1, 1)
    assert any("事由の発生した日より前" in warning for warning in found.warnings)


@pytest.mark.parametrize(
    ("birth", "last_month"),
    [
        (date(2023, 11, 15), date(2026, 11, 1)),
        (
            date(2023, 11, 1),
            date(2026, 11, 1),
        ),  # born on the 1st: the day of attaining is in the month before
        (date(2023, 10, 31), date(2026, 10, 1)),
        (date(2024, 2, 29), date(2027, 2, 1)),
        (date(2023, 12, 31), date(2026, 12, 1)),
    ],
)
def test_the_higher_amount_runs_through_the_month_of_the_third_birthday(
    birth: date, last_month: date
) -> None:
    assert amount(birth, last_month) == 15_000
    assert amount(birth, first_of_next_month(last_month)) == 10_000


@pytest.mark.parametrize(
    ("birth", "last_month"),
    [
        (date(2008, 4, 1), date(2026, 3, 1)),  # attains 18 on 31 March
        (date(2008, 4, 2), date(2027, 3, 1)),
        (date(2008, 3, 31), date(2026, 3, 1)),
        (date(2008, 2, 29), date(2026, 3, 1)),
    ],
)
def test_the_last_month_is_the_march_after_eighteen(birth: date, last_month: date) -> None:
    assert amount(birth, last_month) == 10_000
    assert amount(birth, first_of_next_month(last_month)) == 0


@pytest.mark.parametrize(("birth", "year"), [(date(2004, 4, 1), 2026), (date(2004, 4, 2), 2027)])
def test_the_eldest_counts_until_the_march_after_twenty_two(birth: date, year: int) -> None:
    family = [child(birth), *aged(10, 5)]
    assert schedule(family, date(year, 3, 1), date(year, 4, 30)) == [
        (date(year, 3, 1), 40_000),
        (date(year, 4, 1), 20_000),
    ]


def test_a_child_born_on_the_first_is_paid_for_from_the_next_month() -> None:
    born = date(2026, 11, 1)
    assert claim([child(born)], date(2026, 11, 10), born).starts == date(2026, 12, 1)
    assert amount(born, date(2026, 11, 1)) == 0
    assert amount(born, date(2026, 12, 1)) == 15_000


def test_schedule_steps_where_the_amount_changes() -> None:
    family = [
        child(date(2005, 6, 15)),  # counts until March 2028
        child(date(2009, 6, 15)),  # paid for until March 2028, counts until March 2032
        child(date(2024, 6, 15)),  # three in June 2027
        child(date(2030, 1, 10)),  # counts from February 2030, three in January 2033
    ]
    assert schedule(family, date(2026, 12, 15), date(2033, 12, 31)) == [
        (date(2026, 12, 1), 40_000),  # 0 + 10,000 + 30,000
        (date(2028, 4, 1), 10_000),  # the eldest is past 22, the second past 18
        (date(2030, 2, 1), 40_000),  # 0 + 10,000 + 30,000
        (date(2032, 4, 1), 25_000),  # the second is past 22: 10,000 + 15,000
        (date(2033, 2, 1), 20_000),
    ]


def test_schedule_ends_with_nothing_and_starts_where_asked() -> None:
    steps = schedule([child(date(2008, 12, 1))], date(2026, 12, 1), date(2030, 1, 1))
    assert steps == [(date(2026, 12, 1), 10_000), (date(2027, 4, 1), 0)]
    assert schedule([], date(2026, 12, 1), date(2026, 11, 30)) == []


def test_amounts_that_change_before_the_decision_are_told() -> None:
    found = assess(
        [child(date(2023, 11, 15))], claimed_on=date(2026, 10, 5), event_on=None, on=date(2026, 12, 20)
    )
    assert found.monthly == 15_000
    assert found.warnings == ("処分の日までに額が変わります：令和8年12月分から10,000円。",)


def test_what_cannot_be_believed_is_left_out_and_told() -> None:
    found = claim([*aged(5), *aged(5), child(TODAY + timedelta(days=3), "先の子")])
    assert found.monthly == 10_000
    assert [line.child_ref for line in found.lines] == ["子1"]
    assert [warning.split("：")[0] for warning in found.warnings] == ["子1", "先の子"]
    late = assess(aged(5), claimed_on=date(2026, 12, 1), event_on=None, on=TODAY)
    assert any("処分の日より後" in warning for warning in late.warnings)


def test_nobody_to_pay_for_is_told() -> None:
    found = claim(aged(23))
    assert (found.monthly, found.lines[0].order) == (0, None)
    assert any("却下" in warning for warning in found.warnings)


def test_a_birth_beside_older_children_may_be_another_claim() -> None:
    born = date(2026, 11, 10)
    assert any("第9条第1項" in warning for warning in claim([child(born), *aged(5)], event_on=born).warnings)
    assert not any(
        "第9条第1項" in warning for warning in claim([child(born), *aged(20)], event_on=born).warnings
    )
    assert not any("第9条第1項" in warning for warning in claim(aged(5, 8), event_on=born).warnings)


def test_months_before_the_known_rates_are_not_guessed() -> None:
    with pytest.raises(NoRates, match="2024-09"):
        claim(aged(5), date(2024, 8, 31))
    with pytest.raises(NoRates, match="2024-09"):
        schedule(aged(5), date(2024, 9, 30), date(2024, 12, 1))
    assert claim(aged(5), date(2024, 9, 30)).starts == date(2024, 10, 1)


def test_numbers_come_from_the_file_and_change_on_their_day(tmp_path: Path) -> None:
    row = RATES_FILE.read_text()
    later = (
        row[row.index("- version") :]
        .replace("2024-10", "2030-04", 1)
        .replace("2024-10-01", "2030-04-01")
        .replace("10000", "12000")
        .replace("paid_until: 18", "paid_until: 20")
    )
    path = tmp_path / "rates.yaml"
    path.write_text(row.replace("effective_to:\n", "effective_to: 2030-03-31\n") + later)
    rates = load_rates(path)
    assert [rate.version for rate in rates] == ["2024-10", "2030-04"]
    steps = schedule([child(date(2012, 12, 1))], date(2030, 1, 1), date(2034, 1, 1), rates)
    assert steps == [(date(2030, 1, 1), 10_000), (date(2030, 4, 1), 12_000), (date(2033, 4, 1), 0)]
    found = assess(aged(5), claimed_on=date(2030, 3, 5), event_on=None, on=date(2030, 3, 5), rates=rates)
    assert (found.rule_version, found.monthly) == ("2030-04", 12_000)


@pytest.mark.parametrize(
    ("before", "after", "word"),
    [
        ("under_age: 15000", "under: 15000", "under_age"),
        ("from_age: 10000", 'from_age: "10000"', "from_age must be a int"),
        ("effective_from: 2024-10-01", "effective_from: soon", "effective_from must be a date"),
        ("    start: 児童手当法第8条第2項\n", "", "start"),
    ],
)
def test_a_broken_row_is_told_with_its_line(tmp_path: Path, before: str, after: str, word: str) -> None:
    text = RATES_FILE.read_text()
    assert before in text
    path = tmp_path / "rates.yaml"
    path.write_text(text.replace(before, after))
    with pytest.raises(YamlProblem, match=word) as caught:
        load_rates(path)
    assert caught.value.line == text.split("- version")[0].count("\n") + 1


def test_rows_that_overlap_are_refused(tmp_path: Path) -> None:
    text = RATES_FILE.read_text()
    path = tmp_path / "rates.yaml"
    path.write_text(text + text[text.index("- version") :])
    with pytest.raises(YamlProblem, match="must end before"):
        load_rates(path)


FAMILIES = st.lists(
    st.builds(Child, st.uuids().map(str), st.dates(date(1998, 1, 1), date(2026, 11, 24)), st.booleans()),
    max_size=7,
)
MONTHS = st.dates(date(2024, 10, 1), date(2050, 12, 1)).map(first_of_month)


@given(FAMILIES, MONTHS)
def test_the_table_of_article_six(family: list[Child], month: date) -> None:
    """The law's own table says it by classes, not by order: two at their age's amount, older first, the rest 30,000."""
    present = [one for one in family if one.supported and one.birth < month]
    only_counted = [one for one in present if 18 <= _years_at(one, month) < 22]
    past_three = [one for one in present if _years_at(one, month) < 18 and _past_three(one, month)]
    under_three = [one for one in present if not _past_three(one, month)]
    free = max(0, 2 - len(only_counted))
    low = min(free, len(past_three))
    high = min(free - low, len(under_three))
    rest = len(past_three) + len(under_three) - low - high
    assert schedule(family, month, month)[0][1] == 10_000 * low + 15_000 * high + 30_000 * rest


def _years_at(one: Child, month: date) -> int:
    """School years by 31 March: 18 means past the March after eighteen."""
    return next(years for years in range(17, 100) if month <= school_year_end_after(one.birth, years + 1))


def _past_three(one: Child, month: date) -> bool:
    return (
        month > one.birth
        and everyday_age_on(one.birth, month) >= 3
        and (month.month, month.year)
        != (
            one.birth.month,
            one.birth.year + 3,
        )
    )


@given(FAMILIES, MONTHS)
def test_an_assessment_adds_up_and_explains_every_child(family: list[Child], claimed_on: date) -> None:
    found = assess(family, claimed_on=claimed_on, event_on=None, on=max(claimed_on, TODAY))
    assert (
        found.monthly
        == sum(line.amount for line in found.lines)
        == schedule(family, found.starts, found.starts)[0][1]
    )
    assert len(found.lines) == len(family)
    orders = [line.order for line in found.lines if line.order is not None]
    assert orders == list(range(1, len(orders) + 1))
    assert all(line.reason and line.article in found.articles for line in found.lines)
    assert found.starts == first_of_next_month(claimed_on)


@given(FAMILIES, MONTHS)
def test_the_schedule_is_the_amount_of_every_month(family: list[Child], starts: date) -> None:
    until = starts + timedelta(days=365 * 5)
    steps = schedule(family, starts, until)
    assert steps[0][0] == starts
    assert all(earlier[0] < later[0] and earlier[1] != later[1] for earlier, later in pairwise(steps))
    month = starts
    while month <= until:
        in_force = [monthly for first, monthly in steps if first <= month][-1]
        assert schedule(family, month, month) == [(month, in_force)]
        month = first_of_next_month(month)


@given(st.dates(date(2024, 10, 1), date(2040, 1, 1)), st.integers(0, 60))
def test_the_fifteen_days_never_cost_a_month(event: date, later: int) -> None:
    claimed = event + timedelta(days=later)
    found = assess([child(date(2020, 1, 1))], claimed_on=claimed, event_on=event, on=claimed)
    assert first_of_next_month(event) <= found.starts <= first_of_next_month(claimed)
    if later <= 15:
        assert found.starts == first_of_next_month(event)
    if later > 15 + 12:  # longer than any run of closed days
        assert found.starts == first_of_next_month(claimed)
