"""What a decision about the registration of a dog does: ``dogs.register`` (casework.effects)."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from dokodemo.base.actor import Actor
from dokodemo.casework import judging
from dokodemo.casework.effects import Assessment, CaseFacts, DecisionFacts, NotCarriedOut
from dokodemo.office.dogs import actions, queries
from dokodemo.office.dogs.numbers import year_ja
from dokodemo.values.days import days_after_calendar
from dokodemo.values.eras import format_wareki

ARTICLE = "狂犬病予防法第4条第1項"
REGISTER_ARTICLE = "狂犬病予防法第4条第2項"
UNTIL_REGISTERED = 90  # days after birth before which the duty does not begin (第4条第1項)
_SEXES = {"male": "オス", "female": "メス"}


class Incomplete(NotCarriedOut):
    """The application lacks what the register must have."""


class Register:
    """犬の登録."""

    def assess(self, case: CaseFacts, on: date) -> Assessment:
        """Register, unless the dog is registered elsewhere; the fee is the case's own business."""
        dog = registration_of(case)
        return Assessment(
            lines=lines_of(dog),
            reasons=(_reason(case),),
            articles=(ARTICLE, REGISTER_ARTICLE),
            refusals=judging.suggested(case, on),
            warnings=tuple(doubts_of(case, dog, on)),
        )

    def apply(self, case: CaseFacts, decision: DecisionFacts, actor: Actor) -> str:
        """Enter the dog and give it its number; a refusal enters nothing. Raises Incomplete."""
        if decision.outcome != "approved":
            return ""
        dog = registration_of(case)
        require_owner(dog)
        if not dog.name or dog.sex not in _SEXES or "dog_birth" not in case.values:
            raise _incomplete()
        return "dogs/" + actions.register(dog, case.id, decision.number, decision.decided_on, actor)

    def notice(self, case: CaseFacts, decision: DecisionFacts) -> dict[str, Any]:
        """The facts of the letter and of the tag. Asked after ``apply``: the tag has the number of the register."""
        dog = registration_of(case)
        facts: dict[str, Any] = {
            "recipient": dog.owner_name,
            "address": dog.owner_address,
            "receipt": case.receipt,
            "arrived_on": case.arrived_on.isoformat(),
            "reasons": list(decision.reasons) if decision.outcome == "refused" else [],
            "articles": list(decision.articles),
            "rows": [list(line) for line in lines_of(dog)],
        }
        entered = queries.of_case(case.id) if decision.outcome == "approved" else None
        if entered:
            number = f"{year_ja(entered['fiscal_year'])} {entered['tag_number']}"
            facts |= {
                "fiscal_year": entered["fiscal_year"],
                "tag_number": entered["tag_number"],
                "rows": [["登録番号", number], ["鑑札", "郵便でお送りします。"], *facts["rows"]],
            }
        return facts

    def documents(self, case: CaseFacts, decision: DecisionFacts) -> tuple[str, ...]:
        """A letter, and the tag when the dog was registered."""
        return ("notice", "tag") if decision.outcome == "approved" else ("notice",)


def require_owner(keeping: actions.Keeping) -> None:
    """Raises Incomplete: the register has no dog without an owner's name and address."""
    if not keeping.owner_name or not keeping.owner_address:
        raise _incomplete()


def _incomplete() -> Incomplete:
    return Incomplete(_("飼い主と犬のことがそろっていません。申請内容を直してください。"))


def registration_of(case: CaseFacts) -> actions.Registration:
    """The dog of an application, whole or not."""
    values = case.values

    def text(name: str) -> str:
        return str(values.get(name) or "").strip()

    address = text("owner_address")
    return actions.Registration(
        owner_name=text("owner_name"),
        owner_kana=text("owner_kana"),
        owner_address=address,
        owner_phone=text("owner_phone"),
        kept_at=text("kept_at") or address,
        name=text("dog_name"),
        breed=text("dog_breed"),
        color=text("dog_color"),
        sex=text("dog_sex"),
        birth=day_of(text("dog_birth")) or case.arrived_on,
        microchip=text("microchip"),
    )


def lines_of(dog: actions.Registration) -> tuple[tuple[str, str], ...]:
    """The dog for the desk and for a letter."""
    lines = [
        ("犬の名前", dog.name),
        (
            "種類・毛色・性別",
            "・".join(part for part in (dog.breed, dog.color, _SEXES.get(dog.sex, "")) if part),
        ),
        ("犬の生年月日", format_wareki(dog.birth)),
        ("飼う場所", dog.kept_at),
    ]
    if dog.microchip:
        lines.append(("マイクロチップ", dog.microchip))
    return tuple((label, said) for label, said in lines if said)


def _reason(case: CaseFacts) -> str:
    """Only what was said: who answered that the dog is registered elsewhere is not told the contrary."""
    when = format_wareki(case.arrived_on)
    if case.values.get("registered_elsewhere") is False:
        return f"{when}に申請があり、ほかの市区町村での登録はないと届け出られているため、登録します。"
    return f"{when}に申請があったため、登録します。"


def doubts_of(case: CaseFacts, dog: actions.Registration, on: date) -> list[str]:
    """What a person has to look at before a dog is entered."""
    doubts = []
    if known := queries.same_dog(dog.microchip, dog.owner_name, dog.name):
        doubts.append(_("同じ犬がすでに登録されているかもしれません: %(number)s") % {"number": known})
    if days_after_calendar(dog.birth, UNTIL_REGISTERED) >= on:
        doubts.append(_("生後90日以内の犬です。登録の義務は生後91日からです。"))
    if dog.microchip and not (dog.microchip.isdigit() and len(dog.microchip) == 15):
        doubts.append(_("マイクロチップの番号が15けたの数字ではありません。"))
    return doubts


def day_of(text: str) -> date | None:
    """An ISO day; None where there is none."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
