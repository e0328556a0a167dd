"""What stands on the page of one application that is being typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from dokodemo.base.ui.question import Problem, Question, choose, question_of
from dokodemo.casework.cases import states
from dokodemo.casework.desk import words
from dokodemo.casework.reception.actions import PROOFS
from dokodemo.casework.reception.filling import Filling, Part
from dokodemo.casework.reception.queries import Opened
from dokodemo.catalog import forms
from dokodemo.catalog.layout import Asked, Listed
from dokodemo.catalog.parsing import private_fields

#: The control that takes a sheet, and the one that says which it is.
FILE, KIND = "_file", "_attachment"


@dataclass(frozen=True)
class Block:
    """One page of the form, as HTML."""

    id: str
    title: str
    inside: SafeString


def blocks(parts: Sequence[Part], errors: Mapping[str, str], language: str) -> list[Block]:
    """The questions of the form, page by page."""
    return [
        Block(
            part.page.id,
            part.page.titles.of(language),
            _joined(_entry(each, errors, language) for each in part.sheet.entries),
        )
        for part in parts
    ]


def shown(parts: Sequence[Part]) -> list[str]:
    """The names of all controls of the form on the page, to tell when the answers call for others."""
    return [name for part in parts for name in part.sheet.names]


def _entry(entry: Asked | Listed, errors: Mapping[str, str], language: str) -> str:
    if isinstance(entry, Asked):
        return _asked(entry, errors, language)
    field = entry.field
    heading = (field.item_labels or field.labels).of(language)
    items = _joined(
        render_to_string(
            "ui/item.html",
            {
                "name": f"{field.id}-{index}",
                "title": f"{heading} {index + 1}",
                "inside": _joined(_asked(each, errors, language) for each in item),
                "removable": entry.removable,
            },
        )
        for index, item in enumerate(entry.items)
    )
    return render_to_string(
        "ui/list.html",
        {
            "name": field.id,
            "label": field.labels.of(language),
            "help": field.help.of(language) if field.help else "",
            "item": heading,
            "items": items,
            "next": len(entry.items),
            "error": errors.get(field.id, ""),
            "room": entry.room,
        },
    )


def _asked(asked: Asked, errors: Mapping[str, str], language: str) -> str:
    # What a browser remembers of the clerk is nobody's on the paper.
    question = replace(question_of(asked.field, asked.name, language), autocomplete="off")
    filled = replace(question, value=asked.typed, error=errors.get(asked.name, ""))
    if question.kind == "check":
        filled = replace(filled, value="true" if asked.typed == "true" else "")
    return render_to_string("ui/question.html", {"q": filled})


def _joined(parts: Any) -> SafeString:
    return mark_safe("".join(parts))  # noqa: S308 - HTML from templates


def private(
    opened: Opened, filling: Filling, posted: Mapping[str, Any], errors: Mapping[str, str], language: str
) -> list[Question]:
    """The My Numbers that these answers call for: what was typed comes back once, and is kept nowhere. One that the case has
    already need not be typed again."""
    found = []
    for field in private_fields(opened.procedure, filling.values):
        question = replace(question_of(field, field.id, language), autocomplete="off")
        question = replace(question, value=str(posted.get(field.id) or ""), error=errors.get(field.id, ""))
        if opened.row.answers:
            question = replace(question, required=False, help=_("変わらないときは、空のままにします。"))
        found.append(question)
    return found


def about(opened: Opened, received_on: str, proof: str, errors: Mapping[str, str]) -> list[Question]:
    """The questions about the paper itself."""
    entrance, proofs = opened.row.entrance, PROOFS[opened.row.entrance]
    label = _("電話を受けた日") if entrance == states.TELEPHONE else _("市に届いた日")
    found = [
        Question(
            "_received_on", "text", label, True, received_on, help=_("例：2026-12-10、令和8年12月10日"),
            error=errors.get("_received_on", ""), width="medium", autocomplete="off",
        )
    ]  # fmt: skip
    if len(proofs) > 1 and not opened.row.answers:
        found.append(
            Question(
                "_proof", "choice", _("本人確認"), True, proof, error=errors.get("_proof", ""),
                choices=tuple((each, words.evidence(each)) for each in proofs),
            )
        )  # fmt: skip
    return found


def kinds(opened: Opened, filling: Filling, chosen: str, language: str) -> Question:
    """Which sheet a scan is."""
    choices = [] if opened.row.entrance == states.TELEPHONE else [(states.ORIGINAL, _("申請書（原本）"))]
    choices += [(each.id, each.titles.of(language)) for each in filling.attachments]
    known = {code for code, _label in choices}
    value = chosen if chosen in known else "" if opened.has_original or not choices else choices[0][0]
    return Question(KIND, "select", _("何の書類か"), True, value, choices=(choose(), *choices))


def problems(opened: Opened, errors: Mapping[str, str], language: str) -> list[Problem]:
    """The summary: a line of the form says also in which item of a list."""
    return [
        Problem(
            name, text if name.startswith("_") else forms.with_item(opened.procedure, name, text, language)
        )
        for name, text in errors.items()
    ]
