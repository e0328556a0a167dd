"""Every write of the register: a document enters it with its number, in the transaction that takes the number."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from dokodemo.casework.register.models import DECISION, LETTER, OfficialDocument
from dokodemo.catalog.schema import Procedure
from dokodemo.values.days import kept_until

__all__ = ["DECISION", "LETTER", "Drafted", "Number", "enter"]


@dataclass(frozen=True)
class Number:
    """A document number as it was taken: ``text`` 海子第12号, the twelfth of that fiscal year of that section."""

    text: str
    section: str
    year: int
    serial: int


@dataclass(frozen=True)
class Drafted:
    """Who drafted it and who decided it, when; the day of 施行 where it is later."""

    on: date
    by: str
    decided_on: date
    decided_by: str
    rule: str = ""
    enforced_on: date | None = None


def enter(
    number: Number, kind: str, title: str, procedure: Procedure, case: UUID, receipt: str, drafted: Drafted
) -> None:
    """Enter a document. It is dated, and goes out (施行), on the day it is decided, or on the later one that was named."""
    OfficialDocument.objects.create(
        section=number.section, year=number.year, serial=number.serial, number=number.text,
        organ=procedure.organ, kind=kind, title=title, procedure=procedure.id, case_id=case, receipt=receipt,
        drafted_on=drafted.on, drafted_name=drafted.by, decided_on=drafted.decided_on, decided_name=drafted.decided_by,
        enforced_on=drafted.enforced_on or drafted.decided_on, rule=drafted.rule, keep_years=procedure.retention_years,
        keep_until=kept_until(drafted.decided_on, procedure.retention_years),
    )  # fmt: skip
