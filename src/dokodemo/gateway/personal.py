"""What the gateway keeps of persons (see ``base.personal``)."""

from dokodemo.base.personal import PersonalFile, table
from dokodemo.gateway.models import (
    AuditAnchor,
    CatalogAcknowledgement,
    Confirmation,
    Epoch,
    Inbox,
    Outbox,
    OutboxStream,
    PeerEpoch,
    RejectedFrame,
)

_OUT = table(
    Outbox,
    "id destination sequence header state confirm created_at claimed_at claimed_by sent_at confirmed_at attempts",
    stream="申請の番号",
    sealed="送る申請、決定、文書の内容（宛先だけが開ける暗号）",
)
_STREAM = table(OutboxStream, "id destination sequence created_at", stream="申請の番号")
_IN = table(
    Inbox,
    "id message origin epoch sequence first type version state code received_at applied_at header",
    stream="申請の番号",
    sealed="届いた申請、決定、文書の内容（この区域だけが開ける暗号）",
)
TABLES = (_OUT, _STREAM, _IN)
NOTHING = {
    Confirmation: "通信文の番号だけを持つ",
    RejectedFrame: "断った通信文の番号と要約値だけを持つ",
    Epoch: "データベースの世代の番号だけを持つ",
    PeerEpoch: "ほかの区域の世代の番号だけを持つ",
    CatalogAcknowledgement: "様式の版の番号だけを持つ",
    AuditAnchor: "隣の区域の記録の要約値だけを持つ",
}


def files() -> tuple[PersonalFile, ...]:
    return (
        PersonalFile(
            id="gateway",
            name="区域間の通信ファイル",
            purpose="申請、決定、文書を、区域のあいだで1回だけ、順に、まちがいなく送り届けるため",
            persons="申請した人、申請に書かれた人",
            collected="隣の区域から受け取る。この区域が作る",
            retention="内容は確認から40日（控えから戻すときに送り直せる期間）。二重に受け取らないための番号だけは、期限なく残す",
            removal="nightly",
            tables=TABLES,
            exempt="内容は1年以内に消し、送り届けることにだけ使う（法75条2項1号、74条2項6号・7号）",
        ),
    )
