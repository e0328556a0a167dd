"""Inventing a city's people: households as they are found in Japan, from one seed. Pure; nobody here exists."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from japanese_personal_name_dataset import load_dataset

from dokodemo.values.names import to_katakana

SIZE = 3000  # people, card holders of the double included
CITY = "海風市"
TODAY = date(2026, 10, 1)  # the day on which the invented city stands still
_SEED = "umikaze"
_EARLIEST = date(1975, 4, 1)


@dataclass(frozen=True)
class Town:
    """A 町字. ``chome``: how many 丁目 (0: none)."""

    name: str
    chome: int
    code: str
    postal: str

    @property
    def machiaza_id(self) -> str:
        return f"{self.code}000"


TOWNS = (
    Town("汐見台", 5, "0001", "000-0012"), Town("港町", 4, "0002", "000-0021"), Town("本町", 3, "0003", "000-0001"),
    Town("海浜通", 6, "0004", "000-0022"), Town("山手", 3, "0005", "000-0031"), Town("岬町", 0, "0006", "000-0041"),
    Town("松原", 4, "0007", "000-0013"), Town("潮路", 2, "0008", "000-0023"), Town("灯台前", 0, "0009", "000-0042"),
    Town("北浜", 3, "0010", "000-0024"), Town("磯崎", 0, "0011", "000-0043"), Town("月見坂", 2, "0012", "000-0032"),
    Town("帆柱", 3, "0013", "000-0014"), Town("大字沖見", 0, "0014", "000-0051"),
)  # fmt: skip


@dataclass(frozen=True)
class Stay:
    """From a day until the day before ``until`` (None: still) at an address; ``status`` as in the register."""

    since: date
    until: date | None
    address: str
    status: str


@dataclass(frozen=True)
class Invented:
    """Somebody who does not exist. ``household`` is only an index. ``subject``: the provider's name for them."""

    name: str
    kana: str
    birth: date
    sex: str
    household: int
    relation: str
    order: int
    kind: str
    stays: tuple[Stay, ...]
    subject: str = ""


# Characters that names are not found by when a program handles them carelessly: (family, reading, share of 1000).
_RARE = (
    ("辻\U000e0102", "つじ"), ("髙橋", "たかはし"), ("𠮷田", "よしだ"), ("山﨑", "やまざき"), ("渡邉", "わたなべ"),
    ("渡邊", "わたなべ"), ("齋藤", "さいとう"), ("斉藤", "さいとう"), ("濵田", "はまだ"), ("德永", "とくなが"),
    ("𠮷川", "よしかわ"), ("葛\U000e0101城", "かつらぎ"),
)  # fmt: skip
_RARE_SHARE = 0.03
_FOREIGN = (
    ("NGUYEN THI MINH HANH", "グエン　ティ　ミン　ハイン", "2"), ("TRAN VAN DUC", "チャン　ヴァン　ドゥック", "1"),
    ("MARIA CLARA SANTOS REYES", "マリア　クララ　サントス　レイエス", "2"),
    ("JOSE ANTONIO DELA CRUZ VILLANUEVA", "ホセ　アントニオ　デラ　クルス　ビリャヌエバ", "1"),
    ("ALEXANDER JOHANNES VAN DER WESTHUIZEN", "アレクサンダー　ヨハネス　ファン　デル　ヴェストハイゼン", "1"),
    ("SITI NURHALIZA BINTI ABDUL RAHMAN", "シティ　ヌルハリザ　ビンティ　アブドゥル　ラーマン", "2"),
    ("RODRIGO ALVES DE OLIVEIRA SOUZA", "ロドリゴ　アルヴェス　デ　オリヴェイラ　ソウザ", "1"),
    ("PRIYANKA VENKATARAMAN SUBRAMANIAM", "プリヤンカ　ヴェンカタラマン　スブラマニアム", "2"),
    ("KIM SEO YEON", "キム　ソヨン", "2"), ("WANG XIAOMING", "ワン　シャオミン", "1"),
    ("GURUNG BISHNU BAHADUR", "グルン　ビシュヌ　バハドゥル", "1"), ("SHRESTHA SUNITA", "シュレスタ　スニタ", "2"),
)  # fmt: skip
# What lives together, by weight of 100: (adults, their ages, most children, weight).
_KINDS = ("one", "one old", "couple", "couple old", "family", "one parent", "three generations")
_WEIGHTS = (23, 13, 14, 14, 27, 4, 5)


def town_of(address: str) -> Town:
    """The town an address lies in. Raises LookupError for an address outside the invented city."""
    rest = address.removeprefix(CITY)
    for town in TOWNS:
        if rest.startswith(town.name):
            return town
    raise LookupError("no town of the invented city")


def invent(size: int) -> list[Invented]:
    """Exactly ``size`` people in whole households (the last one may be cut short). The same every time."""
    chance = random.Random(_SEED)  # noqa: S311  (nothing secret is drawn)
    people: list[Invented] = []
    for household in _households(chance):
        people += household
        if len(people) >= size:
            break
    return people[:size]


def _households(chance: random.Random) -> Iterator[list[Invented]]:
    index = 0
    while True:
        kind = chance.choices(_KINDS, _WEIGHTS)[0]
        if chance.random() < 0.035:
            yield [_foreigner(chance, index)]
        else:
            yield _household(chance, index, kind)
        index += 1


