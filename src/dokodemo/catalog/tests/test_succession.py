"""Who took over from whom, over several reorganisations."""

import os
import uuid
from collections.abc import Iterator

import pytest
from pytest_django import DjangoAssertNumQueries

if not os.environ.get("DOKODEMO_ZONE"):
    pytest.skip("needs the database of a zone", allow_module_level=True)

from dokodemo.catalog import versions
from dokodemo.catalog.succession import Chain, Move, chain
from dokodemo.catalog.tests import small_city


def test_moves_of_one_plan_happen_at_once_and_later_ones_go_on() -> None:
    swap = Chain(((Move("a", "", "b"), Move("b", "", "a")),))
    assert [swap.section(each) for each in "ab"] == ["b", "a"]
    split = (Move("a", "p", "c"), Move("a", "", "b"))
    after = Chain((split, (Move("b", "q", "d"), Move("c", "", "e"))))
    assert [after.section("a", each) for each in ("p", "q", "r", "")] == ["e", "d", "b", "b"]
    assert after.section("elsewhere", "p") == "elsewhere"


def test_work_given_back_is_at_home_again() -> None:
    back = Chain(((Move("a", "", "b"),), (Move("b", "p", "a"),)))
    assert [back.section("a", each) for each in ("p", "q")] == ["a", "b"]
    # The rest of a section of which a part was given back cannot be told from the part.
    assert back.ends() == [Move("b", "p", "a")]
    onward = Chain(((Move("a", "", "b"),), (Move("b", "p", "c"),)))
    assert onward.ends() == [Move("a", "p", "c"), Move("a", "", "b"), Move("b", "p", "c")]
    assert Chain(((Move("a", "", "b"),), (Move("b", "", "c"),))).ends() == [
        Move("a", "", "c"),
        Move("b", "", "c"),
    ]


def test_rows_become_plans_in_their_order() -> None:
    one, two = uuid.uuid4(), uuid.uuid4()
    made = chain([(one, "a", "", "b"), (two, "b", "", "c"), (one, "x", "", "y")])
    assert [list(each) for each in made.plans] == [
        [Move("a", "", "b"), Move("x", "", "y")],
        [Move("b", "", "c")],
    ]


@pytest.fixture
def hash_(tmp_path_factory: pytest.TempPathFactory, db: None) -> Iterator[str]:
    from dokodemo.catalog.check import check

    made = check(small_city.write(tmp_path_factory.mktemp("city"))).catalog
    assert made is not None
    name = versions.store(made.to_bytes(), b"", "office")
    versions.activate(name)
    versions.forget()
    yield name
    versions.forget()


def test_a_version_is_read_through_what_came_after_it(
    hash_: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    before = versions.at(hash_)
    procedure = before.procedures["shien"]
    assert (procedure.section, versions.follow(procedure)) == ("fukushi", "fukushi")
    versions.succeed(uuid.uuid4(), [Move("fukushi", "shien", "kurashi")])
    assert versions.at(hash_).procedures["shien"].section == "fukushi", "until the process looks again"
    with django_assert_num_queries(2):
        assert versions.follow(procedure) == "kurashi"
    with django_assert_num_queries(1):
        assert versions.follow(procedure) == "kurashi"
    now = versions.at(hash_)
    assert now.procedures["shien"].section == "kurashi"
    assert now.procedures["shien"].declared_section == "fukushi"
    assert (now.counter["tennyu"].section, now.counter["tennyu"].declared_section) == ("fukushi", "fukushi")
    assert (now.hash, now.to_bytes()) == (before.hash, before.to_bytes()), "it is the same version"


def test_the_same_plan_twice_changes_nothing(hash_: str) -> None:
    plan = uuid.uuid4()
    for _ in range(2):
        versions.succeed(plan, [Move("fukushi", "", "kurashi")])
    assert versions.moved().plans == chain([(plan, "fukushi", "", "kurashi")]).plans


def test_the_version_in_force_is_asked_for_with_one_query(
    hash_: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    versions.current()
    versions._in_force.looked = float("-inf")
    with django_assert_num_queries(1):
        versions.current()
