"""The register of personal information files: twelve items of every file, which must be published, as page, table and PDF."""

import csv
import io
from typing import Any

import pypdfium2
import pytest

from dokodemo.base import config, personal, register
from dokodemo.base.actor import Actor
from dokodemo.base.audit.models import AuditRow
from dokodemo.base.personal import PersonalFile, table
from dokodemo.casework.cases.models import CaseCount
from dokodemo.casework.cases.rights import NotAllowed
from dokodemo.casework.conftest import Here
from dokodemo.casework.holdings.actions import keeping
from dokodemo.casework.holdings.models import Figure
from dokodemo.casework.holdings.queries import register as queries

pytestmark = pytest.mark.django_db
People = dict[str, Actor]


def file(**changed: Any) -> PersonalFile:
    usual: dict[str, Any] = {
        "id": "one", "name": "試験ファイル", "purpose": "試すため", "persons": "だれか", "collected": "本人から", "retention": "1年",
        "removal": "none", "tables": (table(AuditRow, reason="理由", subject="宛名番号"),),
    }  # fmt: skip
    return PersonalFile(**usual | changed)


def test_with_a_catalog_every_table_is_in_a_file(catalog: Any) -> None:
    assert personal.undeclared() == []


def test_every_file_says_the_twelve_items(catalog: Any, here: Here) -> None:
    sheets = register.sheets(catalog)
    assert len(sheets) > 10
    for sheet in sheets:
        assert [label for label, _ in sheet.lines] == list(register.ITEMS)
        assert len(sheet.lines) == 12
        assert all(text.strip() for _, text in sheet.lines), sheet.file.id
        assert sheet.remarks[0].startswith("保存期間：")


def test_an_application_file_comes_from_its_procedure(catalog: Any, here: Here) -> None:
    sheet = next(each for each in register.sheets(catalog) if each.file.id == f"case-{here.procedure}")
    said, procedure = dict(sheet.lines), catalog.procedures[here.procedure]
    assert (
        said["行政機関等の名称、事務をつかさどる組織の名称"]
        == f"海風市長　{catalog.sections[here.section].title.ja}"
    )
    assert procedure.law.ja in said["個人情報ファイルの利用目的"]
    labels = [field.labels.ja for page in procedure.pages for field in page.fields if not field.fields]
    assert all(label in said["記録項目"] for label in labels)
    assert "職員のメモ" in said["記録項目"]
    assert said["開示請求等を受理する組織の名称及び所在地"].startswith("海風市総務課")
    assert f"{procedure.retention_years}年" in sheet.remarks[0]
    assert ("個人番号を含む" in sheet.remarks) == procedure.my_number


def test_what_is_sensitive_is_said(catalog: Any) -> None:
    one = register.sheet_of(file(sensitive="病歴、障害があること"), catalog)
    none = register.sheet_of(file(), catalog)
    label = register.ITEMS[6]
    assert dict(one.lines)[label] == "含む（病歴、障害があること）"
    assert dict(none.lines)[label] == "含まない"
    if config.load().zone == "core":
        care = next(each for each in register.sheets(catalog) if each.file.id == "case-kaigo-shinki")
        assert "病歴" in dict(care.lines)[label]


@pytest.mark.parametrize(
    ("exempt", "persons", "must"),
    [("", 999, False), ("", 1000, True), ("", 1001, True), ("", None, True), ("職員", 5000, False)],
)
def test_from_a_thousand_persons_it_must_be_published(exempt: str, persons: int | None, must: bool) -> None:
    assert register.must_be_published(file(exempt=exempt), persons) is must


def test_the_night_counts_and_the_register_follows(catalog: Any, here: Here, office_people: People) -> None:
    CaseCount.objects.create(section=here.section, stage="approved", procedure=here.procedure, n=700)
    CaseCount.objects.create(section=here.section, stage="closed", procedure=here.procedure, n=300)
    Figure.objects.create(file="of-a-room-that-is-gone", persons=1, counted_at="2026-01-01T00:00:00Z")
    name = f"case-{here.procedure}"
    before = queries.entry(office_people["auditor"], name)
    assert before is not None
    assert (before.persons, before.must) == (None, True), "unknown is no reason to leave it out"
    assert keeping.count_persons() == Figure.objects.count()
    assert not Figure.objects.filter(file="of-a-room-that-is-gone").exists()
    found = {each.id: each for each in queries.entries(office_people["auditor"])}
    assert (found[name].persons, found[name].must) == (1000, True)
    CaseCount.objects.filter(stage="closed").update(n=299)
    keeping.count_persons()
    found = {each.id: each for each in queries.entries(office_people["auditor"])}
    assert (found[name].persons, found[name].must) == (999, False)
    assert not found["staff"].must


def test_as_a_table_without_formulas(
    catalog: Any, here: Here, office_people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeping.count_persons()
    head, *rows = csv.reader(io.StringIO(queries.as_csv(office_people["operator"], every=True)))
    assert head == [*register.ITEMS, "備考"]
    assert len(rows) == len(personal.files())
    published = list(csv.reader(io.StringIO(queries.as_csv(office_people["operator"], every=False))))
    # Nobody is here yet: no file has a thousand persons, and only of the trail nobody counts them.
    assert [row[0] for row in published[1:]] == ["アクセス記録ファイル"]
    monkeypatch.setattr(personal, "files", lambda: (file(name="=HYPERLINK(1)"),))
    _head, line = csv.reader(io.StringIO(queries.as_csv(office_people["auditor"], every=True)))
    assert line[0] == "'=HYPERLINK(1)"
    assert AuditRow.objects.filter(action="holdings.export").count() == 3


def test_as_pdf_with_every_item(
    catalog: Any, here: Here, office_people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    pdf = pypdfium2.PdfDocument(queries.as_pdf(office_people["auditor"], every=True))
    text = "".join("".join(page.get_textpage().get_text_range() for page in pdf).split())
    for sheet in register.sheets(catalog):
        assert "".join(sheet.file.name.split()) in text
    assert text.count("行政機関等匿名加工情報の提案の募集") >= 10
    monkeypatch.setattr(personal, "files", lambda: (file(exempt="職員だけ"),))
    empty = pypdfium2.PdfDocument(queries.as_pdf(office_people["auditor"], every=False))
    said = "".join(page.get_textpage().get_text_range() for page in empty)
    assert "公表しなければならない個人情報ファイルはありません" in said


def test_it_is_for_who_keeps_it(catalog: Any, office_people: People) -> None:
    for who in ("clerk", "chief", "stranger"):
        with pytest.raises(NotAllowed):
            queries.entries(office_people[who])


def test_counting_asks_the_catalog_once_and_each_table_once(
    catalog: Any, office_people: People, django_assert_max_num_queries: Any
) -> None:
    keeping.count_persons()
    with django_assert_max_num_queries(8):
        queries.entries(office_people["auditor"])
