"""One question on a screen: what the template ``ui/question.html`` shows."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """``kind`` is choice, boolean (both radio rows), check (one box), textarea, or an HTML input type.

    ``name`` is also the id of the control (of the group for rows), so that an error summary can link to it.
    ``choices`` are (value, label). ``width`` is "", "short" or "medium". ``used`` says what the answer is used for.
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

    @property
    def described(self) -> str:
        """The ids that explain this control, for aria-describedby."""
        parts = [f"{self.name}-{part}" for part in ("used", "help", "error") if getattr(self, part)]
        return " ".join(parts)


@dataclass(frozen=True)
class Problem:
    """One line of the error summary; ``name`` is the control to go to."""

    name: str
    text: str
