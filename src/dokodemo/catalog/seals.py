"""The image of an organ's seal (公印の印影), as ``organs.yaml`` declares it, and on which papers it stands in place of 公印省略.

The image is an SVG of plain shapes, written into the file: what is published by two people and signed is the very image that
is printed, and nothing in it can fetch, run or be set in a font that another machine lacks."""

from typing import Annotated, Literal

from lxml import etree
from pydantic import AfterValidator
from pydantic import Field as Item

from dokodemo.catalog.terms import Model, Text

#: Kinds of documents that have a place for it.
SealedKind = Literal["notice", "told", "juminhyo"]
MOST_CHARACTERS = 64_000
_SVG = "{http://www.w3.org/2000/svg}"
_SHAPES = {"svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "title", "desc"}


def _image(text: str) -> str:
    """The SVG in one line. Raises ValueError, with what is wrong."""
    if len(text) > MOST_CHARACTERS:
        raise ValueError(f"image: {len(text)} characters; at most {MOST_CHARACTERS}")
    try:
        root = etree.fromstring(
            text, etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
        )
    except etree.XMLSyntaxError as error:
        raise ValueError(f"image: no SVG: {error.msg}") from None
    for each in root.iter():
        name = each.tag.removeprefix(_SVG) if isinstance(each.tag, str) else "a part that is no element"
        if name not in _SHAPES:
            raise ValueError(f"image: only shapes can stand in it, not {name!r}")
        for attribute, value in each.attrib.items():
            if attribute.startswith("on") or attribute.endswith("href") or "url(" in value:
                raise ValueError(f"image: {attribute!r} cannot stand in it")
    box = root.get("viewBox", "").replace(",", " ").split()
    if root.tag != f"{_SVG}svg" or len(box) != 4 or box[2] != box[3]:
        raise ValueError(
            'image: a square <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 n n"> is needed'
        )
    return " ".join(etree.tostring(root, encoding="unicode").split())


class Seal(Model):
    """``title``: what the seal is called (海風市長之印). ``image``: its SVG, square, printed 20 mm wide. ``documents``: the
    kinds of documents that bear it; every other one says 公印省略."""

    title: Text
    image: Annotated[str, AfterValidator(_image)]
    documents: list[SealedKind] = Item(min_length=1)
