"""What the papers of a decision say: the city's own words, the effect's facts, and what every letter has. Pure."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from dokodemo.casework.cases.loading import Loaded
from dokodemo.casework.documents import KINDS
from dokodemo.casework.effects import DecisionFacts
from dokodemo.catalog import notices
from dokodemo.catalog.schema import Catalog, Document, Procedure
from dokodemo.values import addresses


@dataclass(frozen=True)
class Paper:
    """One document to be made. ``kind`` is how it is set (notice, tag), ``declared`` the id in the procedure, ``delivery`` inbox or paper."""

    kind: str
    declared: str
    title: str
    delivery: str
    facts: dict[str, Any]


def common(loaded: Loaded, reasons: list[str], articles: list[str]) -> dict[str, Any]:
    """What every paper of the case has: who it is for, from whom, why."""
    case, subject = loaded.case, loaded.subject
    return _from_the_city(loaded.catalog, loaded.procedure, case.section) | {
        "recipient": subject.name,
        "postal": addresses.postal(subject.postal),
        "address": subject.address,
        "receipt": case.receipt,
        "arrived_on": case.arrived_on.isoformat(),
        "reasons": list(reasons),
        "articles": list(articles),
        "language": case.language,
    }


def _from_the_city(catalog: Catalog, procedure: Procedure, section_id: str) -> dict[str, Any]:
    """In whose name it is written, and whom to ask."""
    section = catalog.sections[section_id]
    return {
        "city": catalog.city.titles.ja,
        "head": catalog.organs[procedure.organ].head.ja,
        "organ": catalog.organs[procedure.organ].title.ja,
        "section": section.title.ja,
        "of_section": section_id,
        "phone": section.phone,
        "place": section.place.ja,
        "hours": catalog.city.hours.ja,
        "kyoji": procedure.kyoji.ja if procedure.kyoji else "",
    }


def specimen(catalog: Catalog, procedure: Procedure, document: Document, on: date) -> Paper:
    """The document as it would be set, with invented facts: for who judges its words before they are published.

    What an effect would state (an amount, the number of a tag) and what a clerk finds out is invented too."""
    refused = document.outcome == "refused"
    reasons = [each.text.ja for each in procedure.refusals[:1]] if refused else []
    articles = [each.article.ja for each in procedure.refusals[:1]] if refused else [procedure.article.ja]
    facts = _from_the_city(catalog, procedure, procedure.section) | _INVENTED | {
        "date": on.isoformat(),
        "arrived_on": on.isoformat(),
        "issued_on": on.isoformat(),
        "fiscal_year": on.year,
        "outcome": document.outcome,
        "reasons": reasons,
        "articles": articles,
        "rows": [] if refused else [[each.labels.ja, "（見本）"] for each in procedure.findings],
        "title": document.titles.ja,
    }  # fmt: skip
    words = catalog.notices.get(document.notice)
    paragraphs = notices.paragraphs(words, catalog, procedure, facts) if words else []
    return Paper(
        kind_of(document), document.id, document.titles.ja, "paper", facts | {"paragraphs": paragraphs}
    )


#: Nobody: what a specimen says where a decision would say whose it is.
_INVENTED: dict[str, Any] = {
    "recipient": "見本　太郎",
    "postal": "000-0000",
    "address": "見本町一丁目2番3号",
    "number": "見本第1号",
    "receipt": "0000-0000-0000",
    "tag_number": "見本",
    "certificate": "見本",
    "copies": 1,
    "persons": [
        {
            "name": "見本　太郎", "kana": "ミホン　タロウ", "birth": "平成2年4月1日", "sex": "男",
            "address": "見本町一丁目2番3号", "resident_since": "令和2年4月1日", "address_since": "令和2年4月1日",
            "head": "見本　太郎", "relation": "世帯主",
        }
    ],
}  # fmt: skip


def papers(
    loaded: Loaded, made: DecisionFacts, of_effect: dict[str, Any], kinds: tuple[str, ...]
) -> list[Paper]:
    """The documents that the procedure declares for this outcome and the effect wants.

    What the effect says under ``of_document`` (document id → facts) holds for that document only: another recipient."""
    own = dict(of_effect.get("of_document") or {})
    of_effect = {name: each for name, each in of_effect.items() if name != "of_document"}
    base = common(loaded, list(made.reasons), list(made.articles)) | {
        "number": made.number,
        "date": made.stands_on.isoformat(),
        "outcome": made.outcome,
        "reduced": bool(made.denied),
        "amount": made.amount,
        "amount_unit": made.assessment.amount_unit,
    }
    declared = [each for each in loaded.procedure.documents if each.outcome == made.outcome]
    return [
        _paper(loaded, each, _with_denied(base | of_effect | own.get(each.id, {}), made))
        for each in declared
        if kind_of(each) in kinds
    ]


def _with_denied(facts: dict[str, Any], made: DecisionFacts) -> dict[str, Any]:
    """Why less was granted than was asked is said by every letter, whatever the effect says of the rest (行政手続法 8条)."""
    return facts | {"reasons": [*facts["reasons"], *made.denied]}


def kind_of(document: Document) -> str:
    """How a declared document is set: by its own template where there is one, else as a letter."""
    return document.id if document.id in KINDS else "notice"


def _paper(loaded: Loaded, document: Document, facts: dict[str, Any]) -> Paper:
    title = document.titles.ja
    words = loaded.catalog.notices.get(document.notice)
    said = notices.paragraphs(words, loaded.catalog, loaded.procedure, facts) if words else None
    paragraphs = list(facts.get("paragraphs") or ()) if said is None else said
    by_inbox = document.delivery == "inbox-or-paper" and loaded.case.delivery == "inbox"
    return Paper(
        kind_of(document),
        document.id,
        title,
        "inbox" if by_inbox else "paper",
        facts | {"title": title, "paragraphs": paragraphs},
    )
