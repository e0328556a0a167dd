"""A plan as it crosses from office to core, and its parts as the database keeps them."""

import uuid
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

from dokodemo.casework.staff.placing import Transfer
from dokodemo.catalog.succession import Move

#: One stream for ever: plans are applied in core in the order in which office changed them. A plan that is withdrawn makes
#: room for another one of its day before that comes.
STREAM = uuid.uuid5(uuid.NAMESPACE_DNS, "staff.reorganisation.dokodemo")

_Word = Annotated[str, StringConstraints(max_length=60)]
#: [old, procedure, new]
MoveRow = tuple[_Word, _Word, _Word]
#: [member, section, post, roles]
TransferRow = tuple[str, _Word, _Word, tuple[str, ...] | None]


class Told(BaseModel):
    """``staff.reorganisation`` 1, in the stream ``STREAM``."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: uuid.UUID
    title: str
    day: date
    state: Literal["prepared", "confirmed", "withdrawn"]
    moves: tuple[MoveRow, ...]
    transfers: tuple[TransferRow, ...]
    made_by: str
    made_name: str
    confirmed_by: str = ""
    confirmed_name: str = ""


def moves_of(rows: object) -> tuple[Move, ...]:
    """Single procedures first: what is left of a section goes with its last row."""
    found = [Move(*each) for each in rows]  # type: ignore[attr-defined]
    return tuple(sorted(found, key=lambda each: (each.old, not each.procedure, each.procedure)))


def transfers_of(rows: object) -> tuple[Transfer, ...]:
    return tuple(
        Transfer(member, section, post, None if roles is None else tuple(roles))
        for member, section, post, roles in rows  # type: ignore[attr-defined]
    )
