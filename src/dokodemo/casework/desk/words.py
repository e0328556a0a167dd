"""What the desk says for the words of the database. Functions, because the language is the reader's."""

from django.utils.translation import gettext as _

from dokodemo.casework.cases import states

#: How a state looks: a class of ``status`` in the house's style.
STATE_LOOKS = {
    "arrived": "",
    "examining": "busy",
    "proposed": "busy",
    "approved": "good",
    "refused": "",
    "withdrawn": "",
    "closed": "",
}


def state(code: str) -> str:
    """The state of a case, or its stage at the desk."""
    return {
        "arrived": _("未着手"),
        "examining": _("審査中"),
        "proposed": _("決裁待ち"),
        "approved": _("承認"),
        "refused": _("却下"),
        "withdrawn": _("取下げ"),
        "closed": _("完結"),
    }.get(code, code)


def withdrawal_way(code: str) -> str:
    """How a withdrawal came."""
    return {"web": _("マイページ"), "counter": _("窓口"), "mail": _("郵便")}.get(code, code)


def withdrawal_ways() -> tuple[tuple[str, str], ...]:
    """Those that a clerk records."""
    return tuple((each, withdrawal_way(each)) for each in states.ON_PAPER)


def seat(code: str) -> str:
    """How far a seat on the way of a proposal is."""
    return {
        "waiting": _("これから"),
        "asked": _("回っています"),
        "agreed": _("同意"),
        "returned": _("差し戻し"),
        "dropped": _("回らず"),
    }.get(code, code)


def reopen_why(code: str) -> str:
    """Why a decision is taken up again."""
    return {
        "mistake": _("市の決定に誤りがあった（職権による取消し）"),
        "review": _("審査請求の裁決があった"),
        "court": _("裁判の判決があった"),
        "new_facts": _("決定のあとで、新しい事実が分かった"),
    }.get(code, code)


def reopen_whys() -> tuple[tuple[str, str], ...]:
    return tuple((each, reopen_why(each)) for each in states.REOPEN_WHY)


def flag(code: str) -> str:
    """A mark for colleagues."""
    return {"urgent": _("急ぎ"), "consult": _("相談したい"), "waiting": _("返事待ち")}.get(code, code)


def left(why: str) -> str:
    """Why a change of many left a case as it was."""
    return {
        "changed": _("ほかの人が先に変更しました"),
        "decided": _("もう決裁されています"),
        "not_decided": _("まだ決裁されていません"),
        "closed": _("もう完結しています"),
        "paper": _("印刷や発送が終わっていません"),
        "fee": _("手数料を受け取っていません"),
        "promise": _("約束したことが済んでいません"),
        "same": _("もうそうなっています"),
    }.get(why, why)


def done(kind: str, word: str, count: int) -> str:
    """What one press did to many cases."""
    if not count:
        return _("どれも変わっていません。")
    if kind == "assign" and word:
        return _("%(n)s件の担当を%(name)sにしました。") % {"n": count, "name": word}
    if kind == "assign":
        return _("%(n)s件の担当をはずしました。") % {"n": count}
    if kind == "flag" and word:
        return _("%(n)s件に「%(flag)s」の印をつけました。") % {"n": count, "flag": flag(word)}
    if kind == "flag":
        return _("%(n)s件の印をはずしました。") % {"n": count}
    return _("%(n)s件を完結にしました。") % {"n": count}


def undone(count: int) -> str:
    """What taking a press back came to."""
    return _("%(n)s件を元に戻しました。") % {"n": count} if count else _("どれも元に戻せませんでした。")


def entrance(code: str) -> str:
    """Where an application came in."""
    return {
        "web": _("この市のオンライン申請"),
        "portal": _("マイナポータル"),
        "counter": _("窓口"),
        "mail": _("郵便"),
        "telephone": _("電話"),
    }.get(code, code)


