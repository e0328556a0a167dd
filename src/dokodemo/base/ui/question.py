"""One question on a screen: what the template ``ui/question.html`` shows."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from dokodemo.catalog.schema import Field
from dokodemo.catalog.sentences import say

_INPUTS: Mapping[str, Mapping[str, str]] = {
    "date": {"width": "medium"},
    "integer": {"width": "short", "inputmode": "numeric"},
    "postal": {"width": "short", "inputmode": "numeric", "autocomplete": "postal-code"},
    "phone": {"kind": "tel", "width": "medium", "inputmode": "tel", "autocomplete": "tel"},
    "email": {"kind": "email", "width": "medium", "inputmode": "email", "autocomplete": "email"},
    "address": {"autocomplete": "street-address"},
    "bank_code": {"width": "short", "inputmode": "numeric", "autocomplete": "off"},
    "branch_code": {"width": "short", "inputmode": "numeric", "autocomplete": "off"},
    "account_number": {"width": "short", "inputmode": "numeric", "autocomplete": "off"},
    "account_holder": {"width": "medium", "autocomplete": "off"},
    "digits": {"width": "medium", "inputmode": "numeric", "autocomplete": "off"},
    "kojinbango": {"width": "medium", "inputmode": "numeric", "autocomplete": "off"},
}
_SOURCES = {"identity.name": "name", "identity.address": "street-address", "account.email": "email"}


@dataclass(frozen=True)
class Question:
    """``kind`` is choice, boolean (both radio rows), select, check (one box), textarea, or an HTML input type.

    ``name`` is also the id of the control (of the group for rows), so that an error summary can link to it.
    ``choices`` are (value, label), of a select with the empty one where nothing may be chosen. ``width`` is "", "short" or "medium". ``used`` says what the answer is used for,
    ``told`` where the value is from that nobody has typed.
    """

    name: str
    kind: str
    label: str
    required: bool = False
    value: str = ""
    help: str = ""
    error: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    width: str = ""
    autocomplete: str = ""
    inputmode: str = ""
    live: str = ""
    used: str = ""
    told: str = ""

    @property
    def described(self) -> str:
        """The ids that explain this control, for aria-describedby."""
        parts = [f"{self.name}-{part}" for part in ("used", "told", "help", "error") if getattr(self, part)]
        return " ".join(parts)


def choose() -> tuple[str, str]:
    """The row of a select where nothing is chosen yet."""
    return "", _("選んでください")


@dataclass(frozen=True)
class Problem:
    """One line of the error summary; ``name`` is the control to go to."""

    name: str
    text: str


def question_of(field: Field, name: str, language: str) -> Question:
    """The question as a control. Autofill helps only where the resident speaks of themselves."""
    kind = "text"
    choices: tuple[tuple[str, str], ...] = ()
    options = dict(_INPUTS.get(field.type, {}))
    if field.type == "choice":
        kind, choices = "choice", tuple((each.code, each.label.of(language)) for each in field.choices or ())
    elif field.type == "boolean":
        kind, choices = (
            "boolean",
            (
                ("true", say("yes", language)),
                ("false", say("no", language)),
            ),
        )
    elif field.type == "statement":
        kind = "check"
    elif field.multiline:
        kind = "textarea"
    if name != field.id and options.get("autocomplete") != "off":
        options["autocomplete"] = ""
    if field.source:
        options["autocomplete"] = _SOURCES.get(field.source, "")
    return Question(
        **{
            "name": name,
            "kind": kind,
            "label": field.labels.of(language),
            "required": field.required,
            "help": field.help.of(language) if field.help else "",
            "choices": choices,
        }
        | options  # type: ignore[arg-type]
    )
