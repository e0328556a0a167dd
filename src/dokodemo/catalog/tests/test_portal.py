"""The mapping of a procedure from the portal: every rule of its check, with the line; and what it makes of a package."""

from pathlib import Path

import pytest

from dokodemo.catalog import from_portal
from dokodemo.catalog.check import Report, check
from dokodemo.catalog.from_portal import Said, day_of
from dokodemo.catalog.schema import Catalog
from dokodemo.catalog.tests import small_city

MAPPING = """\
id: shien
procedure_id: "993018-A01"
shape: csv
charset: shift_jis
items:
  - {item: A1, and_items: [A2], between: "　", field: name}
  - {item: A3, field: reading}
  - {item: A4, field: birth, dates: wareki}
  - {item: A5, field: colour, values: {"赤": red, "青": blue}}
  - {item: A6, field: has_partner, values: {"はい": "true", "いいえ": "false"}}
  - {item: A7, field: partner_name}
  - {item: A8, field: partner_number}
  - {item: A9, field: rooms}
lists:
  - list: animals
    items:
      - {item: B1, field: called}
      - {item: B2, field: born, dates: iso}
      - {item: B3, field: outside, values: {"外": "true", "中": "false"}}
      - {item: B4, field: place}
documents:
  - {document: D1, attachment: photo}
ignored: [A10]
not_asked: []
"""
FLOW = small_city._flow("core-portal", "core", "portal", "portal")

# what stands there, what is written instead, the message, the hint
BREAKAGES = {
    "no such procedure": ("id: shien", "id: sien", "there is no procedures/sien.yaml", "the id of its procedure"),
    "unknown key": ("shape: csv", "shap: csv", "unknown key 'shap'", "shape?"),
    "unknown shape": ("shape: csv", "shape: json", "shape: 'json' is not possible", "csv"),
    "a procedure without an id": ('"993018-A01"', '"あ"', "is not written as it must be", "match"),
    "unknown field": ("field: reading", "field: readin", "the form has no field 'readin'", "reading?"),
    "unknown member": ("field: called", "field: caled", "the list 'animals' has no field 'caled'", "called?"),
    "unknown list": ("list: animals", "list: animal", "the form has no list 'animal'", "animals?"),
    "a field twice": ("{item: A9, field: rooms}", "{item: A9, field: reading}", "the field 'reading' is here twice", "and_items"),
    "an item twice": ("item: A9", "item: A3", "the item 'A3' is here twice", "one field"),
    "an item taken and ignored": ("ignored: [A10]", "ignored: [A9]", "the item 'A9' is here twice", "one field"),
    "a list as a field": ("{item: A9, field: rooms}", "{item: A9, field: animals}", "'animals' is a list", "under lists:"),
    "a date in no format": (", dates: wareki", "", "'birth' is a date", "add dates:"),
    "a format for no date": ("{item: A9, field: rooms}", "{item: A9, field: rooms, dates: iso}", "dates is not for the type 'integer'", "only for date"),
    "a choice without words": (', values: {"赤": red, "青": blue}', "", "'colour' is a choice: the portal's words", "add values:"),
    "words for a text": ("{item: A3, field: reading}", '{item: A3, field: reading, values: {"あ": "い"}}', "values is not for the type 'kana'", "choice, boolean"),
    "no such code": ('"赤": red', '"赤": redd', "colour never is 'redd'", "red?"),
    "neither yes nor no": ('"はい": "true"', '"はい": "yes"', "has_partner never is 'yes'", "true"),
    "a required field of nowhere": ("  - {item: A3, field: reading}\n", "", "the field 'reading' is required and comes from no item", "not_asked"),
    "a required member of nowhere": ("      - {item: B1, field: called}\n", "", "the field 'called' is required and comes from no item", "map an item"),
    "not asked, but mapped": ("not_asked: []", "not_asked: [reading]", "'reading' comes from an item", "one of the two"),
    "not asked, and nothing": ("not_asked: []", "not_asked: [readin]", "the form has no field 'readin'", "reading?"),
    "unknown attachment": ("attachment: photo", "attachment: foto", "unknown attachment 'foto'", "photo?"),
    "no document for an attachment": ("documents:\n  - {document: D1, attachment: photo}\n", "", "the attachment 'photo' is required", "書類ID"),
    "a document twice": ("attachment: photo}", "attachment: photo}\n  - {document: D1, attachment: photo}", "'D1' is here twice", "keep one"),
}  # fmt: skip
#: Where the problem is told when it is not the line of the change.
ELSEWHERE = {
    "a required field of nowhere": "items:", "a required member of nowhere": "  - list: animals",
    "no document for an attachment": "id: shien", "a document twice": "  - {document: D1, attachment: photo}\nignored",
    "an item taken and ignored": "ignored:",
}  # fmt: skip


