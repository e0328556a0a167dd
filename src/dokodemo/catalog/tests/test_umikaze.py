"""海風市 itself: the check passes, and both procedures are walked with real answers through every branch."""

from datetime import date
from typing import Any

import pytest

from dokodemo.catalog import compiled, forms
from dokodemo.catalog.compiled import form_of
from dokodemo.catalog.reading import texts
from dokodemo.catalog.schema import Catalog, Page, Procedure
from dokodemo.operate import testing
from dokodemo.values.numbers import is_municipality_code

ON = date(2026, 11, 22)
CLAIMS = {
    "identity.name": "海野　さくら",
    "identity.birthdate": "19910514",
    "identity.gender": "2",
    "identity.address": "海風市汐見台一丁目2番3号",
}


@pytest.fixture(scope="module")
def city() -> Catalog:
    # As a zone gets it: through the bytes.
    return Catalog.from_bytes(testing.sample_city().to_bytes())


@pytest.fixture(scope="module")
def claim(city: Catalog) -> Procedure:
    return city.procedures["jido-teate-nintei"]


@pytest.fixture(scope="module")
def dog(city: Catalog) -> Procedure:
    return city.procedures["inu-toroku"]


def child(number: int, name: str, kana: str, birth: str, **changed: str) -> dict[str, str]:
    typed = {
        "name": name,
        "kana": kana,
        "birth": birth,
        "sex": "1",
        "relation": "child",
        "living": "together",
        "looks_after": "yes",
        "livelihood": "same",
        "abroad": "no",
    }
    return {f"children-{number}-{key}": text for key, text in (typed | changed).items()}


FAMILY: dict[str, dict[str, str]] = {
    "anata": {"claimant_kana": "うみの さくら", "claimant_phone": "０９０-0000-1234", "january_home": "here"},
    "shigoto": {
        "public_servant": "no",
        "occupation": "employee",
        "employer_name": "汐見水産",
        "pension": "kosei",
    },
    "riyu": {"event_kind": "birth", "event_date": "令和8年11月10日"},
    "haigusha": {"has_spouse": "yes"},
    "haigusha-no-koto": {
        "spouse_name": "海野　陸",
        "spouse_kana": "ｳﾐﾉ ﾘｸ",
        "spouse_birth": "H2.3.4",
        "spouse_occupation": "self_employed",
        "spouse_public_servant": "no",
        "spouse_earns_more": "no",
        "spouse_living": "together",
        "spouse_january_home": "here",
    },
    "kodomo": child(0, "海野　はると", "ウミノ ハルト", "2019-08-20")
    | child(1, "海野　ひなた", "ウミノ ヒナタ", "R8.11.10", sex="2"),
    "ue-no-ko": {"has_older": "no"},
    "koza": {
        "bank_code": "9999",
        "bank_name": "潮見銀行",
        "branch_code": "012",
        "branch_name": "海風支店",
        "account_kind": "1",
        "account_number": "12345",
        "account_holder": "うみの さくら",
    },
    "doi": {"consent_inquiry": "on", "declare_account": "on", "declare_truth": "on"},
}


def walk(
    procedure: Procedure, typed: dict[str, dict[str, str]], claims: dict[str, str]
) -> tuple[dict[str, Any], list[str]]:
    """Go through the pages as a browser does; the values and the ids of the pages seen."""
    known = forms.known_values(procedure, claims)
    values, seen = dict(known), list[str]()
    while (page := next_page(procedure, values, seen)) is not None:
        seen.append(page.id)
        result = forms.parse_page(procedure, page, typed[page.id], values, "ja", ON, known=known)
        assert result.errors == {}, page.id
        values = result.values
    return values, seen


def next_page(procedure: Procedure, values: dict[str, Any], seen: list[str]) -> Page | None:
    return next(
        (page for page in compiled.walk(form_of(procedure), values).asked_pages if page.id not in seen), None
    )


def test_the_city_is_fictional_and_right(city: Catalog) -> None:
    assert is_municipality_code(city.city.code)
    assert city.city.code.startswith("99")  # no prefecture has this number
    assert {"jido-teate-nintei", "inu-toroku"} <= set(city.procedures)
    assert city.sections["kosodate"].zone == "core"
    assert city.sections["kankyo"].zone == "office"


