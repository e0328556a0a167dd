"""What is typed is read by the same form as our own pages, kept at each change, and not saved over."""

from datetime import timedelta

import pytest

from dokodemo.base import clock, config
from dokodemo.casework.cases.rights import Changed
from dokodemo.casework.conftest import Here
from dokodemo.casework.reception import actions
from dokodemo.casework.reception.actions import Said
from dokodemo.casework.reception.filling import Filling, typed_of
from dokodemo.casework.reception.models import Reception
from dokodemo.casework.reception.tests.conftest import CORE, People, said
from dokodemo.casework.tests import every
from dokodemo.catalog import forms
from dokodemo.catalog.schema import Catalog
from dokodemo.operate import samples

MINE = every.of_zone(config.load().zone)


@pytest.mark.parametrize("procedure_id", MINE)
def test_what_is_typed_is_what_our_own_pages_would_have_sent(procedure_id: str, catalog: Catalog) -> None:
    procedure, sample = catalog.procedures[procedure_id], samples.of(procedure_id)
    for part in (sample.approve, sample.refuse):
        values = every.filled(procedure, part.answers)
        read = Filling(procedure, typed_of(procedure, values), "ja", clock.today())
        assert (read.errors, read.as_written()) == ({}, forms.prune(procedure, values))


def test_what_somebody_else_saved_is_not_saved_over(
    begun: int, office_people: People, here: Here, catalog: Catalog
) -> None:
    what = said(here, catalog)
    actions.save(office_people["colleague"], begun, 1, what)
    for act in (
        lambda: actions.save(office_people["clerk"], begun, 1, what),
        lambda: actions.register(office_people["clerk"], begun, 1, {}, anyway=True),
    ):
        with pytest.raises(Changed):
            act()
    row = Reception.objects.get()
    assert (row.saved_name, row.revision, row.applicant) == ("試験 colleague", 2, here.values[here.name])


def test_a_press_that_overtakes_the_pages_own_save_is_no_clash(
    begun: int, office_people: People, here: Here, catalog: Catalog
) -> None:
    what, clerk = said(here, catalog), office_people["clerk"]
    actions.save(clerk, begun, 1, Said(what.received_on, what.proof, {}), live=True)
    actions.save(clerk, begun, 1, what)
    with pytest.raises(Changed):
        actions.save(clerk, begun, 1, Said(what.received_on, what.proof, {}), live=True)
    assert Reception.objects.get().typed == dict(what.typed), (
        "what comes late from the page itself changes nothing"
    )


def test_a_stale_window_of_ones_own_changes_nothing(
    begun: int, office_people: People, here: Here, catalog: Catalog
) -> None:
    what = said(here, catalog)
    actions.save(office_people["colleague"], begun, 1, what)
    actions.save(office_people["clerk"], begun, 2, what)
    with pytest.raises(Changed):
        actions.save(office_people["clerk"], begun, 1, Said(what.received_on, what.proof, {}))


@CORE
def test_an_answer_that_is_changed_back_brings_back_what_hung_on_it(
    begun: int, office_people: People
) -> None:
    """As the page sends it: what stood on the screen, and with a box or a row only what is chosen."""

    def save(revision: int, shown: str, **typed: str) -> Filling:
        what = Said(clock.today(), "", typed, frozenset(shown.split()))
        return actions.save(office_people["clerk"], begun, revision, what, live=True)[1]

    both = "has_spouse spouse_name"
    save(1, both, has_spouse="true", spouse_name="潮見　航")
    assert "spouse_name" not in save(2, both, has_spouse="false", spouse_name="潮見　航").raw
    assert save(3, "has_spouse", has_spouse="true").raw["spouse_name"] == "潮見　航"
    save(4, both, has_spouse="true", spouse_name="")
    assert Reception.objects.get().typed == {"has_spouse": "true"}, "what is emptied is gone"


def test_the_form_is_judged_by_the_day_that_was_typed(begun: int, office_people: People, here: Here) -> None:
    early = clock.today() - timedelta(days=20)
    opened, _filling = actions.save(office_people["clerk"], begun, 1, Said(early, "unseen", {}))
    assert opened.row.received_on == early


@CORE
def test_what_a_form_reads_and_refuses_stays_as_it_reads_it(catalog: Catalog) -> None:
    procedure = catalog.procedures["jido-teate-henko"]
    values = every.filled(procedure, samples.of("jido-teate-henko").approve.answers)
    changes = [name for name in values if name.endswith("_changed")]
    read = Filling(
        procedure, typed_of(procedure, values) | dict.fromkeys(changes, "false"), "ja", clock.today()
    )
    assert read.errors
    assert all(read.as_written()[name] is False for name in changes)


@CORE
def test_a_list_with_too_many_is_kept_as_it_is_written(here: Here, catalog: Catalog) -> None:
    procedure = catalog.procedures[here.procedure]
    listed = next(each for page in procedure.pages for each in page.fields if each.id == "children")
    many = here.values | {"children": here.values["children"] * (listed.max_items + 1)}
    read = Filling(procedure, typed_of(procedure, many), "ja", clock.today())
    assert "children" in read.errors
    assert [each["name"] for each in read.as_written()["children"]] == ["潮見　凪"] * (listed.max_items + 1)


def test_characters_that_no_paper_has_are_not_in_the_case(here: Here, catalog: Catalog) -> None:
    procedure = catalog.procedures[here.procedure]
    typed = typed_of(procedure, here.values) | {here.name: "\u202e潮見\x01　渚"}
    read = Filling(procedure, typed, "ja", clock.today())
    assert here.name in read.errors
    assert read.as_written()[here.name] == "潮見　渚"
