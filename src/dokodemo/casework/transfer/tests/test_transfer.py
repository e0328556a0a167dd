"""What waits to be entered elsewhere: found, exported, recorded and undone, by those whose business it is."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest

from dokodemo.base import config
from dokodemo.base.actor import Actor
from dokodemo.base.audit.models import AuditRow
from dokodemo.casework.cases.rights import NotAllowed, NotPossible
from dokodemo.casework.tests import every
from dokodemo.casework.transfer import actions, queries
from dokodemo.casework.transfer.models import Entry

pytestmark = pytest.mark.django_db
#: One that each zone decides, its section, and a section that enters nothing elsewhere.
HERE = {"office": ("suido-kaishi", "suido", "kankyo"), "core": ("jido-fuyo-genkyo", "kosodate", "zz")}


@pytest.fixture
def place() -> tuple[str, str, str]:
    return HERE[config.load().zone]


@pytest.fixture
def entry(place: tuple[str, str, str], village: Any) -> Entry:
    person = village.rows[0].person if config.load().zone == "core" else None
    return Entry.objects.get(case_id=every.walked(place[0], "approved", person))


def of(section: str, *roles: str) -> Actor:
    return Actor(
        config.load().zone, "staff", "u1", "試験 職員", frozenset(roles or ("clerk",)), frozenset({section})
    )


def test_it_waits_until_somebody_says_that_it_was_entered(entry: Entry, place: tuple[str, str, str]) -> None:
    clerk = of(place[1])
    (row,) = queries.page(clerk).rows
    assert (row.receipt, row.number, row.done) == (entry.receipt, entry.number, False)
    actions.mark(clerk, entry.pk, "done", " A-17 ")
    assert queries.page(clerk).rows == ()
    sheet = queries.sheet(clerk, entry.pk)
    assert sheet is not None
    assert (sheet.row.done, sheet.reference, sheet.entered_name) == (True, "A-17", "試験 職員")
    actions.mark(clerk, entry.pk, "done", "B-18")  # once more changes nothing
    assert Entry.objects.get().reference == "A-17"
    actions.mark(clerk, entry.pk, "undo")
    assert len(queries.page(clerk).rows) == 1
    marked = AuditRow.objects.filter(object_kind="transfer", action__in=("transfer.done", "transfer.undo"))
    assert [each.action for each in marked.order_by("id")] == ["transfer.done", "transfer.undo"]


def test_a_word_that_is_none_and_a_number_too_long(entry: Entry, place: tuple[str, str, str]) -> None:
    for word, reference in (("", ""), ("later", ""), ("done", "9" * 101)):
        with pytest.raises(NotPossible) as refused:
            actions.mark(of(place[1]), entry.pk, word, reference)
        assert refused.value.problems
    assert Entry.objects.get().state == "waiting"


def test_it_is_nobody_elses_business(entry: Entry, place: tuple[str, str, str]) -> None:
    stranger = of(place[2])
    with pytest.raises(NotAllowed):
        queries.page(stranger)
    with pytest.raises(NotAllowed):
        queries.export(stranger, entry.procedure)
    with pytest.raises(NotAllowed):
        actions.mark(stranger, entry.pk, "done")
    assert queries.sheet(stranger, entry.pk) is None
    assert queries.sheet(of(place[1], "auditor"), entry.pk) is None


def test_it_is_found_by_number_and_by_the_beginning_of_a_name(
    entry: Entry, place: tuple[str, str, str]
) -> None:
    clerk = of(place[1])
    for text in (entry.receipt, entry.number, entry.name[:2], f" {entry.name} "):
        assert len(queries.page(clerk, text=text).rows) == 1, text
    assert queries.page(clerk, text="だれでもない").rows == ()
    assert queries.page(clerk, procedure="another").rows == ()


def test_pages_follow_each_other(
    entry: Entry, place: tuple[str, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE", 1)
    Entry.objects.create(
        case_id="00000000-0000-4000-8000-000000000001", receipt="2611-2400-9999", number="試第9号", decided_on=entry.decided_on,
        procedure=entry.procedure, catalog_hash=entry.catalog_hash, section=entry.section, name="浜辺 歩", name_key="浜辺歩",
    )  # fmt: skip
    clerk = of(place[1])
    first = queries.page(clerk)
    assert first.after == entry.pk
    second = queries.page(clerk, after=first.after)
    assert [row.receipt for row in second.rows] == ["2611-2400-9999"]
    assert second.after is None


def test_the_file_has_a_column_for_each_thing_and_no_formula(
    entry: Entry, place: tuple[str, str, str]
) -> None:
    Entry.objects.filter(pk=entry.pk).update(name="=HYPERLINK(1)")
    rows = list(csv.reader(io.StringIO(queries.export(of(place[1]), entry.procedure))))
    head, line = rows
    said = dict(zip(head, line, strict=True))
    assert said["受付番号"] == entry.receipt
    assert said["対象の方"] == "'=HYPERLINK(1)"
    assert all(said[str(label)] for label, text in entry.rows if text)
    assert AuditRow.objects.filter(action="transfer.export").count() == 1


def test_the_pages(
    entry: Entry, place: tuple[str, str, str], at_desk: Callable[..., Any], office_people: Any
) -> None:
    from dokodemo.casework.staff.models import StaffMember

    StaffMember.objects.filter(id="clerk").update(section=place[1])
    clerk = at_desk("clerk")
    assert entry.receipt in clerk.get("/transfer").content.decode()
    assert entry.receipt in clerk.post("/transfer", {"q": entry.name[:2]}, follow=True).content.decode()
    page = clerk.get(f"/transfer/{entry.pk}").content.decode()
    assert all(str(label) in page for label, _text in entry.rows[:3])
    assert clerk.post(f"/transfer/{entry.pk}", {}).status_code == 422
    assert clerk.post(f"/transfer/{entry.pk}", {"mark": "done", "reference": "A-1"}).status_code == 303
    assert "反映済み" in clerk.get(f"/transfer/{entry.pk}").content.decode()
    saved = clerk.post("/transfer/export", {"procedure": entry.procedure})
    assert saved["Content-Type"].startswith("text/csv")
    assert clerk.post("/transfer/export", {"procedure": "nothing"}).status_code == 303
    assert clerk.get("/transfer/999999").status_code == 404
