import json
from pathlib import Path

import jsonschema_rs
import pytest

from dokodemo.catalog.schema import Catalog, CatalogUnreadable, Text, json_schema
from dokodemo.catalog.tests import small_city
from dokodemo.values import yaml


def test_text_speaks_the_language_asked_for_and_else_japanese() -> None:
    text = Text(ja="申請", en="Apply")
    assert [text.of(lang) for lang in ("ja", "en", "easy", "de", "_private")] == [
        "申請",
        "Apply",
        "申請",
        "申請",
        "申請",
    ]


def test_bytes_are_canonical_and_come_back(tmp_path: Path) -> None:
    first, second = small_city.catalog(tmp_path / "a"), small_city.catalog(tmp_path / "b")
    assert first.to_bytes() == second.to_bytes()
    again = Catalog.from_bytes(first.to_bytes())
    assert (again.to_bytes(), again.hash) == (first.to_bytes(), first.hash)
    assert json.loads(first.to_bytes()) == json.loads(
        json.dumps(json.loads(first.to_bytes()), sort_keys=True, ensure_ascii=False)
    )


def test_one_letter_makes_another_version(tmp_path: Path) -> None:
    report, _ = small_city.broken(tmp_path / "b", "procedures/shien.yaml", "en: You}", "en: Me}")
    assert report.catalog is not None
    assert report.catalog.hash != small_city.catalog(tmp_path / "a").hash


def test_the_bytes_that_were_signed_stay_as_they_were(tmp_path: Path) -> None:
    spaced = json.dumps(json.loads(small_city.catalog(tmp_path).to_bytes()), indent=1).encode()
    assert Catalog.from_bytes(spaced).to_bytes() == spaced


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff", b'{"city": 1}'])
def test_bytes_that_are_no_catalog_are_refused(content: bytes) -> None:
    with pytest.raises(CatalogUnreadable, match="cannot be read at"):
        Catalog.from_bytes(content)


def test_an_unknown_key_in_the_bytes_is_refused(tmp_path: Path) -> None:
    plain = json.loads(small_city.catalog(tmp_path).to_bytes())
    plain["city"]["mayor"] = "x"
    with pytest.raises(CatalogUnreadable, match=r"city\.mayor"):
        Catalog.from_bytes(json.dumps(plain).encode())


def test_the_published_schema_accepts_the_files_of_a_city_and_refuses_others(tmp_path: Path) -> None:
    schema = json_schema()
    small_city.write(tmp_path)
    sample = Path(__file__).parents[4] / "cities" / "umikaze"  # what the small city does without
    for pattern, reference in schema["x-files"].items():
        validator = jsonschema_rs.validator_for({**schema, "$ref": reference})
        files = list(tmp_path.glob(pattern)) or list(sample.glob(pattern))
        assert files
        for path in files:
            data = yaml.load(path)
            assert validator.is_valid(data), [str(error) for error in validator.iter_errors(data)]
            assert not validator.is_valid({**data, "unknown": 1})


def test_the_published_schema_is_the_one_in_force() -> None:
    """After a change: ``dokodemo schema > docs/catalog.schema.json``."""
    published = Path(__file__).parents[4] / "docs" / "catalog.schema.json"
    assert json.loads(published.read_text(encoding="utf-8")) == json_schema()
