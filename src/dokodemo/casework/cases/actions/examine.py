"""What a clerk does with a case before it is decided. Every function checks the right itself, and the version read."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.casework import people
from dokodemo.casework.cases import facts, locked, replies, states
from dokodemo.casework.cases.actions import fees, mandated, telling
from dokodemo.casework.cases.loading import load
from dokodemo.casework.cases.models import Case, CaseCorrection, CaseFee, CaseLink, CaseVersion
from dokodemo.casework.cases.rights import NotAllowed, NotPossible, grow, hold
from dokodemo.catalog import answers, forms, versions
from dokodemo.catalog.schema import Procedure
from dokodemo.catalog.sentences import say

#: Why somebody looks at a My Number; the words are the desk's.
REASONS_TO_LOOK = ("identify", "inquiry", "correct", "asked")
#: How a fee came.
WAYS_TO_PAY = ("counter", "postal_order", "transfer")
LONGEST_REMARK = 500


@transaction.atomic
def take(actor: Actor, case_id: UUID, version: int) -> None:
    """Examine this case oneself; the resident is told once that it is being examined."""
    case = hold(actor, case_id, "case.take", "clerk", version=version)
    if case.state not in (states.ARRIVED, states.EXAMINING):
        raise NotPossible("not_open")
    first = case.state == states.ARRIVED
    case.state = states.EXAMINING
    case.taken_by, case.taken_name, case.taken_at = actor.id, actor.name, clock.now()
    grow(case, "state", "taken_by", "taken_name", "taken_at")
    _note(actor, "case.take", case)
    if first:
        replies.send(case, "application.state", case.taken_at, state=states.EXAMINING)
    mandated.ask_about(case)  # a mandate may have been notified since


@transaction.atomic
def link(actor: Actor, case_id: UUID, version: int, person: str) -> None:
    """Say who the applicant is. Remembered for this sign-in of the identity provider where that was proven."""
    case = _examined(actor, case_id, "case.link", version)
    source = people.source()
    if source is None:
        raise NotPossible("no_people")
    if not person or not _is_person(source, person):
        raise NotPossible("person", {"person": _("この宛名番号の住民はいません。番号を確かめてください。")})
    _remember_subject(actor, case, source, person)
    case.person = person
    grow(case, "person")
    CaseLink.objects.create(
        case=case, person=person, how="chosen", by_id=actor.id, by_name=actor.name, at=clock.now()
    )
    _note(actor, "case.link", case)
    telling.tell_represented(case)


def _remember_subject(actor: Actor, case: Case, source: people.PeopleSource, person: str) -> None:
    """Next time this sign-in (or this card's certificate) is known; one that is known as somebody else is for people to clear up. Not where somebody
    typed what a card would have said: that shows who was meant, not who signed in. Nor where the application is about
    somebody else than who signed in."""
    proof, loaded = case.evidence, load(case)
    if forms.is_about_another(loaded.procedure, loaded.values):
        return
    proven = facts.proven_subjects(proof)
    if not proven or facts.unlike_the_card(loaded.procedure, loaded.submitted, proof):
        return
    known = {subject: source.linked(*subject) for subject in proven}
    if any(each not in (None, person) for each in known.values()):
        raise NotPossible(
            "linked_to_another",
            {
                "person": _(
                    "この本人確認の証明は、別の住民のものとして記録されています。住民記録の担当に確かめてください。"
                )
            },
        )
    for (issuer, subject), as_whom in known.items():
        if as_whom is None:
            source.link(issuer, subject, person, actor)


def _is_person(source: people.PeopleSource, person: str) -> bool:
    try:
        return bool(source.card(person))
    except LookupError:
        return False


@transaction.atomic
def correct(actor: Actor, case_id: UUID, version: int, name: str, typed: str, why: str) -> None:
    """Correct one answer; what was submitted stays. ``name`` is the answer's name in the form.

    Raises NotPossible with a sentence when the new value is not one that the form would take."""
    case = _examined(actor, case_id, "case.correct", version)
    loaded = load(case)
    field = facts.field_named(loaded.procedure, name)
    if field is None:
        raise NotPossible("field", {"value": _("この項目は直せません。")})
    if not why.strip() or len(why) > LONGEST_REMARK:
        raise NotPossible("why", {"why": _("直す理由を500文字以内で入力してください。")})
    was, language = facts.value_at(loaded.values, name), get_language() or "ja"
    try:
        now = answers.read(field, typed)
        values = facts.with_value(loaded.values, name, now)
    except answers.Refused as refused:
        words: dict[str, Any] = {"label": field.labels.of(language)} | refused.words
        raise NotPossible("value", {"value": say(refused.key, language, **words)}) from refused
    except LookupError as error:
        raise NotPossible("field", {"value": _("この項目は直せません。")}) from error
    wrong = forms.validate(loaded.procedure, values, language, case.arrived_on).get(name)
    if wrong:
        raise NotPossible("value", {"value": wrong})
    if now == was:
        raise NotPossible("same", {"value": _("いまの内容と同じです。")})
    CaseCorrection.objects.create(
        case=case,
        field=name,
        was=was,
        now=now,
        why=why.strip(),
        by_id=actor.id,
        by_name=actor.name,
        at=clock.now(),
    )
    keep_searchable(case, loaded.procedure, values)
    _note(actor, "case.correct", case, detail={"field": name})
    telling.tell_represented(case)
    mandated.ask_about(case)


def keep_searchable(case: Case, procedure: Procedure, values: dict[str, Any], *changed: str) -> None:
    """Save the case (and what else of it ``changed``) as it now is: the queue shows it and finds the applicant by these
    values, and what it costs is that of them."""
    applicant = facts.applicant_of(procedure, values, case.evidence)
    case.applicant_name, case.applicant_kana = applicant.name, applicant.kana
    case.name_key, case.kana_key = applicant.name_key, applicant.kana_key
    case.address_key = facts.address_key(applicant.address)
    case.problems = forms.validate(procedure, values, "ja", case.arrived_on)
    fees.settle(case, procedure, values)
    grow(
        case, "applicant_name", "applicant_kana", "name_key", "kana_key", "address_key", "problems", *changed
    )


@transaction.atomic
def look_at_number(actor: Actor, case_id: UUID, field: str, reason: str) -> str:
    """A My Number of the case, in full. The look and its reason are recorded before anything is shown.

    Only where the procedure is 番号利用事務 and the clerk's own (番号法9条, 安全管理措置). Raises NotAllowed, NotPossible."""
    case = hold(actor, case_id, "number.view", "clerk", "approver")
    procedure = versions.at(case.catalog_hash).procedures[case.procedure]
    if not procedure.my_number or procedure.zone != actor.zone:
        raise NotAllowed("number.view")
    if reason not in REASONS_TO_LOOK:
        raise NotPossible("reason", {"reason": _("見る理由を選んでください。")})
    version = CaseVersion.objects.filter(case=case, late=False).order_by("-n")[0]
    private = locked.unlock_private(case.id, bytes(version.private))
    if field not in private:
        raise NotPossible("field")
    record(
        actor, "number.view", object_kind="case", object_id=str(case.id), subject=case.person or "", reason=reason,
        detail={"field": field},
    )  # fmt: skip
    return str(private[field])


@transaction.atomic
def record_fee(
    actor: Actor, case_id: UUID, version: int, amount: int | None, received_on: date | None, how: str
) -> None:
    """Record that the fee was received, in yen; once more corrects it, until the case is decided."""
    case = hold(actor, case_id, "case.fee", "clerk", version=version)
    if case.state not in states.OPEN:
        raise NotPossible("not_open")
    fee = CaseFee.objects.select_for_update().filter(case=case).first()
    if fee is None:
        raise NotPossible("no_fee")
    problems = {}
    if amount != fee.amount:
        problems["amount"] = _("手数料は%(amount)s円です。同じ額を受け取ったときに記録してください。") % {
            "amount": f"{fee.amount:,}"
        }
    if received_on is None or not case.arrived_on <= received_on <= clock.today():
        problems["received_on"] = _("受け取った日は、申請のあった日から今日までの日付を入力してください。")
    if how not in WAYS_TO_PAY:
        problems["how"] = _("受け取り方を選んでください。")
    if problems:
        raise NotPossible("fee", problems)
    fee.received_amount, fee.received_on, fee.how = amount, received_on, how
    fee.by_id, fee.by_name, fee.recorded_at = actor.id, actor.name, clock.now()
    fee.save()
    grow(case)
    _note(actor, "case.fee", case, detail={"amount": amount, "how": how})


def _examined(actor: Actor, case_id: UUID, act: str, version: int) -> Case:
    case = hold(actor, case_id, act, "clerk", version=version)
    if case.state != states.EXAMINING:
        raise NotPossible("not_examining")
    return case


def _note(actor: Actor, act: str, case: Case, detail: dict[str, Any] | None = None) -> None:
    record(actor, act, object_kind="case", object_id=str(case.id), subject=case.person or "", detail=detail)
