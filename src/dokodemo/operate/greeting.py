"""What ``dokodemo up`` says when the house is up: where it is, and who the invented people are."""

import json
from typing import Any

from dokodemo.operate.house import House
from doubles import people


def text(house: House, seconds: float) -> str:
    """Addresses and sample people, for a terminal."""
    lines = [
        "",
        f"The house is up ({seconds:.0f} s). It isolates nothing: all three networks are on this computer.",
        "",
        f"  Residents        {house.public_url('internet')}/",
        f"  Staff (LGWAN)    {house.public_url('office')}/",
        f"  Staff (My Number) {house.public_url('core')}/",
        f"  Mail that was sent {house.mail_url()}/",
        f"  Double of マイナポータル {house.portal_page()}/",
        "",
        "  Residents (all invented; card PIN of the double):",
        *_residents(),
        "",
        "  Staff (all invented):",
        *_staff(house),
        "",
        f"  Logs: {house.log_folder}    Stop: Ctrl-C",
        "",
    ]
    return "\n".join(lines)


def _residents(count: int = 2) -> list[str]:
    known = list(people.read().values())
    rows = [f"    {person.name}  PIN {person.pin}  {person.about}" for person in known[:count]]
    return [*rows, f"    and {len(known) - count} more on the sign-in page"]


def _staff(house: House) -> list[str]:
    rows = []
    for member in members(house):
        where = " + ".join(member["zones"])
        what = ", ".join(member["roles"]) + (f" of {member['section']}" if member["section"] else "")
        rows.append(
            f"    {member['id']:10} password {member['password']:18} {what} ({where})  {member['name']}"
        )
    return rows


def members(house: House) -> list[dict[str, Any]]:
    """The sample staff as set-up left them: id, name, section, roles, zones, password."""
    found: list[dict[str, Any]] = json.loads((house.home / "staff.json").read_text(encoding="utf-8"))
    return found
