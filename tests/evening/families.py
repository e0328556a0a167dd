"""The invented families of the evening: four people who moved to 海風市 four days ago, with a baby and a mother in care.
Who applies holds a card of the double; nobody of them is in the registry yet."""

from dataclasses import dataclass
from datetime import date, timedelta

from dokodemo.base import clock
from dokodemo.catalog.combined import Combined
from dokodemo.operate import answers, samples, walk
from dokodemo.operate.answers import Answers
from doubles.people import Person

MAN, WOMAN = "1", "2"


@dataclass(frozen=True)
class Relative:
    """Somebody of the family, as they are written into a form."""

    name: str
    kana: str
    birth: str
    sex: str


@dataclass(frozen=True)
class Family:
    """``language``: what they read. ``foreign``: not Japanese nationals."""

    language: str
    who: str
    foreign: bool
    spouse: Relative
    mother: Relative
    baby_name: str
    baby_kana: str

    @property
    def holder(self) -> Person:
        """Who applies."""
        return walk.holder(self.who)

    @property
    def baby(self) -> Relative:
        return Relative(self.baby_name, self.baby_kana, days_ago(14), WOMAN)

    @property
    def applicant(self) -> Relative:
        return Relative(self.holder.name, self.holder.kana, self.holder.birth.isoformat(), WOMAN)


FAMILIES = {
    each.language: each
    for each in (
        Family(
            "ja", "浜崎", False, Relative("浜崎　悠人", "ハマサキ　ユウト", "1990-01-30", MAN),
            Relative("浜崎　ふみ", "ハマサキ　フミ", "1950-05-05", WOMAN), "浜崎　凪", "ハマサキ　ナギ",
        ),
        Family(
            "ja-x-easy", "NGUYEN", True, Relative("NGUYEN VAN NAM", "グエン　ヴァン　ナム", "1992-03-19", MAN),
            Relative("TRAN THI LIEN", "チャン　ティ　リエン", "1958-07-07", WOMAN), "NGUYEN THI MAI", "グエン　ティ　マイ",
        ),
        Family(
            "en", "CARTER", True, Relative("CARTER JAMES OWEN", "カーター　ジェームズ", "1989-11-02", MAN),
            Relative("CARTER MARGARET", "カーター　マーガレット", "1955-02-21", WOMAN), "CARTER LILY", "カーター　リリー",
        ),
    )
}  # fmt: skip

MOVED, LEFT_WORK = 4, 9
HOME = "海風市灯台町三丁目8番2号 灯台ハイツ101"


def days_ago(count: int) -> str:
    return (clock.today() - timedelta(count)).isoformat()


def written(day: str, language: str) -> str:
    """A day as people write it who read that language: with the era in Japanese, else as in the examples of the page."""
    at = date.fromisoformat(day)
    return f"令和{at.year - 2018}年{at.month}月{at.day}日" if language == "ja" else day


def told_to_guide(language: str) -> Answers:
    """What this family answers in the guide, by question."""
    return {
        "move_kind": "in", "abroad": "false", "move_date": written(days_ago(MOVED), language),
        "baby_state": "born", "born_on": written(days_ago(14), language), "baby_insurance": "kokuho",
        "has_child": "false", "wants_nursery": "true",
        "care_state": "using", "care_costs": "false", "care_home": "false", "care_tools": "false",
        "care_house": "false", "care_card_lost": "none", "care_agent": "start", "care_in_family": "true",
        "dog": "none", "water": "true",
        "work_event": "left", "left_on": written(days_ago(LEFT_WORK), language), "own_insurance": "kokuho",
        "working_age": "true", "pension_hard": "false",
    }  # fmt: skip


