"""What enters the register with its number, who reads it, and how it is found."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit.models import AuditRow
from dokodemo.casework.cases import actions
from dokodemo.casework.cases.models import Case
from dokodemo.casework.cases.queries import searching
from dokodemo.casework.cases.rights import NotAllowed
from dokodemo.casework.cases.tests.test_deciding import proposed, version
from dokodemo.casework.conftest import Here, Ledger
from dokodemo.casework.register import queries
from dokodemo.casework.register.models import OfficialDocument
from dokodemo.casework.register.queries import Wanted
from dokodemo.catalog import versions
from dokodemo.catalog.succession import Move
from dokodemo.values.days import fiscal_year

pytestmark = pytest.mark.django_db
Arrive = Callable[..., UUID]
People = dict[str, Actor]


@pytest.fixture
def decided(arrive: Arrive, office_people: People, ledger: Ledger) -> Case:
    id_ = proposed(office_people, arrive())
    actions.decide(office_people["chief"], id_, version(id_))
    return Case.objects.get(id=id_)


@pytest.fixture
def this_year(here: Here) -> Wanted:
    return Wanted(here.section, fiscal_year(clock.today()))


def test_a_decision_enters_it_with_its_number(decided: Case, here: Here, catalog: Any) -> None:
    entered, today = OfficialDocument.objects.get(), clock.today()
    assert (entered.number, entered.serial, entered.section) == (decided.number, 1, here.section)
    assert (entered.drafted_name, entered.decided_name) == ("試験 clerk", "試験 chief")
    assert (entered.drafted_on, entered.decided_on, entered.enforced_on) == (today, today, today)
    years = catalog.procedures[here.procedure].retention_years
    assert entered.keep_until == date(fiscal_year(today) + 1 + years, 3, 31)
    assert here.values[here.name] not in f"{entered.title}{entered.number}", "no person stands in it"


def test_a_number_that_was_rolled_back_is_not_in_it(
    arrive: Arrive, office_people: People, ledger: Ledger
) -> None:
    id_ = proposed(office_people, arrive())
    ledger.fail = RuntimeError("the ledger is away")
    with pytest.raises(RuntimeError):
        actions.decide(office_people["chief"], id_, version(id_))
    assert not OfficialDocument.objects.exists()
    ledger.fail = None
    actions.decide(office_people["chief"], id_, version(id_))
    assert OfficialDocument.objects.get().serial == 1


def test_it_is_found_by_number_and_receipt(decided: Case, office_people: People, this_year: Wanted) -> None:
    reader = office_people["clerk"]

    def found(text: str) -> int:
        return len(queries.page(reader, Wanted(this_year.section, this_year.year, text=text)).rows)

    assert [found(each) for each in ("1", "第1号", "第１号", decided.number, decided.receipt)] == [1] * 5
    assert [found(each) for each in ("2", "nothing", "2611-0000-0000")] == [0] * 3
    assert AuditRow.objects.filter(action="register.list").count() == 8


def test_the_queue_finds_a_case_by_any_number_that_it_ever_had(
    decided: Case, office_people: People, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "take_back", lambda *_: None, raising=False)
    clerk, chief, id_ = office_people["clerk"], office_people["chief"], decided.id
    actions.write_letter(clerk, id_, version(id_), "お知らせ", "お返しします。")
    actions.reopen(chief, id_, version(id_), "mistake", "額の誤り")
    actions.propose(clerk, id_, version(id_), "approved")
    actions.decide(chief, id_, version(id_))
    numbers = list(OfficialDocument.objects.values_list("number", flat=True))
    assert len(numbers) == 3
    for number in numbers:
        assert [each.id for each in searching.search(clerk, number).rows] == [id_]
    assert not searching.search(clerk, numbers[0].replace("第1号", "第9号")).rows
    assert not searching.search(office_people["stranger"], numbers[0]).rows


def test_nobody_reads_another_sections(
    decided: Case, office_people: People, this_year: Wanted, here: Here
) -> None:
    for who in ("stranger", "operator"):
        with pytest.raises(NotAllowed):
            queries.page(office_people[who], this_year)
    rows = queries.page(office_people["auditor"], this_year).rows
    assert [each.case for each in rows] == [None], "the auditor reads the register and opens no case"


def test_pages_go_on_by_number(here: Here, office_people: People, this_year: Wanted, catalog: Any) -> None:
    procedure = catalog.procedures[here.procedure]
    today = clock.today()
    OfficialDocument.objects.bulk_create(
        OfficialDocument(
            section=here.section, year=fiscal_year(today), serial=n, number=f"試第{n}号", organ=procedure.organ,
            kind="decision", title="試験", procedure=procedure.id, case_id=UUID(int=n), receipt=f"26-{n}",
            drafted_on=today, drafted_name="", decided_on=today, decided_name="", enforced_on=today,
            keep_years=5, keep_until=today,
        )
        for n in range(1, 104)
    )  # fmt: skip
    pages = [queries.page(office_people["clerk"], this_year)]
    while pages[-1].after:
        pages.append(queries.page(office_people["clerk"], replace(this_year, after=pages[-1].after)))
    seen = [each.number for page in pages for each in page.rows]
    assert (len(pages), seen) == (3, [f"試第{n}号" for n in range(103, 0, -1)])
    both = replace(this_year, year=None)
    OfficialDocument.objects.filter(serial__lte=60).update(year=fiscal_year(today) - 1)
    pages = [queries.page(office_people["clerk"], both)]
    while pages[-1].after:
        pages.append(queries.page(office_people["clerk"], replace(both, after=pages[-1].after)))
    assert [each.number for page in pages for each in page.rows] == seen, "over the end of a fiscal year"


def test_it_is_found_by_what_it_is_about(
    decided: Case, office_people: People, this_year: Wanted, here: Here, catalog: Any
) -> None:
    clerk, today = office_people["clerk"], clock.today()
    actions.write_letter(clerk, decided.id, version(decided.id), "お知らせ", "お返しします。")
    OfficialDocument.objects.filter(kind="letter").update(enforced_on=today + timedelta(days=9))
    title = catalog.procedures[here.procedure].titles.ja

    def found(**asked: Any) -> list[str]:
        rows = queries.page(clerk, replace(this_year, **asked)).rows
        file = queries.export(clerk, replace(this_year, **asked))
        assert all(each.number in file for each in rows)
        assert file.count("\n") == len(rows) + 1, "the file has what the list has"
        return sorted(each.kind for each in rows)

    assert found() == found(words=title[:2]) == ["decision", "letter"]
    assert found(words=f"{title[1:4]} 承認") == found(kind="decision") == ["decision"]
    assert found(words="手紙") == found(since=today + timedelta(days=1)) == ["letter"]
    assert found(until=today) == found(since=today, until=today) == ["decision"]
    assert found(words="承認 手紙") == found(words="%") == found(procedure="another") == []
    assert found(year=None, words="手紙") == ["letter"]
    assert found(year=fiscal_year(today) - 1) == []


def test_the_page_and_the_file(
    decided: Case, at_desk: Callable[..., Client], this_year: Wanted, django_assert_max_num_queries: Any
) -> None:
    clerk = at_desk("clerk")
    with django_assert_max_num_queries(8):
        text = clerk.get("/register").content.decode()
    assert decided.number in text
    assert f"/cases/{decided.id}" in text
    file = clerk.post("/register/export", {"section": this_year.section, "year": str(this_year.year)})
    assert file["Content-Type"].startswith("text/csv")
    assert decided.number in file.content.decode()
    words = {"words": "ありえないことば", "since": "令和2年1月1日", "kind": "letter", "year": "all"}
    asked = clerk.post("/register", words)
    assert "asked=" in asked["Location"]
    page = clerk.get(asked["Location"]).content.decode()
    assert all(
        kept in page
        for kept in ("ありえないことば", 'value="2020-01-01"', '"letter" selected', '"all" selected')
    )
    again = clerk.post("/register", {"since": "きのう"}, follow=True).content.decode()
    assert "日付として読めません" in again
    assert 'value="きのう"' in again
    assert "あてはまる文書は、ありません" in page
    asked = clerk.post("/register", {"q": "999", "year": str(this_year.year)})
    assert "999" not in asked["Location"], "a number that leads to a person does not stand in an address"
    assert "見つかりませんでした" in clerk.get(asked["Location"]).content.decode()
    assert at_desk("operator").get("/register").status_code == 403
    assert AuditRow.objects.filter(action="register.export").count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM register_document")
        assert cursor.fetchone() == (1,)


def test_the_page_is_there_in_english(decided: Case, at_desk: Callable[..., Client]) -> None:
    clerk = at_desk("clerk")
    clerk.cookies["lang"] = "en"
    page = clerk.get("/register").content.decode()
    assert all(words in page for words in ("Words of the subject", "Every kind", "Save this list as CSV"))


def test_who_took_over_reads_the_register_of_before(
    decided: Case, office_people: People, this_year: Wanted, here: Here, at_desk: Callable[..., Client]
) -> None:
    stranger = office_people["stranger"]
    with pytest.raises(NotAllowed):
        queries.page(stranger, this_year)
    versions.succeed(UUID(int=1), [Move(here.section, "another", here.other_section)])
    versions.forget()
    assert queries.sections(stranger) == [here.other_section, here.section]
    assert queries.page(stranger, this_year).rows == (), "only of what came along"
    versions.succeed(UUID(int=2), [Move(here.section, "", here.other_section)])
    versions.forget()
    assert [each.case for each in queries.page(stranger, this_year).rows] == [decided.id]
    text = at_desk("stranger").get(f"/register?section={here.section}").content.decode()
    assert decided.number in text
    assert f'<option value="{here.section}" selected>' in text
