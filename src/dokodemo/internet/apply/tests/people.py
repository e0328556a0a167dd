"""Invented residents with real sessions, and what they fill in."""

import re
import uuid
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from typing import Any, cast

from django.test import Client

from dokodemo.base import clock, sessions
from dokodemo.base.actor import Actor
from dokodemo.base.crypto import new_key_pair
from dokodemo.base.sessions import Token
from dokodemo.internet.accounts import actions, queries
from dokodemo.internet.accounts.resident import Resident
from dokodemo.internet.keeper.client import Opened
from dokodemo.values.eras import format_wareki

ISSUER = "https://id.example/api"
SAKURA = {
    "identity.name": "浜崎　みなと",
    "identity.address": "海風市灯台町四丁目5番6号",
    "identity.birthdate": "1990-04-12",
    "identity.gender": "2",
}


@dataclass
class Person:
    """A resident with a browser. ``resident`` is read anew from the session row, as a request would."""

    client: Client
    token: Token

    @property
    def resident(self) -> Resident:
        found = queries.resident(self.token)
        assert found is not None
        return found

    @property
    def actor(self) -> Actor:
        return Actor("internet", "resident", str(self.resident.account_id), "", frozenset({"resident"}))

    def get(self, path: str, **kwargs: Any) -> Any:
        return self.client.get(path, **kwargs)

    def post(self, path: str, data: dict[str, Any] | None = None, **kwargs: Any) -> Any:
        return self.client.post(path, data or {}, **kwargs)


def browser(*, language: str = "ja", checks: bool = False) -> Client:
    """A browser of nobody. ``checks`` lets CSRF be checked as in real life."""
    client = Client(enforce_csrf_checks=checks, headers={"host": "internet.localhost"})
    client.cookies["lang"] = language
    return client


def by_card(known: dict[str, str] | None = None, *, language: str = "ja", subject: str = "") -> Person:
    """Somebody who signed in with the card."""
    subject = subject or uuid.uuid4().hex
    known = SAKURA if known is None else known
    evidence = {"kind": "oidc", "id_token": "h.p.s", "issuer": ISSUER, "at": clock.now().isoformat()}
    return _signed_in("card", f"card\n{ISSUER}\n{subject}", known, evidence, language)


def by_mail(email: str = "", *, language: str = "ja") -> Person:
    """Somebody who signed in with a link by e-mail."""
    email = email or f"{uuid.uuid4().hex[:8]}@example.jp"
    evidence = {"kind": "mail", "email_verified": True, "at": clock.now().isoformat()}
    return _signed_in("mail", f"mail\n{email}", {"account.email": email}, evidence, language)


def again(person: Person, known: dict[str, str]) -> Person:
    """The same account in a new browser, the card saying ``known`` now."""
    old = person.resident
    opened = Opened(old.account_id, old.public_key, old.private_key, False)
    token = actions._open_session(
        opened, old.level, f"card\n{ISSUER}\n{uuid.uuid4().hex}", known, old.evidence
    )
    return Person(carrying(token), token)


def _signed_in(
    level: Any, binding: str, known: dict[str, str], evidence: dict[str, Any], language: str
) -> Person:
    private, public = new_key_pair()
    token = actions._open_session(
        Opened(uuid.uuid4(), public, private, True), level, binding, known, evidence
    )
    return Person(carrying(token, language), token)


def carrying(token: Token, language: str = "ja") -> Client:
    """A browser with this session."""
    client = browser(language=language)
    client.cookies[sessions.COOKIE] = token.cookie
    return client


def begin(person: Person, procedure: str) -> str:
    """Start an application; the draft's address."""
    started = person.post(f"/apply/{procedure}/start")
    assert started.status_code == 303, page_of(started)
    return str(started["Location"]).rpartition("/")[0]


def fill(person: Person, draft: str, pages: dict[str, dict[str, str]]) -> Any:
    """Post every page, each arriving where the one before led to. Returns the last answer."""
    answer = None
    for page, typed in pages.items():
        opened = person.get(f"{draft}/{page}")
        assert opened.status_code == 200, page
        answer = person.post(f"{draft}/{page}", typed | {"_shown": shown(opened)})
        if answer.status_code == 200:  # the answers brought new questions
            answer = person.post(f"{draft}/{page}", typed | {"_shown": shown(answer)})
        assert answer.status_code == 303, (page, problems(answer))
    return answer