def urgency(code: str) -> str:
    """How near the deadline is."""
    return {"late": _("期限切れ"), "soon": _("まもなく")}.get(code, "")


def outcome(code: str, kind: str = "application") -> str:
    """What a decision is called: a 届出 is accepted or not, a visit prepared for or not."""
    if kind == "notification":
        return {"approved": _("受理"), "refused": _("不受理")}.get(code, code)
    if kind == "visit":
        return {"approved": _("受け付け"), "refused": _("受け付けない")}.get(code, code)
    return {"approved": _("承認"), "reduced": _("一部承認"), "refused": _("却下")}.get(code, code)


def decide(code: str, kind: str) -> str:
    """The button that decides as proposed."""
    if kind == "application":
        words = {"approved": _("提案のとおり承認する"), "reduced": _("提案のとおり一部を承認する")}
        return words.get(code) or _("提案のとおり却下する")
    return _("提案のとおり受け付ける") if code == "approved" else _("提案のとおり受け付けない")


def evidence(kind: str) -> str:
    """Which proof came with an application."""
    return {
        "oidc": _("マイナンバーカードによる本人確認（署名つきの証明）"),
        "mail": _("メールアドレスの確認だけ"),
        "none": _("なし"),
        "jpki": _("マイナンバーカードの署名（申請の内容に署名したもの）"),
        "seen_card": _("マイナンバーカードを窓口で見た"),
        "seen_photo": _("運転免許証など、顔写真のある書類を窓口で見た"),
        "seen_two": _("資格確認書など、書類2点を窓口で見た"),
        "copy": _("郵便に入っていた本人確認書類の写し"),
        "asked": _("電話で聞き取った"),
        "unseen": _("本人確認書類を見ていない"),
    }.get(kind, _("分からない種類"))


def attachment_state(code: str) -> str:
    return {
        "waiting": _("届いている途中"),
        "preparing": _("無害化の準備中"),
        "ready": _("見られます"),
        "refused": _("開けません"),
    }.get(code, code)


def file_refusal(code: str) -> str:
    """Why a file was not let in."""
    return {
        "empty": _("中身がありません。"),
        "size": _("大きすぎます。"),
        "type": _("写真でもPDFでもありません。"),
        "damaged": _("壊れていて開けません。"),
        "locked": _("パスワードがかかっています。"),
        "pages": _("ページが多すぎます。"),
        "pixels": _("画像が大きすぎます。"),
        "slow": _("作りが複雑で、決めた時間のうちに開けません。"),
        "hash": _("届いたものが、申請した人が送ったものと一致しません。"),
    }.get(code, _("開けません。"))


def look_reasons() -> tuple[tuple[str, str], ...]:
    """Why somebody looks at a My Number: (code, words)."""
    return (
        ("identify", _("申請した人の番号かを確かめる")),
        ("inquiry", _("情報連携で照会する")),
        ("correct", _("記載の誤りを確かめる")),
        ("asked", _("本人から問い合わせがあった")),
    )


def whose_reasons() -> tuple[tuple[str, str], ...]:
    """Why somebody asks who has seen a person's data: (code, words)."""
    return (
        ("asked", _("本人から問い合わせがあった")),
        ("agent", _("本人の代理人から問い合わせがあった")),
        ("alarm", _("閲覧の点検で確かめる")),
        ("incident", _("事故や苦情を調べる")),
    )


def trail_reasons() -> tuple[tuple[str, str], ...]:
    """Why somebody takes the trail away as a file: (code, words)."""
    return (("review", _("定期の監査")), *whose_reasons())


def whole_reasons() -> tuple[tuple[str, str], ...]:
    """Why somebody takes a whole case as one file: (code, words)."""
    return (
        ("appeal", _("審査請求")),
        ("disclosure", _("情報公開・開示請求")),
        ("court", _("訴訟")),
        ("asked", _("本人から問い合わせがあった")),
    )


