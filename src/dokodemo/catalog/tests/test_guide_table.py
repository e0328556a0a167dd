"""Random households: the sample city's guide against a table that was written independently of it."""

from bench import guide


def test_the_guide_says_what_the_plain_table_says() -> None:
    assert guide.compare(guide.sample_city(), 1500, seed=7) == []
