"""Papers, read back: what is printed, in which standard, and what is refused before anything is decided."""

import json
import threading
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dokodemo.casework import documents
from dokodemo.casework.documents import fonts, making
from dokodemo.casework.documents.facts import FactsMissing
from dokodemo.casework.documents.fonts import GlyphsMissing
from dokodemo.casework.documents.tests import reading_back

HAS_MJ = fonts.MJ_FILE.is_file()
needs_mj = pytest.mark.skipif(not HAS_MJ, reason=f"needs {fonts.MJ_PACKAGE}")
NOTICE: dict[str, Any] = {
    "number": "海子第123号",
    "date": "2026-12-04",
    "title": "児童手当 認定通知書",
    "recipient": "海野　さくら",
    "postal": "000-0012",
    "address": "海風市汐見台一丁目2番3号",
    "head": "海風市長",
    "outcome": "approved",
    "city": "海風市",
    "section": "子育て支援課",
    "phone": "0000-00-1121",
    "place": "本庁舎1階 5番窓口",
    "hours": "8時30分から17時15分まで",
    "paragraphs": [
        "令和8年11月22日に請求のありました児童手当について、次のとおり認定しましたので通知します。",
        "手当月額：25,000円",
    ],
    "amount": 25000,
    "amount_unit": "円/月",
    "start_month": "2026-12-01",
    "receipt": "2611-2200-0157",
    "arrived_on": "2026-11-22",
    "children": [
        {
            "name": "海野　はると",
            "birth": "2019-08-20",
            "order": 1,
            "amount": 10000,
            "reason": "第1子の額です。",
        },
        {
            "name": "海野　ひなた",
            "birth": "2026-11-10",
            "order": 2,
            "amount": 15000,
            "reason": "第2子の額です。",
        },
        {"name": "海野　うしお", "birth": "2003-01-10", "order": None, "amount": 0, "reason": "数えません。"},
    ],
    "reasons": ["請求の日の属する月の翌月から支給します。"],
    "articles": ["児童手当法第6条第1項", "児童手当法第8条第2項"],
    "kyoji": "この処分に不服があるときは、審査請求をすることができます。",
}
TAG = {"city": "海風市", "fiscal_year": 2026, "tag_number": "第00042号"}
LABEL: dict[str, Any] = {
    "recipient": "辻　美咲",
    "address": "海風市本町二丁目4番1号",
    "postal": "000-0001",
    "sender": ["海風市 環境課"],
}
LONG_NAME = "MARIA FERNANDA DE LA CONCEPCION GUTIERREZ SANTOS DEL ROSARIO Y VILLANUEVA"
COPY: dict[str, Any] = {
    "certificate": "2026-00042",
    "issued_on": "2026-11-24",
    "copies": 2,
    "household": True,
    "city": "海風市",
    "head": "海風市長",
    "persons": [
        {
            "name": LONG_NAME, "kana": "マリア　フェルナンダ", "birth": "平成7年7月30日", "sex": "女",
            "address": "海風市海浜通五丁目21番8号", "resident_since": "平成30年4月1日", "address_since": "令和2年4月1日",
            "head": "【省略】", "relation": "【省略】",
        }
    ],
}  # fmt: skip
REGISTER: dict[str, Any] = {
    "city": "海風市",
    "date": "2026-11-28",
    "zone": "LGWAN接続系",
    "files": [{"lines": [["個人情報ファイルの名称", "犬の登録原簿ファイル"], ["記録範囲", "犬の所有者"]], "remarks": ["保存期間：5年"]}],
}  # fmt: skip
TABLE = {
    "title": "だれが見たかの記録", "date": "2026-12-04", "head": "海風市", "recipient": LONG_NAME, "paragraphs": ["2025年から。"],
    "columns": ["日", "課", "見たもの", "回数"], "cells": [["令和8年12月4日", "子育て支援課", "申請の内容", "3"]],
    "notes": ["名前は書きません。"],
}  # fmt: skip
WHOLE = {
    "title": "一件書類", "city": "海風市", "date": "2026-12-04", "number": "2611-2400-0001",
    "parts": [
        {"title": "表紙", "rows": [["申請した人", LONG_NAME]]},
        {"title": "経過", "columns": ["日時", "できごと"], "cells": [["2026年12月4日 9:00", "申請が到達しました"]]},
        {"title": "文書", "paragraphs": ["認定します。"]},
    ],
}  # fmt: skip
ALL = {
    "notice": NOTICE, "told": NOTICE, "tag": TAG, "address": LABEL, "juminhyo": COPY, "register": REGISTER, "table": TABLE,
    "addresses": {"labels": [LABEL] * 12}, "whole": WHOLE,
}  # fmt: skip


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(BytesIO(pdf))
    return "".join(page.get_textpage().get_text_range() for page in document)


