"""Sent from here, to core: ``mandate.asked`` 1 {question, case, procedure, catalog, on, person: {name, birthdate, address},
agent: {name, birthdate, subjects: [[issuer, subject], …]}}.

Handled here, from core: ``mandate.answered`` 1 {question, case, state, relation, ends, number, certain}."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from dokodemo.casework.mandates import Question
from dokodemo.gateway import outbox
from dokodemo.gateway.messages import Message, Refused, handles
from dokodemo.office.mandates.models import Asked

KEEPER = "core"


def post_question(number: UUID, question: Question) -> None:
    """Ask, in the caller's transaction; the stream is the case, so that questions about it stay in order."""
    body = {
        "question": str(number),
        "case": str(question.case_id),
        "procedure": question.procedure,
        "catalog": question.catalog,
        "on": question.on.isoformat(),
        "person": {"name": question.name, "birthdate": question.birthdate, "address": question.address},
        "agent": {
            "name": question.agent_name,
            "birthdate": question.agent_birthdate,
            "subjects": [list(each) for each in question.subjects],
        },
    }
    outbox.post(KEEPER, question.case_id, "mandate.asked", 1, body)


class Answered(BaseModel):
    model_config = ConfigDict(extra="forbid")

    question: UUID
    case: UUID
    state: Literal["covered", "none", "stranger"]
    relation: str = Field("", max_length=20)
    ends: date | None = None
    number: str = Field("", max_length=100)
    certain: bool = False

    @model_validator(mode="after")
    def _covered_says_until_when(self) -> "Answered":
        if (self.state == "covered") != (self.ends is not None):
            raise ValueError("ends belongs to covered")
        return self


@handles("mandate.answered", 1)
def on_answered(message: Message) -> None:
    """Keep what core says of the question that counts. Only the keeper of the mandates says so."""
    if message.origin != KEEPER:
        raise Refused("not_the_keeper")
    try:
        told = Answered.model_validate(message.body)
    except ValidationError:
        raise Refused("body_unreadable") from None
    if told.case != message.stream:
        raise Refused("stream_differs")
    Asked.objects.filter(case_id=told.case, question=told.question).update(
        state=told.state, relation=told.relation, ends=told.ends, number=told.number, certain=told.certain
    )