def why(reason: str) -> str:
    """The reason of an audit row: a code of the lists above in words, else what somebody wrote, as it is."""
    return dict((*look_reasons(), *trail_reasons(), *whole_reasons())).get(reason, reason)


def ways_to_pay() -> tuple[tuple[str, str], ...]:
    return (("counter", _("窓口で現金")), ("postal_order", _("定額小為替")), ("transfer", _("振込")))


def contact_way(code: str) -> str:
    """How somebody was spoken with outside the system."""
    return {
        "telephone": _("電話"),
        "counter": _("窓口"),
        "mail": _("メール（このしくみの外）"),
        "visit": _("訪問"),
    }.get(code, code)


def contact_whom(code: str) -> str:
    """Who was spoken with."""
    return {
        "applicant": _("申請した人"),
        "family": _("家族"),
        "agent": _("代理人"),
        "other": _("そのほかの人"),
    }.get(code, code)


def contact_ways() -> tuple[tuple[str, str], ...]:
    return tuple((each, contact_way(each)) for each in states.CONTACT_WAYS)


def contact_whoms() -> tuple[tuple[str, str], ...]:
    return tuple((each, contact_whom(each)) for each in states.CONTACT_WHOM)


def paper_kind(kind: str) -> str:
    return {
        "notice": _("通知書"),
        "told": _("お知らせ"),
        "tag": _("鑑札"),
        "juminhyo": _("住民票の写し"),
    }.get(kind, kind)


def print_state(code: str) -> str:
    return {
        "ready": _("これから印刷"), "printed": _("印刷した"), "posted": _("発送した"), "came_back": _("戻ってきた"),
    }.get(code, code)  # fmt: skip


def came_back_why(code: str) -> str:
    """Why the post office brought a paper back (返戻), as it writes it on the envelope."""
    return {
        "unknown": _("あて所に尋ねあたらない"), "moved": _("転居先がわからない"), "refused": _("受け取りを断られた"),
        "kept": _("保管期間が過ぎた"),
    }.get(code, code)  # fmt: skip


def not_possible_with_paper(code: str) -> str:
    return {
        "not_posted": _("発送したものだけを、戻ってきたと記録できます。いまの状態を確かめてください。"),
        "not_printed": _("まだ印刷していません。印刷と発送の一覧から印刷してください。"),
    }.get(code, _("この文書は、いまこの一覧にありません。"))


def event(what: str) -> str:
    """An event of the timeline."""
    return {
        "arrived": _("申請が到達しました"),
        "registered": _("この課に届きました"),
        "taken": _("審査を始めました"),
        "closed": _("完結にしました"),
        "link_known": _("前に確かめた記録から、住民と結びつきました"),
        "link_chosen": _("住民を選びました"),
        "link_parted": _("別の人についての内容に直されたため、住民との結びつきを外しました"),
        "corrected": _("内容を直しました"),
        "asked": _("補正を求めました"),
        "contact_telephone": _("電話で話しました"),
        "contact_counter": _("窓口で話しました"),
        "contact_mail": _("メールでやりとりしました"),
        "contact_visit": _("訪問して話しました"),
        "note": _("メモを書きました"),
        "note_taken_back": _("メモを取り消しました"),
        "promised": _("約束しました"),
        "promise_kept": _("約束を果たしました"),
        "answered": _("補正された申請が届きました"),
        "answered_late": _("決定のあとに、補正が届きました（決定は変わりません）"),
        "withdrawn": _("申請が取り下げられました"),
        "withdrawn_late": _("決定のあとに、取下げが届きました（決定は変わりません）"),
        "reopened": _("決定をやり直すことにしました"),
        "file_complete": _("書類が届きました"),
        "fee_due": _("手数料を知らせました"),
        "fee_received": _("手数料を受け取りました"),
        "proposed_approved": _("承認を提案しました"),
        "proposed_reduced": _("一部承認を提案しました"),
        "proposed_refused": _("却下を提案しました"),
        "returned": _("差し戻しました"),
        "agreed": _("提案に同意しました"),
        "instead": _("代決しました（不在の人）"),
        "seen_later": _("後閲しました"),
        "approved": _("承認しました"),
        "reduced": _("一部を承認しました"),
        "refused": _("却下しました"),
        "document_ready": _("文書ができました"),
        "document_sent": _("文書を電子で届けました"),
        "printed": _("印刷しました"),
        "posted": _("発送しました"),
        "came_back": _("郵便が戻ってきました"),
    }.get(what, what)


