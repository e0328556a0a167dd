"""The receipt number of an application that came in by another entrance than our own pages.

``2611-2402-0015-71``: the day of arrival (26-11-24), who gave it (02: the zone's door to the portal, or its desk), a counter of
theirs, two check digits (ISO 7064, MOD 97-10). Four groups, where a number of our own pages has three: never the same."""

from datetime import date

_GIVERS = {
    ("portal", "office"): "01",
    ("portal", "core"): "02",
    ("desk", "office"): "03",
    ("desk", "core"): "04",
}


def make(on: date, giver: str, zone: str, count: int) -> str:
    """The number of the ``count``-th one of this ``giver`` (portal, desk) of a zone, arrived on the legal date ``on``."""
    digits = f"{on:%y%m%d}{_GIVERS[giver, zone]}{count:04}"
    check = 98 - int(digits + "00") % 97
    return f"{digits[:4]}-{digits[4:8]}-{digits[8:]}-{check:02}"
