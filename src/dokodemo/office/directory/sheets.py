"""A plan as two sheets (CSV, UTF-8 or Shift_JIS): who hands over to whom, and who is transferred.

課の引き継ぎ: 旧課,手続き,新課. A row without a procedure takes all that no other row of that section names; with the same
section on both sides it says that the rest stays. 異動: 職員番号,課,職,役割: roles by their names, joined by spaces; empty keeps
those of before, where the post stays the same. The first row names the columns."""

import csv
import io
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from django.utils.translation import gettext as _

from dokodemo.base.access import CASE_ROLES, STAFF_ROLES
from dokodemo.casework.staff.placing import Member, Transfer, place, successor_of
from dokodemo.catalog.posts import level_of
from dokodemo.catalog.reading import nearest
from dokodemo.catalog.schema import Catalog, Listed
from dokodemo.catalog.succession import Chain, Move

MOST_BYTES, MOST_ROWS = 2 * 1024 * 1024, 20_000
MOVES, TRANSFERS = ("旧課", "手続き", "新課"), ("職員番号", "課", "職", "役割")


@dataclass(frozen=True, order=True)
class Problem:
    """What is wrong, by ``sheet`` (moves, transfers) and ``line`` from 1, and what would be right."""

    sheet: str
    line: int
    text: str
    hint: str = ""


@dataclass(frozen=True)
class Known:
    """What a plan is judged by: the version in force as it is read now, procedures that it no longer offers, the
    reorganisations so far, and everybody who works here."""

    catalog: Catalog
    gone: Mapping[str, Listed]
    chain: Chain
    members: Sequence[Member]

    def at(self, section: str) -> list[str]:
        """The procedures that this section has."""
        every = {**self.gone, **self.catalog.counter, **self.catalog.procedures}
        return sorted(id_ for id_, each in every.items() if each.section == section)