def test_nothing_dials_inwards(city: Catalog) -> None:
    dialled = {(flow.from_, flow.to) for flow in city.flows}
    assert not [pair for pair in dialled if pair[0] == "internet" and pair[1] in ("office", "core", "relay")]
    assert {start for start, to in dialled if to == "core"} == {"staff-browser"}
    gateways = {(flow.from_, flow.to) for flow in city.flows if flow.port == "gateway"}
    assert gateways == {("relay", "internet"), ("office", "internet"), ("core", "relay"), ("core", "office")}


def test_a_family_of_four_sends_a_right_claim(claim: Procedure) -> None:
    values, seen = walk(claim, FAMILY, CLAIMS)
    assert seen == [page.id for page in claim.pages if page.id != "ue-no-ko-no-koto"]
    assert forms.validate(claim, values, "ja", ON) == {}
    assert forms.prune(claim, values) == values
    assert values["claimant_birth"] == "1991-05-14"
    assert values["account_holder"] == "ウミノ　サクラ"
    rows = [row for section in forms.summary(claim, values, "ja") for row in section.rows]
    assert len(rows) >= 40
    assert [each.id for each in forms.private_fields(claim, values)] == ["spouse_kojinbango"]
    assert [(each.id, each.required) for each in compiled.walk(form_of(claim), values).attachments] == [
        ("koza", False)
    ]
    assert forms.suggested_refusals(claim, values, ON) == []


def test_a_claim_has_at_least_four_pages_and_thirty_questions(claim: Procedure) -> None:
    values, seen = walk(claim, FAMILY, CLAIMS)
    shown = compiled.walk(form_of(claim), values)
    asked = {each.id for page in shown.asked_pages for each in shown.asked_on(page.id)}
    members = {each.id for each in forms.item_fields(claim, claim.pages[5].fields[0], values, 0)}
    assert len(seen) >= 4
    assert len(asked | members) >= 30


def test_what_the_card_knows_is_not_asked(claim: Procedure) -> None:
    forged = {page: dict(typed) for page, typed in FAMILY.items()}
    forged["anata"] |= {"claimant_name": "だれか", "claimant_birth": "2000-01-01"}
    values, _ = walk(claim, forged, CLAIMS)
    assert (values["claimant_name"], values["claimant_birth"]) == ("海野　さくら", "1991-05-14")


BRANCHES: dict[str, tuple[str, dict[str, str], list[str], list[str]]] = {
    # (page, changed answers, fields that have to be there now, fields that must not)
    "lived elsewhere": (
        "anata",
        {"january_home": "elsewhere", "january_address": "ハワイ"},
        ["january_address"],
        [],
    ),
    "not employed": ("shigoto", {"occupation": "not_working"}, ["occupation"], ["employer_name"]),
    "moved in": (
        "riyu",
        {"event_kind": "moved_in", "previous_city": "小里町"},
        ["previous_city"],
        ["event_detail"],
    ),
    "began care": (
        "riyu",
        {"event_kind": "began_care", "event_detail": "離婚"},
        ["event_detail"],
        ["previous_city"],
    ),
    "other reason": ("riyu", {"event_kind": "other", "event_detail": "帰国"}, ["event_detail"], []),
    "no spouse": ("haigusha", {"has_spouse": "no"}, [], ["spouse_name", "spouse_living"]),
    "spouse apart": (
        "haigusha-no-koto",
        {"spouse_living": "apart", "spouse_address": "小里町1番地"},
        ["spouse_address"],
        [],
    ),
    "spouse together": ("haigusha-no-koto", {"spouse_address": "小里町"}, [], ["spouse_address"]),
}


@pytest.mark.parametrize("name", BRANCHES)
def test_each_branch_of_the_claim(claim: Procedure, name: str) -> None:
    page, changed, there, gone = BRANCHES[name]
    values, _ = walk(claim, FAMILY | {page: FAMILY[page] | changed}, CLAIMS)
    assert forms.validate(claim, values, "ja", ON) == {}
    assert set(there) <= set(values)
    assert not set(gone) & set(values)


def test_without_a_spouse_no_my_number_is_asked(claim: Procedure) -> None:
    values, seen = walk(claim, FAMILY | {"haigusha": {"has_spouse": "no"}}, CLAIMS)
    assert "haigusha-no-koto" not in seen
    assert forms.private_fields(claim, values) == []


