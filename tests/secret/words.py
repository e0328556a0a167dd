"""What the invented people of this journey type, and what they are told: none of it stands in any public text."""

from dokodemo.base import clock
from dokodemo.operate import answers
from dokodemo.operate.answers import Answers
from doubles.people import Person

DOG_OWNER_MAIL = "shiosai.hamabe@example.invalid"
MOTHERS_MAIL = "umino.sakura.1991@example.invalid"
CLERKS_NOTE = "八月三日に訪ねて狂犬病の注射済票を見せてもらいました"
# The same as the form keeps it: digits, full katakana, ISO dates.
NORMAL_FORMS = frozenset({"09000007391", "09000008264", "1990-02-11", "タクミ"})
# The published form explains itself with these: they are looked for only as parts of longer texts.
IN_PUBLIC_EXAMPLES = frozenset({"ウミノ", "サクラ", "2026-11-10"})
FILE_NAME = "うみねこ通帳.jpg"
DRAFT_FILE_NAME = "かもめ通帳.jpg"

# What is typed here that nobody else types: {page: {field: text}}, over the answers of the tour.
_OWN: dict[str, Answers] = {
    "anata": {"claimant_phone": "090-0000-7391"},
    "shigoto": {"employer_name": "株式会社ひぐらし製網所"},
    "koza": {"bank_name": "よいなぎ銀行", "branch_name": "燈台前", "account_number": "7306918"},
}
_DOGS: Answers = {
    "owner_name": "浜辺　汐音", "owner_kana": "ハマベ　シオネ", "owner_address": "潮見県海風市貝殻町七丁目８番９号",
    "owner_phone": "090-0000-8264", "dog_name": "ムサシ丸", "dog_breed": "甲斐犬", "dog_color": "虎毛",
}  # fmt: skip


def family() -> list[tuple[str, Answers]]:
    """児童手当, page by page."""
    return [(page, {**given, **_OWN.get(page, {})}) for page, given in answers.family()]


def dog(*, elsewhere: bool = False) -> list[tuple[str, Answers]]:
    """犬の登録."""
    pages = answers.dog(clock.today(), registered_elsewhere=elsewhere)
    return [
        (page, {**given, **_DOGS, **({"old_city": "夕凪市"} if elsewhere else {})}) for page, given in pages
    ]


def typed(mother: Person) -> set[str]:
    """Every word of it, whole and in its parts, and what the card said of her."""
    texts = {
        text
        for _, given in [*family(), *dog(), *dog(elsewhere=True)]
        for name, text in given.items()
        if _is_own(name)
    }
    texts |= {
        mother.name,
        mother.kana,
        mother.address,
        mother.birth.isoformat(),
        f"{mother.birth:%Y%m%d}",
        mother.subject,
    }
    texts |= {
        answers.SPOUSE_NUMBER,
        DOG_OWNER_MAIL,
        MOTHERS_MAIL,
        FILE_NAME,
        DRAFT_FILE_NAME,
        "汐見台一丁目",
        "貝殻町",
    }
    parts = {part for text in texts for part in text.replace(" ", "　").split("　")}
    return {word for word in texts | parts | NORMAL_FORMS if len(word.encode()) >= 6} - IN_PUBLIC_EXAMPLES


def carried() -> set[str]:
    """Some of it that the zones inside must have received as it was typed."""
    texts = {
        text for given in (*_OWN.values(), _DOGS) for text in given.values() if not text.startswith("090-")
    }
    return texts | NORMAL_FORMS | {FILE_NAME, "夕凪市"}


# Answers chosen from a list ("employee", "true") say nothing by themselves and stand in the public form.
_OWN_FIELDS = (
    "name",
    "kana",
    "phone",
    "address",
    "birth",
    "number",
    "holder",
    "breed",
    "color",
    "date",
    "old_city",
)


def _is_own(field: str) -> bool:
    return field.endswith(_OWN_FIELDS) and field != "event_date"
