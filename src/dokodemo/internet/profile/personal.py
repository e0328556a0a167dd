"""What a resident had remembered (see ``base.personal``)."""

from dokodemo.base.personal import PersonalFile, table
from dokodemo.internet.profile.models import Profile

TABLES = (
    table(
        Profile,
        "locked_key expires_at",
        account_id="アカウントの番号",
        body="覚えておくと選んだ答え：フリガナ、電話番号、家族、口座など（本人だけが開ける暗号）",
    ),
)
NOTHING: dict[type, str] = {}


def files() -> tuple[PersonalFile, ...]:
    return (
        PersonalFile(
            id="profile",
            name="入力の手間を省くための登録ファイル",
            purpose="望む人の次の申請に、前に書いたことを入れておくため",
            persons="覚えておくことを選んだ人と、その人が書いた家族",
            collected="本人から",
            retention="最後に変えてから2年。本人が消すか、アカウントを閉じると、すぐ消える",
            removal="nightly",
            tables=TABLES,
            count=Profile.objects.count,
        ),
    )
