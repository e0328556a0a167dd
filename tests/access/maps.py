"""The URL maps as Django itself resolves them: asked in a process of each zone, with that zone's settings."""

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from dokodemo.operate import home
from dokodemo.operate.house import House

_ASK = """
import json, django
django.setup()
from django.urls import URLPattern, get_resolver

def walk(patterns, before):
    for each in patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLPattern):
            roles = getattr(each.callback, "allowed_roles", None)
            view = each.callback.__module__ + "." + each.callback.__name__
            yield {"name": each.name, "route": route, "view": view, "roles": None if roles is None else sorted(roles)}
        else:
            yield from walk(each.url_patterns, route)

print(json.dumps(list(walk(get_resolver().url_patterns, ""))))
"""


@dataclass(frozen=True)
class Address:
    """One entry of a zone's URL map. ``roles`` is what ``base.access.allow`` says; None where nobody said it."""

    zone: str
    name: str | None
    route: str
    view: str
    roles: frozenset[str] | None

    @property
    def arguments(self) -> tuple[str, ...]:
        return tuple(re.findall(r"<[^:>]+:(\w+)>", self.route))

    def path(self, values: Mapping[str, str]) -> str:
        """The address with its arguments filled in. Raises KeyError naming one that nobody gave."""
        return "/" + re.sub(r"<[^:>]+:(\w+)>", lambda found: values[found[1]], self.route)


@cache
def of(house: House, zone: str) -> list[Address]:
    """Every address of a zone."""
    answer = subprocess.run(
        [sys.executable, "-P", "-W", "ignore", "-c", _ASK],
        env=home.environment(house, zone),
        cwd="/",
        capture_output=True,
        text=True,
        check=True,
    )
    return [
        Address(
            zone,
            each["name"],
            each["route"],
            each["view"],
            None if each["roles"] is None else frozenset(each["roles"]),
        )
        for each in json.loads(answer.stdout)
    ]
