"""Is the mapping of a procedure from the national portal right? Every item has one field, every field that is required
an item (or it is said that the portal does not ask)."""

from collections.abc import Iterable, Mapping

from dokodemo.catalog.portal import PortalItem, PortalMapping
from dokodemo.catalog.reading import Loc, Source, nearest
from dokodemo.catalog.schema import Field, Flow, Procedure

#: Types whose answers the portal says in its own words.
_WORDED = ("choice", "boolean", "statement")
_YES_OR_NO: Mapping[str, tuple[str, ...]] = {"boolean": ("true", "false"), "statement": ("true", "false")}


def judge(mapping: PortalMapping, source: Source, procedure: Procedure | None, flows: list[Flow]) -> None:
    """Say everything that is wrong with ``mapping``. ``procedure``: the one of its id, code lists filled in."""
    if procedure is None:
        source.say(
            ("id",), f"there is no procedures/{mapping.id}.yaml", "a mapping has the id of its procedure"
        )
        return
    if not is_dialled(procedure, flows):
        source.say(("id",), *no_flow(procedure))
    fields = {each.id: each for page in procedure.pages for each in page.fields}
    _judge_ids(mapping, source)
    _judge_items(mapping.items, ("items",), fields, source, inside="")
    for at, each in enumerate(mapping.lists):
        listed = fields.get(each.list_)
        if listed is None or listed.type != "list":
            known = [name for name, declared in fields.items() if declared.type == "list"]
            source.say(
                ("lists", at, "list"), f"the form has no list {each.list_!r}", nearest(each.list_, known)
            )
            continue
        members = {member.id: member for member in listed.fields or []}
        _judge_items(each.items, ("lists", at, "items"), members, source, inside=each.list_)
        _judge_missing(each.items, members, (), ("lists", at, "list"), source)
    _judge_not_asked(mapping, fields, source)
    _judge_documents(mapping, procedure, source)
    mapped = {each.list_ for each in mapping.lists}
    for name, declared in fields.items():
        if declared.type == "list" and declared.required and name not in {*mapped, *mapping.not_asked}:
            source.say(("lists",), f"the list {name!r} is required and comes from no item", _way_out(name))
    plain = {name: declared for name, declared in fields.items() if declared.type != "list"}
    _judge_missing(mapping.items, plain, mapping.not_asked, ("items",), source)


def judge_together(mappings: Iterable[tuple[PortalMapping, Source]]) -> None:
    """Say which 手続ID two mappings want."""
    seen: dict[str, str] = {}
    for mapping, source in mappings:
        other = seen.setdefault(mapping.procedure_id, mapping.id)
        if other != mapping.id:
            source.say(
                ("procedure_id",), f"portal/{other}.yaml takes {mapping.procedure_id!r} too",
                "a 手続ID belongs to one procedure",
            )  # fmt: skip


def is_dialled(procedure: Procedure, flows: Iterable[Flow]) -> bool:
    """Whether the zone that handles it may fetch from the portal."""
    return any((flow.from_, flow.to) == (procedure.zone, "portal") for flow in flows)


def no_flow(procedure: Procedure) -> tuple[str, str]:
    """What is said where it may not, and what to do."""
    zone = procedure.zone
    return (
        f"no flow carries it to {zone}: {zone} does not dial portal",
        f"declare it in flows.yaml with from: {zone}, to: portal",
    )


def _judge_ids(mapping: PortalMapping, source: Source) -> None:
    """Each item id once in the whole file."""
    seen: set[str] = set()
    places: list[tuple[Loc, list[str]]] = [
        (("items", at, "item"), each.every) for at, each in enumerate(mapping.items)
    ]
    for number, listed in enumerate(mapping.lists):
        places += [
            (("lists", number, "items", at, "item"), each.every) for at, each in enumerate(listed.items)
        ]
    places += [(("ignored", at), [each]) for at, each in enumerate(mapping.ignored)]
    for loc, ids in places:
        for each_id in ids:
            if each_id in seen:
                source.say(loc, f"the item {each_id!r} is here twice", "an item goes into one field")
            seen.add(each_id)


