"""What notifications about a registered dog do: ``dogs.death`` and ``dogs.change`` (casework.effects)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from dokodemo.base.actor import Actor
from dokodemo.casework import judging
from dokodemo.casework.effects import Assessment, CaseFacts, DecisionFacts, NotCarriedOut
from dokodemo.catalog import findings
from dokodemo.office.dogs import actions, queries
from dokodemo.office.dogs.effect import (
    Register,
    day_of,
    doubts_of,
    lines_of,
    registration_of,
    require_owner,
)
from dokodemo.office.dogs.numbers import year_ja
from dokodemo.values.eras import format_wareki
from dokodemo.values.names import search_key

ARTICLE = "狂犬病予防法第4条第4項"
NEW_OWNER_ARTICLE = "狂犬病予防法第4条第5項"
EXCHANGE_ARTICLE = "狂犬病予防法施行令第2条の2"

#: The finding in which a clerk names the dog where the owner did not know its number.
NUMBER = "registered_number"


class Death:
    """犬の死亡届."""

    def assess(self, case: CaseFacts, on: date) -> Assessment:
        """Which dog of the register it seems to be."""
        died, owner = _since(case, "died_on"), _owner(case)
        known = _registered(case, owner)
        return Assessment(
            lines=(("死亡した日", format_wareki(died)), *_in_register(known)),
            reasons=(f"{format_wareki(died)}に死亡した旨の届出があったため、登録簿に記録します。",),
            articles=(ARTICLE,),
            refusals=judging.suggested(case, on),
            warnings=(*_doubts(case, owner, known), *judging.declared(case, on)),
        )

    def apply(self, case: CaseFacts, decision: DecisionFacts, actor: Actor) -> str:
        """Mark the dog dead; a refusal marks nothing. Raises actions.NotInRegister."""
        if decision.outcome != "approved":
            return ""
        return "dogs/" + actions.death(_notified(case, decision, "died_on"), actor)

    def notice(self, case: CaseFacts, decision: DecisionFacts) -> dict[str, Any]:
        """The facts of the letter. Asked after ``apply``: it names the dog of the register."""
        dog = queries.notified_in(case.id)
        if dog is None:
            return {}
        return _stated(case, decision, _named(dog))

    def documents(self, case: CaseFacts, decision: DecisionFacts) -> tuple[str, ...]:
        """One letter."""
        return ("notice",)


class Change:
    """登録事項の変更届. ``change_kind``: place, name, owner, moved_in (from another municipality: entered anew, in exchange
    for the old tag and without a fee) or moved_out (to be notified there, not here)."""

    def assess(self, case: CaseFacts, on: date) -> Assessment:
        """What the register will say, and which dog it seems to be."""
        since, dog = _since(case, "changed_on"), registration_of(case)
        owner = str(case.values.get("old_owner_name") or dog.owner_name)
        moved_in = _is(case, "moved_in")
        known = None if moved_in else _registered(case, owner)
        told = (
            ("変わった日", format_wareki(since)),
            ("飼い主", f"{dog.owner_name}　{dog.owner_address}"),
            *(lines_of(dog) if moved_in else [("飼う場所", dog.kept_at), *_in_register(known)]),
        )
        act = "ほかの市区町村の登録から引き継いで登録します" if moved_in else "登録した事項を改めます"
        return Assessment(
            lines=told,
            reasons=(f"{format_wareki(since)}に変更があった旨の届出があったため、{act}。",),
            articles=_articles(case),
            refusals=judging.suggested(case, on),
            warnings=(
                *(doubts_of(case, dog, on) if moved_in else _doubts(case, owner, known)),
                *judging.declared(case, on),
            ),
        )

    def apply(self, case: CaseFacts, decision: DecisionFacts, actor: Actor) -> str:
        """Record the new state of the dog, or enter the dog that moved in; a refusal records nothing.

        Raises NotCarriedOut."""
        if decision.outcome != "approved":
            return ""
        if _is(case, "moved_in"):
            return Register().apply(case, decision, actor)
        if _is(case, "moved_out"):
            raise NotCarriedOut(
                _("市の外へ移る犬は、新しい所在地の市区町村への届出になります。ここでは記録できません。")
            )
        keeping = registration_of(case)
        require_owner(keeping)
        return "dogs/" + actions.change(_notified(case, decision, "changed_on"), keeping, actor)

    def notice(self, case: CaseFacts, decision: DecisionFacts) -> dict[str, Any]:
        """The facts of the letter (and of the tag). Asked after ``apply``."""
        if _is(case, "moved_in"):
            return Register().notice(case, decision)
        dog = queries.notified_in(case.id)
        if dog is None:
            return {}
        keeper = [
            ["飼い主", dog.owner_name],
            ["飼い主の住所", dog.owner_address],
            ["飼う場所", dog.kept_at],
        ]
        return _stated(case, decision, [*_named(dog), *keeper])

    def documents(self, case: CaseFacts, decision: DecisionFacts) -> tuple[str, ...]:
        """A letter, and a tag of ours for a dog that moved in."""
        tagged = decision.outcome == "approved" and _is(case, "moved_in")
        return ("notice", "tag") if tagged else ("notice",)


def _notified(case: CaseFacts, decision: DecisionFacts, day: str) -> actions.Notified:
    return actions.Notified(
        number=str(decision.findings.get(NUMBER) or case.values.get("dog_number") or ""),
        since=_since(case, day),
        case_id=case.id,
        decision=decision.number,
        decided_on=decision.decided_on,
    )


def _since(case: CaseFacts, day: str) -> date:
    return day_of(str(case.values.get(day) or "")) or case.arrived_on


def _is(case: CaseFacts, kind: str) -> bool:
    return case.values.get("change_kind") == kind


def _owner(case: CaseFacts) -> str:
    return str(case.values.get("owner_name") or "")


def _articles(case: CaseFacts) -> tuple[str, ...]:
    if _is(case, "moved_in"):
        return ARTICLE, EXCHANGE_ARTICLE
    return (NEW_OWNER_ARTICLE,) if _is(case, "owner") else (ARTICLE,)


def _written(case: CaseFacts) -> str:
    """The number that was written, "" where none was."""
    return str(case.values.get("dog_number") or "").strip()


def _registered(case: CaseFacts, owner: str) -> queries.Row | None:
    """The dog of the register with the number that was written, else the one it seems to be."""
    name, chip = str(case.values.get("dog_name") or ""), str(case.values.get("microchip") or "")
    return queries.registered(_written(case) or queries.same_dog(chip, owner, name) or "")


def _in_register(dog: queries.Row | None) -> Iterator[tuple[str, str]]:
    """The dog as the register has it, for the desk."""
    if dog is not None:
        yield "登録簿の犬", f"{dog.number}　{dog.name}（{dog.breed}・{dog.color}）　飼い主 {dog.owner_name}"


def _doubts(case: CaseFacts, owner: str, dog: queries.Row | None) -> Iterator[str]:
    """What a person has to look at before the dog of the register is changed."""
    if dog is None:
        yield _("登録簿に、この犬が見つかりません。名前やマイクロチップの番号でも探してください。")
        return
    if not _written(case):
        yield _("登録番号は書かれていません。この犬と思われます: %(number)s") % {"number": dog.number}
    if search_key(dog.name) != search_key(str(case.values.get("dog_name") or "")):
        yield _("登録簿の犬の名前は「%(name)s」です。同じ犬か確かめてください。") % {"name": dog.name}
    if search_key(dog.owner_name) != search_key(owner):
        yield _("登録簿の飼い主は「%(name)s」です。届け出た人との関係を確かめてください。") % {
            "name": dog.owner_name
        }
    if dog.status != "registered":
        yield _("この犬は、登録簿ではもう登録中ではありません。")


def _named(dog: queries.Row) -> list[list[str]]:
    return [["登録番号", f"{year_ja(dog.fiscal_year)} {dog.tag_number}"]]


def _stated(case: CaseFacts, decision: DecisionFacts, own: list[list[str]]) -> dict[str, Any]:
    """The facts of a letter: ``own`` rows, then what the clerk found out and what is repeated of the answers."""
    procedure = judging.procedure_of(case)
    stated = findings.stated(procedure, case.values, decision.findings)
    rows = findings.said(procedure, stated, "ja")
    return {"rows": [*own, *map(list, rows)], "stated": stated, "reasons": []}
