"""Is what a city says to residents said plainly? Every finding with file, line, and what would be better.

After 出入国在留管理庁・文化庁「在留支援のためのやさしい日本語ガイドライン」(2020): one thing a sentence, short sentences, few
kanji, each with its reading, no double negation, no piled-up politeness, everyday words. How long, how many and which
words is the city's (``words.yaml``). Of what law words (notices, reasons, 教示) only the やさしい日本語 is judged; names of
laws and what only staff read are judged by nobody here.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from dokodemo.catalog.reading import Problem, Source, read, stands_under, texts
from dokodemo.catalog.wording import Limits, Said, WordRules
from dokodemo.values import readings, yaml

Rule = Literal["long", "kanji", "word", "negation", "polite", "reading", "passive", "missing"]


@dataclass(frozen=True)
class Finding:
    """One thing that could be said more plainly."""

    rule: Rule
    problem: Problem

    def __str__(self) -> str:
        problem = self.problem
        return f"{problem.file}:{problem.line}: {self.rule}: {problem.message} ({problem.hint})"


#: A text too short for its share of kanji to mean anything.
_SHORT = 20
_SENTENCE = re.compile(r"[^。！？\n]+[。！？]?")
_KANJI = re.compile("[々〆ヶ一-鿿]")
_BRACKETS = re.compile(r"（[^（）]*）")
_NEGATIONS = re.compile(
    r"ないわけで(?:は|も)ない|ないことは(?:ない|ありません)|なくは(?:ない|ありません)|ないと(?:は言えません|はいえません)"
    r"|なければ[^。、]{0,12}(?:できません|なりません)|以外[^。、]{0,12}(?:できません|ありません)|ないかぎり|ない限り"
)
_POLITE = re.compile(
    r"させていただ\w*|お[^。、]{1,8}になられ\w*|いただきますよう\w*|くださいますよう\w*|賜\w*|申し上げ\w*|ご[^。、]{1,6}いただけますと"
)
_PASSIVE = re.compile(r"(?:され(?:ます|た|ました|ません|て)|[かがさたなばまらわ]れ(?:ます|ました)(?!ん))")
#: られます is also "can be done"; what looks passive and is a plain word.
_NOT_PASSIVE = re.compile(r"こわれ|忘れ|離れ|生まれ|別れ|られます|われます|知れません|なれます|かれます|入れ")


def find(folder: Path) -> tuple[list[Finding], list[Problem]]:
    """(what could be plainer, what is wrong with ``words.yaml`` or unreadable) of one city, by file and line."""
    folder = Path(folder)
    problems: list[Problem] = []
    rules = WordRules()
    path = folder / "words.yaml"
    if path.exists():
        found, _source = read(path, WordRules, problems)
        rules = found or rules
    findings: list[Finding] = []
    for each in sorted(folder.rglob("*.yaml")):
        name = each.relative_to(folder).as_posix()
        if name == "words.yaml" or any(Path(name).match(pattern) for pattern in rules.exempt_files):
            continue
        source = Source(each, {}, problems)
        try:
            data, source.lines = yaml.load_with_lines(each)
        except yaml.YamlProblem as error:
            problems.append(Problem(error.file, error.line, error.message))
            continue
        law = any(Path(name).match(pattern) for pattern in rules.law_files)
        findings += _in_file(data, source, rules, law)
    return sorted(findings, key=lambda found: found.problem), sorted(problems)


def plain_share(data: Any, rules: WordRules) -> tuple[int, int]:
    """(texts, those of them whose Japanese needs no mending by these rules) in what is declared, as plain data."""
    without = frozenset([*rules.exempt_keys, *rules.law_keys])
    said = [str(text["ja"]) for _loc, text in texts(data, without=without)]
    return len(said), sum(next(_said(each, "ja", rules, rules.ja), None) is None for each in said)


def _in_file(data: Any, source: Source, rules: WordRules, law: bool) -> Iterator[Finding]:
    """``law``: all of the file is in the words of law."""
    in_law = frozenset(rules.law_keys)
    for loc, text in texts(data, without=frozenset(rules.exempt_keys)):
        only_easy = law or any(stands_under(loc[:end], in_law) for end in range(1, len(loc) + 1))
        for lang, key, message, hint in _judge(text, rules, only_easy):
            at = (*loc, lang) if lang in text else loc
            yield Finding(key, Problem(source.file, source.line(at), message, hint))


Judged = tuple[str, Rule, str, str]  # language, rule, message, what would be better


def _judge(text: Mapping[str, str], rules: WordRules, only_easy: bool) -> Iterator[Judged]:
    if not only_easy:
        yield from _said(str(text["ja"]), "ja", rules, rules.ja)
    easy = text.get("easy")
    if isinstance(easy, str):
        yield from _said(easy, "easy", rules, rules.easy)
        yield from _easy_only(easy)
    elif _KANJI.search(str(text["ja"])):
        yield (
            "easy",
            "missing",
            f"no easy text: {_begin(str(text['ja']))}",
            "add easy: and the text, with readings",
        )


def _said(text: str, lang: Said, rules: WordRules, limits: Limits) -> Iterator[Judged]:
    bare = readings.plain(text)
    for sentence in _SENTENCE.findall(bare):
        # What is added in brackets is read as a sentence of its own.
        parts = [_BRACKETS.sub("", sentence), *(found[1:-1] for found in _BRACKETS.findall(sentence))]
        long = max((len(part.strip()) for part in parts), default=0)
        if long > limits.sentence:
            message = f"a sentence of {long} characters, at most {limits.sentence}: {_begin(sentence)}"
            yield lang, "long", message, "make two of it, one thing each"
    share = round(100 * len(_KANJI.findall(bare)) / len(bare)) if bare else 0
    if len(bare) >= _SHORT and share > limits.kanji:
        yield lang, "kanji", f"{share} % kanji, at most {limits.kanji} %: {_begin(bare)}", "write with verbs"
    for hard in rules.words:
        if lang in hard.of and hard.word in bare:
            yield lang, "word", f"a hard word: {hard.word}", f"write {hard.instead}"
    for pattern, key, hint in (
        (_NEGATIONS, "negation", "say what can be done, or what must"),
        (_POLITE, "polite", "say it with です・ます or 〜てください"),
    ):
        if found := pattern.search(bare):
            yield lang, key, f"{_NAMES[key]}: {found[0]}", hint  # type: ignore[misc]


_NAMES = {"negation": "two negations", "polite": "piled-up politeness"}


def _easy_only(text: str) -> Iterator[Judged]:
    if unread := readings.unread(text):
        yield "easy", "reading", f"kanji without a reading: {'、'.join(unread[:5])}", "write 漢字（かんじ）"
    if found := _PASSIVE.search(_NOT_PASSIVE.sub("", readings.plain(text))):
        yield "easy", "passive", f"looks passive: {found[0]}", "say who does it"


def _begin(text: str) -> str:
    return text if len(text) <= 24 else text[:24] + "…"
