"""The sample city with sections that a reorganisation brings, declared beside the old ones as a city does before the day."""

from functools import cache
from typing import Any

from dokodemo.catalog import versions
from dokodemo.catalog.schema import Catalog
from dokodemo.operate import testing

#: new section → (the section it is like, its title)
NEW = {
    "kodomo": ("kosodate", "こども未来課"),
    "midori": ("kankyo", "みどり推進課"),
    "kosodate-shin": ("kosodate", "子育て支援課"),
    "kankyo-shin": ("kankyo", "環境課"),
}


@cache
def city() -> Catalog:
    plain: dict[str, Any] = testing.sample_city().model_dump(mode="json", by_alias=True)
    for new, (like, title) in NEW.items():
        made = {**plain["sections"][like], "id": new, "title": {"ja": title, "en": title}}
        plain["sections"][new] = made
    return Catalog.model_validate(plain)


def in_force() -> Catalog:
    """It, in force in this zone."""
    name = versions.store(city().to_bytes(), b"", "office")
    versions.activate(name)
    versions.forget()
    versions._ready[name] = city()
    return versions.at(name)
