"""The URL maps of the three zones, asked from Django under each zone's own settings in a process of its own."""

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from urllib.parse import urlsplit

from dokodemo.operate import home
from dokodemo.operate.house import CHECKOUT, ZONES, House

_ASK = """
import json
import django
django.setup()
from django.urls import URLPattern, get_resolver

def walk(patterns, before):
    for each in patterns:
        here = before + each.pattern.regex.pattern.removeprefix("^")
        if isinstance(each, URLPattern):
            yield each.name, here
        else:
            yield from walk(each.url_patterns, here)

print(json.dumps([(name, regex) for name, regex in walk(get_resolver().url_patterns, "")]))
"""


@dataclass(frozen=True)
class Addresses:
    """Every address of every zone: name and pattern, in the order in which Django tries them."""

    zones: dict[str, list[tuple[str, str]]]

    def of(self, url: str) -> set[tuple[str, str]]:
        """Zone and name of an address of ours; nothing for the doubles' pages and for what does not exist."""
        parts = urlsplit(url)
        zone = (parts.hostname or "").removesuffix(".localhost")
        for name, pattern in self.zones.get(zone, ()):
            if re.match(pattern, parts.path.removeprefix("/")):
                return {(zone, name)}
        return set()

    def readable(self, zone: str, name: str) -> str:
        """The path of an address as a person writes it: ``/my/<application_id>``."""
        return "/" + _readable(next(pattern for known, pattern in self.zones[zone] if known == name))

    def names(self) -> set[tuple[str, str]]:
        return {(zone, name) for zone, known in self.zones.items() for name, _ in known}


def ask(house: House) -> Addresses:
    """Of a house that is set up."""
    return Addresses({zone: _of_zone(house, zone) for zone in ZONES})


def _of_zone(house: House, zone: str) -> list[tuple[str, str]]:
    answer = subprocess.run(
        [sys.executable, "-P", "-W", "ignore", "-c", _ASK],
        env=home.environment(house, zone) | {"PYTHONPATH": f"{CHECKOUT}/src:{CHECKOUT}"},
        capture_output=True,
        text=True,
        check=True,
    )
    return [(str(name), str(pattern)) for name, pattern in json.loads(answer.stdout)]


def _readable(pattern: str) -> str:
    """A pattern of Django with each named group as ``<name>``."""
    path, depth, at = "", 0, 0
    while at < len(pattern):
        if depth == 0 and (group := re.match(r"\(\?P<(\w+)>", pattern[at:])):
            path, depth, at = f"{path}<{group[1]}>", 1, at + len(group[0])
            continue
        depth += {"(": 1, ")": -1}.get(pattern[at], 0) if depth else 0
        path += "" if depth or pattern[at] == ")" else pattern[at]
        at += 1
    return path.replace(r"\Z", "").replace("\\", "").strip("^$")
