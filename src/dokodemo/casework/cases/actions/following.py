"""A reorganisation reaches the cases: each goes to the section that took over, and leaves the hands of who is not there.

Locks: cases by their id, then the counters of cases, then those of days, each in the order in which the trigger takes them
for one case. Whoever changes one case takes the case first and its counters after it, so nobody waits in a circle."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from dokodemo.base import clock, config
from dokodemo.base.actor import system
from dokodemo.base.audit.actions import record_each
from dokodemo.casework.cases import numbers
from dokodemo.casework.cases.actions import approving
from dokodemo.casework.cases.models import Case, CaseCount, CasePrint, CaseSeat
from dokodemo.casework.cases.states import OPEN, SEAT_ASKED, SEAT_DROPPED, SEAT_WAITS
from dokodemo.casework.staff.queries import at_work_in
from dokodemo.casework.succession import give, standing
from dokodemo.catalog import versions
from dokodemo.catalog.posts import place_of
from dokodemo.catalog.succession import Move

#: (case id, stage, procedure, due, whether it is open, who has it)
_Row = tuple[UUID, str, str, date, bool, str]

_LOCK_COUNTS = """
INSERT INTO case_count (section, stage, procedure, n)
SELECT section, stage, procedure, 0 FROM (
    SELECT DISTINCT section, stage, procedure FROM unnest(%s::text[]) AS section,
        unnest(%s::text[], %s::text[]) AS kept (stage, procedure)) AS each
ORDER BY section, stage, procedure
ON CONFLICT (section, stage, procedure) DO UPDATE SET n = case_count.n"""

_LOCK_DAYS = """
INSERT INTO case_due_count (section, due, n)
SELECT section, due, 0 FROM (
    SELECT DISTINCT section, due FROM unnest(%s::text[]) AS section, unnest(%s::date[]) AS due) AS each
ORDER BY section, due
ON CONFLICT (section, due) DO UPDATE SET n = case_due_count.n"""

_MOVE = """
UPDATE "case" SET section = %(new)s,
    taken_by = CASE WHEN id = ANY(%(left)s) THEN '' ELSE taken_by END,
    taken_name = CASE WHEN id = ANY(%(left)s) THEN '' ELSE taken_name END,
    taken_at = CASE WHEN id = ANY(%(left)s) THEN NULL ELSE taken_at END
