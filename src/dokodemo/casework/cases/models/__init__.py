"""Applications, and what is done with them. What is kept of persons, why and how long: ``personal``."""

from dokodemo.casework.cases.models.case import (
    AttachmentPart,
    Case,
    CaseAsked,
    CaseAttachment,
    CaseCorrection,
    CaseFee,
    CaseLink,
    CaseVersion,
    CaseWithdrawal,
    EvidenceSeen,
)
from dokodemo.casework.cases.models.decision import (
    CaseDecision,
    CaseDocument,
    CasePrint,
    CaseSeat,
    DocumentNumber,
)
from dokodemo.casework.cases.models.desk import (
    BulkAct,
    CaseContact,
    CaseCount,
    CaseDueCount,
    CaseMention,
    CaseNote,
    CasePresence,
    SavedView,
)

__all__ = [
    "AttachmentPart",
    "BulkAct",
    "Case",
    "CaseAsked",
    "CaseAttachment",
    "CaseContact",
    "CaseCorrection",
    "CaseCount",
    "CaseDecision",
    "CaseDocument",
    "CaseDueCount",
    "CaseFee",
    "CaseLink",
    "CaseMention",
    "CaseNote",
    "CasePresence",
    "CasePrint",
    "CaseSeat",
    "CaseVersion",
    "CaseWithdrawal",
    "DocumentNumber",
    "EvidenceSeen",
    "SavedView",
]