def _household(chance: random.Random, index: int, kind: str) -> list[Invented]:
    family = _family_name(chance)
    members = list(_members(chance, kind))
    address, before = _address(chance), _address(chance)
    oldest = max(birth for birth, _, relation in members if relation == "世帯主")
    moved = _between(chance, max(_EARLIEST, oldest + timedelta(days=18 * 365)), TODAY)
    gone = chance.random()
    return [
        _person(chance, index, order, family, member, _stays(chance, member[0], moved, address, before, gone))
        for order, member in enumerate(members)
    ]


def _members(chance: random.Random, kind: str) -> Iterator[tuple[date, str, str]]:
    """(birth, sex, relation), the head first."""
    old = kind in ("one old", "couple old")
    age = chance.randint(66, 96) if old else chance.randint(20, 62)
    if kind in ("family", "one parent", "three generations"):
        age = chance.randint(25, 52)
    head = _born(chance, age)
    sex = "2" if kind == "one parent" and chance.random() < 0.85 else chance.choice("12")
    yield head, sex, "世帯主"
    if kind in ("couple", "couple old", "family", "three generations"):
        yield (
            _born(chance, max(19, age + chance.randint(-5, 5))),
            "21"[sex == "2"],
            "妻" if sex == "1" else "夫",
        )
    if kind in ("family", "one parent", "three generations"):
        count = chance.choices((1, 2, 3, 4), (38, 43, 16, 3))[0]
        for child in sorted(
            _born(chance, chance.randint(0, max(0, min(24, age - 21)))) for _ in range(count)
        ):
            yield child, chance.choice("12"), "子"
    if kind == "three generations":
        yield _born(chance, age + chance.randint(24, 34)), "2", "母"


def _person(
    chance: random.Random, index: int, order: int, family: tuple[str, str], member: tuple[date, str, str],
    stays: tuple[Stay, ...],
) -> Invented:  # fmt: skip
    birth, sex, relation = member
    given, reading = chance.choice(_given_names()[sex])
    kana = to_katakana(f"{family[1]}　{reading}")
    return Invented(f"{family[0]}　{given}", kana, birth, sex, index, relation, order, "japanese", stays)


def _foreigner(chance: random.Random, index: int) -> Invented:
    name, kana, sex = chance.choice(_FOREIGN)
    since = _between(chance, date(2015, 4, 1), TODAY)
    stay = Stay(since, None, _address(chance), "resident")
    return Invented(
        name, kana, _born(chance, chance.randint(19, 48)), sex, index, "世帯主", 0, "foreign", (stay,)
    )


def _stays(
    chance: random.Random, birth: date, moved: date, address: str, before: str, gone: float
) -> tuple[Stay, ...]:
    """Since the move or the birth; some lived elsewhere in the city before, some moved away since, some have died."""
    since = max(moved, birth)
    stays = []
    earlier = since - timedelta(days=chance.randint(400, 4000))
    if gone < 0.2 and birth < earlier and address != before:
        stays.append(Stay(earlier, since, before, "resident"))
    ends = _between(chance, since, TODAY)
    if gone > 0.97 and ends > since:
        return (*stays, Stay(since, ends, address, "resident"), Stay(ends, None, address, "moved"))
    died = TODAY.year - birth.year > 80 and chance.random() < 0.1 and ends > since
    if died:
        return (*stays, Stay(since, ends, address, "resident"), Stay(ends, None, address, "dead"))
    return (*stays, Stay(since, None, address, "resident"))


def _address(chance: random.Random) -> str:
    town = chance.choice(TOWNS)
    if town.chome:
        street = f"{town.name}{'一二三四五六'[chance.randrange(town.chome)]}丁目{chance.randint(1, 40)}番{chance.randint(1, 30)}号"
    elif town.name.startswith("大字"):
        street = f"{town.name}{chance.randint(100, 2400)}番地{chance.choice(('', 'の1', 'の2'))}"
    else:
        street = f"{town.name}{chance.randint(1, 30)}番{chance.randint(1, 25)}号"
    if chance.random() < 0.3:
        building = chance.choice(
            ("コーポ海風", "汐風ハイツ", "メゾン・ド・マーレ", "グランビュー海風", "市営岬団地")
        )
        street += f"　{building}{chance.randint(1, 9)}{chance.randint(1, 12):02d}"
    return CITY + street


def _family_name(chance: random.Random) -> tuple[str, str]:
    if chance.random() < _RARE_SHARE:
        return chance.choice(_RARE)
    names, weights = _family_names()
    return chance.choices(names, cum_weights=weights)[0]


@cache
def _family_names() -> tuple[list[tuple[str, str]], list[int]]:
    """Family names with cumulative frequencies, as common as they are in Japan."""
    _men, _women, families = load_dataset("opti", include_last_names=True)
    names, weights, total = [], [], 0
    for name, entry in families.items():
        total += int(entry["count"])
        names.append((name, str(entry["reading"])))
        weights.append(total)
    return names, weights


@cache
def _given_names() -> dict[str, list[tuple[str, str]]]:
    """Given names by sex: the few plainest spellings of each reading."""
    men, women = load_dataset("opti")
    return {
        sex: [(spelling, reading) for reading, entry in names.items() for spelling in entry["kanji"][-3:]]
        for sex, names in (("1", men), ("2", women))
    }


def _born(chance: random.Random, age: int) -> date:
    """A day of birth of somebody of that age on TODAY."""
    return TODAY - timedelta(days=365 * age + age // 4 + chance.randint(0, 364))


def _between(chance: random.Random, first: date, last: date) -> date:
    return first + timedelta(days=chance.randint(0, max(0, (last - first).days)))
