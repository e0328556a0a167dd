"""What a screen reader meets on a page, in its order: role, name, state, one line each, from Chromium's accessibility
tree. A person reads along in `reading/*.txt` while a real screen reader speaks."""

import difflib
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Page

FOLDER = Path(__file__).with_name("reading")
#: ``READING=write`` writes the scripts anew from what is met; read them before they are kept.
ANEW = os.environ.get("READING") == "write"
HOW = """\
読みあげの台本。画面を読みあげるソフトで同じ道をたどり、上から順に聞きくらべる。
1行は、種類、「名前」、［状態］、（説明）。字下げは、なかにあるもの。〔 〕は、その日で変わるもの。
ソフトによって言い方はちがってよい。順序、名前、状態がちがうところ、読まれないところを書きとめる。
"""
# Landmarks and groups: what is inside stands a step to the right.
_AROUND = {
    "banner": "上の帯", "navigation": "ナビゲーション", "main": "本文", "contentinfo": "下の帯", "region": "区域",
    "form": "フォーム", "search": "検索", "complementary": "補足", "group": "グループ", "radiogroup": "選択肢のグループ",
    "list": "リスト", "DescriptionList": "説明リスト", "table": "表", "row": "行", "figure": "図", "status": "お知らせ",
    "alert": "警告", "Details": "折りたたみ", "dialog": "ダイアログ",
}  # fmt: skip
# Said in one breath with their whole name.
_WHOLE = {
    "link": "リンク", "button": "ボタン", "textbox": "入力欄", "searchbox": "検索欄", "combobox": "選択リスト",
    "radio": "ラジオボタン", "checkbox": "チェックボックス", "image": "画像", "img": "画像", "progressbar": "進みぐあい",
    "DisclosureTriangle": "開閉ボタン", "spinbutton": "数の入力欄", "Date": "日付の入力欄", "columnheader": "列の見出し",
    "rowheader": "行の見出し", "heading": "見出し", "term": "項目名", "PluginObject": "埋めこみ",
}  # fmt: skip
# Looked through: no role, or one that is not said.
_INLINE = ("", "none", "generic", "strong", "emphasis", "Ruby", "code", "abbr", "mark", "kbd", "time")
# Said with something else: the name of a field, of a group; the reading above a word.
_SILENT = ("InlineTextBox", "LabelText", "Legend", "ListMarker", "RubyAnnotation")
_END: Mapping[str, Any] = {}
_NAMELESS = {"table", "row", "list", "DescriptionList"}
# What a day or a run decides: numbers of receipts and documents, days of these years, times.
_CHANGING = (
    (re.compile(r"\d{4}-\d{4}-\d{4,}"), "〔受付番号〕"),
    (re.compile(r"(海子|海環)第\d+号"), r"\1第〔番号〕号"),
    (re.compile(r"localhost:\d+"), "localhost"),
    (re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"), "〔番号〕"),
    (re.compile(r"(令和\d+年|\d{4}年)\d{1,2}月分"), "〔月〕分"),
    (re.compile(r"\d{1,2}:\d{2}(:\d{2})?"), "〔時刻〕"),
    (re.compile(r"[（(][日月火水木金土](曜日)?[）)]"), ""),
)
SINCE = 2025
_DAY = re.compile(
    r"(\d{4}年|(?:令和(?:元|\d+)年))[（(]?(?:令和\d+年|\d{4}年)?[）)]?(\d{1,2})月(\d{1,2})日|(\d{4})-\d{2}-\d{2}"
)


class Script:
    """What was met on the way, page by page. What every page has (above and below) is said in full where it is new."""

    def __init__(self, title: str) -> None:
        self.lines = [f"# {title}", "", *HOW.splitlines()]
        self._frames: set[tuple[str, ...]] = set()

    def meet(self, page: Page, title: str) -> None:
        """Write down this page as it is."""
        self.lines += ["", f"## {title}", f"画面の題：{steady(page.title())}"]
        for block in _blocks(page):
            frame = block[0].startswith(("上の帯", "下の帯")) and tuple(block)
            if frame and frame in self._frames:
                self.lines.append(f"{block[0].split('「')[0]}（前と同じ）")
                continue
            self.lines += block
            if frame:
                self._frames.add(frame)

    def compare(self, name: str) -> None:
        """With the script that is kept; raises AssertionError with the lines that differ, below the page's title."""
        path, met = FOLDER / f"{name}.txt", "\n".join(self.lines) + "\n"
        if ANEW:
            path.parent.mkdir(exist_ok=True)
            path.write_text(met, "utf-8")
        kept = path.read_text("utf-8") if path.exists() else ""
        assert met == kept, (
            f"{path.name}: a reader meets something else than the script says. If that is meant, write it anew "
            f"(READING=write) and read it.\n{_difference(kept, met)}"
        )


def _difference(kept: str, met: str) -> str:
    """The lines that differ, each part under the title of its page."""
    said, at, title = [], "", ""
    for line in difflib.ndiff(kept.splitlines(), met.splitlines()):
        if line[2:].startswith("## ") and line[0] != "-":
            title = line[2:]
        if line[0] in "+-":
            if at != title:
                said.append(title)
                at = title
            said.append(line)
    return "\n".join(said[:80])


def steady(text: str) -> str:
    """The text without what the day or the run decides."""
    for pattern, instead in _CHANGING:
        text = pattern.sub(instead, text)
    return _DAY.sub(_recent, text)


def _recent(found: re.Match[str]) -> str:
    """A day of these years is hidden (it moves with the day of the test), a birthday is not."""
    era = found[1] and found[1].startswith("令和")
    year = int(re.sub(r"\D", "", found[1] or found[4]) or "1") + (2018 if era else 0)
    return "〔日付〕" if year >= SINCE else found[0]


def _blocks(page: Page) -> list[list[str]]:
    """The lines of the page, one list for each part right under its root."""
    session = page.context.new_cdp_session(page)
    tree = _Tree(session)
    session.detach()
    blocks: list[list[str]] = []
    for line in tree.read(tree.root, 0):
        if not line.startswith(" ") or not blocks:
            blocks.append([])
        blocks[-1].append(line)
    return blocks


class _Tree:
    def __init__(self, session: CDPSession) -> None:
        session.send("Accessibility.enable")
        nodes = session.send("Accessibility.getFullAXTree")["nodes"]
        self.nodes: dict[str, Mapping[str, Any]] = {each["nodeId"]: each for each in nodes}
        self.root = next(each for each in nodes if not each.get("parentId"))
        self.current = _current(session)

    def read(self, node: Mapping[str, Any], depth: int) -> Iterator[str]:
        """The lines of what is inside a node; texts of one piece stand on one line."""
        texts: list[str] = []
        for part in self._pieces(node):
            if isinstance(part, str):
                texts.append(part)
                continue
            yield from _text(texts, depth)
            texts = []
            yield from self._one(part, depth)
        yield from _text(texts, depth)

    def _pieces(self, node: Mapping[str, Any]) -> Iterator[str | Mapping[str, Any]]:
        """Texts and parts in order. What has no role of its own is looked through; a block ends a text."""
        for child in self._children(node):
            role = _role(child)
            if role == "StaticText":
                yield _value(child, "name")
            elif role == "LineBreak":
                yield " "
            elif role in _AROUND or role in _WHOLE:
                yield child
            elif role == "LabelText" and self._has_field(child):
                yield from (each for each in self._pieces(child) if not isinstance(each, str))
            elif role in _INLINE:
                yield from self._pieces(child)
                if child.get("backendDOMNodeId") in self.current:
                    yield "［いまここ］"
            elif role not in _SILENT:
                yield _END
                yield from self._pieces(child)
                yield _END

    def _one(self, node: Mapping[str, Any], depth: int) -> Iterator[str]:
        if node is _END:
            return
        role = _role(node)
        name = "" if role in _NAMELESS and not _named(node) else _value(node, "name")
        if role in _AROUND:
            inside = list(self.read(node, depth + 1))
            if inside or name:
                yield _line(depth, _AROUND[role], name, self._states(node), _value(node, "description"))
                yield from inside
            return
        yield _line(
            depth, f"{_WHOLE[role]}{_level(node)}", name, self._states(node), _value(node, "description")
        )
        if role in ("heading", "columnheader", "rowheader", "term"):
            # A name that is made of the content says it all, but what can be pressed is met once more.
            yield from self._pressed(node, depth + 1)

    def _pressed(self, node: Mapping[str, Any], depth: int) -> Iterator[str]:
        for part in self._pieces(node):
            if not isinstance(part, str):
                yield from self._one(part, depth)

    def _children(self, node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        return (self.nodes[each] for each in node.get("childIds", ()) if each in self.nodes)

    def _has_field(self, node: Mapping[str, Any]) -> bool:
        return any(
            _role(each) in ("radio", "checkbox") or self._has_field(each) for each in self._children(node)
        )

    def _states(self, node: Mapping[str, Any]) -> list[str]:
        found = {each["name"]: each["value"].get("value") for each in node.get("properties", ())}
        said, role = [], _role(node)
        if role in ("textbox", "searchbox", "combobox", "spinbutton", "Date", "progressbar") and _value(
            node, "value"
        ):
            said.append(f"値「{steady(_value(node, 'value'))}」")
        if role in ("radio", "checkbox"):
            said.append("選択" if found.get("checked") in ("true", True) else "未選択")
        if "expanded" in found:
            said.append("開いている" if found["expanded"] else "閉じている")
        for key, word in (("required", "必須"), ("disabled", "使えない")):
            if found.get(key):
                said.append(word)
        if found.get("invalid") not in (None, "false", False):
            said.append("エラー")
        if node.get("backendDOMNodeId") in self.current:
            said.append("いまここ")
        return said


def _current(session: CDPSession) -> set[int]:
    """The elements with aria-current, which the tree does not tell."""
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    found = session.send(
        "DOM.querySelectorAll", {"nodeId": root, "selector": "[aria-current]:not([aria-current=false])"}
    )
    return {
        session.send("DOM.describeNode", {"nodeId": each})["node"]["backendNodeId"]
        for each in found["nodeIds"]
    }


def _role(node: Mapping[str, Any]) -> str:
    return "" if node.get("ignored") else str(node["role"]["value"])


def _named(node: Mapping[str, Any]) -> bool:
    """Whether the name was given, not made of what is inside."""
    return any(
        each["type"] in ("attribute", "relatedElement") and each.get("value")
        for each in node["name"].get("sources", ())
    )


def _value(node: Mapping[str, Any], key: str) -> str:
    return " ".join(str(node.get(key, {}).get("value") or "").split())


def _level(node: Mapping[str, Any]) -> str:
    return next(
        (str(each["value"]["value"]) for each in node.get("properties", ()) if each["name"] == "level"), ""
    )


def _text(texts: list[str], depth: int) -> Iterator[str]:
    said = " ".join("".join(texts).split())
    if said:
        yield f"{'  ' * depth}{steady(said)}"


def _line(depth: int, kind: str, name: str, states: list[str], description: str) -> str:
    said = f"{'  ' * depth}{kind}"
    said += f"「{steady(name)}」" if name else ""
    said += f"［{'・'.join(states)}］" if states else ""
    return said + (f"（{steady(description)}）" if description else "")
