"""Every write of this room: propose a disposal, confirm or drop it, carry it out, hold a case back."""

from dokodemo.casework.holdings.actions.carrying import carry_out
from dokodemo.casework.holdings.actions.holding import end_hold, hold
from dokodemo.casework.holdings.actions.proposing import confirm, drop, propose

__all__ = ["carry_out", "confirm", "drop", "end_hold", "hold", "propose"]
