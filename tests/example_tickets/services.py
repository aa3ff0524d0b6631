"""Opens, answers and closes tickets."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone

from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import Unset
from rustok.errors import StaleVersion
from rustok.events.bus import publish
from rustok.rbac.policies import require
from tests.example_tickets import errors, events, models
from tests.example_tickets.dto import AnswerTicketRequest, OpenTicketRequest, TicketResponse, TicketStatus
from tests.example_tickets.mappers import ticket_response


@command()
def open_ticket(ctx: RequestContext, request: OpenTicketRequest) -> TicketResponse:
    """Take a question in."""
    require(ctx, "tickets.ticket:create", owner_id=ctx.actor_id)
    ticket = models.Ticket.objects.create(
        subject=request.subject,
        question=request.question,
        locale=request.locale or ctx.locale,
        author_id=ctx.actor_id,
    )
    publish(ctx, events.TicketOpened(ticket_id=ticket.id, author_id=ticket.author_id))
    return ticket_response(ticket)


@command()
def answer_ticket(ctx: RequestContext, ticket_id: UUID, request: AnswerTicketRequest) -> TicketResponse:
    """Answer a question, or answer it better.

    :raises TicketNotFound: no such ticket for this tenant.
    :raises TicketClosed: nothing is added any more.
    :raises StaleVersion: changed by somebody else since ``request.version``.
    """
    require(ctx, "tickets.ticket:answer")
    ticket = _locked(ticket_id, None if isinstance(request.version, Unset) else request.version)
    if ticket.status == TicketStatus.CLOSED:
        raise errors.TicketClosed()
    ticket.answer, ticket.is_public = request.answer, request.is_public
    ticket.status, ticket.answered_at = TicketStatus.ANSWERED, timezone.now()
    _save_next(ticket)
    publish(ctx, events.TicketAnswered(ticket_id=ticket.id, is_public=ticket.is_public))
    return ticket_response(ticket)


@command()
def close_ticket(ctx: RequestContext, ticket_id: UUID, *, version: int | None = None) -> TicketResponse:
    """Close a ticket. Closed already: nothing changes.

    :raises TicketNotFound: no such ticket for this tenant.
    :raises StaleVersion: changed by somebody else since ``version``.
    """
    require(ctx, "tickets.ticket:close")
    ticket = _locked(ticket_id, version)
    if ticket.status != TicketStatus.CLOSED:
        ticket.status = TicketStatus.CLOSED
        _save_next(ticket)
        publish(ctx, events.TicketClosed(ticket_id=ticket.id))
    return ticket_response(ticket)


@command()
def forget_author(ctx: RequestContext, author_id: UUID) -> int:
    """Remove the link to an account that is gone; return how many tickets had it."""
    require(ctx, "tickets.ticket:close")
    tickets = list(models.Ticket.objects.for_update().filter(author_id=author_id))
    for ticket in tickets:
        ticket.author_id = None
        _save_next(ticket)
        publish(ctx, events.TicketAuthorForgotten(ticket_id=ticket.id))
    return len(tickets)


def _locked(ticket_id: UUID, version: int | None) -> Any:
    ticket = models.Ticket.objects.for_update().filter(pk=ticket_id).first()
    if ticket is None:
        raise errors.TicketNotFound(id=str(ticket_id))
    if version is not None and version != ticket.version:
        raise StaleVersion(current=ticket.version, given=version)
    return ticket


def _save_next(ticket: models.Ticket) -> None:
    ticket.version += 1
    ticket.save()
