"""What the desk says for the words of the database."""

import ast
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from django.utils import translation

import dokodemo
from dokodemo.casework.cases import states
from dokodemo.casework.cases.actions.bulk import LEFT
from dokodemo.casework.cases.actions.examine import REASONS_TO_LOOK
from dokodemo.casework.desk import words

PACKAGE = Path(dokodemo.__file__).parent
STAFF_ROOMS = ("base", "gateway", "casework", "office", "core")
WRITERS = {"record", "_note"}


def recorded_acts() -> Iterator[str]:
    """Every act that code of the staff zones writes into the trail by a constant."""
    for room in STAFF_ROOMS:
        for file in sorted((PACKAGE / room).rglob("*.py")):
            if "tests" not in file.parts and file.name != "conftest.py":
                yield from _acts(ast.parse(file.read_text("utf-8")))


def _acts(tree: ast.Module) -> Iterator[str]:
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call) or len(call.args) < 2:
            continue
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name in WRITERS:
            for part in ast.walk(call.args[1]):
                if isinstance(part, ast.Constant) and "." in str(part.value).strip("."):
                    yield str(part.value)


def test_the_search_for_acts_finds_them() -> None:
    assert {"case.view", "case.approve", "person.search", "ledger.write", "staff.change"} <= set(
        recorded_acts()
    )


#: Acts whose last word is a variable where they are written.
BULK = {f"case.{kind}{undo}" for kind in ("assign", "flag", "close") for undo in ("", ".undo")}
PRINTS = {f"print.{state}" for state in ("ready", "printed", "posted")}


@pytest.mark.parametrize("act", sorted({*recorded_acts(), *BULK, *PRINTS}))
def test_every_act_of_the_trail_has_words_in_both_languages(act: str) -> None:
    with translation.override("ja"):
        japanese = words.act(act)
    with translation.override("en"):
        english = words.act(act)
    assert act not in (japanese, english)
    assert english.isascii()


def test_an_act_without_words_stays_a_code() -> None:
    assert words.act("unheard.of") == "unheard.of"


@pytest.mark.parametrize("code", REASONS_TO_LOOK)
def test_the_auditor_reads_why_a_number_was_seen_in_both_languages(code: str) -> None:
    with translation.override("ja"):
        japanese = words.why(code)
    with translation.override("en"):
        english = words.why(code)
    assert code not in (japanese, english)
    assert english.isascii()


def test_a_reason_in_somebodys_own_words_stays_as_it_was_written() -> None:
    assert words.why("窓口での本人の申出") == "窓口での本人の申出"


@pytest.mark.parametrize(
    "word",
    [*(partial(words.left, why) for why in LEFT), *(partial(words.flag, mark) for mark in states.FLAGS)],
)
def test_marks_and_what_a_press_left_have_words_in_both_languages(word: Callable[[], str]) -> None:
    with translation.override("ja"):
        assert not word().isascii()
    with translation.override("en"):
        assert word().isascii()
