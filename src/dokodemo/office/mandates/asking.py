"""What casework asks of this room (``casework.mandates.Asker``)."""

import uuid
from uuid import UUID

from django.db import transaction

from dokodemo.base import clock
from dokodemo.casework.mandates import Answer, Question
from dokodemo.office.mandates import messages
from dokodemo.office.mandates.models import Asked


class Core:
    """The zone that keeps the mandates."""

    @transaction.atomic
    def ask(self, question: Question) -> None:
        """Ask; the answer comes when core's courier has fetched the question."""
        number = uuid.uuid4()
        Asked.objects.update_or_create(
            case_id=question.case_id,
            defaults={
                "question": number, "asked_at": clock.now(), "state": "waiting", "relation": "", "ends": None,
                "number": "", "certain": False,
            },
        )  # fmt: skip
        messages.post_question(number, question)

    def answer(self, case_id: UUID) -> Answer | None:
        """One query."""
        asked = Asked.objects.filter(case_id=case_id).first()
        if asked is None:
            return None
        return Answer(asked.state, asked.relation, asked.ends, asked.number, asked.certain)
