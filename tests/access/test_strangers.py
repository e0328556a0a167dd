"""Others see nothing: not even that there is something. And a session is good in one zone, for one browser, once."""

import base64
import re

import pytest

from dokodemo.base import sessions
from dokodemo.operate.house import ZONES, House
from tests.access.asking import Answer, ask, session_of
from tests.access.maps import Address
from tests.access.road import MEMBERS, Road, sign_in
from tests.access.table import ROWS, Row

Addresses = dict[tuple[str, str], Address]
# Argument → what nobody has, of the same form.
NOBODYS = {
    "draft_id": "00000000-0000-4000-8000-000000000001",
    "application_id": "00000000-0000-4000-8000-000000000002",
    "document_id": "00000000-0000-4000-8000-000000000003",
    "case_id": "00000000-0000-4000-8000-000000000004",
    "attachment_id": "00000000-0000-4000-8000-000000000005",
    "claim_id": "999999999",
    "mandate_id": "999999999",
    "entry_id": "999999999",
    "number": "9999-9999",
    "reception_id": "999999999",
    "scan_id": "00000000-0000-4000-8000-000000000006",
}
STRANGERS = {"internet": "stranger", "office": "other", "core": "other"}
DOORS = {"internet": "/my", "office": "/password", "core": "/password"}
_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')


def _about_somebody(row: Row) -> bool:
    """What the stranger is told is not there, and would be told so of its address alone."""
    return row.told[STRANGERS[row.zone]] == "404" and row.name not in ("prints",)


@pytest.mark.parametrize("row", [row for row in ROWS if _about_somebody(row)], ids=str)
def test_what_is_anothers_is_as_if_it_were_not_there(road: Road, addresses: Addresses, row: Row) -> None:
    """Word for word: otherwise a stranger could try who has applied for what."""
    address, given = addresses[row.zone, row.name], road.arguments(row.zone, row.name)
    session = session_of(road.browser(row.zone, STRANGERS[row.zone]))
    there = address.path(given)
    absent = address.path({**given, **NOBODYS})
    answers = [ask(road.house, row.zone, row.method, path, session=session) for path in (there, absent)]
    assert {answer.status for answer in answers} == {404}
    assert _plain(answers[0], there) == _plain(answers[1], absent)


def _plain(answer: Answer, path: str) -> bytes:
    """The page without its own address and the form token, which differ at every look."""
    quoted = path.replace("/", "%2F")
    body = answer.body.replace(path.encode(), b"").replace(quoted.encode(), b"")
    return _TOKEN.sub(b"", body)


def test_every_object_in_an_address_has_a_stranger(addresses: Addresses) -> None:
    """What names a thing of somebody's is tried above; a new kind of argument has to be given here."""
    known = {
        *NOBODYS,
        "code",
        "shown",
        "letter_id",
        "procedure_id",
        "page_id",
        "token",
        "event_id",
        "question_id",
        "member_id",
        "plan_id",
        "file_id",  # a kind of file, nobody's
        "run_id",  # a clerk of another section is told that there is none, in the room's own tests
        "hold_id",
        "alarm_id",  # a clerk is turned away at its door, a chief of another section in the room's own tests
    }
    assert {name for each in addresses.values() for name in each.arguments} <= known
    tried = {row.name for row in ROWS if _about_somebody(row)}
    named = {each.name for each in addresses.values() if set(each.arguments) & set(NOBODYS)}
    # A version of what the city declares is numbered too, and nobody's; a look that was granted is refused at the door to
    # everybody who is no administrator, and to another one by the room's own tests.
    others = ("publishing_", "breakglass_")
    assert {name for name in named if not str(name).startswith(others)} <= tried


def test_a_session_does_nothing_in_another_zone(road: Road) -> None:
    """Also that of the same person: the auditor of the office is nobody in core until signed in there."""
    tried = 0
    for (home, role), browser in road.browsers.items():
        for zone in (each for each in ZONES if home and each != home):
            assert ask(road.house, zone, "GET", DOORS[zone], session=session_of(browser)).told == "sign-in", (
                role,
                zone,
            )
            tried += 1
        if home:
            assert ask(road.house, home, "GET", DOORS[home], session=session_of(browser)).status == 200, role
    assert tried == 2 * 14


@pytest.mark.parametrize(("zone", "role"), [("internet", "owner"), ("office", "clerk"), ("core", "auditor")])
def test_a_session_that_was_closed_is_over(town: House, zone: str, role: str) -> None:
    browser = sign_in(town, zone, role)
    session = session_of(browser)
    assert ask(town, zone, "GET", DOORS[zone], session=session).status == 200
    assert ask(town, zone, "POST", "/sign-out", session=session).told == "goes"
    assert ask(town, zone, "GET", DOORS[zone], session=session).told == "sign-in"
    browser.close()


@pytest.mark.parametrize(("zone", "role"), [("internet", "owner"), ("office", "clerk"), ("core", "clerk")])
def test_half_a_session_is_none(road: Road, zone: str, role: str) -> None:
    """The identifier lies (hashed) in the database; without the secret that only the cookie holds it opens nothing."""
    raw = base64.urlsafe_b64decode(session_of(road.browser(zone, role)))
    for wrong in (raw[:-1] + bytes([raw[-1] ^ 1]), raw[:16] + bytes(32), bytes(16) + raw[16:], bytes(48)):
        session = base64.urlsafe_b64encode(wrong).decode()
        assert ask(road.house, zone, "GET", DOORS[zone], session=session).told == "sign-in"
    for rubbish in ("x", "x" * 64, "%00", '"', "a" * 3000):
        assert ask(road.house, zone, "GET", DOORS[zone], session=rubbish).told == "sign-in", rubbish


@pytest.mark.parametrize("zone", ["office", "core"])
def test_the_session_cookie_is_out_of_reach_for_scripts_and_other_hosts(town: House, zone: str) -> None:
    """The prefix __Host- makes the browser insist on Secure, the path / and no domain."""
    member = MEMBERS[zone]["auditor"]
    answer = ask(town, zone, "POST", "/sign-in", data={"member": member, "password": f"umikaze-{member}"})
    given = next(line for line in answer.cookies if line.startswith(f"{sessions.COOKIE}="))
    assert sessions.COOKIE.startswith("__Host-")
    attributes = {part.strip().lower() for part in given.split(";")[1:]}
    assert attributes == {"httponly", "secure", "samesite=lax", "path=/"}


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:x"]
)
def test_signing_in_leads_nowhere_else(road: Road, elsewhere: str) -> None:
    session = session_of(road.browser("internet", "owner"))
    answer = ask(road.house, "internet", "GET", f"/sign-in?next={elsewhere}", session=session)
    assert answer.location == "/my"
    for zone in ZONES:
        answer = ask(road.house, zone, "GET", f"/language/en?next={elsewhere}")
        assert answer.location == "/", zone
