"""What the pages of this room say for the words of the database. Functions, because the language is the reader's."""

from django.utils.translation import gettext as _

from dokodemo.casework.holdings.models import HOLD_REASONS

STATE_LOOKS = {"proposed": "busy", "confirmed": "busy", "done": "good", "dropped": ""}


def state(code: str) -> str:
    """How far a disposal is."""
    return {
        "proposed": _("確認待ち"),
        "confirmed": _("廃棄しています"),
        "done": _("済み"),
        "dropped": _("取り下げ"),
    }.get(code, code)


def why(code: str) -> str:
    """Why a case stays although its time is over."""
    return {
        "changed": _("提案のあとで変わりました（別の課に移った、まだ決まっていない、決め直された）"),
        "period": _("保存年数が変わり、まだ期限前です"),
        "held": _("保存を延長しています"),
        "fee": _("手数料を受け取っていません"),
        "paper": _("印刷や発送が終わっていません"),
        "promise": _("約束したことが済んでいません"),
        "transfer": _("ほかのシステムへの反映が済んでいません"),
        "portal": _("マイナポータルとのやりとりが済んでいません"),
        "mandate": _("代理の届出の期間が終わっていません"),
    }.get(code, code)


def hold_reason(code: str) -> str:
    """Why a case is kept longer."""
    return {
        "appeal": _("審査請求"),
        "lawsuit": _("訴訟"),
        "disclosure": _("開示・訂正・利用停止の請求"),
        "audit": _("監査・検査"),
        "other": _("そのほか"),
    }.get(code, code)


def hold_reasons() -> tuple[tuple[str, str], ...]:
    return tuple((each, hold_reason(each)) for each in HOLD_REASONS)


def not_possible(code: str) -> str:
    """Why a press did nothing, and what to do."""
    return {
        "open": _("終わっていない廃棄があります。それが済むか取り下げられるまで、次は提案できません。"),
        "nothing": _("保存期間の過ぎた申請は、いまありません。"),
        "stay": _(
            "保存期間の過ぎた申請はありますが、どれも残す理由（保存の延長、受け取っていない手数料、発送していない文書など）があります。"
        ),
        "closed": _("この提案は、もう確認されたか取り下げられています。"),
        "not_understood": _("元に戻せないことを確かめて、印を付けてください。"),
    }.get(code, code)


def removal(code: str) -> str:
    """How what is no longer needed of a file goes (base.personal.Removal)."""
    return {
        "disposal": _("廃棄の提案と確認で"),
        "nightly": _("毎晩の仕事で"),
        "person": _("本人が消したとき"),
        "none": _("まだ自動では消えません"),
    }.get(code, code)
