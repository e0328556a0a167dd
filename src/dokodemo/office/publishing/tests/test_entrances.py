"""Every procedure of the sample city, previewed at every entrance in every wording."""

from datetime import date

import pytest

from dokodemo.catalog.schema import Catalog
from dokodemo.office.publishing import entrances, previews

ON = date(2026, 11, 24)


@pytest.mark.parametrize("words", previews.WORDS)
def test_every_procedure_has_a_preview_of_its_guide_entry_and_its_sheet(catalog: Catalog, words: str) -> None:
    for listed in (*catalog.procedures.values(), *catalog.counter.values()):
        shown = previews.form(catalog, listed, words)
        assert shown.sheet.bring == tuple(each.of(words) for each in listed.bring)
        assert (shown.entry is None) == (listed.guide is None)
        assert shown.entry is None or all(why.text and why.asked for why in shown.entry.whys)


def test_the_last_day_in_the_guide_is_counted_by_law(catalog: Catalog) -> None:
    found = entrances.entry(catalog, catalog.procedures["jido-teate-nintei"], "ja", ON)
    assert found is not None
    born = next(each for each in found.whys if "第8条第3項" in each.basis)
    assert born.by == date(2026, 12, 9)  # fifteen days, the next day is the first


def test_a_sample_package_fills_what_the_portal_asks_and_says_what_is_missing(catalog: Catalog) -> None:
    for each in catalog.portal.values():
        procedure = catalog.procedures[each.id]
        found = entrances.package(catalog, procedure, "ja")
        assert found is not None
        assert len([row for row in found.filled if row.items]) == len(each.items) + sum(
            len(part.items) for part in each.lists
        )
        assert [row.label for row in found.filled if row.items and not row.shown] == []
        assert "123456789018" not in str([row.shown for row in found.filled])
    mapping = catalog.portal["inu-toroku"]
    fewer = mapping.model_copy(update={"items": mapping.items[1:], "not_asked": ["owner_name"]})
    changed = catalog.model_copy(update={"portal": {"inu-toroku": fewer}})
    found = entrances.package(changed, catalog.procedures["inu-toroku"], "en")
    assert found is not None
    assert [(row.label, row.required, row.asked) for row in found.unfilled] == [("Owner's name", True, False)]
    assert entrances.package(changed, catalog.procedures["risai"], "ja") is None


def test_a_wrong_word_of_the_mapping_is_seen_in_the_preview(catalog: Catalog) -> None:
    mapping = catalog.portal["inu-toroku"]
    sex = next(each for each in mapping.items if each.field == "dog_sex")
    wrong = [
        each if each is not sex else sex.model_copy(update={"values": {"おす": "man"}})
        for each in mapping.items
    ]
    changed = catalog.model_copy(
        update={"portal": {"inu-toroku": mapping.model_copy(update={"items": wrong})}}
    )
    found = entrances.package(changed, catalog.procedures["inu-toroku"], "ja")
    assert found is not None
    assert [row.label for row in found.filled if row.problem] == ["犬の性別"]
