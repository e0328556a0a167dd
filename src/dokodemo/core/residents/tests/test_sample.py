"""The invented city: the same every time, quick, and full of what real registers are full of."""

from datetime import date
from pathlib import Path

import pytest

from dokodemo.base import bitemporal, clock, config
from dokodemo.core.residents import queries, sample
from dokodemo.core.residents.models import Person, PersonVersion, SubjectLink
from dokodemo.core.residents.sample_people import CITY, TODAY, invent, town_of
from dokodemo.values.numbers import is_atenabango
from dokodemo.values.yaml import load as load_yaml

PEOPLE = load_yaml(sample.PEOPLE_FILE)["people"]


def test_it_is_the_same_every_time_and_as_large_as_asked() -> None:
    once, again = invent(400), invent(400)
    assert once == again
    assert len(once) == 400


def test_households_are_whole_and_live_together() -> None:
    people = invent(3000)
    by_household: dict[int, list[str]] = {}
    for each in people:
        by_household.setdefault(each.household, []).append(each.stays[-1].address)
        assert each.stays[0].since >= each.birth
        assert all(one.until == other.since for one, other in zip(each.stays, each.stays[1:], strict=False))
        assert town_of(each.stays[-1].address).postal.startswith("000-")
    assert 1150 <= len(by_household) <= 1350
    assert all(len(set(addresses)) == 1 for addresses in by_household.values())


def test_it_has_what_careless_programs_trip_over() -> None:
    people = invent(3000)
    names = "".join(each.name for each in people)
    for rare in ("辻\U000e0102", "髙", "𠮷", "﨑", "葛\U000e0101"):
        assert rare in names
    assert any(len(each.name) > 30 for each in people if each.kind == "foreign")
    assert any(each.birth.year < 1945 and each.relation == "世帯主" for each in people)
    assert sum(1 for each in people if each.relation == "子" and (TODAY - each.birth).days < 18 * 365) > 400
    assert {stay.status for each in people for stay in each.stays} == {"resident", "moved", "dead"}


@pytest.mark.django_db
def test_loading_enters_everybody_once() -> None:
    assert sample.load() == 3000
    assert Person.objects.count() == 3000
    assert all(is_atenabango(number) for number in Person.objects.values_list("pk", flat=True))
    versions = PersonVersion.objects.count()
    assert sample.load() == 0
    assert PersonVersion.objects.count() == versions


@pytest.mark.django_db
def test_card_holders_are_people_of_the_register(sample_city: None) -> None:
    issuer = next(iter(config.load().issuers))
    holders = [entry for entry in PEOPLE if entry.get("subject") and not entry.get("elsewhere")]
    known = [entry for entry in holders if entry.get("known")]
    unknown = [entry for entry in holders if not entry.get("known")]
    assert known
    assert unknown
    for entry in known:
        number = queries.linked(issuer, entry["subject"])
        assert number is not None
        person = queries.person(number)
        assert person is not None
        assert (person.name, person.birth.isoformat()) == (entry["name"], entry["birth"])
        assert person.address == entry["address"]
    assert not any(queries.linked(issuer, entry["subject"]) for entry in unknown)
    assert queries.linked("https://elsewhere.example", holders[0]["subject"]) is None
    movers = [entry for entry in PEOPLE if entry.get("elsewhere")]
    assert movers
    assert not PersonVersion.objects.filter(name__in=[entry["name"] for entry in movers]).exists()
    assert not any(
        entry["subject"].encode() in bytes(link.subject_hash)
        for entry in known
        for link in SubjectLink.objects.all()
    )


@pytest.mark.django_db
def test_a_family_of_the_file_lives_together(sample_city: None) -> None:
    mother = PersonVersion.objects.get(name=PEOPLE[0]["name"], known__upper_inf=True)
    family = queries.household(mother.identity_id, date(2026, 11, 22))
    of_file = [entry for entry in PEOPLE if entry.get("household") == PEOPLE[0]["household"]]
    assert {each.name for each in family} == {entry["name"] for entry in of_file}
    relations = [each.relation for each in family]
    assert relations == sorted(relations, key=["世帯主", "夫", "妻", "子"].index)
    assert is_atenabango(family[0].setaibango)


@pytest.mark.django_db
def test_what_the_file_says_otherwise_becomes_a_correction(tmp_path: Path, sample_city: None) -> None:
    moved = sample.PEOPLE_FILE.read_text(encoding="utf-8").replace(
        f"{CITY}山手一丁目30番2号", f"{CITY}山手二丁目1番1号"
    )
    file = tmp_path / "people.yaml"
    file.write_text(moved, encoding="utf-8")
    tome = PersonVersion.objects.get(kana="ハタノ　トメ", known__upper_inf=True).identity_id
    before = clock.now()
    assert sample.load(file) == 0
    now = queries.person(tome)
    then = queries.as_of(tome, clock.today(), before)
    assert now is not None
    assert then is not None
    assert (then.address, now.address) == (f"{CITY}山手一丁目30番2号", f"{CITY}山手二丁目1番1号")
    assert len(bitemporal.instants(PersonVersion, tome)) == 2


@pytest.mark.django_db
def test_a_real_register_refuses_invented_people(monkeypatch: pytest.MonkeyPatch) -> None:
    import dataclasses

    real = dataclasses.replace(config.load(), development=False)
    monkeypatch.setattr(config, "load", lambda: real)
    with pytest.raises(sample.NotForReal):
        sample.load()
    assert not Person.objects.exists()
