"""What is said for the room's words. Functions, because the language is the reader's."""

from django.utils.translation import gettext as _
from django.utils.translation import override

STATE_LOOKS = {"fetched": "busy", "registered": "good", "broken": "late"}


def state(code: str) -> str:
    """How far a package is."""
    return {
        "fetched": _("受け取り済み（これから読む）"),
        "registered": _("受付に入りました"),
        "broken": _("読めません"),
    }.get(code, code)


#: What the city itself has to put right, or nobody. All else only the applicant, or the portal, can: it is told
#: (``to_the_applicant``).
OURS = frozenset(
    (
        "charset", "document_unknown", "duplicate", "item_unknown", "older", "original_lost", "procedure_unknown", "shape",
        "unexpected",
    )
)  # fmt: skip


def to_the_applicant(code: str) -> str:
    """What is told of a package that is not taken: always Japanese, as everything that the portal is told."""
    with override("ja"):
        return _why(code, _("お手数ですが、直して、もう一度送ってください。"))


def nothing_to_pay() -> str:
    """What is told when a fee that was due no longer is; Japanese too."""
    with override("ja"):
        return _("手数料はかからないことになりました。払うものはありません。")


def why(code: str) -> str:
    """Why a package cannot be read, and what a clerk does."""
    return _why(code, _("ポータルの窓口か申請した人に、送り直してもらってください。"))


def _why(code: str, ask: str) -> str:
    """``ask``: what is to be done about what only the applicant can put right."""
    mend = _("対応の定義（portal/*.yaml）を直して公開してから、読み直してください。")
    said = {
        "about": (_("到達情報に、あるべき項目がないか、読めません。"), ask),
        "about_missing": (_("到達情報のファイルがありません。"), ask),
        "attachment_missing": (_("到達情報にある添付のファイルが、入っていません。"), ask),
        "bomb": (_("開くと大きくなりすぎるファイルが入っています。開くのをやめました。"), ask),
        "charset": (_("申請データの文字コードが、定義と違います。"), mend),
        "csv": (_("申請データのCSVの形が正しくありません。"), ask),
        "damaged": (_("ZIPが壊れています。"), ask),
        "data_missing": (_("申請データのファイルがありません。"), ask),
        "doctype": (_("XMLに、外を読みにいく仕掛け（DOCTYPE）があります。読むのをやめました。"), ask),
        "document_unknown": (_("定義にない書類IDの添付があります。"), mend),
        "duplicate": (
            _("同じ受付番号で、内容の違うものが、先に届いています。"),
            _("どちらが正しいか、ポータルの窓口か申請した人に確かめてください。"),
        ),
        "item_twice": (_("同じ項目が2回書かれています。"), ask),
        "item_unknown": (_("定義にない項目IDがあります。"), mend),
        "locked": (_("パスワードのかかったファイルが入っています。"), ask),
        "names": (_("ファイル名にフォルダーの指定など、使えない文字があります。開くのをやめました。"), ask),
        "not_asked": (
            _("補正を求めていない申請か、もう答えを待っていない申請の、新しい版です。"),
            _("直したいことがあるときは、担当の課に電話してください。"),
        ),
        "not_zip": (_("ZIPファイルではありません。"), ask),
        "number_differs": (_("中に書かれた受付番号が、一覧の受付番号と違います。"), ask),
        "older": (
            _("この申請の、もっと新しい版が、もう受付に入っています。"),
            _("この版は読みません。することはありません。"),
        ),
        "original_lost": (_("保管した原本が読めません。"), _("運用の担当に知らせてください。")),
        "other_signer": (
            _("はじめの申請と同じマイナンバーカードの電子署名がありません。"),
            _("はじめに署名した人のカードで署名して、もう一度送ってください。"),
        ),
        "other_city": (_("ほかの市区町村あての申請です。"), ask),
        "procedure_unknown": (_("定義にない手続IDか、この区域で扱わない手続きです。"), mend),
        "row": (_("申請データの行の番号が、数字ではありません。"), ask),
        "shape": (_("申請データの形（XMLかCSVか）が、定義と違います。"), mend),
        "signature": (_("電子署名のファイルが読めません。"), ask),
        "slow": (_("開くのに時間がかかりすぎました。開くのをやめました。"), ask),
        "too_large": (_("大きすぎるため、受け取れません。"), ask),
        "too_many_files": (_("ファイルの数が多すぎます。"), ask),
        "too_many_items": (_("項目の数が多すぎます。"), ask),
        "unexpected": (
            _("読んでいる途中で、プログラムが止まりました。"),
            _("運用の担当に知らせてください。"),
        ),
        "version_differs": (_("中に書かれた版が、一覧の版と違います。"), ask),
        "xml": (_("申請データのXMLの形が正しくありません。"), ask),
    }
    return " ".join(said[code]) if code in said else code


def told(code: str) -> str:
    """How far the portal was told that an application is (処理状況)."""
    return {
        "accepted": _("受付済"),
        "examining": _("審査中"),
        "approved": _("審査完了（承認）"),
        "refused": _("審査完了（却下）"),
        "withdrawn": _("審査完了（取下げ）"),
        "notified": _("完了通知"),
        "correction": _("補正依頼"),
        "fee": _("手数料のお知らせ"),
        "unreadable": _("受け取れません（送り直しの依頼）"),
    }.get(code, code)