def for_all(form: Combined, family: Family) -> Answers:
    """What the family writes into the form for all: the samples' answers, and of these people wherever somebody is named."""
    each_alone = {each.id: [("", samples.of(each.id).approve.answers)] for each in form.members}
    typed = answers.in_one(form, each_alone)
    lists = (
        "tennyu__movers",
        "kokuho_kanyu__persons",
        "jido_teate_nintei__children",
        "hoiku_shikyu_nintei__family",
    )
    typed = {
        name: text for name, text in typed.items() if not name.startswith((*lists, "hoiku_riyo__siblings"))
    }
    me, baby, moved = family.applicant, family.baby, days_ago(MOVED)
    typed |= {
        "applicant_kana": me.kana, "applicant_phone": "090-0000-1201", "household_head": me.name,
        "move_from": "潮見県岬原市緑町三丁目4番5号", "move_to": HOME, "previous_city": "潮見県岬原市",
        "tennyu__move_date": moved, "tennyu__reporter_foreign": _yes(family.foreign),
        "suido_kaishi__user_email": "family@example.jp", "suido_kaishi__people_count": "4",
        "spouse_name": family.spouse.name, "spouse_kana": family.spouse.kana, "spouse_birthdate": family.spouse.birth,
        "kaigo_tennyu__insured_name": family.mother.name, "kaigo_tennyu__insured_kana": family.mother.kana,
        "kaigo_tennyu__insured_birth": family.mother.birth, "kaigo_tennyu__insured_address": HOME,
        "kaigo_tennyu__moved_on": moved, "kaigo_tennyu__certificate_issued": moved,
        "child_name": baby.name, "child_kana": baby.kana, "child_birthdate": baby.birth,
        "jido_teate_nintei__occupation": "not_working", "jido_teate_nintei__pension": "kokumin",
        "jido_teate_nintei__event_date": baby.birth, "jido_teate_nintei__account_holder": me.kana,
        "january_home": "elsewhere", "january_address": "潮見県岬原市緑町三丁目4番5号",
        "january_spouse_home": "elsewhere",
        "childcare_reason": "job_seeking", "hoiku_riyo__has_siblings": "false", "hoiku_riyo__allergy": "false",
    }  # fmt: skip
    return typed | _lists(family)


def _lists(family: Family) -> Answers:
    """Whoever stands in a list of the form for all."""
    me, baby, spouse, mother = family.applicant, family.baby, family.spouse, family.mother
    typed: Answers = {}
    for at, (who, to_head) in enumerate(((spouse, "husband"), (baby, "child"), (mother, "mother"))):
        typed |= _item(
            "tennyu__movers",
            at,
            _named(who) | {"to_head": to_head, "has_card": "true", "foreign_national": _yes(family.foreign)},
        )
    for at, (who, to_head) in enumerate(((me, "head"), (baby, "child"))):
        own = {f"kokuho_kanyu__{name}": text for name, text in (_named(who) | {"to_head": to_head}).items()}
        typed |= _item(
            "kokuho_kanyu__persons", at, own | {"insured_elsewhere": "false", "card_use": "unknown"}
        )
    typed |= _item(
        "jido_teate_nintei__children", 0,
        {f"jido_teate_nintei__{name}": text for name, text in _named(baby).items()}
        | {"relation": "child", "living": "together", "looks_after": "true", "livelihood": "same", "abroad": "false"},
    )  # fmt: skip
    living_here = {"member_name": mother.name, "member_relation": "parent", "member_birth": mother.birth}
    return typed | _item("hoiku_shikyu_nintei__family", 0, living_here)


def _named(who: Relative) -> Answers:
    return {"name": who.name, "kana": who.kana, "birth": who.birth, "sex": who.sex}


def _item(name: str, at: int, values: Answers) -> Answers:
    return {f"{name}-{at}-{each}": text for each, text in values.items()}


def _yes(value: bool) -> str:
    return "true" if value else "false"


def mandate(family: Family) -> Answers:
    """The mother's daughter will act for her; with a letter of authority."""
    own = samples.of("dairi-todoke").approve.answers
    return {
        "filer_is": "agent", "filer_kana": family.applicant.kana, "filer_phone": "090-0000-1201",
        "relation": "family", "principal_name": family.mother.name, "principal_kana": family.mother.kana,
        "principal_birth": family.mother.birth, "principal_address": HOME,
        "declare_will": "true", "declare_truth": "true",
    } | {name: own[name] for name in own if name.startswith(("scope", "from_", "until_"))}  # fmt: skip
