"""What is kept of the answers of ``core`` about mandates (see ``base.personal``)."""

from dokodemo.base.personal import PersonalFile, table
from dokodemo.office.mandates.models import Asked

TABLES = (
    table(
        Asked,
        "question asked_at certain",
        case_id="申請の番号",
        state="代理の届出があるか",
        relation="本人との関係",
        ends="代理の期間の終わり",
        number="届出の文書番号",
    ),
)
NOTHING: dict[type, str] = {}


def files() -> tuple[PersonalFile, ...]:
    return (
        PersonalFile(
            id="asked-mandates",
            name="代理の届出の照会ファイル",
            purpose="申請の本人に代わって手続きできる人かを、机で確かめるため",
            persons="だれかに代わって申請した人",
            collected="マイナンバー利用事務系の代理の届出から受け取る",
            retention="申請と同じ",
            removal="disposal",
            tables=TABLES,
            count=Asked.objects.count,
        ),
    )
