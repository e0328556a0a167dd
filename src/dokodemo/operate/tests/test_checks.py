"""The checks themselves can fail: each is shown something wrong."""

from pathlib import Path

import pytest

from dokodemo.operate import architecture, checks, translations
from dokodemo.operate.house import House
from dokodemo.operate.tour import Scene, Tour, play


def write(root: Path, name: str, text: str) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("file", "text", "broken"),
    [
        ("core/residents/views.py", "from dokodemo.core.residents.models import Person", "a view never"),
        ("core/residents/views.py", "from .models import Person", "a view never"),
        ("core/residents/views.py", "from . import models", "a view never"),
        ("casework/cases/views/desk.py", "import dokodemo.casework.cases.models", "a view never"),
        (
            "core/child_allowance/actions.py",
            "from dokodemo.core.residents.models import Person",
            "another room's",
        ),
        ("core/child_allowance/actions.py", "def f():\n    from ..residents import models", "another room's"),
        ("gateway/outbox.py", "from dokodemo.base.audit.models import Row", "another room's"),
        ("core/residents/actions.py", "from dokodemo.core.residents.models import Person", None),
        ("core/residents/queries/people.py", "from dokodemo.core.residents import models", None),
        ("core/residents/tests/test_views.py", "from dokodemo.core.dogs.models import Dog", None),
        ("gateway/inbox.py", "from dokodemo.gateway.models import Inbox", None),
        ("core/child_allowance/actions.py", "from dokodemo.core.residents import queries", None),
        ("core/child_allowance/actions.py", "from django.db import models", None),
    ],
)
def test_rules_of_the_rooms(tmp_path: Path, file: str, text: str, broken: str | None) -> None:
    write(tmp_path, f"src/dokodemo/{file}", text)
    found = architecture.problems(tmp_path / "src")
    if broken is None:
        assert found == []
    else:
        assert len(found) == 1
        assert broken in str(found[0])
        assert f"{file}:" in str(found[0])


PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'


def room(root: Path, po: str) -> Path:
    write(
        root,
        "room/views.py",
        'from django.utils.translation import gettext as _, ngettext\n_("送信する")\nngettext("%(n)s件", "%(n)s件", 2)\n',
    )
    write(root, "room/templates/room/a.html", '\n{% load i18n %}{% translate "犬の登録" %}\n')
    write(
        root,
        "room/templates/room/b.html",
        "{% blocktranslate %}こんにちは、{{ name }}さん{% endblocktranslate %}",
    )
    write(root, "room/tests/test_x.py", '_("試験だけ")')
    write(root, "room/locale/en/LC_MESSAGES/django.po", PO + po)
    return root


COMPLETE = (
    'msgid "送信する"\nmsgstr "Send"\n\nmsgid "%(n)s件"\nmsgid_plural "%(n)s件"\nmsgstr[0] "one case"\nmsgstr[1] "%(n)s cases"\n\n'
    'msgid "犬の登録"\nmsgstr "Dog registration"\n\nmsgid "こんにちは、%(name)sさん"\nmsgstr "Hello, %(name)s"\n'
)


def test_complete_translations_are_found_complete(tmp_path: Path) -> None:
    assert translations.missing(room(tmp_path, COMPLETE)) == []


@pytest.mark.parametrize(
    ("change", "to", "words"),
    [
        ('msgstr "Send"', 'msgstr ""', "views.py:2: en: not translated: '送信する'"),
        ('msgid "犬の登録"', 'msgid "猫の登録"', "a.html:2: en: not translated: '犬の登録'"),
        ('msgid "犬の登録"', '#, fuzzy\nmsgid "犬の登録"', "not translated: '犬の登録'"),
        ('"Hello, %(name)s"', '"Hello"', "b.html:1: en: placeholders differ"),
        ('"Hello, %(name)s"', '"Hello, %(nome)s"', "placeholders differ"),
        ('"%(n)s cases"', '"%(m)s cases"', "views.py:3: en: placeholders differ"),
        ('"%(n)s cases"', '""', "views.py:3: en: not translated"),
    ],
)
def test_what_is_missing_in_a_translation_is_named(tmp_path: Path, change: str, to: str, words: str) -> None:
    assert change in COMPLETE
    (problem,) = translations.missing(room(tmp_path, COMPLETE.replace(change, to)))
    assert words in str(problem)


