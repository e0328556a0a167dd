"""What the city sends is Japanese, and that counts. Here it is said in the reader's language, in the words of the version
that the application was made with; what a clerk has written stays as it is."""

from dataclasses import dataclass, replace

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dokodemo.base import clock
from dokodemo.catalog import findings, notices, sentences, versions
from dokodemo.catalog.notices import in_the_words_of
from dokodemo.catalog.schema import Procedure
from dokodemo.internet.apply.queries import Application
from dokodemo.internet.inbox.opening import Decision, Document, Fee


def decision(application: Application, found: Decision) -> Decision:
    """The decision with its sentence, its reasons and how it can be challenged."""
    procedure, lang = _procedure(application), _lang()
    return replace(
        found,
        text=_sentence(application, found),
        articles=tuple(in_the_words_of(procedure, each, lang) for each in found.articles),
        reasons=tuple(in_the_words_of(procedure, each, lang) for each in found.reasons),
        kyoji=in_the_words_of(procedure, found.kyoji, lang),
    )


def fee(application: Application, found: Fee) -> Fee:
    """How to pay it."""
    return replace(found, how=in_the_words_of(_procedure(application), found.how, _lang()))


#: What comes of facts that were sent and are none.
_NONE = (LookupError, ArithmeticError, AttributeError, TypeError, ValueError)


@dataclass(frozen=True)
class Said:
    """What stands in a letter: its paragraphs, and what it states as rows of label and text."""

    paragraphs: tuple[str, ...] = ()
    rows: tuple[tuple[str, str], ...] = ()


def letter(application: Application, found: Document) -> Said:
    """What stands in a letter, where the reader reads no Japanese or plain Japanese; nothing for others, of what a clerk wrote
    for this one case, and of a letter that was sent without its words."""
    procedure, lang = _procedure(application), _lang()
    declared = next((each for each in procedure.documents if each.id == found.declared), None)
    catalog = versions.at(application.catalog_hash)
    notice = catalog.notices.get(declared.notice) if declared else None
    if lang == "ja" or notice is None:
        return Said()
    try:
        return Said(
            tuple(notices.paragraphs(notice, catalog, procedure, found.words, lang)),
            tuple(findings.said(procedure, found.words.get("stated") or {}, lang)),
        )
    except _NONE:
        return Said()


def _sentence(application: Application, found: Decision) -> str:
    on = sentences.day(clock.legal_date(application.submitted_at), _lang())
    words = {"day": on, "title": application.title}
    if found.reduced:
        return (
            _("%(day)sに申請された「%(title)s」を承認しました。ただし、一部は認められませんでした。") % words
        )
    return _what(found.kind, approved=found.approved) % words


def _what(kind: str, *, approved: bool) -> str:
    if kind == "application":
        if approved:
            return _("%(day)sに申請された「%(title)s」を承認しました。")
        return _("%(day)sに申請された「%(title)s」は、承認できませんでした。")
    if kind == "notification":
        if approved:
            return _("%(day)sに届け出られた「%(title)s」を受理しました。")
        return _("%(day)sに届け出られた「%(title)s」は、受理できませんでした。")
    if approved:
        return _("%(day)sに送られた「%(title)s」を受け付けました。窓口でお待ちしています。")
    return _("%(day)sに送られた「%(title)s」は、受け付けられませんでした。")


def _procedure(application: Application) -> Procedure:
    return versions.at(application.catalog_hash).procedures[application.procedure]


def _lang() -> str:
    return get_language() or "ja"
