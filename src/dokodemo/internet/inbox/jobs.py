"""What the inbox does late: tell the resident by e-mail that something has arrived, and nothing else."""

import logging
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from dokodemo.base import clock
from dokodemo.internet.accounts import queries as accounts
from dokodemo.internet.inbox import changes

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
    _send(account)
    _mark_told(notices)
    log.info("told account %s of %s notices", account_id, len(notices))


def _send(account: UUID) -> None:
    """The one mail there is: something has arrived, nothing of what."""
    address = accounts.address_of(account)
    if address is None:
        return
    with translation.override(address.language):
        mail = EmailMessage(_("どこでも市役所からお知らせがあります"), _text(), to=[address.email])
    mail.extra_headers["Auto-Submitted"] = "auto-generated"
    mail.send()


def look_for_changes() -> None:
    """Another version of the catalog is in force: look for drafts of what is no longer offered, after the transaction
    and after every process has noticed the version."""
    find_changes.configure(schedule_in={"seconds": CHANGE_SECONDS}).defer(after=str(changes.FIRST))


#: How long a process may still act by the version before (``versions.REFRESH_SECONDS``), and a little.
CHANGE_SECONDS = 5


@app.task(queue="mail", retry=_AGAIN)
def find_changes(after: str) -> None:
    """Note one batch of such drafts, have each resident told, go on with the next."""
    with transaction.atomic():
        found, next_after = changes.note(UUID(after))
        for account in sorted(found):
            tell_of_changes.defer(account_id=str(account))
        if next_after is not None:
            find_changes.defer(after=str(next_after))
    log.info("drafts of withdrawn procedures: %d accounts to be told", len(found))


@app.task(queue="mail", retry=_AGAIN)
def tell_of_changes(account_id: str) -> None:
    """Send one mail for all changes that this account was not told of."""
    account = UUID(account_id)
    drafts = changes.untold(account)
    if drafts:
        _send(account)
        changes.mark_told(drafts)
        log.info("told account %s of %s changed drafts", account_id, len(drafts))


@app.periodic(cron="37 18 * * *")  # 3:37 in Tokyo, after the drafts that have had their time
@app.task(queue="house", queueing_lock="inbox-forget")
def forget_changes(timestamp: int) -> None:
    """That somebody was told of a draft goes with the draft."""
    log.info("forgotten: %d changes of drafts", changes.forget())


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
