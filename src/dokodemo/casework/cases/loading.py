"""A case with what belongs to it, for actions and queries alike."""

from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, TypeVar

from dokodemo.casework.cases import facts, locked
from dokodemo.casework.cases.facts import Applicant
from dokodemo.casework.cases.models import Case, CaseAsked, CaseCorrection, CaseDecision, CaseVersion
from dokodemo.casework.effects import CaseFacts
from dokodemo.catalog import forms, versions
from dokodemo.catalog.schema import Catalog, Procedure

Part = TypeVar("Part", CaseVersion, CaseDecision, CaseAsked, CaseCorrection)


@dataclass(frozen=True)
class Loaded:
    """``submitted`` is the newest version as it came, ``values`` with the clerks' ``corrections`` of it; those of an
    earlier version are ``replaced``. ``catalog`` is the version that the application was made under; ``newest`` the number
    of the newest version, be it one that came too late."""

    case: Case
    catalog: Catalog
    procedure: Procedure
    version: CaseVersion
    newest: int
    corrections: tuple[CaseCorrection, ...]
    replaced: tuple[CaseCorrection, ...]
    submitted: dict[str, Any]
    values: dict[str, Any]

    @property
    def facts(self) -> CaseFacts:
        """As an effect sees it, My Numbers included."""
        return CaseFacts(
            id=self.case.id,
            receipt=self.case.receipt,
            procedure_id=self.case.procedure,
            catalog_hash=self.case.catalog_hash,
            values=self.values,
            private=locked.unlock_private(self.case.id, bytes(self.version.private)),
            arrived_on=self.case.arrived_on,
            person=self.case.person,
        )

    @property
    def applicant(self) -> Applicant:
        """The applicant as corrected."""
        return facts.applicant_of(self.procedure, self.values, self.case.evidence)

    @property
    def subject(self) -> Applicant:
        """Whom it is about, as corrected."""
        return facts.subject_of(self.procedure, self.values, self.case.evidence)

    @property
    def needs_resident(self) -> bool:
        """Whether who applies has to be linked to a resident before an approval."""
        return forms.needs_resident(self.procedure, self.values)

    @cached_property
    def decisions(self) -> tuple[CaseDecision, ...]:
        """What was proposed, oldest first; one query when a page first wants it."""
        return _rows(CaseDecision, self.case)

    @cached_property
    def asked(self) -> tuple[CaseAsked, ...]:
        """What the applicant was asked to mend, oldest first; one query when a page first wants it."""
        return _rows(CaseAsked, self.case)


def _rows(model: type[Part], case: Case, rest: str = "ORDER BY id") -> tuple[Part, ...]:
    """The rows of a case in one table, oldest first. Plain, for every page of a case asks for them: to make the statement of
    objects took longer than to answer it."""
    return tuple(model.objects.raw(_plain(model, rest), [case.id]))


@cache
def _plain(model: type[Part], rest: str) -> str:
    # Every column by its name: what is prepared once must not change when a table gets one more.
    columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
    return f"SELECT {columns} FROM {model._meta.db_table} WHERE case_id = %s {rest}"  # noqa: S608


def load(case: Case) -> Loaded:
    """Two queries, three where something came after the decision. Raises LookupError when this zone has lost the catalog
    version."""
    catalog = versions.at(case.catalog_hash)
    version = newest = _rows(CaseVersion, case, "ORDER BY n DESC LIMIT 1")[0]
    if newest.late:
        version = CaseVersion.objects.filter(case=case, late=False).order_by("-n")[0]
    every = _rows(CaseCorrection, case)
    corrections = tuple(each for each in every if each.at >= version.at)
    replaced = tuple(each for each in every if each.at < version.at)
    values = facts.corrected(version.values, ((each.field, each.now) for each in corrections))
    procedure = catalog.procedures[case.procedure]
    return Loaded(case, catalog, procedure, version, newest.n, corrections, replaced, version.values, values)


def in_force(made_with: Catalog, procedure: str) -> Catalog:
    """The city in force where it still offers this procedure, else the one the case was made with: who decides, and over
    whom, is of today, whatever the form was."""
    catalog = versions.current()
    return catalog if catalog and procedure in catalog.procedures else made_with
