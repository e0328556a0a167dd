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

from dokodemo.internet.accounts import queries as accounts

log = logging.getLogger(__name__)

# A post office that is away for half a day is waited for: 2, 4, 8 … seconds, some nine hours in all.
_AGAIN = RetryStrategy(max_attempts=14, exponential_wait=2)


@app.task(queue="mail", retry=_AGAIN)
def tell_something_arrived(notice_id: str) -> None:
    """Send the mail for one notice, if its resident gave an address. No name, no procedure, no number in it."""
    account = _account_of(UUID(notice_id))
    address = accounts.address_of(account) if account else None
    if address is None:
        return
    with translation.override(address.language):
        mail = EmailMessage(_("どこでも市役所からお知らせがあります"), _text(), to=[address.email])
    mail.extra_headers["Auto-Submitted"] = "auto-generated"
    mail.send()
    log.info("told the resident of notice %s", notice_id)


def _text() -> str:
    lines = (
        _("新しいお知らせが届きました。次のページを開き、サインインしてご覧ください。"),
        f"{settings.CONFIG.public_url}/my",
        _("このメールに返信しても、市役所には届きません。"),
    )
    return "\n\n".join(lines) + "\n"


def _account_of(notice: UUID) -> UUID | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT account_id FROM inbox_notice WHERE id = %s", [notice])
        row = cursor.fetchone()
    return row[0] if row else None
