"""The words every declaration is written with: texts, ids, and questions. ``schema`` says what is built from them."""

from collections.abc import Callable
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, StringConstraints
from pydantic import Field as Item

Lang = Literal["ja", "en"]
LANGUAGES: tuple[Lang, ...] = ("ja", "en")
#: やさしい日本語, as a reader chooses it (a private-use tag of BCP 47). A catalog calls the same texts ``easy``.
EASY = "ja-x-easy"
#: The other languages that residents read, by their tags of BCP 47; a letter itself is Japanese.
Tongue = Literal["zh-hans", "zh-hant", "ko", "vi", "pt-br"]
TONGUES: tuple[Tongue, ...] = ("zh-hans", "zh-hant", "ko", "vi", "pt-br")
FieldType = Literal[
    "text", "kana", "date", "integer", "choice", "boolean", "postal", "phone", "email", "address",
    "bank_code", "branch_code", "account_number", "account_holder", "list", "kojinbango", "statement", "digits",
]  # fmt: skip
Source = Literal[
    "identity.name", "identity.address", "identity.birthdate", "identity.gender", "account.email"
]
Role = Literal["clerk", "approver", "operator", "auditor"]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Meaning = Annotated[str, StringConstraints(pattern=r"^[a-z]+(\.[a-z][a-z0-9_]*)?$", max_length=60)]
#: A condition: long ones are two, and the language's parser is kept from texts that would exhaust it.
Cel = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Text(Model):
    """One text in every language that is offered. ``easy`` is やさしい日本語. ``more``: the other languages, which a city
    keeps beside its files (``languages/<tag>.po``) and seldom writes here."""

    ja: Words
    en: Words
    easy: Words | None = None
    more: dict[Tongue, Words] | None = None

    def of(self, lang: str) -> str:
        """The text in ``lang`` (a tag, or ``easy``). Where there is none: Japanese for plain Japanese and for what is no
        language here, English for the others."""
        if lang == "ja":
            return self.ja
        if lang in (EASY, "easy"):
            return self.easy or self.ja
        if lang not in TONGUES:
            return self.en if lang == "en" else self.ja
        return (self.more.get(lang) if self.more else None) or self.en

    @classmethod
    def made(cls, say: Callable[[str], str]) -> Self:
        """The text that ``say`` makes in each language: what is put together out of others."""
        return cls(ja=say("ja"), en=say("en"), easy=say(EASY), more={each: say(each) for each in TONGUES})


def inward(lang: str) -> Lang:
    """The language in which a person of the city answers who reads ``lang``, and of the note under a letter."""
    return "ja" if lang in ("ja", EASY) else "en"


class Choice(Model):
    code: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$", max_length=40)]
    label: Text


class Check(Model):
    """A rule over several answers. False shows ``message`` at ``field`` (else at the first field it names)."""

    cel: Cel
    message: Text
    field: Name | None = None


class Field(Model):
    """One question. ``when`` may ask only fields before this one, so a form is settled in one pass.

    ``means`` says what an answer is about (``account.number``): questions of several procedures with the same meaning
    are asked once when they are applied for together, and a resident's profile may answer them."""

    id: Name
    type: FieldType
    labels: Text
    help: Text | None = None
    required: bool = True
    when: Cel | None = None
    source: Source | None = None
    means: Meaning | None = None
    choices: list[Choice] | None = None
    code_list: Slug | None = None
    multiline: bool = False
    max_length: int | None = Item(default=None, ge=1, le=4000)
    length: int | None = Item(default=None, ge=1, le=40)
    min: int | None = None
    max: int | None = None
    past: bool = False
    fields: list["Field"] | None = None
    item_labels: Text | None = None
    min_items: int = Item(default=0, ge=0, le=50)
    max_items: int = Item(default=20, ge=1, le=50)
    checks: list[Check] = []

    @property
    def codes(self) -> list[str]:
        """What a choice may be; nothing for another type."""
        return [choice.code for choice in self.choices or []]
