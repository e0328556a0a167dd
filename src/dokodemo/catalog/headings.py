"""Under which headings stands what several procedures ask: by what an answer means."""

from collections.abc import Mapping

from dokodemo.catalog.terms import Text

#: The pages of what is asked once, in order: id → title. The first word of a meaning is the page, or leads to it.
HEADINGS: Mapping[str, Text] = {
    "applicant": Text(ja="あなたのこと", en="About you"),
    "move": Text(ja="引っ越しと住所", en="Your move and addresses"),
    "spouse": Text(ja="配偶者のこと", en="About your spouse"),
    "family": Text(ja="家族のこと", en="About your family"),
    "insured": Text(ja="被保険者のこと", en="About the insured person"),
    "health": Text(ja="保険・年金・医師", en="Insurance, pension and doctor"),
    "bank": Text(ja="口座", en="Bank account"),
    "dog": Text(ja="犬のこと", en="Your dog"),
    "others": Text(ja="共通の質問", en="Shared questions"),
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
