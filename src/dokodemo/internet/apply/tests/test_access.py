"""Every address of this room for its owner, for another resident, for a visitor."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.urls import get_resolver

from dokodemo.catalog.schema import Catalog
from dokodemo.internet.accounts.resident import Resident
from dokodemo.internet.apply import actions, queries
from dokodemo.internet.apply.queries import NotHere
from dokodemo.internet.apply.tests import people
from dokodemo.internet.apply.tests.people import INU, SENDING, TEATE, Person, begin, ready
from dokodemo.internet.apply.tests.test_files import attach, files_of, photo
from dokodemo.internet.apply.tests.test_submitting import id_of
from dokodemo.internet.apply.urls import urlpatterns

pytestmark = pytest.mark.django_db

# Address (below the draft) × method → what its owner gets.
ADDRESSES: list[tuple[str, str, str, dict[str, str], int]] = [
    ("apply_go_on", "get", "", {}, 303),
    ("apply_page", "get", "/anata", {}, 200),
    ("apply_page", "post", "/anata", TEATE["anata"], 303),
    ("apply_files", "get", "/files", {}, 200),
    ("apply_files", "post", "/files", {"go": "next"}, 303),
    ("apply_review", "get", "/review", {}, 200),
    ("apply_submit", "post", "/submit", {}, 422),
    ("apply_submit", "get", "/submit", {}, 303),
    ("apply_delete", "get", "/delete", {}, 200),
    ("apply_delete", "post", "/delete", {}, 303),
]
IDS = [f"{name}-{method}" for name, method, *_ in ADDRESSES]


def ask(person: Any, method: str, path: str, data: dict[str, str]) -> Any:
    return person.post(path, data) if method == "post" else person.get(path)


@pytest.fixture
def draft(city: Catalog) -> tuple[Person, str]:
    minato = people.by_card()
    return minato, begin(minato, "jido-teate-nintei")


def test_every_address_is_in_this_table() -> None:
    named = {name for name, *_ in ADDRESSES} | {"apply_start", "apply_signed", "receipt", "remember"}
    assert {pattern.name for pattern in urlpatterns} == named
    assert all(getattr(pattern.callback, "allowed_roles", None) == {"resident"} for pattern in urlpatterns)
    assert get_resolver().reverse_dict


@pytest.mark.parametrize(("name", "method", "below", "data", "status"), ADDRESSES, ids=IDS)
def test_the_owner(
    draft: tuple[Person, str], name: str, method: str, below: str, data: dict[str, str], status: int
) -> None:
    minato, path = draft
    assert ask(minato, method, path + below, data).status_code == status


@pytest.mark.parametrize(("name", "method", "below", "data", "status"), ADDRESSES, ids=IDS)
def test_another_resident(
    draft: tuple[Person, str], name: str, method: str, below: str, data: dict[str, str], status: int
) -> None:
    minato, path = draft
    for other in (people.by_card(), people.by_mail()):
        answer = ask(other, method, path + below, data)
        # The one address that says nothing about any draft may lead on to the one that does.
        assert answer.status_code == 404 or (
            name == "apply_submit" and answer["Location"] == f"{path}/review"
        )
        assert other.get(path + "/review").status_code == 404
    assert queries.draft(minato.resident, id_of(path)).answers.done == []


@pytest.mark.parametrize(("name", "method", "below", "data", "status"), ADDRESSES, ids=IDS)
def test_a_visitor(
    draft: tuple[Person, str], name: str, method: str, below: str, data: dict[str, str], status: int
) -> None:
    _, path = draft
    answer = ask(people.browser(), method, path + below, data)
    if (name, method) == ("apply_page", "post"):  # what was typed stays in a page (test_signed_out)
        assert answer.status_code == 403
        return
    assert answer.status_code == 303
    assert answer["Location"].startswith("/sign-in?next=%2Fapply%2F")


def test_methods_that_nobody_needs(draft: tuple[Person, str]) -> None:
    minato, path = draft
    for below in ("/anata", "/files", "/review", "/delete"):
        assert minato.client.put(path + below).status_code == 405
    assert minato.post(f"{path}/review").status_code == 405


def test_the_receipt_is_the_owner_s(city: Catalog) -> None:
    hiroshi = people.by_mail()
    path = ready(hiroshi, "inu-toroku", INU)
    receipt = hiroshi.post(f"{path}/submit", SENDING)["Location"]
    assert hiroshi.get(receipt).status_code == 200
    assert people.by_mail().get(receipt).status_code == 404
    assert people.browser().get(receipt).status_code == 303
    assert hiroshi.get(f"/receipts/{uuid4()}").status_code == 404


def test_another_s_file_cannot_be_removed(city: Catalog) -> None:
    minato, other = people.by_card(), people.by_card()
    path = ready(minato, "jido-teate-nintei", TEATE)
    attach(minato, path, "koza", photo())
    (file,) = files_of(minato, path)
    own = ready(other, "jido-teate-nintei", TEATE)
    assert other.post(f"{path}/files", {"remove": str(file.id)}).status_code == 404
    assert other.post(f"{own}/files", {"remove": str(file.id)}).status_code == 404
    assert len(files_of(minato, path)) == 1


def test_another_s_things_by_the_functions_of_the_room(city: Catalog) -> None:
    hiroshi, other = people.by_mail(), people.by_mail()
    path = ready(hiroshi, "inu-toroku", INU)
    hiroshi.post(f"{path}/submit", SENDING)
    sent = id_of(path)
    calls: list[Callable[[], object]] = [
        lambda: queries.draft(other.resident, sent),
        lambda: queries.application(other.resident.account_id, sent),
        lambda: queries.copy_of(other.resident, sent),
        lambda: actions.delete_copy(other.actor, sent),
        lambda: actions.delete_draft(other.resident.account_id, sent),
        lambda: actions.remove_file(other.resident, sent, UUID(int=1)),
    ]
    for call in calls:
        with pytest.raises(NotHere):
            call()
    assert queries.mine(other.resident.account_id) == []
    assert queries.drafts_of(other.resident.account_id) == []
    assert queries.copy_of(hiroshi.resident, sent)


def test_a_procedure_for_the_card_is_not_begun_with_a_mail(city: Catalog) -> None:
    hiroshi = people.by_mail()
    answer = hiroshi.post("/apply/jido-teate-nintei/start")
    assert answer["Location"] == "/sign-in?next=%2Fprocedures%2Fjido-teate-nintei%23start&level=card"
    assert queries.drafts_of(hiroshi.resident.account_id) == []


def test_a_sign_in_that_is_not_sure_enough_is_sent_for_a_surer_one(
    draft: tuple[Person, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever let it come so far, each screen looks again."""
    minato, path = draft
    monkeypatch.setattr(Resident, "has", lambda self, level: False)
    for method, below in (
        ("get", "/anata"),
        ("post", "/anata"),
        ("get", "/files"),
        ("get", "/review"),
        ("get", ""),
    ):
        answer = ask(minato, method, path + below, {})
        assert answer.status_code == 303
        assert "level=card" in answer["Location"]
    sent = minato.post(f"{path}/submit", SENDING)
    assert sent["Location"] == f"{path}/review"
    assert queries.mine(minato.resident.account_id) == []
