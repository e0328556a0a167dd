"""What tests of casework share: the sample city's procedure of this zone, a ledger that can fail, people at work."""

import base64
import itertools
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest

from dokodemo.base import clock, config, crypto, files
from dokodemo.base.actor import Actor

# Noon of tomorrow in Tokyo: no test crosses midnight, and the keys of the test home are valid already.
NOON = datetime.combine(clock.today() + timedelta(days=1), time(12), clock.TOKYO)
JIDO = {
    "claimant_name": "潮見　渚", "claimant_birth": "1990-04-02", "claimant_gender": "2",
    "claimant_address": "海風市みなと町一丁目2番3号", "claimant_kana": "シオミ　ナギサ", "claimant_phone": "09000000000",
    "january_home": "here", "public_servant": False, "occupation": "employee", "employer_name": "海風造船",
    "pension": "kosei", "event_kind": "birth", "event_date": "2026-11-10", "has_spouse": False,
    "children": [
        {"name": "潮見　凪", "kana": "シオミ　ナギ", "birth": "2026-11-10", "sex": "1", "relation": "child",
         "living": "together", "looks_after": True, "livelihood": "same", "abroad": False},
    ],
    "has_older": False, "bank_code": "0001", "bank_name": "海風銀行", "branch_code": "001", "branch_name": "本店",
    "account_kind": "1", "account_number": "1234567", "account_holder": "シオミ　ナギサ",
    "consent_inquiry": True, "declare_account": True, "declare_truth": True,
}  # fmt: skip
INU = {
    "owner_name": "磯野　帆", "owner_kana": "イソノ　ホ", "owner_address": "海風市浜町二丁目1番1号",
    "owner_phone": "0312345678", "dog_name": "シロ", "dog_breed": "柴犬", "dog_color": "白", "dog_sex": "male",
    "dog_birth": "2026-01-10", "kept": "home", "registered_elsewhere": False,
}  # fmt: skip


@dataclass(frozen=True)
class Here:
    """What is so in this zone: its procedure, the names in its form, its section and another one."""

    procedure: str
    values: dict[str, Any]
    name: str
    kana: str
    phone: str
    effect: str
    section: str
    other_section: str
    has_people: bool


HERE = {
    "core": Here(
        "jido-teate-nintei", JIDO, "claimant_name", "claimant_kana", "claimant_phone", "child_allowance.grant",
        "kosodate", "kaigo", True,
    ),
    "office": Here(
        "inu-toroku", INU, "owner_name", "owner_kana", "owner_phone", "dogs.register", "kankyo", "shimin", False
    ),
}  # fmt: skip


@pytest.fixture
def here() -> Here:
    return HERE[config.load().zone]


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    """The tests' day, so that nothing depends on today's."""
    clock.set_now(NOON)
    yield
    clock.reset()


@pytest.fixture
def catalog(kept_city: None, db: None) -> Any:
    """The sample city, in force in this zone."""
    from dokodemo.casework.tests import every

    return every.in_force()


@pytest.fixture
def steady_catalog(monkeypatch: pytest.MonkeyPatch) -> None:
    """For who counts queries: nobody looks which version is in force because two seconds have passed meanwhile."""
    from dokodemo.catalog import versions

    monkeypatch.setattr(versions, "REFRESH_SECONDS", 3600.0)


@dataclass
class Ledger:
    """An effect whose ledger is the trail itself: what it wrote is gone when the transaction is."""

    amount: int | None = 10_000
    refusals: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ("notice",)
    fail: Exception | None = None
    extra: dict[str, Any] = field(default_factory=dict)

    def assess(self, case: Any, on: date) -> Any:
        from dokodemo.casework.effects import Assessment

        return Assessment(
            amount=self.amount, amount_unit="円/月", lines=(("第1子", "10,000円"),), reasons=("要件を満たすため",),
            articles=("試験法第1条",), refusals=self.refusals, warnings=self.warnings,
        )  # fmt: skip

    def apply(self, case: Any, decision: Any, actor: Actor) -> str:
        from dokodemo.base.audit.actions import record

        record(actor, "test.ledger", object_id=str(case.id))
        if self.fail is not None:
            raise self.fail
        return f"ledger/{case.receipt}"

    def notice(self, case: Any, decision: Any) -> dict[str, Any]:
        return self.extra

    def documents(self, case: Any, decision: Any) -> tuple[str, ...]:
        return self.kinds


@pytest.fixture
def ledger(here: Here) -> Iterator[Ledger]:
    """Carries out this zone's procedure in place of the room that does."""
    from dokodemo.casework import effects

    kept = dict(effects._effects)
    found = Ledger()
    effects.register(here.effect, found)
    yield found
    effects._effects.clear()
    effects._effects.update(kept)


