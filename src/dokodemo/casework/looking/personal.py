"""What is kept of who looked at whom (see ``base.personal``). The two lists hold a 宛名番号 only locked."""

from dokodemo.base.personal import PersonalFile, table
from dokodemo.casework.looking.models import Alarm, Answer, Hour, Notable, OwnNumber, Position, Told
from dokodemo.casework.staff.personal import OF_STAFF

_ALARMS = (
    table(
        Alarm,
        "id rule section row day looks due state passed_on_at",
        actor="見た職員の番号",
        subject="見られた人の宛名番号",
        at="見た時刻",
    ),
    table(
        Answer,
        "id alarm_id word at",
        remark="点検の答え",
        looker="見た職員の番号",
        by_id="点検した職員の番号",
        by_name="点検した職員の氏名",
    ),
    table(Told, "id alarm_id late at read_at", member="知らせた職員の番号"),
    table(Hour, "id hour section persons", member="職員の番号"),
)
_LISTS = (
    table(
        Notable,
        "id at ended_at",
        key="宛名番号の要約値",
        person="宛名番号（暗号化）",
        reason="一覧に入れた理由",
        by_id="一覧に入れた職員の番号",
        by_name="一覧に入れた職員の氏名",
        ended_by="一覧から外した職員の番号",
        ended_name="一覧から外した職員の氏名",
    ),
    table(
        OwnNumber,
        "at",
        member="職員の番号",
        person="本人の宛名番号（暗号化）",
        consented_on="本人が同意した日",
        by_id="登録した職員の番号",
        by_name="登録した職員の氏名",
    ),
)
TABLES = (*_ALARMS, *_LISTS)
NOTHING = {Position: "記録をどこまで見たかだけを持つ"}


def _watched() -> int:
    """Who stands on the two lists now."""
    return Notable.objects.filter(ended_at=None).count() + OwnNumber.objects.count()


def files() -> tuple[PersonalFile, ...]:
    return (
        PersonalFile(
            id="alarms",
            name="閲覧の点検のファイル",
            purpose="職員が見る必要のない人の情報を見ていないかを、見た人とは別の職員が確かめるため",
            persons="情報を見た職員と、見られた人",
            collected="アクセスの記録から",
            retention="アクセスの記録と同じ（7年）。時間ごとの人数は120日",
            removal="none",
            tables=_ALARMS,
            exempt=OF_STAFF,
            count=Alarm.objects.count,
        ),
        PersonalFile(
            id="watched",
            name="閲覧の点検に使う一覧のファイル",
            purpose="知られた人や職員自身の世帯が見られたときに、点検できるようにするため",
            persons="よく知られた人、職員",
            collected="職員の管理をする者が、理由をつけて、または本人の同意を得て",
            retention="一覧から外すまで。外したことは記録に残る",
            removal="person",
            tables=_LISTS,
            count=_watched,
        ),
    )
