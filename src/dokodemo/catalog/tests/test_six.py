"""The invented city of the bench ``combined``: nothing else reads it, and it is made from the sample city."""

from pathlib import Path

from bench import guide, six
from dokodemo.catalog import combining
from dokodemo.catalog.check import check


def test_the_six_procedures_of_the_bench_can_be_applied_for_together(tmp_path: Path) -> None:
    report = check(six.write(tmp_path, guide.sample_city()))
    assert report.problems == []
    assert report.catalog is not None
    form = combining.together(report.catalog, six.IDS)
    assert {each.id for each in form.members} == set(six.IDS)
