"""Several procedures as one form: whatever the forms and the answers are, each gets what its own form would hold."""

import random
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dokodemo.catalog import forms
from dokodemo.catalog.combined import Combined, SharedField, answer_count, question_count
from dokodemo.catalog.combining import MOST, NotTogether, alone, combine, guide_order, resolve, together
from dokodemo.catalog.compiled import Walk, form_of, walk
from dokodemo.catalog.conditions import renamed
from dokodemo.catalog.schema import Catalog, Field, Procedure, Text
from dokodemo.catalog.tests import many_forms
from dokodemo.operate import testing
from dokodemo.values import readings

ON = date(2026, 11, 22)
SEEDS = st.integers(0, 10**9)


def by_chance(seed: int) -> tuple[Combined, dict[str, Any]]:
    chance = random.Random(seed)
    made = combine([many_forms.form(chance, f"p-{letter}") for letter in "abc"[: chance.randint(2, 3)]])
    return made, many_forms.values(chance, fields_of(made), chance.choice((0.0, 0.0, 0.1)))


def fields_of(procedure: Procedure) -> list[Field]:
    return [each for page in procedure.pages for each in page.fields]


def shown(found: Walk) -> set[str]:
    """The names of everything visible: questions and the questions of each item."""
    names = {rule.id for _, fields in found.pages for rule in fields}
    items = {
        f"{name}-{at}-{rule.id}"
        for name, rows in found.items.items()
        for at, row in enumerate(rows)
        for rule in row
    }
    return names | items


def shown_to(made: Combined, member: Procedure, values: dict[str, Any]) -> Iterator[str]:
    """What the member's own form would show of these answers, in the names of the form for all."""
    places = made.places[member.id]
    for name in shown(walk(form_of(member), made._own(member, values))):
        listed, _, rest = name.partition("-")
        at, _, inner = rest.partition("-")
        place = places[listed]
        yield f"{place.name}-{at}-{place.members[inner]}" if rest else place.name


@settings(max_examples=100, deadline=None)
@given(SEEDS)
def test_a_question_is_asked_exactly_when_one_of_the_forms_asks_it(seed: int) -> None:
    made, values = by_chance(seed)
    wanted = {name for member in made.members for name in shown_to(made, member, values)}
    assert shown(walk(form_of(made), values)) == wanted


@settings(max_examples=100, deadline=None)
@given(SEEDS)
def test_it_is_right_exactly_when_every_form_is(seed: int) -> None:
    made, values = by_chance(seed)
    split = made.split(values)
    wrong = {each.id for each in made.members if forms.validate(each, split[each.id], "ja", ON)}
    assert bool(forms.validate(made, values, "ja", ON)) == bool(wrong)


@settings(max_examples=100, deadline=None)
@given(SEEDS)
def test_each_gets_its_own_answers_papers_refusals_and_numbers(seed: int) -> None:
    made, values = by_chance(seed)
    split = made.split(values)
    papers = {each.id: each for each in walk(form_of(made), values).attachments}
    sent, needed = made.split_files(split), set[str]()
    refused = {each.id for each in forms.suggested_refusals(made, values, ON)}
    numbers = {each.id: each.id for each in forms.private_fields(made, values)}
    private = made.split_private(split, numbers)
    for each in made.members:
        own = split[each.id]
        assert forms.prune(each, own) == own
        wanted = {paper.id: paper for paper in walk(form_of(each), own).attachments}
        assert sorted(sent[each.id].values()) == sorted(wanted), "each once"
        assert sent[each.id].keys() <= papers.keys(), "what goes anywhere was asked for"
        needed |= {name for name, its_own in sent[each.id].items() if wanted[its_own].required}
        for name, its_own in sent[each.id].items():
            asked, alone = papers[name], wanted[its_own]
            assert {*asked.media_types} <= {*alone.media_types}
            assert (asked.max_mb, asked.max_files) <= (alone.max_mb, alone.max_files)
        said = {f"{each.id} {refusal.id}" for refusal in forms.suggested_refusals(each, own, ON)}
        assert said == {name for name in refused if name.startswith(f"{each.id} ")}
        assert private[each.id].keys() == {asked.id for asked in forms.private_fields(each, own)}
    assert needed == {name for name, paper in papers.items() if paper.required}
    assert papers.keys() == {name for own in sent.values() for name in own}, (
        "what is asked for goes somewhere"
    )
    given = {name for numbers_ in private.values() for name in numbers_.values()}
    assert given == numbers.keys()


@settings(max_examples=100, deadline=None)
@given(SEEDS)
def test_every_condition_reads_only_what_stands_before_it(seed: int) -> None:
    made, _ = by_chance(seed)
    before: set[str] = set()
    for page in form_of(made).pages:
        for rule in page.fields:
            inner = {each.id for each in rule.items}
            if rule.when:
                assert set(rule.when.names) <= before
            for member in rule.items:
                assert member.when is None or set(member.when.names) <= before | inner
            assert not before & (inner | {rule.id}), "one name for two questions"
            before.add(rule.id)
        for check_rule in page.checks:
            assert set(check_rule.reads) <= before
    assert len({page.id for page in made.pages}) == len(made.pages)


@settings(max_examples=100, deadline=None)
@given(SEEDS)
def test_what_is_typed_page_by_page_is_what_each_form_takes(seed: int) -> None:
    """Through the same reading of posts as any form: whatever comes out splits into what validates everywhere or not."""
    made, values = by_chance(seed)
    read: dict[str, Any] = {}
    for page in made.pages:
        post = forms.typed_values(made, page, values)
        read = forms.parse_page(made, page, post, read, "ja", ON).values
    own = made.split(read)
    assert forms.prune(made, read).keys() >= {
        made.places[name][field].name for name, held in own.items() for field in held
    }


