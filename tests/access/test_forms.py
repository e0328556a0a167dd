"""A form counts only when it comes from our own page: with its token, from our origin, by the method it names."""

import pytest

from dokodemo.operate.house import House
from tests.access import payloads
from tests.access.asking import CSRF_FIELD, ask, session_of
from tests.access.maps import Address
from tests.access.road import Road
from tests.access.table import ROLES, ROWS, Row

Addresses = dict[tuple[str, str], Address]
POSTS = [row for row in ROWS if row.method == "POST"]
GETS = [row for row in ROWS if row.method == "GET"]
OTHERS = ("PUT", "PATCH", "DELETE")
_REFUSED = ("405", "404", "403", "sign-in")


def _path(road: Road, addresses: Addresses, row: Row) -> str:
    path = addresses[row.zone, row.name].path(road.arguments(row.zone, row.name))
    return path + payloads.QUERIES.get((row.name, row.method), "")


@pytest.mark.parametrize("row", POSTS, ids=str)
def test_no_token_no_act(road: Road, addresses: Addresses, row: Row) -> None:
    """With everything else right. An upload is looked at only as far as its size before the token is: who must not
    get in there is told so before."""
    path, right = _path(road, addresses, row), payloads.right(road, row.zone, row.name)
    before = {"403"} if row.name not in ("apply_files", "reception_sheet") else {"403", "404", "sign-in"}
    for role in ROLES:
        session = session_of(road.browser(row.zone, role))
        told = ask(road.house, row.zone, "POST", path, session=session, data=right, token=None).told
        assert told in before, (role, told)
        assert told == "403" or not row.lets_in(role), (role, told)


@pytest.mark.parametrize("row", POSTS, ids=str)
def test_a_token_of_another_browser_is_none(road: Road, addresses: Addresses, row: Row) -> None:
    path, right = _path(road, addresses, row), payloads.right(road, row.zone, row.name)
    for role in (each for each in ROLES if row.lets_in(each)):
        session, data = session_of(road.browser(row.zone, role)), {**right, CSRF_FIELD: "b" * 32}
        assert (
            ask(road.house, row.zone, "POST", path, session=session, data=data, token=None).told == "403"
        ), role


@pytest.mark.parametrize("row", POSTS, ids=str)
def test_a_form_of_another_site_is_none(road: Road, addresses: Addresses, row: Row) -> None:
    """A page elsewhere can send a form here with the visitor's cookies, and might know a token."""
    path, right = _path(road, addresses, row), payloads.right(road, row.zone, row.name)
    for role in (each for each in ROLES if row.lets_in(each)):
        session = session_of(road.browser(row.zone, role))
        for origin in ("https://evil.example", "null", road.house.public_url(_another(row.zone))):
            answer = ask(road.house, row.zone, "POST", path, session=session, data=right, origin=origin)
            assert answer.told == "403", (role, origin)


def _another(zone: str) -> str:
    return "core" if zone != "core" else "internet"


@pytest.mark.parametrize("row", GETS, ids=str)
def test_no_other_method_opens_a_door(road: Road, addresses: Addresses, row: Row) -> None:
    """HEAD is at most what GET is; the methods that no page of ours uses are refused, whoever asks."""
    path = _path(road, addresses, row)
    for role in ROLES:
        session = session_of(road.browser(row.zone, role))
        assert ask(road.house, row.zone, "HEAD", path, session=session).told in (row.told[role], "405"), role
    strongest = next((role for role in reversed(ROLES) if row.lets_in(role)), "visitor")
    for method in OTHERS:
        session = session_of(road.browser(row.zone, strongest))
        assert ask(road.house, row.zone, method, path, session=session).told in _REFUSED, method


def test_a_page_of_another_host_is_not_served(town: House) -> None:
    """DNS rebinding: a name that an attacker owns and points at us is no name of ours; nor is a neighbour's."""
    for zone in ("internet", "office", "core"):
        for host in (
            "evil.example",
            town.host(_another(zone)),
            "127.0.0.1",
            f"{town.host(zone)}.evil.example",
        ):
            assert ask(town, zone, "GET", "/sign-in", host=host).status == 400, (zone, host)
        assert ask(town, zone, "GET", "/sign-in").status == 200
