"""One person proposes, another publishes; what is on the page is so."""

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from pydantic import BaseModel

from dokodemo.base.actor import Actor
from dokodemo.base.audit.models import AuditRow
from dokodemo.casework.cases.rights import NotAllowed, NotPossible
from dokodemo.catalog import versions
from dokodemo.catalog.schema import Catalog, Procedure, Withdrawn
from dokodemo.gateway import catalogs
from dokodemo.gateway.tests.conftest import AsZone
from dokodemo.office.publishing import actions, queries, words
from dokodemo.office.publishing.models import Proposal
from dokodemo.operate.house import CHECKOUT

pytestmark = pytest.mark.django_db
CITY = CHECKOUT / "cities" / "umikaze"
ONE = Actor("office", "staff", "unyo1", "架空 一", frozenset({"operator"}))
TWO = Actor("office", "staff", "unyo2", "架空 二", frozenset({"operator"}))


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    versions.forget()
    yield
    versions.forget()


@pytest.fixture
def office(as_zone: AsZone) -> Iterator[None]:
    """A real office with neighbours and keys, where two people are needed."""
    with as_zone("office", development=False):
        yield


def changed(catalog: Catalog, procedure: str = "inu-toroku", **fields: Any) -> Catalog:
    """The same city with one procedure otherwise."""
    other = catalog.procedures[procedure].model_copy(update=fields or {"standard_days": 9})
    return catalog.model_copy(update={"procedures": {**catalog.procedures, procedure: other}}, deep=False)


def fresh(catalog: Catalog) -> Catalog:
    """Read again from its bytes, as another process would."""
    return Catalog.from_bytes(Catalog.model_validate(catalog.model_dump(by_alias=True)).to_bytes())


def other(catalog: Catalog, **fields: Any) -> Catalog:
    return fresh(changed(catalog, **fields))


def approver(section: str) -> Actor:
    return Actor("office", "staff", "x", "架空", frozenset({"approver"}), frozenset({section}))


@pytest.mark.usefixtures("office")
def test_a_second_person_publishes_and_nobody_else(catalog: Catalog) -> None:
    number = actions.propose(other(catalog), ONE, actions.COMMAND, "標準処理期間")
    for nobody in (
        ONE,
        approver("shimin"),
        Actor("office", "staff", "k", "", frozenset({"clerk", "auditor"})),
        Actor("office", "system", "s", "", frozenset({"operator"})),
    ):
        with pytest.raises(NotAllowed):
            actions.publish(nobody, number)
    hash_ = actions.publish(TWO, number)
    row = Proposal.objects.get(pk=number)
    assert (row.proposed_by, row.published_by) == ("unyo1", "unyo2")
    assert hash_ == other(catalog).hash
    assert list(
        AuditRow.objects.filter(object_id=hash_, action__startswith="catalog")
        .order_by("id")
        .values_list("action", "actor_id")
    ) == [("catalog.propose", "unyo1"), ("catalog.publish", "unyo2")]
    with pytest.raises(NotPossible, match="closed"):
        actions.publish(TWO, number)
    with pytest.raises(NotPossible, match="closed"):
        actions.drop(ONE, number)


@pytest.mark.usefixtures("office")
def test_the_approver_of_the_section_concerned_is_a_second_person(catalog: Catalog) -> None:
    number = actions.propose(other(catalog), ONE, actions.COMMAND)
    assert actions.publish(approver("kankyo"), number)


@pytest.mark.usefixtures("office")
def test_the_database_itself_refuses_one_person_for_both(catalog: Catalog) -> None:
    number = actions.propose(other(catalog), ONE, actions.COMMAND)
    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        Proposal.objects.filter(pk=number).update(
            published_by="unyo1", published_name="x", published_at="2026-04-01T00:00Z"
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=number).update(published_by="unyo2")


@pytest.mark.usefixtures("office")
def test_only_an_operator_proposes_and_only_something_new(catalog: Catalog) -> None:
    with pytest.raises(NotAllowed):
        actions.propose(other(catalog), approver("kankyo"), actions.COMMAND)
    with pytest.raises(NotPossible, match="nothing_changes"):
        actions.propose(catalog, ONE, actions.COMMAND)
    actions.propose(other(catalog), ONE, actions.COMMAND)
    with pytest.raises(NotPossible, match="proposed_already"):
        actions.propose(other(catalog), TWO, actions.COMMAND)


@pytest.mark.usefixtures("office")
def test_a_proposal_that_would_undo_another_is_not_published(catalog: Catalog) -> None:
    first = actions.propose(other(catalog, standard_days=8), ONE, actions.COMMAND)
    second = actions.propose(other(catalog, minutes=9), ONE, actions.COMMAND)
    actions.publish(TWO, first)
    with pytest.raises(NotPossible, match="outdated"):
        actions.publish(TWO, second)
    actions.drop(TWO, second)
    assert Proposal.objects.get(pk=second).dropped_by == "unyo2"


