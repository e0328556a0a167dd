"""Who does something. Not a foreign key: each zone keeps its own people (decision 11)."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["resident", "staff", "system", "visitor"]


@dataclass(frozen=True)
class Actor:
    """A resident, a member of staff or a process, as it was named at that moment."""

    zone: str
    kind: Kind
    id: str
    name: str
    roles: frozenset[str] = frozenset()
    sections: frozenset[str] = frozenset()

    def may(self, *roles: str) -> bool:
        """Whether the actor has one of ``roles``."""
        return not self.roles.isdisjoint(roles)


def system(zone: str, name: str) -> Actor:
    """A process of the house acting by itself."""
    return Actor(zone, "system", name, name)
