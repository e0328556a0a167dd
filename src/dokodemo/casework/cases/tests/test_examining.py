"""What a clerk does before anything is decided: fees, corrections, saves that came too late."""

from collections.abc import Callable
from uuid import UUID

import pytest

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.casework.cases import actions
from dokodemo.casework.cases.models import (
    Case,
    CaseFee,
)
from dokodemo.casework.cases.rights import Changed, NotPossible
from dokodemo.casework.cases.tests.test_deciding import examined, version
from dokodemo.casework.conftest import Here, Ledger

pytestmark = pytest.mark.django_db
Arrive = Callable[..., UUID]
People = dict[str, Actor]


def test_a_save_over_somebody_elses_is_refused(
    arrive: Arrive, office_people: People, ledger: Ledger, here: Here
) -> None:
    id_ = examined(office_people, arrive())
    read = version(id_)
    actions.correct(office_people["colleague"], id_, read, here.phone, "0900-000-0001", "電話で確かめた")
    acts: tuple[Callable[[], object], ...] = (
        lambda: actions.correct(office_people["clerk"], id_, read, here.phone, "09000000002", "こちらも電話"),
        lambda: actions.propose(office_people["clerk"], id_, read, "approved"),
        lambda: actions.take(office_people["clerk"], id_, read),
    )
    for act in acts:
        with pytest.raises(Changed) as changed:
            act()
        assert changed.value.now == version(id_)


def test_a_fee_is_recorded_as_it_was_received(arrive: Arrive, office_people: People, here: Here) -> None:
    id_ = arrive()
    clerk = office_people["clerk"]
    if here.has_people:
        with pytest.raises(NotPossible, match="no_fee"):
            actions.record_fee(clerk, id_, version(id_), 3000, clock.today(), "counter")
        return
    with pytest.raises(NotPossible) as refused:
        actions.record_fee(clerk, id_, version(id_), 300, None, "barter")
    assert set(refused.value.problems) == {"amount", "received_on", "how"}
    actions.record_fee(clerk, id_, version(id_), 3000, clock.today(), "postal_order")
    fee = CaseFee.objects.get()
    assert (fee.received_amount, fee.how, fee.by_id) == (3000, "postal_order", "clerk")


def test_a_correction_stands_beside_what_was_submitted(
    arrive: Arrive, office_people: People, here: Here
) -> None:
    from dokodemo.casework.cases.loading import load

    id_ = examined(office_people, arrive())
    clerk = office_people["clerk"]
    actions.correct(clerk, id_, version(id_), here.name, "渚　潮見", "住民票で確かめた")
    loaded = load(Case.objects.get(id=id_))
    assert loaded.values[here.name] == "渚　潮見"
    assert loaded.submitted[here.name] == here.values[here.name]
    assert loaded.case.applicant_name == "渚　潮見"
    for name, typed, why, expected in (
        (here.phone, "なし", "理由", "value"),
        (here.phone, "", "理由", "value"),
        (here.phone, "09000000001", " ", "why"),
        ("nonsense", "1", "理由", "value"),
        (here.name, "渚　潮見", "理由", "value"),
    ):
        with pytest.raises(NotPossible) as refused:
            actions.correct(clerk, id_, version(id_), name, typed, why)
        assert expected in refused.value.problems


def test_a_correction_reaches_into_a_list(arrive: Arrive, office_people: People, here: Here) -> None:
    if not here.has_people:
        pytest.skip("this zone's procedure has no list")
    from dokodemo.casework.cases.loading import load

    id_ = examined(office_people, arrive())
    actions.correct(
        office_people["clerk"], id_, version(id_), "children-0-kana", "シオミ ナキ", "本人に聞いた"
    )
    assert load(Case.objects.get(id=id_)).values["children"][0]["kana"] == "シオミ　ナキ"
    with pytest.raises(NotPossible):
        actions.correct(
            office_people["clerk"], id_, version(id_), "children-7-kana", "シオミ ナキ", "本人に聞いた"
        )


def test_the_timeline_says_what_was_corrected(arrive: Arrive, office_people: People, here: Here) -> None:
    if not here.has_people:
        pytest.skip("this zone's procedure has no list")
    from dokodemo.casework.cases.loading import load
    from dokodemo.casework.cases.queries import timeline

    id_ = examined(office_people, arrive())
    clerk = office_people["clerk"]
    actions.correct(clerk, id_, version(id_), here.phone, "0900-000-0001", "電話で確かめた")
    actions.correct(clerk, id_, version(id_), "children-0-kana", "シオミ ナキ", "本人に聞いた")
    loaded = load(Case.objects.get(id=id_))
    said = [each.note for each in timeline.events(loaded, "ja") if each.what == "corrected"]
    assert said == ["電話番号　電話で確かめた", "お子さん 1：フリガナ　本人に聞いた"]
    assert "Telephone" in timeline.events(loaded, "en")[-2].note
