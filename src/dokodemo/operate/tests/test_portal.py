"""``dokodemo portal``: a draft that is right as far as our form goes; asked wrongly, a sentence and what to do."""

from pathlib import Path
from typing import get_args

import pytest

from dokodemo.catalog import check_portal
from dokodemo.catalog.check import check
from dokodemo.catalog.portal import PortalMapping, Shape
from dokodemo.catalog.reading import Problem, Source
from dokodemo.catalog.tests import small_city
from dokodemo.operate import cli, portal, testing
from dokodemo.values import yaml

FLOW = small_city._flow("core-portal", "core", "portal", "portal")
DRAFT = """\
id: shien
procedure_id: "993018-A01"
shape: xml
charset: utf-8
items:
  - {item: SH001, field: name}  # 氏名
  - {item: SH002, field: reading}  # フリガナ
  - {item: SH003, field: birth, dates: iso}  # 生年月日
  - {item: SH004, field: colour, values: {"赤": "red", "青": "blue"}}  # 色
  - {item: SH005, field: has_partner, values: {"はい": "true", "いいえ": "false"}}  # 配偶者がいますか
  - {item: SH006, field: rooms}  # 部屋の数
  - {item: SH007, field: memo}  # メモ
  - {item: SH008, field: partner_name}  # 配偶者の氏名
  - {item: SH009, field: partner_number}  # 配偶者のマイナンバー
lists:
  - list: animals  # 動物
    items:
      - {item: SH010, field: called}  # なまえ
      - {item: SH011, field: born, dates: iso}  # 生まれた日
      - {item: SH012, field: outside, values: {"はい": "true", "いいえ": "false"}}  # 外で飼いますか
      - {item: SH013, field: place}  # 飼う所
documents:
  - {document: DSH01, attachment: photo}  # 写真
"""


@pytest.fixture
def city(tmp_path: Path) -> Path:
    small_city.write(tmp_path, flows=small_city.FLOWS + FLOW)
    return tmp_path


def test_the_draft_is_printed_and_written_only_when_it_is_asked_for(
    city: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["portal", str(city), "shien", "--id", "993018-A01", "--shape", "xml"]
    assert cli.main(asked) == 0
    printed = capsys.readouterr().out
    assert printed.endswith(DRAFT)
    assert not (city / "portal").exists()
    assert cli.main([*asked, "--write"]) == 0
    assert (city / "portal" / "shien.yaml").read_text("utf-8") == printed
    report = check(city)
    assert report.problems == []
    assert report.catalog is not None
    assert report.catalog.portal["shien"].procedure_id == "993018-A01"


def test_a_file_that_is_there_stays_as_it_is(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["portal", str(city), "shien", "--write"]) == 0
    path = city / "portal" / "shien.yaml"
    corrected = path.read_text("utf-8").replace("SH001", "A1")
    path.write_text(corrected, "utf-8")
    assert cli.main(["portal", str(city), "shien", "--write"]) == 2
    assert f"{path} is there already: change it by hand" in capsys.readouterr().err
    assert path.read_text("utf-8") == corrected


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["shine"], "there is no procedure 'shine' (did you mean shien?)"),
        (["shien", "--id", "手続き"], "'手続き' is no 手続ID"),
        (["shien", "--id", "x" * 41], "is no 手続ID"),
    ],
)
def test_asked_wrongly_it_says_what_is_wrong_and_what_to_do(
    asked: list[str], said: str, city: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["portal", str(city), *asked, "--write"]) == 2
    assert said in capsys.readouterr().err
    assert not (city / "portal").exists()


def test_a_zone_that_does_not_dial_the_portal_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small_city.write(tmp_path)
    assert cli.main(["portal", str(tmp_path), "shien"]) == 2
    assert capsys.readouterr().err.strip() == (
        "no flow carries it to core: core does not dial portal (declare it in flows.yaml with from: core, to: portal)"
    )


def test_a_city_that_is_not_right_is_put_right_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small_city.write(tmp_path, flows="flows: []\n")
    assert cli.main(["portal", str(tmp_path), "shien"]) == 1
    assert "flows.yaml:1:" in capsys.readouterr().out


def test_what_is_finished_at_the_counter_and_an_id_that_is_taken_are_told(tmp_path: Path) -> None:
    catalog = testing.sample_city()
    with pytest.raises(portal._Refused, match="finished at the counter"):
        portal._procedure(catalog, next(iter(catalog.counter)), tmp_path / "none.yaml")
    with pytest.raises(portal._Refused, match=r"portal/risai\.yaml takes '992011-B0101' already"):
        portal._mapping(catalog, catalog.procedures["inu-shibo"], "992011-B0101", "csv")


@pytest.mark.parametrize("shape", get_args(Shape))
def test_every_form_of_the_sample_city_has_a_draft_that_is_right(tmp_path: Path, shape: Shape) -> None:
    catalog = testing.sample_city()
    problems: list[Problem] = []
    for procedure in catalog.procedures.values():
        path = tmp_path / f"{procedure.id}.yaml"
        drafted = portal._mapping(catalog, procedure, "", shape)
        path.write_text(portal.written(drafted, procedure), "utf-8")
        data, lines = yaml.load_with_lines(path)
        mapping = PortalMapping.model_validate(data)
        assert mapping == drafted
        check_portal.judge(mapping, Source(path, lines, problems), procedure, catalog.flows)
    assert problems == []
