"""Forms made by chance, that share some of what they ask, each in its own order and under its own conditions."""

import random
from typing import Any

from dokodemo.catalog.schema import Field, Procedure

#: Meaning → what every form asks under it; ``city`` has other choices in some forms, so it cannot always be one.
MEANINGS: dict[str, dict[str, Any]] = {
    "applicant.kana": {"type": "kana"},
    "applicant.phone": {"type": "phone"},
    "spouse.exists": {"type": "boolean"},
    "spouse.name": {"type": "text", "max_length": 20},
    "household.size": {"type": "integer", "min": 1, "max": 30},
    "move.date": {"type": "date"},
    "account.kind": {"type": "choice", "choices": ["one", "two"]},
    "previous.city": {"type": "choice", "choices": ["sea", "hill"]},
}
MEMBERS: dict[str, dict[str, Any]] = {
    "child.name": {"type": "text"},
    "child.birth": {"type": "date"},
    "child.living": {"type": "boolean"},
}
GOOD: dict[str, list[Any]] = {
    "text": ["海", "山の上"],
    "kana": ["ウミ", "ヤマ"],
    "phone": ["0901112222"],
    "date": ["2020-01-01", "2030-01-01"],
    "integer": [1, 5, 9],
    "boolean": [True, False],
}
WRONG: dict[str, list[Any]] = {
    "text": [None, ""], "kana": ["sea"], "phone": ["12"], "date": ["2026-11-31"], "integer": [0, 40, True], "boolean": [""],
}  # fmt: skip
_BASE: dict[str, Any] = {
    "law": {"ja": "法", "en": "Act"}, "article": {"ja": "1条", "en": "1"}, "organ": "o", "section": "s", "zone": "core",
    "my_number": True, "identity": "card", "minutes": 5, "standard_days": 10, "summary_text": {"ja": "説", "en": "x"},
    "deadline_text": {"ja": "期", "en": "x"}, "bring": [{"ja": "物", "en": "x"}], "approval": "a", "effect": "a.b",
    "outcomes": ["approved"], "retention_years": 5,
}  # fmt: skip


def text(word: str) -> dict[str, str]:
    return {"ja": word, "en": word}


def form(chance: random.Random, procedure_id: str) -> Procedure:
    """A form of two to four pages; what it asks and reads is all its own order."""
    before: list[dict[str, Any]] = []
    meanings = chance.sample(list(MEANINGS), len(MEANINGS))
    pages = []
    for number in range(chance.randint(2, 4)):
        when = _condition(chance, before) if chance.random() < 0.3 else None
        fields = []
        for _ in range(chance.randint(1, 4)):
            fields.append(_field(chance, f"f{len(before)}", meanings, before))
            before.append(fields[-1])
        if number == 1 and chance.random() < 0.8:
            fields.append(_list(chance, before))
            before.append(fields[-1])
        checks = [
            {"cel": _condition(chance, before), "message": text("check")}
            for _ in range(chance.choice([0, 0, 1]))
        ]
        pages.append(
            {
                "id": f"p{number}",
                "titles": text(f"p{number}"),
                "when": when,
                "fields": fields,
                "checks": checks,
            }
        )
    wants = [_condition(chance, before) for _ in range(3)]
    return Procedure.model_validate(
        _BASE
        | {
            "id": procedure_id,
            "titles": text(procedure_id),
            "pages": pages,
            "attachments": [
                {
                    "id": "paper",
                    "titles": text("paper"),
                    "media_types": ["image/png"],
                    "max_mb": 1,
                    "when": wants[0],
                },
                _shared_paper(chance, wants[2]),
            ],
            "refusals": [{"id": "no", "title": text("no"), "text": text("no"), "article": text("no")}],
            "refused_when": [{"cel": wants[1], "refusal": "no"}],
        }
    )


