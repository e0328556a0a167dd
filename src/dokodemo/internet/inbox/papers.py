"""The papers of an application in the reader's words: what a letter is, and what the post did with one."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dokodemo.base.ui.templatetags.ui import day
from dokodemo.catalog import versions
from dokodemo.catalog.schema import Document
from dokodemo.internet.apply.queries import Application
from dokodemo.internet.inbox import opening, saying
from dokodemo.internet.inbox.opening import CAME_BACK, Leg, Posted
from dokodemo.internet.inbox.states import Step


@dataclass(frozen=True)
class Letter:
    """A document with what the reader's language says of it: its title, in one sentence what it is, and ``said``, what
    stands in it."""

    document: opening.Document
    title: str
    gist: str
    said: saying.Said


def letter(application: Application, document: opening.Document) -> Letter:
    """A document that the procedure of that version does not declare keeps the title it came with."""
    declared = _declared(application, document.declared)
    if declared is None:
        return Letter(document, document.title, "", saying.Said())
    procedure = versions.at(application.catalog_hash).procedures[application.procedure]
    gist = _("「%(procedure)s」の結果を知らせる、市の正式な書類です。結果: %(result)s") % {
        "procedure": application.title,
        "result": opening.outcome(procedure.kind, approved=declared.outcome == "approved"),
    }
    return Letter(document, _title(declared), gist, saying.letter(application, document))


@dataclass(frozen=True)
class ByPost:
    """How it stands with a paper that was sent by post. ``todo`` is empty where nothing is to be done; ``moved``: a change of
    address may be the way."""

    title: str
    heading: str
    says: str
    why: str = ""
    todo: str = ""
    moved: bool = False


def by_post(application: Application, papers: Sequence[Posted]) -> list[ByPost]:
    """Each of these papers as it stands now."""
    return [_standing(paper.journey, _called(application, paper)) for paper in papers]


def _standing(journey: Sequence[Leg], title: str) -> ByPost:
    if not journey:
        mistake = _("この書類について先にお知らせしたことは、まちがいでした。何もしなくてかまいません。")
        return ByPost(title, _("お知らせを直しました"), mistake)
    last = journey[-1]
    if last.what != CAME_BACK:
        says = _("この書類を、%(day)sにもう一度郵便で送りました。") % {"day": day(last.on)}
        return ByPost(title, _heading(last), says)
    says = _("郵便で送ったこの書類が、%(day)sに市へ戻ってきました。") % {"day": day(last.on)}
    moved = last.why in ("unknown", "moved")
    if moved:
        todo = _(
            "住所と部屋番号が合っているかを確かめて、担当課に電話してください。引っ越した方は、住所変更の手続きもしてください。"
        )
    else:
        todo = _("もう一度送るために、書類を受け取れる住所を、担当課に電話で知らせてください。")
    return ByPost(title, _heading(last), says, _why(last.why), todo, moved)


def steps(application: Application, papers: Sequence[Posted]) -> list[Step]:
    """What the post did with them, for the timeline."""
    return [
        Step(_heading(leg), None, "done", _called(application, paper), leg.on)
        for paper in papers
        for leg in paper.journey
    ]


def _heading(leg: Leg) -> str:
    return _("郵便が戻ってきました") if leg.what == CAME_BACK else _("もう一度送りました")


def _why(code: str) -> str:
    """Why the post office brought it back, for who does not know its words; "" for a code of another version."""
    return {
        "unknown": _("その住所に、宛名の人が見つからなかったためです。"),
        "moved": _("引っ越した先がわからなかったためです。"),
        "refused": _("配達のときに、受け取りを断られたためです。"),
        "kept": _("郵便局で預かる期間のあいだに、受け取りがなかったためです。"),
    }.get(code, "")


def _called(application: Application, paper: Posted) -> str:
    declared = _declared(application, paper.declared)
    return _title(declared) if declared else paper.title


def _declared(application: Application, document: str) -> Document | None:
    procedure = versions.at(application.catalog_hash).procedures[application.procedure]
    return next((each for each in procedure.documents if each.id == document), None)


def _title(declared: Document) -> str:
    return declared.titles.of(get_language() or "ja")
