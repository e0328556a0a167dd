"""公印: an image that is shapes and nothing else."""

import pytest
from pydantic import ValidationError

from dokodemo.catalog.seals import MOST_CHARACTERS, Seal
from dokodemo.operate import testing

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">{}</svg>'
TITLE = {"ja": "試験の印", "en": "Test seal"}


def seal(image: str, *documents: str) -> Seal:
    return Seal.model_validate({"title": TITLE, "image": image, "documents": list(documents) or ["notice"]})


def test_shapes_are_taken_and_kept_in_one_line() -> None:
    kept = seal(SVG.format("\n  <!-- drawn by hand -->\n  <rect width='9' height='9'/>\n")).image
    assert kept == SVG.format(' <rect width="9" height="9"/> ')
    assert seal(kept).image == kept


@pytest.mark.parametrize(
    ("image", "wrong"),
    [
        ("no image", "no SVG"),
        (SVG.format("<script>1</script>"), "script"),
        (SVG.format("<text>印</text>"), "text"),
        (SVG.format('<image href="file:///etc/passwd"/>'), "image"),
        (SVG.format('<rect onclick="1"/>'), "onclick"),
        (SVG.format('<rect fill="url(#a)"/>'), "fill"),
        (SVG.replace("10 10", "10 20").format(""), "square"),
        (SVG.replace(' viewBox="0 0 10 10"', "").format(""), "square"),
        ("<svg viewBox='0 0 1 1'/>", "square"),
        (
            '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + SVG.format("<title>&a;</title>"),
            "element",
        ),
        (SVG.format("<g/>" * MOST_CHARACTERS), "at most"),
    ],
)
def test_anything_else_is_refused_with_what_is_wrong(image: str, wrong: str) -> None:
    with pytest.raises(ValidationError, match=wrong):
        seal(image)


def test_only_documents_with_a_place_for_it() -> None:
    with pytest.raises(ValidationError, match="documents"):
        seal(SVG.format(""), "tag")


def test_the_sample_city_has_one() -> None:
    organs = testing.sample_city().organs
    assert organs["shicho"].seal is not None
    assert organs["kyoiku-iinkai"].seal is None
