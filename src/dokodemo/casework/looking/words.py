"""What the pages say for the codes of this room. Functions, because the language is the reader's."""

from django.utils.translation import gettext as _

from dokodemo.casework.desk import words as desk


def rule(code: str) -> str:
    """Why somebody should look at it."""
    return {
        "own": _("本人または同じ世帯"),
        "address": _("同じ住所"),
        "surname": _("同じ名字"),
        "notable": _("名簿の人"),
        "section": _("課の申請がない人"),
        "volume": _("1時間に見た人数"),
        "night": _("夜間・休日"),
    }.get(code, code)


def rule_help(code: str) -> str:
    """What the rule looked at, in a sentence."""
    return {
        "own": _("見た職員本人か、住民の記録で同じ世帯にいる人です。"),
        "address": _("見た職員と、住民の記録の住所が同じ人です。"),
        "surname": _("見た職員と名字が同じ人です。同じ名字の他人かもしれません。"),
        "notable": _("閲覧を点検する人の名簿にある人です。"),
        "section": _("見た前後30日に、この課の申請がなかった人です。"),
        "volume": _("1時間に見た人数が、この課でふつうの数をこえました。"),
        "night": _("7時から22時までの外か、閉庁日に見ました。"),
    }.get(code, "")


def answer(code: str) -> str:
    """What was said of an alarm, or that nothing was yet."""
    return {
        "open": _("まだ答えがない"),
        "needed": _("業務で必要だった"),
        "checking": _("確認中"),
        "improper": _("不適切"),
    }.get(code, code)


def answers() -> tuple[tuple[str, str], ...]:
    return tuple((each, answer(each)) for each in ("needed", "checking", "improper"))


def answer_look(code: str) -> str:
    """How it looks: a class of ``status``."""
    return {"needed": "good", "checking": "busy", "improper": "late", "open": "soon"}.get(code, "")


def tab(code: str) -> str:
    return {
        "waiting": _("答えを待つもの"),
        "late": _("期限を過ぎたもの"),
        "done": _("答えたもの"),
    }.get(code, code)


def report_columns() -> list[str]:
    """What stands above the columns of the month's report."""
    return [
        _("課"), _("わけ"), _("件数"), answer("needed"), answer("improper"), answer("checking"), answer("open"),
    ]  # fmt: skip


def no_section() -> str:
    """Auditors and operators belong to none."""
    return _("課に属さない職員")


def ask_reasons() -> tuple[tuple[str, str], ...]:
    """Why somebody asks who has seen a person's data: (code, words). The trail says them too, so the desk has them."""
    return desk.whose_reasons()


def choose_reason() -> str:
    return _("調べる理由を選んでください。")


def wrong_days() -> str:
    return _("はじめの日とおわりの日を、2026年11月24日 のように入れてください。はじめの日が先です。")


def not_in_charge(auditor: bool) -> str:
    """The same for a number of nobody and for somebody who is not the section's business."""
    if auditor:
        return _("その宛名番号の方は、住民の記録にいません。番号を確かめてください。")
    return _("この課に、その宛名番号の方の申請はありません。番号を確かめるか、監査の担当に頼んでください。")


def seen(action: str) -> str:
    """A look in words that a resident understands: what was seen."""
    return {
        "case.view": _("申請の内容"),
        "case.related": _("ほかの申請の一覧"),
        "case.whole.export": _("申請のすべて（一件書類）"),
        "attachment.view": _("申請につけた書類"),
        "document.view": _("市が作った文書"),
        "label.view": _("封筒の宛名"),
        "number.view": _("マイナンバー"),
        "person.view": _("住民の記録（氏名・住所・生年月日・世帯）"),
        "mandate.view": _("代理の届出"),
        "transfer.view": _("ほかのシステムに入れる内容"),
        "transfer.export": _("ほかのシステムに入れる内容（ファイル）"),
        "looks.view": _("だれが見たかの記録"),
    }.get(action, _("市の記録"))


def notes_for_the_resident(more: bool) -> list[str]:
    """What stands under the answer that a resident is handed."""
    older = [_("これより古い記録もあります。期間を短くすると、すべて出せます。")] if more else []
    return [
        *older,
        _("課の名前は、申請の中で見たときはその申請を受け付けた課、そのほかはその職員がいまいる課です。"),
        _("職員の名前は書いていません（個人情報の保護に関する法律78条1項2号）。"),
        _("正式な開示の請求（同じ法律の76条）は、別にできます。"),
    ]
