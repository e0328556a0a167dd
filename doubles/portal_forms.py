"""The forms of the portal's double, as a city would have set them up there: the item ids, words and ways of writing days
that its mappings declare (``cities/umikaze/portal``), asked under the labels of its procedures. Whoever applies answers
as ``applications`` says. Turned into the portal's words here and not by the house, so that each is held against the other."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from dokodemo.values import yaml
from dokodemo.values.eras import format_wareki, parse_date
from doubles import applications, people

CITY = Path(__file__).parent.parent / "cities" / "umikaze"
SAKURA = "3f0c7a52d1b84e6f9c21a07be5d94381"
_WRITTEN = {"iso": "%Y-%m-%d", "slash": "%Y/%m/%d", "compact": "%Y%m%d"}
#: What the portal asks beyond our form, and what everybody answers.
_MORE, _MORE_SAID = "窓口へ行かずに申請した理由（アンケート）", "窓口に行けないから"


@dataclass(frozen=True)
class Question:
    """One question of the city's form, asked by one item or several. ``words``: our code → the portal's word; ``dates``:
    how it writes a day, ``listed_in`` in which list of ours it stands, both "" where they are nothing."""

    field: str
    label: str
    items: tuple[str, ...]
    between: str
    words: Mapping[str, str]
    dates: str
    listed_in: str
    source: str

    @property
    def names(self) -> list[str]:
        """What each item is called."""
        split = ("（氏）", "（名）") if len(self.items) == 2 else [""] * len(self.items)
        return [f"{self.label}{part}" for part in split]

    def parts(self, typed: str) -> list[str]:
        """What each item says for what is typed on our pages; "" where nothing is."""
        text = self.words.get(typed, typed)
        if self.dates and text:
            day = parse_date(text)
            text = format_wareki(day) if self.dates == "wareki" else day.strftime(_WRITTEN[self.dates])
        parts = text.split(self.between, len(self.items) - 1) if self.between else [text]
        return parts + [""] * (len(self.items) - len(parts))


@dataclass(frozen=True)
class Form:
    """One procedure as a city has set it up at the portal; ``items`` and ``documents`` with ``id`` and ``name``."""

    id: str
    procedure_id: str
    name: str
    destination: str
    shape: str
    charset: str
    items: tuple[dict[str, str], ...]
    documents: tuple[dict[str, str], ...]
    questions: tuple[Question, ...]
    ignored: tuple[str, ...]

    def says(self, on: date) -> dict[str, str | list[str]]:
        """What 海野さくら says to each item on that day; a list has one text a row."""
        typed = applications.typed(applications.read(self.id)["approve"]["answers"], on)
        said: dict[str, str | list[str]] = dict.fromkeys(self.ignored, _MORE_SAID)
        for each in self.questions:
            if each.listed_in:
                rows = [
                    each.parts(typed.get(f"{row}-{each.field}", "")) for row in _rows(typed, each.listed_in)
                ]
                said |= {item: [row[at] for row in rows] for at, item in enumerate(each.items)}
            else:
                answer = typed.get(each.field, _known().get(each.source, ""))
                said |= dict(zip(each.items, each.parts(answer), strict=True))
        return said

    def answered(self, on: date) -> Iterator[Question]:
        """The questions, none of a list, that she answers on that day."""
        said = self.says(on)
        return (each for each in self.questions if not each.listed_in and said[each.items[0]])


def _rows(typed: Mapping[str, str], name: str) -> list[str]:
    """``children-0``, ``children-1``: as many as were typed."""
    found = {key.rpartition("-")[0] for key in typed if key.startswith(f"{name}-")}
    return [f"{name}-{number}" for number in range(len(found))]


@cache
def _known() -> dict[str, str]:
    """What her card and her account say."""
    holder = people.read()[SAKURA]
    return {
        "identity.name": holder.name, "identity.address": holder.address, "identity.birthdate": holder.birth.isoformat(),
        "identity.gender": people.GENDER[holder.sex], "account.email": "sakura@example.jp",
    }  # fmt: skip


@cache
def forms() -> Mapping[str, Form]:
    """Every form of the double, by our procedure's id."""
    return {path.stem: _form(yaml.load(path)) for path in sorted((CITY / "portal").glob("*.yaml"))}


def _form(mapping: Mapping[str, Any]) -> Form:
    procedure = yaml.load(CITY / "procedures" / f"{mapping['id']}.yaml")
    questions = tuple(_questions(mapping, procedure))
    ignored = tuple(mapping.get("ignored", ()))
    titles = {each["id"]: each["titles"]["ja"] for each in procedure.get("attachments", ())}
    return Form(
        id=mapping["id"],
        procedure_id=mapping["procedure_id"],
        name=procedure["titles"]["ja"],
        destination=procedure["zone"],
        shape=mapping["shape"],
        charset=mapping.get("charset", "utf-8"),
        items=tuple(
            {"id": item, "name": name}
            for each in questions
            for item, name in zip(each.items, each.names, strict=True)
        )
        + tuple({"id": item, "name": _MORE} for item in ignored),
        documents=tuple(
            {"id": each["document"], "name": titles[each["attachment"]]}
            for each in mapping.get("documents", ())
        ),
        questions=questions,
        ignored=ignored,
    )


def _questions(mapping: Mapping[str, Any], procedure: Mapping[str, Any]) -> Iterator[Question]:
    fields = {each["id"]: each for page in procedure["pages"] for each in page["fields"]}
    for each in mapping["items"]:
        yield _question(each, fields[each["field"]])
    for listed in mapping.get("lists", ()):
        whole = fields[listed["list"]]
        members = {each["id"]: each for each in whole["fields"]}
        for each in listed["items"]:
            yield _question(each, members[each["field"]], whole)


def _question(
    item: Mapping[str, Any], field: Mapping[str, Any], whole: Mapping[str, Any] | None = None
) -> Question:
    label = field["labels"]["ja"]
    if whole:
        label = f"{whole.get('item_labels', whole['labels'])['ja']}：{label}"
    words: dict[str, str] = {}
    for word, code in item.get("values", {}).items():
        words.setdefault(code, word)
    return Question(
        field["id"], label, (item["item"], *item.get("and_items", ())), item.get("between", ""), words,
        item.get("dates", ""), whole["id"] if whole else "", field.get("source", ""),
    )  # fmt: skip
