"""一件書類: a whole case as one file, for who has to have all of it. Recorded as a look, with why."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.casework.cases.loading import Loaded, load
from dokodemo.casework.cases.rights import NotPossible, hold

#: 審査請求, 情報公開・開示請求, 訴訟, the applicant's own question.
REASONS = ("appeal", "disclosure", "court", "asked")


@transaction.atomic
def take_whole(actor: Actor, case_id: UUID, reason: str) -> Loaded:
    """The case, to be put into one file; the reason is recorded before anything of it is read. Raises NotAllowed, NotPossible."""
    case = hold(actor, case_id, "case.whole.export", "clerk", "approver")
    if reason not in REASONS:
        raise NotPossible("whole_reason", {"whole_reason": _("何のために使うかを選んでください。")})
    record(
        actor, "case.whole.export", object_kind="case", object_id=str(case.id), subject=case.person or "", reason=reason
    )  # fmt: skip
    return load(case)
