"""Every rule of the check, met by a city that is right but for one thing; the line is the line of that thing."""

from pathlib import Path

import pytest

from dokodemo.catalog.check import check, read_flows
from dokodemo.catalog.tests import small_city

SHIEN = "procedures/shien.yaml"


def test_a_right_city_has_no_problem(tmp_path: Path) -> None:
    report = check(small_city.write(tmp_path))
    assert report.problems == []
    assert report.ok
    assert report.catalog is not None
    assert [
        choice.code for choice in report.catalog.procedures["shien"].pages[0].fields[3].choices or []
    ] == ["red", "blue"]


GUIDE, TENNYU = "guide.yaml", "counter/tennyu.yaml"

# (file, what stands there, what is written instead, lines below the change, the message, the hint)
BREAKAGES = {
    "unknown key": (SHIEN, "standard_days: 10", "standart_days: 10", 0, "unknown key 'standart_days'", "standard_days?"),
    "guide: event twice": (GUIDE, "id: moving", "id: baby", 0, "'baby' is here twice", "its own id"),
    "guide: question like an event": (GUIDE, "id: born_on", "id: baby", 0, "'baby' is here twice", "its own id"),
    "guide: question like a word": (GUIDE, "id: born_on", "id: in", 0, "'in' is a word of the conditions", ""),
    "guide: asks a text": (GUIDE, "type: date", "type: text", 0, "the guide cannot ask a 'text'", "boolean, choice, date"),
    "guide: choice without choices": (GUIDE, "type: boolean", "type: choice", 0, "a choice has choices", "add choices:"),
    "guide: asked of everybody": (GUIDE, "    when: moving\n", "", -6, "nobody needs every question", "add when:"),
    "guide: question before its time": (GUIDE, "when: baby", "when: baby && born_on != \"\"", 0, "no field 'born_on' comes", ""),
    "guide: never proposed": (TENNYU, "guide:", "gaido:", 0, "unknown key 'gaido'", "guide?"),
    "guide: no such answer": (TENNYU, '== "japan"', '== "nippon"', 0, "from_where never is 'nippon'", "japan"),
    "guide: no such date": (SHIEN, "after: born_on", "after: born_at", 0, "'born_at' is no date of the guide", "born_on?"),
    "guide: a yes is no date": (SHIEN, "after: born_on", "after: first_child", 0, "is no date of the guide", "born_on"),
    "guide: months back": (SHIEN, "count: 14,", "count: -1, unit: months,", 0, "only days can be counted back", "a count from 0"),
    "guide: a day of days": (SHIEN, "count: 14,", "count: 14, day: 10,", 0, "a period of days ends where it ends", "leave out day:"),
    "guide: two last days": (SHIEN, "en: Support Act 3}}\n", "en: Support Act 3}}\n      yearly: {on: [\"06-30\"], basis: {ja: 法, en: Act}}\n", 1, "this reason has a deadline: already", "one of the two"),
    "guide: undated for nothing": (SHIEN, "    - cel: baby\n      text: {ja: お子さんが生まれたから, en: A child was born}\n", "  undated: {ja: 法に定めがない, en: No Act names one}\n", 0, "every reason names a last day", "leave out undated:"),
    "counter: unknown organ": (TENNYU, "organ: chocho", "organ: chochou", 0, "unknown organ", "chocho?"),
    "counter: unknown section": (TENNYU, "section: fukushi", "section: fukusi", 0, "unknown section", "fukushi?"),
    "unknown key inside": (SHIEN, "past: true", "past_only: true", 0, "unknown key 'past_only'", "past?"),
    "missing key": (SHIEN, "minutes: 5\n", "", None, "the key 'minutes' is missing", "add minutes:"),
    "no Japanese": (SHIEN, "{ja: 氏名, en: Name}", "{en: Name}", 0, "the Japanese text is missing", "add ja:"),
    "no English": (SHIEN, "{ja: 氏名, en: Name}", "{ja: 氏名}", 0, "the English text is missing", "add en:"),
    "empty text": (SHIEN, "{ja: 氏名, en: Name}", '{ja: 氏名, en: ""}', 0, "en is empty", "write at least one"),
    "number for a text": (SHIEN, "id: hito", "id: 7", 0, "id: 7 is a number here", "in quotes"),
    "text for a map": (SHIEN, "titles: {ja: あなた, en: You}", "titles: あなた", 0, "titles: keys and values are needed", "ja, en"),
    "text for a list": (SHIEN, "bring:\n  - {ja: カード, en: Card}", "bring: カード", 0, "bring: a list is needed", "dash"),
    "unknown type": (SHIEN, "type: kana", "type: kanna", 0, "type: 'kanna' is not possible", "did you mean kana?"),
    "bad id": (SHIEN, "id: reading", "id: Reading", 0, "id: 'Reading' is not written as it must be", "match"),
    "tells what nobody asks": (SHIEN, "retention_years:", "tells: [insured.level]\nretention_years:", 0, "nothing here means 'insured.level'", ""),
    "one paper twice": (SHIEN, "attachments:\n", "attachments:\n  - {id: a, titles: {ja: 紙, en: Paper}, means: a.b, media_types: [image/png], max_mb: 1}\n  - {id: b, titles: {ja: 紙, en: Paper}, means: a.b, media_types: [image/png], max_mb: 1}\n", 2, "'a.b' is asked for already", "another meaning"),
    "out of limits": (SHIEN, "max_mb: 5", "max_mb: 500", 0, "max_mb: input should be less than", ""),
    "not YAML": (SHIEN, "id: shien", "id: [shien", 1, "not valid YAML", ""),
    "key twice": (SHIEN, "minutes: 5", "minutes: 5\nminutes: 6", 1, "the key 'minutes' is here twice", ""),
    "id is not the file's": (SHIEN, "id: shien", "id: sien", 0, "not the name of the file", "write id: shien"),
    "unknown organ": (SHIEN, "organ: chocho", "organ: chochou", 0, "unknown organ", "did you mean chocho?"),
    "unknown section": (SHIEN, "section: fukushi", "section: fukusi", 0, "unknown section", "fukushi?"),
    "unknown approval": (SHIEN, "approval: kacho", "approval: shacho", 0, "unknown approval rule", "kacho?"),
    "unknown code list": (SHIEN, "code_list: iro", "code_list: irro", 0, "unknown code list", "iro?"),
    "unknown source": (SHIEN, "source: identity.name", "source: identity.nam", 0, "is not possible", "identity.name?"),
    "unknown notice": (SHIEN, "approved, notice: kettei", "approved, notice: ketei", 0, "unknown notice", "kettei?"),
    "unknown refusal": (SHIEN, "refusal: young", "refusal: yung", 0, "unknown refusal", "young?"),
    "organ of another": (SHIEN, "organ: chocho", "organ: kyoi", 0, "belongs to the organ 'chocho'", "chocho"),
    "effect missing": (SHIEN, "effect: support.grant\n", "", None, "the key 'effect' is missing", "add effect:"),
    "effect misspelt": (SHIEN, "effect: support.grant", "effect: grant", 0, "effect: 'grant' is not written", "match"),
    "source of wrong type": (SHIEN, "source: identity.name", "source: identity.birthdate", -2, "is not of the type 'text'", "date"),
    "key of another type": (SHIEN, "past: true", "multiline: true", 0, "multiline is not for the type 'date'", "text"),
    "choice without choices": (SHIEN, "        code_list: iro\n", "", -2, "either choices or a code_list", ""),
    "min above max": (SHIEN, "min: 1", "min: 99", 0, "min is more than max", "lower min"),
    "page like a screen": (SHIEN, "id: aite", "id: review", 0, "a page cannot be called 'review'", "another id"),
    "page twice": (SHIEN, "id: aite", "id: hito", 0, "the id 'hito' is here twice", "its own id"),
    "field twice": (SHIEN, "id: partner_name", "id: name", 0, "the field 'name' is here twice", "its own id"),
    "member like a field": (SHIEN, "id: called", "id: name", 0, "'name' is also a field outside the list", ""),
    "a word of CEL": (SHIEN, "id: memo", "id: in", 0, "'in' is a word of the conditions", ""),
    "a function's name": (SHIEN, "id: memo", "id: fiscal_year", 0, "'fiscal_year' is a word of the conditions", ""),
    "number in a list": (SHIEN, "type: address", "type: kojinbango", 0, "cannot stand inside a list", "on a page"),
    "weak identity": (SHIEN, "identity: card", "identity: mail", 0, "'mail' is too weak for My Number", "card"),
    "number asked without right": (SHIEN, "my_number: true", "my_number: false", 0, "a My Number is asked", "true"),
    "number outside core": (SHIEN, "section: fukushi\nzone: core", "section: kurashi\nzone: office", 1, "only handled in core", "zone: core"),
    "zone of another section": (SHIEN, "zone: core", "zone: office", 0, "works in the zone 'core'", "zone: core"),
    "no 教示": (SHIEN, "kyoji: {ja: 3か月以内に審査請求ができます, en: You may ask for a review within three months}\n", "", -9, "the 教示 is missing", "add kyoji_of:"),
    "part of it without 教示": (SHIEN, "kyoji: {ja: 3か月以内に審査請求ができます, en: You may ask for a review within three months}", "reductions: [{id: over, title: {ja: 上限, en: Limit}, text: {ja: 上限, en: Limit}, article: {ja: 第3条, en: Article 3}}]", 0, "less than was asked can be granted", "add kyoji_of:"),
    "part of what is never approved": (SHIEN, "outcomes: [approved, refused]", "outcomes: [refused]\nreductions: [{id: over, title: {ja: 上限, en: Limit}, text: {ja: 上限, en: Limit}, article: {ja: 第3条, en: Article 3}}]", 1, "never approved", "add approved"),
    "part of a 届出": (SHIEN, "outcomes: [approved, refused]", "kind: notification\noutcomes: [approved, refused]\nreductions: [{id: over, title: {ja: 上限, en: Limit}, text: {ja: 上限, en: Limit}, article: {ja: 第3条, en: Article 3}}]", 2, "a notification cannot be approved in part", "out"),
    "no document of refusal": (SHIEN, "outcome: refused", "outcome: approved", -12, "no document tells so", "outcome: refused"),
    "attachments too large": (SHIEN, "    max_mb: 5", "    max_mb: 20\n    max_files: 9", -4, "180 MB of attachments are more than", "lower"),
    "code twice": ("codes/iro.yaml", "code: blue", "code: red", 0, "the code 'red' is here twice", ""),
    "notice wants what is not": ("notices/kettei.yaml", "{received}の申請", "{recieved}の申請", 0, "nothing fills {recieved}", "received?"),
    "bad city code": ("city.yaml", '"993018"', '"993012"', 0, "is no municipality code", "is 8"),
    "unknown disclosure": ("city.yaml", 'code: "993018"', 'disclosure: sommu\ncode: "993018"', 0, "unknown section 'sommu'", ""),
    "code too short": ("city.yaml", '"993018"', '"9930"', 0, "is no municipality code", "six digits"),
    "code as a number": ("city.yaml", '"993018"', "993018", 0, "993018 is a number here", '"993018" in quotes'),
    "section of no organ": ("sections.yaml", "organ: chocho", "organ: choucho", 0, "unknown organ 'choucho'", "chocho?"),
    "section twice": ("sections.yaml", "id: kurashi", "id: fukushi", 0, "the id 'fukushi' is here twice", ""),
    "department that is not": ("sections.yaml", "department: kurashi-bu", "department: kurashi", 0, "unknown department 'kurashi'", "kurashi-bu?"),
    "section of another organ's department": ("sections.yaml", "organ: chocho\n    department: kurashi-bu", "organ: kyoi\n    department: kurashi-bu", 1, "is a department of 'chocho', not 'kyoi'", ""),
    "department of no organ": ("posts.yaml", "organ: chocho", "organ: choucho", 0, "unknown organ 'choucho'", "chocho?"),
    "department like a section": ("posts.yaml", "id: kurashi-bu", "id: kurashi", 0, "the id 'kurashi' is that of a section", ""),
    "post twice": ("posts.yaml", "id: bucho", "id: kacho", 0, "the id 'kacho' is here twice", ""),
    "post of nothing": ("posts.yaml", "of: department", "of: departement", 0, "of: 'departement' is not possible", "department?"),
    "rank below": ("posts.yaml", "rank: 60", "rank: 30", 0, "does not rank above 'kacho'", "above 40"),
    "unknown role": ("approval.yaml", "approver: approver", "approver: boss", 0, "approver: 'boss' is not possible", "known here"),
    "seat of no post": ("approval.yaml", "{post: bucho, section", "{post: butcho, section", 0, "unknown post 'butcho'", "bucho?"),
    "seat of no section": ("approval.yaml", "kacho, section: kurashi", "kacho, section: kurasi", 0, "unknown section 'kurasi'", "kurashi?"),
    "seat over no department": (SHIEN, "approval: kacho", "approval: own-bucho", 0, "has no department", "a department"),
    "nobody decides": ("approval.yaml", "      - ask: [{post: bucho, section: kurashi}]\n", "", -1, "so nobody decides", "one who decides"),
    "beyond to nowhere": ("approval.yaml", "rule: bucho", "rule: bucco", 0, "unknown approval rule 'bucco'", "bucho?"),
    "beyond in a circle": ("approval.yaml", "    route:\n", "    beyond: [{outcome: refused, rule: kacho}]\n    route:\n", -8, "leads back to itself", "another rule"),
    "deputy of no post": ("approval.yaml", "bucho: [kacho]", "bucho: [kaccho]", 0, "unknown post 'kaccho'", "kacho?"),
    "deputy for oneself": ("approval.yaml", "bucho: [kacho]", "bucho: [bucho]", 0, "cannot sit in for itself", "another post"),
    "role that cannot approve": ("approval.yaml", "approver: approver", "approver: clerk", 0, "'clerk' cannot do this", "approver"),
    "inwards": ("flows.yaml", "from: core\n    to: relay", "from: relay\n    to: core", 1, "relay would dial inwards to core", "from: core"),
    "internet dials a zone": ("flows.yaml", "from: office\n    to: internet", "from: internet\n    to: office", 1, "the internet zone never dials a zone", "let office dial"),
    "residents into core": ("flows.yaml", "from: resident-browser\n    to: internet", "from: resident-browser\n    to: core", 1, "may not dial core", "internet"),
    "wrong port": ("flows.yaml", "port: web", "port: gateway", 0, "does not reach internet on the port 'gateway'", "port: web"),
    "wrong protocol": ("flows.yaml", "protocol: smtp", "protocol: https", 0, "does not speak 'https'", "protocol: smtp"),
    "flow twice": ("flows.yaml", "id: mail", "id: office", 0, "the id 'office' is here twice", ""),
    "unknown party": ("flows.yaml", "from: relay", "from: rellay", 0, "from: 'rellay' is not possible", "relay?"),
}  # fmt: skip


