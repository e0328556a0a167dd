"""Which counts of a table are not published, so that nobody can tell a small one: not from the count itself, nor by taking
what is shown from the totals.

A table and its totals are a **circulation**: every count flows from one sum to another, and at every sum as much comes in as
goes out. Who knows the shown counts can only guess hidden ones by moving the same amount around a closed way of hidden
counts. So a small count is safe when there is such a way through it along which enough can be moved, and what is hidden
beside it is the cheapest way there is (cell suppression; the protection is exact, the choice is the usual heuristic).

Zero is shown, and a reader knows it: every hidden count is 1 or more. What is not asked here is what somebody may guess who
knows of the persons behind the counts."""

import heapq
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

Key = TypeVar("Key", bound=Hashable)
Node = Hashable
#: A row and a column of a table; None is the total.
Cell = tuple[Any, Any]


@dataclass(frozen=True)
class Count:
    """``n`` of something, part of the sum ``source`` and of the sum ``target``."""

    source: Node
    target: Node
    n: int


def hidden(counts: Mapping[Key, Count], least: int) -> frozenset[Key]:
    """The counts that are not shown: those from 1 to ``least`` - 1, and as many others as are needed so that each of them
    could be at least ``least`` - 1 different numbers, as a small count can.

    ``counts`` must be a circulation; ``table`` makes one. Raises ValueError where it is none."""
    _require_circulation(counts.values())
    room = max(1, least - 2)
    small = sorted((key for key, each in counts.items() if 0 < each.n < least), key=lambda key: counts[key].n)
    found = set(small)
    for key in small:
        if not _has_room(counts, found, key, room):
            found.update(_way(counts, found, key, room))
    return frozenset(found)


def table(name: str, rows: Mapping[Any, Mapping[Any, int]]) -> dict[Cell, Count]:
    """Counts by row and column with the totals of both: keys (row, column), (row, None), (None, column), (None, None).

    Tables of one month that share no count are told apart by ``name`` and can be judged each by itself."""
    return joined(name, {"": rows})


def joined(name: str, parts: Mapping[str, Mapping[Any, Mapping[Any, int]]]) -> dict[Cell, Count]:
    """The same things, divided in one way or in two (by outcome, and by whether they were in time): row and total keys
    are those of ``table``; the columns of the two ways must have different names. Raises ValueError for more ways, or where
    the totals of a row differ."""
    ways = list(parts.items())
    if not 1 <= len(ways) <= 2 or any(set(rows) != set(ways[0][1]) for _, rows in ways):
        raise ValueError("the same rows, divided in one way or in two")
    found: dict[Cell, Count] = {}
    totals: dict[Any, int] = {row: sum(cells.values()) for row, cells in ways[0][1].items()}
    totals[None] = sum(totals.values())
    # Out of the rows of the first way; into those of the second. With one way, the rows of the second are one sum.
    for (way, rows), outward in zip(ways, (True, False), strict=False):
        columns = list(dict.fromkeys(column for cells in rows.values() for column in cells))
        sums = dict.fromkeys(columns, 0)
        for row, cells in rows.items():
            if sum(cells.values()) != totals[row]:
                raise ValueError(f"the parts of {row!r} do not make its total")
            for column, n in cells.items():
                found[row, column] = _count(
                    (name, way, "row", row), (name, way, "column", column), n, outward
                )
                sums[column] += n
        for column, n in sums.items():
            found[None, column] = _count((name, way, "column", column), (name, way, "row", None), n, outward)
    first, second = ways[0][0], ways[-1][0]
    for row, n in totals.items():
        into: Node = (name, first, "row", row)
        out: Node = (name, second, "row", row) if len(ways) == 2 else (name, "totals")
        # A total comes into its row of the first way; the grand total goes out of the row of totals.
        found[row, None] = _count(out, into, n, row is not None)
    return found


def _count(source: Node, target: Node, n: int, outward: bool) -> Count:
    return Count(source, target, n) if outward else Count(target, source, n)


def _require_circulation(counts: Iterable[Count]) -> None:
    left: dict[Node, int] = {}
    for each in counts:
        if each.n < 0:
            raise ValueError("a count is never negative")
        left[each.source] = left.get(each.source, 0) - each.n
        left[each.target] = left.get(each.target, 0) + each.n
    wrong = [node for node, n in left.items() if n]
    if wrong:
        raise ValueError(f"what comes in does not go out at {wrong[0]!r}")


def _arcs(counts: Mapping[Key, Count], keys: Iterable[Key]) -> dict[Node, list[tuple[Key, Node, bool]]]:
    """From each sum: the counts that lead away from it (True: by growing) or to it (False: by shrinking)."""
    found: dict[Node, list[tuple[Key, Node, bool]]] = {}
    for key in keys:
        each = counts[key]
        found.setdefault(each.source, []).append((key, each.target, True))
        found.setdefault(each.target, []).append((key, each.source, False))
    return found


def _has_room(counts: Mapping[Key, Count], known: Collection[Key], key: Key, room: int) -> bool:
    """Whether a hidden count could be ``room`` more or less than it is, in all, as far as a reader knows."""
    here, others = counts[key], _arcs(counts, (each for each in known if each != key))
    up = _moved(counts, others, here.target, here.source, room)
    if up >= room:
        return True
    return up + _moved(counts, others, here.source, here.target, min(here.n - 1, room - up)) >= room


def _moved(
    counts: Mapping[Key, Count], arcs: Mapping[Node, list[tuple[Key, Node, bool]]], start: Node, end: Node, most: int
) -> int:  # fmt: skip
    """How much can be moved from one sum to another along hidden counts, up to ``most`` (augmenting paths)."""
    moved: dict[Key, int] = {}
    done = 0
    while done < most:
        came: dict[Node, tuple[Node, Key, bool] | None] = {start: None}
        queue = [start]
        for node in queue:
            for key, to, grows in arcs.get(node, ()):
                if to not in came and (grows or counts[key].n + moved.get(key, 0) > 1):
                    came[to] = (node, key, grows)
                    queue.append(to)
        if end not in came:
            break
        path, amount, node = [], most - done, end
        while (step := came[node]) is not None:
            node, key, grows = step
            path.append((key, grows))
            if not grows:
                amount = min(amount, counts[key].n + moved.get(key, 0) - 1)
        for key, grows in path:
            moved[key] = moved.get(key, 0) + (amount if grows else -amount)
        done += amount
    return done


def _way(counts: Mapping[Key, Count], known: Collection[Key], key: Key, room: int) -> list[Key]:
    """The cheapest way that closes a circle through ``key`` and along which ``room`` can be moved; what is hidden already
    costs nothing, anything else its size. There always is one: what is in a circulation lies on a circle of counts that
    all can grow."""
    arcs = _arcs(counts, (each for each, count in counts.items() if count.n and each != key))
    start, end = counts[key].target, counts[key].source
    best: dict[Node, int] = {start: 0}
    came: dict[Node, tuple[Node, Key]] = {}
    queue, order = [(0, 0, start)], 0
    while queue:
        cost, _order, node = heapq.heappop(queue)
        if node == end:
            break
        if cost > best[node]:
            continue
        for each, to, grows in arcs.get(node, ()):
            if not grows and counts[each].n - 1 < room:
                continue
            price = cost + (0 if each in known else counts[each].n)
            if price < best.get(to, price + 1):
                best[to], came[to], order = price, (node, each), order + 1
                heapq.heappush(queue, (price, order, to))
    found, node = [], end
    while node != start:
        node, each = came[node]
        found.append(each)
    return found
