"""A member's own views of the queue: filters under a name."""

from django.db import transaction

from dokodemo.base.actor import Actor
from dokodemo.casework.cases.models import SavedView
from dokodemo.casework.cases.rights import NotPossible

MOST, LONGEST = 20, 30


@transaction.atomic
def save(actor: Actor, name: str, query: str) -> None:
    """Keep these filters under this name; a name that is there already is given the new filters.

    Raises NotPossible: "name" (none, too long), "views" (too many)."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST:
        raise NotPossible("name")
    own = SavedView.objects.select_for_update().filter(member=actor.id)
    if len(own) >= MOST and not any(each.name == name for each in own):
        raise NotPossible("views")
    SavedView.objects.update_or_create(member=actor.id, name=name, defaults={"query": query})


def remove(actor: Actor, view_id: int) -> None:
    """Take one's own view away; nothing else goes with it."""
    SavedView.objects.filter(member=actor.id, id=view_id).delete()
