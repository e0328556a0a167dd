"""Handled here, from internet: ``site.ratings`` 1 {month, procedures: [[procedure, how many, sum of stars], …]}: the whole
month of this zone each time."""

import logging
from datetime import date
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from dokodemo.base import clock, config
from dokodemo.casework.figures import actions
from dokodemo.catalog import versions
from dokodemo.gateway.messages import Message, Refused, handles
from dokodemo.values.ages import first_of_month

log = logging.getLogger(__name__)

_Count = Annotated[int, Field(ge=1, le=10_000_000)]


class Ratings(BaseModel):
    model_config = ConfigDict(extra="forbid")

    month: date
    procedures: list[tuple[str, _Count, _Count]] = Field(max_length=1000)

    @model_validator(mode="after")
    def _right(self) -> Self:
        named = {procedure for procedure, _n, _stars in self.procedures}
        if self.month.day != 1 or len(named) != len(self.procedures):
            raise ValueError("a month is named by its first day, each procedure once")
        # The running one is let through: internet's clock may be a little ahead. It is shown when it is over.
        if self.month > first_of_month(clock.today()):
            raise ValueError("a month that has not begun has no answers")
        if not all(n <= stars <= 5 * n for _procedure, n, stars in self.procedures):
            raise ValueError("each answer is 1 to 5 stars")
        return self


@handles("site.ratings", 1)
def on_ratings(message: Message) -> None:
    """What residents thought of the procedures of this zone in one month. What is none of them is left out: refused, it would
    hold up every month that follows."""
    try:
        told = Ratings.model_validate(message.body)
    except ValidationError:
        raise Refused("body_unreadable") from None
    zone, known = config.load().zone, versions.known()
    own = [each for each in told.procedures if each[0] in known and known[each[0]].zone == zone]
    if len(own) < len(told.procedures):
        left_out = len(told.procedures) - len(own)
        log.warning(
            "ratings of %s: %d procedures that this zone does not handle are left out", told.month, left_out
        )
    actions.rate(told.month, own)
