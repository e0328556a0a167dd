"""The linter of plain Japanese: each rule finds its fault, on its line, and leaves good sentences alone."""

from pathlib import Path

import pytest

from dokodemo.catalog import words
from dokodemo.catalog.tests import small_city
from dokodemo.operate.house import CHECKOUT

RULES = """\
ja: {sentence: 40, kanji: 60}
easy: {sentence: 20, kanji: 50}
words:
  - {word: 提出, instead: 出す}
  - {word: 申請, instead: 申し込み, of: [easy]}
exempt_keys: [law, basis]
exempt_files: [notices/*.yaml]
"""


def found_in(
    folder: Path, text: str, rules: str = RULES, key: str = "title", file: str = "x.yaml"
) -> list[str]:
    (folder / "words.yaml").write_text(rules, encoding="utf-8")
    (folder / file).parent.mkdir(exist_ok=True)
    (folder / file).write_text(f"id: x\n{key}:\n{text}", encoding="utf-8")
    found, problems = words.find(folder)
    assert problems == []
    return [f"{each.rule}:{each.problem.line}:{each.problem.message}" for each in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  ja: 書いてください\n  en: x\n  easy: 書（か）いてください\n", []),
        ("  ja: かな\n  en: x\n", []),
        ("  ja: 書く\n  en: x\n", ["missing:2:no easy text: 書く"]),
        ("  ja: かな\n  en: x\n  easy: 市役所の窓口（まどぐち）\n", ["reading:5:kanji without a reading: 市役所"]),
        ("  ja: すぐに提出してね\n  en: x\n  easy: だす\n", ["word:3:a hard word: 提出"]),
        ("  ja: 申請\n  en: x\n  easy: 申請（しんせい）\n", ["word:5:a hard word: 申請"]),
        ("  ja: かな\n  en: x\n  easy: 市（し）に呼（よ）ばれます\n", ["passive:5:looks passive: ばれます"]),
        ("  ja: かな\n  en: x\n  easy: 子（こ）が生（う）まれました\n", []),
        ("  ja: かな\n  en: x\n  easy: 家（いえ）がこわれました\n", []),
        ("  ja: ださないことはありません\n  en: x\n", ["negation:3:two negations: ないことはありません"]),
        ("  ja: おくらせていただきます\n  en: x\n", []),
        ("  ja: れんらくさせていただきます\n  en: x\n", ["polite:3:piled-up politeness: させていただきます"]),
        ("  ja: 児童扶養手当支給認定請求書受付窓口案内一覧表\n  en: x\n  easy: かな\n",
         ["kanji:3:100 % kanji, at most 60 %: 児童扶養手当支給認定請求書受付窓口案内一覧表"]),
    ],
)  # fmt: skip
def test_each_rule(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert found_in(tmp_path, text) == expected


def test_a_sentence_is_measured_without_readings_and_brackets(tmp_path: Path) -> None:
    easy = f"{'十（じゅう）に' * 9}（{'あ' * 20}）いい"
    assert found_in(tmp_path, f"  ja: かな\n  en: x\n  easy: {easy}\n") == []
    (long,) = found_in(tmp_path, f"  ja: {'あ' * 41}。いい。\n  en: x\n")
    assert long.startswith("long:3:a sentence of 42 characters, at most 40")


def test_what_law_words_and_staff_read_is_not_judged(tmp_path: Path) -> None:
    text = "  ja: 書類を提出\n  en: x\n"
    assert found_in(tmp_path, text, key="law") == []
    (tmp_path / "x.yaml").unlink()
    assert found_in(tmp_path, text, file="notices/x.yaml") == []


def test_of_what_is_in_the_words_of_law_only_the_easy_text_is_judged(tmp_path: Path) -> None:
    rules = RULES + "law_keys: [refusals]\nlaw_files: [kyoji.yaml]\n"
    hard = "  ja: 書類を提出\n  en: x\n"
    assert found_in(tmp_path, hard, rules, "refusals") == ["missing:2:no easy text: 書類を提出"]
    assert found_in(tmp_path, hard + "  easy: 紙（かみ）を提出（ていしゅつ）\n", rules, "refusals") == [
        "word:5:a hard word: 提出"
    ]
    (tmp_path / "x.yaml").unlink()
    assert found_in(tmp_path, hard, rules, file="kyoji.yaml") == ["missing:2:no easy text: 書類を提出"]


def test_a_key_may_be_meant_only_under_another(tmp_path: Path) -> None:
    rules = RULES.replace("[law, basis]", "[refusals.title]")
    text = "  - title: {ja: 書類, en: x}\n    text: {ja: 理由, en: x}\n"
    assert found_in(tmp_path, text, rules, "refusals") == ["missing:4:no easy text: 理由"]


def test_wrong_rules_and_unreadable_files_are_problems(tmp_path: Path) -> None:
    (tmp_path / "words.yaml").write_text("ja: {sentence: 5, kanji: 50}\n", encoding="utf-8")
    (tmp_path / "x.yaml").write_text("a: [\n", encoding="utf-8")
    found, problems = words.find(tmp_path)
    assert found == []
    assert {each.file.name for each in problems} == {"words.yaml", "x.yaml"}


def test_without_rules_of_its_own_a_city_is_judged_by_the_guideline(tmp_path: Path) -> None:
    found, problems = words.find(small_city.write(tmp_path))
    assert problems == []
    assert {each.rule for each in found} >= {"missing"}


def test_the_sample_city_keeps_its_rules() -> None:
    """Lists of names full of kanji are told by the command; nothing else may come back."""
    found, problems = words.find(CHECKOUT / "cities" / "umikaze")
    assert problems == []
    assert [str(each) for each in found if each.rule != "kanji"] == []


def test_a_glossary_is_judged(tmp_path: Path) -> None:
    from dokodemo.catalog.check import check

    small_city.write(tmp_path)
    (tmp_path / "glossary.yaml").write_text(
        "terms:\n"
        "  - id: a\n    term: {ja: 世帯, en: x}\n    text: {ja: y, en: y}\n"
        "  - id: a\n    term: {ja: 戸籍, en: x}\n    text: {ja: y, en: y}\n"
        "interface:\n"
        '  - msgid: "%(n)s日"\n    text: {ja: 日, en: "%(n)s days"}\n'
        '  - msgid: "ない文"\n    text: {ja: a, en: a}\n',
        encoding="utf-8",
    )
    said = [
        str(each).partition("glossary.yaml:")[2] for each in check(tmp_path, interface={"%(n)s日"}).problems
    ]
    assert said == [
        "5: 'a' is here twice (keep one of them)",
        "10: what is filled in differs from the msgid (fill in %(n)s)",
        "11: no screen says 'ない文' (known here: %(n)s日)",
    ]
