"""What a disposal costs: its page the same however many rules, its batch the same however many cases."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit.models import AuditRow
from dokodemo.casework.cases.models import Case
from dokodemo.casework.conftest import NAGISA, Here, Ledger
from dokodemo.casework.holdings import actions
from dokodemo.casework.holdings.models import Item, Rule
from dokodemo.casework.holdings.queries import runs
from dokodemo.casework.holdings.tests.parts import aged, decided

pytestmark = pytest.mark.django_db
Arrive = Callable[..., UUID]
People = dict[str, Actor]


def test_the_page_of_a_run_asks_once_for_all_rules(
    arrive: Arrive, office_people: People, ledger: Ledger, here: Here
) -> None:
    clerk = office_people["clerk"]
    aged(decided(office_people, arrive))
    run = actions.propose(clerk, here.section)

    def cost() -> int:
        with CaptureQueriesContext(connection) as made:
            assert runs.sheet(clerk, run) is not None
        return sum('"catalog_' not in each["sql"] for each in made.captured_queries)

    first, today = cost(), clock.today()
    for name in ("aru", "betsu"):
        Rule.objects.create(run_id=run, procedure=name, years=5, before=today, chosen=9, rows=9, files=0)
        Item.objects.bulk_create(
            Item(
                run_id=run, section=here.section, case_id=UUID(int=n + 100 * len(name)), receipt=f"{name}-{n}",
                receipt_digits="", procedure=name, decided_on=today,
            )
            for n in range(9)
        )  # fmt: skip
    assert cost() == first
    sheet = runs.sheet(clerk, run)
    assert sheet is not None
    samples = {each.title.ja: each.sample for each in sheet.rules}
    assert samples["aru"] == tuple(f"aru-{n}" for n in range(runs.SAMPLE))
    assert samples["betsu"] == tuple(f"betsu-{n}" for n in range(runs.SAMPLE))
    assert sum(len(each) == 1 for each in samples.values()) == 1, "the real case"


def test_a_batch_writes_the_trail_at_once_and_says_whose_each_was(
    arrive: Arrive, office_people: People, ledger: Ledger, here: Here
) -> None:
    one, nobodys = decided(office_people, arrive), decided(office_people, arrive)
    aged(one, nobodys)
    Case.objects.filter(id=one).update(person=NAGISA)
    Case.objects.filter(id=nobodys).update(person=None)
    run = actions.propose(office_people["clerk"], here.section)
    actions.confirm(office_people["chief"], run)
    with CaptureQueriesContext(connection) as made:
        actions.carry_out(run)
    assert sum("case.dispose" in each["sql"] for each in made.captured_queries) == 1
    rows = AuditRow.objects.filter(action="case.dispose").values_list("object_id", "subject")
    assert dict(rows) == {str(one): NAGISA, str(nobodys): ""}


def test_a_press_that_is_refused_is_one_look(
    at_desk: Any, arrive: Arrive, office_people: People, ledger: Ledger, here: Here
) -> None:
    aged(decided(office_people, arrive))
    run = actions.propose(office_people["clerk"], here.section)
    chief = at_desk("chief")
    assert chief.post(f"/disposal/{run}/confirm", {}).status_code == 409
    assert AuditRow.objects.filter(action="disposal.view").count() == 1
    actions.drop(office_people["clerk"], run)
    assert chief.post(f"/disposal/{run}/drop").status_code == 409
    assert AuditRow.objects.filter(action="disposal.view").count() == 2
