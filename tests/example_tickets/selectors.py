"""Reads tickets of the scope's tenant from their table."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from rustok.context import RequestContext, Scope
from rustok.dto import Page
from rustok.rbac.policies import require
from tests.example_tickets import errors, models
from tests.example_tickets.dto import TicketResponse, TicketStatus
from tests.example_tickets.mappers import ticket_response


def get_ticket(ctx: RequestContext, ticket_id: UUID) -> TicketResponse:
    """Return a ticket; one's own to whoever sees only those.

    :raises TicketNotFound: no such ticket for this tenant and actor.
    """
    ticket = visible(ctx).filter(pk=ticket_id).first()
    if ticket is None:
        raise errors.TicketNotFound(id=str(ticket_id))
    return ticket_response(ticket)


def list_tickets(
    ctx: RequestContext, *, status: TicketStatus | None = None, after: UUID | None = None, limit: int = 20
) -> Page[TicketResponse]:
    """List tickets, newest first; ``after`` is the last id of the page before."""
    tickets = visible(ctx).order_by("-id")
    if status is not None:
        tickets = tickets.filter(status=status)
    if after is not None:
        tickets = tickets.filter(pk__lt=after)
    rows = list(tickets[: limit + 1])
    return Page(
        items=tuple(ticket_response(ticket) for ticket in rows[:limit]),
        next=str(rows[limit - 1].id) if len(rows) > limit else None,
    )


def visible(ctx: RequestContext) -> Any:
    """Return the query of the tickets that the actor may see: all of the tenant's, or their own.

    :raises Forbidden: the actor may see none.
    """
    reach = require(ctx, "tickets.ticket:read", owner_id=ctx.actor_id)
    tickets = models.Ticket.objects.all()
    return tickets if reach is Scope.ALL else tickets.filter(author_id=ctx.actor_id)
