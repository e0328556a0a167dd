"""The command line, asked wrongly: a sentence, where, and what to do; never a traceback."""

from pathlib import Path

import pytest

from dokodemo.operate import home
from dokodemo.operate.house import CHECKOUT, STATIONS, House
from dokodemo.operate.testing import on_the_command_line


@pytest.mark.parametrize(
    "arguments",
    [
        ("gateway", "status", "--zone", "core"),
        ("gateway", "retry", "1", "--zone", "core"),
        ("audit", "verify", "--zone", "core"),
        ("publish", "--by", "unyo1"),
    ],
)
def test_a_house_that_is_not_there_is_told_with_its_folder(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    answer = on_the_command_line(*arguments, "--home", str(tmp_path / "nowhere"))
    assert answer.returncode == 2
    assert "Traceback" not in answer.stderr
    assert str(tmp_path / "nowhere") in answer.stderr


def test_an_effect_that_nobody_carries_out_is_told(tmp_path: Path) -> None:
    for file in (CHECKOUT / "cities" / "umikaze").rglob("*.yaml"):
        copy = tmp_path / "city" / file.relative_to(CHECKOUT / "cities" / "umikaze")
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(
            file.read_text("utf-8").replace("effect: dogs.register", "effect: cats.register"), "utf-8"
        )
    answer = on_the_command_line("check", str(tmp_path / "city"))
    assert answer.returncode == 1
    assert "inu-toroku.yaml:" in answer.stdout
    assert (
        "no room of the zone 'office' carries out 'cats.register' (did you mean dogs.register?)"
        in answer.stdout
    )


@pytest.mark.parametrize("content", ["", "{", "[1, 2]", '[["x", "y"]]', "7", None])
def test_anchors_that_are_none_are_told(nobody_home: House, tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "anchors.json"
    if content is not None:
        file.write_text(content, "utf-8")
    answer = on_the_command_line(
        "audit", "verify", "--zone", "core", "--home", str(nobody_home.home), "--anchors", str(file)
    )
    assert answer.returncode == 2
    assert "Traceback" not in answer.stderr
    assert str(file) in answer.stderr


@pytest.fixture
def nobody_home(tmp_path: Path) -> House:
    """A house whose zone.toml can be read, and whose database does not answer."""
    house = House(tmp_path, 8900)
    home.make_folders(house)
    nowhere = {station: f"postgresql://x@/{station}?host=%2Fnowhere" for station in STATIONS}
    home.write_everything(house, nowhere)
    return house


def test_a_database_that_is_away_is_told(nobody_home: House) -> None:
    for arguments in (("gateway", "status", "--zone", "core"), ("gateway", "reconcile", "--zone", "office")):
        answer = on_the_command_line(*arguments, "--home", str(nobody_home.home))
        assert answer.returncode == 2
        assert "Traceback" not in answer.stderr
        assert "Is the house up" in answer.stderr
