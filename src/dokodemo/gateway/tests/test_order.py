from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from dokodemo.gateway.order import Position, Turn, turn_of


def test_a_stream_begins_at_one_and_has_no_gap() -> None:
    assert turn_of(None, Position(5, 1), first=True) is Turn.NOW
    assert turn_of(None, Position(5, 2), first=False) is Turn.LATER
    assert turn_of(Position(5, 1), Position(5, 2), first=False) is Turn.NOW
    assert turn_of(Position(5, 1), Position(5, 3), first=False) is Turn.LATER
    assert turn_of(Position(5, 2), Position(5, 2), first=False) is Turn.PASSED


def test_a_restored_sender_goes_on_from_what_it_remembers() -> None:
    """We applied up to 6; the sender's backup ends with 4, so its next one is 5, in a new epoch."""
    head = Position(5, 6)
    assert turn_of(head, Position(9, 5), first=True) is Turn.NOW
    assert turn_of(head, Position(9, 6), first=False) is Turn.LATER
    assert turn_of(Position(9, 5), Position(9, 6), first=False) is Turn.NOW
    assert turn_of(Position(9, 5), Position(5, 7), first=False) is Turn.PASSED


def test_a_new_epoch_waits_for_what_the_old_one_still_owes() -> None:
    """The sender remembers having sent 7 (in its old epoch); we have 6: 7 comes first."""
    assert turn_of(Position(5, 6), Position(9, 8), first=True) is Turn.LATER
    assert turn_of(Position(5, 7), Position(9, 8), first=True) is Turn.NOW


@given(sent=st.integers(1, 5), remembered=st.data(), received=st.data(), later=st.integers(1, 3))
def test_whatever_the_order_of_arrival_a_restored_stream_ends_the_same(
    sent: int, remembered: st.DataObject, received: st.DataObject, later: int
) -> None:
    """The sender sent 1..sent, was restored to `kept`, then sent `later` more in its new epoch. What it forgot may or
    may not have arrived; what it remembers it offers until it is there."""
    kept = remembered.draw(st.integers(0, sent))
    forgotten = [n for n in range(kept + 1, sent + 1) if received.draw(st.booleans())]
    old = [(Position(1, n), n == 1) for n in [*range(1, kept + 1), *forgotten]]
    new = [(Position(2, kept + n), n == 1) for n in range(1, later + 1)]
    arrival = received.draw(st.permutations(old + new))
    applied = _apply_all(arrival)
    assert [position for position in applied if position.epoch == 2] == [position for position, _ in new]
    assert [p.sequence for p in applied if p.epoch == 1][:kept] == list(range(1, kept + 1))
    assert applied == sorted(applied)


def _apply_all(arrival: list[tuple[Position, bool]]) -> list[Position]:
    applied: list[Position] = []
    waiting: dict[Position, bool] = {}
    for position, first in arrival:
        waiting[position] = first
        for each in sorted(waiting):
            turn = turn_of(applied[-1] if applied else None, each, first=waiting[each])
            if turn is Turn.NOW:
                applied.append(each)
            if turn is not Turn.LATER:
                del waiting[each]
    return applied


def test_every_order_of_four_without_a_restore() -> None:
    whole = [(Position(1, n), n == 1) for n in range(1, 5)]
    for arrival in permutations(whole):
        assert _apply_all(list(arrival)) == [position for position, _ in whole]
