"""The languages beyond Japanese and English: read from PO files, put into every text, wrong files answered by line."""

from datetime import date
from pathlib import Path

import pytest

from dokodemo.catalog import tongues
from dokodemo.catalog.headings import HEADINGS
from dokodemo.catalog.reading import Problem
from dokodemo.catalog.schema import Catalog, Text
from dokodemo.catalog.sentences import SENTENCES, day, say, say_date
from dokodemo.catalog.terms import EASY, TONGUES, Tongue
from dokodemo.operate import languages, testing
from dokodemo.operate.house import CHECKOUT

UMIKAZE = CHECKOUT / "cities" / "umikaze"
HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'


@pytest.fixture(scope="module")
def city() -> Catalog:
    return testing.sample_city()


def po(folder: Path, tongue: str, entries: str, head: str = HEAD) -> Path:
    path = folder / "languages" / f"{tongue}.po"
    path.parent.mkdir(exist_ok=True)
    path.write_text(head + entries, encoding="utf-8")
    return path


@pytest.mark.parametrize("tongue", TONGUES)
def test_guide_and_forms_of_the_city_are_there_in_every_language(city: Catalog, tongue: Tongue) -> None:
    problems: list[Problem] = []
    said = tongues.read(UMIKAZE, problems)
    wanted = tongues.wanted(UMIKAZE)
    assert len(wanted) > 2000
    assert [ja for ja in wanted if ja not in said[tongue]] == []
    assert problems == []
    labels = [each.labels for one in city.procedures.values() for page in one.pages for each in page.fields]
    assert len(labels) > 500
    assert [text.ja for text in labels if tongue not in (text.more or {})] == []


@pytest.mark.parametrize("tongue", TONGUES)
def test_what_the_code_says_is_there_in_every_language(tongue: str) -> None:
    texts = [*SENTENCES.values(), *HEADINGS.values()]
    assert [text.ja for text in texts if tongue not in (text.more or {})] == []
    assert "{label}" in SENTENCES["required"].of(tongue)
    assert say("too-few", tongue, label="ABC", min=2).count("ABC") == 1


def test_a_text_falls_back_to_english_where_it_is_not_translated() -> None:
    text = Text(ja="海", en="sea", easy="海（うみ）", more={"ko": "바다"})
    said = {each: text.of(each) for each in ("ja", EASY, "easy", "en", "ko", "vi", "xx")}
    assert said == {
        "ja": "海", EASY: "海（うみ）", "easy": "海（うみ）", "en": "sea", "ko": "바다", "vi": "sea", "xx": "海",
    }  # fmt: skip


def test_a_text_made_of_others_is_made_in_every_language() -> None:
    text = Text(ja="海", en="sea", more={"ko": "바다"})
    twice = Text.made(lambda lang: text.of(lang) * 2)
    assert (twice.ja, twice.en, twice.of(EASY), twice.of("ko"), twice.of("vi")) == (
        "海海", "seasea", "海海", "바다바다", "seasea",
    )  # fmt: skip


def test_days_are_written_as_each_language_writes_them() -> None:
    said = {each: say_date("2026-12-05", each) for each in ("ja", "en", *TONGUES)}
    assert said == {
        "ja": "2026年12月5日", "en": "5 December 2026", "zh-hans": "2026年12月5日", "zh-hant": "2026年12月5日",
        "ko": "2026년 12월 5일", "vi": "5 tháng 12, 2026", "pt-br": "5 de dezembro de 2026",
    }  # fmt: skip
    assert day(date(2026, 12, 5), "ko", weekday=True) == "2026년 12월 5일 (토)"
    assert [say_date(each, "vi") for each in ("", "soon", "2026-13-01", "2026-12-5", "2026-W49-6")] == [
        "", "soon", "2026-13-01", "2026-12-5", "2026-W49-6",
    ]  # fmt: skip


