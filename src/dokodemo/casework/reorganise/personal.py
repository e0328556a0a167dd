"""What a reorganisation names of staff (see ``base.personal``)."""

from dokodemo.base.personal import PersonalFile, table
from dokodemo.casework.reorganise.models import Moved, Plan
from dokodemo.casework.staff.personal import OF_STAFF

TABLES = (
    table(
        Plan,
        "id title day moves state core started_at done_at report",
        transfers="異動する職員の番号と、新しい課・職・役割",
        made_by="組んだ職員の番号",
        made_name="組んだ職員の氏名",
        made_at="組んだ時刻",
        confirmed_by="確かめた職員の番号",
        confirmed_name="確かめた職員の氏名",
        confirmed_at="確かめた時刻",
        withdrawn_name="取りやめた職員の氏名",
        placed="異動した職員の番号と課",
    ),
)
NOTHING = {Moved: "課と手続きごとの件数だけを持つ"}


def files() -> tuple[PersonalFile, ...]:
    return (
        PersonalFile(
            id="reorganisation",
            name="組織改正と異動のファイル",
            purpose="組織の改編と職員の異動を前もって組み、その日の0時に行い、何が移ったかを残すため",
            persons="異動する職員と、改編を組み、確かめた職員",
            collected="人事の異動の表から",
            retention="何が移ったかを知る必要があるあいだ",
            removal="none",
            tables=TABLES,
            exempt=OF_STAFF,
            count=Plan.objects.count,
        ),
    )
