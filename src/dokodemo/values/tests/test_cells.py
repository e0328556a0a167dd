"""No cell is a formula."""

import pytest

from dokodemo.values.cells import harmless


@pytest.mark.parametrize(
    "cell", ["=1+1", "+81", "-1", "@x", "\t=1", "\r=1", "\n=1", "＝1+1", "＋81", "－1", "＠x"]
)
def test_what_a_spreadsheet_would_reckon_is_shown_as_the_text_it_is(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "海風市", "2026-11-28", "'=1", " =1", "ー"])
def test_everything_else_stays(cell: str) -> None:
    assert harmless(cell) == cell
