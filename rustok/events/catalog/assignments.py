"""Events of assignments: where some of the staff work."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from rustok.events.types import DomainEvent, event


@dataclass(frozen=True, slots=True, kw_only=True)
class _AssignmentEvent(DomainEvent):
    assignment_id: UUID
    user_id: UUID


@event("assignment.made", aggregate="content.assignment", key="assignment_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentMade(_AssignmentEvent):
    """One of the staff works in a part of the content."""


@event("assignment.removed", aggregate="content.assignment", key="assignment_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentRemoved(_AssignmentEvent):
    """One of the staff works there no more."""
