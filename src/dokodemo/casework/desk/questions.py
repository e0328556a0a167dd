"""The desk's own questions, filled with what was typed when a save was refused."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from dokodemo.base import clock
from dokodemo.base.ui.question import Problem, Question, choose, question_of
from dokodemo.casework.cases import facts, states
from dokodemo.casework.cases.actions import deciding, writing
from dokodemo.casework.cases.loading import Loaded
from dokodemo.casework.cases.queries.case import Head
from dokodemo.casework.cases.queries.prints import PrintRow
from dokodemo.casework.desk import words
from dokodemo.casework.staff.queries import Colleague
from dokodemo.catalog import answers, findings
from dokodemo.catalog.sentences import say

#: Findings stand in a form with the desk's own questions: their controls are called so.
FOUND = "found-"


def of(
    head: Head, typed: Mapping[str, Any], problems: Mapping[str, str], language: str
) -> dict[str, Callable[[], Question]]:
    """The questions of the decision panel and of the fee, each made when the page shows it."""
    fee = head.fee
    today = clock.today().isoformat()
    return {
        "outcome": lambda: Question(
            "outcome", "choice", _("判断"), True, str(typed.get("outcome", "")), error=problems.get("outcome", ""),
            choices=tuple((each, words.outcome(each, head.procedure.kind)) for each in deciding.can_be_proposed(head.procedure)),
        ),
        "note": lambda: Question(
            "note", "textarea", _("書き添えること"), False, str(typed.get("note", "")),
            help=_("却下の理由や一部を認めない理由に続けて、通知書に書かれます。承認のときは決裁する人だけが読みます。規則と違う判断なら、わけを書いてください。"), error=problems.get("note", ""),
        ),
        "enforced_on": lambda: Question(
            "enforced_on", "text", _("施行日"), False, str(typed.get("enforced_on", _later(head, today))),
            help=_("決裁の日より後の日付で通知書を出すときに入力します。その日まで、通知書も結果も送りません。"),
            error=problems.get("enforced_on", ""), width="medium",
        ),
        "return_note": lambda: Question(
            "return_note", "textarea", _("差し戻す理由"), True, str(typed.get("return_note", "")),
            help=_("何を直すかを書いてください。提案した人が読みます。"), error=problems.get("return_note", ""),
        ),
        "opinion": lambda: Question(
            "opinion", "textarea", _("意見"), False, str(typed.get("opinion", "")),
            help=_("あとの人が読みます。なければ書かなくてかまいません。"), error=problems.get("opinion", ""),
        ),
        "amount": lambda: Question(
            "amount", "text", _("受け取った額（円）"), True, str(typed.get("amount", fee.amount if fee else "")),
            error=problems.get("amount", ""), width="short", inputmode="numeric",
        ),
        "received_on": lambda: Question(
            "received_on", "text", _("受け取った日"), True, str(typed.get("received_on", today)),
            error=problems.get("received_on", ""), width="short",
        ),
        "how": lambda: Question(
            "how", "choice", _("受け取り方"), True, str(typed.get("how", "")), error=problems.get("how", ""),
            choices=words.ways_to_pay(),
        ),
        "ask_text": lambda: Question(
            "ask_text", "textarea", _("直してほしいこと"), True, str(typed.get("ask_text", "")),
            help=_("申請した方がそのまま読みます。どの項目を、どう直すかを書いてください。"), error=problems.get("ask_text", ""),
        ),
        "ask_until": lambda: Question(
            "ask_until", "text", _("答えの期限"), True, str(typed.get("ask_until", "")),
            help=_("例：2026-12-10、令和8年12月10日"), error=problems.get("ask_until", ""), width="medium",
        ),
        "withdrawn_on": lambda: Question(
            "withdrawn_on", "text", _("取下書を受け取った日"), True, str(typed.get("withdrawn_on", today)),
            error=problems.get("withdrawn_on", ""), width="medium",
        ),
        "withdrawn_way": lambda: Question(
            "withdrawn_way", "choice", _("受け取り方"), True, str(typed.get("withdrawn_way", "")),
            error=problems.get("withdrawn_way", ""), choices=words.withdrawal_ways(),
        ),
        "withdrawn_reason": lambda: Question(
            "withdrawn_reason", "textarea", _("取下げの理由"), False, str(typed.get("withdrawn_reason", "")),
            help=_("取下書に書いてあれば、そのまま書きます。"), error=problems.get("withdrawn_reason", ""),
        ),
        "reopen_why": lambda: Question(
            "reopen_why", "choice", _("やり直すわけ"), True, str(typed.get("reopen_why", "")),
            error=problems.get("reopen_why", ""), choices=words.reopen_whys(),
        ),
        "reopen_reason": lambda: Question(
            "reopen_reason", "textarea", _("やり直す理由"), True, str(typed.get("reopen_reason", "")),
            help=_("前の決定は、文書番号といっしょにそのまま残ります。次の決定には新しい文書番号がつきます。"),
            error=problems.get("reopen_reason", ""),
        ),
        "person": lambda: Question(
            "person", "text", _("宛名番号"), True, str(typed.get("person", "")), error=problems.get("person", ""),
            help=_("「住民を探す」で見つけた人の番号を入れます。"), width="medium", inputmode="numeric",
        ),
    }  # fmt: skip


def _later(head: Head, today: str) -> str:
    """The day of 施行 that was proposed, while it has not passed."""
    day = head.proposal.enforced_on if head.proposal else None
    return day.isoformat() if day and day.isoformat() >= today else ""


def of_notes(
    can_be_told: Sequence[Colleague], typed: Mapping[str, Any], problems: Sequence[Problem]
) -> dict[str, Question]:
    """The questions of a note and of a talk. Nobody is told unless somebody is chosen."""
    said = {problem.name: problem.text for problem in problems}

    def asked(name: str, kind: str, label: str, required: bool, usual: str = "", **more: Any) -> Question:
        value = str(typed.get(name, usual))
        return Question(name, kind, label, required, value, error=said.get(name, ""), **more)

    now = clock.now().astimezone(clock.TOKYO)
    nobody = ("", _("だれにも知らせない"))
    colleagues = tuple((each.id, f"{each.name}（{each.id}）") for each in can_be_told)
    return {
        "text": asked(
            "note_text", "textarea", _("メモ"), True,
            help=_("2,000文字まで。@のあとに職員番号か名前を書くと、その人にも知らせます。"),
        ),
        "tell": asked("note_tell", "select", _("知らせる人"), False, choices=(nobody, *colleagues)),
        "way": asked("contact_way", "select", _("どのように"), True, choices=(choose(), *words.contact_ways())),
        "whom": asked("contact_whom", "select", _("だれと"), True, choices=(choose(), *words.contact_whoms())),
        "on": asked("contact_on", "text", _("話した日"), True, now.date().isoformat(), width="short"),
        "time": asked(
            "contact_time", "text", _("時刻"), True, f"{now:%H:%M}", width="short", help=_("例：14:30、午後2時30分")
        ),
        "said": asked("contact_said", "textarea", _("話したこと"), True),
        "promise": asked(
            "contact_promise", "text", _("約束したこと"), False,
            help=_("書くと、済みにするまで、期限といっしょにこの案件の上に出ます。"),
        ),
        "until": asked("contact_until", "text", _("約束の期限"), False, width="medium", help=_("例：2026-12-10、令和8年12月10日")),
    }  # fmt: skip


@dataclass(frozen=True)
class Letter:
    """The form of a letter: the city's texts (id, title), the one that was chosen, and what stands in it. ``title`` is None
    before one is chosen."""

    templates: tuple[tuple[str, str], ...]
    chosen: str
    title: Question | None
    text: Question | None


def letter(loaded: Loaded, template: str, typed: Mapping[str, Any], problems: Sequence[Problem]) -> Letter:
    """A letter to the applicant, filled from a text of the city, or with what was typed when it was refused."""
    said = {problem.name: problem.text for problem in problems}
    texts = writing.templates()
    offered = tuple((name, each.title.ja) for name, each in texts.items())
    if "letter_text" in typed:
        title, text = str(typed.get("letter_title", "")), str(typed["letter_text"])
    elif template in texts:
        title, text = writing.filled(loaded, template)
    elif template == "free":
        title, text = "", ""
    else:
        return Letter(offered, "", None, None)
    return Letter(
        offered,
        template,
        Question("letter_title", "text", _("件名"), True, title, error=said.get("letter_title", "")),
        Question(
            "letter_text", "textarea", _("手紙の文"), True, text, error=said.get("letter_text", ""),
            help=_("宛名、日付、番号、課の名前と電話は、市が入れます。段落のあいだは1行あけます。"),
        ),
    )  # fmt: skip


def of_findings(
    loaded: Loaded, head: Head, typed: Mapping[str, Any], problems: Mapping[str, str], language: str
) -> list[Question]:
    """What the clerk has to find out, with what was typed; else with what was proposed before it was returned."""
    procedure, posted = loaded.procedure, found_in(typed)
    read = findings.read(procedure, posted, loaded.values, language, clock.today()) if posted else None
    found = read.values if read else head.stated
    questions = []
    for each, certain in findings.offered(procedure, loaded.values, found):
        name = FOUND + each.id
        value = posted.get(each.id, "") if posted else answers.typed_as(each, found.get(each.id))
        shown = question_of(each, name, language)
        needed = each.required and certain
        questions.append(
            replace(shown, value=value, required=needed, error=problems.get(name, ""), autocomplete="")
        )
    return questions


def found_in(post: Mapping[str, Any]) -> dict[str, str]:
    """What was posted as found, by the finding's id."""
    return {name.removeprefix(FOUND): str(value) for name, value in post.items() if name.startswith(FOUND)}


