"""A shop full of carts that are ready to be bought, and what must be true of it whatever happened."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from rustok.ids import generate_id, to_ulid
from rustok_commerce import models
from rustok_commerce.services.carts.tokens import hash_of, token_of
from rustok_commerce.services.reservations import check
from tests.factories import commerce

STORE = "/api/v1/store"
ADDRESS = {
    "country": "DE",
    "first_name": "Ada",
    "last_name": "King",
    "line1": "Hauptstr. 1",
    "city": "Berlin",
    "postcode": "10115",
}


@dataclass(frozen=True, slots=True)
class Filled:
    """An open cart with goods and an address."""

    id: UUID
    token: str

    def path(self, *steps: str) -> str:
        """Return the address of the cart, or of a step of its checkout."""
        return "/".join((STORE, "carts", to_ulid(self.id), *steps))


def variant_of(*, stock: int, price: int = 1999, **changes: Any) -> Any:
    """Make a thing that is sold, with so many pieces."""
    prices = [{"currency": "USD", "amount": price}]
    return commerce.product(
        published=True, variants=[commerce.variant(stock=stock, prices=prices, **changes)]
    ).variants[0]


def carts_with(variant: Any, count: int, *, quantity: int = 1, price: int = 1999, method: str = "") -> list[Filled]:
    """Make open carts of guests, each with the same goods; with a method their payment is begun already."""
    now = timezone.now()
    carts, lines, payments, filled = [], [], [], []
    for number in range(count):
        cart = models.Cart(
            id=generate_id(),
            channel="default",
            currency="USD",
            locale="en",
            email=f"guest-{number}@example.com",
            shipping_address=copy.deepcopy(ADDRESS),
            billing_address=copy.deepcopy(ADDRESS),
            expires_at=now + dt.timedelta(days=30),
        )
        token = token_of(cart.id)
        cart.token_hash = hash_of(token)
        carts.append(cart)
        lines.append(
            models.CartLine(
                cart=cart,
                product_id=product_of(variant.id),
                variant_id=variant.id,
                quantity=quantity,
                seen_price=price,
                title="Thing",
                sku=variant.sku or "",
            )
        )
        if method:
            payments.append(
                models.Payment(
                    cart_id=cart.id,
                    provider=method,
                    method=method,
                    state="pending",
                    currency="USD",
                    amount=price * quantity,
                )
            )
        filled.append(Filled(cart.id, token))
    models.Cart.objects.bulk_create(carts)
    models.CartLine.objects.bulk_create(lines)
    models.Payment.objects.bulk_create(payments)
    return filled


def product_of(variant_id: UUID) -> UUID:
    """Return the product of a variant."""
    found: UUID = models.Variant.objects.values_list("product_id", flat=True).get(id=variant_id)
    return found


_RULES: dict[str, str] = {
    "a level promises more than lies there": (
        "SELECT id FROM commerce_stock_levels WHERE reserved < 0 OR on_hand < 0"
        " OR (reserved > on_hand AND NOT backorder)"
    ),
    "a cart has two orders": (
        "SELECT cart_id FROM commerce_orders WHERE cart_id IS NOT NULL GROUP BY 1 HAVING count(*) > 1"
    ),
    "a completed cart has no order, or an order no completed cart": (
        "SELECT c.id FROM commerce_carts c LEFT JOIN commerce_orders o ON o.cart_id = c.id"
        " WHERE (c.status = 'completed') <> (o.id IS NOT NULL) OR (o.id IS NOT NULL AND c.order_id <> o.id)"
    ),
    "an order has taken more than it costs": (
        "SELECT o.id FROM commerce_orders o JOIN commerce_payments p ON p.order_id = o.id"
        " GROUP BY o.id, o.total HAVING sum(p.captured - p.refunded) > o.total"
    ),
    "an order's sums are not those of its payments": (
        "SELECT o.id FROM commerce_orders o LEFT JOIN (SELECT order_id, sum(captured) AS captured,"
        " sum(refunded) AS refunded FROM commerce_payments GROUP BY 1) p ON p.order_id = o.id"
        " WHERE o.captured_total <> coalesce(p.captured, 0) OR o.refunded_total <> coalesce(p.refunded, 0)"
    ),
    "a message was taken twice": (
        "SELECT event_id FROM commerce_payment_events GROUP BY provider, event_id HAVING count(*) > 1"
    ),
    "more was given back than was taken": "SELECT id FROM commerce_payments WHERE refunded + refunding > captured",
    "refunds do not add up to what payments say": (
        "SELECT p.id FROM commerce_payments p LEFT JOIN (SELECT payment_id, sum(amount) FILTER (WHERE status ="
        " 'succeeded') AS done, sum(amount) FILTER (WHERE status = 'pending') AS open FROM commerce_refunds GROUP BY 1)"
        " r ON r.payment_id = p.id WHERE p.refunded <> coalesce(r.done, 0) OR p.refunding <> coalesce(r.open, 0)"
    ),
    "a line was refunded beyond its price": "SELECT id FROM commerce_order_lines WHERE refunded > gross",
    "a line's pieces do not add up": (
        "SELECT id FROM commerce_order_lines WHERE fulfilled + cancelled > quantity OR returned > fulfilled"
    ),
    "what is promised to a line is not what is open of it": (
        "SELECT l.id FROM commerce_order_lines l JOIN commerce_orders o ON o.id = l.order_id LEFT JOIN"
        " (SELECT order_line_id, sum(quantity) AS promised FROM commerce_stock_reservations GROUP BY 1) r"
        " ON r.order_line_id = l.id WHERE l.manage_inventory AND coalesce(r.promised, 0) <>"
        " CASE WHEN o.status = 'cancelled' THEN 0 ELSE l.quantity - l.fulfilled - l.cancelled END"
    ),
    "a credit is not the sum of its entries": (
        "SELECT a.id FROM commerce_credit_accounts a LEFT JOIN commerce_credit_entries e ON e.account_id = a.id"
        " GROUP BY a.id, a.balance HAVING a.balance < 0 OR a.balance <> coalesce(sum(e.delta), 0)"
    ),
    "a promotion was used more often than it may be": (
        "SELECT id FROM commerce_promotions WHERE usage_limit IS NOT NULL AND used_count > usage_limit"
    ),
    "a coupon was used more often than it may be": (
        "SELECT id FROM commerce_coupons WHERE usage_limit IS NOT NULL AND used_count > usage_limit"
    ),
    "an order's parts do not add up to its total": (
        "SELECT o.id FROM commerce_orders o LEFT JOIN (SELECT order_id, sum(gross) AS gross FROM commerce_order_lines"
        " GROUP BY 1) l ON l.order_id = o.id LEFT JOIN (SELECT order_id, sum(gross) AS gross FROM"
        " commerce_order_shipping GROUP BY 1) s ON s.order_id = o.id"
        " WHERE o.total <> coalesce(l.gross, 0) + coalesce(s.gross, 0) OR o.total <> o.net_total + o.tax_total"
    ),
    "the provider has charged more than the shop knows, or the other way round": (
        "SELECT p.id FROM commerce_payments p JOIN commerce_trial_payments t ON t.reference = p.reference"
        " WHERE NOT EXISTS (SELECT 1 FROM commerce_payment_attempts a WHERE a.payment_id = p.id"
        " AND a.status IN ('pending', 'unknown')) AND (t.captured, t.refunded) <> (p.captured, p.refunded)"
    ),
    "the provider has charged a payment beyond its amount": (
        "SELECT id FROM commerce_trial_payments WHERE captured > amount OR authorised > amount OR refunded > captured"
    ),
}


def anomalies() -> list[str]:
    """Name what is not as it must be in the shop in scope; nothing, if all is well."""
    return list(_anomalies())


def _anomalies() -> Iterator[str]:
    yield from (f"stock: {drift}" for drift in check())
    with connection.cursor() as cursor:
        for name, query in _RULES.items():
            cursor.execute(query)
            rows = cursor.fetchall()
            if rows:
                yield f"{name}: {rows}"
