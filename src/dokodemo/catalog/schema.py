"""What a city declares, as types: the only description of ``cities/<city>/*.yaml`` there is.

Every model refuses unknown keys. The JSON Schema of the whole is published from here (:func:`json_schema`).
What a type alone cannot say (an id that must exist, a condition that must answer yes or no) is in ``check``.
"""

import hashlib
import json
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import Field as Item
from pydantic import PrivateAttr, StringConstraints, ValidationError
from pydantic.json_schema import models_json_schema

from dokodemo.catalog.accessibility import Accessibility as Accessibility
from dokodemo.catalog.guiding import Guide as Guide
from dokodemo.catalog.guiding import Proposal as Proposal
from dokodemo.catalog.portal import PortalMapping as PortalMapping
from dokodemo.catalog.posts import Department as Department
from dokodemo.catalog.posts import Post as Post
from dokodemo.catalog.posts import PostsFile as PostsFile
from dokodemo.catalog.routes import ApprovalRule as ApprovalRule
from dokodemo.catalog.routes import ApprovalsFile as ApprovalsFile
from dokodemo.catalog.seals import Seal as Seal
from dokodemo.catalog.terms import LANGUAGES as LANGUAGES
from dokodemo.catalog.terms import Cel
from dokodemo.catalog.terms import Check as Check
from dokodemo.catalog.terms import Choice as Choice
from dokodemo.catalog.terms import Field as Field
from dokodemo.catalog.terms import Lang as Lang
from dokodemo.catalog.terms import Meaning as Meaning
from dokodemo.catalog.terms import Model as Model
from dokodemo.catalog.terms import Name as Name
from dokodemo.catalog.terms import Role as Role
from dokodemo.catalog.terms import Slug as Slug
from dokodemo.catalog.terms import Text as Text
from dokodemo.catalog.wording import Glossary as Glossary
from dokodemo.catalog.wording import WordRules as WordRules

Zone = Literal["office", "core"]
Identity = Literal["none", "mail", "card", "sign"]
#: How sure the city is of who applies, from not at all to a signature over the content.
IDENTITY_LEVELS: tuple[Identity, ...] = ("none", "mail", "card", "sign")
Kind = Literal["application", "notification", "visit"]
MediaType = Literal["image/jpeg", "image/png", "application/pdf"]
#: 要配慮個人情報 (個人情報の保護に関する法律2条3項, 施行令2条).
Sensitive = Literal[
    "race", "creed", "social_status", "illness", "crime", "victim", "disability", "checkup", "treatment", "juvenile",
    "criminal_procedure",
]  # fmt: skip
Party = Literal[
    "internet", "office", "core", "relay", "smtp", "identity-provider", "portal", "resident-browser", "staff-browser"
]  # fmt: skip


class CatalogUnreadable(ValueError):
    """The bytes are no catalog that this version of the house can read."""


class City(Model):
    """The municipality. ``code`` is the 全国地方公共団体コード: six digits, the last one checks. ``disclosure`` is the section
    that takes requests to disclose, correct or stop using personal data (開示請求等)."""

    id: Slug
    code: str
    titles: Text
    prefecture: Text
    population: int = Item(ge=1)
    postal: Annotated[str, StringConstraints(pattern=r"^\d{3}-\d{4}$")]
    address: Text
    phone: str
    hours: Text
    disclosure: Slug | None = None


class Organ(Model):
    """An executive organ (執行機関). ``head`` is in whose name it decides, as printed on a notice; ``seal`` the image of its
    seal, left out where its papers say 公印省略."""

    id: Slug
    title: Text
    head: Text
    seal: Seal | None = None


class Section(Model):
    """A section (課) and the zone in which its cases are handled. ``department`` is left out where it stands directly under
    its organ. ``looks_an_hour``: whoever there sees more people than this within an hour is asked why; left out, it follows
    from the section's own history."""

    id: Slug
    title: Text
    organ: Slug
    department: Slug | None = None
    zone: Zone
    phone: str
    place: Text
    looks_an_hour: int | None = Item(default=None, ge=1)


class Flow(Model):
    """One declared connection: ``from`` dials ``to``. ``direction`` says which way content moves over it."""

    id: Slug
    from_: Party = Item(alias="from")
    to: Party
    protocol: Literal["http", "https", "smtp"]
    port: Literal["web", "gateway", "oidc", "smtp", "portal"]
    direction: Literal["send", "fetch", "both"]
    purpose: Text
    basis: Text


class CodeList(Model):
    id: Slug
    title: Text
    codes: list[Choice] = Item(min_length=1)


class Page(Model):
    """One screen: few questions of one kind."""

    id: Slug
    titles: Text
    lead: Text | None = None
    when: Cel | None = None
    fields: list[Field] = Item(min_length=1)
    checks: list[Check] = []


