"""What fonts can show: a font made here, the one that is installed with us, and the MJ font where it is."""

from pathlib import Path

import noto_cjk_sans_jp_regular
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTLibError

from dokodemo.values.glyphs import GlyphSet

MJ = Path("/usr/share/fonts/truetype/ipamj/ipamjm.ttf")
VS17, VS18, VS19, VS20 = (chr(0xE0100 + n) for n in range(4))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> GlyphSet:
    """A font with 辻 (default and one more form), 海 and a code that it maps to the empty box."""
    builder = FontBuilder(1000, isTTF=True)
    names = [".notdef", "tsuji", "tsuji.alt", "umi"]
    builder.setupGlyphOrder(names)
    uvs = [(0x8FBB, 0xE0100, None), (0x8FBB, 0xE0101, "tsuji.alt")]
    builder.setupCharacterMap({0x8FBB: "tsuji", 0x6D77: "umi", 0x9244: ".notdef"}, uvs=uvs)
    empty = TTGlyphPen(None).glyph()
    builder.setupGlyf(dict.fromkeys(names, empty))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (1000, 0)))
    builder.setupHorizontalHeader()
    builder.setupPost()
    path = tmp_path_factory.mktemp("font") / "small.ttf"
    builder.save(path)
    return GlyphSet(path)


@pytest.fixture(scope="module")
def noto() -> GlyphSet:
    return GlyphSet(Path(str(noto_cjk_sans_jp_regular.FONT_PATH)))


def test_what_is_there_is_not_missing(small: GlyphSet) -> None:
    assert small.missing(f"辻海\n辻{VS17}辻{VS18}") == []
    assert small.missing("") == []


def test_what_is_missing_is_named_once_in_order(small: GlyphSet) -> None:
    assert small.missing(f"野海辻{VS19}野辻{VS19}空") == ["野", f"辻{VS19}", "空"]


def test_a_sequence_needs_its_own_form(small: GlyphSet) -> None:
    assert small.missing(f"海{VS17}") == [f"海{VS17}"]


def test_the_empty_box_is_no_glyph(small: GlyphSet) -> None:
    assert small.missing("鉄") == ["鉄"]


def test_a_selector_without_a_base_is_missing(small: GlyphSet) -> None:
    assert small.missing(VS17) == [VS17]


def test_the_installed_font_knows_its_own_collection_only(noto: GlyphSet) -> None:
    assert noto.missing(f"海風市 髙﨑𠮷 辻{VS17}辻{VS18} ABC 、。（）") == []
    assert noto.missing(f"辻{VS19}\ue000😀") == [f"辻{VS19}", "\ue000", "😀"]


@pytest.mark.font
@pytest.mark.skipif(not MJ.exists(), reason="fonts-ipamj-mincho is not installed")
def test_the_mj_font_knows_the_other_collection() -> None:
    mj = GlyphSet(MJ)
    assert mj.missing(f"辻{VS19}辻{VS20}邉邊髙") == []
    assert mj.missing(f"辻{VS18}") == [f"辻{VS18}"]


def test_what_is_no_font_is_told(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nothing"):
        GlyphSet(tmp_path / "nothing.ttf")
    wrong = tmp_path / "wrong.ttf"
    wrong.write_bytes(b"no font at all, but long enough to be read as one")
    with pytest.raises(TTLibError):
        GlyphSet(wrong)
