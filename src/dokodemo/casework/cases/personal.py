"""What is kept of persons with their applications (see ``base.personal``): one file for each procedure, because each has a
purpose, a section and a retention of its own.

What is personal lies here in clear only in the zone whose duty it is (decision 2 is about ``internet``), except My Numbers
and the keys of files, which are locked under the zone's own secret and unreadable in a dump."""

from collections.abc import Iterable
from functools import partial

from django.db.models import Sum

from dokodemo.base import config
from dokodemo.base.personal import PersonalFile, table
from dokodemo.casework.cases.models import (
    AttachmentPart,
    BulkAct,
    Case,
    CaseAsked,
    CaseAttachment,
    CaseContact,
    CaseCorrection,
    CaseCount,
    CaseDecision,
    CaseDocument,
    CaseDueCount,
    CaseFee,
    CaseLink,
    CaseMention,
    CaseNote,
    CasePresence,
    CasePrint,
    CaseSeat,
    CaseVersion,
    CaseWithdrawal,
    DocumentNumber,
    EvidenceSeen,
    SavedView,
)
from dokodemo.casework.staff.personal import OF_STAFF
from dokodemo.catalog import versions
from dokodemo.catalog.schema import Catalog, Field, Procedure

_CASE = (
    table(
        Case,
        "receipt_digits procedure catalog_hash section version due arrived_on flag stage number_year reply_public_key",
        id="申請の番号",
        receipt="受付番号",
        applicant_name="申請した人の氏名",
        applicant_kana="申請した人のフリガナ",
        name_key="申請した人の氏名（検索用）",
        kana_key="申請した人のフリガナ（検索用）",
        address_key="申請した人の住所（検索用）",
        person="宛名番号",
        evidence="本人確認の記録（カードの署名、サインイン）",
        problems="申請の内容の誤り",
        together="いっしょに送られた申請の受付番号",
        language="使う言語",
        delivery="通知の受け取り方",
        entrance="申請の入口（オンライン、マイナポータル、窓口、郵便、電話）",
        entrance_number="マイナポータルの受付番号",
        state="審査の状態",
        arrived_at="到達した時刻",
        registered_at="受け付けた時刻",
        taken_by="担当した職員の番号",
        taken_name="担当した職員の氏名",
        taken_at="審査を始めた時刻",
        number="決定の文書番号",
        decided_at="決定した時刻",
        closed_at="完結の時刻",
        closed_name="完結にした職員の氏名",
    ),
    table(CaseVersion, "id case_id n late at", values="申請の内容", private="個人番号（暗号化）"),
    table(
        CaseLink,
        "id case_id at",
        person="宛名番号",
        how="本人との結びつけ方",
        by_id="結びつけた職員の番号",
        by_name="結びつけた職員の氏名",
    ),
    table(
        CaseCorrection,
        "id case_id field at",
        was="直す前の内容",
        now="直した内容",
        why="直した理由",
        by_id="直した職員の番号",
        by_name="直した職員の氏名",
    ),
    table(
        CaseAsked,
        "id case_id at closed_at answer fields attachments",
        text="補正の求めの内容",
        until="補正の期限",
        by_id="補正を求めた職員の番号",
        by_name="補正を求めた職員の氏名",
    ),
    table(
        CaseAttachment,
        "id case_id size sha256_plain key parts state refusal rebuilt_key rebuilt_media pages complete_at version",
        attachment="添付の種類",
        name="添付のファイルの名",
        sha256_cipher="添付の原本（暗号化したファイル）",
        rebuilt_sha256="添付を作り直したもの（暗号化したファイル）",
    ),
    table(AttachmentPart, "id attachment_id index", sha256="添付の原本（暗号化したファイル）"),
    table(
        CaseDecision,
        "id case_id state rule ledger refusal_ids reduction_ids unsent reopened_why",
        outcome="決定（承認、却下）",
        note="決定の補足",
        reasons="決定の理由",
        denied="一部を認めない理由",
        articles="決定の根拠",
        amount="決定の額",
        assessment="規則による見立て",
        findings="審査で確かめたこと",
        returned_with="差し戻しの理由",
        reopened_with="決定をやり直す理由",
        reopened_by="決定をやり直すことにした職員の番号",
        reopened_name="決定をやり直すことにした職員の氏名",
        reopened_at="決定をやり直すことにした時刻",
        proposed_by="提案した職員の番号",
        proposed_name="提案した職員の氏名",
        proposed_at="提案した時刻",
        decided_by="決定した職員の番号",
        decided_name="決定した職員の氏名",
        decided_at="決定した時刻",
        decided_on="決定の日",
        enforced_on="施行の日",
        number="決定の文書番号",
    ),
    table(
        CaseSeat,
        "id decision_id case_id step place section post final state",
        drafter="提案した職員の番号",
        by_id="決裁に加わった職員の番号",
        by_name="決裁に加わった職員の氏名",
        at="決裁に加わった時刻",
        opinion="決裁での意見",
        instead_of="代決のとき不在だった職員の氏名",
        seen_at="後閲の時刻",
        seen_name="後閲した職員の氏名",
    ),
    table(
        CaseWithdrawal,
        "case_id in_time at",
        way="取下げの受け取り方",
        arrived_at="取下げが届いた時刻",
        reason="取り下げた理由",
        by_id="取下げを記録した職員の番号",
        by_name="取下げを記録した職員の氏名",
    ),
    table(
        CaseDocument,
        "id case_id kind declared edition enforced_on state key at ready_at",
        title="文書の名",
        facts="文書に書いたこと（あて先の氏名、住所、決定）",
        delivery="通知の受け取り方",
        sha256="文書のPDF（暗号化したファイル）",
        delivered_at="届けた時刻",
    ),
    table(
        CasePrint,
        "document_id section kind state at edition",
        label="あて名（氏名、郵便番号、住所）",
        printed_at="印刷した時刻",
        printed_name="印刷した職員の氏名",
        posted_at="発送した時刻",
        posted_name="発送した職員の氏名",
        postal="あて先の郵便番号",
        tracking="郵便のお問い合わせ番号",
        before="前に送ったときのあて名と記録",
        came_back_on="郵便が戻ってきた日",
        came_back_why="郵便が戻ってきたわけ",
        came_back_name="戻ってきたと記録した職員の氏名",
    ),
    table(
        CaseFee,
        "case_id due_at recorded_at",
        amount="手数料の額",
        received_amount="受け取った額",
        received_on="受け取った日",
        how="受け取り方",
        by_id="手数料を受け取った職員の番号",
        by_name="手数料を受け取った職員の氏名",
    ),
    table(EvidenceSeen, "at", token_hash="本人確認の証明の要約値", case="申請の番号"),  # noqa: S106
    table(
        CaseNote,
        "id case_id at taken_back_at",
        text="職員のメモ",
        by_id="メモを書いた職員の番号",
        by_name="メモを書いた職員の氏名",
    ),
    table(
        CaseMention,
        "id note_id case_id read_at",
        member="メモで呼ばれた職員の番号",
        name="メモで呼ばれた職員の氏名",
    ),
    table(
        CaseContact,
        "id case_id at",
        way="連絡の方法",
        whom="連絡の相手",
        happened_at="連絡した時刻",
        said="連絡の内容",
        promise="約束したこと",
        until="約束の期限",
        by_id="連絡した職員の番号",
        by_name="連絡した職員の氏名",
        kept_at="約束を果たした時刻",
        kept_by="約束を果たした職員の番号",
        kept_name="約束を果たした職員の氏名",
    ),
)  # fmt: skip
_DESK = (
    table(CasePresence, "id seen_at", case_id="申請の番号", member="開いている職員の番号", name="開いている職員の氏名"),
    table(SavedView, "id query", member="職員の番号", name="表示の名"),
    table(
        BulkAct,
        "id kind at undone_at",
        member="まとめて変えた職員の番号",
        word="担当にした職員の氏名、印",
        rows="変えた申請の番号と、変える前の担当・印",
        left="変えなかった申請の受付番号",
    ),
)  # fmt: skip
TABLES = (*_CASE, *_DESK)
NOTHING = {
    DocumentNumber: "課と執行機関と年度ごとの番号だけを持つ",
    CaseCount: "課、状態、手続きごとの件数だけを持つ",
    CaseDueCount: "課と期限の日ごとの件数だけを持つ",
}


