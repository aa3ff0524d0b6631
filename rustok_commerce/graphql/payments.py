"""GraphQL of payments and refunds, for staff."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import graphene

from rustok.api.graphql.dto import input_type, object_type
from rustok.api.graphql.outgoing import calls_out
from rustok.api.graphql.scalars import ID
from rustok.api.idempotency import HEADER
from rustok.dto import parse
from rustok_commerce.dto.payments import (
    CapturePaymentRequest,
    CreatePaymentMethodRequest,
    CreateRefundRequest,
    MarkPaidRequest,
    PaymentEventResponse,
    PaymentMethodResponse,
    PaymentResponse,
    RefundResponse,
    UpdatePaymentMethodRequest,
)
from rustok_commerce.selectors import payments
from rustok_commerce.services.payments import desk, offering

Payment = object_type(PaymentResponse)
PaymentEvent = object_type(PaymentEventResponse)
PaymentMethod = object_type(PaymentMethodResponse)
Refund = object_type(RefundResponse)

calls_out("capturePayment", "voidPayment", "createRefund")


def _key(info: Any) -> str | None:
    key: str | None = info.context.headers.get(HEADER)
    return key


class PaymentQuery:
    """Payments as staff sees them."""

    admin_payment = graphene.Field(Payment, id=ID(required=True))
    admin_order_payments = graphene.List(graphene.NonNull(Payment), order_id=ID(required=True), required=True)
    admin_order_refunds = graphene.List(graphene.NonNull(Refund), order_id=ID(required=True), required=True)
    admin_payment_events = graphene.List(graphene.NonNull(PaymentEvent), payment_id=ID(required=True), required=True)
    admin_payment_methods = graphene.List(graphene.NonNull(PaymentMethod), required=True)

    def resolve_admin_payment(self, info: Any, id: UUID) -> PaymentResponse:
        return payments.get_payment(info.context.ctx, id)

    def resolve_admin_order_payments(self, info: Any, order_id: UUID) -> tuple[PaymentResponse, ...]:
        return payments.list_order_payments(info.context.ctx, order_id)

    def resolve_admin_order_refunds(self, info: Any, order_id: UUID) -> tuple[RefundResponse, ...]:
        return payments.list_order_refunds(info.context.ctx, order_id)

    def resolve_admin_payment_events(self, info: Any, payment_id: UUID) -> tuple[PaymentEventResponse, ...]:
        return payments.list_payment_events(info.context.ctx, payment_id)

    def resolve_admin_payment_methods(self, info: Any) -> tuple[PaymentMethodResponse, ...]:
        return offering.list_payment_methods(info.context.ctx)


class CapturePayment(graphene.Mutation):
    """Take the money that is held ready, or a part of it."""

    class Arguments:
        id = ID(required=True)
        input = input_type(CapturePaymentRequest)(required=True)

    Output = graphene.NonNull(Payment)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> PaymentResponse:
        return desk.capture_payment(info.context.ctx, id, parse(CapturePaymentRequest, input), key=_key(info))


class VoidPayment(graphene.Mutation):
    """Let go what is held ready and not taken."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(Payment)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> PaymentResponse:
        return desk.void_payment(info.context.ctx, id)


class MarkPaymentPaid(graphene.Mutation):
    """Write down that money came by bank transfer or by hand."""

    class Arguments:
        id = ID(required=True)
        input = input_type(MarkPaidRequest)(required=True)

    Output = graphene.NonNull(Payment)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> PaymentResponse:
        return desk.mark_paid(info.context.ctx, id, parse(MarkPaidRequest, input))


class CreateRefund(graphene.Mutation):
    """Give money of an order back, by lines or by amount."""

    class Arguments:
        order_id = ID(required=True)
        input = input_type(CreateRefundRequest)(required=True)

    Output = graphene.NonNull(Refund)

    @staticmethod
    def mutate(root: Any, info: Any, order_id: UUID, input: Any) -> RefundResponse:
        return desk.create_refund(info.context.ctx, order_id, parse(CreateRefundRequest, input), key=_key(info))


class CreatePaymentMethod(graphene.Mutation):
    """Offer a way to pay."""

    class Arguments:
        input = input_type(CreatePaymentMethodRequest)(required=True)

    Output = graphene.NonNull(PaymentMethod)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> PaymentMethodResponse:
        return offering.create_payment_method(info.context.ctx, parse(CreatePaymentMethodRequest, input))


class UpdatePaymentMethod(graphene.Mutation):
    """Change a way to pay, switch it off or on; fields left out stay."""

    class Arguments:
        id = ID(required=True)
        input = input_type(UpdatePaymentMethodRequest)(required=True)

    Output = graphene.NonNull(PaymentMethod)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> PaymentMethodResponse:
        return offering.update_payment_method(info.context.ctx, id, parse(UpdatePaymentMethodRequest, input))


class DeletePaymentMethod(graphene.Mutation):
    """Delete a way to pay; returns its id."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(ID)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> UUID:
        offering.delete_payment_method(info.context.ctx, id)
        return id


class PaymentMutation:
    """Money on its way, and the ways it may take."""

    capture_payment = CapturePayment.Field()
    void_payment = VoidPayment.Field()
    mark_payment_paid = MarkPaymentPaid.Field()
    create_refund = CreateRefund.Field()
    create_payment_method = CreatePaymentMethod.Field()
    update_payment_method = UpdatePaymentMethod.Field()
    delete_payment_method = DeletePaymentMethod.Field()
