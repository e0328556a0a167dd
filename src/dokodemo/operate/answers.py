"""What an invented family and an invented dog owner answer: one set for the tour, the journeys and the bench."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from dokodemo.catalog.combined import Combined

Answers = dict[str, str]


# 海野さくら's younger child, as the sample's registry knows her (doubles/people.yaml).
BORN = "2026-11-10"
#: A My Number that nobody has: its check digit is right.
SPOUSE_NUMBER = "123456789018"


def in_one(form: Combined, typed: Mapping[str, Iterable[tuple[str, Answers]]]) -> Answers:
    """What is typed into each procedure's own pages, by the names of the form for all."""
    every: Answers = {}
    for procedure, pages in typed.items():
        for name, text in [pair for _, page in pages for pair in page.items()]:
            listed, _, rest = name.partition("-")
            at, _, inner = rest.partition("-")
            place = form.places[procedure][listed]
            every[f"{place.name}-{at}-{place.members[inner]}" if rest else place.name] = text
    return every


def family(*, public_servant: bool = False, looks_after: bool = True) -> list[tuple[str, Answers]]:
    """児童手当の認定請求 of 海野さくら, page by page: her second child was born. 47 fields are typed or chosen."""
    return [
        (
            "anata",
            {"claimant_kana": "うみの　さくら", "claimant_phone": "090-0000-1234", "january_home": "here"},
        ),
        (
            "shigoto",
            {
                "public_servant": _yes(public_servant),
                "occupation": "employee",
                "employer_name": "うみかぜ水産株式会社",
                "pension": "kosei",
            },
        ),
        ("riyu", {"event_kind": "birth", "event_date": "令和8年11月10日"}),
        ("haigusha", {"has_spouse": "true"}),
        (
            "haigusha-no-koto",
            {
                "spouse_name": "海野　拓海",
                "spouse_kana": "うみの　たくみ",
                "spouse_birth": "平成2年2月11日",
                "spouse_occupation": "not_working",
                "spouse_public_servant": "false",
                "spouse_earns_more": "false",
                "spouse_living": "together",
                "spouse_january_home": "here",
            },
        ),
        (
            "kodomo",
            {
                **child(0, "海野　ひなた", "ウミノ　ヒナタ", BORN, looks_after),
                **child(1, "海野　はると", "ウミノ　ハルト", "2019-08-20", looks_after, sex="1"),
            },
        ),
        ("ue-no-ko", {"has_older": "false"}),
        (
            "koza",
            {
                "bank_code": "0001",
                "bank_name": "うみかぜ銀行",
                "branch_code": "001",
                "branch_name": "本店",
                "account_kind": "1",
                "account_number": "1234567",
                "account_holder": "ウミノ　サクラ",
            },
        ),
        ("doi", {"consent_inquiry": "true", "declare_account": "true", "declare_truth": "true"}),
    ]


def child(number: int, name: str, kana: str, born: str, looks_after: bool = True, sex: str = "2") -> Answers:
    """One entry of the repeated part お子さん."""
    return {
        f"children-{number}-{field}": value
        for field, value in {
            "name": name,
            "kana": kana,
            "birth": born,
            "sex": sex,
            "relation": "child",
            "living": "together",
            "looks_after": _yes(looks_after),
            "livelihood": "same",
            "abroad": "false",
        }.items()
    }


def dog(today: date, *, registered_elsewhere: bool = False) -> list[tuple[str, Answers]]:
    """犬の登録: one page, by somebody who signed in by e-mail and so types name and address too."""
    page = {
        "owner_name": "磯辺　千鳥",
        "owner_kana": "イソベ　チドリ",
        "owner_address": "潮見県海風市浜町二丁目３番４号",
        "owner_phone": "090-0000-5678",
        "dog_name": "ポチ丸",
        "dog_breed": "柴犬",
        "dog_color": "茶",
        "dog_sex": "male",
        "dog_birth": (today - timedelta(days=120)).isoformat(),
        "microchip": "",
        "kept": "home",
        "registered_elsewhere": _yes(registered_elsewhere),
    }
    if registered_elsewhere:
        page |= {"old_city": "山辺市", "old_tag_number": "第77号"}
    return [("inu", page)]


def _yes(value: bool) -> str:
    return "true" if value else "false"
