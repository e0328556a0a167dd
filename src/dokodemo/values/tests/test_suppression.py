"""Nobody can tell a small count from what is published: by the equations of the table, nor by trying every table."""

import itertools
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dokodemo.values import suppression
from dokodemo.values.suppression import Cell, Count, hidden, joined, table

LEAST = 10
SIZES = st.one_of(st.just(0), st.integers(1, 12), st.integers(1, 400))
TABLES = st.integers(1, 3).flatmap(
    lambda columns: st.lists(st.lists(SIZES, min_size=columns, max_size=columns), min_size=1, max_size=6)
)


def as_rows(cells: list[list[int]]) -> dict[str, dict[str, int]]:
    return {f"r{i}": {f"c{j}": n for j, n in enumerate(row)} for i, row in enumerate(cells)}


def determined(counts: Mapping[Cell, Count], unknown: frozenset[Cell]) -> set[Cell]:
    """What follows from the sums alone: an independent reckoning by elimination. Every pivot is 1 or -1: the sums
    of a table are totally unimodular."""
    keys = sorted(unknown, key=repr)
    nodes = {each.source for each in counts.values()} | {each.target for each in counts.values()}
    rows = [[(counts[key].target == node) - (counts[key].source == node) for key in keys] for node in nodes]
    pivots: list[tuple[int, list[int]]] = []
    for column in range(len(keys)):
        pivot = next((row for row in rows if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        assert abs(pivot[column]) == 1
        pivot = [value * pivot[column] for value in pivot]
        rows = [[a - row[column] * b for a, b in zip(row, pivot, strict=True)] for row in rows]
        pivots = [(at, [a - row[column] * b for a, b in zip(row, pivot, strict=True)]) for at, row in pivots]
        pivots.append((column, pivot))
    return {keys[at] for at, row in pivots if sum(value != 0 for value in row) == 1}


@given(TABLES)
@settings(max_examples=120, deadline=None)
def test_no_hidden_count_follows_from_the_sums(cells: list[list[int]]) -> None:
    counts = table("t", as_rows(cells))
    unseen = hidden(counts, LEAST)
    assert {key for key, each in counts.items() if 0 < each.n < LEAST} <= unseen
    assert not any(counts[key].n == 0 for key in unseen)
    assert determined(counts, unseen) == set()


@given(
    st.lists(
        st.tuples(SIZES, SIZES, SIZES, st.integers(0, 100)), min_size=1, max_size=6
    )
)  # fmt: skip
@settings(max_examples=120, deadline=None)
def test_nor_where_the_same_cases_are_divided_in_two_ways(rows: list[tuple[int, int, int, int]]) -> None:
    outcomes, times = {}, {}
    for i, (approved, refused, other, percent) in enumerate(rows):
        total = approved + refused + other
        outcomes[i] = {"approved": approved, "refused": refused, "other": other}
        times[i] = {"in time": total * percent // 100, "late": total - total * percent // 100}
    counts = joined("t", {"outcome": outcomes, "time": times})
    unseen = hidden(counts, LEAST)
    assert {key for key, each in counts.items() if 0 < each.n < LEAST} <= unseen
    assert determined(counts, unseen) == set()


@given(
    st.lists(st.lists(st.integers(0, 5), min_size=2, max_size=2), min_size=1, max_size=2), st.integers(3, 5)
)
@settings(max_examples=60, deadline=None)
def test_every_small_count_could_be_as_many_numbers_as_a_small_count_can(
    cells: list[list[int]], least: int
) -> None:
    """By trying every table that a reader could think of: hidden inner counts from 1 up, what is shown as it is. Up to 9, which
    none of 5 goes beyond by the 3 that are asked at most."""
    rows = as_rows(cells)
    counts = table("t", rows)
    unseen = hidden(counts, least)
    inner = [(row, column) for row, columns in rows.items() for column in columns]
    thought: dict[Cell, set[int]] = {key: set() for key in unseen}
    ranges = [range(1, 10) if key in unseen else [counts[key].n] for key in inner]
    for values in itertools.product(*ranges):
        tried = dict(zip(inner, values, strict=True))
        again = {row: {column: tried[row, column] for column in columns} for row, columns in rows.items()}
        made = table("t", again)
        if all(made[key].n == each.n for key, each in counts.items() if key not in unseen):
            for key in unseen:
                thought[key].add(made[key].n)
    assert all(len(found) >= least - 1 for found in thought.values()), (cells, thought)


def test_without_the_others_it_could_be_told() -> None:
    """What the function is for: hiding only the small count is not enough."""
    counts = table("t", as_rows([[3, 40], [50, 60]]))
    small = frozenset(key for key, each in counts.items() if 0 < each.n < LEAST)
    assert small == {("r0", "c0")}
    assert determined(counts, small) == small
    assert hidden(counts, LEAST) == {("r0", "c0"), ("r0", "c1"), ("r1", "c0"), ("r1", "c1")}


def test_two_small_ones_that_make_their_total_are_not_enough() -> None:
    """1 + 1 = 2: whoever knows that a hidden count is no zero knows both."""
    counts = table("t", as_rows([[1, 1], [30, 30]]))
    unseen = hidden(counts, LEAST)
    assert determined(counts, unseen) == set()
    assert ("r0", None) in unseen
    only = frozenset(key for key, each in counts.items() if 0 < each.n < LEAST)
    assert not suppression._has_room(counts, only - {("r0", None)}, ("r0", "c0"), 8)


def test_large_counts_and_zeros_are_all_shown() -> None:
    assert hidden(table("t", as_rows([[10, 0], [0, 300]])), LEAST) == frozenset()
    assert hidden(table("t", {}), LEAST) == frozenset()


def test_what_is_no_table_is_refused() -> None:
    with pytest.raises(ValueError, match="does not go out"):
        hidden({"a": Count("x", "y", 3)}, LEAST)
    with pytest.raises(ValueError, match="negative"):
        hidden({"a": Count("x", "y", -3), "b": Count("y", "x", -3)}, LEAST)
    with pytest.raises(ValueError, match="do not make"):
        joined("t", {"a": {1: {"x": 3}}, "b": {1: {"y": 4}}})
    with pytest.raises(ValueError, match="the same rows"):
        joined("t", {"a": {1: {"x": 3}}, "b": {2: {"y": 3}}})
