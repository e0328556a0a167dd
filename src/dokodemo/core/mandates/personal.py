"""What is kept of who may act for whom (see ``base.personal``)."""

from dokodemo.base.personal import PersonalFile, table
from dokodemo.casework.cases.rights import keepers
from dokodemo.core.mandates import GRANT
from dokodemo.core.mandates.models import Mandate

TABLES = (
    table(
        Mandate,
        "id revoked_case reminded_on made_at",
        principal="本人の宛名番号",
        agent="代理人の宛名番号",
        agent_name="代理人の氏名",
        agent_name_key="代理人の氏名（検索用）",
        agent_kana="代理人のフリガナ",
        agent_kana_key="代理人のフリガナ（検索用）",
        agent_birth="代理人の生年月日",
        agent_address="代理人の住所",
        relation="代理人の立場",
        proof="確かめた書類",
        scope="代わってできる手続き",
        starts="代理の期間の始まり",
        ends="代理の期間の終わり",
        case_id="申請の番号",
        number="届出の文書番号",
        revoked_on="終わった日",
        revoked_why="終わった理由",
        revoked_by="終わらせた職員の番号",
        revoked_name="終わらせた職員の氏名",
    ),
)
NOTHING: dict[type, str] = {}


def files() -> tuple[PersonalFile, ...]:
    return (
        PersonalFile(
            id="mandates",
            name="代理の届出ファイル",
            purpose="だれがだれに代わって手続きできるかを確かめるため",
            persons="代理の届出の本人と代理人",
            collected="本人または代理人の届出から",
            retention="代理の期間の終わりから10年",
            removal="none",
            tables=TABLES,
            sections=tuple(sorted(keepers(GRANT))),
            count=lambda: 2 * Mandate.objects.count(),  # who is represented, and who acts
        ),
    )
