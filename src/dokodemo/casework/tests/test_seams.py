"""The seams to the rooms of a zone: what is kept comes back as it was, what is missing says so."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokodemo.casework import effects, people
from dokodemo.casework.conftest import Village
from dokodemo.casework.effects import Assessment

TEXTS = st.lists(st.text(max_size=10), max_size=3).map(tuple)


@given(
    st.builds(
        Assessment,
        amount=st.none() | st.integers(-(10**9), 10**9),
        amount_unit=st.text(max_size=5),
        lines=st.lists(st.tuples(st.text(max_size=5), st.text(max_size=5)), max_size=3).map(tuple),
        reasons=TEXTS,
        articles=TEXTS,
        refusals=TEXTS,
        warnings=TEXTS,
        detail=st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5), max_size=3),
    )
)
def test_an_assessment_comes_back_from_its_row_as_it_was(made: Assessment) -> None:
    assert Assessment.from_json(json.loads(json.dumps(made.to_json()))) == made


def test_a_missing_effect_names_those_that_are_there() -> None:
    with pytest.raises(effects.EffectMissing, match=r"carries out 'moon\.landing'"):
        effects.get("moon.landing")


def test_a_zone_has_one_source_of_people_or_none(village: Village) -> None:
    people.unregister()
    assert people.source() is None
    people.register(Village())
    people.register(village)
    assert people.source() is village