@pytest.fixture
def less(catalog: Any, here: Here, monkeypatch: pytest.MonkeyPatch) -> str:
    """The procedure of either zone has one reason for granting less than was asked."""
    from dokodemo.catalog.schema import Ground, Text

    over = Ground(
        id="over",
        title=Text(ja="上限を超える", en="Above the limit"),
        text=Text(ja="上限を超える分は認められません。", en="What is above the limit is not granted."),
        article=Text(ja="試験法第9条", en="Test Act, Article 9"),
    )
    monkeypatch.setitem(vars(catalog.procedures[here.procedure]), "reductions", [over])
    return over.id


@dataclass
class Village:
    """A registry of two, for zones that keep residents."""

    links: dict[tuple[str, str], str] = field(default_factory=dict)
    rows: list[Any] = field(default_factory=list)
    dead: set[str] = field(default_factory=set)

    def linked(self, issuer: str, subject: str) -> str | None:
        return self.links.get((issuer, subject))

    def link(self, issuer: str, subject: str, person: str, actor: Actor) -> None:
        self.links[issuer, subject] = person

    def candidates(
        self, name: str, birthdate: str, address: str, gender: str, actor: Actor, case_id: UUID
    ) -> list[Any]:
        from dokodemo.base.audit.actions import record

        record(actor, "person.search", object_kind="case", object_id=str(case_id))
        return [each for each in self.rows if each.name == name]

    def search(
        self, text: str, actor: Actor, reason: str, *, object_kind: str = "", object_id: str = ""
    ) -> list[Any]:
        from dokodemo.base.audit.actions import record

        record(actor, "person.search", reason=reason, object_kind=object_kind, object_id=object_id)
        return [each for each in self.rows if text in each.name or text == each.person]

    def compare(self, person: str, procedure: Any, values: Mapping[str, Any]) -> list[Any]:
        from dokodemo.casework.people import Difference

        kept = next(each for each in self.rows if each.person == person)
        return [
            Difference(
                "claimant_name",
                "氏名",
                str(values["claimant_name"]),
                kept.name,
                values["claimant_name"] != kept.name,
            ),
            Difference("claimant_address", "住所", str(values["claimant_address"]), kept.address, True),
        ]

    def certain(self, name: str, birthdate: str, address: str) -> str | None:
        return next((each.person for each in self.rows if (each.name, each.address) == (name, address)), None)

    def shown_with(self, person: str) -> tuple[str, ...]:
        return ()

    def addressee(self, person: str) -> dict[str, str]:
        kept = next((each for each in self.rows if each.person == person), None)
        return {"recipient": kept.name, "address": kept.address} if kept else {}

    def has_died(self, person: str) -> bool:
        return person in self.dead

    def lives(self, persons: Collection[str]) -> dict[str, Any]:
        from dokodemo.casework.people import Lives
        from dokodemo.values.addresses import address_key

        return {
            each.person: Lives(each.name, address_key(each.address), each.household)
            for each in self.rows
            if each.person in persons
        }

    def card(self, person: str) -> dict[str, str]:
        return next(
            ({"氏名": each.name, "宛名番号": person} for each in self.rows if each.person == person), {}
        )


NAGISA = "000000000012343"
SOMEONE = "000000000000019"


@pytest.fixture(autouse=True)
def village() -> Iterator[Village]:
    """In core a registry of two, in office none: as it is in the house."""
    from dokodemo.casework import people
    from dokodemo.casework.people import Candidate

    kept = list(people._sources)
    found = Village()
    found.rows = [
        Candidate(
            NAGISA,
            "潮見　渚",
            "シオミ　ナギサ",
            date(1990, 4, 2),
            "海風市みなと町一丁目2番3号",
            "1",
            ("氏名が同じ",),
        ),
        Candidate(SOMEONE, "浜辺　歩", "ハマベ　アユム", date(1950, 1, 1), "海風市岬町9番", "2", ()),
    ]
    people.unregister()
    if config.load().zone == "core":
        people.register(found)
    yield found
    people._sources[:] = kept


_numbers = itertools.count(1)


@dataclass
class Application:
    """An application as ``internet`` would send it; ``private_key`` opens the answers."""

    body: dict[str, Any]
    private_key: bytes

    @property
    def id(self) -> UUID:
        return UUID(self.body["application"])


@pytest.fixture
def apply(catalog: Any, here: Here) -> Callable[..., Application]:
    """Makes an application; keyword arguments replace parts of its body, ``values`` are merged."""

    def make(values: dict[str, Any] | None = None, **parts: Any) -> Application:
        private, public = crypto.new_key_pair()
        number = next(_numbers)
        body = {
            "application": str(uuid.uuid4()),
            "receipt": f"2611-2400-{number:04}",
            "part": 1,
            "parts": 1,
            "procedure": here.procedure,
            "catalog": catalog.hash,
            "language": "ja",
            "arrived_at": (clock.now() - timedelta(minutes=1)).isoformat(),
            "values": here.values | (values or {}),
            "private": {},
            "attachments": [],
            "evidence": {"kind": "none", "claims": {}, "at": clock.now().isoformat()},
            "reply": {
                "public_key": base64.b64encode(public).decode(),
                "delivery": "paper",
                "language": "ja",
            },
        }
        return Application(body | parts, private)

    return make