@pytest.fixture(scope="module")
def city() -> Catalog:
    return testing.sample_city()


class TestTheSampleCity:
    IDS = ("inu-toroku", "jido-teate-nintei")

    def test_name_address_reading_and_telephone_are_asked_once(self, city: Catalog) -> None:
        made = together(city, self.IDS)
        shared = [each for each in fields_of(made) if isinstance(each, SharedField)]
        assert [each.id for each in shared] == [
            "identity_name", "identity_address", "applicant_kana", "applicant_phone",
        ]  # fmt: skip
        assert shared[0].used_for.ja == "申請するすべての手続きに使います"
        assert shared[0].used_for.en == "Used for everything you apply for"
        assert question_count(made) == sum(map(question_count, made.members)) - 4

    def test_it_is_one_procedure_in_the_order_of_the_guide(self, city: Catalog) -> None:
        made = resolve(city, "inu-toroku+jido-teate-nintei")
        assert made is together(city, reversed(self.IDS)), "made once, whatever the order it is asked for in"
        assert made.id == "jido-teate-nintei+inu-toroku"
        assert made.identity == "card"
        assert made.titles.ja == "児童手当の認定請求ほか1件"
        assert resolve(city, "inu-toroku") is city.procedures["inu-toroku"]

    @pytest.mark.parametrize(
        "joined", ["", "+", "nothing", "inu-toroku+nothing", "inu-toroku+inu-toroku", "inu-toroku+"]
    )
    def test_what_cannot_be_one_form_is_none(self, city: Catalog, joined: str) -> None:
        with pytest.raises(NotTogether):
            resolve(city, joined)

    def test_nine_are_too_many(self, city: Catalog) -> None:
        many = {f"p{number}": city.procedures["inu-toroku"] for number in range(9)}
        with pytest.raises(NotTogether):
            together(city.model_copy(update={"procedures": many}), many)

    def test_what_a_page_said_above_its_questions_is_not_lost(self, city: Catalog) -> None:
        claim = city.procedures["jido-teate-nintei"]
        twin = claim.model_copy(update={"id": "twin", "titles": Text(ja="ふたつめ", en="Second")})
        twin._compiled = None
        made = combine([claim, twin, city.procedures["inu-toroku"]])
        (children,) = [each for each in fields_of(made) if each.means == "children"]
        assert isinstance(children, SharedField)
        assert children.used_for.ja == "児童手当の認定請求・ふたつめに使います"
        told = {each.id: each.used_for.ja for each in children.fields or () if isinstance(each, SharedField)}
        assert told["child_name"] == told["child_living"] == children.used_for.ja
        assert told["looks_after"] == "児童手当の認定請求に使います"
        assert told["twin__looks_after"] == "ふたつめに使います"
        (account,) = [page for page in made.pages if page.id == "shared-bank"]
        assert account.lead is not None
        assert account.lead.ja == (
            "児童手当の認定請求：あなたの名義の口座だけが使えます。 ふたつめ：あなたの名義の口座だけが使えます。"
        )

    def test_what_it_says_itself_is_in_easy_words_where_its_parts_are(self, city: Catalog) -> None:
        online = sorted((each for each in city.procedures.values() if not alone(each)), key=guide_order)
        for at in range(0, len(online) - 1, MOST):
            made = combine(online[at : at + MOST])
            parts = {f"{each.id}-{page.id}": page for each in made.members for page in each.pages}
            own = [each for each in made.pages if each.id in parts]
            said = [page.titles for page in made.pages if page not in own]
            said += [page.titles for page in own if parts[page.id].titles.easy]
            said += [each.used_for for each in fields_of(made) if isinstance(each, SharedField)]
            for text in [made.titles, *said]:
                assert text.easy, text.ja
                assert not readings.unread(text.easy), text.easy
            assert all(page.lead.easy for page in made.pages if page.lead and page not in own)

    def test_easy_words_are_those_of_the_procedures(self, city: Catalog) -> None:
        made = together(city, ("inu-toroku", "inu-henko", "jido-teate-nintei"))
        easy = {each.id: each.titles.easy for each in made.members}
        assert made.titles.easy == f"{made.members[0].titles.easy}、ほかに2つ"
        dog = next(page for page in made.pages if page.id == "inu-henko-inu")
        assert dog.titles.easy == f"{easy['inu-henko']}：犬（いぬ）のこと"
        (breed,) = [each for each in fields_of(made) if each.means == "dog.breed"]
        assert isinstance(breed, SharedField)
        assert (
            breed.used_for.easy == f"使（つか）う手続（てつづ）き：{easy['inu-henko']}・{easy['inu-toroku']}"
        )


def test_answers_are_counted_with_those_of_every_item() -> None:
    assert answer_count({"a": 1, "b": [{"c": 1, "d": 2}, {"c": 1}], "e": [], "f": "x"}) == 5


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ('a == "a" && b.a != a', 'X == "a" && Y.a != X'),
        ("kids.exists(a, a.name == b)", "K.exists(a, a.N == Y)"),
        (
            "kids.all(k, k.name == a) && dogs.all(k, k.name == a)",
            "K.all(k, k.N == X) && D.all(k, k.name == X)",
        ),
        ("size(kids) > 0 && kids.exists(k, k.age > a)", "size(K) > 0 && K.exists(k, k.age > X)"),
        ("a.startsWith('b') || age_on(b, today) > 3", "X.startsWith('b') || age_on(Y, today) > 3"),
    ],
)
def test_a_condition_gets_other_names(source: str, wanted: str) -> None:
    names = {"a": "X", "b": "Y", "kids": "K", "dogs": "D"}
    assert renamed(source, names, {"kids": {"name": "N"}}) == wanted
