"""A procedure is withdrawn while cases of it are open: they are decided with their version, and the desk says so."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from dokodemo.base.actor import Actor
from dokodemo.casework.cases.models import Case, CaseDecision
from dokodemo.casework.cases.rights import keepers
from dokodemo.casework.cases.tests.test_deciding import proposed
from dokodemo.casework.conftest import Here, Ledger
from dokodemo.catalog import versions
from dokodemo.catalog.schema import Catalog

pytestmark = pytest.mark.django_db


@pytest.fixture
def withdraw(catalog: Catalog, here: Here) -> Callable[[], None]:
    """Put a version in force that no longer has this zone's procedure."""

    def act() -> None:
        plain = json.loads(catalog.to_bytes())
        gone = plain["procedures"].pop(here.procedure)
        plain["portal"].pop(here.procedure, None)
        plain["withdrawn"][here.procedure] = {
            "id": here.procedure, "titles": gone["titles"], "section": gone["section"], "since": "2026-12-01",
            "reason_text": {"ja": "終わった", "en": "Ended"}, "instead_text": {"ja": "窓口へ", "en": "Counter"},
        }  # fmt: skip
        content = Catalog.model_validate(plain).to_bytes()
        versions.activate(versions.store(content, b"", "office"))
        versions.forget()

    return act


def test_an_open_case_is_decided_with_its_own_version_and_the_desk_says_so(
    arrive: Callable[..., UUID], ledger: Ledger, here: Here, catalog: Catalog, withdraw: Callable[[], None],
    office_people: dict[str, Actor], at_desk: Callable[..., Client],
) -> None:  # fmt: skip
    case_id = proposed(office_people, arrive())
    assert "いまは受け付けていません" not in at_desk("chief").get(f"/cases/{case_id}").content.decode()
    withdraw()
    page = at_desk("chief").get(f"/cases/{case_id}").content.decode()
    assert "いまは受け付けていません" in page
    assert "受付終了" in at_desk("clerk").get("/").content.decode()
    version = Case.objects.get(id=case_id).version
    answer: Any = at_desk("chief").post(f"/cases/{case_id}/decide", {"version": version})
    assert answer.status_code == 303, answer.content.decode()
    case = Case.objects.get(id=case_id)
    assert (case.state, case.catalog_hash) == ("approved", catalog.hash)
    assert CaseDecision.objects.get(case=case).number
    decided = at_desk("chief").get(f"/cases/{case_id}").content.decode()
    assert "いまは受け付けていません" not in decided


def test_a_new_case_made_with_the_version_before_still_arrives(
    arrive: Callable[..., UUID], here: Here, withdraw: Callable[[], None], at_desk: Callable[..., Client]
) -> None:
    withdraw()
    case_id = arrive()
    assert "いまは受け付けていません" in at_desk("clerk").get(f"/cases/{case_id}").content.decode()


def test_the_section_keeps_its_register(here: Here, catalog: Catalog, withdraw: Callable[[], None]) -> None:
    before = keepers(here.effect)
    assert here.section in before
    withdraw()
    assert keepers(here.effect) == before