def job(name: str) -> str:
    """A job by its last word; the rest is where the code lives."""
    return {
        "open_attachment": _("添付の無害化"),
        "render_documents": _("文書を作る"),
        "enforce": _("施行日に決定を送る"),
        "retry_stalled": _("止まった作業のやり直し"),
        "dispose": _("廃棄"),
        "clear": _("期限の過ぎた記録の片付け"),
        "roll_up": _("統計の集計"),
        "warn": _("期限の知らせ"),
        "judge_looks": _("閲覧の点検"),
        "forget_hours": _("閲覧の数の片付け"),
    }.get(name.rpartition(".")[2], name.rpartition(".")[2])


def thing(kind: str) -> str:
    """What an act of the trail was done to."""
    return {
        "breakglass": _("特別閲覧"),
        "alarm": _("閲覧の点検"),
        "case": _("受付"),
        "certificate": _("証明書"),
        "catalog": _("申請の様式"),
        "child_allowance": _("児童手当の台帳"),
        "disposal": _("廃棄"),
        "document": _("文書"),
        "dog": _("犬の登録"),
        "job": _("作業"),
        "member": _("職員"),
        "notable": _("点検する人の名簿"),
        "mandate": _("代理の届出"),
        "message": _("届いたもの"),
        "portal": _("マイナポータルからの受信"),
        "reception": _("入力の途中の申請"),
        "reorganisation": _("組織改正"),
        "section": _("課"),
        "staff": _("職員の登録"),
        "transfer": _("反映するもの"),
        "subject_link": _("本人との結びつき"),
    }.get(kind, kind)


def act(code: str) -> str:
    """An act of the trail; what this zone has no words for stays a code."""
    return _acts().get(code, code)


def acts() -> tuple[tuple[str, str], ...]:
    """Every act of the trail that has words: (code, words), by the words."""
    return tuple(sorted(_acts().items(), key=lambda each: each[1]))


