"""What the POST of each address carries: everything right for those who must not get in, something missing for those
who may, so that nothing happens."""

import re
from datetime import timedelta

from dokodemo.base import clock
from dokodemo.operate import answers, walk
from tests.access.asking import Data
from tests.access.road import CHILD, DOG, MEMBERS, Road
from tests.access.table import Row

# What stands behind the path: the upload names its attachment there.
QUERIES = {("apply_files", "POST"): "?attachment=koza", ("apply_files", "GET"): ""}


def of(road: Road, row: Row, role: str) -> Data:
    """The form that this role sends."""
    return {} if row.lets_in(role) else right(road, row.zone, row.name)


def right(road: Road, zone: str, name: str) -> Data:
    """A form that would do something if the person were who may."""
    if name in _RESIDENTS:
        return _RESIDENTS[name]
    if name == "prints":
        return {"document": road.own[zone, "print_label"]["document_id"], "mark": "printed"}
    if name == "many":
        case = road.own[zone, "case_take"]["case_id"]
        return {"do": "flag", "flag": "urgent", "case": f"{case}~{version_of(road, zone)}"}
    if name == "reception_sheet":
        return {"_revision": "2", "go": "save", "owner_name": "別の人", "claimant_name": "別の人"}
    if name not in _ACTS:
        return {
            "q": "海野",
            "reason": "電話で本人から問い合わせ",
            "job": "1",
            "new": "umikaze-9-umikaze",
            "everywhere": "yes",
            "sure": "yes",
            "procedure": CHILD if zone == "core" else DOG,
            "entrance": "counter",
        }
    return {"version": str(version_of(road, zone)), **_ACTS[name]}


_RESIDENTS: dict[str, Data] = {
    "apply_start": {"choice": "new"},
    "apply_files": {"go": "next"},
    "apply_submit": {"spouse_kojinbango": answers.SPOUSE_NUMBER, "delivery": "inbox", "declaration": "true"},
    "apply_delete": {},
    "apply_page": {**dict(answers.family())["riyu"], "go": "next"},
    "remember": {},
    "my_profile": {"do": "delete"},
    "my_settings": {"do": "delivery", "delivery": "paper"},
    "close_account": {"understood": "true"},
    "delete_copy": {},
    "mend": {},
    "withdraw": {"reason": ""},
    "confirm_address": {},
}  # fmt: skip


_ACTS: dict[str, dict[str, str]] = {
    "case_take": {},
    "case_link": {"person": "000000000000000"},
    "case_correct": {"field": "dog_name", "value": "コロ丸", "why": "電話で確認"},
    "case_ask": {
        "ask_text": "電話番号を直してください",
        "ask_until": (clock.today() + timedelta(days=14)).isoformat(),
    },
    "case_propose": {"outcome": "approved", "note": ""},
    "case_decide": {},
    "case_return": {"return_note": "もう一度確かめてください"},
    "case_agree": {"opinion": ""},
    "case_letter": {"letter_title": "お知らせ", "letter_text": "お知らせします。", "do": "send"},
    "approvals_seen": {"seat": "1"},
    "register_export": {},
    "case_withdraw": {
        "withdrawn_on": clock.today().isoformat(),
        "withdrawn_way": "mail",
        "withdrawn_reason": "",
    },
    "case_reopen": {"reopen_why": "mistake", "reopen_reason": "誤り"},
    "case_fee": {"amount": "3000", "received_on": clock.today().isoformat(), "how": "counter"},
    "case_number": {"number": "spouse_kojinbango", "reason": "identify"},
    "case_note": {"note_text": "窓口で聞いたこと", "note_tell": ""},
    "case_note_back": {"note": "1"},
    "case_contact": {
        "contact_way": "telephone",
        "contact_whom": "applicant",
        "contact_on": clock.today().isoformat(),
        "contact_time": "00:00",
        "contact_said": "口座を聞いた",
    },
    "case_promise": {"contact": "1"},
    "case_presence": {},
}


def version_of(road: Road, zone: str) -> int:
    """The version that the open case has now, as its clerk's page says."""
    clerk = road.browser(zone, "clerk")
    case = road.own[zone, "case_take"]["case_id"]
    page = walk.open_case(road.house, clerk, zone, case).expect()
    found = next(form.fields["version"][0] for form in page.forms() if "version" in form.fields)
    assert re.fullmatch(r"[1-9]\d*", found), (MEMBERS[zone]["clerk"], found)
    return int(found)