def flat(text: str) -> str:
    return "".join(text.split())


@pytest.fixture
def only_the_wheel(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A machine without the MJ font."""
    monkeypatch.setenv(fonts.MJ_VARIABLE, "/nowhere/ipamjm.ttf")
    fonts.faces.cache_clear()
    monkeypatch.setattr(making, "_local", threading.local())
    yield
    monkeypatch.undo()
    fonts.faces.cache_clear()


def test_a_copy_of_the_record_comes_as_often_as_it_was_asked_for() -> None:
    text = flat(text_of(documents.render("juminhyo", COPY)))
    assert text.count("この写しは、住民票の原本と相違ないことを証明する。") == 2
    assert text.count("交付番号2026-00042") == 2
    assert flat(LONG_NAME) in text


def test_a_table_goes_over_pages_and_repeats_its_head() -> None:
    rows = [[f"{number}日", "市民課", "住民の記録", "1"] for number in range(120)]
    pdf = documents.render("table", TABLE | {"cells": rows})
    assert len(pypdfium2.PdfDocument(BytesIO(pdf))) > 1
    text = flat(text_of(pdf))
    assert all(f"{number}日市民課" in text for number in range(120))
    assert text.count("見たもの") > 1
    assert "名前は書きません。" in flat(text_of(documents.render("table", TABLE)))
    documents.render("table", {**TABLE, "recipient": "", "paragraphs": [], "notes": []})


# --- what is printed -----------------------------------------------------------------------------------------------


def test_a_letter_says_everything_it_was_told() -> None:
    text = flat(text_of(documents.render("notice", NOTICE)))
    for words in (
        "海子第123号", "令和8年12月4日", "〒000-0012", "海風市汐見台一丁目2番3号", "海野さくら様", "海風市長", "児童手当認定通知書",
        "手当月額25,000円", "令和8年12月分", "令和8年11月22日", "海野はると", "令和元年8月20日", "第2子", "15,000円",
        "請求の日の属する月の翌月から支給します。", "児童手当法第6条第1項、児童手当法第8条第2項", "審査請求", "0000-00-1121", "本庁舎1階5番窓口",
    ):  # fmt: skip
        assert words in text, words
    assert text.count("手当月額") == 1  # the paragraph that only repeats the table is left out


def test_a_refusal_prints_its_reasons_and_no_amount() -> None:
    refused = {
        **NOTICE,
        "outcome": "refused",
        "start_month": None,
        "children": [],
        "paragraphs": [],
        "reasons": ["公務員です。", "監護がありません。"],
    }
    text = flat(text_of(documents.render("notice", refused)))
    assert "1公務員です。" in text
    assert "2監護がありません。" in text
    assert "25,000円" not in text


def test_a_letter_needs_only_what_every_letter_has() -> None:
    short = {
        name: NOTICE[name]
        for name in ("number", "date", "title", "recipient", "address", "head", "outcome", "section")
    }
    assert "海野さくら様" in flat(text_of(documents.render("notice", short)))


def test_a_reader_of_english_gets_a_note_and_the_same_decision() -> None:
    text = text_of(documents.render("notice", NOTICE, "en"))
    assert "The Japanese text of this letter is the decision" in " ".join(text.split())
    assert "25,000 yen a month, from December 2026" in " ".join(text.split())
    assert "審査請求" in text
    assert "Note in English" not in text_of(documents.render("notice", NOTICE))


def test_a_tag_and_a_label() -> None:
    tag, label = (
        flat(text_of(documents.render("tag", TAG))),
        flat(text_of(documents.render("address", LABEL))),
    )
    assert all(words in tag for words in ("犬鑑札", "令和8年度", "第00042号", "海風市"))
    assert all(
        words in label for words in ("〒000-0001", "海風市本町二丁目4番1号", "辻美咲様", "海風市環境課")
    )


RED = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9" fill="#c00"/></svg>'
)


@pytest.mark.parametrize("kind", ["notice", "told", "juminhyo"])
def test_a_seal_stands_where_it_is_left_out_otherwise(kind: str) -> None:
    """20 mm square, once on each copy; its name is there for who cannot see it."""
    without = documents.render(kind, ALL[kind])
    pdf = documents.render(kind, {**ALL[kind], "seal": {"title": "試験の印", "image": RED}})
    assert red(without) == 0
    assert 380 <= red(pdf) <= 420, "mm²"
    assert "公印" in text_of(without)
    assert "公印" not in text_of(pdf)
    with pikepdf.open(BytesIO(pdf)) as opened:
        alts = [
            str(each.get("/Alt"))
            for each in opened.objects
            if isinstance(each, pikepdf.Dictionary) and "/Alt" in each
        ]
    assert "試験の印" in alts


def red(pdf: bytes) -> float:
    """mm² of the first page in the colour of the seal."""
    page = pypdfium2.PdfDocument(BytesIO(pdf))[0].render(scale=2).to_pil().convert("RGB")
    dots = sum(1 for r, g, b in page.getdata() if r > 150 and g < 60 and b < 60)
    return dots * (25.4 / 144) ** 2


def test_labels_are_twelve_on_a_sheet_and_none_is_lost() -> None:
    pdf = documents.render("addresses", {"labels": [{**LABEL, "recipient": f"試験{n}"} for n in range(13)]})
    pages = pypdfium2.PdfDocument(BytesIO(pdf))
    assert len(pages) == 2
    assert all(f"試験{n}様" in flat(text_of(pdf)) for n in range(13))


@pytest.mark.parametrize("kind", ["notice", "told", "tag", "juminhyo"])
def test_what_is_printed_once_more_says_so(kind: str) -> None:
    assert "再印刷" not in flat(text_of(documents.render(kind, ALL[kind])))
    again = documents.render(kind, {**ALL[kind], "reprint": "2026-12-10"})
    assert "再印刷令和8年12月10日" in flat(text_of(again))


def test_the_first_year_of_an_era_is_called_so() -> None:
    assert "令和元年度" in flat(text_of(documents.render("tag", {**TAG, "fiscal_year": 2019})))


def pages(pdf: bytes) -> int:
    return len(pypdfium2.PdfDocument(BytesIO(pdf)))


def test_a_very_long_name_is_whole() -> None:
    for kind in ("notice", "address"):
        pdf = documents.render(kind, {**ALL[kind], "recipient": LONG_NAME})
        assert flat(LONG_NAME) in flat(text_of(pdf))
        assert pages(pdf) == 1


def test_the_longest_name_and_address_and_the_sender_are_on_one_label() -> None:
    facts = {
        "recipient": LONG_NAME,
        "postal": "000-0015",
        "address": "海風市海浜通五丁目21番8号　メゾン・ド・プラージュ・ウミカゼ　サウスタワー1104号室",
        "sender": ["海風市", "子育て支援課　電話 000-000-1121"],
    }
    pdf = documents.render("address", facts)
    assert pages(pdf) == 1
    text = flat(text_of(pdf))
    assert all(flat(words) in text for words in (LONG_NAME, "サウスタワー1104号室", "000-000-1121"))
    assert pages(documents.render("address", facts | {"recipient": f"{LONG_NAME} {LONG_NAME}"})) == 1


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_letter_for_two_children_is_one_sheet(language: str) -> None:
    """With as much to say as the sample city has: no second sheet for a box that stands alone."""
    article = (
        "児童手当法第6条第1項第1号、児童手当法第6条第1項第2号、児童手当法第8条第2項、児童手当法第8条第3項"
    )
    higher, lower = (
        "3歳に達する日の属する月までであるため、月額15,000円です。",
        "3歳に達する日の属する月の翌月以後であり、18歳に達する日以後の最初の3月31日までの間にあるため、月額10,000円です。",
    )
    facts = {
        **NOTICE,
        "paragraphs": [
            f"令和8年11月22日に請求のありました児童手当について、{article}の規定により、次のとおり認定しましたので通知します。",
            "手当は、2月・4月・6月・8月・10月・12月の10日に、それぞれの前月までの2か月分をお支払いします。10日が休みの日のときは、その前の開庁日にお支払いします。",
            "住所、家族、お勤め先、振込先などが変わったときは、子育て支援課（電話 000-000-1121）へ届け出てください。",
        ],
        "children": [
            child | {"reason": reason}
            for child, reason in zip(NOTICE["children"], (lower, higher), strict=False)
        ],
        "reasons": [
            "事由の発生した日（令和8年11月10日）の翌日から15日以内（令和8年11月25日まで）の請求であるため、事由の発生した日の属する月の翌月から支給します。",
            "令和8年12月からの月額は25,000円です。",
        ],
        "articles": article.split("、"),
        "kyoji": "この処分に不服があるときは、市長に対して審査請求をすることができます。" * 7,
    }
    assert len(facts["children"]) == 2
    assert pages(documents.render("notice", facts, language)) == 1


def test_a_long_letter_runs_over_pages_and_loses_nothing() -> None:
    reasons = [f"理由その{number}。" * 12 for number in range(40)]
    pdf = documents.render("notice", {**NOTICE, "reasons": reasons})
    document = pypdfium2.PdfDocument(BytesIO(pdf))
    assert len(document) > 1
    text = flat(text_of(pdf))
    assert all(f"理由その{number}。" in text for number in range(40))


@pytest.mark.parametrize("kind", documents.KINDS)
def test_nothing_leaves_the_page(kind: str) -> None:
    """Every character lies inside the page's margins."""
    document = pypdfium2.PdfDocument(BytesIO(documents.render(kind, ALL[kind])))
    assert len(document) == ALL[kind].get("copies", 1)
    page = document[0]
    width, height = page.get_size()
    words = page.get_textpage()
    for index in range(words.count_rects()):
        left, bottom, right, top = words.get_rect(index)
        assert left >= 5
        assert bottom >= 5
        assert right <= width - 5
        assert top <= height - 5


# --- the text beside it --------------------------------------------------------------------------------------------

FEW = {name: NOTICE[name] for name in ("number", "date", "title", "recipient", "address", "head", "section")}


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize(
    ("kind", "changed"),
    [
        ("notice", {}), ("told", {}), ("notice", {"recipient": LONG_NAME, "postal": "", "place": "", "hours": ""}),
        ("notice", {"phone": "", "hours": ""}), ("notice", {"phone": ""}), ("notice", {"recipient": "海野　さくら様"}),
        ("notice", {"outcome": "refused", "children": [], "reasons": ["公務員です。", "監護がありません。"], "kyoji": "一。\n\n二。"}),
        ("notice", {"reasons": [f"理由その{number}。" * 12 for number in range(40)]}),
    ],
)  # fmt: skip
def test_the_text_says_what_the_pdf_says(kind: str, changed: dict[str, Any], language: str) -> None:
    facts = NOTICE | changed
    assert reading_back.of_text(kind, facts, language) == reading_back.of_pdf(kind, facts, language)


def test_the_shortest_letter_has_a_text() -> None:
    assert reading_back.of_text("told", FEW) == reading_back.of_pdf("told", FEW)


@given(words=st.text("海風市くらシヤABc19。、：（）「」・#*_-+ 　\n", max_size=40))
@example(words="-\n")
@settings(max_examples=30, deadline=None)
def test_no_word_is_in_one_and_not_in_the_other(words: str) -> None:
    """Whatever a city or a clerk writes, a line break too."""
    said = f"始{words}終"
    facts = NOTICE | {"kyoji": said, "reasons": [said], "rows": [[said, said]], "paragraphs": [said]}
    assert reading_back.of_text("notice", facts) == reading_back.of_pdf("notice", facts)


def test_the_text_has_the_headings_and_tables_of_the_letter() -> None:
    parts = documents.reading("notice", NOTICE)
    assert [part["heading"] for part in parts if "heading" in part] == [
        "児童ごとの内訳",
        "理由",
        "根拠",
        "教示",
    ]
    assert [part["title"] for part in parts if "title" in part] == ["児童手当 認定通知書"]
    rows, children = (part for part in parts if "rows" in part or "columns" in part)
    assert rows["rows"][0] == ["手当月額", "25,000円"]
    assert children["columns"] == ["氏名", "生年月日", "区分", "月額"]
    assert [len(each["row"]) for each in children["cells"]] == [4, 4, 4]
    assert json.loads(json.dumps(parts, ensure_ascii=False)) == parts


@pytest.mark.parametrize("kind", sorted({*documents.KINDS} - {*documents.READABLE}))
def test_what_is_no_letter_has_no_text(kind: str) -> None:
    with pytest.raises(FactsMissing, match=kind):
        documents.reading(kind, ALL[kind])


# --- the standard --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", documents.KINDS)
def test_papers_are_kept_and_read_aloud(kind: str) -> None:
    """PDF/A-2a and PDF/UA-1: marked in the metadata, tagged, in Japanese, titled, every font inside."""
    with pikepdf.open(BytesIO(documents.render(kind, ALL[kind]))) as pdf:
        metadata = pdf.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"]
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang).startswith("ja")
        assert "/StructTreeRoot" in pdf.Root
        fonts_of_page = pdf.pages[0].Resources.Font
        for font in fonts_of_page.values():
            descriptor = font.DescendantFonts[0].FontDescriptor
            assert "/FontFile3" in descriptor or "/FontFile2" in descriptor


