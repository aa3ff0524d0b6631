"""What belongs to an order, to DTOs: payments, refunds, parcels, returns, documents, notes."""

from __future__ import annotations

from collections.abc import Iterable

from rustok_commerce import models
from rustok_commerce.dto.fulfilments import (
    FulfilmentLineResponse,
    FulfilmentResponse,
    ReturnLineResponse,
    ReturnResponse,
    ReturnStatus,
    ShipmentStatus,
)
from rustok_commerce.dto.invoices import InvoiceKind, InvoiceResponse
from rustok_commerce.dto.orders import (
    OrderNoteResponse,
    OrderPaymentResponse,
    OrderRefundLineResponse,
    OrderRefundResponse,
)
from rustok_commerce.dto.payments import PaymentState, RefundStatus


def order_payment(row: models.Payment) -> OrderPaymentResponse:
    """Map a payment of an order."""
    return OrderPaymentResponse(
        id=row.id,
        provider=row.provider,
        label=row.method_label,
        state=PaymentState(row.state),
        amount=row.amount,
        authorised=row.authorised,
        captured=row.captured,
        refunded=row.refunded,
        error_code=row.error_code,
        created_at=row.created_at,
    )


def order_refund(row: models.Refund, lines: Iterable[models.RefundLine]) -> OrderRefundResponse:
    """Map a refund."""
    return OrderRefundResponse(
        id=row.id,
        payment_id=row.payment_id,
        return_id=row.return_id,
        status=RefundStatus(row.status),
        amount=row.amount,
        shipping_amount=row.shipping_amount,
        reason=row.reason,
        lines=tuple(
            OrderRefundLineResponse(line_id=line.order_line_id, quantity=line.quantity, amount=line.amount)
            for line in lines
        ),
        created_at=row.created_at,
        finished_at=row.finished_at,
    )


def fulfilment_response(row: models.Fulfilment, lines: Iterable[models.FulfilmentLine]) -> FulfilmentResponse:
    """Map a parcel."""
    return FulfilmentResponse(
        id=row.id,
        position=row.position,
        status=ShipmentStatus(row.status),
        location_id=row.location_id,
        carrier=row.carrier,
        tracking_number=row.tracking_number,
        tracking_url=row.tracking_url,
        lines=tuple(FulfilmentLineResponse(line_id=line.order_line_id, quantity=line.quantity) for line in lines),
        shipped_at=row.shipped_at,
        delivered_at=row.delivered_at,
        cancelled_at=row.cancelled_at,
        created_at=row.created_at,
    )


def return_response(row: models.Return, lines: Iterable[models.ReturnLine]) -> ReturnResponse:
    """Map a return."""
    return ReturnResponse(
        id=row.id,
        position=row.position,
        status=ReturnStatus(row.status),
        location_id=row.location_id,
        note=row.note,
        tracking_number=row.tracking_number,
        lines=tuple(
            ReturnLineResponse(
                line_id=line.order_line_id,
                quantity=line.quantity,
                received=line.received,
                restocked=line.restocked,
                reason=line.reason,
            )
            for line in lines
        ),
        received_at=row.received_at,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def invoice_response(row: models.Invoice) -> InvoiceResponse:
    """Map an invoice or a credit note."""
    return InvoiceResponse(
        id=row.id,
        order_id=row.order_id,
        kind=InvoiceKind(row.kind),
        number=row.number,
        currency=row.currency,
        net=row.net,
        tax=row.tax,
        gross=row.gross,
        refund_id=row.refund_id,
        corrects_id=row.corrects_id,
        locale=row.locale,
        issued_at=row.issued_at,
    )


def order_note(row: models.OrderNote) -> OrderNoteResponse:
    """Map a note."""
    return OrderNoteResponse(
        id=row.id, text=row.text, for_customer=row.for_customer, author_id=row.author_id, created_at=row.created_at
    )
