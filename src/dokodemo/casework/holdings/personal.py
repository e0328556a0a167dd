"""What is kept of disposals and of what is held back from them (see ``base.personal``)."""

from dokodemo.base.personal import PersonalFile, table
from dokodemo.casework.holdings.models import Figure, Hold, Item, Rule, Run, Shred

TABLES = (
    table(
        Run,
        "id section counted_on state chosen left gone more proposed_at confirmed_at dropped_at done_at",
        proposed_by="提案した職員の番号",
        proposed_name="提案した職員の氏名",
        confirmed_by="確認した職員の番号",
        confirmed_name="確認した職員の氏名",
        dropped_by="取り下げた職員の番号",
        dropped_name="取り下げた職員の氏名",
    ),
    table(
        Item,
        "id run_id section receipt_digits state",
        case_id="申請の番号",
        receipt="受付番号",
        procedure="手続き",
        decided_on="決定か取下げの日",
        why="残した理由",
        at="廃棄した時刻",
    ),
    table(
        Hold,
        "id section at",
        case_id="申請の番号",
        receipt="受付番号",
        procedure="手続き",
        reason="保存を延長する理由",
        note="補足",
        until="いつまで延長するか",
        by_id="延長した職員の番号",
        by_name="延長した職員の氏名",
        ended_at="延長を終えた時刻",
        ended_name="延長を終えた職員の氏名",
    ),
)
NOTHING = {
    Rule: "規則と件数だけを持つ",
    Shred: "消すファイルの名（要約値）だけを持つ",
    Figure: "ファイルごとの人数だけを持つ",
}
#: How long a record of disposal is kept after it (廃棄記録).
RECORD_YEARS = 30


def files() -> tuple[PersonalFile, ...]:
    return (
        PersonalFile(
            id="disposal",
            name="申請の廃棄記録ファイル",
            purpose="いつ、何を、どの規則で、だれが廃棄したかをあとから確かめるため。期限を過ぎても残す申請を知るため",
            persons="廃棄した申請、保存を延長した申請（氏名は持たない）。提案した職員、確認した職員",
            collected="申請の決定、取下げから。職員の操作から",
            retention=f"廃棄した日の属する年度の翌年度の4月1日から{RECORD_YEARS}年。保存の延長は、その申請を廃棄するまで",
            removal="nightly",
            tables=TABLES,
            count=Item.objects.count,
        ),
    )