def test_a_child_apart_needs_its_address_and_the_statement(claim: Procedure) -> None:
    apart = child(
        0, "海野　はると", "ウミノ ハルト", "2019-08-20", living="apart", separate_address="小里町1番地"
    )
    typed = FAMILY | {"kodomo": apart | child(1, "海野　ひなた", "ウミノ ヒナタ", "2026-11-10")}
    values, _ = walk(claim, typed, CLAIMS)
    assert values["children"][0]["separate_address"] == "小里町1番地"
    assert {each.id: each.required for each in compiled.walk(form_of(claim), values).attachments} == {
        "koza": False,
        "bekkyo-kango": True,
    }


def test_a_child_that_studies_abroad_is_no_reason_to_refuse(claim: Procedure) -> None:
    where = {"living": "apart", "separate_address": "パリ", "abroad": "yes"}
    typed = FAMILY | {"riyu": {"event_kind": "other", "event_detail": "留学", "event_date": "2026-11-01"}}
    for studying, expected in (("yes", []), ("no", ["child-abroad"])):
        only = child(0, "海野　はると", "ウミノ ハルト", "2012-08-20", studying_abroad=studying, **where)
        values, _ = walk(claim, typed | {"kodomo": only}, CLAIMS)
        assert [each.id for each in forms.suggested_refusals(claim, values, ON)] == expected


def test_older_children_are_asked_for_the_third_child(claim: Procedure) -> None:
    older = {
        "older_children-0-name": "海野　みなと",
        "older_children-0-birth": "2006-04-02",
        "older_children-0-occupation_now": "student",
        "older_children-0-supported": "yes",
    }
    typed = FAMILY | {"ue-no-ko": {"has_older": "yes"}, "ue-no-ko-no-koto": older}
    values, seen = walk(claim, typed, CLAIMS)
    assert "ue-no-ko-no-koto" in seen
    assert values["older_children"][0]["supported"] is True
    assert forms.validate(claim, values, "ja", ON) == {}


@pytest.mark.parametrize(
    ("born", "where"), [("2007-05-01", "上のお子さん"), ("1999-05-01", "書かなくてかまいません")]
)
def test_what_is_said_of_a_grown_child_is_true_of_every_age(claim: Procedure, born: str, where: str) -> None:
    typed = child(0, "海野　みなと", "ウミノ ミナト", born)
    assert where in page_errors(claim, "kodomo", typed, {"event_kind": "other"})["children-0-birth"]


def test_the_dog_s_fee_is_told_the_same_everywhere(dog: Procedure) -> None:
    """Where to pay, and that a dog registered elsewhere costs nothing."""
    assert dog.fee is not None
    told = next(each.ja for each in dog.bring if "手数料" in each.ja)
    for word in ("申請のあと", "環境課の窓口", "定額小為替"):
        assert word in told
        assert word in dog.fee.how.ja
    assert "ほかの市区町村で登録したことのある犬には、かかりません" in dog.fee.how.ja


def page_errors(
    procedure: Procedure, page_id: str, post: dict[str, str], values: dict[str, Any]
) -> dict[str, str]:
    page = procedure.page(page_id)
    assert page is not None
    return forms.parse_page(procedure, page, post, values, "ja", ON).errors


@pytest.mark.parametrize(
    ("birth", "wrong"),
    [
        ("2008-04-02", False),  # attains 18 on 2027-04-01: a child until 2027-03-31 + a year
        ("2008-04-01", True),  # attained 18 on 2026-03-31, which was the end
        ("2026-11-22", False),
        ("2026-11-23", True),
    ],
)
def test_who_counts_as_a_child_is_decided_by_the_school_year(
    claim: Procedure, birth: str, wrong: bool
) -> None:
    errors = page_errors(claim, "kodomo", child(0, "海野　はると", "ウミノ", birth), {"event_kind": "other"})
    assert list(errors) == (["children-0-birth"] if wrong else [])


@pytest.mark.parametrize(
    ("birth", "wrong"),
    [("2008-04-01", False), ("2008-04-02", True), ("2004-04-02", False), ("2004-04-01", True)],
)
def test_who_counts_as_an_older_child(claim: Procedure, birth: str, wrong: bool) -> None:
    post = {"name": "海野", "birth": birth, "occupation_now": "student", "supported": "yes"}
    errors = page_errors(
        claim,
        "ue-no-ko-no-koto",
        {f"older_children-0-{key}": text for key, text in post.items()},
        {"has_older": True},
    )
    assert list(errors) == (["older_children-0-birth"] if wrong else [])


