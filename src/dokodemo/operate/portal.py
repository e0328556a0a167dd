"""The draft of a mapping (``portal/<procedure>.yaml``) from our form: what somebody in the city then corrects with the ids
and words of the city's own form at the portal (docs/howto/portal.md)."""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import ValidationError

from dokodemo.catalog import check_portal
from dokodemo.catalog.check import check
from dokodemo.catalog.portal import DateFormat, PortalDocument, PortalItem, PortalList, PortalMapping, Shape
from dokodemo.catalog.reading import nearest
from dokodemo.catalog.schema import Catalog, Field, Procedure
from dokodemo.catalog.sentences import say

#: What the portal's form says where ours has a statement to agree to, or to confirm.
AGREED, CONFIRMED = "同意する", "確認した"
_DRAFTED = """\
# Drafted from our form: put the 手続ID, 項目ID and 書類ID of the city's form at the portal in place of these, its words for
# choices and its way of writing days. What it does not ask goes out (a field that ours requires then stands under
# not_asked:), what it asks beyond ours stands under ignored:.
"""


class _Refused(ValueError):
    """No draft can be made; the message says why and what to do."""


def draft(folder: Path, procedure_id: str, portal_id: str, shape: Shape, write: bool) -> int:
    """Print the draft for that procedure of the city in ``folder``, or ``write`` it where it belongs. ``portal_id``: its
    手続ID, "" where it is not known yet. Returns 1 when the city is not right, 2 when no draft can be made."""
    report = check(folder)
    if report.catalog is None:
        print(*report.problems, sep="\n")
        print(f"{len(report.problems)} problem(s) in {folder}: put them right first")
        return 1
    path = folder / "portal" / f"{procedure_id}.yaml"
    try:
        procedure = _procedure(report.catalog, procedure_id, path)
        mapping = _mapping(report.catalog, procedure, portal_id, shape)
    except _Refused as refused:
        print(refused, file=sys.stderr)
        return 2
    text = written(mapping, procedure)
    if not write:
        print(text, end="")
        return 0
    path.parent.mkdir(exist_ok=True)
    with path.open("x", encoding="utf-8") as file:
        file.write(text)
    print(f"{path}: correct the ids and words, then dokodemo check {folder}")
    return 0


def _procedure(catalog: Catalog, procedure_id: str, path: Path) -> Procedure:
    """The procedure that can have one. Raises _Refused."""
    procedure = catalog.procedures.get(procedure_id)
    if procedure_id in catalog.counter:
        raise _Refused(
            f"{procedure_id} is finished at the counter: it has no form. Declare it under procedures/ first"
        )
    if procedure is None:
        raise _Refused(
            f"there is no procedure {procedure_id!r} ({nearest(procedure_id, catalog.procedures)})"
        )
    if path.exists():
        raise _Refused(f"{path} is there already: change it by hand, nothing is written over it")
    if not check_portal.is_dialled(procedure, catalog.flows):
        message, hint = check_portal.no_flow(procedure)
        raise _Refused(f"{message} ({hint})")
    return procedure


def _mapping(catalog: Catalog, procedure: Procedure, portal_id: str, shape: Shape) -> PortalMapping:
    """One item for each field, in the form's order. Raises _Refused for a 手続ID that is none or is taken."""
    taken = catalog.portal_mapping(portal_id)
    if taken is not None:
        raise _Refused(
            f"portal/{taken.id}.yaml takes {portal_id!r} already: a 手続ID belongs to one procedure"
        )
    prefix = _prefix(procedure.id)
    ids = (f"{prefix}{number:03}" for number in range(1, 1000))
    items, lists = [], []
    for field in _fields(procedure):
        if field.fields:
            lists.append(PortalList(list=field.id, items=[_item(each, ids) for each in field.fields]))
        else:
            items.append(_item(field, ids))
    try:
        return PortalMapping(
            id=procedure.id, procedure_id=portal_id or f"{catalog.city.code}-{procedure.id}"[:40], shape=shape,
            items=items, lists=lists,
            documents=[
                PortalDocument(document=f"D{prefix}{number:02}", attachment=each.id)
                for number, each in enumerate(procedure.attachments, 1)
            ],
        )  # fmt: skip
    except ValidationError:
        raise _Refused(f"{portal_id!r} is no 手続ID: up to 40 letters, digits, hyphens, dots") from None


def _fields(procedure: Procedure) -> Iterator[Field]:
    return (field for page in procedure.pages for field in page.fields)


def _prefix(procedure_id: str) -> str:
    """``KS`` of kaigo-shinki, ``RI`` of risai."""
    parts = procedure_id.split("-")
    return ("".join(part[0] for part in parts) if len(parts) > 1 else procedure_id[:2]).upper()


def _item(field: Field, ids: Iterator[str]) -> PortalItem:
    dates: DateFormat | None = "iso" if field.type == "date" else None
    return PortalItem(item=next(ids), field=field.id, values=_words(field), dates=dates)


def _words(field: Field) -> dict[str, str]:
    """The portal's words for it, as if they were ours."""
    if field.type == "boolean":
        return {say("yes", "ja"): "true", say("no", "ja"): "false"}
    if field.type == "statement":
        return {AGREED if "同意" in field.labels.ja else CONFIRMED: "true"}
    return {each.label.ja: each.code for each in field.choices or []}


def written(mapping: PortalMapping, procedure: Procedure) -> str:
    """The file: one line an item, with our label beside it."""
    fields = {each.id: each for each in _fields(procedure)}
    labels = {each.id: each.titles.ja for each in procedure.attachments}
    lines = [
        f"# {procedure.titles.ja}: how an application from マイナポータル becomes one of ours.\n{_DRAFTED}id: {mapping.id}",
        f'procedure_id: "{mapping.procedure_id}"',
        f"shape: {mapping.shape}",
        f"charset: {mapping.charset}",
        "items:",
        *_lines(mapping.items, fields.values(), "  "),
    ]
    if mapping.lists:
        lines.append("lists:")
    for each in mapping.lists:
        lines += [f"  - list: {each.list_}  # {fields[each.list_].labels.ja}", "    items:"]
        lines += _lines(each.items, fields[each.list_].fields or [], "      ")
    if mapping.documents:
        lines.append("documents:")
    lines += [
        f"  - {{document: {each.document}, attachment: {each.attachment}}}  # {labels[each.attachment]}"
        for each in mapping.documents
    ]
    return "\n".join(lines) + "\n"


def _lines(items: list[PortalItem], fields: Iterable[Field], indent: str) -> Iterator[str]:
    labels = {each.id: each.labels.ja for each in fields}
    for each in items:
        words = ", ".join(
            f'{json.dumps(word, ensure_ascii=False)}: "{code}"' for word, code in each.values.items()
        )
        values = f", values: {{{words}}}" if words else ""
        dates = f", dates: {each.dates}" if each.dates else ""
        yield f"{indent}- {{item: {each.item}, field: {each.field}{dates}{values}}}  # {labels[each.field]}"
