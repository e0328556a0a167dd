"""Handled here, from internet: ``guide.rated`` 1 {stars, comment, events} and ``guide.figures`` 1 {day, places: [[place,
shown, answered], …]}: the whole day each time."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dokodemo.gateway.messages import Message, Refused, handles
from dokodemo.office.voices import actions

MOST_COMMENT = 500


class Rated(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    stars: int = Field(ge=1, le=5)
    comment: str = Field(max_length=MOST_COMMENT)
    events: list[str] = Field(max_length=20)


class Figures(BaseModel):
    model_config = ConfigDict(extra="forbid")

    day: date
    places: list[tuple[str, int, int]] = Field(max_length=1000)


@handles("guide.rated", 1)
def on_rated(message: Message) -> None:
    """Somebody has said what they think."""
    try:
        said = Rated.model_validate(message.body)
    except ValidationError:
        raise Refused("body_unreadable") from None
    actions.hear(message.stream, message.at, said.stars, said.comment, said.events)


@handles("guide.figures", 1)
def on_figures(message: Message) -> None:
    """One day of the guide."""
    try:
        told = Figures.model_validate(message.body)
    except ValidationError:
        raise Refused("body_unreadable") from None
    actions.count(told.day, told.places)