def _shared_paper(chance: random.Random, when: str) -> dict[str, Any]:
    """A file that others ask for as well, not always under the same limits."""
    return {
        "id": "card", "titles": text("card"), "means": "applicant.card", "max_mb": chance.choice([2, 2, 3]),
        "media_types": chance.choice([["image/png", "image/jpeg"], ["image/jpeg"], ["image/jpeg", "image/png"]]),
        "required": chance.random() < 0.7, "when": when if chance.random() < 0.4 else None,
    }  # fmt: skip


def _field(
    chance: random.Random, name: str, meanings: list[str], before: list[dict[str, Any]]
) -> dict[str, Any]:
    made: dict[str, Any] = {"id": name, "labels": text(name), "required": chance.random() < 0.6}
    if chance.random() < 0.15:
        made |= {"type": "kojinbango"} | ({"means": "spouse.number"} if "number" not in meanings else {})
        meanings.append("number")
    elif meanings and meanings[-1] in MEANINGS and chance.random() < 0.7:
        made |= MEANINGS[meaning := meanings.pop()] | {"means": meaning}
        if "max" in made:
            made["max"] = chance.choice([10, 30])
    else:
        made |= {"type": chance.choice(["text", "boolean", "integer", "date"])}
    if made["type"] == "choice":
        made["choices"] = [{"code": code, "label": text(code)} for code in made["choices"]]
        if chance.random() < 0.2:
            made["choices"].append({"code": "three", "label": text("three")})
    if before and chance.random() < 0.4:
        made["when"] = _condition(chance, before)
    return made


def _list(chance: random.Random, before: list[dict[str, Any]]) -> dict[str, Any]:
    members: list[dict[str, Any]] = []
    outer = [each for each in before if each["type"] != "list"]
    for number, meaning in enumerate(chance.sample(list(MEMBERS), 3)):
        own = chance.random() < 0.3
        made: dict[str, Any] = {
            "id": f"m{number}",
            "labels": text(meaning),
            "required": chance.random() < 0.5,
        }
        made |= {"type": "boolean"} if own else MEMBERS[meaning] | {"means": meaning}
        if chance.random() < 0.3:
            made["when"] = _condition(chance, members + outer)
        members.append(made)
    return {
        "id": "people", "type": "list", "labels": text("people"), "means": "children", "fields": members,
        "required": chance.random() < 0.5, "min_items": chance.randint(0, 1), "max_items": chance.randint(2, 3),
        "when": _condition(chance, outer) if chance.random() < 0.5 else None,
        "checks": [{"cel": _condition(chance, members + outer), "message": text("item")}][chance.randint(0, 1) :],
    }  # fmt: skip


def _condition(chance: random.Random, before: list[dict[str, Any]]) -> str:
    asked = [each for each in before if each["type"] != "kojinbango"]
    parts = [_term(chance, each) for each in chance.sample(asked, min(len(asked), chance.randint(1, 2)))]
    return chance.choice([" && ", " || "]).join(parts) if parts else "true"


def _term(chance: random.Random, asked: dict[str, Any]) -> str:
    name = str(asked["id"])
    match asked["type"]:
        case "boolean":
            return chance.choice([name, f"!{name}"])
        case "integer":
            return f"{name} > {chance.randint(0, 5)}"
        case "choice":
            return f'{name} == "{asked["choices"][0]["code"]}"'
        case "date":
            return f'{name} < "2025-01-01"'
        case "list":
            one = asked["fields"][0]
            inner = _term(chance, one | {"id": f"one.{one['id']}"})
            return chance.choice([f"{name}.exists(one, {inner})", f"size({name}) > 1"])
    return f'{name} != ""'


def values(chance: random.Random, fields: list[Field], wrong: float) -> dict[str, Any]:
    """Answers by chance, of which a part is missing or wrong."""
    given: dict[str, Any] = {}
    for each in fields:
        if each.type == "kojinbango" or chance.random() < wrong:
            continue
        if each.type == "list":
            given[each.id] = [values(chance, each.fields or [], wrong) for _ in range(chance.randint(0, 3))]
        elif each.type == "choice":
            given[each.id] = chance.choice(each.codes)
        else:
            given[each.id] = chance.choice((WRONG if chance.random() < wrong else GOOD)[each.type])
    return given
