"""What is kept to enter decisions into systems that are not ours (see ``base.personal``)."""

from dokodemo.base.personal import PersonalFile, table
from dokodemo.casework.cases.rights import keepers
from dokodemo.casework.transfer import EFFECT
from dokodemo.casework.transfer.models import Entry

TABLES = (
    table(
        Entry,
        "id procedure catalog_hash section state at",
        case_id="申請の番号",
        receipt="受付番号",
        number="決定の文書番号",
        decided_on="決定の日",
        person="宛名番号",
        name="対象の人の氏名",
        name_key="氏名（検索用）",
        rows="決定したことと、申請の内容",
        reference="反映先での番号",
        entered_at="反映した時刻",
        entered_by="反映した職員の番号",
        entered_name="反映した職員の氏名",
    ),
)
NOTHING: dict[type, str] = {}


def files() -> tuple[PersonalFile, ...]:
    return (
        PersonalFile(
            id="transfer",
            name="決定の反映待ちファイル",
            purpose="決定したことを、ほかのシステムや台帳に職員が入れるため",
            persons="申請した人、申請に書かれた人",
            collected="申請の決定から",
            retention="決定した申請と同じ",
            removal="disposal",
            tables=TABLES,
            sections=tuple(sorted(keepers(EFFECT))),
            sensitive="手続きにより、病歴、障害、診療の内容を含むことがある",
            count=Entry.objects.count,
        ),
    )