@pytest.mark.parametrize("name", BREAKAGES)
def test_each_breakage_is_told_with_its_line(tmp_path: Path, name: str) -> None:
    file, old, new, below, message, hint = BREAKAGES[name]
    report, line = small_city.broken(tmp_path, file, old, new)
    assert report.catalog is None
    found = [problem for problem in report.problems if message in problem.message]
    assert found, [str(problem) for problem in report.problems]
    assert found[0].file == tmp_path / file
    assert hint in found[0].hint
    # A key that is missing is told where the part begins that lacks it.
    assert found[0].line == (1 if below is None else line + below)


CONDITIONS = {
    "syntax": ("when: has_partner", "when: has_partner &&", "cannot be read", "CEL"),
    "unknown name": ("when: has_partner", "when: has_parner", "no field 'has_parner'", "has_partner?"),
    "a field that comes later": ("when: has_partner", "when: partner_name != ''", "no field 'partner_name'", ""),
    "today decides what is shown": ("when: has_partner", 'when: birth < today', "today is not known here", "check"),
    "no boolean": ("when: has_partner", "when: rooms + 1", "does not answer true or false", "rooms ="),
    "types that do not fit": ("when: has_partner", "when: rooms + name == 'x'", "does not answer true or false", "tried"),
    "never true": ("when: has_partner", "when: rooms == 'two'", "is false whatever is answered", "of its type"),
    "always true": ("when: has_partner", "when: rooms >= 0 || rooms < 0", "is true whatever is answered", ""),
    "no such code": ("when: has_partner", "when: colour == 'green'", "colour never is 'green'", "known here: blue, red"),
    "unknown function": ("when: has_partner", "when: years(birth) > 3", "there is no function 'years'", ""),
    "member that is not": ("one.outside", "one.outsid", "animals has no field 'outsid'", "outside?"),
    "macro in a macro": (
        "animals.exists(one, one.outside)",
        "animals.exists(one, animals.exists(two, two.outside != one.outside))",
        "stands inside another one",
        "split",
    ),
    "a My Number": ("when: outside && has_partner", "when: partner_number != ''", "no field 'partner_number'", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", CONDITIONS)
def test_each_wrong_condition_is_told_with_its_line(tmp_path: Path, name: str) -> None:
    old, new, message, hint = CONDITIONS[name]
    report, line = small_city.broken(tmp_path, SHIEN, old, new)
    found = [problem for problem in report.problems if message in problem.message]
    assert found, [str(problem) for problem in report.problems]
    assert (found[0].line, found[0].file) == (line, tmp_path / SHIEN)
    assert hint in found[0].hint


def test_a_check_names_a_field_of_its_page(tmp_path: Path) -> None:
    report, line = small_city.broken(tmp_path, SHIEN, "field: born", "field: birth")
    assert [(p.line, p.hint) for p in report.problems] == [(line, "known here: born, called, outside, place")]


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    (small_city.write(tmp_path) / "approval.yaml").unlink()
    report = check(tmp_path)
    assert [(problem.file.name, problem.line) for problem in report.problems] == [("approval.yaml", 1)]
    assert report.catalog is None


def test_a_city_without_procedures_is_told(tmp_path: Path) -> None:
    (small_city.write(tmp_path) / SHIEN).unlink()
    assert [problem.message for problem in check(tmp_path).problems] == ["the city declares no procedure"]


def test_an_application_that_no_flow_carries_is_told(tmp_path: Path) -> None:
    flows = small_city.FLOWS.replace("from: relay\n    to: internet", "from: office\n    to: internet")
    report = check(small_city.write(tmp_path, flows=flows))
    assert [problem.message for problem in report.problems] == [
        "no flow carries an application to core: relay does not dial internet"
    ]


def test_several_problems_come_in_order_of_file_and_line(tmp_path: Path) -> None:
    text = small_city.PROCEDURE.replace("organ: chocho", "organ: x").replace("approval: kacho", "approval: y")
    problems = check(small_city.write(tmp_path, shien=text)).problems
    assert len(problems) == 2
    assert problems == sorted(problems)


def test_a_problem_reads_as_file_line_message_and_hint(tmp_path: Path) -> None:
    report, line = small_city.broken(tmp_path, SHIEN, "organ: chocho", "organ: chochou")
    assert str(report.problems[0]) == (
        f"{tmp_path / SHIEN}:{line}: unknown organ 'chochou' (did you mean chocho?)"
    )


def test_any_file_may_be_nonsense(tmp_path: Path) -> None:
    for name in small_city.FILES:
        for content in ("", "- 1\n- 2\n", "text", "a: {b: [c", "\t", "id: 1\n", "organs: [1]\n", "\u0000"):
            small_city.write(tmp_path)
            (tmp_path / name).write_text(content, encoding="utf-8")
            report = check(tmp_path)
            assert report.catalog is None
            assert any(problem.file == tmp_path / name for problem in report.problems), (name, content)


def test_flows_can_be_read_alone(tmp_path: Path) -> None:
    flows, problems = read_flows(small_city.write(tmp_path) / "flows.yaml")
    assert ("core", "relay") in {(flow.from_, flow.to) for flow in flows}
    assert problems == []
    (tmp_path / "flows.yaml").write_text(small_city.FLOWS.replace("to: relay", "to: smtp"), encoding="utf-8")
    assert [problem.line for problem in read_flows(tmp_path / "flows.yaml")[1]] == [21, 22]


def test_a_procedure_stands_in_one_folder_only(tmp_path: Path) -> None:
    small_city.write(tmp_path)
    (tmp_path / "counter" / "shien.yaml").write_text(
        small_city.COUNTER.replace("id: tennyu", "id: shien"), encoding="utf-8"
    )
    assert "procedures/shien.yaml is there too" in str(check(tmp_path).problems)


def test_a_city_with_a_guide_proposes_every_procedure(tmp_path: Path) -> None:
    proposal = small_city.COUNTER[small_city.COUNTER.index("guide:") :]
    report, _ = small_city.broken(tmp_path, TENNYU, proposal, "")
    assert [problem.message for problem in report.problems] == ["the guide never proposes 'tennyu'"]


@pytest.mark.parametrize(
    ("effects", "says"),
    [
        (None, []),
        ({"support.grant": "core"}, []),
        ({"support.grant": "office"}, ["no room of the zone 'core' carries out 'support.grant'"]),
        ({"support.grants": "core"}, ["no room of the zone 'core' carries out 'support.grant'"]),
    ],
)
def test_what_a_decision_does_must_be_somebodys_work(
    tmp_path: Path, effects: dict[str, str] | None, says: list[str]
) -> None:
    report = check(small_city.write(tmp_path), effects)
    assert [problem.message for problem in report.problems] == says
    assert all(
        "did you mean support.grants?" in each.hint
        for each in report.problems
        if "support.grants" in (effects or ())
    )


def test_a_city_without_a_guide_is_right_too(tmp_path: Path) -> None:
    small_city.write(tmp_path)
    (tmp_path / "guide.yaml").unlink()
    report = check(tmp_path)
    assert report.catalog is not None, report.problems
    assert report.catalog.guide is None
