"""What a city declares, as types: the only description of ``cities/<city>/*.yaml`` there is.

Every model refuses unknown keys. The JSON Schema of the whole is published from here (:func:`json_schema`).
What a type alone cannot say (an id that must exist, a condition that must answer yes or no) is in ``check``.
"""

import hashlib
import json
from collections.abc import Callable
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, PrivateAttr, StringConstraints, ValidationError
from pydantic import Field as Item
from pydantic.json_schema import models_json_schema

Lang = Literal["ja", "en"]
LANGUAGES: tuple[Lang, ...] = ("ja", "en")
Zone = Literal["office", "core"]
Identity = Literal["none", "mail", "card", "sign"]
#: How sure the city is of who applies, from not at all to a signature over the content.
IDENTITY_LEVELS: tuple[Identity, ...] = ("none", "mail", "card", "sign")
Role = Literal["clerk", "approver", "operator", "auditor"]
FieldType = Literal[
    "text", "kana", "date", "integer", "choice", "boolean", "postal", "phone", "email", "address",
    "bank_code", "branch_code", "account_number", "account_holder", "list", "kojinbango", "statement", "digits",
]  # fmt: skip
Source = Literal[
    "identity.name", "identity.address", "identity.birthdate", "identity.gender", "account.email"
]
MediaType = Literal["image/jpeg", "image/png", "application/pdf"]
Party = Literal[
    "internet", "office", "core", "relay", "smtp", "identity-provider", "resident-browser", "staff-browser"
]

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class CatalogUnreadable(ValueError):
    """The bytes are no catalog that this version of the house can read."""


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Text(Model):
    """One text in every language that is offered. ``easy`` is やさしい日本語."""

    ja: Words
    en: Words
    easy: Words | None = None

    def of(self, lang: str) -> str:
        """The text in ``lang`` (``ja``, ``en``, ``easy``); Japanese where there is none."""
        return getattr(self, lang, None) or self.ja if lang in ("en", "easy") else self.ja


class City(Model):
    """The municipality. ``code`` is the 全国地方公共団体コード: six digits, the last one checks."""

    id: Slug
    code: str
    titles: Text
    prefecture: Text
    population: int = Item(ge=1)
    postal: Annotated[str, StringConstraints(pattern=r"^\d{3}-\d{4}$")]
    address: Text
    phone: str
    hours: Text


class Organ(Model):
    """An executive organ (執行機関). ``head`` is in whose name it decides, as printed on a notice."""

    id: Slug
    title: Text
    head: Text


class Section(Model):
    """A section (課) and the zone in which its cases are handled."""

    id: Slug
    title: Text
    organ: Slug
    zone: Zone
    phone: str
    place: Text


class ApprovalRule(Model):
    """Who decides (専決). Whoever proposed never approves: there is no key to switch that off."""

    id: Slug
    title: Text
    proposer: Role
    approver: Role
    decider: Text
    basis: Text


class Flow(Model):
    """One declared connection: ``from`` dials ``to``. ``direction`` says which way content moves over it."""

    id: Slug
    from_: Party = Item(alias="from")
    to: Party
    protocol: Literal["http", "https", "smtp"]
    port: Literal["web", "gateway", "oidc", "smtp"]
    direction: Literal["send", "fetch", "both"]
    purpose: Text
    basis: Text


class Choice(Model):
    code: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$", max_length=40)]
    label: Text


class CodeList(Model):
    id: Slug
    title: Text
    codes: list[Choice] = Item(min_length=1)


class Check(Model):
    """A rule over several answers. False shows ``message`` at ``field`` (else at the first field it names)."""

    cel: str
    message: Text
    field: Name | None = None


class Field(Model):
    """One question. ``when`` may ask only fields before this one, so a form is settled in one pass."""

    id: Name
    type: FieldType
    labels: Text
    help: Text | None = None
    required: bool = True
    when: str | None = None
    source: Source | None = None
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


class Page(Model):
    """One screen: few questions of one kind."""

    id: Slug
    titles: Text
    lead: Text | None = None
    when: str | None = None
    fields: list[Field] = Item(min_length=1)
    checks: list[Check] = []

    #: Gives the procedure this page belongs to: its conditions may ask about other pages.
    _owner: "Callable[[], Procedure] | None" = PrivateAttr(default=None)

    @property
    def procedure(self) -> "Procedure":
        """The procedure this page belongs to. Raises LookupError for a page that was made alone."""
        if self._owner is None:
            raise LookupError(f"the page {self.id} belongs to no procedure")
        return self._owner()


class Attachment(Model):
    """A file asked for. ``max_mb`` is of one file, before it is rebuilt."""

    id: Slug
    titles: Text
    help: Text | None = None
    media_types: list[MediaType] = Item(min_length=1)
    max_mb: int = Item(ge=1, le=20)
    max_files: int = Item(default=1, ge=1, le=10)
    required: bool = True
    when: str | None = None


