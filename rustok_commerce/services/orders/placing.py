"""Making an order of a cart, inside the transaction that completes the cart."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone

from rustok.auth import emails
from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.orders import OrderPlaced
from rustok.ids import generate_id, id_time
from rustok.tenancy.info import current_tenant
from rustok.tenancy.prepared import insert
from rustok_commerce import models
from rustok_commerce.dto.orders import FulfilmentStatus, LineSnapshot, OrderMachine, OrderStatus, PaymentStatus
from rustok_commerce.dto.totals import Basket, BasketLine, Priced, TaxShare, Totals
from rustok_commerce.services.numbers import take_order_number
from rustok_commerce.services.orders.paying import pay_first


def place_order(
    ctx: RequestContext,
    cart: models.Cart,
    basket: Basket,
    totals: Totals,
    snapshots: Mapping[UUID, LineSnapshot],
    *,
    order_id: UUID | None = None,
    payments: Sequence[models.Payment] = (),
) -> models.Order:
    """Write the order of a cart: as its lines, prices and words are at this moment. Comes last in the transaction.

    The caller holds the cart's lock. A line of the order has the id of the basket's line, and the order may be given
    its id, so that stock, promotions and payments can refer to both before. The cart's token opens the order too.

    :param order_id: a new id; made here where none is given.
    :param payments: the order's own: it is written as paid as they say.
    :raises IntegrityError: the cart has an order already.
    """
    order = _order(cart, basket, totals, order_id or generate_id())
    begun = order.payment_status
    paid = pay_first(order, payments)
    # The parts before the whole: their references are checked at the end, and the number locks the shop's counter.
    insert(
        [
            order_line(order.id, position, line, totals.lines[line.id], snapshots[line.id])
            for position, line in enumerate(basket.lines)
        ],
        _shipping(order.id, cart, basket, totals),
        discounts(order.id, totals),
        _transitions(ctx, order, begun),
    )
    order.number = take_order_number(order.id, cart.id)
    insert([order])
    placed = OrderPlaced(
        order_id=order.id,
        number=order.number,
        cart_id=cart.id,
        customer_id=cart.customer_id,
        channel=cart.channel,
        currency=totals.currency,
        total=totals.total,
    )
    for event in (placed, *paid):
        publish(ctx, event)
    return order


def _order(cart: models.Cart, basket: Basket, totals: Totals, order_id: UUID) -> models.Order:
    now = timezone.now()
    return models.Order(
        id=order_id,
        created_at=id_time(order_id),
        cart_id=cart.id,
        customer_id=cart.customer_id,
        email=emails.normalise(cart.email),
        channel=cart.channel,
        locale=cart.locale,
        currency=totals.currency,
        prices_include_tax=totals.prices_include_tax,
        status=OrderStatus.PLACED,
        payment_status=PaymentStatus.UNPAID if totals.total else PaymentStatus.PAID,
        fulfilment_status=FulfilmentStatus.UNFULFILLED,
        shipping_address=cart.shipping_address,
        billing_address=cart.billing_address,
        vat_id=basket.buyer.vat_id,
        tax_exempt=basket.buyer.tax_exempt,
        coupon_codes=list(basket.coupon_codes),
        note=cart.note,
        metadata=cart.metadata,
        token_hash=cart.token_hash,
        placed_at=now,
        updated_at=now,
        **sums(totals),
    )


def _transitions(ctx: RequestContext, order: models.Order, begun: str) -> list[models.OrderTransition]:
    """Return how the states of a new order came about; ``begun`` is how far it was paid without its payments."""
    changes = [
        (OrderMachine.ORDER, "", order.status),
        (OrderMachine.PAYMENT, "", begun),
        (OrderMachine.FULFILMENT, "", order.fulfilment_status),
    ]
    if order.payment_status != begun:
        changes.append((OrderMachine.PAYMENT, begun, order.payment_status))
    return [
        models.OrderTransition(
            order_id=order.id,
            machine=machine.value,
            before=str(before),
            after=str(after),
            actor_id=ctx.actor_id,
            created_at=order.updated_at,
        )
        for machine, before, after in changes
    ]


def sums(totals: Totals) -> dict[str, Any]:
    """Return the columns of an order that the totals fill."""
    return {
        "subtotal": totals.subtotal,
        "shipping_total": totals.shipping_total,
        "discount_total": totals.discount_total,
        "net_total": totals.net_total,
        "tax_total": totals.tax_total,
        "total": totals.total,
        "taxes": _taxes(totals.taxes),
    }


def amounts(priced: Priced) -> dict[str, Any]:
    """Return the columns of a part of an order that its price fills."""
    return {
        "amount": priced.amount,
        "discount": priced.discount,
        "net": priced.net,
        "tax": priced.tax,
        "gross": priced.gross,
        "tax_class": priced.tax_class,
        "taxes": _taxes(priced.taxes),
        "discounts": [{"promotion_id": str(share.promotion_id), "amount": share.amount} for share in priced.discounts],
    }


def order_line(
    order_id: UUID, position: int, line: BasketLine, priced: Priced, snapshot: LineSnapshot
) -> models.OrderLine:
    """Make the row of a line; not saved."""
    return models.OrderLine(
        id=line.id,
        order_id=order_id,
        position=position,
        product_id=line.product_id,
        variant_id=line.variant_id,
        quantity=line.quantity,
        unit_price=line.unit_price,
        compare_at=line.compare_at,
        sku=snapshot.sku,
        title=snapshot.title,
        variant_title=snapshot.variant_title,
        options=[dataclasses.asdict(option) for option in snapshot.options],
        personalisation=dict(snapshot.personalisation),
        asset_id=snapshot.asset_id,
        weight=snapshot.weight,
        manage_inventory=snapshot.manage_inventory,
        price_list_id=snapshot.price_list_id,
        metadata=dict(snapshot.metadata),
        **amounts(priced),
    )


def discounts(order_id: UUID, totals: Totals) -> list[models.OrderDiscount]:
    """Make the rows of what each promotion took off an order; not saved."""
    return [
        models.OrderDiscount(
            order_id=order_id,
            promotion_id=promotion.promotion_id,
            code=promotion.code,
            coupon_code=promotion.coupon_code,
            name=promotion.name,
            amount=promotion.amount,
        )
        for promotion in totals.applied
    ]


def _shipping(order_id: UUID, cart: models.Cart, basket: Basket, totals: Totals) -> list[models.OrderShipping]:
    if basket.shipping is None or totals.shipping is None:
        return []
    code = basket.shipping.code
    method = models.ShippingMethod.objects.filter(id=cart.shipping_method_id).first()
    names = dict(
        models.ShippingMethodTranslation.objects.filter(method_id=cart.shipping_method_id).values_list("locale", "name")
    )
    chain = current_tenant().fallback_chain(cart.locale)
    return [
        models.OrderShipping(
            order_id=order_id,
            method_id=cart.shipping_method_id,
            code=code,
            name=next((names[locale] for locale in chain if locale in names), code),
            kind=method.kind if method is not None else "",
            location_id=method.location_id if method is not None else None,
            **amounts(totals.shipping),
        )
    ]


def _taxes(shares: tuple[TaxShare, ...]) -> list[dict[str, Any]]:
    return [dataclasses.asdict(share) for share in shares]