@pytest.mark.usefixtures("office")
def test_nothing_vanishes_without_a_word_to_the_residents(catalog: Catalog) -> None:
    rest = {name: each for name, each in catalog.procedures.items() if name != "inu-toroku"}
    silent = fresh(catalog.model_copy(update={"procedures": rest}))
    with pytest.raises(NotPossible, match="unexplained") as refused:
        actions.propose(silent, ONE, actions.COMMAND)
    assert refused.value.problems == {"inu-toroku": "withdrawn/inu-toroku.yaml"}
    said = fresh(
        catalog.model_copy(update={"procedures": rest, "withdrawn": {"inu-toroku": withdrawn(catalog)}})
    )
    assert actions.propose(said, ONE, actions.COMMAND)


def withdrawn(catalog: Catalog) -> Withdrawn:
    procedure = catalog.procedures["inu-toroku"]
    return Withdrawn.model_validate(
        {
            "id": procedure.id,
            "titles": procedure.titles,
            "section": procedure.section,
            "since": "2026-12-01",
            "reason_text": {
                "ja": "国の登録に移ったためです。",
                "en": "It has moved to the state's register.",
            },
            "instead_text": {"ja": "動物病院でできます。", "en": "Your vet can do it."},
        }
    )


def test_the_installation_publishes_the_first_version_only(as_zone: AsZone, catalog: Catalog) -> None:
    from dokodemo.catalog.models import CatalogVersion

    CatalogVersion.objects.update(activated_at=None)
    versions.forget()
    with as_zone("office", development=False):
        assert actions.publish_by_installation(catalog) == catalog.hash
        assert actions.publish_by_installation(other(catalog)) is None
        found = queries.overview(ONE)
        assert found.current is not None
        assert found.current.by_installation
        assert AuditRow.objects.get(action="catalog.publish").actor_id == "installation"
    with as_zone("office"):  # a house for development takes its folder as it is
        assert actions.publish_by_installation(other(catalog)) == other(catalog).hash


@pytest.mark.usefixtures("office")
def test_the_road_of_a_version_is_on_the_page(catalog: Catalog, at_desk: Callable[..., Any]) -> None:
    number = actions.propose(other(catalog), ONE, actions.COMMAND)
    hash_ = actions.publish(TWO, number)
    road = queries.overview(ONE).road
    assert road is not None
    assert (road.core_keeps, road.office_acts, road.internet_offers, road.complete) == (
        None,
        None,
        None,
        False,
    )
    from dokodemo.base import clock

    catalogs.acknowledge(hash_, "core")
    catalogs.note_in_force(hash_, "internet", clock.now())
    road = queries.overview(ONE).road
    assert road is not None
    assert road.core_keeps is not None
    assert road.complete
    text = at_desk("operator").get("/publishing").content.decode()
    assert "住民の画面に出た" in text
    assert hash_[:12] in text


# The pages


@pytest.mark.parametrize("of", [Catalog, Procedure])
def test_every_part_that_may_differ_has_a_word(of: type[BaseModel]) -> None:
    own = {"id", "format", "procedures", "counter", "kind"}  # told each by itself, or never to differ
    assert {key for key in of.model_fields if words.part(key) == key} <= own


