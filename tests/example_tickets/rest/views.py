"""REST of tickets, the same views for customers and for staff: rights tell them apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from rest_framework.request import Request

from rustok.api.rest.paging import PageQuery, id_after, opaque
from rustok.api.rest.views import ApiView, endpoint
from rustok.dto import Page
from tests.example_tickets import selectors, services
from tests.example_tickets.dto import AnswerTicketRequest, OpenTicketRequest, TicketResponse, TicketStatus

_LIST: Final = "tickets:-id"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTicketsQuery(PageQuery):
    """Which tickets."""

    status: TicketStatus | None = None


class TicketsView(ApiView):
    """Tickets."""

    tag = "tickets"

    @endpoint(query=ListTicketsQuery, response=TicketResponse, page=True)
    def get(self, request: Request, query: ListTicketsQuery) -> Page[TicketResponse]:
        """List the tickets that one may see, newest first."""
        page = selectors.list_tickets(
            self.ctx, status=query.status, after=id_after(_LIST, query.after), limit=query.limit
        )
        return opaque(_LIST, page)

    @endpoint(request=OpenTicketRequest, response=TicketResponse)
    def post(self, request: Request, data: OpenTicketRequest) -> TicketResponse:
        """Ask."""
        return services.open_ticket(self.ctx, data)


class TicketView(ApiView):
    """One ticket."""

    tag = "tickets"

    @endpoint(response=TicketResponse)
    def get(self, request: Request, id: UUID) -> TicketResponse:
        """Return a ticket."""
        return selectors.get_ticket(self.ctx, id)


class AnswerTicketView(ApiView):
    """Answering."""

    tag = "tickets"

    @endpoint(request=AnswerTicketRequest, response=TicketResponse, status=200, versioned=True)
    def post(self, request: Request, id: UUID, data: AnswerTicketRequest) -> TicketResponse:
        """Answer a ticket."""
        return services.answer_ticket(self.ctx, id, data)


class CloseTicketView(ApiView):
    """Closing."""

    tag = "tickets"

    @endpoint(response=TicketResponse, status=200, versioned=True)
    def post(self, request: Request, id: UUID, version: int | None) -> TicketResponse:
        """Close a ticket."""
        return services.close_ticket(self.ctx, id, version=version)
