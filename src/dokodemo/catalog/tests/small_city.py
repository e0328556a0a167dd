"""A small city, right in everything, to be broken one thing at a time."""

from pathlib import Path

from dokodemo.catalog.check import Report, check
from dokodemo.catalog.schema import Catalog, Procedure

CITY = """\
id: kosato
code: "993018"
titles: {ja: 小里町, en: Kosato Town}
prefecture: {ja: 潮見県, en: Shiomi Prefecture}
population: 9000
postal: "000-0009"
address: {ja: 小里町1番地, en: 1 Kosato}
phone: "0000-00-9000"
hours: {ja: 平日, en: Weekdays}
"""
ORGANS = """\
organs:
  - id: chocho
    title: {ja: 町長, en: Mayor}
    head: {ja: 小里町長, en: Mayor of Kosato}
  - id: kyoi
    title: {ja: 教育委員会, en: Board of Education}
    head: {ja: 小里町教育委員会, en: Kosato Board of Education}
"""
SECTIONS = """\
sections:
  - id: fukushi
    title: {ja: 福祉課, en: Welfare}
    organ: chocho
    zone: core
    phone: "0000-00-9001"
    place: {ja: 1階, en: 1st floor}
  - id: kurashi
    title: {ja: くらし課, en: Daily Life}
    organ: chocho
    department: kurashi-bu
    zone: office
    phone: "0000-00-9002"
    place: {ja: 2階, en: 2nd floor}
"""
APPROVALS = """\
approvals:
  - id: kacho
    title: {ja: 課長の専決, en: Section chief}
    proposer: clerk
    approver: approver
    decider: {ja: 課長, en: Section chief}
    basis: {ja: 専決規程, en: Rules}
    beyond:
      - {amount_over: 100, rule: bucho}
  - id: bucho
    title: {ja: 部長の専決, en: Department head}
    proposer: clerk
    approver: approver
    decider: {ja: 部長, en: Department head}
    basis: {ja: 専決規程, en: Rules}
    route:
      - ask: [{post: kacho}, {post: kacho, section: kurashi}]
      - ask: [{post: bucho, section: kurashi}]
  - id: own-bucho
    title: {ja: 部長の専決, en: Department head}
    proposer: clerk
    approver: approver
    decider: {ja: 部長, en: Department head}
    basis: {ja: 専決規程, en: Rules}
    route:
      - ask: [{post: bucho}]
deputies:
  bucho: [kacho]
"""


def _flow(id_: str, start: str, end: str, port: str = "gateway", protocol: str = "https") -> str:
    return f"""\
  - id: {id_}
    from: {start}
    to: {end}
    protocol: {protocol}
    port: {port}
    direction: both
    purpose: {{ja: 用, en: Use}}
    basis: {{ja: 基準, en: Standard}}
"""