def test_the_title_is_a_heading_and_tables_have_headers() -> None:
    with pikepdf.open(BytesIO(documents.render("notice", NOTICE))) as pdf:
        kinds = [
            str(each.S)
            for each in pdf.objects
            if isinstance(each, pikepdf.Dictionary) and "/S" in each and "/P" in each
        ]
    assert "/H1" in kinds
    assert "/H2" in kinds
    assert "/TH" in kinds


# --- data is only data ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    ['#panic("x")', '#read("/etc/passwd")', "*強*", "$x^2$", "@label", "<tag>", "= 見出し", "// 注", "`code`", "\\ \\n", "#set text(size: 1pt)"],
)  # fmt: skip
def test_what_looks_like_a_command_is_printed(words: str) -> None:
    facts = {**NOTICE, "recipient": words, "reasons": [words], "paragraphs": [words]}
    assert flat(text_of(documents.render("notice", facts))).count(flat(words)) == 3


@given(
    name=st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=30)
)
@settings(max_examples=40, deadline=None)
def test_any_name_is_printed_as_it_is_or_refused_by_name(name: str) -> None:
    facts = {**LABEL, "recipient": f"人{name}"}
    missing = fonts.faces().missing([facts["recipient"]])
    if not missing:
        documents.check(facts)
        assert documents.render("address", facts).startswith(b"%PDF-1.7")
        return
    assert all(each[0] in name for each in missing)
    for refuse in (documents.check, lambda facts: documents.render("address", facts)):
        with pytest.raises(GlyphsMissing):
            refuse(facts)


