"""What is kept of the members of staff of the whole house (see ``base.personal``). Passwords are not here: they are
enrolled in each zone."""

from dokodemo.base.personal import PersonalFile, table
from dokodemo.casework.staff.personal import OF_STAFF
from dokodemo.office.directory.models import Member, MemberAbsence

TABLES = (
    table(
        Member,
        "active changed_at",
        id="職員番号",
        name="氏名",
        kana="フリガナ",
        kana_key="フリガナ（検索用）",
        name_key="氏名（検索用）",
        section="所属",
        post="職",
        since="任期のはじめの日",
        until="働かなくなる日",
        roles="役割",
    ),
    table(
        MemberAbsence,
        "id",
        member_id="職員番号",
        starts="不在のはじめの日",
        ends="戻る日",
        reason="不在の理由（出張、休暇）",
    ),
)
NOTHING: dict[type, str] = {}


def files() -> tuple[PersonalFile, ...]:
    return (
        PersonalFile(
            id="directory",
            name="職員の登録ファイル",
            purpose="だれがどの課で、どの役割で働くかを知るため",
            persons="職員と、職員だった人",
            collected="人事の登録から受け取る",
            retention="在職中、および記録がその人の名を示すあいだ（不在は、終わってから1年）",
            removal="none",
            tables=TABLES,
            exempt=OF_STAFF,
            count=Member.objects.count,
        ),
    )
