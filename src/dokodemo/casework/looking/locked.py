"""The 宛名番号 on the two lists: found by a keyed hash, readable only with the zone's own secret, never in a dump."""

from dokodemo.base import config
from dokodemo.base.crypto import Unreadable, derive, keyed_hash, lock, secret_of, unlock

#: To what a number on the list of notable people is bound.
NOTABLE = "notable"


def _key(purpose: str) -> bytes:
    return derive(secret_of(config.load().folder, "looking"), purpose)


def key_of(person: str) -> bytes:
    """What a person of the list of notable people is found by."""
    return keyed_hash(_key("notable key"), person)


def lock_person(person: str, place: str) -> bytes:
    """Bound to its ``place``: the list, or the member whose own number it is."""
    return lock(_key("person"), person.encode(), place.encode())


def readable(locked: bytes, place: str) -> str:
    """The same for a page: "" for what cannot be read any more, because the secret was lost."""
    try:
        return unlock_person(locked, place)
    except Unreadable:
        return ""


def unlock_person(locked: bytes, place: str) -> str:
    """Undo ``lock_person``. Raises crypto.Unreadable."""
    return unlock(_key("person"), locked, place.encode()).decode()
