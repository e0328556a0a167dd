"""What one version changes in another."""

from pathlib import Path

import pytest

from dokodemo.catalog import changes
from dokodemo.catalog.check import check
from dokodemo.catalog.schema import Catalog
from dokodemo.catalog.tests import small_city

GONE = """\
id: tennyu
titles: {ja: 転入届, en: Moving in}
section: fukushi
since: 2026-12-01
reason_text: {ja: 国の制度が終わったためです, en: The scheme has ended}
instead_text: {ja: 福祉課に聞いてください, en: Ask the welfare section}
successor: shien
"""


@pytest.fixture
def before(tmp_path: Path) -> Catalog:
    return small_city.catalog(tmp_path / "before")


def after(tmp_path: Path, **changed: str) -> Catalog:
    report = check(small_city.write(tmp_path / "after", **changed))
    assert report.catalog is not None, [str(each) for each in report.problems]
    return report.catalog


def test_the_same_is_no_change(before: Catalog, tmp_path: Path) -> None:
    assert changes.between(before, after(tmp_path)).none


def test_everything_is_new_in_a_first_version(before: Catalog) -> None:
    found = changes.between(None, before)
    assert {each.procedure for each in found.of("added")} == {"shien", "tennyu"}
    assert found.sections == {"fukushi"}


def test_a_changed_form_says_which_questions(before: Catalog, tmp_path: Path) -> None:
    changed = (
        small_city.PROCEDURE.replace("{ja: なまえ, en: Name}", "{ja: 名, en: Name}")
        .replace("      - id: memo\n        type: text", "      - id: note\n        type: text")
        .replace("standard_days: 10", "standard_days: 20")
    )
    found = changes.between(before, after(tmp_path, shien=changed))
    (one,) = found.procedures
    assert (one.kind, one.procedure, set(one.parts)) == ("changed", "shien", {"standard_days", "pages"})
    assert {(each.kind, each.label.ja) for each in one.questions} == {
        ("added", "メモ"), ("removed", "メモ"), ("changed", "名"),
    }  # fmt: skip


def test_other_words_of_a_letter_are_a_change_of_the_procedures_that_send_it(
    before: Catalog, tmp_path: Path
) -> None:
    found = changes.between(
        before, after(tmp_path, kettei=small_city.NOTICE.replace("決定しました", "決めました"))
    )
    (one,) = found.procedures
    assert [each.ja for each in one.letters] == ["通知", "却下"]
    assert found.others == ("notices",)


def test_what_vanishes_without_a_word_is_found(before: Catalog, tmp_path: Path) -> None:
    folder = small_city.write(tmp_path / "after")
    (folder / "counter" / "tennyu.yaml").unlink()
    silent = check(folder).catalog
    assert silent is not None
    assert [each.procedure for each in changes.unexplained(changes.between(before, silent))] == ["tennyu"]
    (folder / "withdrawn" / "tennyu.yaml").write_text(GONE, "utf-8")
    said = check(folder).catalog
    assert said is not None
    assert said.withdrawn["tennyu"].successor == "shien"
    found = changes.between(before, said)
    assert not changes.unexplained(found)
    assert [each.procedure for each in found.of("withdrawn")] == ["tennyu"]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "successor: shien",
            "successor: shein",
            "no procedure 'shein' takes its place (did you mean shien?)",
        ),
        ("section: fukushi", "section: fukusi", "unknown section 'fukusi' (did you mean fukushi?)"),
        ("since: 2026-12-01", "since: soon", "since"),
        ("id: tennyu", "id: shien", "is not the name of the file"),
    ],
)
def test_a_withdrawal_that_is_not_right_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    folder = small_city.write(tmp_path / "city")
    (folder / "counter" / "tennyu.yaml").unlink()
    (folder / "withdrawn" / "tennyu.yaml").write_text(GONE.replace(old, new), "utf-8")
    report = check(folder)
    line = GONE[: GONE.index(old)].count("\n") + 1
    assert any(says in str(each) and f"tennyu.yaml:{line}:" in str(each) for each in report.problems), [
        str(each) for each in report.problems
    ]


def test_offered_and_withdrawn_at_once_is_told(tmp_path: Path) -> None:
    folder = small_city.write(tmp_path / "city")
    (folder / "withdrawn" / "tennyu.yaml").write_text(GONE, "utf-8")
    assert "still a procedure of this city" in str(check(folder).problems[0])