def files() -> Iterable[PersonalFile]:
    catalog, zone = versions.current(), config.load().zone
    if catalog is not None:
        every = {**versions.gone(), **catalog.procedures}
        for each in sorted(every.values(), key=lambda one: one.id):
            if each.zone == zone:
                yield _of(each, catalog)
    yield PersonalFile(
        id="desk",
        name="机の表示ファイル",
        purpose="職員どうしが同じ申請を同時に変えないため。自分の表示を残し、まとめて変えたことを1日のあいだ戻せるようにするため",
        persons="申請を扱う職員",
        collected="職員の操作から",
        retention="開いている人は1分、まとめて変えたことは1日。表示は職員が消すまで",
        removal="nightly",
        tables=_DESK,
        exempt=OF_STAFF,
    )


def _of(procedure: Procedure, catalog: Catalog) -> PersonalFile:
    title, law = procedure.titles.ja, procedure.law.ja + procedure.article.ja
    by_portal = procedure.id in catalog.portal
    about = "、代わってもらう本人" if procedure.about is not None else ""
    return PersonalFile(
        id=f"case-{procedure.id}",
        name=f"「{title}」の申請ファイル",
        purpose=f"「{title}」を受け付け、審査し、決定して知らせるため（{law}）",
        persons=f"申請または届出をした人{about}、申請に書かれた人",
        collected="本人（代理人）のオンライン申請から" + ("。マイナポータルから" if by_portal else ""),
        retention=f"決定または取下げの日の属する年度の翌年度の4月1日から{procedure.retention_years}年",
        removal="disposal",
        tables=_CASE,
        sections=(procedure.section,),
        more=tuple(_questions(procedure)),
        sensitive="、".join(SENSITIVE[each] for each in procedure.sensitive),
        my_number=procedure.my_number,
        count=partial(_applications, procedure.id),
    )


