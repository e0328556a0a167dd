"""The types of answer: how each is read from what was typed, what JSON Schema it obeys, how the office reads it.

Reading normalises (width, kana, hyphens, eras) and refuses only what it cannot bring into the form of its type;
everything else is judged once, by the schema.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from dokodemo.catalog.schema import Choice, Field
from dokodemo.catalog.sentences import say, say_date
from dokodemo.values import bank, eras, names

#: Types whose answer is one line of characters.
TEXTS = ("text", "kana", "email", "address", "account_holder")
MAX_LENGTH: Mapping[str, int] = {"text": 100, "kana": 100, "email": 254, "address": 200, "account_holder": 30}
MAX_TYPED = 4000
SAFE_INTEGER = 2**53

#: Controls, lone surrogates, overriding of direction (a name could be made to read as another) and non-characters.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
)
_SPACES = re.compile(r"\s{2,}|[^\S \u3000]")
_KATAKANA = re.compile(r"[ァ-ヺーヽヾ・　]+")
_ISO = re.compile(r"(19|20)\d\d-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])", re.ASCII)
_WIDE = str.maketrans("０１２３４５６７８９＋，．＠", "0123456789+,.@")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_WIDEN = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)} | {" ": "　"})
_HYPHENS = re.compile("[-‐‑‒–—―−ーｰ－ 　()（）〒]")
_YES = frozenset(("true", "yes", "on", "1", "はい"))
_NO = frozenset(("false", "no", "off", "0", "いいえ"))

KATAKANA_PATTERN = "^[ァ-ヺーヽヾ]+([　・]+[ァ-ヺーヽヾ]+)*$"
HOLDER_PATTERN = r"^[ァ-ヺー０-９Ａ-Ｚ（）．－／　]+$"
PATTERNS: Mapping[str, str] = {
    "kana": KATAKANA_PATTERN,
    "postal": "^[0-9]{7}$",
    "phone": "^0[0-9]{9,10}$",
    "email": r"^[!-?A-~]+@[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)+$",
    "bank_code": "^[0-9]{4}$",
    "branch_code": "^[0-9]{3}$",
    "account_number": "^[0-9]{7}$",
    "account_holder": HOLDER_PATTERN,
}


class Refused(ValueError):
    """What was typed cannot be read as its type. ``key`` is a key of ``sentences``."""

    def __init__(self, key: str, **words: object) -> None:
        super().__init__(key)
        self.key = key
        self.words = words


def read(field: Field, typed: str) -> Any:
    """The value of ``typed``; None when nothing was typed. Raises Refused, and nothing else for any text."""
    if FORBIDDEN.search(typed):
        raise Refused("control")
    if len(typed) > MAX_TYPED:
        raise Refused("too-long", max=field.max_length or MAX_LENGTH.get(field.type, MAX_TYPED))
    text = typed.strip() if field.multiline else _SPACES.sub(_one_space, typed).strip()
    return READERS[field.type](field, text) if text else None


def _one_space(found: re.Match[str]) -> str:
    # A registry writes 海野　さくら with a wide space: what is compared with it keeps the width that was typed.
    return "　" if "　" in found[0] else " "


def _text(field: Field, text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if field.multiline else text


def _kana(field: Field, text: str) -> str:
    spaced = text.replace(" ", "　")
    return spaced if _KATAKANA.fullmatch(spaced) else names.to_katakana(spaced).replace(" ", "　")


def _holder(field: Field, text: str) -> str:
    plain = unicodedata.normalize("NFKC", names.to_katakana(text)).translate(_DASHES).upper()
    try:
        bank.to_zengin_kana(plain)
    except ValueError as error:
        raise Refused("account_holder") from error
    # Kept in full width, as people read it; the bank file is made from it by the same function.
    return plain.translate(_WIDEN)


def _day(field: Field, text: str) -> str:
    if _ISO.fullmatch(text):
        return text
    try:
        return eras.parse_date(text).isoformat()
    except eras.DateError as error:
        raise Refused("date-form" if error.reason == "empty" else f"date-{error.reason}") from error


def _integer(field: Field, text: str) -> int:
    digits = text.translate(_WIDE).replace(",", "")
    if not re.fullmatch(r"[-−]?[0-9]{1,15}", digits):
        raise Refused("integer")
    return int(digits.replace("−", "-"))


def _boolean(field: Field, text: str) -> bool:
    word = text.lower()
    if word not in _YES and word not in _NO:
        raise Refused("choice")
    return word in _YES


def _statement(field: Field, text: str) -> bool | None:
    # A box that is not ticked is not an answer "no": nobody can refuse a statement and go on.
    return True if text.lower() in _YES else None


def digits_of(text: str) -> str:
    """``text`` in half-width digits, without hyphens, spaces and brackets. Other characters stay, to be refused."""
    return _HYPHENS.sub("", text.strip().translate(_WIDE))


def _digits(field: Field, text: str) -> str:
    return digits_of(text)


def _account_number(field: Field, text: str) -> str:
    digits = _digits(field, text)
    return digits.zfill(7) if digits.isdecimal() else digits


def _email(field: Field, text: str) -> str:
    return unicodedata.normalize("NFKC", text)


READERS: Mapping[str, Callable[[Field, str], Any]] = {
    "text": _text,
    "address": _text,
    "kana": _kana,
    "date": _day,
    "integer": _integer,
    "choice": _text,
    "boolean": _boolean,
    "postal": _digits,
    "phone": _digits,
    "email": _email,
    "bank_code": _digits,
    "branch_code": _digits,
    "account_number": _account_number,
    "account_holder": _holder,
    "statement": _statement,
    "digits": _digits,
}


def schema_of(field: Field) -> dict[str, Any]:
    """JSON Schema of one answer. Whether it must be there depends on conditions, so ``required`` is not in it."""
    kind = field.type
    if kind == "list":
        members = {each.id: schema_of(each) for each in field.fields or []}
        return {
            "type": "array",
            "minItems": field.min_items,
            "maxItems": field.max_items,
            "items": {"type": "object", "properties": members, "additionalProperties": False},
        }
    if kind in ("boolean", "statement"):
        return {"type": "boolean"} if kind == "boolean" else {"const": True}
    if kind == "date":
        return {"type": "string", "format": "date", "pattern": "^[0-9]{4}-"}
    if kind == "integer":
        low = -SAFE_INTEGER if field.min is None else field.min
        return {
            "type": "integer",
            "minimum": low,
            "maximum": SAFE_INTEGER if field.max is None else field.max,
        }
    if kind == "choice":
        return {"enum": field.codes}
    if kind == "digits":
        return {"type": "string", "pattern": f"^[0-9]{{{field.length}}}$"}
    schema: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": length_of(field)}
    if kind in PATTERNS:
        schema["pattern"] = PATTERNS[kind]
    return schema


def length_of(field: Field) -> int:
    """The most characters an answer may have."""
    return field.max_length or MAX_LENGTH.get(field.type, 11)


def neutral(field: Field) -> Any:
    """What a condition sees where there is no answer."""
    if field.type in ("boolean", "statement"):
        return False
    if field.type == "integer":
        return 0
    return [] if field.type == "list" else ""


def typed_as(field: Field, value: Any) -> str:
    """``value`` as it stands in an input of the form; the inverse of :func:`read`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def show(field: Field, value: Any, lang: str) -> str:
    """``value`` as the office reads it."""
    if value is None or value == "":
        return say("empty", lang)
    if field.type == "boolean":
        return say("yes" if value else "no", lang)
    if field.type == "statement":
        return say("agreed" if value else "no", lang)
    if field.type == "choice":
        return _label(field.choices or [], str(value), lang)
    if field.type == "integer" and isinstance(value, int):
        return f"{value:,}"
    text = str(value)
    if field.type == "date":
        return say_date(text, lang)
    if field.type == "postal" and len(text) == 7:
        return f"{text[:3]}-{text[3:]}"
    if field.type == "phone" and len(text) == 11:
        return f"{text[:3]}-{text[3:7]}-{text[7:]}"
    return text


def _label(choices: list[Choice], code: str, lang: str) -> str:
    return next((choice.label.of(lang) for choice in choices if choice.code == code), code)