def city(folder: Path, mapping: str = MAPPING, flow: str = FLOW) -> Report:
    small_city.write(folder, flows=small_city.FLOWS + flow)
    (folder / "portal").mkdir()
    (folder / "portal" / "shien.yaml").write_text(mapping, encoding="utf-8")
    return check(folder)


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    report = city(tmp_path)
    assert report.catalog is not None, report.problems
    return report.catalog


def test_a_right_mapping_is_part_of_the_catalog_and_survives_its_way(catalog: Catalog) -> None:
    again = Catalog.from_bytes(catalog.to_bytes())
    assert again.portal == catalog.portal
    found = again.portal_mapping("993018-A01")
    assert found is not None
    assert found.id == "shien"
    assert again.portal_mapping("993018-A02") is None


@pytest.mark.parametrize("name", BREAKAGES)
def test_each_breakage_is_told_with_file_and_line(tmp_path: Path, name: str) -> None:
    old, new, message, hint = BREAKAGES[name]
    assert old in MAPPING
    text = MAPPING.replace(old, new, 1)
    report = city(tmp_path, text)
    assert report.catalog is None
    found = [problem for problem in report.problems if message in problem.message]
    assert found, [str(problem) for problem in report.problems]
    assert found[0].file == tmp_path / "portal" / "shien.yaml"
    assert hint in found[0].hint
    at = text.index(ELSEWHERE[name]) if name in ELSEWHERE else MAPPING.index(old)
    assert found[0].line == text.count("\n", 0, at) + 1


def test_a_mapping_that_no_flow_carries_is_told(tmp_path: Path) -> None:
    report = city(tmp_path, flow="")
    assert [each.message for each in report.problems] == [
        "no flow carries it to core: core does not dial portal"
    ]


def test_the_portal_never_dials_a_zone(tmp_path: Path) -> None:
    report = city(tmp_path, flow=FLOW + small_city._flow("inwards", "portal", "core", "portal"))
    assert [each.message for each in report.problems] == ["portal may not dial core"]


def test_a_package_in_the_words_of_our_form(catalog: Catalog) -> None:
    said = [
        Said("A1", 0, "浜辺"), Said("A2", 0, "歩"), Said("A3", 0, "はまべ あゆむ"), Said("A4", 0, "平成2年4月2日"),
        Said("A5", 0, "青"), Said("A6", 0, "いいえ"), Said("A8", 0, "1234 5678 9018"), Said("A9", 0, "３"),
        Said("A10", 0, "x"), Said("B1", 2, "タマ"), Said("B3", 2, "中"), Said("B1", 1, "ポチ"), Said("B2", 1, "2020-01-31"),
        Said("B3", 1, "外"),
    ]  # fmt: skip
    found = read(catalog, said)
    assert found.unknown == []
    assert found.private == {"partner_number": "123456789018"}
    assert found.values == {
        "name": "浜辺　歩", "reading": "ハマベ　アユム", "birth": "1990-04-02", "colour": "blue", "has_partner": False,
        "rooms": 3,
        "animals": [{"called": "ポチ", "born": "2020-01-31", "outside": True}, {"called": "タマ", "outside": False}],
    }  # fmt: skip


def read(catalog: Catalog, said: list[Said]) -> from_portal.Mapped:
    fields = [each for page in catalog.procedures["shien"].pages for each in page.fields]
    return from_portal.read(catalog.portal["shien"], fields, said)


def test_what_cannot_be_read_stays_as_it_was_written(catalog: Catalog) -> None:
    said = [
        Said("A4", 0, "平成2年13月2日"),
        Said("A5", 0, "みどり"),
        Said("A6", 0, "たぶん"),
        Said("A9", 0, "三つ"),
        Said("A8", 0, "123"),
    ]
    found = read(catalog, said)
    assert found.values == {
        "birth": "平成2年13月2日",
        "colour": "みどり",
        "has_partner": "たぶん",
        "rooms": "三つ",
    }
    assert found.private == {}


def test_unknown_items_and_rows_where_none_belong_are_told(catalog: Catalog) -> None:
    said = [
        Said("Z9", 0, "?"),
        Said("A3", 1, "?"),
        Said("B1", 0, "?"),
        Said("B1", 51, "?"),
        Said("A10", 3, "ignored"),
    ]
    assert read(catalog, said).unknown == ["Z9", "A3", "B1", "B1"]


@pytest.mark.parametrize(
    ("text", "written", "day"),
    [
        ("2026-11-10", "iso", "2026-11-10"), ("2026/1/5", "slash", "2026-01-05"), ("20261110", "compact", "2026-11-10"),
        ("令和8年11月10日", "wareki", "2026-11-10"), ("2026-11-10", "wareki", None), ("2026/11/10", "iso", None),
        ("20261310", "compact", None), ("", "iso", None),
    ],
)  # fmt: skip
def test_a_day_is_read_only_as_it_is_declared(text: str, written: str, day: str | None) -> None:
    found = day_of(text, written)  # type: ignore[arg-type]
    assert (found.isoformat() if found else None) == day