def test_a_wrong_file_is_told_with_its_line(tmp_path: Path) -> None:
    po(tmp_path, "ko", 'msgid "海"\nmsgstr "바다"\n\nmsgid "{n}日"\nmsgstr "{m}일"\n')
    po(tmp_path, "vi", 'msgid "海"\nmsgstr "biển\n')
    po(tmp_path, "kr", 'msgid "海"\nmsgstr "바다"\n')
    (tmp_path / "languages" / "pt-br.po").write_bytes(HEAD.encode() + b'msgid "\xff"\nmsgstr "x"\n')
    problems: list[Problem] = []
    said = tongues.read(tmp_path, problems)
    assert said == {"ko": {"海": "바다"}}
    found = {each.file.name: (each.line, each.message, each.hint) for each in problems}
    assert found["ko.po"][0] == 7
    assert "placeholders differ" in found["ko.po"][1]
    assert found["vi.po"][0] == 5
    assert found["vi.po"][1].startswith("this line is not as a PO file has it")
    assert found["kr.po"][:2] == (1, "'kr' is no language that is offered")
    assert "ko" in found["kr.po"][2]
    assert found["pt-br.po"][0] == 4
    assert "UTF-8" in found["pt-br.po"][1]


@pytest.mark.parametrize(
    "head",
    [
        "Content-Type: text/plain; charset=CHARSET",
        "Content-Type: text/plain; charset=EUC-KR",
        "Content-Type: text/plain; charset=ISO-8859-1",
        "PO-Revision-Date: 2026/11/28",
        "Plural-Forms: nplurals=INTEGER; plural=EXPRESSION;",
        "Language: Korean language",
    ],
)
def test_a_head_that_cannot_be_read_is_told(tmp_path: Path, head: str) -> None:
    po(tmp_path, "ko", 'msgid "海"\nmsgstr "바다"\n', head=f'msgid ""\nmsgstr "{head}\\n"\n\n')
    problems: list[Problem] = []
    assert tongues.read(tmp_path, problems) == {}
    assert [(each.file.name, each.line) for each in problems] == [("ko.po", 1)]
    assert problems[0].message.startswith("the head")


def test_what_a_translator_must_look_at_again_is_not_shown(tmp_path: Path) -> None:
    po(tmp_path, "ko", '#, fuzzy\nmsgid "海"\nmsgstr "강"\n\nmsgid "山"\nmsgstr ""\n')
    assert tongues.read(tmp_path, []) == {"ko": {}}


def test_the_files_are_brought_up_to_date_and_keep_what_was_translated(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "city.yaml").write_text(
        'titles: {ja: "海風市", en: "Umikaze"}\nlead: {ja: "海", en: "Sea"}\n'
    )
    (tmp_path / "words.yaml").write_text(
        "untranslated_keys: [doubts]\nuntranslated_files: [notices/*.yaml]\n"
    )
    (tmp_path / "notices").mkdir()
    (tmp_path / "notices" / "a.yaml").write_text('title: {ja: "手紙", en: "Letter"}\n')
    (tmp_path / "b.yaml").write_text('doubts: [{text: {ja: "疑い", en: "Doubt"}}]\n')
    po(tmp_path, "ko", 'msgid "海"\nmsgstr "바다"\n\nmsgid "古い"\nmsgstr "옛날"\n')
    assert languages.update(tmp_path, write=True) == 1
    assert "ko: 1 of 2 texts are not translated" in capsys.readouterr().out
    text = (tmp_path / "languages" / "ko.po").read_text()
    assert 'msgid "海"\nmsgstr "바다"' in text
    assert '#~ msgid "古い"' in text
    assert "手紙" not in text
    assert "疑い" not in text
    assert "#: city.yaml\n" in text
    for tongue in TONGUES:
        po(tmp_path, tongue, 'msgid "海風市"\nmsgstr "A"\n\nmsgid "海"\nmsgstr "B"\n')
    assert languages.update(tmp_path, write=False) == 0


def test_a_broken_file_is_not_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "city.yaml").write_text('titles: {ja: "海風市", en: "Umikaze"}\n')
    broken = po(tmp_path, "ko", 'msgid "海"\nmsgstr "바다\n')
    before = broken.read_bytes()
    assert languages.update(tmp_path, write=True) == 1
    assert broken.read_bytes() == before
    assert "ko.po:5: this line is not as a PO file has it" in capsys.readouterr().out
