"""GraphQL of orders, for staff and for their buyers: one mutation per command."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import graphene

from rustok.api.graphql.dto import enum_type, input_type, object_type
from rustok.api.graphql.relay import Connection, connect, connection_field, page_query
from rustok.api.graphql.scalars import ID, DateTime
from rustok.dto import parse
from rustok_commerce.dto.fulfilments import RequestReturnRequest
from rustok_commerce.dto.jobs import JobResponse
from rustok_commerce.dto.orders import (
    AddNoteRequest,
    CancelOrderRequest,
    EditOrderRequest,
    ExportOrdersRequest,
    FulfilmentStatus,
    ListOrdersRequest,
    OrderResponse,
    OrderStatus,
    OrderSummaryResponse,
    PaymentStatus,
    ResendMailRequest,
    TimelineEntryResponse,
    UpdateOrderRequest,
)
from rustok_commerce.selectors import order_timeline
from rustok_commerce.selectors import orders as selectors
from rustok_commerce.services import running
from rustok_commerce.services.orders import cancelling, editing, invoicing, returns, updating

Order = object_type(OrderResponse)
OrderSummary = object_type(OrderSummaryResponse)
_TOKEN = graphene.String(description="Opens a guest's order: the token of its cart.")


class OrderQuery:
    """Orders."""

    orders = connection_field(OrderSummary)
    order = graphene.Field(Order, id=ID(required=True), token=_TOKEN)
    admin_orders = connection_field(
        OrderSummary,
        status=enum_type(OrderStatus)(),
        payment_status=enum_type(PaymentStatus)(),
        fulfilment_status=enum_type(FulfilmentStatus)(),
        number=graphene.String(),
        email=graphene.String(),
        customer_id=ID(),
        channel=graphene.String(),
        placed_from=DateTime(),
        placed_before=DateTime(),
        q=graphene.String(description="A number or an e-mail address, or the beginning of either."),
    )
    admin_order = graphene.Field(Order, id=ID(required=True))
    order_timeline = graphene.List(
        graphene.NonNull(object_type(TimelineEntryResponse)), id=ID(required=True), description="Newest first."
    )

    def resolve_orders(self, info: Any, first: int | None = None, after: str | None = None) -> Connection:
        query = page_query(first, after)
        return connect(selectors.list_own_orders(info.context.ctx, after=after, limit=query.limit), after)

    def resolve_order(self, info: Any, id: UUID, token: str | None = None) -> OrderResponse:
        return selectors.get_own_order(info.context.ctx, id, token)

    def resolve_admin_orders(
        self, info: Any, first: int | None = None, after: str | None = None, **filters: Any
    ) -> Connection:
        query = page_query(first, after)
        wanted = {name: getattr(value, "value", value) for name, value in filters.items() if value is not None}
        place = {"after": after} if after is not None else {}
        request = parse(ListOrdersRequest, {**wanted, **place, "limit": query.limit})
        return connect(selectors.list_orders(info.context.ctx, request), after)

    def resolve_admin_order(self, info: Any, id: UUID) -> OrderResponse:
        return selectors.get_order(info.context.ctx, id)

    def resolve_order_timeline(self, info: Any, id: UUID) -> tuple[TimelineEntryResponse, ...]:
        return order_timeline.order_timeline(info.context.ctx, id)


class UpdateOrder(graphene.Mutation):
    """Change addresses, the e-mail address, the note; fields left out stay."""

    class Arguments:
        id = ID(required=True)
        input = input_type(UpdateOrderRequest)(required=True)

    Output = graphene.NonNull(Order)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> OrderResponse:
        return updating.update_order(info.context.ctx, id, parse(UpdateOrderRequest, input))


class EditOrder(graphene.Mutation):
    """Add lines, change quantities, take lines away; the difference is shown as due or to refund."""

    class Arguments:
        id = ID(required=True)
        input = input_type(EditOrderRequest)(required=True)

    Output = graphene.NonNull(Order)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> OrderResponse:
        return editing.edit_order(info.context.ctx, id, parse(EditOrderRequest, input))


class CancelOrder(graphene.Mutation):
    """Give an order up: its stock is free again, and what was paid is given back if so asked."""

    class Arguments:
        id = ID(required=True)
        input = input_type(CancelOrderRequest)(required=True)

    Output = graphene.NonNull(Order)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> OrderResponse:
        return cancelling.cancel_order(info.context.ctx, id, parse(CancelOrderRequest, input))


class CompleteOrder(graphene.Mutation):
    """Say that nothing is left to do."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(Order)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> OrderResponse:
        return updating.complete_order(info.context.ctx, id)


class AddOrderNote(graphene.Mutation):
    """Write something beside an order."""

    class Arguments:
        id = ID(required=True)
        input = input_type(AddNoteRequest)(required=True)

    Output = graphene.NonNull(Order)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> OrderResponse:
        return updating.add_note(info.context.ctx, id, parse(AddNoteRequest, input))


class ResendOrderMail(graphene.Mutation):
    """Have a mail sent once more."""

    class Arguments:
        id = ID(required=True)
        input = input_type(ResendMailRequest)(required=True)

    Output = graphene.NonNull(Order)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> OrderResponse:
        return updating.resend_mail(info.context.ctx, id, parse(ResendMailRequest, input))


class IssueInvoice(graphene.Mutation):
    """Issue the documents that an order lacks: its invoice, what an edit changed, what was given back."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(Order)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> OrderResponse:
        return invoicing.issue_invoice(info.context.ctx, id)


class RequestReturn(graphene.Mutation):
    """Ask to send pieces of one's own order back."""

    class Arguments:
        id = ID(required=True)
        token = _TOKEN
        input = input_type(RequestReturnRequest)(required=True)

    Output = graphene.NonNull(Order)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any, token: str | None = None) -> OrderResponse:
        return returns.request_own_return(info.context.ctx, id, token, parse(RequestReturnRequest, input))


class ExportOrders(graphene.Mutation):
    """Write orders to a CSV or XLSX file, a row for each line; in the background if they are many."""

    class Arguments:
        input = input_type(ExportOrdersRequest)(required=True)

    Output = graphene.NonNull(object_type(JobResponse))

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> JobResponse:
        return running.start_order_export(info.context.ctx, parse(ExportOrdersRequest, input))


class OrderMutation:
    """Changes to orders."""

    update_order = UpdateOrder.Field()
    edit_order = EditOrder.Field()
    cancel_order = CancelOrder.Field()
    complete_order = CompleteOrder.Field()
    add_order_note = AddOrderNote.Field()
    resend_order_mail = ResendOrderMail.Field()
    issue_invoice = IssueInvoice.Field()
    request_return = RequestReturn.Field()
    export_orders = ExportOrders.Field()
