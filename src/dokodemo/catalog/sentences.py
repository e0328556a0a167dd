"""What the form says to a person. Always: what to do, in the words of the screen. Languages beyond these three: ``tongues``.

Not gettext, because a catalog is also read where there is no Django. ``{label}`` is the label of the field.
"""

import re
from datetime import date

from babel import Locale
from babel.dates import format_date, format_skeleton

from dokodemo.catalog import tongues
from dokodemo.catalog.schema import Text
from dokodemo.catalog.terms import EASY, TONGUES
from dokodemo.values import eras, readings

SENTENCES: dict[str, Text] = {
    key: tongues.text(ja, en, easy)
    for key, ja, en, easy in (
        ("required", "「{label}」を入力してください",
         "Enter “{label}”",
         "「{label}」を書（か）いてください"),
        ("required-choice", "「{label}」を選んでください",
         "Choose an answer for “{label}”",
         "「{label}」を選（えら）んでください"),
        ("required-statement", "「{label}」を確かめて、チェックを入れてください",
         "Read “{label}” and tick the box",
         "「{label}」をよく読（よ）んで、チェックを入（い）れてください"),
        ("required-list", "「{label}」を入力してください",
         "Fill in “{label}”",
         "「{label}」を書（か）いてください"),
        ("too-few", "「{label}」は{min}件以上入力してください",
         "Enter at least {min} for “{label}”",
         "「{label}」は{min}つか、もっと書（か）いてください"),
        ("too-many", "「{label}」は{max}件まで入力できます",
         "You can enter up to {max} for “{label}”",
         "「{label}」は{max}つまで書（か）けます"),
        ("too-long", "「{label}」は{max}文字以内で入力してください",
         "“{label}” must be {max} characters or fewer",
         "「{label}」は{max}文字（もじ）までにしてください"),
        ("control", "「{label}」に使えない文字が入っています。もう一度、文字を打って入力してください",
         "“{label}” contains a character that cannot be used. Type it again",
         "「{label}」に使（つか）えない文字（もじ）があります。もう一度（いちど）書（か）いてください"),
        ("text", "「{label}」を文字で入力してください",
         "Enter “{label}” as text",
         "「{label}」を文字（もじ）で書（か）いてください"),
        ("kana", "「{label}」は全角カタカナで入力してください（例：ウミカゼ ナギ）",
         "Enter “{label}” in full-width katakana (for example ウミカゼ ナギ)",
         "「{label}」はカタカナで書（か）いてください（たとえば：ウミカゼ ナギ）"),
        ("date-form", "「{label}」は 令和8年4月1日 か 2026-04-01 のように入力してください",
         "Enter “{label}” like 2026-04-01 or 令和8年4月1日",
         "「{label}」は 2026-04-01 か 令和（れいわ）8年（ねん）4月（がつ）1日（ついたち）のように書（か）いてください"),
        ("date-era", "「{label}」の元号と年が合いません。元号か年を確かめてください",
         "The era and the year of “{label}” do not match. Check the era or the year",
         "「{label}」の令和（れいわ）や平成（へいせい）と、年（ねん）が合（あ）いません。たしかめてください"),
        ("date-range", "「{label}」は暦にない日付です。年月日を確かめてください",
         "“{label}” is not a real date. Check the year, month and day",
         "「{label}」の日（ひ）は、カレンダーにありません。年（ねん）と月（つき）と日（ひ）を、たしかめてください"),
        ("date-old", "「{label}」は1873年（明治6年）1月1日からの日付を入力してください。年を確かめてください",
         "“{label}” must be 1 January 1873 or later. Check the year",
         "「{label}」は1873年（ねん）1月（がつ）1日（ついたち）からの日（ひ）を書（か）いてください"),
        ("date-past", "「{label}」は今日までの日付を入力してください",
         "“{label}” must be today or earlier",
         "「{label}」は今日（きょう）までの日（ひ）を書（か）いてください"),
        ("integer", "「{label}」は数字で入力してください",
         "Enter “{label}” as a number",
         "「{label}」は数字（すうじ）で書（か）いてください"),
        ("minimum", "「{label}」は{min}以上の数字を入力してください",
         "“{label}” must be {min} or more",
         "「{label}」は{min}か、もっと大（おお）きい数字（すうじ）を書（か）いてください"),
        ("maximum", "「{label}」は{max}以下の数字を入力してください",
         "“{label}” must be {max} or less",
         "「{label}」は{max}か、もっと小（ちい）さい数字（すうじ）を書（か）いてください"),
        ("choice", "「{label}」は示されたものの中から選んでください",
         "Choose one of the answers shown for “{label}”",
         "「{label}」は、この中（なか）から選（えら）んでください"),
        ("postal", "「{label}」は7けたの数字で入力してください（例：000-0123）",
         "Enter “{label}” as 7 digits (for example 000-0123)",
         "「{label}」は7つの数字（すうじ）で書（か）いてください（たとえば：000-0123）"),
        ("phone", "「{label}」は0から始まる10けたか11けたの数字で入力してください（例：090-1234-5678）",
         "Enter “{label}” as 10 or 11 digits starting with 0 (for example 090-1234-5678)",
         "「{label}」は0から始（はじ）まる10か11の数字（すうじ）で書（か）いてください（たとえば：090-1234-5678）"),
        ("email", "「{label}」は name@example.jp のように入力してください",
         "Enter “{label}” like name@example.jp",
         "「{label}」は name@example.jp のように書（か）いてください"),
        ("digits", "「{label}」は{length}けたの数字で入力してください",
         "Enter “{label}” as {length} digits",
         "「{label}」は{length}つの数字（すうじ）で書（か）いてください"),
        ("bank_code", "「{label}」は4けたの数字で入力してください",
         "Enter “{label}” as 4 digits",
         "「{label}」は4つの数字（すうじ）で書（か）いてください"),
        ("branch_code", "「{label}」は3けたの数字で入力してください",
         "Enter “{label}” as 3 digits",
         "「{label}」は3つの数字（すうじ）で書（か）いてください"),
        ("account_number", "「{label}」は7けたまでの数字で入力してください",
         "Enter “{label}” as up to 7 digits",
         "「{label}」は7つまでの数字（すうじ）で書（か）いてください"),
        ("account_holder", "「{label}」は通帳やカードのとおりにカタカナで入力してください（例：ウミカゼ ナギ）",
         "Enter “{label}” in katakana as printed on the passbook or card (for example ウミカゼ ナギ)",
         "「{label}」は通帳（つうちょう）やカードと同（おな）じカタカナで書（か）いてください（たとえば：ウミカゼ ナギ）"),
        ("kojinbango", "「{label}」は12けたの数字です。カードや通知書を見て、もう一度入力してください",
         "“{label}” is a number of 12 digits. Look at the card or notice and enter it again",
         "「{label}」は12の数字（すうじ）です。カードを見（み）て、もう一度（いちど）書（か）いてください"),
        ("kojinbango-wrong", "「{label}」の12けたのうち、違っている数字があります。カードや通知書を見て、もう一度入力してください",
         "A digit of “{label}” is wrong. Look at the card or notice and enter all 12 digits again",
         "「{label}」の数字（すうじ）がちがいます。カードを見（み）て、もう一度（いちど）書（か）いてください"),
        ("yes", "はい",
         "Yes",
         "はい"),
        ("no", "いいえ",
         "No",
         "いいえ"),
        ("agreed", "はい（確認しました）",
         "Yes (confirmed)",
         "はい（たしかめました）"),
        ("empty", "（記入なし）",
         "(not filled in)",
         "（書（か）いていません）"),
        ("masked", "************（確認画面で入力・ここには表示しません）",
         "************ (entered on the review page, not shown here)",
         "************（ここには出（で）ません）"),
        ("item", "{label} {number}",
         "{label} {number}",
         "{label} {number}"),
        ("item-said", "{item}：{text}",
         "{item}: {text}",
         "{item}：{text}"),
        ("item-row", "{item}：{label}",
         "{item}: {label}",
         "{item}：{label}"),
    )
}  # fmt: skip

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
#: The characters that a line of a list has for a label; more where a language is written in letters.
_SHORT, _SHORT_IN_LETTERS = 20, 45
_IN_LETTERS = ("en", "vi", "pt-br")


