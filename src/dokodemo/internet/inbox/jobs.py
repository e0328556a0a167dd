"""What the inbox does late: tell the resident by e-mail that something has arrived, and nothing else."""

import logging
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection
from django.utils import translation
from django.utils.translation import gettext as _
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from dokodemo.base import clock
from dokodemo.internet.accounts import queries as accounts

log = logging.getLogger(__name__)

# A post office that is away for half a day is waited for: 2, 4, 8 … seconds, some nine hours in all.
_AGAIN = RetryStrategy(max_attempts=14, exponential_wait=2)


# What arrives together (a fee and a decision, a decision and its letter) is told by one mail.
TOGETHER_SECONDS = 5


def tell_soon(account_id: UUID) -> None:
    """Have the account's resident told of everything untold, in the caller's transaction."""
    job = tell_something_arrived.configure(schedule_in={"seconds": TOGETHER_SECONDS})
    job.defer(account_id=str(account_id))


@app.task(queue="mail", retry=_AGAIN)
def tell_something_arrived(account_id: str) -> None:
    """Send one mail for all that is untold, if the resident gave an address. No name, no procedure, no number in it."""
    account = UUID(account_id)
    notices = _untold(account)
    if not notices:
        return
    address = accounts.address_of(account)
    if address is not None:
        with translation.override(address.language):
            mail = EmailMessage(_("どこでも市役所からお知らせがあります"), _text(), to=[address.email])
        mail.extra_headers["Auto-Submitted"] = "auto-generated"
        mail.send()
    _mark_told(notices)
    log.info("told account %s of %s notices", account_id, len(notices))


def _text() -> str:
    lines = (
        _("新しいお知らせが届きました。次のページを開き、サインインしてご覧ください。"),
        f"{settings.CONFIG.public_url}/my",
        _("このメールに返信しても、市役所には届きません。"),
    )
    return "\n\n".join(lines) + "\n"


def _untold(account: UUID) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM inbox_notice WHERE account_id = %s AND told_at IS NULL", [account])
        return [row[0] for row in cursor.fetchall()]


def _mark_told(notices: list[UUID]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE inbox_notice SET told_at = %s WHERE id = ANY(%s)", [clock.now(), notices])
