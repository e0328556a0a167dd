"""What the pages of this room say for the words of the declaration and of the database."""

from django.utils.translation import gettext as _


def part(key: str) -> str:
    """A part of a procedure or of the whole catalog that differs between two versions; an unknown one keeps its key."""
    return {
        "titles": _("名前"),
        "law": _("法令"),
        "article": _("条"),
        "form": _("様式"),
        "organ": _("執行機関"),
        "section": _("担当課"),
        "zone": _("区域"),
        "my_number": _("番号利用"),
        "identity": _("本人確認"),
        "minutes": _("かかる時間"),
        "standard_days": _("標準処理期間"),
        "summary_text": _("説明"),
        "deadline_text": _("期限の説明"),
        "bring": _("用意するもの"),
        "volume": _("年間の件数"),
        "volume_source": _("件数の出どころ"),
        "guide": _("ガイド"),
        "place_text": _("窓口の案内"),
        "pages": _("問い"),
        "attachments": _("添付の書類"),
        "fee": _("手数料"),
        "approval": _("決裁"),
        "effect": _("決定がすること"),
        "outcomes": _("決定の種類"),
        "refusals": _("認めない理由"),
        "refused_when": _("認めない条件"),
        "reductions": _("一部を認めない理由"),
        "findings": _("職員が確かめること"),
        "doubts": _("職員への注意"),
        "documents": _("文書"),
        "kyoji": _("教示"),
        "about": _("だれについての申請か"),
        "needs_resident": _("住民の記録と結びつけるか"),
        "printed": _("文書に印刷する答え"),
        "tells": _("次の申請に伝えること"),
        "carried_to": _("決定を入れるシステム"),
        "kyoji_of": _("教示の選び方"),
        "retention_years": _("保存年限"),
        "sensitive": _("要配慮個人情報"),
        "city": _("市のこと"),
        "organs": _("執行機関"),
        "sections": _("課"),
        "departments": _("部"),
        "posts": _("職"),
        "approvals": _("専決の規程"),
        "deputies": _("代決の規程"),
        "letters": _("文例"),
        "flows": _("通信の流れ"),
        "code_lists": _("選択肢の表"),
        "notices": _("通知の文"),
        "withdrawn": _("終わった手続きの案内"),
        "portal": _("マイナポータルからの読み方"),
        "glossary": _("ことばの説明"),
        "words": _("やさしい書き方のきまり"),
        "accessibility": _("ウェブアクセシビリティの公表"),
    }.get(key, key)


def via(code: str) -> str:
    """How a version came here."""
    return {
        "command": _("コマンド（dokodemo publish）"),
        "upload": _("この画面"),
        "installation": _("はじめの設定（インストール）"),
    }.get(code, code)


def words_of(code: str) -> str:
    """In which words a form is previewed."""
    return {"ja": _("日本語"), "easy": _("やさしい日本語"), "en": _("英語")}.get(code, code)


def not_possible(code: str) -> str:
    """Why an act makes no sense now, and what to do."""
    return {
        "nothing_changes": _("いま公開している版と同じ内容です。提案するものがありません。"),
        "proposed_already": _("同じ内容が、もう提案されています。下の一覧で見てください。"),
        "unexplained": _(
            "なくなる手続きがありますが、住民への案内がありません。次のファイルに、理由と代わりの方法を書いて、もう一度提案してください。"
        ),
        "closed": _("この提案は、もう公開されたか、取り下げられています。"),
        "outdated": _(
            "提案のあとに、ほかの版が公開されました。このまま公開すると、その版の変更が消えます。取り下げて、新しい版をもとにもう一度提案してください。"
        ),
        "not_zip": _("ZIPファイルとして開けません。市のフォルダーを1つのZIPにして選んでください。"),
        "too_large": _("大きすぎます。市のフォルダーのYAMLファイルだけをZIPにしてください。"),
        "no_city": _("city.yaml が見つかりません。市のフォルダーをまるごとZIPにしてください。"),
        "no_file": _("ZIPファイルを選んでください。"),
    }.get(code, code)
