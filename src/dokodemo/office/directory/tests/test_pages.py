"""The pages of the directory and of plans, for administrators."""

import io
import urllib.parse
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import DjangoAssertNumQueries

from dokodemo.base import clock
from dokodemo.base.actor import Actor, system
from dokodemo.base.audit.models import AuditRow
from dokodemo.casework.reorganise.models import Plan
from dokodemo.casework.reorganise.tests import city
from dokodemo.casework.staff.models import Absence, StaffMember
from dokodemo.casework.tests import staff
from dokodemo.office.directory import actions, queries, sheets
from dokodemo.office.directory.jobs import forget_absences
from dokodemo.office.directory.models import Member, MemberAbsence
from dokodemo.office.directory.tests.test_reorganising import core_says
from dokodemo.operate import care

pytestmark = pytest.mark.django_db
ADMIN = Actor("office", "staff", "kanri1", "凪", frozenset({"administrator"}))


@pytest.fixture
def town(kept_city: None, db: None) -> None:
    """The city, two administrators and some members."""
    city.in_force()
    entries = [
        actions.Entry(who, f"凪　{who}", "ナギ", "", frozenset({"administrator"}))
        for who in ("kanri1", "kanri2")
    ]
    entries += [
        actions.Entry("k1", "岬　あおい", "ミサキ　アオイ", "kankyo", frozenset({"clerk"})),
        actions.Entry("k2", "灘　朝彦", "ナダ　アサヒコ", "kankyo", frozenset({"chief"}), post="kacho"),
        actions.Entry("s1", "汐見　ゆう", "シオミ　ユウ", "shimin", frozenset({"clerk"})),
    ]
    actions.change(entries, system("office", "test"))


@pytest.fixture
def admin(town: None) -> Any:
    return staff.signed_in("kanri1")


def form(**changed: Any) -> dict[str, Any]:
    return {
        "id": "n1",
        "name": "港　そら",
        "kana": "ミナト　ソラ",
        "section": "kankyo",
        "roles": ["clerk"],
        "post": "",
        **changed,
    }


def test_somebody_new_is_entered_and_found(admin: Any) -> None:
    assert admin.get("/directory/new").status_code == 200
    answer = admin.post("/directory/new", form(post="kakaricho", until="令和9年4月1日"))
    assert (answer.status_code, answer["Location"]) == (303, "/directory/members/n1")
    member = StaffMember.objects.get(id="n1")
    assert (member.name, member.section, member.post, str(member.until)) == (
        "港　そら",
        "kankyo",
        "kakaricho",
        "2027-04-01",
    )
    for text in ("n1", "港", "みなと", "ミナト"):
        assert [row.id for row in queries.page(ADMIN, text).rows] == ["n1"], text
    asked = admin.post("/directory", {"q": "みなと"})
    assert asked.status_code == 303
    assert "みなと" not in urllib.parse.unquote(asked["Location"]), "a name never stands in an address"
    assert "港" in admin.get(asked["Location"]).content.decode()
    assert AuditRow.objects.filter(action="staff.change", actor_id="kanri1", object_id="n1").exists()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"id": "k1"}, "id"), ({"id": "a b"}, "id"), ({"name": ""}, "name"), ({"kana": " "}, "kana"),
        ({"section": ""}, "section"), ({"section": "nowhere"}, "section"), ({"post": "bucho"}, "post"),
        ({"roles": []}, "roles"), ({"roles": ["clerk", "administrator"]}, "roles"), ({"until": "いつか"}, "until"),
        ({"since": "2027-04-01", "until": "2027-04-01"}, "until"),
    ],
)  # fmt: skip
def test_a_wrong_entry_is_said_at_its_control_and_nothing_is_lost(
    admin: Any, changed: dict[str, Any], field: str
) -> None:
    answer = admin.post("/directory/new", form(**changed))
    assert answer.status_code == 422
    assert [each.name for each in answer.context["problems"]] == [field]
    kept = {each.name: each.value for each in answer.context["questions"]}
    wanted = form(**{"since": "", "until": "", **changed})
    assert kept == {name: wanted[name].strip() for name in kept}
    assert Member.objects.count() == 5


