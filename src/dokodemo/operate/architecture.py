"""What import-linter cannot say: a view never imports models, and a room never imports another room's models
(docs/house.md)."""

import ast
from dataclasses import dataclass
from pathlib import Path

from dokodemo.operate.house import CHECKOUT

SOURCE = CHECKOUT / "src"
ROOMS_IN = ("base", "catalog", "gateway", "casework", "internet", "office", "core")


@dataclass(frozen=True)
class Broken:
    """One forbidden import: where, and the rule."""

    file: Path
    line: int
    rule: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.rule}"


def problems(source: Path = SOURCE) -> list[Broken]:
    """Every import under `source` that breaks a rule of the rooms."""
    found = []
    for path in sorted(source.rglob("*.py")):
        parts = path.relative_to(source).with_suffix("").parts
        if {"tests", "migrations", "conftest"} & {*parts} or len(parts) < 3 or parts[1] not in ROOMS_IN:
            continue
        for line, target in _imports(path, parts):
            rule = _broken_rule(parts, target)
            if rule:
                found.append(Broken(path.relative_to(source.parent), line, rule))
    return found


def _imports(path: Path, parts: tuple[str, ...]) -> list[tuple[int, str]]:
    """Each imported module as a dotted name, relative ones resolved."""
    tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    package = parts[:-1]
    names: list[tuple[int, str]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*base, *([node.module] if node.module else [])])
            names += [(node.lineno, f"{module}.{alias.name}") for alias in node.names]
    return names


def _broken_rule(parts: tuple[str, ...], target: str) -> str | None:
    steps = target.split(".")
    if steps[0] != "dokodemo" or "models" not in steps:
        return None
    if parts[-1] == "urls" or parts[-1].endswith("views") or "views" in parts:
        return f"a view never imports models ({target}): ask queries, call actions"
    owner = tuple(steps[: steps.index("models")])
    if _room(parts) != owner:
        return f"a room never imports another room's models ({target}): use its queries or actions"
    return None


def _room(parts: tuple[str, ...]) -> tuple[str, ...]:
    """``dokodemo.gateway`` is one room; elsewhere a room is a folder of a zone: ``dokodemo.core.residents``."""
    if parts[1] in ("gateway", "catalog"):
        return parts[:2]
    return parts[:3]
