"""What is kept of applications on paper while a clerk types them (see ``base.personal``)."""

from dokodemo.base import config
from dokodemo.base.personal import PersonalFile, table
from dokodemo.casework.reception.models import Reception, Scan
from dokodemo.catalog import versions

TABLES = (
    table(
        Reception,
        "id answers section procedure catalog_hash entrance received_on revision begun_at saved_by saved_name saved_at",
        application="申請の番号",
        proof="本人確認の方法",
        typed="申請に書かれていること（入力の途中）",
        applicant="申請した人の氏名",
    ),
    table(
        Scan,
        "reception_id attachment size sha256_plain key rebuilt_key rebuilt_media at",
        id="書類の番号",
        name="書類のファイル名",
        sha256_cipher="申請書と書類のスキャン（暗号化したファイル）",
        rebuilt_sha256="スキャンの写し（暗号化したファイル）",
    ),
)
NOTHING: dict[type, str] = {}


def files() -> tuple[PersonalFile, ...]:
    catalog, zone = versions.current(), config.load().zone
    every = catalog.procedures.values() if catalog else ()
    return (
        PersonalFile(
            id="reception",
            name="紙・電話の申請の入力途中ファイル",
            purpose="紙や電話で届いた申請を、オンラインの申請と同じように受け付けるため",
            persons="紙や電話で申請した人、申請に書かれた人",
            collected="本人または代わりの人の申請書、電話",
            retention="受け付けるまで（受け付けた後は申請のファイルにある）",
            removal="person",
            tables=TABLES,
            sections=tuple(sorted({each.section for each in every if each.zone == zone})),
            sensitive="手続きにより、病歴、障害、診療の内容を含むことがある",
            count=Reception.objects.count,
        ),
    )
