"""A city of six procedures to be applied for together: the two of the sample city, and four that share what a family is
asked everywhere (reading, telephone, spouse, children, account) and ask things of their own under conditions."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dokodemo.base import clock
from dokodemo.catalog.combined import Combined
from dokodemo.catalog.schema import Catalog, Field, Procedure
from dokodemo.operate import answers
from dokodemo.operate.house import CHECKOUT

SAMPLE = CHECKOUT / "cities" / "umikaze"
CHILD, DOG = "jido-teate-nintei", "inu-toroku"
#: Invented procedures: id → (title, section, zone, the first words of the meanings that it asks for).
OTHERS: Mapping[str, tuple[str, str, str, tuple[str, ...]]] = {
    "hoiku-rei": ("保育の申込（例）", "kosodate", "core", ("applicant", "spouse", "children", "january")),
    "iryo-rei": ("子どもの医療費（例）", "kosodate", "core", ("applicant", "children", "account")),
    "gakudo-rei": ("学童の申込（例）", "kankyo", "office", ("applicant", "spouse", "children")),
    "gomi-rei": ("ごみの手伝い（例）", "kankyo", "office", ("applicant", "spouse", "account", "january")),
}
IDS = (CHILD, DOG, *OTHERS)
PRIVATE = {"spouse_kojinbango": answers.SPOUSE_NUMBER}
_OWN = 8


def write(folder: Path, sample: Catalog) -> Path:
    """The folder of the city, in ``folder``."""
    city = folder / "six"
    shutil.copytree(SAMPLE, city)
    for name in OTHERS:
        (city / "counter" / f"{name}.yaml").unlink(missing_ok=True)
        # JSON is YAML too.
        text = json.dumps(declared(name, sample), ensure_ascii=False, indent=1)
        (city / "procedures" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return city


def declared(name: str, sample: Catalog) -> dict[str, Any]:
    """One of the four."""
    return invented(name, *OTHERS[name], sample)


def invented(
    name: str, title: str, section: str, zone: str, words: tuple[str, ...], sample: Catalog
) -> dict[str, Any]:
    """One invented procedure: its shared pages as the child allowance declares them, then eight questions of its own."""
    model = sample.procedures[CHILD]
    return {
        **_frame(model, title),
        "id": name, "kind": "notification", "section": section, "zone": zone, "organ": model.organ, "my_number": False,
        "identity": "card", "minutes": 10, "standard_days": 14, "approval": model.approval, "retention_years": 5,
        "effect": "transfer.enter", "carried_to": _text("台帳（例）"), "outcomes": ["approved"],
        "pages": [*_shared(model, words), _own_page(title)],
    }  # fmt: skip


def _frame(model: Procedure, title: str) -> dict[str, Any]:
    kept = model.model_dump(
        mode="json",
        include={"law", "article", "summary_text", "deadline_text", "bring", "guide"},
        exclude_none=True,
    )
    return kept | {"titles": _text(title)}


def _text(word: str) -> dict[str, str]:
    return {"ja": word, "en": word}


def _shared(model: Procedure, words: tuple[str, ...]) -> list[dict[str, Any]]:
    """The child allowance's pages, with only what has one of these meanings; the name and address stay with them."""
    pages = []
    for page in model.pages:
        fields = [_field(each) for each in page.fields if _wanted(each, words)]
        if fields:
            plain: dict[str, Any] = {
                "id": page.id,
                "titles": page.titles.model_dump(exclude_none=True),
                "fields": fields,
            }
            pages.append(plain | ({"when": page.when} if page.when else {}))
    return pages


def _wanted(asked: Field, words: tuple[str, ...]) -> bool:
    if asked.type == "kojinbango":
        return False  # none of the four may ask for a My Number
    return asked.source is not None or (asked.means or "").partition(".")[0] in words


def _field(asked: Field) -> dict[str, Any]:
    left_out = {"choices"} if asked.code_list else set()
    plain = asked.model_dump(mode="json", exclude_none=True, exclude_defaults=True, exclude=left_out)
    if asked.fields:
        plain["fields"] = [_field(each) for each in asked.fields if each.means]
        plain["checks"] = []
    return plain


def _own_page(title: str) -> dict[str, Any]:
    fields: list[dict[str, Any]] = [
        {"id": "wish", "type": "boolean", "labels": _text(f"{title}を望みますか")}
    ]
    for number in range(1, _OWN):
        kind: dict[str, Any] = {"type": "text", "max_length": 40}
        if number % 2:
            kind = {
                "type": "choice",
                "choices": [{"code": code, "label": _text(code)} for code in ("a", "b", "c")],
            }
        when = "wish" if number == 1 else f'wish && q1 != "{"bc"[number % 2]}"'
        fields.append({"id": f"q{number}", "labels": _text(f"質問{number}"), "when": when, **kind})
    return {"id": "own", "titles": _text("この手続きのこと"), "fields": fields}


def typed(form: Combined) -> answers.Answers:
    """What one family types into the form for all, by the names of its controls."""
    own = {"wish": "true"} | {f"q{number}": "a" if number % 2 else "海の近く" for number in range(1, _OWN)}
    pages = {each.id: [("own", own)] for each in form.members}
    return answers.in_one(form, pages | {CHILD: answers.family(), DOG: answers.dog(clock.today())})
