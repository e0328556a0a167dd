"""Handled here, from internet: ``site.ratings`` 1 {month, procedures: [[procedure, how many, sum of stars], …]}: the whole
month of this zone each time."""

from datetime import date
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from dokodemo.casework.figures import actions
from dokodemo.catalog import versions
from dokodemo.gateway.messages import Message, Refused, handles

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
        if not all(n <= stars <= 5 * n for _procedure, n, stars in self.procedures):
            raise ValueError("each answer is 1 to 5 stars")
        return self


@handles("site.ratings", 1)
def on_ratings(message: Message) -> None:
    """What residents thought of the procedures of this zone in one month."""
    try:
        told = Ratings.model_validate(message.body)
    except ValidationError:
        raise Refused("body_unreadable") from None
    if not {procedure for procedure, _n, _stars in told.procedures} <= versions.known().keys():
        raise Refused("procedure_unknown")  # internet offers nothing that this zone did not have before it
    actions.rate(told.month, told.procedures)
