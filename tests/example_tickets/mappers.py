"""From rows to what services give."""

from __future__ import annotations

from tests.example_tickets import models
from tests.example_tickets.dto import TicketResponse, TicketStatus


def ticket_response(ticket: models.Ticket) -> TicketResponse:
    """Map a ticket."""
    return TicketResponse(
        id=ticket.id,
        subject=ticket.subject,
        question=ticket.question,
        answer=ticket.answer,
        locale=ticket.locale,
        status=TicketStatus(ticket.status),
        is_public=ticket.is_public,
        author_id=ticket.author_id,
        version=ticket.version,
        created_at=ticket.created_at,
        updated_at=ticket.updated_at,
        answered_at=ticket.answered_at,
    )