@pytest.fixture
def deliver(catalog: Any) -> Callable[..., None]:
    """Hands a body to its handler in a savepoint, as the inbox does."""
    from django.db import transaction

    from dokodemo.gateway.envelope import Message
    from dokodemo.gateway.messages import handler_for

    sequences = itertools.count(1)

    def hand_over(type_: str, body: dict[str, Any], tail: bytes = b"") -> None:
        message = Message(
            uuid.uuid4(),
            "internet",
            UUID(body["application"]),
            next(sequences),
            type_,
            1,
            clock.now(),
            body,
            tail,
        )
        with transaction.atomic():
            handler_for(message)(message)

    return hand_over


@pytest.fixture
def arrive(apply: Callable[..., Application], deliver: Callable[..., None]) -> Callable[..., UUID]:
    """An application that has become a case."""

    def make(*arguments: Any, **parts: Any) -> UUID:
        made = apply(*arguments, **parts)
        deliver("application.submitted", made.body)
        return made.id

    return make


@pytest.fixture
def office_people(db: None, here: Here) -> dict[str, Actor]:
    """The clerk and the chief of the section, a colleague, somebody who decides and is not its chief, the clerk of another section, an operator, an administrator, an
    auditor."""
    from dokodemo.casework.staff.queries import actor_of
    from dokodemo.casework.tests import staff

    rows = {
        "clerk": (here.section, ["clerk"]),
        "colleague": (here.section, ["clerk"]),
        "chief": (here.section, ["approver", "chief"]),
        "both": (here.section, ["clerk", "approver", "chief"]),
        "approver": (here.section, ["approver"]),
        "stranger": (here.other_section, ["clerk", "approver", "chief"]),
        "operator": ("", ["operator"]),
        "administrator": ("", ["administrator"]),
        "auditor": ("", ["auditor"]),
    }
    for id_, (section, roles) in rows.items():
        staff.hired(id_, section, *roles)
    return {id_: actor_of(id_, f"試験 {id_}", section, roles) for id_, (section, roles) in rows.items()}


@pytest.fixture
def at_desk(office_people: dict[str, Actor]) -> Callable[..., Any]:
    """A browser in which that person is signed in; without a name, one in which nobody is."""
    from django.test import Client

    from dokodemo.casework.tests import staff

    def sign_in(who: str, **options: Any) -> Any:
        return staff.signed_in(who, **options) if who else Client(SERVER_NAME=config.load().host, **options)

    return sign_in


@dataclass(frozen=True)
class Sealed:
    """A file as it travels: the ciphertext, and how the application speaks of it."""

    cipher: bytes
    entry: dict[str, Any]


@pytest.fixture
def sealed_file(here: Here) -> Callable[[bytes], Sealed]:
    def seal(plain: bytes, **changes: Any) -> Sealed:
        key = b"k" * 32
        cipher = files.encrypt(key, plain)
        entry = {
            "id": str(uuid.uuid4()),
            "attachment": "koza",
            "name": "写真.jpg",
            "media_type": "image/jpeg",
            "size": len(plain),
            "sha256_plain": crypto.digest(plain),
            "sha256_cipher": crypto.digest(cipher),
            "key": base64.b64encode(key).decode(),
        }
        return Sealed(cipher, entry | changes)

    return seal


@pytest.fixture
def sent(db: None) -> Callable[..., list[str]]:
    """The types of messages posted in a case's stream, in order."""

    def types(case_id: UUID) -> list[str]:
        return [message.type for message in opened_outbox(case_id)]

    return types


def opened_outbox(case_id: UUID) -> list[Any]:
    """What was posted to ``internet`` in this stream, opened with the key that the test home made for it."""
    from dokodemo.gateway import envelope
    from dokodemo.gateway.models import Outbox

    house = config.load()
    found = []
    for row in Outbox.objects.filter(stream=case_id, destination="internet").order_by("sequence"):
        frame = envelope.Frame(row.id, bytes(row.header), bytes(row.sealed))
        found.append(
            envelope.open_(
                frame, zone="internet", city=house.city, private_of=_internet_private,
                verify=lambda zone, data, signature: zone == house.zone,
            )
        )  # fmt: skip
    return found


def _internet_private(kid: str) -> bytes | None:
    from dokodemo.gateway import keys

    return keys._private(config.load().folder.parent / "internet", kid)
