"""What the tickets tell the world: ids and facts, no text that a person wrote."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from rustok.events.types import DomainEvent, event


@dataclass(frozen=True, slots=True, kw_only=True)
class _TicketEvent(DomainEvent):
    ticket_id: UUID


@event("ticket.opened", aggregate="tickets.ticket", key="ticket_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class TicketOpened(_TicketEvent):
    """Somebody asked."""

    author_id: UUID | None = None


@event("ticket.answered", aggregate="tickets.ticket", key="ticket_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class TicketAnswered(_TicketEvent):
    """There is an answer, or another one than before."""

    is_public: bool


@event("ticket.closed", aggregate="tickets.ticket", key="ticket_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class TicketClosed(_TicketEvent):
    """Nothing will be added."""


@event("ticket.author_forgotten", aggregate="tickets.ticket", key="ticket_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class TicketAuthorForgotten(_TicketEvent):
    """The author's account is gone, and with it the ticket's link to it."""