WHERE id = ANY(%(ids)s)"""


class Cases:
    """The follower of the cases: every one, decided or not, because who asks about it asks the successor."""

    def at(self, sections: Collection[str]) -> frozenset[str]:
        """By the counters, which are kept with the cases."""
        kept = CaseCount.objects.filter(section__in=sections, n__gt=0)
        return frozenset(kept.values_list("section", flat=True).distinct())

    def follow(self, move: Move, most: int) -> Mapping[str, int]:
        """Counted: each stage, and ``untaken`` (those that nobody has in hand any more)."""
        with transaction.atomic():
            rows = _held(move, most)
            if not rows:
                return {}
            _lock_counters(move, rows)
            there = at_work_in(move.new)
            left = [
                id_
                for id_, _stage, _procedure, _due, is_open, who in rows
                if is_open and who and who not in there
            ]
            ids = [row[0] for row in rows]
            with connection.cursor() as cursor:
                cursor.execute(_MOVE, {"new": move.new, "left": left, "ids": ids})
            record_each(
                system(config.load().zone, "reorganisation"), "case.moved", "case", [str(id_) for id_ in ids],
                {"from": move.old, "to": move.new},
            )  # fmt: skip
            return Counter(row[1] for row in rows) + Counter({"untaken": len(left)})


def _held(move: Move, most: int) -> list[_Row]:
    found = Case.objects.select_for_update().filter(section=move.old)
    if move.procedure:
        found = found.filter(procedure=move.procedure)
    return [
        (id_, stage, procedure, due, state in OPEN, who)
        for id_, stage, procedure, due, state, who in found.order_by("id").values_list(
            "id", "stage", "procedure", "due", "state", "taken_by"
        )[:most]
    ]


def _lock_counters(move: Move, rows: Sequence[_Row]) -> None:
    sections = [move.old, move.new]
    kept = sorted({(stage, procedure) for _id, stage, procedure, _due, _open, _who in rows})
    days = sorted({due for _id, _stage, _procedure, due, is_open, _who in rows if is_open})
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_COUNTS, [sections, [stage for stage, _ in kept], [name for _, name in kept]])
        cursor.execute(_LOCK_DAYS, [sections, days])


class Prints:
    """The follower of the queue of printing: a paper is where its case is."""

    def at(self, sections: Collection[str]) -> frozenset[str]:
        """As any follower says it."""
        return standing(CasePrint.objects.all(), sections)

    def follow(self, move: Move, most: int) -> Mapping[str, int]:
        """Counted: ``prints``."""
        with transaction.atomic():
            done = give(CasePrint.objects.all(), move, most, "document__case__procedure")
            return {"prints": done} if done else {}


#: What a seat is no second time.
_ONCE = ("decision_id", "step", "place", "post")


class Seats:
    """The follower of the seats of a proposal (決裁): who holds the post over the section that took over is asked."""

    def at(self, sections: Collection[str]) -> frozenset[str]:
        """As any follower says it."""
        return standing(_open_seats(), sections)

    def follow(self, move: Move, most: int) -> Mapping[str, int]:
        """Counted: ``seats``. One whose post the new section does not have stays with the place that it had; where somebody
        would be asked twice in one step, because two sections became one, they are asked once."""
        with transaction.atomic():
            found = _open_seats().select_for_update(of=("self",)).filter(section=move.old)
            if move.procedure:
                found = found.filter(case__procedure=move.procedure)
            seats, catalog = list(found.order_by("id")[:most]), versions.current()
            kept = set(
                CaseSeat.objects.filter(decision__in=[each.decision_id for each in seats]).values_list(*_ONCE)
            )
            for seat in seats:
                place = seat.place
                if not seat.post:
                    place = move.new
                elif catalog is not None:
                    place = place_of(catalog, move.new, seat.post) or place
                seat.section, key = move.new, (seat.decision_id, seat.step, place, seat.post)
                if place != seat.place and key in kept:
                    was, seat.state = seat.state, SEAT_DROPPED
                    seat.save(update_fields=["section", "state"])
                    if was == SEAT_ASKED:
                        approving.go_on(seat.decision_id, seat.step)
                else:
                    kept.add(key)
                    seat.place = place
                    seat.save(update_fields=["section", "place"])
            return {"seats": len(seats)} if seats else {}


def _open_seats() -> QuerySet[CaseSeat]:
    return CaseSeat.objects.filter(state__in=[SEAT_ASKED, SEAT_WAITS])


@transaction.atomic
def let_go(placed: Sequence[tuple[str, str]], most: int) -> int:
    """Empty the hands of members who are no longer at a section, each as (member, section they left): up to ``most`` open
    cases of that section are nobody's again. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT c.id FROM unnest(%s::text[], %s::text[]) AS gone (member, section) JOIN "case" c '
            "ON c.section = gone.section AND c.taken_by = gone.member AND c.taken_by <> '' "
            "AND c.state IN ('arrived', 'examining', 'proposed') ORDER BY c.id LIMIT %s FOR UPDATE OF c",
            [[member for member, _ in placed], [section for _, section in placed], most],
        )
        ids = [row[0] for row in cursor.fetchall()]
    Case.objects.filter(id__in=ids).update(taken_by="", taken_name="", taken_at=None)
    record_each(
        system(config.load().zone, "reorganisation"), "case.let_go", "case", [str(id_) for id_ in ids], {}
    )
    return len(ids)


def go_on_counting(moves: Sequence[Move]) -> None:
    """The document numbers of sections that hand over, in the transaction in which they do."""
    catalog = versions.current()
    if catalog is not None:
        known = [(each.old, each.new) for each in moves if {each.old, each.new} <= catalog.sections.keys()]
        numbers.go_on(catalog, known, clock.today())
