"""Words of this room: roles, and what is wrong with an entry."""

from django.utils.translation import gettext as _


def role(code: str) -> str:
    """A role, as staff call it."""
    return {
        "clerk": _("担当者"),
        "checker": _("審査者"),
        "approver": _("決裁者"),
        "chief": _("課長"),
        "administrator": _("職員の管理者"),
        "operator": _("運用担当者"),
        "auditor": _("監査担当者"),
    }.get(code, code)


def state(code: str) -> str:
    """Where a plan stands."""
    return {
        "prepared": _("確定を待っています"),
        "confirmed": _("確定しました"),
        "running": _("引き継いでいます"),
        "done": _("終わりました"),
        "withdrawn": _("取り下げました"),
    }.get(code, code)


def moved(code: str) -> str:
    """What a report counts."""
    return {
        "arrived": _("未着手"),
        "examining": _("審査中"),
        "proposed": _("決裁待ち"),
        "approved": _("決定済み"),
        "refused": _("却下済み"),
        "withdrawn": _("取下げ"),
        "closed": _("完結"),
        "untaken": _("うち担当なしになった申請"),
        "seats": _("決裁の席"),
        "prints": _("印刷物"),
        "entries": _("反映するもの"),
        "intakes": _("ポータルからの受信"),
        "receptions": _("入力の途中の紙・電話の申請"),
        "holds": _("保存の延長"),
        "disposed": _("廃棄の記録"),
        "proposals": _("取り下げた廃棄の提案"),
        "runs": _("済んだ廃棄"),
        "alarms": _("閲覧の点検"),
    }.get(code, code)


def wrong(field: str) -> str:
    """What is wrong with one field of a member, and what to do."""
    return {
        "id": _("職員番号は、半角の英字と数字とハイフンで、1文字から40文字までにしてください。"),
        "taken": _("この職員番号の職員は、もういます。番号を確かめてください。"),
        "name": _("氏名を入力してください。"),
        "kana": _("フリガナを入力してください。"),
        "section": _("所属を選んでください。申請を扱う職員には、課が必要です。"),
        "post": _(
            "この所属に置く職を選んでください。課の職は課に、部の職は部に、執行機関の職は執行機関に置きます。"
        ),
        "roles": _("役割を1つ以上選んでください。職員の管理者は、申請を扱う役割を持てません。"),
        "since": _("年月日を「2027-04-01」か「令和9年4月1日」のように入力してください。"),
        "until": _("任期のはじまりよりあとの日を「2027-04-01」か「令和9年4月1日」のように入力してください。"),
        "starts": _("年月日を「2027-04-01」か「令和9年4月1日」のように入力してください。"),
        "ends": _("不在のはじまりよりあとの日を「2027-04-01」か「令和9年4月1日」のように入力してください。"),
        "absence": _("この期間には、ほかの不在が登録されています。下の一覧を確かめてください。"),
        "reason": _("50文字までで入力してください。"),
    }[field]


def not_possible(code: str) -> str:
    """Why a plan cannot be made, confirmed or withdrawn, and what to do."""
    return {
        "title": _("計画の名前を100文字までで入力してください。"),
        "past": _("0時に間に合いません。明日からの日にしてください。"),
        "nothing": _("課の引き継ぎも異動もありません。CSVを選んでください。"),
        "day": _("その日には、ほかの計画があります。先に取り下げてください。"),
        "closed": _(
            "この計画は、もう確定できる状態でも取り下げられる状態でもありません。下の状態を確かめてください。"
        ),
        "unchecked": _(
            "マイナンバー利用事務系が、まだ申請を確かめていません。しばらくしてから、もう一度押してください。"
        ),
        "orphans": _("引き継ぎ先のない申請があります。取り下げて、引き継ぎ先を書き加えてください。"),
        "no_day": _("年月日を「2027-04-01」か「令和9年4月1日」のように入力してください。"),
        "problems": _("CSVに直すところがあります。何も登録されていません。"),
    }[code]
