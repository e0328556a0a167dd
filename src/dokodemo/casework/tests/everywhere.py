"""What holds of every procedure that a zone decides: the same tests in office and in core."""

import pytest

from dokodemo.base import config
from dokodemo.casework import documents
from dokodemo.casework.cases.models import Case, CaseDecision, CaseDocument, CaseVersion
from dokodemo.casework.documents.tests import reading_back
from dokodemo.casework.tests import every
from dokodemo.casework.transfer.models import Entry
from dokodemo.catalog import forms
from dokodemo.catalog.schema import Procedure
from dokodemo.operate import testing


def declared(case: Case) -> Procedure:
    return testing.sample_city().procedures[case.procedure]


def represented_is_told(case: Case, procedure: Procedure) -> None:
    """Whoever is represented has a letter on paper, with who applied; nobody else has one."""
    told = list(CaseDocument.objects.filter(case=case, kind="told"))
    values = CaseVersion.objects.get(case=case).values
    assert len(told) == forms.is_about_another(procedure, values)
    for each in told:
        assert each.delivery == "paper"
        assert "".join(case.applicant_name.split()) in every.texts_of(case.id)["told"]


def letters_are_one(case: Case, procedure: Procedure) -> None:
    """The text beside a letter says what its PDF says, in its order, in both languages; and whatever may go to an inbox
    is such a letter."""
    by_inbox = {each.id for each in procedure.documents if each.delivery == "inbox-or-paper"}
    for each in CaseDocument.objects.filter(case=case):
        assert each.kind in documents.READABLE or each.declared not in by_inbox
        if each.kind in documents.READABLE:
            for language in ("ja", "en"):
                pdf = reading_back.of_pdf(each.kind, each.facts, language)
                assert reading_back.of_text(each.kind, each.facts, language) == pdf


def is_approved(procedure_id: str, person: str | None) -> None:
    """Approved: the letter states what was found, and the ledger or the list of what is to be entered has it."""
    case = Case.objects.get(id=every.walked(procedure_id, "approved", person))
    procedure = declared(case)
    decision = CaseDecision.objects.get(case=case)
    assert (case.state, decision.number) == ("approved", case.number)
    assert decision.ledger
    papers = every.texts_of(case.id)
    represented_is_told(case, procedure)
    letters_are_one(case, procedure)
    assert "".join(case.number.split()) in papers["notice"]
    for each in procedure.findings:
        if each.id in decision.findings:
            assert "".join(each.labels.ja.split()) in papers["notice"], (procedure_id, each.id)
    if procedure.effect == "transfer.enter":
        entry = Entry.objects.get(case_id=case.id)
        assert entry.rows
        assert (entry.section, entry.state) == (procedure.section, "waiting")


def is_refused(procedure_id: str, person: str | None) -> None:
    """Refused: with its reasons, their articles and, for a disposition, the 教示; nothing is entered."""
    case = Case.objects.get(id=every.walked(procedure_id, "refused", person))
    procedure, decision = declared(case), CaseDecision.objects.get(case=case)
    assert (case.state, decision.ledger) == ("refused", "")
    assert not Entry.objects.filter(case_id=case.id).exists()
    papers = every.texts_of(case.id)
    represented_is_told(case, procedure)
    letters_are_one(case, procedure)
    papers.pop("told", None)
    assert list(papers) == ["notice"]
    paper = papers["notice"]
    for each in procedure.refusals:
        shown = "".join(each.text.ja.split()) in paper
        assert shown == (each.id in decision.refusal_ids), (procedure_id, each.id)
    if procedure.kyoji is not None:
        assert "".join(procedure.kyoji.ja.split()) in paper
    assert CaseDocument.objects.get(case=case, kind="notice").delivery == "paper"


def parametrized() -> pytest.MarkDecorator:
    return pytest.mark.parametrize("procedure_id", every.of_zone(config.load().zone))
