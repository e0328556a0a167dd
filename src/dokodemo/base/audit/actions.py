"""Writing the trail."""

from typing import Any

from dokodemo.base.actor import Actor
from dokodemo.base.audit.models import AuditRow


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
    AuditRow.objects.create(
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name,
        action=action,
        object_kind=object_kind,
        object_id=str(object_id),
        subject=subject,
        reason=reason,
        detail=detail or {},
    )