def test_a_member_is_transferred_ended_and_comes_back(admin: Any) -> None:
    page = "/directory/members/k1"
    values = form(name="岬　あおい", kana="ミサキ　アオイ", section="shimin", roles=["checker"])
    assert admin.post(page, values).status_code == 303
    assert StaffMember.objects.get(id="k1").section == "shimin"
    assert admin.post(page, {"act": "end"}).status_code == 303
    ended = Member.objects.get(id="k1")
    assert (ended.active, ended.name, ended.section) == (False, "岬　あおい", "shimin")
    assert [row.id for row in queries.page(ADMIN, left=True).rows] == ["k1"]
    assert "k1" not in [row.id for row in queries.page(ADMIN).rows]
    assert admin.post(page, values).status_code == 303
    assert StaffMember.objects.get(id="k1").active
    assert admin.get("/directory/members/nobody").status_code == 404


def test_an_absence_that_is_long_over_is_forgotten_in_both_zones(admin: Any) -> None:
    today = clock.today()
    for days in (365, 366):
        ends = today - timedelta(days=days)
        actions.be_absent(ADMIN, "k2", ends - timedelta(days=1), ends, "出張")
    assert forget_absences.func(0) is None
    for table in (MemberAbsence, Absence):
        assert [each.ends for each in table.objects.all()] == [today - timedelta(days=365)]
    assert actions.forget_absences() == 0


def test_who_has_left_is_not_away(admin: Any) -> None:
    admin.post("/directory/members/k1", {"act": "end"})
    days = {"starts": "2027-04-01", "ends": "2027-04-02"}
    for typed in (days, {}, {"back": "2027-04-01"}):
        assert admin.post("/directory/members/k1/absence", typed).status_code == 404, typed
    assert not Absence.objects.exists()


@pytest.mark.parametrize("path", ["/directory/members/%00", "/directory/members/k1%00/absence", "/dogs/%00"])
def test_what_no_database_keeps_is_no_address(admin: Any, path: str) -> None:
    staff.hired("inu", "kankyo", "clerk")
    client = staff.signed_in("inu") if path.startswith("/dogs") else admin
    assert {client.get(path).status_code, client.post(path).status_code} == {404}


def test_no_number_of_somebody_stands_in_a_title(admin: Any) -> None:
    page = admin.get("/directory/members/k1").content.decode()
    title = page[page.index("<title>") : page.index("</title>")]
    assert "職員の名簿" in title
    assert "k1" not in title


def test_two_sheets_as_large_as_they_may_be_are_read(admin: Any) -> None:
    large = (
        SimpleUploadedFile("a.csv", b"," * sheets.MOST_BYTES),
        SimpleUploadedFile("b.csv", b"," * sheets.MOST_BYTES),
    )
    answer = admin.post("/reorganisations", {"title": "組織改正", "moves": large[0], "transfers": large[1]})
    assert answer.status_code == 422
    assert "列の名前がちがいます" in answer.content.decode()


def test_absences_go_to_both_zones(admin: Any) -> None:
    page = "/directory/members/k2/absence"
    days = {
        "starts": clock.today().isoformat(),
        "ends": (clock.today() + timedelta(days=2)).isoformat(),
        "reason": "出張",
    }
    assert admin.post(page, days).status_code == 303
    assert Absence.objects.get().member_id == "k2"
    assert queries.page(ADMIN, "k2").rows[0].away
    assert "出張" in admin.get("/directory/members/k2").content.decode()
    again = admin.post(page, days)
    assert (again.status_code, [each.name for each in again.context["problems"]]) == (422, ["starts"])
    wrong = admin.post(page, {**days, "ends": days["starts"]})
    assert [each.name for each in wrong.context["problems"]] == ["ends"]
    wrong = admin.post(page, {"starts": "きのう", "ends": ""})
    assert {each.name for each in wrong.context["problems"]} == {"starts", "ends"}
    assert admin.post(page, {"back": days["starts"]}).status_code == 303
    assert not Absence.objects.exists()


