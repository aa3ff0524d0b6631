"""Makes orders for tests, as the completion of a cart does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from rustok.ids import generate_id
from rustok_commerce import models
from rustok_commerce.dto.orders import LineSnapshot, OrderOption
from rustok_commerce.dto.products import ProductResponse
from rustok_commerce.dto.sales_settings import TaxRounding
from rustok_commerce.dto.totals import (
    AppliedPromotion,
    Basket,
    BasketLine,
    BasketShipping,
    Buyer,
    DiscountShare,
    Priced,
    TaxShare,
    Totals,
)
from rustok_commerce.selectors.orders import hash_token
from rustok_commerce.services import reservations
from rustok_commerce.services.orders.paying import payments_changed
from rustok_commerce.services.orders.placing import place_order
from tests.factories import commerce

ADDRESS = {
    "country": "DE",
    "first_name": "Ann",
    "last_name": "Example",
    "line1": "Hauptstr. 1",
    "city": "Berlin",
    "postcode": "10115",
}
RATE = 190_000
"""Of the tax in everything, in millionths."""


def priced(amount: int, discount: int = 0, promotion_id: UUID | None = None) -> Priced:
    """Return a price that includes 19 % of tax."""
    gross = amount - discount
    tax = gross - (gross * 2_000_000 + 1_000_000 + RATE) // (2 * (1_000_000 + RATE))
    taxes = (TaxShare(name="VAT", rate_ppm=RATE, amount=tax),)
    shares = (DiscountShare(promotion_id=promotion_id, amount=discount),) if promotion_id and discount else ()
    return Priced(
        amount=amount,
        discount=discount,
        net=gross - tax,
        tax=tax,
        gross=gross,
        tax_class="standard",
        taxes=taxes,
        discounts=shares,
    )


def totals_of(basket: Basket, percent: int = 0) -> Totals:
    """Return what a basket costs where every price includes 19 % of tax and goods are reduced by so much."""
    promotion_id = generate_id()
    lines = {line.id: priced(line.amount, line.amount * percent // 100, promotion_id) for line in basket.lines}
    shipping = priced(basket.shipping.amount) if basket.shipping is not None else None
    parts = [*lines.values(), *([shipping] if shipping is not None else [])]
    tax = sum(part.tax for part in parts)
    total = sum(part.gross for part in parts)
    taken = sum(part.discount for part in parts)
    applied = (
        AppliedPromotion(
            promotion_id=promotion_id, code="sale", name="Sale", coupon_id=None, coupon_code="", amount=taken
        ),
    )
    return Totals(
        currency=basket.currency,
        prices_include_tax=True,
        tax_rounding=TaxRounding.LINE,
        lines=lines,
        shipping=shipping,
        subtotal=sum(part.amount for part in lines.values()),
        shipping_total=shipping.amount if shipping is not None else 0,
        discount_total=taken,
        net_total=total - tax,
        tax_total=tax,
        total=total,
        taxes=(TaxShare(name="VAT", rate_ppm=RATE, amount=tax),),
        applied=applied if taken else (),
    )


def cart(**changes: Any) -> models.Cart:
    """Make an open cart of a guest."""
    data: dict[str, Any] = {
        "token_hash": hash_token(str(generate_id())),
        "channel": "default",
        "currency": "USD",
        "locale": "en",
        "email": "Ann@example.com",
        "shipping_address": dict(ADDRESS),
        "billing_address": dict(ADDRESS),
        "expires_at": timezone.now() + dt.timedelta(days=30),
        **changes,
    }
    made: models.Cart = models.Cart.objects.create(**data)
    return made


def order(
    *,
    quantities: Sequence[int] = (2,),
    product: ProductResponse | None = None,
    shipping: int | None = 500,
    price: int = 1999,
    discount: int = 0,
    token: str | None = None,
    **cart_changes: Any,
) -> models.Order:
    """Make an order of one variant a line, with its stock reserved at the default location."""
    product = product or commerce.product(variants=[commerce.variant(stock=100) for _ in quantities])
    if token is not None:
        cart_changes["token_hash"] = hash_token(token)
    bought = cart(**cart_changes)
    basket = Basket(
        currency=bought.currency,
        channel=bought.channel,
        prices_include_tax=True,
        at=timezone.now(),
        lines=tuple(
            BasketLine(
                id=generate_id(),
                product_id=product.id,
                variant_id=variant.id,
                quantity=quantity,
                unit_price=price,
                tax_class="standard",
                weight=250,
            )
            for variant, quantity in zip(product.variants, quantities, strict=False)
        ),
        shipping=BasketShipping(code="parcel", amount=shipping, tax_class="standard") if shipping is not None else None,
        buyer=Buyer(key=bought.email.lower()),
    )
    snapshots = {
        line.id: LineSnapshot(
            sku=variant.sku or "",
            title=product.title,
            options=(OrderOption(name="Colour", value="Red"),),
            personalisation={"engraving": "Für Ann"},
        )
        for line, variant in zip(basket.lines, product.variants, strict=False)
    }
    with transaction.atomic():
        made = place_order(commerce.system(), bought, basket, totals_of(basket, discount), snapshots)
        reservations.take_for_order(
            commerce.system(), made.id, list(models.OrderLine.objects.filter(order=made).order_by("position"))
        )
        bought.status, bought.order_id = "completed", made.id
        bought.save()
    return made


def payment(made: models.Order, *, captured: int | None = None, **changes: Any) -> models.Payment:
    """Make a payment of an order, captured in full unless told otherwise; the order does not know of it yet."""
    captured = made.total if captured is None else captured
    data: dict[str, Any] = {
        "order_id": made.id,
        "provider": "manual",
        "state": "captured" if captured else "pending",
        "currency": made.currency,
        "amount": max(made.total, captured, 1),
        "authorised": captured,
        "captured": captured,
        **changes,
    }
    paid: models.Payment = models.Payment.objects.create(**data)
    return paid


def paid(made: models.Order, *, captured: int | None = None) -> models.Payment:
    """Let an order be paid, in full unless told otherwise."""
    found = payment(made, captured=captured)
    settle(made)
    return found


def refund(paid_by: models.Payment, made: models.Order, amount: int, **changes: Any) -> models.Refund:
    """Give money back, as a provider's answer does."""
    lines = changes.pop("lines", ())
    row: models.Refund = models.Refund.objects.create(
        order=made,
        payment=paid_by,
        amount=amount,
        currency=made.currency,
        status="succeeded",
        finished_at=timezone.now(),
        **changes,
    )
    for line, quantity, of_line in lines:
        models.RefundLine.objects.create(refund=row, order_line_id=line.id, quantity=quantity, amount=of_line)
        models.OrderLine.objects.filter(id=line.id).update(refunded=F("refunded") + of_line)
    models.Payment.objects.filter(id=paid_by.id).update(refunded=F("refunded") + amount)
    settle(made)
    return row


def settle(made: models.Order) -> models.Order:
    """Add up an order's payments."""
    with transaction.atomic():
        payments_changed(commerce.system(), made.id)
    found: models.Order = models.Order.objects.get(id=made.id)
    return found
