"""An opened draft: what was typed so far, readable only with the account's key."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from dokodemo.base.crypto import lock, unlock
from dokodemo.catalog import forms
from dokodemo.catalog.combined import Combined
from dokodemo.catalog.compiled import Walk, form_of, walk
from dokodemo.catalog.schema import Attachment, Field, Page, Procedure

FILES = "files"
REVIEW = "review"


@dataclass
class Answers:
    """What one draft holds. ``values`` are good answers, ``raw`` is what was typed on pages that are not finished,
    ``done`` the pages gone through with 次へ, ``filled`` what was known at the beginning, to be told apart from what was typed,
    ``told`` of which day the decision is that some of it is from (field → ISO day). ``asked``: what is to be mended, where the
    draft answers an application (as ``answering.Asked`` keeps it). Known values and My Numbers are never in it."""

    values: dict[str, Any] = field(default_factory=dict)
    raw: dict[str, dict[str, str]] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)
    filled: dict[str, Any] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)
    asked: dict[str, Any] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        content = vars(self)
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def from_bytes(cls, plain: bytes) -> "Answers":
        return cls(**json.loads(plain))


@dataclass
class Draft:
    """``known`` comes from the sign-in of this request, never from the row: it is shown, not asked, and a changed
    address is the new one at once. ``key`` is the draft's own; everything of the draft is locked under it. ``answers_to``: the
    application that it mends; None: it becomes one."""

    id: UUID
    procedure: Procedure
    catalog_hash: str
    known: Mapping[str, Any]
    key: bytes
    answers: Answers
    revision: int
    updated_at: datetime
    answers_to: UUID | None = None

    @property
    def application_id(self) -> UUID:
        """The application that this is sent for."""
        return self.answers_to or self.id

    @cached_property
    def values(self) -> dict[str, Any]:
        """The good answers so far, with what is known."""
        return {**self.answers.values, **self.known}

    @cached_property
    def _walk(self) -> Walk:
        """One walk over the form for all questions of this request: what is visible (decision 27)."""
        return walk(form_of(self.procedure), self.values)

    @property
    def procedures(self) -> list[Procedure]:
        """What is applied for: one procedure, or each of those that share this form."""
        return self.procedure.members if isinstance(self.procedure, Combined) else [self.procedure]

    @property
    def kept(self) -> dict[str, Any]:
        """The answers to what is visible."""
        return self._walk.kept

    @property
    def told(self) -> dict[str, str]:
        """The answers that still are as a decision of the city told them: field → the decision's day (ISO)."""
        answers = self.answers
        return {
            name: day
            for name, day in answers.told.items()
            if answers.values.get(name) == answers.filled[name]
        }

    @property
    def pages(self) -> list[Page]:
        """The pages to go through with these answers."""
        return self._walk.asked_pages

    def asked_on(self, page: Page) -> list[Field]:
        """The visible questions of a page, known ones too; a My Number is asked on the review only."""
        return self._walk.asked_on(page.id)

    @property
    def private(self) -> list[Field]:
        """The visible fields for a My Number: asked on the review, sent only inside the seal (decision 23). Of an application
        that is mended only those that are asked for again, those that were not asked before, and those beside which an answer
        is another one now: it may be another person's."""
        return [
            each
            for each in self._walk.private
            if self._is_new("fields", each.id, self._before.private) or self._is_beside_a_change(each)
        ]

    @property
    def attachments(self) -> list[Attachment]:
        """The attachments that these answers call for, required or not. Of an application that is mended only those that are
        asked for again (they are required then), and those that were not called for before."""
        if self.answers_to is None:
            return self._walk.attachments
        wanted = self.answers.asked["attachments"]
        return [
            each.model_copy(update={"required": each.required or each.id in wanted})
            for each in self._walk.attachments
            if self._is_new("attachments", each.id, self._before.attachments)
        ]

    @cached_property
    def _before(self) -> Walk:
        """The form as it was when it was asked to be mended."""
        return walk(form_of(self.procedure), self.answers.filled)

    def _is_beside_a_change(self, asked: Field) -> bool:
        page = next(each for each in self.procedure.pages if asked in each.fields)
        names = [field.id for field in page.fields]
        return any(self.answers.values.get(name) != self.answers.filled.get(name) for name in names)

    def _is_new(self, kind: str, name: str, before: Sequence[Field | Attachment]) -> bool:
        if self.answers_to is None:
            return True
        return name in self.answers.asked[kind] or all(name != each.id for each in before)

    @cached_property
    def steps(self) -> list[str]:
        """The ids of the screens to go through, in order: pages, ``files``, ``review``."""
        return [page.id for page in self.pages] + ([FILES] if self.attachments else []) + [REVIEW]

    def next_step(self) -> str:
        """The first screen that is not done; ``review`` when all are."""
        return next((step for step in self.steps if step not in self.answers.done), REVIEW)

    def step_before(self, step: str) -> str | None:
        """The screen before this one, or None."""
        at = self.steps.index(step) if step in self.steps else 0
        return self.steps[at - 1] if at else None

    def take(self, page: Page, result: forms.PageResult, *, finished: bool) -> None:
        """Remember the outcome of one posted page: good answers, and what was typed while something is wrong."""
        answers = self.answers
        answers.values = {name: value for name, value in result.values.items() if name not in self.known}
        answers.raw.pop(page.id, None)
        if result.errors:
            answers.raw[page.id] = {name: typed for name, typed in result.raw.items() if typed}
        answers.done = [step for step in answers.done if step != page.id or not result.errors]
        if finished and not result.errors and page.id not in answers.done:
            answers.done.append(page.id)
        for outdated in ("values", "_walk", "steps"):
            self.__dict__.pop(outdated, None)


def lock_key(account_key: bytes, draft_id: UUID, key: bytes) -> bytes:
    """The draft's own key under the account's."""
    return lock(account_key, key, b"draft:" + draft_id.bytes)


def unlock_key(account_key: bytes, draft_id: UUID, locked: bytes) -> bytes:
    """Undo ``lock_key``. Raises Unreadable."""
    return unlock(account_key, locked, b"draft:" + draft_id.bytes)


def lock_body(key: bytes, draft_id: UUID, answers: Answers) -> bytes:
    """The answers under the draft's key."""
    return lock(key, answers.to_bytes(), b"answers:" + draft_id.bytes)


def unlock_body(key: bytes, draft_id: UUID, body: bytes) -> Answers:
    """Undo ``lock_body``. Raises Unreadable."""
    return Answers.from_bytes(unlock(key, body, b"answers:" + draft_id.bytes))
