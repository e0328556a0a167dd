"""docs/howto/add-a-procedure.md, followed literally: its files are written, its commands run, its words compared."""

import re
import shlex
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from dokodemo.catalog import versions
from dokodemo.catalog.schema import json_schema
from dokodemo.gateway import outbox
from dokodemo.gateway.messages import handler_for
from dokodemo.gateway.tests.conftest import AsZone
from dokodemo.gateway.tests.test_envelope import opened
from dokodemo.operate import cli
from dokodemo.operate.house import CHECKOUT
from dokodemo.values import yaml

pytestmark = pytest.mark.django_db
PAGE = CHECKOUT / "docs" / "howto" / "add-a-procedure.md"
BLOCK = re.compile(r"^```(yaml|diff|console)(?: (\S+))?\n(.*?)^```$", re.M | re.S)
NEW = "sodai-gomi"
ROAD = (
    ("office", "core"),
    ("core", "office"),
    ("office", "core"),
    ("office", "internet"),
    ("internet", "office"),
)


@dataclass(frozen=True)
class Block:
    """One fenced block: what it is, for which file, what stands in it."""

    kind: str
    file: str
    text: str


def blocks() -> list[Block]:
    return [Block(*found) for found in BLOCK.findall(PAGE.read_text("utf-8"))]


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the sample city and the schema, in which the commands of the page are typed."""
    shutil.copytree(CHECKOUT / "cities" / "umikaze", tmp_path / "cities" / "umikaze")
    (tmp_path / "docs").mkdir()
    shutil.copy(CHECKOUT / "docs" / "catalog.schema.json", tmp_path / "docs")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def office(as_zone: AsZone) -> Iterator[None]:
    versions.forget()
    with as_zone("office", development=False):
        yield
    versions.forget()


@pytest.fixture
def operators(office_people: dict[str, Any]) -> None:
    """Who the page names, and somebody else."""
    from dokodemo.casework.staff.models import StaffMember

    for id_ in ("unyo1", "unyo2"):
        StaffMember.objects.create(id=id_, name=f"試験 {id_}", section="", roles=["operator"], active=True)


def follow(block: Block, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Do what a block says. Returns what its commands printed."""
    if block.kind == "yaml":
        target = Path(block.file)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(block.text, "utf-8")
    elif block.kind == "diff":
        _change(Path(block.file), block.text)
    else:
        return [_type(*each, capsys) for each in _commands(block.text)]
    return []


def _change(file: Path, diff: str) -> None:
    text = file.read_text("utf-8")
    old, new = (re.search(rf"^\{sign}(.*)$", diff, re.M) for sign in "-+")
    assert old is not None
    assert new is not None
    assert text.count(f"\n{old[1]}\n") == 1, old[1]
    file.write_text(text.replace(f"\n{old[1]}\n", f"\n{new[1]}\n"), "utf-8")


def _commands(text: str) -> list[tuple[str, str]]:
    """(command, what the page says that it prints)."""
    return [
        (head, rest)
        for head, _, rest in (each.partition("\n") for each in re.split(r"^\$ ", text, flags=re.M)[1:])
    ]


def _type(command: str, promised: str, capsys: pytest.CaptureFixture[str]) -> str:
    program, *arguments = shlex.split(command)
    if program == "rm":
        Path(arguments[0]).unlink()
        return ""
    assert program == "dokodemo"
    capsys.readouterr()
    cli.main(arguments)
    printed = capsys.readouterr().out
    pattern = "".join(".+" if part == "…" else re.escape(part) for part in re.split("(…)", promised))
    assert re.fullmatch(pattern, printed), f"the page promises:\n{promised}\nprinted was:\n{printed}"
    return printed


def travel(zones: Any, as_zone: AsZone) -> None:
    """Deliver everything between the zones until nothing waits; one database stands for all three."""
    for by, to in ROAD:
        frames = outbox.take(f"{by}-{to}", [to])
        outbox.settle([frame.id for frame in frames], [to])
        messages = [opened(zones, frame, zone=to) for frame in frames]
        with as_zone(to):
            for message in messages:
                handler_for(message)(message)


def offered() -> set[str]:
    versions.forget()
    current = versions.current()
    return set(current.procedures) if current else set()


@pytest.mark.nightly
@pytest.mark.usefixtures("office", "operators")
def test_the_page_is_followed_to_the_letter(
    work: Path, catalog: Any, zones: Any, as_zone: AsZone, at_desk: Callable[..., Any],
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    assert NEW not in offered()
    proposals = 0
    for block in blocks():
        for printed in follow(block, capsys):
            found = re.search(r"/publishing/(\d+)$", printed.strip())
            if found is None:
                continue
            proposals += 1
            page = f"/publishing/{found[1]}"
            first, second = at_desk("unyo1"), at_desk("unyo2")
            assert first.post(f"{page}/publish").status_code == 403
            assert (NEW in offered()) is (proposals == 2)
            look(second, page, new=proposals == 1)
            assert second.post(f"{page}/publish").status_code == 303
            travel(zones, as_zone)
            assert (NEW in offered()) is (proposals == 1)
            shown = second.get(page).content.decode()
            assert "住民の画面に出た" in shown
            assert "まだです" not in shown
    assert proposals == 2
    current = versions.current()
    assert current is not None
    assert current.withdrawn[NEW].instead_text.ja == "環境課にお電話ください。"


def look(browser: Any, page: str, *, new: bool) -> None:
    """What the second person looks at: the changes, every wording of the form, the letters."""
    text = browser.get(page).content.decode()
    assert "確かめたので、公開する" in text
    assert "粗大ごみの収集の申込み" in text
    if not new:
        assert "環境課にお電話ください。" in text
        return
    assert "すべての入口の見本を見る" in text
    for words, form, why, bring in (
        ("ja", "収集してほしい日", "引っ越しで大きなごみが出ることがあるため", "出すものの名前と数"),
        ("easy", "大（おお）きいごみ", "引っ越しで大きなごみが出ることがあるため", "出すものの名前と数"),
        (
            "en",
            "Day you want",
            "A move often leaves large waste",
            "What you want to have collected, and how many",
        ),
    ):
        shown = browser.get(f"{page}/forms/{NEW}?words={words}").content.decode()
        assert [
            each for each in (form, why, bring, '<code class="small">hikkoshi</code>') if each not in shown
        ] == []
    for letter in ("notice", "refusal"):
        assert browser.get(f"{page}/forms/{NEW}/letters/{letter}").content.startswith(b"%PDF")


def test_the_first_line_gives_an_editor_its_completion(work: Path) -> None:
    """The schema that a file's first line names is there, accepts the file, and refuses a word that is not in it."""
    files = [each for each in blocks() if each.kind == "yaml"]
    assert len(files) == 2
    for block in files:
        line = re.match(r"# yaml-language-server: \$schema=(\S+)#(/\$defs/\w+)\n", block.text)
        assert line is not None
        target = work / block.file
        assert (target.parent / line[1]).resolve() == work / "docs" / "catalog.schema.json"
        validator = jsonschema_rs.validator_for({**json_schema(), "$ref": f"#{line[2]}"})
        target.parent.mkdir(exist_ok=True)
        target.write_text(block.text, "utf-8")
        data = yaml.load(target)
        assert validator.is_valid(data), [str(each) for each in validator.iter_errors(data)]
        assert not validator.is_valid(data | {"sectoin": "kankyo"})
