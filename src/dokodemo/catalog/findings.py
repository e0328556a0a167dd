"""What a clerk finds out (``Procedure.findings``): one more page behind the form, whose conditions may read its answers.

*Findings* are a plain dict like *values* (``forms``), kept with the proposal and not with what was submitted.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from dokodemo.catalog import answers, forms
from dokodemo.catalog.compiled import form_of, walk
from dokodemo.catalog.conditions import compile_condition
from dokodemo.catalog.parsing import PageResult, Post
from dokodemo.catalog.schema import Field, Page, Procedure

#: The page's id; ``check`` keeps a form's own pages from it.
PAGE = "findings"


def asked(procedure: Procedure, values: Mapping[str, Any], found: Mapping[str, Any]) -> list[Field]:
    """The questions to a clerk, with these answers and what is found so far."""
    if not procedure.findings:
        return []
    return walk(form_of(_grown(procedure)), {**values, **found}).asked_on(PAGE)


def offered(
    procedure: Procedure, values: Mapping[str, Any], found: Mapping[str, Any]
) -> list[tuple[Field, bool]]:
    """The questions to put on one screen: those that are asked (True), and those that another finding may still bring
    (False): a clerk sees at once all that there is."""
    now = {each.id for each in asked(procedure, values, found)}
    mine = {each.id for each in procedure.findings}
    return [
        (each, each.id in now)
        for each in procedure.findings
        if each.id in now or (each.when and mine & set(compile_condition(each.when).names))
    ]


def read(procedure: Procedure, post: Post, values: Mapping[str, Any], language: str, on: date) -> PageResult:
    """What was found, and what is wrong with it by name. Never raises for any post."""
    if not procedure.findings:
        return PageResult({})
    grown = _grown(procedure)
    page = grown.pages[-1]
    result = forms.parse_page(grown, page, post, values, language, on, known=())
    own = {each.id for each in page.fields}
    found = {name: value for name, value in result.values.items() if name in own}
    return PageResult(found, result.errors, result.raw)


def rows(
    procedure: Procedure, values: Mapping[str, Any], found: Mapping[str, Any], language: str
) -> list[tuple[str, str]]:
    """What was found, as the office and the letter read it: (label, text), without what was left open."""
    return said(procedure, _found(procedure, values, found), language)


def printed(procedure: Procedure, values: Mapping[str, Any], language: str) -> list[tuple[str, str]]:
    """The answers that the letter repeats: (label, text), in the order the declaration names them."""
    return said(procedure, _printed(procedure, values), language)


def stated(procedure: Procedure, values: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, Any]:
    """What a letter states of a case, to be ``said`` in any language: what was found, then the answers that it repeats, as
    field id → value."""
    return _found(procedure, values, found) | _printed(procedure, values)


def said(procedure: Procedure, stated: Mapping[str, Any], language: str) -> list[tuple[str, str]]:
    """(label, text) of these, in their order; a field that the declaration does not know is left out. Raises what
    ``answers.show`` raises of a value that is none."""
    asked = [each for page in procedure.pages for each in page.fields]
    fields = {each.id: each for each in (*asked, *procedure.findings)}
    return [
        (fields[name].labels.of(language), answers.show(fields[name], value, language))
        for name, value in stated.items()
        if name in fields
    ]


def _found(procedure: Procedure, values: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, Any]:
    shown = asked(procedure, values, found)
    return {each.id: found[each.id] for each in shown if found.get(each.id) is not None}


def _printed(procedure: Procedure, values: Mapping[str, Any]) -> dict[str, Any]:
    kept = forms.prune(procedure, values)
    return {name: kept[name] for name in procedure.printed if kept.get(name) is not None}


def _grown(procedure: Procedure) -> Procedure:
    grown = procedure._grown
    if grown is None:
        page = Page(id=PAGE, titles=procedure.titles, fields=procedure.findings)
        grown = procedure.model_copy(update={"pages": [*procedure.pages, page]})
        grown._compiled = None
        procedure._grown = grown
    return cast(Procedure, grown)
