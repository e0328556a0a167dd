"""What the form says to a person, in Japanese and English. Always: what to do, in the words of the screen.

Not gettext, because a catalog is also read where there is no Django. ``{label}`` is the label of the field.
"""

from datetime import date

from dokodemo.catalog.schema import Text
from dokodemo.values import eras

SENTENCES: dict[str, Text] = {
    key: Text(ja=ja, en=en)
    for key, ja, en in (
        ("required", "「{label}」を入力してください", "Enter “{label}”"),
        ("required-choice", "「{label}」を選んでください", "Choose an answer for “{label}”"),
        ("required-statement", "「{label}」を確かめて、チェックを入れてください", "Read “{label}” and tick the box"),
        ("required-list", "「{label}」を入力してください", "Fill in “{label}”"),
        ("too-few", "「{label}」は{min}件以上入力してください", "Enter at least {min} for “{label}”"),
        ("too-many", "「{label}」は{max}件まで入力できます", "You can enter up to {max} for “{label}”"),
        ("too-long", "「{label}」は{max}文字以内で入力してください", "“{label}” must be {max} characters or fewer"),
        ("control", "「{label}」に使えない文字が入っています。もう一度、文字を打って入力してください",
         "“{label}” contains a character that cannot be used. Type it again"),
        ("text", "「{label}」を文字で入力してください", "Enter “{label}” as text"),
        ("kana", "「{label}」は全角カタカナで入力してください（例：ウミカゼ ナギ）",
         "Enter “{label}” in full-width katakana (for example ウミカゼ ナギ)"),
        ("date-form", "「{label}」は 令和8年4月1日 か 2026-04-01 のように入力してください",
         "Enter “{label}” like 2026-04-01 or 令和8年4月1日"),
        ("date-era", "「{label}」の元号と年が合いません。元号か年を確かめてください",
         "The era and the year of “{label}” do not match. Check the era or the year"),
        ("date-range", "「{label}」は暦にない日付です。年月日を確かめてください",
         "“{label}” is not a real date. Check the year, month and day"),
        ("date-old", "「{label}」は1873年（明治6年）1月1日からの日付を入力してください。年を確かめてください",
         "“{label}” must be 1 January 1873 or later. Check the year"),
        ("date-past", "「{label}」は今日までの日付を入力してください", "“{label}” must be today or earlier"),
        ("integer", "「{label}」は数字で入力してください", "Enter “{label}” as a number"),
        ("minimum", "「{label}」は{min}以上の数字を入力してください", "“{label}” must be {min} or more"),
        ("maximum", "「{label}」は{max}以下の数字を入力してください", "“{label}” must be {max} or less"),
        ("choice", "「{label}」は示されたものの中から選んでください", "Choose one of the answers shown for “{label}”"),
        ("postal", "「{label}」は7けたの数字で入力してください（例：000-0123）",
         "Enter “{label}” as 7 digits (for example 000-0123)"),
        ("phone", "「{label}」は0から始まる10けたか11けたの数字で入力してください（例：090-1234-5678）",
         "Enter “{label}” as 10 or 11 digits starting with 0 (for example 090-1234-5678)"),
        ("email", "「{label}」は name@example.jp のように入力してください", "Enter “{label}” like name@example.jp"),
        ("digits", "「{label}」は{length}けたの数字で入力してください", "Enter “{label}” as {length} digits"),
        ("bank_code", "「{label}」は4けたの数字で入力してください", "Enter “{label}” as 4 digits"),
        ("branch_code", "「{label}」は3けたの数字で入力してください", "Enter “{label}” as 3 digits"),
        ("account_number", "「{label}」は7けたまでの数字で入力してください", "Enter “{label}” as up to 7 digits"),
        ("account_holder", "「{label}」は通帳やカードのとおりにカタカナで入力してください（例：ウミカゼ ナギ）",
         "Enter “{label}” in katakana as printed on the passbook or card (for example ウミカゼ ナギ)"),
        ("kojinbango", "「{label}」は12けたの数字です。カードや通知書を見て、もう一度入力してください",
         "“{label}” is a number of 12 digits. Look at the card or notice and enter it again"),
        ("kojinbango-wrong", "「{label}」の12けたのうち、違っている数字があります。カードや通知書を見て、もう一度入力してください",
         "A digit of “{label}” is wrong. Look at the card or notice and enter all 12 digits again"),
        ("yes", "はい", "Yes"),
        ("no", "いいえ", "No"),
        ("agreed", "はい（確認しました）", "Yes (confirmed)"),
        ("empty", "（記入なし）", "(not filled in)"),
        ("masked", "************（確認画面で入力・ここには表示しません）",
         "************ (entered on the review page, not shown here)"),
        ("item", "{label} {number}", "{label} {number}"),
        ("item-said", "{item}：{text}", "{item}: {text}"),
        ("item-row", "{item}：{label}", "{item}: {label}"),
    )
}  # fmt: skip

_SHORT, _SHORT_EN = 20, 45
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip


def say(key: str, lang: str, **words: object) -> str:
    """The sentence ``key`` in ``lang``. Numbers are grouped: 1,741."""
    shown = {name: f"{word:,}" if isinstance(word, int) else word for name, word in words.items()}
    return SENTENCES[key].of(lang).format(**shown)


def short(label: str, lang: str) -> str:
    """A long label as a line of a list can name it: its beginning."""
    most = _SHORT_EN if lang == "en" else _SHORT
    if len(label) <= most:
        return label
    begun = label[:most]
    return (begun.rpartition(" ")[0] if lang == "en" else begun).rstrip("、 ") + "…"


def say_date_at_the_desk(iso: str, lang: str) -> str:
    """As clerks read a day, beside papers of either calendar: 1991年5月14日（平成3年） or 14 May 1991."""
    try:
        return eras.format_both(date.fromisoformat(iso)) if lang != "en" else say_date(iso, lang)
    except ValueError:
        return say_date(iso, lang)


def say_date(iso: str, lang: str) -> str:
    """``2026-12-05`` as 2026年12月5日 or 5 December 2026; anything else as it is."""
    parts = iso.split("-")
    if len(parts) != 3 or not all(part.isdecimal() for part in parts) or not 1 <= int(parts[1]) <= 12:
        return iso
    year, month, day = (int(part) for part in parts)
    return f"{year}年{month}月{day}日" if lang != "en" else f"{day} {_MONTHS[month - 1]} {year}"
