"""Words put into a paragraph: nothing but words."""

import pytest

from dokodemo.catalog.notices import filled


def test_only_words_are_filled() -> None:
    assert filled("{name}さん、{day}です", {"name": "{day}", "day": "今日"}) == "{day}さん、今日です"
    for odd in ("{name.x}", "{name[9]}", "{name:>2000000000}", "{name!r}", "{0}}", "{"):
        assert filled(odd, {"name": "a", "0": "b"}).startswith(("{", "b"))
    with pytest.raises(KeyError):
        filled("{nobody}", {})