def test_the_child_of_the_event_is_among_the_children(claim: Procedure) -> None:
    values = {"event_kind": "birth", "event_date": "2026-11-11"}
    errors = page_errors(claim, "kodomo", FAMILY["kodomo"], values)
    assert list(errors) == ["children"]
    assert page_errors(claim, "kodomo", FAMILY["kodomo"], values | {"event_date": "2026-11-10"}) == {}


def test_a_child_cannot_live_here_and_abroad(claim: Procedure) -> None:
    post = child(0, "海野　はると", "ウミノ", "2019-08-20", abroad="yes", studying_abroad="no")
    assert list(page_errors(claim, "kodomo", post, {"event_kind": "other"})) == ["children-0-abroad"]


@pytest.mark.parametrize(
    ("page", "changed", "refusal"),
    [
        ("shigoto", {"public_servant": "yes"}, "public-servant"),
        ("kodomo", {"children-0-looks_after": "no", "children-1-looks_after": "no"}, "no-custody"),
        ("kodomo", {"children-0-livelihood": "separate", "children-1-looks_after": "no"}, "no-custody"),
    ],
)
def test_refusals_are_proposed_with_their_article(
    claim: Procedure, page: str, changed: dict[str, str], refusal: str
) -> None:
    values, _ = walk(claim, FAMILY | {page: FAMILY[page] | changed}, CLAIMS)
    found = forms.suggested_refusals(claim, values, ON)
    assert [each.id for each in found] == [refusal]
    assert found[0].article.ja.startswith("児童手当法第")


def test_one_child_that_is_looked_after_is_enough(claim: Procedure) -> None:
    values, _ = walk(claim, FAMILY | {"kodomo": FAMILY["kodomo"] | {"children-0-looks_after": "no"}}, CLAIMS)
    assert forms.suggested_refusals(claim, values, ON) == []


DOG = {
    "owner_name": "磯部　健一",
    "owner_kana": "イソベ ケンイチ",
    "owner_address": "海風市港町三丁目10番15号",
    "owner_phone": "090-0000-5678",
    "dog_name": "ハチ",
    "dog_breed": "柴犬",
    "dog_color": "茶",
    "dog_sex": "male",
    "dog_birth": "令和8年5月",
    "microchip": "",
    "kept": "home",
    "registered_elsewhere": "no",
}


def test_a_dog_is_registered_by_mail_and_by_card(dog: Procedure) -> None:
    typed = DOG | {"dog_birth": "令和8年5月1日", "microchip": "３９２-123456789012"}
    by_mail, _ = walk(dog, {"inu": typed}, {})
    by_card, _ = walk(dog, {"inu": typed}, CLAIMS | {"identity.name": "磯部　健一"})
    assert by_mail["owner_name"] == by_card["owner_name"] == "磯部　健一"
    assert by_card["owner_address"] == CLAIMS["identity.address"]
    assert by_mail["microchip"] == "392123456789012"
    for values in (by_mail, by_card):
        assert forms.validate(dog, values, "ja", ON) == {}
        assert forms.suggested_refusals(dog, values, ON) == []
    assert dog.fee is not None
    assert dog.fee.amount == 3000


def test_a_dog_of_another_city_needs_the_transfer_form(dog: Procedure) -> None:
    typed = DOG | {"dog_birth": "2026-05-01", "registered_elsewhere": "yes", "old_city": "小里町"}
    values, _ = walk(dog, {"inu": typed}, {})
    assert [each.id for each in forms.suggested_refusals(dog, values, ON)] == ["transfer-needed"]
    assert "登録事項の変更届" in forms.suggested_refusals(dog, values, ON)[0].text.ja


def test_a_dog_kept_elsewhere_needs_an_address(dog: Procedure) -> None:
    errors = page_errors(dog, "inu", DOG | {"kept": "elsewhere"}, {})
    assert errors["kept_at"] == "「犬を飼うところの住所」を入力してください"
    assert errors["dog_birth"].startswith("「犬の生年月日」は 令和8年4月1日 か")
    assert "microchip" not in errors


def test_every_text_is_there_in_both_languages(city: Catalog) -> None:
    found = [text for _loc, text in texts(city.model_dump(mode="json"))]
    assert len(found) > 200
    for text in found:
        assert text["ja"].strip()
        assert text["en"].strip()
        # An English text that was left in Japanese, names given as examples apart.
        assert sum("\u3040" <= letter <= "\u9fff" for letter in text["en"]) <= 10, text