def test_residents_packages_need_every_language_that_residents_may_choose(tmp_path: Path) -> None:
    root = room(tmp_path, COMPLETE)
    write(root, "internet/views.py", '_("送信する")\n')
    languages = [
        each for each, packages in translations.LANGUAGES.items() if not packages or "internet" in packages
    ]
    assert {"en", "ja_X-easy", "zh_Hans", "zh_Hant", "ko", "vi", "pt_BR"} == set(languages)
    assert [each.language for each in translations.missing(root)] == languages
    for language in languages:
        write(
            root,
            f"internet/locale/{language}/LC_MESSAGES/django.po",
            PO + 'msgid "送信する"\nmsgstr "送（おく）る"\n',
        )
    assert translations.missing(root) == []


def test_what_only_another_zone_has_translated_is_missing(tmp_path: Path) -> None:
    """A process has the translations of its own zone: the page would be in Japanese."""
    write(tmp_path, "core/views.py", '_("送信する")\n')
    write(tmp_path, "casework/locale/en/LC_MESSAGES/django.po", PO + 'msgid "送信する"\nmsgstr "Send"\n')
    assert translations.missing(tmp_path) == []
    write(tmp_path, "gateway/views.py", '_("送信する")\n')
    (problem,) = translations.missing(tmp_path)
    assert "gateway/views.py:1: en: not translated" in str(problem)


def test_translations_are_compiled_once(tmp_path: Path) -> None:
    room(tmp_path, COMPLETE)
    assert translations.compile_all(tmp_path) == 1
    assert translations.compile_all(tmp_path) == 0
    import gettext

    with (tmp_path / "room/locale/en/LC_MESSAGES/django.mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("送信する") == "Send"


def test_a_failing_test_is_counted(tmp_path: Path) -> None:
    write(tmp_path, "test_a.py", "import pytest\ndef test_1(): pass\ndef test_2(): assert 0\n"
          "def test_3(): pytest.skip('no')\n@pytest.fixture\ndef broken(): raise OSError\ndef test_4(broken): pass\n")  # fmt: skip
    result = checks.pytest([str(tmp_path)], nightly=False, select="", workers=0)
    assert result == checks.Result(passed=1, failed=2, skipped=1)


def test_no_test_at_all_is_a_failure(tmp_path: Path) -> None:
    assert checks.pytest([str(tmp_path)], nightly=False, select="", workers=0) == checks.Result(0, 1)
    assert checks.pytest([str(tmp_path)], nightly=False, select="x", workers=0) == checks.Result(0, 0)


def test_tests_that_cannot_be_read_are_a_failure(tmp_path: Path) -> None:
    write(tmp_path, "test_a.py", "import nowhere_to_be_found\n")
    result = checks.pytest([str(tmp_path)], nightly=False, select="", workers=0)
    assert result.passed == 0
    assert result.failed >= 1


def test_every_step_can_be_named() -> None:
    every = checks.steps(nightly=False)
    assert {step.title for step in every} >= {
        "lint",
        "types",
        "imports",
        "translations",
        "units core",
        "journeys",
    }
    assert [step.title for step in checks._choose(every, ["units", "internet"])] == ["units internet"]
    assert len(checks._choose(every, ["units"])) == 4
    assert [step.title for step in checks._choose(every, ["lint", "units", "core"])] == ["lint", "units core"]
    assert checks._choose(every, ["nothing"]) == []
    assert checks._choose(every, []) == every


def test_the_last_line_counts_and_the_code_tells(capsys: pytest.CaptureFixture[str]) -> None:
    good = checks.Step("good", "", lambda: checks.Result(3, 0))
    bad = checks.Step("bad", "core", lambda: checks.Result(1, 2, 1))
    assert checks._run([good]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "3 passed, 0 failed"
    assert checks._run([good, bad]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "4 passed, 2 failed"
    assert any("What failed: bad core" in line for line in lines)
    assert checks._run([checks.Step("none", "", lambda: checks.Result(0, 0))]) == 1


def test_a_tour_ends_at_the_first_thing_that_is_not_true(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    played: list[str] = []

    def true(tour: Tour) -> None:
        played.append("true")

    def untrue(tour: Tour) -> None:
        raise AssertionError("the case is not there")

    house = House(tmp_path)
    assert play(house, [Scene("a", true)]) == 0
    assert "All of it was true." in capsys.readouterr().out
    assert play(house, [Scene("b", untrue), Scene("c", true)]) == 1
    assert "NOT TRUE: the case is not there" in capsys.readouterr().out
    assert played == ["true"]
