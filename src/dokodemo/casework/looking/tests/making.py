"""Rows of the trail as members left them, at instants of a test's choosing."""

from datetime import datetime, timedelta

from dokodemo.base import clock
from dokodemo.base.audit import chain
from dokodemo.base.audit.models import AuditRow

# A Tuesday at ten in Tokyo.
AT = datetime(2026, 11, 24, 10, tzinfo=clock.TOKYO)


def seen(
    who: str, subject: str = "", *, action: str = "person.view", at: datetime = AT, case: str = "", sheet: str = ""
) -> int:  # fmt: skip
    """One look, committed and not chained yet, in a case or for a sheet that is being typed. Returns its row."""
    kind = "case" if case else "reception" if sheet else ""
    made = AuditRow.objects.create(
        at=at, actor_kind="staff", actor_id=who, actor_name=f"試験 {who}", action=action,
        object_kind=kind, object_id=case or sheet, subject=subject,
    )  # fmt: skip
    return int(made.pk)


def many(who: str, number: int, *, at: datetime = AT, seconds: int = 10) -> None:
    """So many different people, one after the other."""
    for n in range(number):
        seen(who, f"9{n:05}", at=at + timedelta(seconds=seconds * n))


def judge() -> int:
    """As the sealer and the job do."""
    from dokodemo.casework.looking import actions

    while chain.extend():
        pass
    return actions.judge()
