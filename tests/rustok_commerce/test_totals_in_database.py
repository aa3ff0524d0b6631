"""The database holds orders to the identities of totals: what was worked out goes in, what is off by one does not."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rustok.context import RequestContext
from rustok.ids import generate_id, id_time
from rustok_commerce import models
from rustok_commerce.dto.orders import FulfilmentStatus, OrderStatus, PaymentStatus
from rustok_commerce.dto.sales_settings import TaxRounding
from rustok_commerce.dto.totals import Basket, Discounts, DiscountShare, Priced, Totals
from rustok_commerce.services.constraints import violated
from rustok_commerce.services.totals import compute
from tests.factories.baskets import basket, line
from tests.rustok_commerce.test_totals import RULES, sales

Sale = tuple[Basket, Discounts]


def amounts(part: Priced) -> dict[str, Any]:
    return {
        "amount": part.amount,
        "discount": part.discount,
        "net": part.net,
        "tax": part.tax,
        "gross": part.gross,
        "tax_class": part.tax_class,
        "taxes": [dataclasses.asdict(share) for share in part.taxes],
    }


def write(sold: Basket, totals: Totals, *, order: dict[str, int], part: dict[str, int]) -> None:
    """Insert the rows of an order; ``order`` and ``part`` are added to its sums and to those of its lines."""
    order_id = generate_id()

    def changed(found: dict[str, Any], by: dict[str, int]) -> dict[str, Any]:
        return {**found, **{name: found[name] + more for name, more in by.items()}}

    sums = {
        name: getattr(totals, name)
        for name in ("subtotal", "shipping_total", "discount_total", "net_total", "tax_total", "total")
    }
    models.OrderLine.objects.bulk_create(
        models.OrderLine(
            id=item.id,
            order_id=order_id,
            product_id=item.product_id,
            variant_id=item.variant_id,
            title="Thing",
            quantity=item.quantity,
            unit_price=item.unit_price,
            **changed(amounts(totals.lines[item.id]), part),
        )
        for item in sold.lines
    )
    if totals.shipping is not None:
        models.OrderShipping.objects.create(
            order_id=order_id, code="post", name="Post", kind="delivery", **amounts(totals.shipping)
        )
    models.Order.objects.create(
        id=order_id,
        created_at=id_time(order_id),
        number=str(order_id),
        channel=sold.channel,
        locale="en",
        currency=totals.currency,
        prices_include_tax=totals.prices_include_tax,
        status=OrderStatus.PLACED,
        payment_status=PaymentStatus.UNPAID,
        fulfilment_status=FulfilmentStatus.UNFULFILLED,
        **changed(sums, order),
    )


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(sale=sales(), rounding=st.sampled_from(TaxRounding))
def test_what_was_worked_out_goes_into_an_order(ctx: RequestContext, sale: Sale, rounding: TaxRounding) -> None:
    sold, discounts = sale
    totals = compute(sold, discounts, RULES, rounding)

    with transaction.atomic():
        write(sold, totals, order={}, part={})

        assert models.Order.objects.get().total == totals.total
        assert models.OrderLine.objects.count() == len(sold.lines)
        transaction.set_rollback(True)


@pytest.mark.parametrize("inclusive", [True, False])
@pytest.mark.parametrize(
    ("order", "part", "constraint"),
    [
        ({"total": 1}, {}, "commerce_orders_total_ck"),
        ({"total": 1, "net_total": 1, "tax_total": 0}, {}, "commerce_orders_total_ck"),
        ({"subtotal": 1}, {}, "commerce_orders_total_ck"),
        ({"shipping_total": -1}, {}, "commerce_orders_total_ck"),
        ({"discount_total": 1}, {}, "commerce_orders_total_ck"),
        ({"net_total": 1}, {}, "commerce_orders_total_ck"),
        ({"tax_total": -1}, {}, "commerce_orders_total_ck"),
        ({"discount_total": 10**6}, {}, "commerce_orders_amounts_ck"),
        ({}, {"gross": 1}, "commerce_order_lines_amounts_ck"),
        ({}, {"tax": 1}, "commerce_order_lines_amounts_ck"),
        ({}, {"net": -1}, "commerce_order_lines_amounts_ck"),
        ({}, {"discount": 1}, "commerce_order_lines_amounts_ck"),
        ({}, {"discount": 10**6}, "commerce_order_lines_amounts_ck"),
        ({}, {"amount": 1, "discount": 1}, "commerce_order_lines_unit_ck"),
    ],
)
def test_what_is_off_is_refused(
    ctx: RequestContext, inclusive: bool, order: dict[str, int], part: dict[str, int], constraint: str
) -> None:
    item = line(1999, 3)
    sold = basket(item, delivery=490, prices_include_tax=inclusive)
    share = DiscountShare(promotion_id=generate_id(), amount=500)
    totals = compute(sold, Discounts(lines={item.id: (share,)}), RULES, TaxRounding.LINE)

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        write(sold, totals, order=order, part=part)

    assert violated(refused.value) == constraint
    assert (models.Order.objects.count(), models.OrderLine.objects.count()) == (0, 0)