def _acts() -> dict[str, str]:
    return {
        "alarm.answer": _("閲覧の点検に答えた"),
        "alarm.export": _("閲覧の点検の報告をファイルにした"),
        "alarm.list": _("閲覧の点検の一覧を見た"),
        "alarm.report": _("閲覧の点検の報告を見た"),
        "alarm.tell": _("閲覧の点検を課長などに知らせた"),
        "alarm.told": _("閲覧の点検の知らせを見た"),
        "alarm.read": _("閲覧の点検の知らせを読んだ"),
        "alarm.view": _("閲覧の点検の1件を見た"),
        "attachment.view": _("添付の書類を見た"),
        "audit.export": _("記録をファイルにした"),
        "audit.verify": _("記録を検証した"),
        "audit.view": _("記録を見た"),
        "case.agree": _("提案に同意した"),
        "case.approvals": _("決裁の一覧を見た"),
        "case.seen_later": _("後閲した"),
        "register.list": _("文書件名簿を見た"),
        "register.export": _("文書件名簿をファイルにした"),
        "case.approve": _("承認した"),
        "case.letter": _("手紙を書いた"),
        "case.assign": _("担当を決めた"),
        "case.assign.undo": _("担当を元に戻した"),
        "case.close": _("完結にした"),
        "case.dispose": _("廃棄した"),
        "case.close.undo": _("完結を元に戻した"),
        "case.export": _("一覧をファイルにした"),
        "case.whole.export": _("一件書類を作った"),
        "case.flag": _("印をつけた、はずした"),
        "case.flag.undo": _("印を元に戻した"),
        "case.correct": _("内容を直した"),
        "case.ask": _("補正を求めた"),
        "case.contact": _("連絡を記録した"),
        "case.note": _("メモを書いた"),
        "case.note_back": _("メモを取り消した"),
        "case.promise_kept": _("約束を果たしたと記録した"),
        "case.related": _("関連する申請を見た"),
        "case.answer": _("補正された申請を受け取った"),
        "case.answer.late": _("決定のあとに届いた補正を保管した"),
        "case.reopen": _("決定をやり直すことにした"),
        "case.withdraw": _("取下げを受け付けた"),
        "case.withdraw.late": _("決定のあとに届いた取下げを記録した"),
        "case.fee": _("手数料を記録した"),
        "case.link": _("住民と結びつけた"),
        "case.unlink": _("住民との結びつきを外した"),
        "case.list": _("一覧を見た"),
        "case.propose": _("提案した"),
        "case.refuse": _("却下した"),
        "case.register": _("受け付けた"),
        "case.return": _("差し戻した"),
        "case.search": _("受付を探した"),
        "case.take": _("審査を始めた"),
        "case.view": _("受付を見た"),
        "attachment.refuse": _("添付の書類を入れなかった"),
        "catalog.publish": _("申請の様式などを公開した"),
        "catalog.propose": _("申請の様式などの公開を提案した"),
        "catalog.drop": _("公開の提案を取り下げた"),
        "catalog.list": _("公開の一覧を見た"),
        "catalog.view": _("公開の提案を見た"),
        "disposal.confirm": _("廃棄を確認した"),
        "disposal.done": _("廃棄が済んだ"),
        "disposal.drop": _("廃棄の提案を取り下げた"),
        "disposal.export": _("廃棄の記録をファイルにした"),
        "disposal.hold": _("保存を延長した"),
        "disposal.hold_end": _("保存の延長を終えた"),
        "disposal.holds": _("保存の延長の一覧を見た"),
        "disposal.list": _("廃棄の一覧を見た"),
        "disposal.propose": _("廃棄を提案した"),
        "disposal.records": _("廃棄の記録を見た"),
        "disposal.view": _("廃棄の提案を見た"),
        "holdings.export": _("個人情報ファイル簿をファイルにした"),
        "print.list": _("印刷と発送の一覧を見た"),
        "deadline.list": _("期限の知らせを見た"),
        "deadline.read": _("期限の知らせを読んだ"),
        "deadline.tell": _("期限を担当と課長に知らせた"),
        "figures.board": _("課のようすを見た"),
        "figures.export": _("統計をファイルにした"),
        "figures.view": _("統計を見た"),
        "document.queue": _("文書を発送の列に入れた"),
        "document.tell": _("本人へのお知らせを作った"),
        "document.send": _("文書を電子で送った"),
        "document.view": _("文書を見た"),
        "dog.list": _("犬の登録簿を見た"),
        "looks.view": _("だれが見たかを調べた"),
        "notable.add": _("点検する人の名簿に入れた"),
        "notable.end": _("点検する人の名簿から外した"),
        "notable.list": _("点検する人の名簿を見た"),
        "own_number.forget": _("職員本人の宛名番号を消した"),
        "own_number.give": _("職員本人の宛名番号を預かった"),
        "own_number.list": _("職員本人の宛名番号の一覧を見た"),
        "mandate.revoke": _("代理の届出を終わらせた"),
        "mandate.answer": _("代理の届出があるかを他の区域に答えた"),
        "mandate.search": _("代理の届出を探した"),
        "mandate.view": _("代理の届出を見た"),
        "mention.list": _("自分あての知らせを見た"),
        "mention.read": _("自分あての知らせを読んだ"),
        "message.offer": _("届いていないものを送り直した"),
        "factor.add": _("もう一つの確認を加えた"),
        "factor.codes": _("回復コードを作り直した"),
        "factor.remove": _("もう一つの確認を外した"),
        "factor.reset": _("ほかの人のもう一つの確認を外した"),
        "password.reset": _("ほかの人のパスワードを決めた"),
        "voices.view": _("ガイドの声を見た"),
        "zone.restored": _("控えから戻したことを知らせた"),
        "dog.search": _("犬の登録を探した"),
        "dog.view": _("犬の登録を見た"),
        "job.retry": _("作業をやり直した"),
        "label.view": _("宛名を見た"),
        "breakglass.ask": _("特別閲覧を願い出た"),
        "breakglass.end": _("特別閲覧を終わりにした"),
        "breakglass.grant": _("特別閲覧を認めた"),
        "breakglass.look": _("特別閲覧で見た"),
        "breakglass.refuse": _("特別閲覧を認めなかった"),
        "case.let_go": _("担当が異動したため、担当なしにした"),
        "case.moved": _("組織改正で、ほかの課に引き継いだ"),
        "ledger.write": _("台帳に書いた"),
        "ledger.take_back": _("台帳から取り消した"),
        "message.retry": _("届いたものをやり直した"),
        "number.view": _("マイナンバーを見た"),
        "password.change": _("パスワードを変えた"),
        "password.refused": _("いまのパスワードをまちがえた"),
        "person.link": _("本人と結びつけた"),
        "person.search": _("住民を探した"),
        "person.view": _("住民を見た"),
        "portal.broken": _("マイナポータルの申請を読めなかった"),
        "portal.keep": _("マイナポータルの申請を受け取った"),
        "portal.list": _("マイナポータルからの受信を見た"),
        "portal.retry": _("マイナポータルの申請を読み直した"),
        "reception.attach": _("紙の申請のスキャンを付けた"),
        "reception.begin": _("紙・電話の申請の入力をはじめた"),
        "reception.detach": _("紙の申請のスキャンを外した"),
        "reception.discard": _("紙・電話の申請の入力を捨てた"),
        "reception.list": _("入力の途中の申請の一覧を見た"),
        "reception.save": _("紙・電話の申請の入力を保存した"),
        "reception.register": _("紙・電話の申請を受け付けた"),
        "reception.view": _("入力の途中の申請を見た"),
        "print.ready": _("印刷を取り消した"),
        "print.printed": _("印刷した"),
        "print.posted": _("発送した"),
        "print.view": _("発送する文書を見た"),
        "print.track": _("お問い合わせ番号を記録した"),
        "print.came_back": _("戻ってきたと記録した"),
        "print.again": _("もう一度送ることにした"),
        "reorganisation.confirm": _("組織改正を確定した"),
        "reorganisation.list": _("組織改正の一覧を見た"),
        "reorganisation.prepare": _("組織改正を準備した"),
        "reorganisation.view": _("組織改正の内容を見た"),
        "reorganisation.withdraw": _("組織改正を取り下げた"),
        "session.close": _("サインアウトした"),
        "session.close_all": _("すべての端末でサインアウトした"),
        "session.open": _("サインインした"),
        "session.refused": _("サインインに失敗した"),
        "staff.absence": _("職員の不在を登録した"),
        "staff.change": _("職員の登録を変えた"),
        "staff.list": _("職員の名簿を見た"),
        "staff.reorganise": _("組織改正を始めた"),
        "staff.reorganised": _("組織改正を終えた"),
        "staff.view": _("職員の登録を見た"),
        "transfer.done": _("反映したと記録した"),
        "transfer.export": _("反映待ちをファイルにした"),
        "transfer.list": _("反映の一覧を見た"),
        "transfer.undo": _("反映待ちに戻した"),
        "transfer.view": _("反映するものを見た"),
    }
