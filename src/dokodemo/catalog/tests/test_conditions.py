from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokodemo.catalog.conditions import (
    FUNCTIONS,
    ConditionError,
    age_on,
    compare_texts,
    compile_condition,
    days_between,
    find_macros,
    fiscal_year,
    literals,
    unknown_functions,
)

DATES = st.dates(min_value=date(1880, 1, 1), max_value=date(2200, 1, 1))


@pytest.mark.parametrize(
    ("birth", "on", "age"),
    [
        ("2008-04-01", "2026-03-31", 18),  # attained at the end of the day before the birthday
        ("2008-04-02", "2026-03-31", 17),
        ("2008-02-29", "2026-02-28", 18),
        ("2026-04-02", "2026-04-01", -1),
        ("", "2026-04-01", -1),
        ("2026-13-01", "2026-04-01", -1),
        ("2000-01-01", "", -1),
    ],
)
def test_age_is_the_age_of_the_law(birth: str, on: str, age: int) -> None:
    assert age_on(birth, on) == age
    assert compile_condition("age_on(birth, on) == age").holds({"birth": birth, "on": on, "age": age})


def test_fiscal_year_and_days() -> None:
    assert [fiscal_year(day) for day in ("2026-03-31", "2026-04-01", "", "x")] == [2025, 2026, 0, 0]
    assert days_between("2026-11-10", "2026-11-25") == 15
    assert days_between("2026-11-25", "2026-11-10") == -15
    assert days_between("", "2026-11-10") == 0


@given(st.one_of(st.text(), DATES.map(str), st.none(), st.integers()), st.one_of(st.text(), DATES.map(str)))
def test_functions_never_raise(first: object, second: object) -> None:
    assert isinstance(age_on(first, second), int)
    assert isinstance(fiscal_year(first), int)
    assert isinstance(days_between(first, second), int)


@given(DATES, DATES)
def test_dates_compare_as_texts(first: date, second: date) -> None:
    earlier = compile_condition("a < b")
    assert earlier.holds({"a": str(first), "b": str(second)}) == (first < second)


@given(DATES, st.integers(min_value=0, max_value=40_000))
def test_days_between_undoes_adding(start: date, count: int) -> None:
    assert days_between(str(start), str(start + timedelta(days=count))) == count


def test_only_used_names_are_wanted() -> None:
    condition = compile_condition("has_spouse && kind == 'x'")
    assert condition.names == ("has_spouse", "kind")
    assert condition.holds({"has_spouse": True, "kind": "x", "other": object()})


def test_a_macro_hands_over_only_the_members_it_reads() -> None:
    condition = compile_condition("children.exists(c, c.birth == day)")
    assert condition.names == ("children", "day")
    assert condition.members == {"children": frozenset({"birth"})}
    unreadable = object()
    assert condition.holds({"children": [{"birth": "1", "name": unreadable}], "day": "1"})


@pytest.mark.parametrize(
    "source",
    [
        "size(children) > 0 && children.all(c, c.a)",
        "children.all(c, c == c)",
        "children.filter(c, c.a).size() == 1",
    ],
)
def test_a_list_used_as_a_whole_is_handed_over_whole_or_by_its_members(source: str) -> None:
    assert compile_condition(source).holds({"children": [{"a": True}]})


def test_macros_are_found_with_their_nesting() -> None:
    macros = find_macros(
        'a.exists(x, x.one == ".all(" && b.all(y, y.two > x.three)) || c.map(z, z).size() == 0'
    )
    assert [(m.over, m.bound, m.nested) for m in macros] == [
        ("a", "x", False),
        ("b", "y", True),
        ("c", "z", False),
    ]
    assert [m.members for m in macros] == [frozenset({"one", "three"}), frozenset({"two"}), None]


def test_texts_compared_and_literals_are_found() -> None:
    source = "kind == 'a' || \"b\" != kind && n > 12"
    assert compare_texts(source) == [("kind", "a"), ("kind", "b")]
    assert literals(source) == (["a", "b"], [12])


@pytest.mark.parametrize("source", ["", "a &&", "a b", "'open", "f("])
def test_what_cannot_be_compiled_is_refused(source: str) -> None:
    with pytest.raises(ConditionError):
        compile_condition(source)


@pytest.mark.parametrize("source", ["a", "a + 'x'", "a + 1 > 0", "b.missing", "unknown(a)"])
def test_what_is_not_true_or_false_is_an_error_and_never_a_no(source: str) -> None:
    with pytest.raises(ConditionError, match="^" + source[0]):
        compile_condition(source).holds({"a": "text", "b": {}})


def test_functions_outside_the_profile_are_named() -> None:
    assert unknown_functions(compile_condition("nosuch(a) && size(b) > 0 && age_on(a, b) > 1")) == ["nosuch"]
    assert set(FUNCTIONS) == {"age_on", "fiscal_year", "days_between"}
