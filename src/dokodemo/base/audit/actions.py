"""Writing the trail."""

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection

from dokodemo.base.actor import Actor

# Neither number nor time: the database gives them, and the application's role may not.
_RECORD = """
INSERT INTO audit_row (actor_kind, actor_id, actor_name, action, object_kind, object_id, subject, reason, detail)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb)"""


def record(
    actor: Actor,
    action: str,
    *,
    object_kind: str = "",
    object_id: str = "",
    subject: str = "",
    reason: str = "",
    detail: dict[str, Any] | None = None,
) -> None:
    """Write one act in the current transaction. ``detail`` holds codes and counts, never what a person typed."""
    row = [actor.kind, actor.id, actor.name, action, object_kind, str(object_id), subject, reason]
    with connection.cursor() as cursor:
        cursor.execute(_RECORD, [*row, json.dumps(detail or {}, ensure_ascii=False)])


def record_each(
    actor: Actor,
    action: str,
    object_kind: str,
    object_ids: Sequence[str],
    detail: dict[str, Any],
    subjects: Sequence[str] = (),
) -> None:
    """The same act on each of these objects, one row each, written at once. ``subjects``: whose each is, where they are known
    at all. Raises ValueError where there are not as many of them."""
    if subjects and len(subjects) != len(object_ids):
        raise ValueError("each object has its subject, or none has one")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_row (actor_kind, actor_id, actor_name, action, object_kind, object_id, subject, reason, "
            "detail) SELECT %s, %s, %s, %s, %s, each.id, each.subject, '', %s::jsonb "
            "FROM unnest(%s::text[], %s::text[]) AS each (id, subject)",
            [
                actor.kind,
                actor.id,
                actor.name,
                action,
                object_kind,
                json.dumps(detail),
                list(object_ids),
                list(subjects) or [""] * len(object_ids),
            ],
        )
