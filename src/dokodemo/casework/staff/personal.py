"""What is kept of the members of staff (see ``base.personal``). Members come from the directory of ``office``; credentials
are enrolled in each zone and never leave it."""

from dokodemo.base.personal import PersonalFile, table
from dokodemo.casework.staff.models import (
    Absence,
    Credential,
    Passkey,
    RecoveryCode,
    StaffMember,
    StaffSession,
    Totp,
)

TABLES = (
    table(
        StaffMember,
        "active",
        id="職員番号",
        name="氏名",
        kana="フリガナ",
        section="所属",
        post="職",
        since="任期のはじめの日",
        until="働かなくなる日",
        roles="役割",
    ),
    table(Absence, "id", member_id="職員番号", starts="不在のはじめの日", ends="戻る日", reason="不在の理由（出張、休暇）"),
    table(
        Credential,
        "failed locked_until must_change changed_at",
        member_id="職員番号",
        password="パスワードの要約値",  # noqa: S106
    ),
    table(StaffSession, "id_hash secret_hash", member_id="職員番号", opened_at="サインインした時刻", seen_at="最後に使った時刻"),
    table(Totp, "last_step added_at", member_id="職員番号", secret="確認アプリの秘密（暗号化）"),  # noqa: S106
    table(
        Passkey,
        "id sign_count added_at used_at",
        member_id="職員番号",
        credential_id="パスキーの番号",
        public_key="パスキーの公開鍵",
        name="パスキーの呼び名",
    ),
    table(RecoveryCode, "id", member_id="職員番号", code_hash="回復コードの要約値"),
)  # fmt: skip
NOTHING: dict[type, str] = {}

#: The reason that files of staff only have (also office.directory).
OF_STAFF = "職員だけの記録（法75条2項1号、74条2項3号）"


def files() -> tuple[PersonalFile, ...]:
    return (
        PersonalFile(
            id="staff",
            name="この区域で働く職員の登録ファイル",
            purpose="この区域で働ける職員を知り、本人だけをサインインさせるため",
            persons="この区域で働く職員と、働いていた職員",
            collected="人事の登録から受け取る。パスワードなどは職員本人から",
            retention="在職中、および記録がその人の名を示すあいだ。サインインは30分使わないと終わる",
            removal="none",
            tables=TABLES,
            exempt=OF_STAFF,
            count=StaffMember.objects.count,
        ),
    )
