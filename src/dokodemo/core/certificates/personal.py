"""What is kept of certificates that were issued, never what was printed (see ``base.personal``)."""

from dokodemo.base.personal import PersonalFile, table
from dokodemo.casework.cases.rights import keepers
from dokodemo.core.certificates import EFFECT
from dokodemo.core.certificates.models import CertificateNumber, Issued

TABLES = (
    table(
        Issued,
        "id fiscal_year household made_at",
        number="交付番号",
        case_id="申請の番号",
        decision="決定の文書番号",
        issued_on="交付の日",
        requester="請求した人の宛名番号",
        office="公用で請求した機関の名前",
        persons="載っている人の宛名番号",
        copies="通数",
        basis="請求の根拠",
    ),
)
NOTHING = {CertificateNumber: "年度ごとの番号だけを持つ"}


def files() -> tuple[PersonalFile, ...]:
    return (
        PersonalFile(
            id="certificates",
            name="住民票の写しの交付記録ファイル",
            purpose="どの証明書をだれに交付したかを確かめるため（住民基本台帳法第12条）",
            persons="住民票の写しを請求した人、写しに載っている人",
            collected="本人の請求から",
            retention="交付から5年",
            removal="none",
            tables=TABLES,
            sections=tuple(sorted(keepers(EFFECT))),
            count=Issued.objects.values("requester").distinct().count,
        ),
    )