class Fee(Model):
    """A fee in yen that a clerk records as received."""

    amount: int = Item(ge=1)
    title: Text
    how: Text
    basis: Text


class Refusal(Model):
    """A reason for refusing, with its article, as the notice prints it."""

    id: Slug
    title: Text
    text: Text
    article: Text


class RefusedWhen(Model):
    """When ``cel`` holds, the desk proposes the refusal and the resident is told before sending."""

    cel: str
    refusal: Slug


class Document(Model):
    """A document that a decision makes."""

    id: Slug
    titles: Text
    outcome: Literal["approved", "refused"]
    notice: Slug
    delivery: Literal["inbox-or-paper", "paper"]


class Notice(Model):
    """The words of a document. ``{name}`` is replaced; the names allowed are in ``check``."""

    id: Slug
    title: Text
    paragraphs: list[Text] = Item(min_length=1)


class Procedure(Model):
    """A procedure: one declaration for every entrance."""

    id: Slug
    titles: Text
    law: Text
    article: Text
    organ: Slug
    section: Slug
    zone: Zone
    my_number: bool
    identity: Identity
    minutes: int = Item(ge=1, le=120)
    standard_days: int = Item(ge=1, le=365)
    summary_text: Text
    deadline_text: Text
    bring: list[Text] = Item(min_length=1)
    pages: list[Page] = Item(min_length=1)
    attachments: list[Attachment] = []
    fee: Fee | None = None
    approval: Slug
    effect: Annotated[str, StringConstraints(pattern=r"^[a-z_]+\.[a-z_]+$")]
    outcomes: list[Literal["approved", "refused"]] = Item(min_length=1)
    refusals: list[Refusal] = []
    refused_when: list[RefusedWhen] = []
    kyoji: Text | None = None
    documents: list[Document] = []
    retention_years: int = Item(ge=1, le=100)

    #: What ``forms`` compiles once: conditions, validators, parsers.
    _compiled: Any = PrivateAttr(default=None)

    def model_post_init(self, context: Any, /) -> None:
        for page in self.pages:
            page._owner = lambda: self

    def page(self, page_id: str) -> Page | None:
        """The page with this id, or None."""
        return next((page for page in self.pages if page.id == page_id), None)

    def attachment(self, attachment_id: str) -> Attachment | None:
        """The attachment with this id, or None."""
        return next((each for each in self.attachments if each.id == attachment_id), None)

    def refusal(self, refusal_id: str) -> Refusal | None:
        """The reason for refusing with this id, or None."""
        return next((each for each in self.refusals if each.id == refusal_id), None)


class Catalog(Model):
    """Everything one city declares, in one version. Collections are keyed by id."""

    format: Literal[1] = 1
    city: City
    organs: dict[str, Organ]
    sections: dict[str, Section]
    approvals: dict[str, ApprovalRule]
    flows: list[Flow]
    code_lists: dict[str, CodeList]
    notices: dict[str, Notice]
    procedures: dict[str, Procedure]

    _bytes: bytes | None = PrivateAttr(default=None)

    def to_bytes(self) -> bytes:
        """Canonical JSON: sorted keys, no spaces, UTF-8. A catalog that was read gives the bytes it was read from."""
        if self._bytes is None:
            plain = self.model_dump(mode="json", by_alias=True)
            text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            self._bytes = text.encode()
        return self._bytes

    @property
    def hash(self) -> str:
        """SHA-256 of the canonical bytes, hex."""
        return hashlib.sha256(self.to_bytes()).hexdigest()

    @classmethod
    def from_bytes(cls, content: bytes) -> Self:
        """Read what :meth:`to_bytes` wrote, here or in another zone. Raises CatalogUnreadable."""
        try:
            catalog = cls.model_validate_json(content)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            raise CatalogUnreadable(
                f"the catalog cannot be read at {where or 'its beginning'}: {first['msg']}"
            ) from error
        catalog._bytes = bytes(content)
        return catalog


class OrgansFile(Model):
    organs: list[Organ] = Item(min_length=1)


class SectionsFile(Model):
    sections: list[Section] = Item(min_length=1)


class ApprovalsFile(Model):
    approvals: list[ApprovalRule] = Item(min_length=1)


class FlowsFile(Model):
    flows: list[Flow] = Item(min_length=1)


#: The files of a city and what each holds.
FILES: dict[str, type[Model]] = {
    "city.yaml": City,
    "organs.yaml": OrgansFile,
    "sections.yaml": SectionsFile,
    "approval.yaml": ApprovalsFile,
    "flows.yaml": FlowsFile,
    "codes/*.yaml": CodeList,
    "notices/*.yaml": Notice,
    "procedures/*.yaml": Procedure,
}


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a city: one definition for each kind of file, named in ``x-files``."""
    models = [(model, "validation") for model in FILES.values()]
    _, schema = models_json_schema(models, by_alias=True, title="What a city declares")  # type: ignore[arg-type]
    where = {pattern: f"#/$defs/{model.__name__}" for pattern, model in FILES.items()}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "x-files": where}
