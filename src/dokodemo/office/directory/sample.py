"""The sample city's people at work, entered into the directory, for practice only."""

from dokodemo.base import config
from dokodemo.base.actor import system
from dokodemo.casework.staff.sample_people import SAMPLE
from dokodemo.office.directory import actions


def load() -> int:
    """Enter them all and tell core; returns how many changed (0 the second time)."""
    entries = [
        actions.Entry(each.id, each.name, each.kana, each.section, frozenset(each.roles), post=each.post)
        for each in SAMPLE
    ]
    return actions.change(entries, system(config.load().zone, "sample"))
