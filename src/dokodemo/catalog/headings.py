"""Under which headings stands what several procedures ask: by what an answer means."""

from collections.abc import Mapping

from dokodemo.catalog.terms import Text
from dokodemo.catalog.tongues import text

#: The pages of what is asked once, in order: id → title. The first word of a meaning is the page, or leads to it.
HEADINGS: Mapping[str, Text] = {
    "applicant": text(ja="あなたのこと", en="About you", easy="あなたのこと"),
    "move": text(
        ja="引っ越しと住所", en="Your move and addresses", easy="引（ひ）っ越（こ）しと住所（じゅうしょ）"
    ),
    "spouse": text(ja="配偶者のこと", en="About your spouse", easy="夫（おっと）や妻（つま）のこと"),
    "family": text(ja="家族のこと", en="About your family", easy="家族（かぞく）のこと"),
    "insured": text(
        ja="被保険者のこと",
        en="About the insured person",
        easy="保険（ほけん）に入（はい）っている人（ひと）のこと",
    ),
    "health": text(
        ja="保険・年金・医師",
        en="Insurance, pension and doctor",
        easy="保険（ほけん）・年金（ねんきん）・医者（いしゃ）",
    ),
    "bank": text(ja="口座", en="Bank account", easy="口座（こうざ）"),
    "dog": text(ja="犬のこと", en="Your dog", easy="犬（いぬ）のこと"),
    "others": text(ja="共通の質問", en="Shared questions", easy="いっしょに聞（き）くこと"),
}
_HEADING_OF: Mapping[str, str] = {
    "identity": "applicant", "account.email": "applicant", "january": "move", "previous": "move", "household": "family",
    "children": "family", "child": "family", "older": "family", "baby": "family", "pension": "health",
    "doctor": "health", "account": "bank",
}  # fmt: skip


def heading_of(means: str) -> tuple[str, Text]:
    """Under which heading a meaning stands: (id, title)."""
    word = means.partition(".")[0]
    name = _HEADING_OF.get(means) or _HEADING_OF.get(word, word)
    name = name if name in HEADINGS else "others"
    return name, HEADINGS[name]
