"""一件書類: everything that is known of a case, as one PDF in Japanese. A My Number is in no part of it."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import override

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.ui.templatetags.ui import moment
from dokodemo.casework import documents
from dokodemo.casework.cases.loading import Loaded
from dokodemo.casework.cases.queries import files, timeline, versions
from dokodemo.casework.cases.queries.application import groups_of
from dokodemo.casework.cases.queries.route import route
from dokodemo.casework.desk import words
from dokodemo.casework.register import queries as register
from dokodemo.casework.register.queries import Row
from dokodemo.values.eras import format_wareki

Part = dict[str, Any]


def made(actor: Actor, loaded: Loaded, reason: str) -> bytes:
    """The file. What no font can show is 〓 in it: a file that is asked for by law does not hang on a sign in a note."""
    with override("ja"):
        facts = {
            "title": "一件書類",
            "city": loaded.catalog.city.titles.ja,
            "date": clock.today().isoformat(),
            "number": loaded.case.receipt,
            "parts": list(_parts(actor, loaded, reason)),
        }
        return documents.render("whole", documents.showable(facts))


def _parts(actor: Actor, loaded: Loaded, reason: str) -> Iterable[Part]:
    numbered = register.of_case(loaded.case.id)
    yield _cover(actor, loaded, reason)
    yield _table(
        "文書件名簿の登録", ("文書番号", "件名", "起案日", "決裁日", "施行日"), map(_entered, numbered)
    )
    for group in groups_of(loaded, "ja"):
        yield {
            "title": f"申請の内容：{group.title}",
            "rows": [[each.label, _answer(each)] for each in group.answers],
        }
    yield from _differences(loaded)
    attached = (
        (each.title, each.name, f"{each.pages or '―'}", f"第{each.version}版")
        for each in files.attachments(loaded, "ja")
    )
    yield _table("添付された書類", ("書類", "ファイル", "ページ", "版"), attached)
    for decision in loaded.decisions:
        yield _decision(actor, loaded, decision)
    for title, parts in files.readings(loaded):
        yield {
            "title": f"文書：{title}",
            "paragraphs": [*_lines(parts)] or ["（本文は、文書そのものにあります。）"],
        }
    yield _table("経過", ("日時", "できごと", "人", "内容"), map(_event, timeline.events(loaded, "ja")))


def _cover(actor: Actor, loaded: Loaded, reason: str) -> Part:
    case, procedure = loaded.case, loaded.procedure
    return {
        "title": "表紙",
        "rows": [
            ["受付番号", case.receipt],
            ["手続き", procedure.titles.ja],
            ["申請した人", loaded.applicant.name],
            ["届いた日", format_wareki(case.arrived_on)],
            ["入口", words.entrance(case.entrance)],
            ["課", loaded.catalog.sections[case.section].title.ja],
            ["執行機関", loaded.catalog.organs[procedure.organ].title.ja],
            ["状態", words.state(case.stage)],
            ["作成の目的", words.why(reason)],
            ["作成した人", actor.name],
        ],
    }


def _entered(row: Row) -> tuple[str, ...]:
    days = (row.drafted_on, row.decided_on, row.enforced_on)
    return (row.number, row.title, *map(format_wareki, days))


def _answer(answer: Any) -> str:
    """As it was sent; what a clerk corrected follows, with who and why."""
    if answer.corrected is None:
        return str(answer.submitted)
    return f"{answer.submitted} → {answer.corrected}（{answer.why}　{answer.by}）"


def _differences(loaded: Loaded) -> Iterable[Part]:
    for n in range(2, loaded.newest + 1):
        compared = versions.compare(loaded, n - 1, n, "ja")
        if compared is None:
            continue
        late = "（決定のあとに届いたもの）" if compared.after.late else ""
        cells = [
            (each.label, "―", "番号が変わりました")
            if each.secret
            else (each.label, each.before or "―", each.after or "―")
            for each in compared.differences
        ]
        yield _table(f"第{n - 1}版と第{n}版の違い{late}", ("項目", "前", "後"), cells)


def _decision(actor: Actor, loaded: Loaded, decision: Any) -> Part:
    seats = [
        f"{each.title}　{words.seat(each.state)}　{each.by_name}　{each.opinion}".strip()
        for each in route(actor, loaded, decision, "ja")
    ]
    rows = [
        ["判断", words.outcome(decision.called, loaded.procedure.kind)],
        ["提案", f"{moment(decision.proposed_at)}　{decision.proposed_name}"],
        ["理由", "\n".join([*decision.reasons, *decision.denied])],
        ["根拠", "、".join(decision.articles)],
        ["書き添えたこと", decision.note],
        ["決裁の経路", "\n".join(seats)],
    ]
    if decision.decided_at is not None:
        rows.append(
            ["決裁", f"{moment(decision.decided_at)}　{decision.decided_name}　{decision.number}".strip()]
        )
    if decision.enforced_on is not None:
        rows.append(["施行日", format_wareki(decision.enforced_on)])
    rows += [["差し戻しの理由", decision.returned_with], ["やり直した理由", decision.reopened_with]]
    return {"title": "提案と決裁", "rows": [row for row in rows if row[1]]}


def _event(event: timeline.Event) -> tuple[str, ...]:
    whom = f"：{words.contact_whom(event.whom)}" if event.whom else ""
    return (moment(event.at), words.event(event.what) + whom, event.who, event.note)


def _table(title: str, columns: Sequence[str], cells: Iterable[Sequence[str]]) -> Part:
    found = [list(row) for row in cells]
    return (
        {"title": title, "columns": list(columns), "cells": found}
        if found
        else {"title": title, "paragraphs": ["ありません。"]}
    )


def _lines(parts: Iterable[documents.Part]) -> Iterable[str]:
    """A letter's parts one after the other (``documents.reading``)."""
    for part in parts:
        for name in ("title", "heading", "text"):
            if name in part:
                yield str(part[name])
        yield from part.get("lines", ())
        yield from (f"{n}　{each}" for n, each in enumerate(part.get("numbered", ()), 1))
        yield from (f"{label}：{text}" for label, text in part.get("rows", ()))
        yield from ("　".join([*each["row"], each["note"]]).strip() for each in part.get("cells", ()))