def ready(person: Person, procedure: str, pages: dict[str, dict[str, str]]) -> str:
    """A draft with every page filled, standing before its review."""
    draft = begin(person, procedure)
    if fill(person, draft, pages)["Location"] == f"{draft}/files":
        person.post(f"{draft}/files", {"go": "next"})
    return draft


def shown(response: Any) -> str:
    found = re.search(r'name="_shown" value="([^"]*)"', page_of(response))
    assert found
    return found[1]


def problems(response: Any) -> dict[str, str]:
    """The error summary: control → sentence."""
    html = page_of(response)
    summary = html[html.find("error-summary") :]
    return dict(
        re.findall(r'<li><a href="[^"#]*#([^"]+)">([^<]+)</a></li>', summary[: summary.find("</div>")])
    )


def value_of(response: Any, name: str) -> str:
    """What stands in a text control."""
    found = re.search(
        rf'<(?:input|textarea)[^>]* name="{name}"[^>]*?(?: value="([^"]*)"|>([^<]*)</textarea>)',
        page_of(response),
    )
    assert found, f"{name} is not asked"
    return unescape(found[1] if found[1] is not None else found[2])


def chosen(response: Any, name: str) -> str | None:
    """Which of the rows is chosen."""
    found = re.search(rf'type="radio"[^>]* name="{name}" value="([^"]*)" checked', page_of(response))
    return found[1] if found else None


def asks(response: Any, name: str) -> bool:
    return f'name="{name}"' in page_of(response)


def page_of(response: Any) -> str:
    return cast(str, response.content.decode())


# Sealing keys are as old as the test run, so these tests live today.
BABY = clock.today() - timedelta(days=12)
CHILD = clock.today() - timedelta(days=7 * 365)

# Answers of one claimant with two children, page by page.
TEATE: dict[str, dict[str, str]] = {
    "anata": {
        "claimant_kana": "はまさき みなと",
        "claimant_phone": "090-1234-5678",
        "january_home": "here",
    },
    "shigoto": {
        "public_servant": "false",
        "occupation": "employee",
        "employer_name": "うみかぜ造船",
        "pension": "kosei",
    },
    "riyu": {"event_kind": "birth", "event_date": format_wareki(BABY)},
    "haigusha": {"has_spouse": "true"},
    "haigusha-no-koto": {
        "spouse_name": "浜崎　なぎさ",
        "spouse_kana": "ハマサキ　ナギサ",
        "spouse_birth": "1989-02-03",
        "spouse_occupation": "employee",
        "spouse_public_servant": "false",
        "spouse_earns_more": "false",
        "spouse_living": "together",
        "spouse_january_home": "here",
    },
    "kodomo": {
        "children-0-name": "浜崎　しずく",
        "children-0-kana": "ハマサキ　シズク",
        "children-0-birth": CHILD.isoformat(),
        "children-0-sex": "2",
        "children-0-relation": "child",
        "children-0-living": "together",
        "children-0-looks_after": "true",
        "children-0-livelihood": "same",
        "children-0-abroad": "false",
        "children-1-name": "浜崎　ほたる",
        "children-1-kana": "ハマサキ　ホタル",
        "children-1-birth": BABY.isoformat(),
        "children-1-sex": "2",
        "children-1-relation": "child",
        "children-1-living": "together",
        "children-1-looks_after": "true",
        "children-1-livelihood": "same",
        "children-1-abroad": "false",
    },
    "ue-no-ko": {"has_older": "false"},
    "koza": {
        "bank_code": "9999",
        "bank_name": "うみかぜ銀行",
        "branch_code": "012",
        "branch_name": "灯台町",
        "account_kind": "1",
        "account_number": "123456",
        "account_holder": "ハマサキ ミナト",
    },
    "doi": {"consent_inquiry": "true", "declare_account": "true", "declare_truth": "true"},
}
INU: dict[str, dict[str, str]] = {
    "inu": {
        "owner_name": "岬　ひろし",
        "owner_kana": "ミサキ　ヒロシ",
        "owner_address": "海風市灯台町一丁目1番1号",
        "owner_phone": "0801112222",
        "dog_name": "ちゃちゃ",
        "dog_breed": "柴犬",
        "dog_color": "茶",
        "dog_sex": "female",
        "dog_birth": CHILD.isoformat(),
        "microchip": "",
        "kept": "home",
        "registered_elsewhere": "false",
    }
}
SPOUSE_NUMBER = "123456789018"
SENDING = {"delivery": "inbox", "declaration": "true"}
