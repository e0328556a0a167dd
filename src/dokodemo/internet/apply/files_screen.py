"""The page of attachments: its frame from a mould, the attachments by their template."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from dokodemo.base import uploads
from dokodemo.base.ui.moulds import Mould, PageStore, Store, cast, cast_page, language_of, mark, text
from dokodemo.base.ui.question import Problem
from dokodemo.catalog.schema import Attachment
from dokodemo.internet.apply import queries, screens
from dokodemo.internet.apply.draft import FILES, Draft
from dokodemo.internet.apply.files import DraftFile

_pages = PageStore()
# Before anything is attached the list is the same for everybody.
_empty = Store()


def show(
    request: HttpRequest, draft: Draft, files: Sequence[DraftFile], problems: Sequence[Problem], status: int
) -> HttpResponse:
    """What may and must be attached, what is attached, and what was refused just now (``problems``)."""
    language = language_of(request)
    key = (draft.catalog_hash, draft.procedure.id, language)
    html = _pages.get(key, lambda: _mould(request, draft)).pour(
        csrf=screens.csrf_of(request),
        id=str(draft.id),
        number=str(draft.steps.index(FILES) + 1),
        total=str(len(draft.steps)),
        prefix=text(_("エラー：")) if problems else "",
        problems=screens.mending(draft, language) + (screens.problems(problems) if problems else ""),
        attachments=_attachments(draft, files, problems, language),
        saved=screens.saved(draft, language),
    )
    return screens.answer(html, status)


def _mould(request: HttpRequest, draft: Draft) -> Mould:
    names = ("id", "number", "total", "prefix", "problems", "attachments", "saved")
    context: dict[str, Any] = {name: mark(name) for name in names}
    context |= {"procedure": draft.procedure, "sections": queries.sections_of(draft)}
    return cast_page("apply/files.html", context, request, f"/apply/{mark('id')}/{FILES}")


def _attachments(draft: Draft, files: Sequence[DraftFile], problems: Sequence[Problem], language: str) -> str:
    def context(number: str) -> dict[str, Any]:
        wanted = [_wanted(each, files, problems, language) for each in draft.attachments]
        return {"wanted": wanted, "id": number}

    if files or problems:
        return render_to_string("apply/attachments.html", context(str(draft.id)))
    each_one = ((each.id, each.required) for each in draft.attachments)
    key = (draft.catalog_hash, draft.procedure.id, *each_one, language)
    mould = _empty.get(key, lambda: cast("apply/attachments.html", context(mark("id")), language))
    return mould.pour(id=str(draft.id))


def _wanted(
    each: Attachment, files: Sequence[DraftFile], problems: Sequence[Problem], language: str
) -> dict[str, Any]:
    own = [file for file in files if file.attachment == each.id]
    return {
        "id": each.id,
        "title": each.titles.of(language),
        "help": each.help.of(language) if each.help else "",
        "used": screens.used_for(each, language),
        "required": each.required,
        "mb": uploads.limit_bytes(each) // uploads.MEBI,
        "max": each.max_files,
        "kinds": uploads.kinds(each),
        "accept": ",".join(each.media_types),
        "files": own,
        "room": len(own) < each.max_files,
        "error": next((problem.text for problem in problems if problem.name == f"file-{each.id}"), ""),
    }
