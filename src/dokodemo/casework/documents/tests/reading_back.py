"""A letter's PDF and its text, both without spaces and line breaks, to be held side by side."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import pypdfium2

from dokodemo.casework import documents
from dokodemo.casework.documents.facts import texts

#: PDFium gives a hyphen that ends a line as U+FFFE: it may have been set there only to break a word.
_HYPHENS = str.maketrans(dict.fromkeys("\ufffe\u2010\u00ad", "-"))


def flat(text: str) -> str:
    return "".join(text.split()).translate(_HYPHENS)


def of_pdf(kind: str, facts: Mapping[str, Any], language: str = "ja") -> str:
    """What the PDF says in its own order, without the foot of each page (the number, the page)."""
    pdf = pypdfium2.PdfDocument(BytesIO(documents.render(kind, facts, language)))
    pages = [flat(page.get_textpage().get_text_range()) for page in pdf]
    feet = [flat(f"{facts['number']} {index + 1} / {len(pages)}") for index in range(len(pages))]
    assert all(page.endswith(foot) for page, foot in zip(pages, feet, strict=True))
    return "".join(page.removesuffix(foot) for page, foot in zip(pages, feet, strict=True))


def of_text(kind: str, facts: Mapping[str, Any], language: str = "ja") -> str:
    """What the text beside it says, with the numbers that a list shows."""
    said = []
    for part in documents.reading(kind, facts, language):
        own = {name: each for name, each in part.items() if name != "lang"}
        if numbered := own.get("numbered"):
            own = {"numbered": [f"{number}{item}" for number, item in enumerate(numbered, 1)]}
        said += list(texts(own))
    return flat("".join(said))
