"""The desk's own questions, filled with what was typed when a save was refused."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from dokodemo.base import clock
from dokodemo.base.ui.question import Problem, Question
from dokodemo.casework.cases import facts
from dokodemo.casework.cases.loading import Loaded
from dokodemo.casework.cases.queries.case import Head
from dokodemo.casework.desk import words
from dokodemo.catalog import answers
from dokodemo.catalog.sentences import say


def of(
    head: Head, typed: Mapping[str, Any], problems: Mapping[str, str], language: str
) -> dict[str, Question]:
    """The questions of the decision panel and of the fee."""
    fee = head.fee
    today = clock.today().isoformat()
    return {
        "outcome": Question(
            "outcome", "choice", _("判断"), True, str(typed.get("outcome", "")), error=problems.get("outcome", ""),
            choices=tuple((each, words.outcome(each)) for each in head.procedure.outcomes),
        ),
        "note": Question(
            "note", "textarea", _("書き添えること"), False, str(typed.get("note", "")),
            help=_("却下の理由に続けて、通知書に書かれます。承認のときは決裁する人だけが読みます。規則と違う判断なら、わけを書いてください。"), error=problems.get("note", ""),
        ),
        "return_note": Question(
            "return_note", "textarea", _("差し戻す理由"), True, str(typed.get("return_note", "")),
            help=_("何を直すかを書いてください。提案した人が読みます。"), error=problems.get("return_note", ""),
        ),
        "amount": Question(
            "amount", "text", _("受け取った額（円）"), True, str(typed.get("amount", fee.amount if fee else "")),
            error=problems.get("amount", ""), width="short", inputmode="numeric",
        ),
        "received_on": Question(
            "received_on", "text", _("受け取った日"), True, str(typed.get("received_on", today)),
            error=problems.get("received_on", ""), width="short",
        ),
        "how": Question(
            "how", "choice", _("受け取り方"), True, str(typed.get("how", "")), error=problems.get("how", ""),
            choices=words.ways_to_pay(),
        ),
        "person": Question(
            "person", "text", _("宛名番号"), True, str(typed.get("person", "")), error=problems.get("person", ""),
            help=_("「住民を探す」で見つけた人の番号を入れます。"), width="medium", inputmode="numeric",
        ),
    }  # fmt: skip


def correction(
    loaded: Loaded, name: str, typed: Mapping[str, Any], problems: Sequence[Problem], language: str
) -> tuple[Question, Question] | None:
    """The new value and the reason of a correction; None where nothing is being corrected."""
    field = facts.field_named(loaded.procedure, name) if name else None
    if field is None:
        return None
    said = {problem.name: problem.text for problem in problems}
    now = answers.typed_as(field, facts.value_at(loaded.values, name))
    choices: tuple[tuple[str, str], ...] = ()
    kind = "text"
    if field.type == "choice":
        kind, choices = "choice", tuple((each.code, each.label.of(language)) for each in field.choices or [])
    elif field.type in ("boolean", "statement"):
        kind, choices = "boolean", (("true", say("yes", language)), ("false", say("no", language)))
    elif field.multiline:
        kind = "textarea"
    label = _("%(label)s：正しい内容") % {"label": field.labels.of(language)}
    value = Question(
        "value",
        kind,
        label,
        field.required,
        str(typed.get("value", now)),
        error=said.get("value", ""),
        choices=choices,
    )
    why = Question(
        "why", "text", _("直す理由"), True, str(typed.get("why", "")), error=said.get("why", ""),
        help=_("例：住民票で確かめた、電話で本人に聞いた"),
    )  # fmt: skip
    return value, why