class Attachment(Model):
    """A file asked for. ``max_mb`` is of one file, before it is rebuilt. ``means`` says what it shows, as with a question:
    what several procedures ask for under one meaning is uploaded once when they are applied for together."""

    id: Slug
    titles: Text
    help: Text | None = None
    means: Meaning | None = None
    media_types: list[MediaType] = Item(min_length=1)
    max_mb: int = Item(ge=1, le=20)
    max_files: int = Item(default=1, ge=1, le=10)
    required: bool = True
    when: Cel | None = None


class Kyoji(Model):
    """Where and until when a decision can be challenged (教示, 行政不服審査法 82条): one text for many procedures."""

    id: Slug
    text: Text


class Free(Model):
    """When no fee is taken, and by which rule (手数料の免除, 公用)."""

    cel: Cel
    title: Text
    basis: Text


class Fee(Model):
    """A fee in yen that a clerk records as received: ``amount`` for each of ``per`` (a field that counts) or for the
    whole; none where one of ``free`` holds."""

    amount: int = Item(ge=1)
    title: Text
    how: Text
    basis: Text
    per: Name | None = None
    free: list[Free] = []


class Doubt(Model):
    """What a clerk has to look at when ``cel`` holds, because no rule can settle it. Never shown to the resident."""

    cel: Cel
    text: Text


class About(Model):
    """Which fields say whom the application is about, where that is somebody else than who signs in (``when``)."""

    when: Cel
    name: Name
    kana: Name
    birthdate: Name
    address: Name
    gender: Name | None = None


class Ground(Model):
    """A ground for refusing, or for granting less than was asked, with its article, as the notice prints it."""

    id: Slug
    title: Text
    text: Text
    article: Text


class RefusedWhen(Model):
    """When ``cel`` holds, the desk proposes the refusal and the resident is told before sending."""

    cel: Cel
    refusal: Slug


class Document(Model):
    """A document that a decision makes."""

    id: Slug
    titles: Text
    outcome: Literal["approved", "refused"]
    notice: Slug
    delivery: Literal["inbox-or-paper", "paper"]


class Notice(Model):
    """The words of a document that a decision makes, or (``letters``) of a letter that a clerk writes at the desk. ``{name}`` is
    replaced; the names allowed are in ``check``."""

    id: Slug
    title: Text
    paragraphs: list[Text] = Item(min_length=1)


class Listed(Model):
    """What everybody is told of a procedure, wherever it is finished. ``form``: the form of law or of the city that it
    follows (様式), or that there is none. ``bring``: what to have at hand. ``volume``: how many were filed in the last full
    fiscal year, by any way (手続棚卸し), and ``volume_source`` who says so; left out where nobody has counted."""

    id: Slug
    titles: Text
    law: Text
    article: Text
    form: Text | None = None
    organ: Slug
    section: Slug
    minutes: int = Item(ge=1, le=120)
    summary_text: Text
    deadline_text: Text
    bring: list[Text] = Item(min_length=1)
    volume: int | None = Item(default=None, ge=0)
    volume_source: Text | None = None
    guide: Proposal | None = None

    #: The section that the version says, where another one has taken over since (``succession``).
    _declared: str | None = PrivateAttr(default=None)

    @property
    def declared_section(self) -> str:
        """The section as the version says it; ``section`` is who has it now."""
        return self._declared or self.section


class CounterProcedure(Listed):
    """A procedure that is finished at the counter, by post or elsewhere: ``place_text`` says where and how."""

    place_text: Text


class Procedure(Listed):
    """A procedure that is finished here: one declaration for every entrance.

    ``kind`` says what a decision is called (申請 is approved, a 届出 accepted, a 来庁予定 prepared for). ``findings`` are
    what the clerk finds out and an approval states (要介護度, 有効期間); ``printed`` are the answers that its letter repeats.
    ``needs_resident`` says whether only a resident of the register can be approved, or for which answers.
    ``reductions`` are the reasons for which an approval grants less than was asked (減額, 一部認定).
    ``tells`` names what an approval says for the applicant's next forms, by meaning: what was found out, else what was answered.
    ``sensitive`` says what of its answers and files is 要配慮個人情報, for the register of personal information files.
    ``carried_to`` names the system or book into which a person enters the decision, where no ledger of ours takes it
    (effect ``transfer.enter``)."""

    kind: Kind = "application"
    zone: Zone
    my_number: bool
    identity: Identity
    standard_days: int = Item(ge=1, le=365)
    pages: list[Page] = Item(min_length=1)
    attachments: list[Attachment] = []
    fee: Fee | None = None
    approval: Slug
    effect: Annotated[str, StringConstraints(pattern=r"^[a-z_]+\.[a-z_]+$")]
    outcomes: list[Literal["approved", "refused"]] = Item(min_length=1)
    refusals: list[Ground] = []
    refused_when: list[RefusedWhen] = []
    reductions: list[Ground] = []
    about: About | None = None
    needs_resident: bool | Cel = True
    findings: list[Field] = []
    printed: list[Name] = []
    tells: list[Meaning] = []
    doubts: list[Doubt] = []
    carried_to: Text | None = None
    kyoji_of: Slug | None = None
    kyoji: Text | None = None
    documents: list[Document] = []
    retention_years: int = Item(ge=1, le=100)
    sensitive: list[Sensitive] = []

    #: What ``forms`` compiles once: conditions, validators, parsers.
    _compiled: Any = PrivateAttr(default=None)
    #: The form with what a clerk finds out as its last page (``findings``).
    _grown: Any = PrivateAttr(default=None)

    def page(self, page_id: str) -> Page | None:
        """The page with this id, or None."""
        return next((page for page in self.pages if page.id == page_id), None)

    def attachment(self, attachment_id: str) -> Attachment | None:
        """The attachment with this id, or None."""
        return next((each for each in self.attachments if each.id == attachment_id), None)

    def refusal(self, refusal_id: str) -> Ground | None:
        """The reason for refusing with this id, or None."""
        return next((each for each in self.refusals if each.id == refusal_id), None)


