"""Events of people's rights over their data: ids only."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from rustok.events.types import DomainEvent, event


@event("person.erased", aggregate="platform.erasure", key="request_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalDataErased(DomainEvent):
    """A person was forgotten. Whoever keeps copies outside of the platform should forget them too."""

    request_id: UUID
    user_id: UUID | None
