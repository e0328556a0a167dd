"""Handled here, from office: ``mandate.asked`` 1, and answered by ``mandate.answered`` 1 (``office.mandates.messages``).

Office is told whether a mandate covers that one procedure, and nothing else: no 宛名番号, no other scope, no address. The
person has to be named as the register does, by name, day of birth and address; each answer is in the trail. What was
written there is not judged: a text that no resident can have finds none. To refuse it would block the case's stream."""

from datetime import date
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dokodemo.base import config
from dokodemo.base.actor import system
from dokodemo.base.audit.actions import record
from dokodemo.casework import people
from dokodemo.casework.mandates import Agent
from dokodemo.catalog import versions
from dokodemo.catalog.schema import Procedure
from dokodemo.core.mandates import queries
from dokodemo.gateway import outbox
from dokodemo.gateway.messages import Message, Refused, handles

ASKER = "office"


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Person(Body):
    name: str
    birthdate: str
    address: str


class Acting(Body):
    name: str
    birthdate: str
    subjects: list[tuple[str, str]] = Field(max_length=5)


class Asked(Body):
    question: UUID
    case: UUID
    procedure: str = Field(max_length=60)
    catalog: str = Field(max_length=64)
    on: date
    person: Person
    agent: Acting


@handles("mandate.asked", 1)
def on_asked(message: Message) -> None:
    """Say whether a mandate covers it. Only the zone that handles the procedure may ask."""
    if message.origin != ASKER:
        raise Refused("origin_not_office")
    try:
        asked = Asked.model_validate(message.body)
    except ValidationError:
        raise Refused("body_unreadable") from None
    if asked.case != message.stream:
        raise Refused("stream_differs")
    source, named = people.source(), asked.person
    person = source.certain(named.name, named.birthdate, named.address) if source else None
    answer = _answer(asked, _procedure(asked), person) if person else {"state": "stranger"}
    body = {"question": str(asked.question), "case": str(asked.case), **answer}
    outbox.post(ASKER, asked.case, "mandate.answered", 1, body)
    record(
        system(config.load().zone, "gateway"), "mandate.answer", object_kind="case", object_id=str(asked.case),
        subject=person or "", detail={"state": answer["state"]},
    )  # fmt: skip


def _procedure(asked: Asked) -> Procedure:
    try:
        procedure = versions.at(asked.catalog).procedures.get(asked.procedure)
    except LookupError as error:
        raise Refused("catalog_unknown") from error
    if procedure is None or procedure.zone != ASKER:
        raise Refused("procedure_unknown")
    return procedure


def _answer(asked: Asked, procedure: Procedure, person: str) -> dict[str, Any]:
    known = people.known(asked.agent.subjects) or ""
    agent = Agent(asked.agent.name, asked.agent.birthdate, known)
    found = queries.covering(person, agent, procedure, asked.on)
    if found is None:
        return {"state": "none"}
    mandate, certain = found
    return {
        "state": "covered",
        "relation": mandate.relation,
        "ends": mandate.ends.isoformat(),
        "number": mandate.number,
        "certain": certain,
    }
