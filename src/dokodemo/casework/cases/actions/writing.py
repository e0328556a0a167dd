"""A letter that a clerk writes to the applicant from one of the city's texts: it decides nothing."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.casework import documents
from dokodemo.casework.cases import states
from dokodemo.casework.cases.actions import telling
from dokodemo.casework.cases.loading import Loaded, load
from dokodemo.casework.cases.models import CaseDocument
from dokodemo.casework.cases.rights import NotPossible, grow, hold
from dokodemo.catalog import notices
from dokodemo.catalog.schema import Notice
from dokodemo.catalog.versions import current
from dokodemo.values.eras import format_wareki

LONGEST_TITLE, LONGEST_TEXT = 60, 4000
#: Under what a letter lies with its case: each has a number of its own.
DECLARED = "letter-"


def templates() -> dict[str, Notice]:
    """The texts that the city in force offers."""
    catalog = current()
    return dict(catalog.letters) if catalog else {}


def filled(loaded: Loaded, template: str) -> tuple[str, str]:
    """A text with what is known of the case, to be changed before it is sent: (title, paragraphs with a blank line between).

    Raises KeyError: there is no such text."""
    notice, case = templates()[template], loaded.case
    section = loaded.catalog.sections[case.section]
    words = {
        "name": loaded.applicant.name,
        "procedure": loaded.procedure.titles.ja,
        "receipt": case.receipt,
        "received": format_wareki(case.arrived_on),
        "organ": loaded.catalog.organs[loaded.procedure.organ].title.ja,
        "section": section.title.ja,
        "phone": section.phone,
    }
    return notice.title.ja, "\n\n".join(notices.filled(each.ja, words) for each in notice.paragraphs)


def preview(loaded: Loaded, title: str, text: str) -> bytes:
    """The letter as it would be, without its number. Raises NotPossible, documents.GlyphsMissing."""
    facts = telling.facts_of(loaded, *_read(title, text), [], telling.applicant(loaded))
    documents.check(facts)
    return documents.render(telling.KIND, facts | {"number": "（送るときに番号がつきます）"})


@transaction.atomic
def write_letter(actor: Actor, case_id: UUID, version: int, title: str, text: str) -> None:
    """Send a letter by the way the applicant has chosen: into their inbox, or printed and posted. Where the application came by
    another entrance it goes by post.

    Raises NotAllowed, Changed, NotPossible, documents.GlyphsMissing."""
    case = hold(actor, case_id, "case.letter", "clerk", "approver", version=version)
    loaded = load(case)
    title, paragraphs = _read(title, text)
    n = CaseDocument.objects.filter(case=case, declared__startswith=DECLARED).count() + 1
    by_inbox = case.delivery == "inbox" and case.entrance == states.WEB
    telling.must_tell(
        loaded, f"{DECLARED}{n}", title, paragraphs, [], telling.applicant(loaded),
        "inbox" if by_inbox else "paper", actor.name,
    )  # fmt: skip
    grow(case)
    record(actor, "case.letter", object_kind="case", object_id=str(case.id), subject=case.person or "")


def _read(title: str, text: str) -> tuple[str, list[str]]:
    """The title and the paragraphs as typed. Raises NotPossible."""
    problems, title, paragraphs = {}, title.strip(), _paragraphs(text)
    if not title or len(title) > LONGEST_TITLE:
        problems["letter_title"] = _("件名を、60文字以内で入力してください。")
    if not paragraphs or len(text) > LONGEST_TEXT:
        problems["letter_text"] = _("手紙の文を、4,000文字以内で入力してください。")
    if any(each.startswith("（ここに") for each in paragraphs):
        problems["letter_text"] = _("「（ここに…）」のところを書き換えてください。")
    if problems:
        raise NotPossible("letter", problems)
    return title, paragraphs


def _paragraphs(text: str) -> list[str]:
    parts = text.replace("\r\n", "\n").split("\n\n")
    return [each.strip() for each in parts if each.strip()]
