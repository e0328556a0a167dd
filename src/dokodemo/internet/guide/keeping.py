"""Going on with the guide on another device: only for who asks for it, for a day, readable only with the address."""

import json
from datetime import timedelta

from django.db import connection

from dokodemo.base import clock, sessions
from dokodemo.base.crypto import Unreadable, lock, unlock
from dokodemo.base.sessions import Token
from dokodemo.internet.guide.models import Kept
from dokodemo.internet.guide.sheet import Sheet

KEPT = timedelta(hours=24)


def keep(sheet: Sheet) -> Token:
    """Store the sheet under a new secret, which is returned and nowhere else."""
    token = sessions.new()
    content = json.dumps({"events": list(sheet.events), "answers": sheet.answers}, ensure_ascii=False)
    locked = lock(token.secret, content.encode(), token.id_hash)
    Kept.objects.create(id_hash=token.id_hash, locked=locked, expires_at=clock.now() + KEPT)
    return token


def take_up(text: str) -> Sheet | None:
    """The sheet of this address; None when there is none, or it is over a day old."""
    token = sessions.parse(text)
    if token is None:
        return None
    found = Kept.objects.filter(id_hash=token.id_hash, expires_at__gt=clock.now()).first()
    if found is None:
        return None
    try:
        content = json.loads(unlock(token.secret, bytes(found.locked), token.id_hash))
    except Unreadable:
        return None
    return Sheet(tuple(content["events"]), dict(content["answers"]))


def remove_expired() -> int:
    """Forget what has had its day. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM guide_kept WHERE expires_at <= %s", [clock.now()])
        return int(cursor.rowcount)