FLOWS = "flows:\n" + "".join(
    (
        _flow("residents", "resident-browser", "internet", "web"),
        _flow("relay", "relay", "internet"),
        _flow("core-relay", "core", "relay"),
        _flow("office", "office", "internet"),
        _flow("mail", "internet", "smtp", "smtp", "smtp"),
    )
)
CODES = """\
id: iro
title: {ja: 色, en: Colour}
codes:
  - {code: red, label: {ja: 赤, en: Red}}
  - {code: blue, label: {ja: 青, en: Blue}}
"""
NOTICE = """\
id: kettei
title: {ja: 決定通知書, en: Decision}
paragraphs:
  - {ja: "{received}の申請について決定しました。", en: "Decided on your application of {received}."}
"""
PROCEDURE = """\
id: shien
titles: {ja: くらしの支援, en: Support}
law: {ja: 支援法, en: Support Act}
article: {ja: 第1条, en: Article 1}
organ: chocho
section: fukushi
zone: core
my_number: true
identity: card
minutes: 5
standard_days: 10
summary_text: {ja: 支援します, en: We support you}
deadline_text: {ja: いつでも, en: At any time}
bring:
  - {ja: カード, en: Card}
guide:
  order: 20
  words: [支援金]
  reasons:
    - cel: baby && first_child
      text: {ja: 初めてのお子さんだから, en: It is your first child}
      deadline: {after: born_on, count: 14, basis: {ja: 支援法第3条, en: Support Act 3}}
    - cel: baby
      text: {ja: お子さんが生まれたから, en: A child was born}
pages:
  - id: hito
    titles: {ja: あなた, en: You}
    fields:
      - id: name
        type: text
        labels: {ja: 氏名, en: Name}
        source: identity.name
        max_length: 20
      - id: reading
        type: kana
        labels: {ja: フリガナ, en: Reading}
      - id: birth
        type: date
        labels: {ja: 生年月日, en: Date of birth}
        past: true
      - id: colour
        type: choice
        labels: {ja: 色, en: Colour}
        code_list: iro
      - id: has_partner
        type: boolean
        labels: {ja: 配偶者がいますか, en: Have you a partner}
      - id: rooms
        type: integer
        labels: {ja: 部屋の数, en: Rooms}
        min: 1
        max: 30
        required: false
      - id: memo
        type: text
        labels: {ja: メモ, en: Memo}
        required: false
        multiline: true
    checks:
      - cel: age_on(birth, today) >= 18
        message: {ja: 18歳からです, en: From 18 years on}
  - id: aite
    titles: {ja: 配偶者, en: Partner}
    when: has_partner
    fields:
      - id: partner_name
        type: text
        labels: {ja: 配偶者の氏名, en: Name of partner}
      - id: partner_number
        type: kojinbango
        labels: {ja: 配偶者のマイナンバー, en: My Number of partner}
  - id: pets
    titles: {ja: 動物, en: Animals}
    fields:
      - id: animals
        type: list
        labels: {ja: 動物, en: Animals}
        item_labels: {ja: 動物, en: Animal}
        required: false
        max_items: 3
        fields:
          - id: called
            type: text
            labels: {ja: なまえ, en: Name}
          - id: born
            type: date
            labels: {ja: 生まれた日, en: Born}
            required: false
            past: true
          - id: outside
            type: boolean
            labels: {ja: 外で飼いますか, en: Outside}
          - id: place
            type: address
            labels: {ja: 飼う所, en: Where}
            when: outside && has_partner
        checks:
          - cel: born == "" || born >= birth
            field: born
            message: {ja: あなたより年上です, en: Older than you}
attachments:
  - id: photo
    titles: {ja: 写真, en: Photo}
    media_types: [image/jpeg]
    max_mb: 5
    when: animals.exists(one, one.outside)
approval: kacho
effect: support.grant
outcomes: [approved, refused]
refusals:
  - id: young
    title: {ja: 18歳未満, en: Under 18}
    text: {ja: 18歳未満のためです, en: Under 18}
    article: {ja: 第2条, en: Article 2}
refused_when:
  - cel: age_on(birth, today) < 18
    refusal: young
kyoji: {ja: 3か月以内に審査請求ができます, en: You may ask for a review within three months}
documents:
  - {id: notice, titles: {ja: 通知, en: Notice}, outcome: approved, notice: kettei, delivery: paper}
  - {id: refusal, titles: {ja: 却下, en: Refusal}, outcome: refused, notice: kettei, delivery: paper}
retention_years: 5
"""
GUIDE = """\
events:
  - id: baby
    titles: {ja: 赤ちゃん, en: A baby}
    note: {ja: 生まれたとき, en: At birth}
    words: [出産, うまれた]
  - id: moving
    titles: {ja: 引っ越し, en: Moving}
    note: {ja: 町に来るとき, en: Coming here}
questions:
  - id: first_child
    type: boolean
    labels: {ja: 初めてのお子さんですか, en: "Is it your first child?"}
    when: baby
  - id: born_on
    type: date
    labels: {ja: 生まれた日, en: Day of birth}
    when: baby
  - id: from_where
    type: choice
    labels: {ja: どこから来ましたか, en: "Where from?"}
    choices:
      - {code: japan, label: {ja: 国内, en: Japan}}
      - {code: abroad, label: {ja: 国外, en: Abroad}}
    when: moving
"""
COUNTER = """\
id: tennyu
titles: {ja: 転入届, en: Moving in}
law: {ja: 住民基本台帳法, en: Basic Resident Registration Act}
article: {ja: 第22条, en: Article 22}
organ: chocho
section: fukushi
minutes: 20
summary_text: {ja: 引っ越してきた届けです, en: Report of moving in}
deadline_text: {ja: 14日以内, en: Within 14 days}
bring:
  - {ja: 転出証明書, en: Moving-out certificate}
place_text: {ja: 窓口に来てください, en: Come to the counter}
guide:
  order: 10
  reasons:
    - cel: moving && from_where == "japan"
      text: {ja: 国内から引っ越すから, en: You move within Japan}
    - cel: moving
      text: {ja: 国外から引っ越すから, en: You come from abroad}
"""
WITHDRAWN = """\
id: kyufu
titles: {ja: 給付金, en: Benefit}
section: fukushi
since: "2026-04-01"
reason_text: {ja: 国の制度が終わったためです, en: The scheme has ended}
instead_text: {ja: くらしの支援があります, en: There is support}
"""
POSTS = """\
departments:
  - id: kurashi-bu
    title: {ja: くらし部, en: Living Department}
    organ: chocho
posts:
  - id: kacho
    title: {ja: 課長, en: Section chief}
    rank: 40
    of: section
  - id: bucho
    title: {ja: 部長, en: Department head}
    rank: 60
    of: department
"""
KYOJI = """\
kyoji:
  - id: mura
    text: {ja: 3か月以内に審査請求ができます, en: You may ask for a review within three months}
"""
FILES = {
    "city.yaml": CITY,
    "organs.yaml": ORGANS,
    "sections.yaml": SECTIONS,
    "approval.yaml": APPROVALS,
    "flows.yaml": FLOWS,
    "kyoji.yaml": KYOJI,
    "posts.yaml": POSTS,
    "codes/iro.yaml": CODES,
    "notices/kettei.yaml": NOTICE,
    "procedures/shien.yaml": PROCEDURE,
    "counter/tennyu.yaml": COUNTER,
    "withdrawn/kyufu.yaml": WITHDRAWN,
    "guide.yaml": GUIDE,
}


def write(folder: Path, **changed: str) -> Path:
    """The small city in ``folder``; ``changed``: other content for a file, by its stem."""
    for name, content in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(changed.get(path.stem, content), encoding="utf-8")
    return folder


def broken(folder: Path, file: str, old: str, new: str) -> tuple[Report, int]:
    """The report on the city with one text replaced, and the line on which the replacement begins."""
    content = FILES[file]
    assert content.count(old) >= 1, f"{old!r} is not in {file}"
    at = content.index(old)
    write(folder)
    (folder / file).write_text(content[:at] + new + content[at + len(old) :], encoding="utf-8")
    return check(folder), content.count("\n", 0, at) + 1


def catalog(folder: Path) -> Catalog:
    """The small city as a catalog."""
    report = check(write(folder))
    assert report.catalog is not None, [str(problem) for problem in report.problems]
    return report.catalog


def procedure(folder: Path) -> Procedure:
    return catalog(folder).procedures["shien"]
