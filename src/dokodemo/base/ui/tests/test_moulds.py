"""Poured HTML is what the template would have made, and nothing of one request stays in a mould."""

from html import unescape

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from dokodemo.base.ui.moulds import Mould, Store, cast, mark, text
from dokodemo.base.ui.question import Question
from dokodemo.base.ui.templatetags.ui import question

TYPED = st.text(max_size=60)


@given(TYPED, TYPED)
def test_a_poured_question_is_the_rendered_question(value: str, error: str) -> None:
    error = error or "!"
    asked = Question(
        name="phone", kind="tel", label='電話 & "番号"', help="例", value=mark("value"), error=mark("error")
    )
    poured = cast("ui/question.html", {"q": asked}, "ja").pour(value=text(value), error=text(error))
    filled = Question(name="phone", kind="tel", label='電話 & "番号"', help="例", value=value, error=error)
    with translation.override("ja"):
        assert poured == render_to_string("ui/question.html", {"q": filled})


@pytest.mark.parametrize("kind", ["text", "textarea", "choice", "boolean", "check", "select"])
def test_a_question_of_a_page_is_the_rendered_question(kind: str) -> None:
    """Whoever asked before: what is typed, wrong or told is not kept."""
    for value, error, told in (
        ("b", "", ""),
        ("", "", ""),
        ("<i>", "no & no", "from <a>"),
        ("true", "again", "of"),
    ):
        asked = Question(
            name="q", kind=kind, label="<label>", help="help", choices=(("a", "A"), ("b", "B&B"), ("true", "yes")),
            value=value, error=error, told=told,
        )  # fmt: skip
        for language in ("ja", "en"):
            with translation.override(language):
                expected = render_to_string("ui/question.html", {"q": asked, "autofill": settings.AUTOFILL})
                assert question(asked) == expected


@given(TYPED)
def test_nothing_typed_becomes_markup(value: str) -> None:
    poured = Mould(f'<input value="{mark("value")}">').pour(value=text(value))
    inside = poured.removeprefix('<input value="').removesuffix('">')
    assert not set(inside) & set('<>"')
    assert unescape(inside) == value


def test_what_is_typed_is_never_taken_for_a_place() -> None:
    mould = Mould(f"<p>{mark('a')}|{mark('b')}</p>")
    assert mould.pour(a=mark("b"), b="B") == f"<p>{mark('b')}|B</p>"


def test_a_place_without_a_value_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        Mould(mark("a")).pour(b="")
    assert Mould(mark("a")).has("a")
    assert not Mould("a").has("a")


def test_a_store_makes_each_mould_once_and_stays_small() -> None:
    store, made = Store(most=3), []

    def make() -> Mould:
        made.append(1)
        return Mould("x")

    assert store.get("a", make) is store.get("a", make)
    assert len(made) == 1
    for key in "bcdefg":
        store.get(key, make)
    assert len(store._made) <= 3
