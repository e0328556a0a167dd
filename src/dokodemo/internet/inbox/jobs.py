"""What the inbox does late: tell the resident by e-mail that something has arrived, or that a draft expires, and nothing of
what."""

import logging
from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from dokodemo.base import clock
from dokodemo.base.ui.templatetags.ui import day
from dokodemo.internet.accounts import queries as accounts
from dokodemo.internet.apply import answering
from dokodemo.internet.apply import queries as applications
from dokodemo.internet.apply.actions import note_expiring
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
    """Something has arrived, nothing of what."""
    _mail(account, lambda: (_("どこでも市役所からお知らせがあります"), _("新しいお知らせが届きました。次のページを開き、サインインしてご覧ください。")))  # fmt: skip


def _mail(account: UUID, words: Callable[[], tuple[str, str]]) -> None:
    """One mail to the account's address, where it has one: ``words`` (subject, what it says) in its language, and the
    way to one's own page."""
    address = accounts.address_of(account)
    if address is None:
        return
    with translation.override(address.language):
        subject, said = words()
        lines = (
            said,
            f"{settings.CONFIG.public_url}/my",
            _("このメールに返信しても、市役所には届きません。"),
        )
    mail = EmailMessage(subject, "\n\n".join(lines) + "\n", to=[address.email])
    mail.extra_headers["Auto-Submitted"] = "auto-generated"
    mail.send()


def look_for_changes() -> None:
    """Another version of the catalog is in force: look for what is begun or undecided and no longer offered, after the transaction
    and after every process has noticed the version."""
    find_changes.configure(schedule_in={"seconds": CHANGE_SECONDS}).defer(after=str(changes.FIRST))


#: How long a process may still act by the version before (``versions.REFRESH_SECONDS``), and a little.
CHANGE_SECONDS = 5


@app.task(queue="mail", retry=_AGAIN)
def find_changes(after: str) -> None:
    """Note one batch of it, have each resident told, go on with the next."""
    with transaction.atomic():
        found, next_after = changes.note(UUID(after))
        for account in sorted(found):
            tell_of_changes.defer(account_id=str(account))
        if next_after is not None:
            find_changes.defer(after=str(next_after))
    log.info("withdrawn procedures: %d accounts to be told", len(found))


@app.task(queue="mail", retry=_AGAIN)
def tell_of_changes(account_id: str) -> None:
    """Send one mail for all changes that this account was not told of."""
    account = UUID(account_id)
    these = changes.untold(account)
    if these:
        _send(account)
        changes.mark_told(these)
        log.info("told account %s of %s procedures that are no longer offered", account_id, len(these))


@app.periodic(cron="37 18 * * *")  # 3:37 in Tokyo, after the drafts that have had their time
@app.task(queue="house", queueing_lock="inbox-forget")
def forget_changes(timestamp: int) -> None:
    """That somebody was told goes with the draft, or when the application is decided."""
    log.info("forgotten: %d changes", changes.forget())


#: Drafts noted in one transaction.
EXPIRING_BATCH = 500


@app.periodic(cron="7 0 * * *")  # 9:07 in Tokyo: nobody is woken by it
@app.task(queue="mail", queueing_lock="inbox-expiring")
def look_for_expiring(timestamp: int) -> None:
    """Have residents told of the drafts that expire soon."""
    for days in applications.TOLD_BEFORE:
        find_expiring.defer(days=days, after=str(changes.FIRST))


@app.task(queue="mail", retry=_AGAIN)
def find_expiring(days: int, after: str) -> None:
    """Note one batch of drafts that expire within ``days``, have each resident told once, go on with the next."""
    with transaction.atomic():
        found = note_expiring(days, UUID(after), EXPIRING_BATCH)
        for account in sorted({account for _draft, account in found}):
            tell_of_expiry.defer(account_id=str(account), days=days)
        if len(found) == EXPIRING_BATCH:
            find_expiring.defer(days=days, after=str(found[-1][0]))
    log.info("drafts that expire within %d days: %d", days, len(found))


@app.task(queue="mail", retry=_AGAIN)
def tell_of_expiry(account_id: str, days: int) -> None:
    """Say until when what was begun is kept, and nothing of what; unless it was sent, saved or deleted meanwhile."""
    account = UUID(account_id)
    expires = applications.first_to_expire(account, days)
    if expires is not None:
        _mail(account, lambda: (_("書きかけの申請が、もうすぐ消えます"), _("書きかけの申請があり、%(day)sに消えます。続けるときは、その前に次のページを開き、サインインしてください。続きを書いて保存すると、そこから30日残ります。") % {"day": day(expires)}))  # fmt: skip
        log.info("told account %s of a draft that expires", account_id)


@app.periodic(cron="12 0 * * *")  # 9:12 in Tokyo
@app.task(queue="mail", queueing_lock="inbox-mending")
def look_for_mending(timestamp: int) -> None:
    """Have residents told of what they have to mend soon."""
    for days in answering.MEND_BEFORE:
        find_mending.defer(days=days)


@app.task(queue="mail", retry=_AGAIN)
def find_mending(days: int) -> None:
    """Note one batch of what has to be mended within ``days``, have each resident told once, go on with the next."""
    with transaction.atomic():
        found = answering.note_ending(days, EXPIRING_BATCH)
        for account in sorted({account for _application, account in found}):
            tell_of_mending.defer(account_id=str(account))
        if len(found) == EXPIRING_BATCH:
            find_mending.defer(days=days)
    log.info("applications to be mended within %d days: %d", days, len(found))


@app.task(queue="mail", retry=_AGAIN)
def tell_of_mending(account_id: str) -> None:
    """Say until when, and nothing of what; unless it was mended or taken back meanwhile."""
    account = UUID(account_id)
    until = answering.first_to_mend(account)
    if until is not None:
        _mail(account, lambda: (_("直していただく期限が近づいています"), _("送った申請に直すところがあり、期限は%(day)sです。次のページを開き、サインインして直してください。") % {"day": day(until)}))  # fmt: skip
        log.info("told account %s of what is to be mended", account_id)


def _untold(account: UUID) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM inbox_notice WHERE account_id = %s AND told_at IS NULL", [account])
        return [row[0] for row in cursor.fetchall()]


def _mark_told(notices: list[UUID]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE inbox_notice SET told_at = %s WHERE id = ANY(%s)", [clock.now(), notices])