def say(key: str, lang: str, **words: object) -> str:
    """The sentence ``key`` in ``lang``. Numbers are grouped: 1,741."""
    shown = {name: f"{word:,}" if isinstance(word, int) else word for name, word in words.items()}
    return SENTENCES[key].of(lang).format(**shown)


def short(label: str, lang: str) -> str:
    """A long label as a line of a list can name it: its beginning."""
    most = _SHORT_IN_LETTERS if lang in _IN_LETTERS else _SHORT
    if len(label) <= most:
        return label
    if lang == EASY:
        begun = readings.cut(label, most)
        return begun if begun == label else begun.rstrip("、 ") + "…"
    begun = label[:most]
    return (begun.rpartition(" ")[0] if lang in _IN_LETTERS else begun).rstrip("、 ") + "…"


def say_date_at_the_desk(iso: str, lang: str) -> str:
    """As clerks read a day, beside papers of either calendar: 1991年5月14日（平成3年） or 14 May 1991."""
    try:
        return eras.format_both(date.fromisoformat(iso)) if lang != "en" else say_date(iso, lang)
    except ValueError:
        return say_date(iso, lang)


def say_date(iso: str, lang: str) -> str:
    """``2026-12-05`` as 2026年12月5日 or 5 December 2026; anything else as it is."""
    try:
        return day(date.fromisoformat(iso), lang) if _DAY.fullmatch(iso) else iso
    except ValueError:
        return iso


def month(of: date, lang: str) -> str:
    """The month of a day as it is written in ``lang``: 2026年12月, December 2026."""
    if lang == EASY:
        return f"{of.year}年（ねん）{of.month}月（がつ）"
    if lang in ("en", *TONGUES):
        return str(format_skeleton("yMMMM", of, locale=Locale.parse(lang, sep="-")))
    return f"{of.year}年{of.month}月"


def day(on: date, lang: str, weekday: bool = False) -> str:
    """A day as it is written in ``lang``; with ``weekday`` 2026年12月5日(土), 5 December 2026 (Sat)."""
    if lang == EASY:
        return readings.day(on, weekday)
    if lang == "en":
        return f"{on:%-d %B %Y} ({on:%a})" if weekday else f"{on:%-d %B %Y}"
    if lang in TONGUES:
        locale = Locale.parse(lang, sep="-")
        said = format_date(on, "long", locale)
        return f"{said} ({format_date(on, 'EEE', locale)})" if weekday else said
    return eras.format_ja(on, weekday)
