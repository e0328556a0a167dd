"""The house's one reader of YAML, stricter than the format.

Refused, with file and line: anchors, aliases and merges (a reader of the file must see what it says), a key twice,
tags, keys that are no plain values, and an unquoted number that begins with 0 (YAML reads the municipality code
011002 as the octal 4610). ``true``/``false`` are the only booleans: ``no``, ``on`` and 8:30 are text.
"""

import re
from pathlib import Path
from typing import Any

import yaml
from yaml._yaml import CParser
from yaml.composer import Composer
from yaml.constructor import SafeConstructor
from yaml.resolver import Resolver

Lines = dict[tuple[str | int, ...], int]

_STRING = "tag:yaml.org,2002:str"
_LEADING_ZERO = re.compile(r"[-+]?0[0-9_]+")


class YamlProblem(Exception):
    """A file that cannot be taken as it is: ``file``, ``line`` (from 1) and ``message`` (what is wrong, what to do)."""

    def __init__(self, file: Path, line: int, message: str) -> None:
        super().__init__(f"{file}:{line}: {message}")
        self.file = file
        self.line = line
        self.message = message


def load(path: Path) -> Any:
    """The content of the one document in ``path``; None when it is empty. Raises YamlProblem."""
    return load_with_lines(path)[0]


def load_with_lines(path: Path) -> tuple[Any, Lines]:
    """The content, and the 1-based line of each part: ``("pages", 0, "id")`` is where that key stands, ``("pages", 0)``
    where that item begins, ``()`` where the document does. Raises YamlProblem."""
    text = _text(path)
    loader = _StrictLoader(text)
    lines: Lines = {}
    try:
        node = loader.get_single_node()
        if node is None:
            return None, {(): 1}
        lines[()] = _line(node.start_mark)
        return _build(loader, node, (), lines), lines
    except _Refused as error:
        raise YamlProblem(path, error.line, error.message) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlProblem(path, _line(mark), f"not valid YAML: {error.problem or error.context}") from None
    except yaml.reader.ReaderError as error:
        line = text.encode().count(b"\n", 0, error.position) + 1
        message = f"a character that YAML does not allow: U+{error.character:04X}"
        raise YamlProblem(path, line, message) from None
    except yaml.YAMLError as error:
        raise YamlProblem(path, loader.line + 1, f"not valid YAML: {error}") from None
    except RecursionError:
        raise YamlProblem(path, loader.line + 1, "nested too deeply") from None
    finally:
        loader.dispose()


class _Refused(Exception):
    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


class _StrictLoader(Composer, CParser, SafeConstructor, Resolver):
    """libyaml reads (ten times as fast as the reader in Python), nodes are composed here: anchors are seen only here,
    because a node no longer knows that it had one."""

    def __init__(self, text: str) -> None:
        CParser.__init__(self, text)
        Composer.__init__(self)
        SafeConstructor.__init__(self)
        Resolver.__init__(self)
        self.line = 0  # of what was composed last

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        event: Any = self.peek_event()
        self.line = event.start_mark.line
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise _Refused(
                _line(event.start_mark), "anchors (&) and aliases (*) are not used here: write it out"
            )
        if getattr(event, "tag", None) is not None:
            raise _Refused(_line(event.start_mark), "tags (!) are not used here: leave it out")
        return super().compose_node(parent, index)


_StrictLoader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("int", r"[-+]?(?:0|[1-9][0-9_]*)", "-+0123456789"),
    ("float", r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("timestamp", r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "0123456789"),
):
    _StrictLoader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), list(_first)
    )


def _build(loader: _StrictLoader, node: yaml.Node, path: tuple[str | int, ...], lines: Lines) -> Any:
    if isinstance(node, yaml.MappingNode):
        return _build_mapping(loader, node, path, lines)
    if isinstance(node, yaml.SequenceNode):
        items = []
        for index, item in enumerate(node.value):
            lines[(*path, index)] = _line(item.start_mark)
            items.append(_build(loader, item, (*path, index), lines))
        return items
    return _build_scalar(loader, node)


def _build_mapping(
    loader: _StrictLoader, node: yaml.MappingNode, path: tuple[str | int, ...], lines: Lines
) -> dict[Any, Any]:
    result: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        line = _line(key_node.start_mark)
        if not isinstance(key_node, yaml.ScalarNode):
            raise _Refused(line, "a key must be one plain value")
        if key_node.value == "<<" and not key_node.style:
            raise _Refused(line, "merges (<<) are not used here: write it out")
        key = _build_scalar(loader, key_node)
        if key in result:
            raise _Refused(line, f"the key {key!r} is here twice: keep one of them")
        lines[(*path, key)] = line
        result[key] = _build(loader, value_node, (*path, key), lines)
    return result


def _build_scalar(loader: _StrictLoader, node: yaml.Node) -> Any:
    if node.tag == _STRING and not getattr(node, "style", None) and _LEADING_ZERO.fullmatch(node.value):
        raise _Refused(_line(node.start_mark), f'a number that begins with 0: write "{node.value}" in quotes')
    try:
        return loader.construct_object(node, deep=True)
    except ValueError:
        raise _Refused(_line(node.start_mark), f"{node.value} is no such day in the calendar") from None


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise YamlProblem(path, 1, f"cannot be read: {error.strerror}") from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise YamlProblem(path, line, "not UTF-8 text: save it as UTF-8") from None


def _line(mark: Any) -> int:
    return 1 if mark is None else int(mark.line) + 1
