"""Every write of this room."""

from dokodemo.casework.reorganise.actions.carrying import (
    BATCH,
    NotDeclared,
    Zone,
    carry_out,
    carry_out_due,
    place_again,
    sweep,
)
from dokodemo.casework.reorganise.actions.planning import (
    confirm,
    core_said,
    prepare,
    take_over,
    withdraw,
)

__all__ = [
    "BATCH", "NotDeclared", "Zone", "carry_out", "carry_out_due", "confirm", "core_said", "place_again", "prepare", "sweep",
    "take_over", "withdraw",
]  # fmt: skip
