"""Whether a draft may be sent, and what stands in the way: each fault with the screen and the field to go to."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from dokodemo.catalog import forms
from dokodemo.internet.apply.actions import read_page
from dokodemo.internet.apply.draft import FILES, Draft
from dokodemo.internet.apply.files import DraftFile


@dataclass(frozen=True)
class Fault:
    """``step`` is the screen, ``name`` the control on it, ``text`` says what to do."""

    step: str
    name: str
    text: str


def faults(draft: Draft, files: Sequence[DraftFile], language: str, on: date) -> list[Fault]:
    """Everything that keeps the draft from being sent, in the order of the screens."""
    return [*_page_faults(draft, language, on), *_file_faults(draft, files, language)]


def _page_faults(draft: Draft, language: str, on: date) -> Iterator[Fault]:
    missing = forms.validate(draft.procedure, draft.values, language, on)
    if not missing and not draft.answers.raw:
        return
    for page in draft.pages:
        own = {each.id for each in page.fields}
        raw = draft.answers.raw.get(page.id)
        if raw is not None:
            # What was typed and could not be taken is told as it was on the page, not as if nothing had been typed.
            for name, text in read_page(draft, page, raw, language, on).errors.items():
                yield Fault(page.id, name, forms.with_item(draft.procedure, name, text, language))
            continue
        wrong = {name: text for name, text in missing.items() if name.split("-")[0] in own}
        if wrong and page.id not in draft.answers.done:
            first = next(iter(wrong))
            yield Fault(
                page.id, first, _("「%(page)s」がまだ終わっていません") % {"page": page.titles.of(language)}
            )
            continue
        for name, text in wrong.items():
            yield Fault(page.id, name, forms.with_item(draft.procedure, name, text, language))


def _file_faults(draft: Draft, files: Sequence[DraftFile], language: str) -> Iterator[Fault]:
    if not draft.procedure.attachments:
        return
    count = Counter(file.attachment for file in files)
    for each in draft.attachments:
        words = {"title": each.titles.of(language), "max": each.max_files}
        if each.required and not count[each.id]:
            yield Fault(FILES, f"file-{each.id}", _("「%(title)s」を添付してください") % words)
        elif count[each.id] > each.max_files:
            yield Fault(FILES, f"file-{each.id}", _("「%(title)s」は%(max)s個までにしてください") % words)


def wanted(draft: Draft, files: Sequence[DraftFile]) -> list[DraftFile]:
    """The files that these answers still call for; the others are not sent."""
    ids = {each.id for each in draft.attachments}
    return [file for file in files if file.attachment in ids]