def test_the_list_goes_on_where_it_ended_with_few_queries(
    town: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    actions.change(
        [
            actions.Entry(f"m{n:03}", f"同　姓{n}", "ドウ　セイ", "kankyo", frozenset({"clerk"}))
            for n in range(120)
        ],
        system("office", "test"),
    )
    found, after = [], ""
    while True:
        with django_assert_num_queries(
            4 if after else 3
        ):  # the rows, who is away, the record; where the last one ended
            page = queries.page(ADMIN, section="kankyo", after=after)
        found += [row.id for row in page.rows]
        after = page.after
        if not after:
            break
    assert found == [f"m{n:03}" for n in range(120)] + ["k2", "k1"]
    assert queries.page(ADMIN, after="nobody").rows[0].id == queries.page(ADMIN).rows[0].id


@pytest.mark.parametrize("role", ["clerk", "approver", "chief", "operator", "auditor"])
def test_nobody_else_opens_it(town: None, role: str) -> None:
    staff.hired("x", "kankyo", role)
    client = staff.signed_in("x")
    for path in ("/directory", "/directory/new", "/directory/members/k1", "/reorganisations"):
        assert client.get(path).status_code == 403, path
    assert client.post("/directory/members/k1", form()).status_code == 403
    assert client.post("/directory/members/k1/absence", {}).status_code == 403


def files(moves: str, transfers: str = "") -> dict[str, Any]:
    return {
        "moves": SimpleUploadedFile("a.csv", ("旧課,手続き,新課\n" + moves).encode()),
        "transfers": SimpleUploadedFile("b.csv", ("職員番号,課,職,役割\n" + transfers).encode()),
    }


def test_a_plan_is_imported_shown_and_confirmed_by_another(admin: Any) -> None:
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    wrong = admin.post(
        "/reorganisations", {"title": "組織改正", "day": tomorrow, **files("kankio,,midori\n")}
    )
    assert wrong.status_code == 422
    assert "課「kankio」はありません" in wrong.content.decode()
    assert (
        admin.post(
            "/reorganisations", {"title": "組織改正", "day": "", **files("kankyo,,midori\n")}
        ).status_code
        == 422
    )
    assert admin.post("/reorganisations", {"title": "", "day": tomorrow}).status_code == 422
    assert not Plan.objects.exists()
    made = admin.post(
        "/reorganisations",
        {"title": "組織改正", "day": tomorrow, **files("kankyo,,midori\n", "s1,midori,kakaricho,checker\n")},
    )
    assert made.status_code == 303
    page, plan = made["Location"], Plan.objects.get()
    shown = admin.get(page).content.decode()
    for text in ("みどり推進課", "環境課", "s1", "係長", "ほかの管理者です"):
        assert text in shown, text
    assert admin.post(f"{page}/confirm").status_code == 403
    other = staff.signed_in("kanri2")
    assert other.post(f"{page}/confirm").status_code == 409
    core_says(plan.id)
    assert other.post(f"{page}/confirm").status_code == 303
    assert Plan.objects.get().state == "confirmed"
    assert "組織改正" in admin.get("/reorganisations").content.decode()
    assert other.post(f"{page}/withdraw").status_code == 303
    assert other.post(f"{page}/withdraw").status_code == 409
    assert other.get(f"/reorganisations/{'0' * 8}-0000-4000-8000-{'0' * 12}").status_code == 404


def test_the_report_is_shown_when_it_is_over(admin: Any) -> None:
    Plan.objects.create(
        id="0b7a3c1e-5a9f-4f0e-9d52-6c1f3a2b4d5e", title="改正", day=clock.today(), moves=[["kankyo", "", "midori"]],
        transfers=[], state="done", made_by="kanri1", made_name="一", confirmed_by="kanri2", confirmed_name="二",
        confirmed_at=clock.now(), done_at=clock.now(),
        report={"members": 2, "moved": [["kankyo", "", "midori", {"arrived": 7, "untaken": 3}]], "orphaned": [], "done_at": "x"},
        core={"uncovered": [], "cases": 0, "open": 0, "report": {"members": 2, "moved": [], "orphaned": [["kaigo", "x", 1]]}},
    )  # fmt: skip
    shown = admin.get("/reorganisations/0b7a3c1e-5a9f-4f0e-9d52-6c1f3a2b4d5e").content.decode()
    for text in ("未着手 7", "うち担当なしになった申請 3", "ありません", "マイナンバー利用事務系"):
        assert text in shown, text


def test_the_first_administrator_is_entered_by_a_command(
    kept_city: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def typed(text: str) -> int:
        monkeypatch.setattr("sys.stdin", io.StringIO(text))
        return care.add_administrator("first")

    assert typed("凪　みつる\n\n") == 1
    assert "kana is empty" in capsys.readouterr().err
    assert typed("凪　みつる\nナギ　ミツル\n") == 0
    member = StaffMember.objects.get(id="first")
    assert (member.roles, member.section, member.active) == (["administrator"], "", True)
    assert typed("だれか\nダレカ\n") == 1
    assert StaffMember.objects.get(id="first").name == "凪　みつる"