def _judge_items(
    items: list[PortalItem], loc: Loc, fields: Mapping[str, Field], source: Source, inside: str
) -> None:
    taken: set[str] = set()
    for at, each in enumerate(items):
        here = (*loc, at)
        declared = fields.get(each.field)
        if declared is None:
            where = f"the list {inside!r}" if inside else "the form"
            source.say((*here, "field"), f"{where} has no field {each.field!r}", nearest(each.field, fields))
            continue
        if each.field in taken:
            source.say(
                (*here, "field"), f"the field {each.field!r} is here twice", "write its other item in and_items:"
            )  # fmt: skip
        taken.add(each.field)
        if declared.type == "list":
            source.say((*here, "field"), f"{each.field!r} is a list", "map it under lists:")
            continue
        _judge_type(each, declared, here, source)


def _judge_type(each: PortalItem, declared: Field, here: Loc, source: Source) -> None:
    if declared.type == "date" and each.dates is None:
        source.say((*here, "field"), f"{each.field!r} is a date", "add dates: iso, slash, compact or wareki")
    if declared.type != "date" and each.dates is not None:
        source.say((*here, "dates"), f"dates is not for the type {declared.type!r}", "only for date")
    if declared.type in _WORDED and not each.values:
        source.say(
            (*here, "field"), f"{each.field!r} is a {declared.type}: the portal's words for it are missing",
            "add values: with the portal's word and ours",
        )  # fmt: skip
    if declared.type not in _WORDED and each.values:
        source.say(
            (*here, "values"), f"values is not for the type {declared.type!r}", f"for: {', '.join(_WORDED)}"
        )
    codes = _YES_OR_NO.get(declared.type, declared.codes)
    for word, code in each.values.items() if declared.type in _WORDED else ():
        if code not in codes:
            source.say((*here, "values", word), f"{each.field} never is {code!r}", nearest(code, codes))


def _judge_missing(
    items: list[PortalItem], fields: Mapping[str, Field], not_asked: Iterable[str], loc: Loc, source: Source
) -> None:
    mapped = {each.field for each in items} | set(not_asked)
    for name, declared in fields.items():
        if declared.required and name not in mapped:
            source.say(loc, f"the field {name!r} is required and comes from no item", _way_out(name))


def _way_out(name: str) -> str:
    return f"map an item to it, or write {name} under not_asked: where the portal does not ask"


def _judge_not_asked(mapping: PortalMapping, fields: Mapping[str, Field], source: Source) -> None:
    mapped = {each.field for each in mapping.items} | {each.list_ for each in mapping.lists}
    for at, name in enumerate(mapping.not_asked):
        if name not in fields:
            source.say(("not_asked", at), f"the form has no field {name!r}", nearest(name, fields))
        elif name in mapped:
            source.say(("not_asked", at), f"{name!r} comes from an item", "take it out of one of the two")


def _judge_documents(mapping: PortalMapping, procedure: Procedure, source: Source) -> None:
    known = [each.id for each in procedure.attachments]
    seen: set[str] = set()
    for at, each in enumerate(mapping.documents):
        if each.attachment not in known:
            source.say(
                ("documents", at, "attachment"), f"unknown attachment {each.attachment!r}",
                nearest(each.attachment, known),
            )  # fmt: skip
        if each.document in seen:
            source.say(
                ("documents", at, "document"), f"the document {each.document!r} is here twice", "keep one"
            )
        seen.add(each.document)
    taken = {each.attachment for each in mapping.documents}
    for attachment in procedure.attachments:
        if attachment.required and attachment.id not in taken:
            source.say(
                ("documents",), f"the attachment {attachment.id!r} is required and no document is it",
                "add the 書類ID with which it comes",
            )  # fmt: skip
