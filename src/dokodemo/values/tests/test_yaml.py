"""The strict reader: what it takes, what it refuses, and that it always says where."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from dokodemo.values.yaml import YamlProblem, load, load_with_lines


def file(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "page.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def read(tmp_path: Path, text: str | bytes) -> Any:
    return load(file(tmp_path, text))


def problem(tmp_path: Path, text: str | bytes) -> YamlProblem:
    with pytest.raises(YamlProblem) as caught:
        read(tmp_path, text)
    assert str(caught.value) == f"{tmp_path / 'page.yaml'}:{caught.value.line}: {caught.value.message}"
    return caught.value


def test_plain_values(tmp_path: Path) -> None:
    text = "a: 1\nb: 1.5\nc: true\nd: 2024-10-01\ne:\nf: text\ng: '011002'\nh: 1_000\ni: ~\nj: -3\nk: 0\nl: 1e3\nm: 1.5e3\n"
    assert read(tmp_path, text) == {
        "a": 1, "b": 1.5, "c": True, "d": date(2024, 10, 1), "e": None, "f": "text", "g": "011002", "h": 1000, "i": None,
        "j": -3, "k": 0, "l": "1e3", "m": 1500.0,
    }  # fmt: skip


@pytest.mark.parametrize(
    "word",
    ["no", "yes", "on", "off", "Y", "N", "8:30", "12:30:45", "1.2.3", "0x1F", "2024-10-01 10:00", ".nan"],
)
def test_words_stay_words(tmp_path: Path, word: str) -> None:
    assert read(tmp_path, f"a: {word}\n") == {"a": word}


def test_empty_and_byte_order_mark(tmp_path: Path) -> None:
    assert read(tmp_path, "") is None
    assert read(tmp_path, "# only a comment\n") is None
    assert read(tmp_path, b"\xef\xbb\xbfa: 1\n") == {"a": 1}


def test_lines_of_every_part(tmp_path: Path) -> None:
    text = "# 海風市\nid: x\npages:\n  - id: one\n    fields:\n      - id: a\n        type: text\n\n      - {id: b,\n         type: date}\n"
    data, lines = load_with_lines(file(tmp_path, text))
    assert data["pages"][0]["fields"][1] == {"id": "b", "type": "date"}
    assert lines[()] == 2
    assert lines["id",] == 2
    assert lines["pages",] == 3
    assert lines["pages", 0] == 4
    assert lines["pages", 0, "fields", 0, "id"] == 6
    assert lines["pages", 0, "fields", 0, "type"] == 7
    assert lines["pages", 0, "fields", 1] == 9
    assert lines["pages", 0, "fields", 1, "type"] == 10


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "twice"),
        ("x:\n  - a: 1\n    'a': 2\n", 3, "twice"),
        ("a: &anchor 1\nb: *anchor\n", 1, "anchors"),
        ("a: 1\nb: *nobody\n", 2, "aliases"),
        ("x:\n  - &list [1]\n", 2, "anchors"),
        ("a:\n  <<: {b: 1}\n", 2, "merges"),
        ("a: !!python/object/apply:os.system [ls]\n", 1, "tags"),
        ("a: 1\nb: !!str 2\n", 2, "tags"),
        ("? [a, b]\n: 1\n", 1, "plain value"),
        ("a: 1\ncode: 011002\n", 2, "quotes"),
        ("a: 1\n0900: x\n", 2, "quotes"),
        ("a: 2024-02-30\n", 1, "no such day"),
        ("a: 1\nb: [1, 2\nc: 3\n", 3, "not valid YAML"),
        ("a: 1\n\tb: 2\n", 2, "not valid YAML"),
        ("a: 1\n---\nb: 2\n", 2, "not valid YAML"),
        ("a: 'open\n", 2, "not valid YAML"),
        ("a: 1\nb: \x07\n", 2, "U+0007"),
        ("a: 海海海海海海海海海\nc: 海\nb: \x07\n", 3, "U+0007"),
    ],
)
def test_what_is_refused_and_where(tmp_path: Path, text: str, line: int, word: str) -> None:
    found = problem(tmp_path, text)
    assert word in found.message
    assert found.line == line
    assert found.file == tmp_path / "page.yaml"


def test_a_quoted_merge_sign_is_a_key_like_any(tmp_path: Path) -> None:
    assert read(tmp_path, "'<<': 1\n") == {"<<": 1}


def test_what_is_no_text_is_told_with_its_line(tmp_path: Path) -> None:
    found = problem(tmp_path, "a: 1\nb: 海".encode("cp932"))
    assert (found.line, "UTF-8" in found.message) == (2, True)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(YamlProblem, match="cannot be read"):
        load(tmp_path / "nothing.yaml")


def test_a_bomb_of_brackets_is_refused(tmp_path: Path) -> None:
    assert "nested" in problem(tmp_path, "[" * 5000).message


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.text("abc海風 :#-'\"123", max_size=8)
    | st.dates(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("ab海", min_size=1, max_size=3), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(PLAIN)
def test_what_is_written_plainly_is_read_back(tmp_path_factory: pytest.TempPathFactory, value: Any) -> None:
    class Plain(yaml.SafeDumper):
        def ignore_aliases(self, data: Any) -> bool:
            return True

    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_text(
        yaml.dump(
            value, Dumper=Plain, allow_unicode=True, default_style='"' if isinstance(value, str) else None
        )
    )
    data, lines = load_with_lines(path)
    assert data == value
    assert all(line >= 1 for line in lines.values())