class Withdrawn(Model):
    """A procedure that is no longer offered: since when (``since``), why, and what to do instead. ``successor`` is the
    procedure that takes its place. What was begun or sent before goes on with the version it was made with."""

    id: Slug
    titles: Text
    section: Slug
    since: date
    reason_text: Text
    instead_text: Text
    successor: Slug | None = None


class Catalog(Model):
    """Everything one city declares, in one version. Collections are keyed by id."""

    format: Literal[1] = 1
    city: City
    organs: dict[str, Organ]
    sections: dict[str, Section]
    departments: dict[str, Department] = {}
    posts: dict[str, Post] = {}
    approvals: dict[str, ApprovalRule]
    deputies: dict[str, list[str]] = {}
    flows: list[Flow]
    code_lists: dict[str, CodeList]
    notices: dict[str, Notice]
    letters: dict[str, Notice] = {}
    procedures: dict[str, Procedure]
    counter: dict[str, CounterProcedure] = {}
    withdrawn: dict[str, Withdrawn] = {}
    guide: Guide | None = None
    portal: dict[str, PortalMapping] = {}
    glossary: Glossary | None = None
    accessibility: Accessibility | None = None
    words: WordRules | None = None

    #: What ``guide`` compiles once.
    _guided: Any = PrivateAttr(default=None)
    #: What ``combining`` makes once: several procedures as one form, by their joined ids.
    _together: Any = PrivateAttr(default_factory=dict)
    _bytes: bytes | None = PrivateAttr(default=None)

    def to_bytes(self) -> bytes:
        """Canonical JSON: sorted keys, no spaces, UTF-8. A catalog that was read gives the bytes it was read from."""
        if self._bytes is None:
            plain = self.model_dump(mode="json", by_alias=True)
            text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            self._bytes = text.encode()
        return self._bytes

    def listed(self, procedure_id: str) -> Listed | None:
        """The procedure with this id, wherever it is finished, or None."""
        return self.procedures.get(procedure_id) or self.counter.get(procedure_id)

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the canonical bytes, hex."""
        return hashlib.sha256(self.to_bytes()).hexdigest()

    def portal_mapping(self, procedure_id: str) -> PortalMapping | None:
        """How the portal's procedure of that 手続ID is read; None where the city takes none of it."""
        return next((each for each in self.portal.values() if each.procedure_id == procedure_id), None)

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


class FlowsFile(Model):
    flows: list[Flow] = Item(min_length=1)


class KyojiFile(Model):
    kyoji: list[Kyoji] = Item(min_length=1)


#: The files of a city and what each holds.
FILES: dict[str, type[Model]] = {
    "city.yaml": City,
    "organs.yaml": OrgansFile,
    "sections.yaml": SectionsFile,
    "posts.yaml": PostsFile,
    "approval.yaml": ApprovalsFile,
    "flows.yaml": FlowsFile,
    "kyoji.yaml": KyojiFile,
    "codes/*.yaml": CodeList,
    "notices/*.yaml": Notice,
    "letters/*.yaml": Notice,
    "procedures/*.yaml": Procedure,
    "counter/*.yaml": CounterProcedure,
    "withdrawn/*.yaml": Withdrawn,
    "guide.yaml": Guide,
    "portal/*.yaml": PortalMapping,
    "glossary.yaml": Glossary,
    "accessibility.yaml": Accessibility,
    "words.yaml": WordRules,
}


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a city: one definition for each kind of file, named in ``x-files``."""
    models = [(model, "validation") for model in FILES.values()]
    _, schema = models_json_schema(models, by_alias=True, title="What a city declares")  # type: ignore[arg-type]
    where = {pattern: f"#/$defs/{model.__name__}" for pattern, model in FILES.items()}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "x-files": where}
