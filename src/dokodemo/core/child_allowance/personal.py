"""What the ledger of the child allowance keeps (see ``base.personal``). Bitemporal (decision 5)."""

from dokodemo.base.personal import PersonalFile, table
from dokodemo.casework.cases.rights import keepers
from dokodemo.core.child_allowance import GRANT
from dokodemo.core.child_allowance.models import AllowanceVersion, Claimant, Decision

TABLES = (
    table(Claimant, "made_at", atenabango="受給者の宛名番号"),
    table(
        Decision,
        "id procedure rule_version made_at",
        claimant_id="受給者の宛名番号",
        case_id="申請の番号",
        kind="決定の種類",
        number="決定の文書番号",
        decided_on="決定の日",
        claimed_on="請求の日",
        starts="支給の始まり",
        amount="金額",
        stated="決定で述べたこと",
        decided_by="決定した職員の番号",
    ),
    table(
        AllowanceVersion,
        "id valid known decision_id",
        identity_id="受給者の宛名番号",
        monthly="手当月額",
        children="児童の氏名、生年月日、順位、額",
        reasons="理由",
        articles="根拠",
    ),
)
NOTHING: dict[type, str] = {}


def files() -> tuple[PersonalFile, ...]:
    return (
        PersonalFile(
            id="child-allowance",
            name="児童手当の台帳ファイル",
            purpose="児童手当を支給するため（児童手当法）",
            persons="児童手当の受給者と、支給の対象の児童",
            collected="本人の請求と届出から",
            retention="最後の支払から5年",
            removal="none",
            tables=TABLES,
            sections=tuple(sorted(keepers(GRANT))),
            count=Claimant.objects.count,
        ),
    )
