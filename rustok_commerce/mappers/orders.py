"""Orders to DTOs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from rustok_commerce import models
from rustok_commerce.dto.addresses import Address
from rustok_commerce.dto.orders import (
    FulfilmentStatus,
    OrderDiscountResponse,
    OrderDiscountShare,
    OrderLineResponse,
    OrderOption,
    OrderResponse,
    OrderShippingResponse,
    OrderStatus,
    OrderSummaryResponse,
    PaymentStatus,
)
from rustok_commerce.dto.totals import TaxShare
from rustok_commerce.mappers.order_parts import (
    fulfilment_response,
    invoice_response,
    order_note,
    order_payment,
    order_refund,
    return_response,
)


def due_of(order: models.Order) -> int:
    """Return what the buyer still owes. A cancelled order asks for nothing."""
    return max(0, -_balance(order)) if order.status != OrderStatus.CANCELLED else 0


def to_refund_of(order: models.Order) -> int:
    """Return what was taken beyond what is owed; of a cancelled order everything that was not given back."""
    if order.status == OrderStatus.CANCELLED:
        return order.captured_total - order.refunded_total
    return max(0, _balance(order))


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderParts:
    """Everything that belongs to an order. Lines of parcels, returns and refunds stand by what they are of."""

    lines: Sequence[models.OrderLine]
    shipping: models.OrderShipping | None
    discounts: Sequence[models.OrderDiscount]
    payments: Sequence[models.Payment]
    refunds: Sequence[models.Refund]
    fulfilments: Sequence[models.Fulfilment]
    returns: Sequence[models.Return]
    invoices: Sequence[models.Invoice]
    notes: Sequence[models.OrderNote]
    refund_lines: Mapping[UUID, Sequence[models.RefundLine]]
    fulfilment_lines: Mapping[UUID, Sequence[models.FulfilmentLine]]
    return_lines: Mapping[UUID, Sequence[models.ReturnLine]]


def order_response(order: models.Order, parts: OrderParts, *, for_staff: bool) -> OrderResponse:
    """Return an order, as its buyer or as staff may see it."""
    shipping = parts.shipping
    return OrderResponse(
        id=order.id,
        number=order.number,
        status=OrderStatus(order.status),
        payment_status=PaymentStatus(order.payment_status),
        fulfilment_status=FulfilmentStatus(order.fulfilment_status),
        cart_id=order.cart_id,
        customer_id=order.customer_id,
        email=order.email,
        channel=order.channel,
        locale=order.locale,
        currency=order.currency,
        prices_include_tax=order.prices_include_tax,
        lines=tuple(_line(line) for line in parts.lines),
        shipping=_shipping(shipping) if shipping is not None else None,
        discounts=tuple(
            OrderDiscountResponse(
                promotion_id=row.promotion_id,
                code=row.code,
                coupon_code=row.coupon_code,
                name=row.name,
                amount=row.amount,
            )
            for row in parts.discounts
        ),
        taxes=tax_shares(order.taxes),
        subtotal=order.subtotal,
        shipping_total=order.shipping_total,
        discount_total=order.discount_total,
        net_total=order.net_total,
        tax_total=order.tax_total,
        total=order.total,
        authorised_total=order.authorised_total,
        captured_total=order.captured_total,
        refunded_total=order.refunded_total,
        due=due_of(order),
        to_refund=to_refund_of(order),
        shipping_address=stored_address(order.shipping_address),
        billing_address=stored_address(order.billing_address),
        vat_id=order.vat_id,
        tax_exempt=order.tax_exempt,
        coupon_codes=tuple(order.coupon_codes),
        note=order.note,
        metadata=order.metadata if for_staff else {},
        payments=tuple(order_payment(row) for row in parts.payments),
        refunds=tuple(order_refund(row, parts.refund_lines.get(row.id, ())) for row in parts.refunds),
        fulfilments=tuple(
            fulfilment_response(row, parts.fulfilment_lines.get(row.id, ())) for row in parts.fulfilments
        ),
        returns=tuple(return_response(row, parts.return_lines.get(row.id, ())) for row in parts.returns),
        invoices=tuple(invoice_response(row) for row in parts.invoices),
        notes=tuple(order_note(row) for row in parts.notes if for_staff or row.for_customer),
        version=order.version,
        placed_at=order.placed_at,
        cancelled_at=order.cancelled_at,
        completed_at=order.completed_at,
        created_at=order.created_at,
        updated_at=order.updated_at,
    )


def order_summary(order: models.Order) -> OrderSummaryResponse:
    """Return an order as lists show it."""
    return OrderSummaryResponse(
        id=order.id,
        number=order.number,
        status=OrderStatus(order.status),
        payment_status=PaymentStatus(order.payment_status),
        fulfilment_status=FulfilmentStatus(order.fulfilment_status),
        email=order.email,
        customer_id=order.customer_id,
        channel=order.channel,
        locale=order.locale,
        currency=order.currency,
        total=order.total,
        captured_total=order.captured_total,
        refunded_total=order.refunded_total,
        placed_at=order.placed_at,
        created_at=order.created_at,
        updated_at=order.updated_at,
    )


def tax_shares(rows: Iterable[Mapping[str, Any]]) -> tuple[TaxShare, ...]:
    """Read the taxes within an amount, as they are stored."""
    return tuple(TaxShare(name=row["name"], rate_ppm=row["rate_ppm"], amount=row["amount"]) for row in rows)


def stored_address(stored: Mapping[str, Any] | None) -> Address | None:
    """Read an address, as it is stored."""
    return Address(**stored) if stored else None


def _balance(order: models.Order) -> int:
    kept: int = order.captured_total - order.refunded_total
    return kept - (order.total - order.allowed_total)


def _line(line: models.OrderLine) -> OrderLineResponse:
    return OrderLineResponse(
        id=line.id,
        product_id=line.product_id,
        variant_id=line.variant_id,
        sku=line.sku,
        title=line.title,
        variant_title=line.variant_title,
        options=tuple(OrderOption(name=row["name"], value=row["value"]) for row in line.options),
        personalisation=line.personalisation,
        asset_id=line.asset_id,
        tax_class=line.tax_class,
        weight=line.weight,
        quantity=line.quantity,
        fulfilled=line.fulfilled,
        cancelled=line.cancelled,
        returned=line.returned,
        open=line.quantity - line.fulfilled - line.cancelled,
        unit_price=line.unit_price,
        compare_at=line.compare_at,
        amount=line.amount,
        discount=line.discount,
        net=line.net,
        tax=line.tax,
        gross=line.gross,
        refunded=line.refunded,
        taxes=tax_shares(line.taxes),
        discounts=tuple(
            OrderDiscountShare(promotion_id=UUID(row["promotion_id"]), amount=row["amount"]) for row in line.discounts
        ),
    )


def _shipping(row: models.OrderShipping) -> OrderShippingResponse:
    return OrderShippingResponse(
        id=row.id,
        method_id=row.method_id,
        code=row.code,
        name=row.name,
        kind=row.kind,
        amount=row.amount,
        discount=row.discount,
        net=row.net,
        tax=row.tax,
        gross=row.gross,
        refunded=row.refunded,
        taxes=tax_shares(row.taxes),
    )
