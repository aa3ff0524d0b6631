"""GraphQL of tickets: one mutation per command."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import graphene

from rustok.api.graphql.dto import enum_type, input_type, object_type
from rustok.api.graphql.relay import Connection, connect, connection_field, page_query
from rustok.api.graphql.scalars import ID
from rustok.api.rest.paging import id_after, opaque
from rustok.dto import parse
from tests.example_tickets import selectors, services
from tests.example_tickets.dto import AnswerTicketRequest, OpenTicketRequest, TicketResponse, TicketStatus

_LIST: Final = "tickets:-id"

Ticket = object_type(TicketResponse)


class TicketsQuery:
    """Tickets that one may see."""

    tickets = connection_field(Ticket, status=enum_type(TicketStatus)())
    ticket = graphene.Field(Ticket, id=ID(required=True))

    def resolve_tickets(
        self, info: Any, first: int | None = None, after: str | None = None, status: Any = None
    ) -> Connection:
        query = page_query(first, after)
        page = selectors.list_tickets(
            info.context.ctx,
            status=TicketStatus(getattr(status, "value", status)) if status is not None else None,
            after=id_after(_LIST, query.after),
            limit=query.limit,
        )
        return connect(opaque(_LIST, page), after)

    def resolve_ticket(self, info: Any, id: UUID) -> TicketResponse:
        return selectors.get_ticket(info.context.ctx, id)


class OpenTicket(graphene.Mutation):
    """Ask."""

    class Arguments:
        input = input_type(OpenTicketRequest)(required=True)

    Output = graphene.NonNull(Ticket)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> TicketResponse:
        return services.open_ticket(info.context.ctx, parse(OpenTicketRequest, input))


class AnswerTicket(graphene.Mutation):
    """Answer a ticket."""

    class Arguments:
        id = ID(required=True)
        input = input_type(AnswerTicketRequest)(required=True)

    Output = graphene.NonNull(Ticket)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> TicketResponse:
        return services.answer_ticket(info.context.ctx, id, parse(AnswerTicketRequest, input))


class CloseTicket(graphene.Mutation):
    """Close a ticket."""

    class Arguments:
        id = ID(required=True)
        version = graphene.Int()

    Output = graphene.NonNull(Ticket)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, version: int | None = None) -> TicketResponse:
        return services.close_ticket(info.context.ctx, id, version=version)


class TicketsMutation:
    """Changes to tickets."""

    open_ticket = OpenTicket.Field()
    answer_ticket = AnswerTicket.Field()
    close_ticket = CloseTicket.Field()
