"""Every procedure of this zone, from the form to a decision and to a refusal."""

from datetime import date

import pytest

from dokodemo.casework.tests import every, everywhere
from dokodemo.core.residents.tests.factory import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def sakura() -> str:
    """Who applies, as the record has her, with her household."""
    home = "000000000000019"
    number = person(
        name=every.CARD["identity.name"], kana="ウミノ　サクラ", birth=date(1992, 5, 14), setaibango=home,
        address=every.CARD["identity.address"],
    )  # fmt: skip
    for order, (name, kana, birth, sex, relation) in enumerate(
        (
            ("海野　拓海", "ウミノ　タクミ", date(1990, 2, 11), "1", "夫"),
            ("海野　はると", "ウミノ　ハルト", date(2019, 8, 20), "1", "子"),
            ("海野　ひなた", "ウミノ　ヒナタ", date(2026, 11, 10), "2", "子"),
        ),
        1,
    ):
        person(
            since=max(date(2000, 4, 1), birth), name=name, kana=kana, birth=birth, sex=sex, relation=relation,
            setaibango=home, order=order, address=every.CARD["identity.address"],
        )  # fmt: skip
    naoki = person(name="潮見　直樹", kana="シオミ　ナオキ", setaibango="000000000000027")
    assert naoki
    return number


@everywhere.parametrized()
def test_it_is_approved(procedure_id: str, sakura: str) -> None:
    everywhere.is_approved(procedure_id, sakura)


@everywhere.parametrized()
def test_it_is_refused(procedure_id: str, sakura: str) -> None:
    everywhere.is_refused(procedure_id, sakura)