def zipped(folder: Path = CITY, **changed: str) -> SimpleUploadedFile:
    """The city as somebody packs it: inside one folder. ``changed``: other content of a procedure."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted([*folder.rglob("*.yaml"), *folder.rglob("*.po")]):
            name = path.stem.replace("-", "_") if path.parent.name == "procedures" else ""
            text = changed.get(name, path.read_text("utf-8"))
            archive.writestr(f"umikaze/{path.relative_to(folder).as_posix()}", text)
    return SimpleUploadedFile("umikaze.zip", out.getvalue(), "application/zip")


IN_THE_LIST = -1


def damaged(method: int, at: int) -> SimpleUploadedFile:
    """A ZIP of one file with other bytes in it: in what is packed, from ``at`` on, or in the name that its list gives."""
    out, name = io.BytesIO(), "うみかぜ/city.yaml"
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr(name, "name: 海風市\n" * 50)
    content = bytearray(out.getvalue())
    start = (
        content.rindex(name.encode())
        if at == IN_THE_LIST
        else content.index(name.encode()) + len(name.encode()) + at
    )
    content[start : start + 12] = b"\xff" * 12
    return SimpleUploadedFile("x.zip", bytes(content), "application/zip")


def dog(old: str, new: str) -> str:
    text = (CITY / "procedures" / "inu-toroku.yaml").read_text("utf-8")
    assert old in text
    return text.replace(old, new)


def test_an_upload_is_checked_with_file_and_line(catalog: Catalog, at_desk: Callable[..., Any]) -> None:
    wrong = zipped(inu_toroku=dog("section: kankyo", "section: kankyou"))
    answer = at_desk("operator").post("/publishing", {"city": wrong, "note": "期間"})
    text = answer.content.decode()
    assert answer.status_code == 422
    line = dog("section: kankyo", "section: kankyou").splitlines().index("section: kankyou") + 1
    assert "procedures/inu-toroku.yaml" in text
    assert f'<td class="right number">{line}</td>' in text
    assert "did you mean kankyo?" in text
    assert 'value="期間"' in text
    assert not Proposal.objects.exists()


def test_an_upload_becomes_a_proposal_that_somebody_else_publishes(
    catalog: Catalog, at_desk: Callable[..., Any]
) -> None:
    right = zipped(inu_toroku=dog("standard_days: 7", "standard_days: 6"))
    answer = at_desk("operator").post("/publishing", {"city": right, "note": "はやくなる"})
    assert answer.status_code == 303, answer.content.decode()
    place = answer["Location"]
    mine = at_desk("operator").get(place).content.decode()
    assert "あなたの提案です" in mine
    assert f"{place}/publish" not in mine
    assert at_desk("operator").post(f"{place}/publish").status_code == 403
    chief = at_desk("chief").get(place).content.decode()
    assert f"{place}/publish" in chief
    assert "標準処理期間" in chief
    assert at_desk("stranger").post(f"{place}/publish").status_code == 403
    assert at_desk("clerk").get(place).status_code == 403
    assert at_desk("chief").post(f"{place}/drop").status_code == 403
    assert at_desk("chief").post(f"{place}/publish").status_code == 303
    assert Proposal.objects.get().published_by == "chief"
    assert at_desk("chief").post(f"{place}/publish").status_code == 409


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (None, "ZIPファイルを選んでください"),
        (SimpleUploadedFile("x.zip", b"no zip"), "ZIPファイルとして開けません"),
        (damaged(zipfile.ZIP_DEFLATED, 0), "ZIPファイルとして開けません"),
        (damaged(zipfile.ZIP_LZMA, 4), "ZIPファイルとして開けません"),
        (damaged(zipfile.ZIP_STORED, IN_THE_LIST), "ZIPファイルとして開けません"),
        (SimpleUploadedFile("x.zip", b"PK\x05\x06" + b"\0" * 18), "city.yaml が見つかりません"),
        ("same", "同じ内容です"),
    ],
)
def test_an_upload_that_is_no_new_city_is_told(
    catalog: Catalog, at_desk: Callable[..., Any], file: Any, says: str
) -> None:
    sent = {"city": zipped() if file == "same" else file} if file else {}
    answer = at_desk("operator").post("/publishing", sent)
    assert answer.status_code == 422
    assert says in answer.content.decode()


def test_nothing_is_written_outside_the_folder(catalog: Catalog, at_desk: Callable[..., Any]) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("city.yaml", "id: x")
        archive.writestr("../../../tmp/evil.yaml", "id: x")
        archive.writestr("/tmp/evil.yaml", "id: x")
    file = SimpleUploadedFile("x.zip", out.getvalue())
    assert at_desk("operator").post("/publishing", {"city": file}).status_code == 422
    assert not Path("/tmp/evil.yaml").exists()


def test_forms_are_previewed_in_three_wordings_and_letters_as_pdf(
    catalog: Catalog, at_desk: Callable[..., Any]
) -> None:
    number = actions.propose(other(catalog), ONE, actions.COMMAND)
    browser = at_desk("operator")
    page = browser.get(f"/publishing/{number}/forms/inu-toroku").content.decode()
    for word in (
        "飼い主のフリガナ",
        "kept == &quot;elsewhere&quot;",
        "サインインでわかっているときは",
        "disabled",
    ):
        assert word in page
    assert (
        "Owner&#x27;s name in katakana"
        in browser.get(f"/publishing/{number}/forms/inu-toroku?words=en").content.decode()
    )
    assert (
        "やさしい日本語のない文が"
        in browser.get(f"/publishing/{number}/forms/jido-teate-nintei?words=easy").content.decode()
    )
    letter = browser.get(f"/publishing/{number}/forms/inu-toroku/letters/notice")
    assert letter["Content-Type"] == "application/pdf"
    text = pypdfium2.PdfDocument(letter.content)[0].get_textpage().get_text_range()
    assert "見本" in text
    for nowhere in (
        "/publishing/999999",
        "/publishing/999999/forms/inu-toroku",
        f"/publishing/{number}/forms/nothing",
        f"/publishing/{number}/forms/inu-toroku/letters/nothing",
    ):
        assert browser.get(nowhere).status_code == 404


def test_every_form_and_letter_of_the_city_can_be_previewed(catalog: Catalog) -> None:
    from dokodemo.office.publishing import previews

    for procedure in catalog.procedures.values():
        for chosen in previews.WORDS:
            assert previews.form(catalog, procedure, chosen).screens
        for document in procedure.documents:
            assert (previews.letter(catalog, procedure, document.id) or b"").startswith(b"%PDF"), procedure.id