def test_threads_do_not_meet_in_one_compiler() -> None:
    made: dict[int, str] = {}

    def make(number: int) -> None:
        made[number] = text_of(documents.render("tag", {**TAG, "tag_number": f"第{number:05d}号"}))

    threads = [threading.Thread(target=make, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert all(f"第{number:05d}号" in flat(made[number]) for number in range(6))


# --- fonts and names -----------------------------------------------------------------------------------------------


@needs_mj
@pytest.mark.parametrize(
    "name",
    [
        "辻\U000e0102　美咲",
        "葛\U000e0101城　そら",
        "髙橋　そら",
        "𠮷田　そら",
        "山﨑　そら",
        "渡邉　そら",
        "辻\U000e0100　美咲",
    ],
)
def test_a_name_is_printed_with_its_own_characters(name: str) -> None:
    """Selectors survive into the text that is copied and read aloud; Adobe's sequences come from the other font."""
    for kind in ("notice", "address"):
        text = text_of(documents.render(kind, {**ALL[kind], "recipient": name}))
        assert flat(name) in flat(text)


@needs_mj
def test_a_variant_is_another_picture() -> None:
    """The two forms of 辻 are two glyphs: a default printed silently would be somebody else's name."""

    def picture(name: str) -> bytes:
        page = pypdfium2.PdfDocument(BytesIO(documents.render("address", {**LABEL, "recipient": name})))[0]
        image: bytes = page.render(scale=3).to_pil().tobytes()
        return image

    assert picture("辻\U000e0102") != picture("辻\U000e0103")
    assert picture("辻") == picture("辻\U000e0103")


@pytest.mark.parametrize("name", ["海野😀", "辻\U000e01ef", "\ue000野"])
def test_what_no_font_has_is_refused_by_name(name: str) -> None:
    with pytest.raises(GlyphsMissing) as refused:
        documents.check({**NOTICE, "recipient": name})
    (missing,) = refused.value.missing
    assert missing in name
    assert f"U+{ord(missing[0]):04X}" in str(refused.value)
    assert "印字できない文字" in str(refused.value)


def test_every_text_in_the_facts_is_looked_at() -> None:
    children = [{**NOTICE["children"][0], "name": "海野\U000e01efはると"}]
    for facts in (
        {**NOTICE, "children": children},
        {**NOTICE, "reasons": ["😀"]},
        {"sender": [["深い", {"x": "😀"}]]},
    ):
        with pytest.raises(GlyphsMissing):
            documents.check(facts)


def test_without_the_mj_font_ordinary_names_are_printed(only_the_wheel: None) -> None:
    assert fonts.faces().first == fonts.NOTO_FAMILY
    for name in ("海野　さくら", "髙橋　そら", "𠮷田　そら", "辻\U000e0100　美咲"):
        documents.check({**NOTICE, "recipient": name})
        assert flat(name) in flat(text_of(documents.render("notice", {**NOTICE, "recipient": name})))


def test_without_the_mj_font_a_name_of_the_register_is_refused_with_advice(only_the_wheel: None) -> None:
    with pytest.raises(GlyphsMissing) as refused:
        documents.check({**NOTICE, "recipient": "辻\U000e0102　美咲"})
    assert refused.value.missing == ["辻\U000e0102"]
    assert fonts.MJ_PACKAGE in str(refused.value)


# --- bad facts -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "facts", "named"),
    [
        ("notice", {**NOTICE, "recipient": ""}, "recipient"), ("notice", {**NOTICE, "date": "いつか"}, "date"),
        ("notice", {**NOTICE, "outcome": "maybe"}, "outcome"), ("tag", {"city": "海風市"}, "fiscal_year"),
        ("address", {}, "recipient"), ("poster", NOTICE, "poster"),
    ],
)  # fmt: skip
def test_facts_that_make_no_document_are_named(kind: str, facts: dict[str, Any], named: str) -> None:
    with pytest.raises(FactsMissing, match=named) as refused:
        documents.render(kind, facts)
    assert "海野" not in str(refused.value)


def test_facts_survive_being_kept_as_json() -> None:
    again = json.loads(json.dumps(NOTICE, ensure_ascii=False))
    assert text_of(documents.render("notice", again)) == text_of(documents.render("notice", NOTICE))


def test_the_templates_read_no_files() -> None:
    for source in (Path(making.__file__).with_name("typ")).glob("*.typ"):
        text = source.read_text(encoding="utf-8")
        text = text.replace("image(bytes(", "")  # of what came with the facts, no file
    assert not any(word in text for word in ("read(", "image(", "import ", "include ", "@preview"))