@dataclass
class Sheets:
    """What was read, with the line on which each stands."""

    moves: dict[Move, int] = field(default_factory=dict)
    transfers: dict[Transfer, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def say(self, sheet: str, line: int, text: str, hint: str = "") -> None:
        self.problems.append(Problem(sheet, line, text, hint))


def read(moves: bytes, transfers: bytes, known: Known) -> Sheets:
    """Both sheets, read and judged; a plan may have one of them empty. Raises nothing for any content."""
    found = Sheets()
    for line, row in _rows("moves", moves, MOVES, found):
        move = Move(*(cell.strip() for cell in row))
        if move in found.moves:
            found.say("moves", line, _("同じ行が2つあります。"), _("1つにしてください。"))
        found.moves.setdefault(move, line)
    for line, row in _rows("transfers", transfers, TRANSFERS, found):
        member, section, post, roles = (cell.strip() for cell in row)
        listed = tuple(sorted(set(roles.split()))) or None
        found.transfers.setdefault(Transfer(member, section, post, listed), line)
    if not found.problems:
        _judge_moves(found, known)
        _judge_transfers(found, known)
        _judge_left(found, known)
    found.problems.sort()
    return found


def _rows(
    sheet: str, content: bytes, columns: Sequence[str], found: Sheets
) -> Iterable[tuple[int, list[str]]]:
    text = _text(content)
    if (
        text is not None and not text.strip()
    ):  # also what a spreadsheet saves of an empty sheet: a mark of UTF-8 alone
        return
    if text is None or len(content) > MOST_BYTES:
        found.say(sheet, 1, _("文字を読めません。"), _("UTF-8かShift_JISのCSVで、2MBまでにしてください。"))
        return
    try:
        rows = list(zip(count(1), csv.reader(io.StringIO(text, newline=""), strict=True), strict=False))
    except csv.Error:
        found.say(sheet, 1, _("CSVとして読めません。"), _("引用符の閉じわすれがないか確かめてください。"))
        return
    if [cell.strip() for cell in rows[0][1]] != list(columns):
        found.say(sheet, 1, _("1行目の列の名前がちがいます。"), ",".join(columns))
        return
    if len(rows) > MOST_ROWS:
        found.say(sheet, MOST_ROWS, _("行が多すぎます。"), _("20,000行までにしてください。"))
        return
    for line, row in rows[1:]:
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(columns):
            found.say(sheet, line, _("列の数がちがいます。"), ",".join(columns))
            continue
        yield line, row


def _text(content: bytes) -> str | None:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _judge_moves(found: Sheets, known: Known) -> None:
    sections, seen = known.catalog.sections, dict[tuple[str, str], int]()
    takes_over = {each.new for each in found.moves if each.old != each.new}
    for move, line in found.moves.items():
        first = seen.setdefault((move.old, move.procedure), line)
        if first != line:
            said = _("%(line)s行目と同じものの引き継ぎ先です。") % {"line": first}
            found.say("moves", line, said, _("引き継ぎ先は1つにしてください。"))
        for each in (move.old, move.new):
            if each not in sections:
                said = _("課「%(id)s」はありません。") % {"id": each}
                found.say("moves", line, said, _hint(each, sections))
        if not {move.old, move.new} <= sections.keys():
            continue
        if sections[move.old].zone != sections[move.new].zone:
            said = _("%(old)sと%(new)sは、申請を扱う区域がちがいます。") % {"old": move.old, "new": move.new}
            found.say("moves", line, said, _("同じ区域の課に引き継いでください。"))
        if move.old in takes_over:
            said = _("%(id)sは、この計画の中で引き継ぐ課でも引き継がれる課でもあります。") % {"id": move.old}
            found.say("moves", line, said, _("日を分けて、2つの計画にしてください。"))
        if known.chain.section(move.new) != move.new:
            said = _("%(id)sは、前の組織改正で引き継ぎを終えた課です。") % {"id": move.new}
            found.say("moves", line, said, _("新しい課には、新しいIDをつけてください。"))
        if move.procedure and move.procedure not in known.at(move.old):
            said = _("手続き「%(id)s」は%(section)sにありません。") % {
                "id": move.procedure,
                "section": move.old,
            }
            found.say("moves", line, said, _hint(move.procedure, known.at(move.old)))


def _judge_transfers(found: Sheets, known: Known) -> None:
    people, seen = {each.id: each for each in known.members}, dict[str, int]()
    for transfer, line in found.transfers.items():
        first = seen.setdefault(transfer.member, line)
        if first != line:
            said = _("職員番号%(id)sは%(line)s行目にもあります。") % {"id": transfer.member, "line": first}
            found.say("transfers", line, said, _("1人1行にしてください。"))
        if transfer.member not in people:
            said = _("職員番号「%(id)s」の職員はいません。") % {"id": transfer.member}
            found.say("transfers", line, said, _("番号を確かめ、新しい職員は名簿に登録してください。"))
            continue
        _judge_place(transfer, line, found, known)
        _judge_roles(transfer, people[transfer.member], line, found)


def _judge_place(transfer: Transfer, line: int, found: Sheets, known: Known) -> None:
    catalog = known.catalog
    level = level_of(catalog, transfer.section)
    if transfer.section and level is None:
        places = {*catalog.sections, *catalog.departments, *catalog.organs}
        said = _("課「%(id)s」はありません。") % {"id": transfer.section}
        found.say("transfers", line, said, _hint(transfer.section, places))
        return
    if successor_of(transfer.section, list(found.moves)) not in (None, transfer.section):
        said = _("%(id)sは、この計画ですべてを引き継ぐ課です。") % {"id": transfer.section}
        found.say("transfers", line, said, _("引き継いだあとの課を書いてください。"))
    post = catalog.posts.get(transfer.post)
    if transfer.post and post is None:
        said = _("職「%(id)s」はありません。") % {"id": transfer.post}
        found.say("transfers", line, said, _hint(transfer.post, catalog.posts))
    elif post is not None and post.of != level:
        said = _("職「%(post)s」は、%(section)sに置く職ではありません。") % {
            "post": transfer.post,
            "section": transfer.section,
        }
        found.say(
            "transfers", line, said, _("課の職は課に、部の職は部に、執行機関の職は執行機関に置いてください。")
        )


def _judge_roles(transfer: Transfer, member: Member, line: int, found: Sheets) -> None:
    if transfer.roles is None and transfer.post != member.post:  # rights go with the post
        said = _("職が変わるのに、役割がありません。")
        found.say("transfers", line, said, _("新しい職の役割を書いてください。"))
    roles = set(member.roles if transfer.roles is None else transfer.roles)
    for role in sorted(roles - set(STAFF_ROLES)):
        found.say(
            "transfers", line, _("役割「%(id)s」はありません。") % {"id": role}, _hint(role, STAFF_ROLES)
        )
    if roles & CASE_ROLES and "administrator" in roles:
        found.say(
            "transfers",
            line,
            _("職員の管理者は、申請を扱う役割を持てません。"),
            _("どちらかにしてください。"),
        )
    if roles & CASE_ROLES and not transfer.section:
        found.say("transfers", line, _("申請を扱う職員の課がありません。"), _("課を書いてください。"))


def _judge_left(found: Sheets, known: Known) -> None:
    """What no row takes along: procedures without a section, members without a place."""
    moves = list(found.moves)
    named: defaultdict[str, set[str]] = defaultdict(set)
    for move in moves:
        named[move.old].add(move.procedure)
    first = {move.old: line for move, line in reversed(found.moves.items())}
    placed = {each.member for each in found.transfers}
    for section, procedures in named.items():
        if "" in procedures or section not in known.catalog.sections:
            continue
        rest = _(
            "手続きを空にした行で、残りの引き継ぎ先を書いてください。残すなら、新課に同じ課を書いてください。"
        )
        for each in known.at(section):
            if each not in procedures:
                said = _("%(section)sの手続き「%(id)s」の引き継ぎ先がありません。") % {
                    "section": section,
                    "id": each,
                }
                found.say("moves", first[section], said, rest)
        for member in known.members:
            if member.section == section and member.id not in placed:
                said = _("%(section)sの職員%(id)sの行き先がありません。") % {
                    "section": section,
                    "id": member.id,
                }
                found.say("moves", first[section], said, rest)


def unstaffed(moves: Sequence[Move], transfers: Iterable[Transfer], members: Sequence[Member]) -> list[str]:
    """The sections that take over and have nobody who works on cases: told, not refused."""
    now = {each.id: (each.section, each.roles) for each in members}
    now |= {each.member: (each.section, each.roles) for each in place(members, moves, transfers)}
    staffed = {section for section, roles in now.values() if CASE_ROLES & set(roles)}
    return sorted({each.new for each in moves} - staffed)


def _hint(word: str, known: Collection[str]) -> str:
    """The word that was probably meant; where there are many others they are not all told."""
    hint = nearest(word, known)
    return hint if len(hint) < 200 else ""