def correction(
    loaded: Loaded, name: str, typed: Mapping[str, Any], problems: Sequence[Problem], language: str
) -> tuple[Question, Question] | None:
    """The new value and the reason of a correction; None where nothing is being corrected."""
    field = facts.field_named(loaded.procedure, name) if name else None
    if field is None:
        return None
    said = {problem.name: problem.text for problem in problems}
    now = answers.typed_as(field, facts.value_at(loaded.values, name))
    label = _("%(label)s：正しい内容") % {"label": field.labels.of(language)}
    value = replace(
        question_of(field, "value", language), label=label, help="", autocomplete="",
        value=str(typed.get("value", now)), error=said.get("value", ""),
    )  # fmt: skip
    if field.type == "statement":
        yes_or_no = (("true", say("yes", language)), ("false", say("no", language)))
        value = replace(value, kind="boolean", choices=yes_or_no)
    why = Question(
        "why", "text", _("直す理由"), True, str(typed.get("why", "")), error=said.get("why", ""),
        help=_("例：住民票で確かめた、電話で本人に聞いた"),
    )  # fmt: skip
    return value, why


def of_paper(row: PrintRow, typed: Mapping[str, Any], problems: Mapping[str, str]) -> dict[str, Question]:
    """The questions about one paper of the print and post queue."""

    def text(name: str, label: str, now: str, **more: Any) -> Question:
        return Question(
            name, "text", label, value=str(typed.get(name, now)), error=problems.get(name, ""), **more
        )

    return {
        "tracking": text(
            "tracking", _("お問い合わせ番号"), row.now.tracking, width="medium", inputmode="numeric",
            help=_("書留や特定記録の番号です。読み取り機でも入力できます。空にして保存すると、消えます。"),
        ),
        "came_back_on": text("came_back_on", _("戻ってきた日"), clock.today().isoformat(), required=True, width="short"),
        "came_back_why": Question(
            "came_back_why", "choice", _("戻ってきたわけ"), True, str(typed.get("came_back_why", "")),
            help=_("封筒に書かれています。"), error=problems.get("came_back_why", ""),
            choices=tuple((each, words.came_back_why(each)) for each in states.CAME_BACK_WHY),
        ),
        "recipient": text("recipient", _("宛名"), row.now.label.get("recipient", ""), required=True),
        "postal": text("postal", _("郵便番号"), row.now.label.get("postal", ""), width="short", inputmode="numeric"),
        "address": text("address", _("住所"), row.now.label.get("address", ""), required=True),
    }  # fmt: skip
