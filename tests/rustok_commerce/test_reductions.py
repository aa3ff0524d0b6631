"""The lowest price of the 30 days before a reduction (Directive 98/6/EC article 6a)."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

import pytest

from rustok.context import RequestContext
from rustok.ids import to_ulid
from rustok_commerce import models
from rustok_commerce.services import price_lists
from tests.factories import commerce
from tests.rustok_commerce.test_prices import make_list, put, sell, shown

START = dt.datetime(2026, 1, 1, 9, tzinfo=dt.UTC)


class Shop:
    """A product at 20.00 USD since the first of January, and a clock."""

    def __init__(self, ctx: RequestContext, time_machine: Any) -> None:
        self.ctx, self._clock = ctx, time_machine
        self.day(0)
        self.product = commerce.product(
            published=True, variants=[commerce.variant(prices=[{"currency": "USD", "amount": 2000}])]
        )
        self.variant_id: UUID = self.product.variants[0].id

    def day(self, number: int) -> dt.datetime:
        moment = START + dt.timedelta(days=number)
        self._clock.move_to(moment, tick=False)
        return moment

    def put(self, amount: int, compare_at: int | None = None, **changes: Any) -> None:
        put(self.ctx, self.variant_id, amount, compare_at=compare_at, **changes)

    def lowest(self, channel: str = "default") -> int | None:
        found = shown(self.product.id)[channel]["USD"].get("lowest_30d")
        assert found is None or isinstance(found, int)
        return found


@pytest.fixture
def shop(ctx: RequestContext, time_machine: Any) -> Shop:
    return Shop(ctx, time_machine)


def test_what_is_not_reduced_has_none(shop: Shop) -> None:
    shop.day(10)
    shop.put(1500)

    assert shop.lowest() is None


def test_the_price_before_the_reduction_counts_and_stays_however_long_it_lasts(shop: Shop) -> None:
    shop.day(40)
    shop.put(1500, 2000)

    found = []
    for number in (40, 60, 400):
        shop.day(number)
        found.append(shop.lowest())

    assert found == [2000, 2000, 2000]


def test_a_lower_price_within_thirty_days_counts_and_an_older_one_does_not(shop: Shop) -> None:
    shop.day(10)
    shop.put(1200)
    shop.day(12)
    shop.put(2000)
    shop.day(41)
    shop.put(1500, 2000)
    assert shop.lowest() == 1200

    shop.put(2000)
    shop.day(90)
    shop.put(1500, 2000)

    assert shop.lowest() == 2000


def test_a_price_that_began_earlier_and_held_into_the_thirty_days_counts(shop: Shop) -> None:
    shop.day(5)
    shop.put(1200)
    shop.day(50)
    shop.put(2000)
    shop.day(70)
    shop.put(1500, 2000)

    assert shop.lowest() == 1200


def test_raised_and_then_reduced_tells_of_it(shop: Shop) -> None:
    shop.day(50)
    shop.put(3000)
    shop.day(55)
    shop.put(2000, 3000)

    assert shop.lowest() == 2000


def test_a_further_reduction_is_one_of_its_own(shop: Shop) -> None:
    shop.day(50)
    shop.put(1500, 2000)
    shop.day(60)
    shop.put(1000, 2000)

    assert shop.lowest() == 1500


def test_what_was_reduced_from_the_first_day_has_none(shop: Shop, ctx: RequestContext) -> None:
    prices = [{"currency": "USD", "amount": 1500, "compare_at": 2000}]
    product = commerce.product(variants=[commerce.variant(prices=prices)])

    assert shown(product.id)["default"]["USD"] == {"min": 1500, "max": 1500, "compare_at": 2000}


def test_a_window_reduces_when_it_begins(shop: Shop) -> None:
    begins = START + dt.timedelta(days=60)
    shop.day(10)
    shop.put(1500, 2000, starts_at=begins.isoformat(), ends_at=(begins + dt.timedelta(days=7)).isoformat())
    shop.day(35)
    shop.put(1900)

    found = []
    for number in (59, 60, 66, 67):
        shop.day(number)
        found.append(shop.lowest())

    assert found == [None, 1900, 1900, None]


def test_a_sale_reduces_when_it_is_on_and_former_sales_count(shop: Shop, ctx: RequestContext) -> None:
    sale = make_list(ctx)
    shop.put(1500, price_list_id=to_ulid(sale.id))
    for number, switch in (
        (40, price_lists.activate_price_list),
        (45, price_lists.deactivate_price_list),
        (60, price_lists.activate_price_list),
    ):
        shop.day(number)
        switch(ctx, sale.id)
        if number == 40:
            assert shop.lowest() == 2000
    assert shop.lowest() == 1500
    price_lists.deactivate_price_list(ctx, sale.id)
    shop.day(100)
    price_lists.activate_price_list(ctx, sale.id)

    assert shop.lowest() == 2000
    assert models.PriceListChange.objects.count() == 6


def test_channels_have_histories_of_their_own(shop: Shop, ctx: RequestContext) -> None:
    sell(ctx, "web")
    app = to_ulid(sell(ctx, "app"))
    shop.day(20)
    shop.put(1000, channel_id=app)
    shop.day(25)
    shop.put(2000, channel_id=app)
    shop.day(40)
    shop.put(1500, 2000)
    shop.put(1500, 2000, channel_id=app)

    assert (shop.lowest("web"), shop.lowest("app")) == (2000, 1000)