def _questions(procedure: Procedure) -> Iterable[str]:
    """What the form asks, what is attached and what a clerk finds out, by their labels."""
    for page in procedure.pages:
        yield from _labels(page.fields)
    yield from (each.titles.ja for each in procedure.attachments)
    yield from _labels(procedure.findings)


def _labels(fields: Iterable[Field]) -> Iterable[str]:
    for each in fields:
        if each.fields:
            yield from (f"{each.labels.ja}：{label}" for label in _labels(each.fields))
        else:
            yield each.labels.ja


def _applications(procedure: str) -> int:
    """As many applications as the counters say: each is found by one person, its applicant, so that the persons by whom the
    file can be searched are never more."""
    total = CaseCount.objects.filter(procedure=procedure).aggregate(n=Sum("n"))["n"]
    return int(total or 0)


#: 要配慮個人情報 (個人情報の保護に関する法律2条3項, 施行令2条) by the catalog's words.
SENSITIVE = {
    "race": "人種",
    "creed": "信条",
    "social_status": "社会的身分",
    "illness": "病歴",
    "crime": "犯罪の経歴",
    "victim": "犯罪により害を被った事実",
    "disability": "障害があること",
    "checkup": "健康診断などの結果",
    "treatment": "診療、調剤、保健指導",
    "juvenile": "少年の保護事件の手続",
    "criminal_procedure": "刑事事件の手続",
}
