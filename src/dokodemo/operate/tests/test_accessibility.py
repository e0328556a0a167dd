"""The published report is the one that the declaration and the last measuring give."""

from pathlib import Path

from dokodemo.catalog import conformance
from dokodemo.operate import accessibility
from tests.browser import measuring

HERE = Path(__file__).parents[4]
CITY = HERE / "cities" / "umikaze"


def test_the_published_report_is_the_one_in_force() -> None:
    """After a change: ``dokodemo accessibility cities/umikaze > docs/accessibility.md``."""
    written = (HERE / "docs" / "accessibility.md").read_text("utf-8")
    assert written == accessibility.document(CITY).replace(CITY.as_posix(), "cities/umikaze")


def test_every_journey_of_the_report_is_one_of_today() -> None:
    """A journey that was added or taken away is measured again: ``MEASURED=write``, see docs/howto/accessibility.md."""
    measured = conformance.measurement()
    for name in measuring.ROADS.values():
        walked = getattr(measured, name)
        assert walked is not None, f"{name} was not measured"
        assert walked.walked == measuring.journeys(name)


def test_every_reading_script_has_a_journey() -> None:
    folder = HERE / "tests" / "browser"
    said = (folder / "test_reading.py").read_text("utf-8")
    scripts = sorted(path.stem for path in (folder / "reading").glob("*.txt"))
    assert len(scripts) == len(measuring.journeys("reading"))
    assert all(f'script.compare("{name}")' in said for name in scripts)
