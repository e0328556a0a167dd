"""No cell is a formula."""

import csv
import io

import pytest

from dokodemo.values.cells import as_csv, harmless


@pytest.mark.parametrize(
    "cell", ["=1+1", "+81", "-1", "@x", "\t=1", "\r=1", "\n=1", "＝1+1", "＋81", "－1", "＠x"]
)
def test_what_a_spreadsheet_would_reckon_is_shown_as_the_text_it_is(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "海風市", "2026-11-28", "'=1", " =1", "ー"])
def test_everything_else_stays(cell: str) -> None:
    assert harmless(cell) == cell


def test_a_table_is_read_as_it_was_written_and_no_cell_is_a_formula() -> None:
    text = as_csv([["氏名", "数"], ['潮見 "凪",\n', 3], ["=1+1", None]])
    assert list(csv.reader(io.StringIO(text))) == [["氏名", "数"], ['潮見 "凪",\n', "3"], ["'=1+1", ""]]
    assert text.startswith("氏名,数\r\n")
