"""Every URL × every role, generated from the URL maps: nobody is answered otherwise than the table says."""

from collections import Counter

import pytest

from dokodemo.base.access import RESIDENT, STAFF_ROLES, VISITOR
from dokodemo.operate.house import ZONES, House
from tests.access import maps, payloads
from tests.access.asking import Answer, ask, session_of
from tests.access.maps import Address
from tests.access.road import Road, sign_in
from tests.access.table import RESIDENTS, ROLES, ROWS, STAFF, Row

Addresses = dict[tuple[str, str], Address]


@pytest.mark.parametrize("zone", ZONES)
def test_every_address_has_its_rows_and_every_row_its_address(town: House, zone: str) -> None:
    there = maps.of(town, zone)
    assert len(there) > 20, "the URL map was not read"
    nameless = [each.view for each in there if not each.name]
    assert nameless == [], "an address without a name cannot have a row"
    wanted = Counter((str(each.name), method) for each in there for method in ("GET", "POST"))
    rows = Counter((row.name, row.method) for row in ROWS if row.zone == zone)
    assert wanted - rows == Counter(), "addresses without a row"
    assert rows - wanted == Counter(), "rows without an address"


@pytest.mark.parametrize("zone", ZONES)
def test_every_view_says_who_may_open_it(town: House, zone: str) -> None:
    known = {VISITOR, RESIDENT} if zone == "internet" else {VISITOR, *STAFF_ROLES}
    silent = [each.view for each in maps.of(town, zone) if not each.roles or not each.roles <= known]
    assert silent == [], "views without @allow, or with a role that this zone does not have"


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_the_table_agrees_with_what_the_view_says(addresses: Addresses, row: Row) -> None:
    roles = addresses[row.zone, row.name].roles or frozenset()
    for role in ROLES:
        if row.lets_in(role) and VISITOR not in roles:
            assert _named(role) & roles, f"{row} lets {role} in, the view is for {sorted(roles)}"


def _named(role: str) -> frozenset[str]:
    """The approver of the walk is the chief of the section too."""
    named = RESIDENT if role in RESIDENTS else "clerk" if role == "other" else role
    return frozenset((named, "chief") if role == "approver" else (named,))


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_row(road: Road, addresses: Addresses, row: Row) -> None:
    """Those who are not let in first: whoever is may throw something away."""
    found = {role: _asked(road, addresses, row, role).told for role in sorted(ROLES, key=row.lets_in)}
    assert found == row.told


def _asked(road: Road, addresses: Addresses, row: Row, role: str) -> Answer:
    path = addresses[row.zone, row.name].path(road.arguments(row.zone, row.name))
    path += payloads.QUERIES.get((row.name, row.method), "")
    data = payloads.of(road, row, role) if row.method == "POST" else None
    session = session_of(road.browser(row.zone, role))
    if (row.name, row.method) == ("sign_out", "POST") and (row.zone, role) in road.browsers:
        session = _throwaway(road, row.zone, role)
    return ask(road.house, row.zone, row.method, path, session=session, data=data)


def _throwaway(road: Road, zone: str, role: str) -> str:
    """A session that may end: the others are needed."""
    browser = sign_in(road.house, zone, role)
    browser.close()
    return session_of(browser)


def test_the_table_names_every_role(road: Road) -> None:
    """The requests were really made by signed-in people: each role reaches a page that only it and its like reach."""
    doors = {"owner": ("internet", "/my"), "stranger": ("internet", "/my")}
    doors |= dict.fromkeys(STAFF, ("core", "/password"))
    for role, (zone, path) in doors.items():
        assert (
            ask(road.house, zone, "GET", path, session=session_of(road.browser(zone, role))).status == 200
        ), role
        assert ask(road.house, zone, "GET", path).told == "sign-in"
