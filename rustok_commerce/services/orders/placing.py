"""Making an order of a cart, inside the transaction that completes the cart."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils import timezone

from rustok.auth import emails
from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.orders import OrderPlaced
from rustok.ids import generate_id, id_time
from rustok.tenancy.info import current_tenant
from rustok_commerce import models
from rustok_commerce.dto.orders import FulfilmentStatus, LineSnapshot, OrderMachine, OrderStatus, PaymentStatus
from rustok_commerce.dto.totals import Basket, BasketLine, Priced, TaxShare, Totals
from rustok_commerce.services.numbers import take_order_number


def place_order(
    ctx: RequestContext,
    cart: models.Cart,
    basket: Basket,
    totals: Totals,
    snapshots: Mapping[UUID, LineSnapshot],
    *,
    order_id: UUID | None = None,
) -> models.Order:
    """Write the order of a cart: as its lines, prices and words are at this moment. Comes last in the transaction.

    The caller holds the cart's lock. A line of the order has the id of the basket's line, and the order may be given
    its id, so that stock and promotions can refer to both before. The cart's token opens the order too.

    :param order_id: a new id; made here where none is given.
    :raises IntegrityError: the cart has an order already.
    """
    order_id = order_id or generate_id()
    now = timezone.now()
    paid = PaymentStatus.UNPAID if totals.total else PaymentStatus.PAID
    states = {
        OrderMachine.ORDER: OrderStatus.PLACED,
        OrderMachine.PAYMENT: paid,
        OrderMachine.FULFILMENT: FulfilmentStatus.UNFULFILLED,
    }
    # The parts before the whole: their references are checked at the end, and the number locks the shop's counter.
    models.OrderLine.objects.bulk_create(
        order_line(order_id, position, line, totals.lines[line.id], snapshots[line.id])
        for position, line in enumerate(basket.lines)
    )
    if basket.shipping is not None and totals.shipping is not None:
        _write_shipping(order_id, cart, totals.shipping, basket.shipping.code)
    write_discounts(order_id, totals)
    models.OrderTransition.objects.bulk_create(
        models.OrderTransition(
            order_id=order_id, machine=machine.value, after=state.value, actor_id=ctx.actor_id, created_at=now
        )
        for machine, state in states.items()
    )
    order: models.Order = models.Order.objects.create(
        id=order_id,
        created_at=id_time(order_id),
        number=take_order_number(order_id, cart.id),
        cart_id=cart.id,
        customer_id=cart.customer_id,
        email=emails.normalise(cart.email),
        channel=cart.channel,
        locale=cart.locale,
        currency=totals.currency,
        prices_include_tax=totals.prices_include_tax,
        status=OrderStatus.PLACED,
        payment_status=paid,
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
    publish(
        ctx,
        OrderPlaced(
            order_id=order.id,
            number=order.number,
            cart_id=cart.id,
            customer_id=cart.customer_id,
            channel=cart.channel,
            currency=totals.currency,
            total=totals.total,
        ),
    )
    return order


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


def write_discounts(order_id: UUID, totals: Totals) -> None:
    """Write what each promotion took off an order."""
    models.OrderDiscount.objects.bulk_create(
        models.OrderDiscount(
            order_id=order_id,
            promotion_id=promotion.promotion_id,
            code=promotion.code,
            coupon_code=promotion.coupon_code,
            name=promotion.name,
            amount=promotion.amount,
        )
        for promotion in totals.applied
    )


def _write_shipping(order_id: UUID, cart: models.Cart, priced: Priced, code: str) -> None:
    method = models.ShippingMethod.objects.filter(id=cart.shipping_method_id).first()
    names = dict(
        models.ShippingMethodTranslation.objects.filter(method_id=cart.shipping_method_id).values_list("locale", "name")
    )
    chain = current_tenant().fallback_chain(cart.locale)
    models.OrderShipping.objects.create(
        order_id=order_id,
        method_id=cart.shipping_method_id,
        code=code,
        name=next((names[locale] for locale in chain if locale in names), code),
        kind=method.kind if method is not None else "",
        location_id=method.location_id if method is not None else None,
        **amounts(priced),
    )


def _taxes(shares: tuple[TaxShare, ...]) -> list[dict[str, Any]]:
    return [dataclasses.asdict(share) for share in shares]
