"""The people that a form's answers speak of: who was written down once need not be typed into the next question again."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dokodemo.catalog.compiled import form_of
from dokodemo.catalog.schema import Field, Procedure

#: The subjects of meanings (``spouse.name``) that are people; what the sign-in says is of the applicant.
_PEOPLE = frozenset(("applicant", "spouse", "child", "insured", "family", "person", "older", "baby"))
_SAME = {"identity": "applicant"}
_WORDS = ("name", "kana", "birthdate", "gender")
#: Whom nobody would name there: a child is not the applicant.
_NEVER = {each: {"applicant", "spouse"} for each in ("child", "older", "baby")} | {
    "spouse": {"applicant", "child", "older", "baby"}
}


@dataclass(frozen=True)
class Person:
    """What was said of somebody (``name`` → …), and as what they were named (``spouse``)."""

    said: Mapping[str, Any]
    subjects: frozenset[str]

    @property
    def name(self) -> str:
        return str(self.said["name"])

    @property
    def key(self) -> str:
        """By what they are found again, whoever else was written down in between; no name."""
        who = f"{''.join(self.name.split())} {self.said.get('birthdate', '')}"
        return hashlib.sha256(who.encode()).hexdigest()[:16]

    def may_be(self, subject: str) -> bool:
        """Whether they can be named as this, too."""
        return not self.subjects & _NEVER.get(subject, set())

    def _is(self, other: "Person") -> bool:
        """The same name is the same person, unless two birthdates are told."""
        born = {each.said["birthdate"] for each in (self, other) if "birthdate" in each.said}
        return same_name(self.name, other.name) and len(born) < 2

    def _with(self, other: "Person") -> "Person":
        return Person({**other.said, **self.said}, self.subjects | other.subjects)


def named(procedure: Procedure, values: Mapping[str, Any]) -> list[Person]:
    """Everybody whom these answers name, each once, in the order of the form."""
    found: list[Person] = []
    for person in _said(procedure, values):
        at = next((at for at, known in enumerate(found) if known._is(person)), None)
        if at is None:
            found.append(person)
        else:
            found[at] = found[at]._with(person)
    return found


def asked_by_subject(fields: Iterable[Field]) -> dict[str, dict[str, Field]]:
    """The questions about each person among these: subject → word (``name``, and whatever else is asked of them) →
    question. Only where a name is asked."""
    found: dict[str, dict[str, Field]] = {}
    for field in fields:
        subject, word = _about(field)
        if subject in _PEOPLE and word:
            found.setdefault(subject, {}).setdefault(word, field)
    return {subject: words for subject, words in found.items() if "name" in words}


def same_name(one: str, other: str) -> bool:
    """Whether two names are one: spaces do not count."""
    return "".join(one.split()) == "".join(other.split())


def fits(field: Field, value: Any) -> bool:
    """Whether what was said elsewhere can be the answer here: a code only where it is among the choices."""
    return field.type != "choice" or any(each.code == value for each in field.choices or ())


def _said(procedure: Procedure, values: Mapping[str, Any]) -> Iterator[Person]:
    for page in form_of(procedure).pages:
        singles = [rule.field for rule in page.fields if rule.field.type != "list"]
        for subject, words in asked_by_subject(singles).items():
            yield from _person(subject, words, values)
        for listed in (rule.field for rule in page.fields if rule.field.type == "list"):
            for subject, words in asked_by_subject(listed.fields or ()).items():
                for item in values.get(listed.id) or ():
                    yield from _person(subject, words, item)


def _person(subject: str, words: Mapping[str, Field], values: Mapping[str, Any]) -> Iterator[Person]:
    said = {word: values[words[word].id] for word in _WORDS if word in words and values.get(words[word].id)}
    if "name" in said:
        yield Person(said, frozenset({subject}))


def _about(field: Field) -> tuple[str, str]:
    subject, _, word = (field.source or field.means or "").partition(".")
    return _SAME.get(subject, subject), word
