"""Uses of promotions: never more than the limit, however many orders come at once."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import transaction

from rustok.context import RequestContext
from rustok.ids import generate_id
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok_commerce import errors, models
from rustok_commerce.dto.sales_settings import TaxRounding
from rustok_commerce.dto.totals import Basket, Totals
from rustok_commerce.services import totals
from rustok_commerce.services.promotions import counting
from rustok_commerce.services.promotions.applying import discounts_for
from tests.factories import commerce
from tests.factories.promotions import basket, line, stored_coupon, stored_promotion
from tests.rustok_commerce.test_inventory import in_threads

ADA = "ada@example.com"


def priced(*codes: str) -> Totals:
    """Price a basket with codes."""
    wanted: Basket = basket(line(), coupon_codes=codes)
    return totals.compute(wanted, discounts_for(wanted), {}, TaxRounding.LINE)


def use(ctx: RequestContext, found: Totals, key: str = ADA, order_id: UUID | None = None) -> UUID:
    """Count the uses of an order."""
    order_id = order_id or generate_id()
    with transaction.atomic():
        counting.count_uses(ctx, order_id=order_id, customer_key=key, totals=found)
    return order_id


def counters() -> tuple[list[int], list[int], list[int]]:
    """Return the counters of promotions, of coupons and of customers."""
    return (
        list(models.Promotion.objects.order_by("id").values_list("used_count", flat=True)),
        list(models.Coupon.objects.order_by("id").values_list("used_count", flat=True)),
        list(models.PromotionCustomer.objects.order_by("id").values_list("used_count", flat=True)),
    )


def test_a_use_is_counted_in_all_by_code_and_by_customer(ctx: RequestContext) -> None:
    promotion = stored_promotion(needs_coupon=True)
    coupon = stored_coupon(promotion.id, "WELCOME10")

    order_id = use(ctx, priced("WELCOME10"))

    assert counters() == ([1], [1], [1])
    row = models.PromotionUse.objects.get()
    assert (row.promotion_id, row.coupon_id, row.order_id) == (promotion.id, coupon.id, order_id)
    assert (row.customer_key, row.amount, row.currency, row.released_at) == (ADA, 100, "USD", None)


def test_an_order_is_counted_once(ctx: RequestContext) -> None:
    stored_promotion(usage_limit=1)
    found = priced()

    order_id = use(ctx, found)
    use(ctx, found, order_id=order_id)

    assert counters() == ([1], [], [1])


def test_a_cancelled_order_gives_its_uses_back_once(ctx: RequestContext) -> None:
    promotion = stored_promotion(needs_coupon=True, usage_limit=1)
    stored_coupon(promotion.id, "WELCOME10", usage_limit=1)
    order_id = use(ctx, priced("WELCOME10"))

    for _ in range(2):
        with transaction.atomic():
            counting.release_uses(ctx, order_id)

    assert counters() == ([0], [0], [0])
    assert models.PromotionUse.objects.get().released_at is not None
    use(ctx, priced("WELCOME10"), order_id=order_id)
    assert counters() == ([1], [1], [1])
    assert models.PromotionUse.objects.get().released_at is None


def test_only_some_uses_are_given_back(ctx: RequestContext) -> None:
    first, second = stored_promotion(), stored_promotion()
    order_id = use(ctx, priced())

    counting.release_uses(ctx, order_id, promotion_ids=[second.id])

    assert counters()[0] == [1, 0]
    assert models.PromotionUse.objects.get(released_at__isnull=True).promotion_id == first.id


def test_what_is_used_up_refuses_the_order_and_changes_nothing(ctx: RequestContext) -> None:
    stored_promotion(name="Ample")
    stored_promotion(name="Scarce", usage_limit=1)
    found = priced()
    use(ctx, found)

    with pytest.raises(errors.PromotionExhausted) as caught:
        use(ctx, found, "bob@example.com")

    assert caught.value.params == {"promotion": "Scarce"}
    assert counters() == ([1, 1], [], [1, 1])
    assert models.PromotionUse.objects.count() == 2


def test_a_code_that_is_used_up_or_switched_off_refuses(ctx: RequestContext) -> None:
    promotion = stored_promotion(needs_coupon=True)
    stored_coupon(promotion.id, "ONCE", usage_limit=1)
    found = priced("ONCE")
    order_id = use(ctx, found)

    with pytest.raises(errors.CouponExhausted):
        use(ctx, found)
    counting.release_uses(ctx, order_id)
    models.Coupon.objects.update(is_active=False)
    with pytest.raises(errors.CouponExhausted):
        use(ctx, found)

    assert counters() == ([0], [0], [0])


def test_a_customer_has_a_limit_of_their_own(ctx: RequestContext) -> None:
    stored_promotion(usage_limit_per_customer=1)
    found = priced()
    use(ctx, found)

    with pytest.raises(errors.PromotionExhausted):
        use(ctx, found)
    use(ctx, found, "bob@example.com")

    assert counters() == ([2], [], [1, 1])


def race(tenant: Tenant, count: int, key_of: Callable[[int], str], *codes: str) -> list[type[BaseException]]:
    """Count ``count`` orders at once, each on a connection of its own; return what they raised."""
    with tenant_scope(tenant):
        ctx, found = commerce.system(), priced(*codes)

    def order(number: int) -> Callable[[], None]:
        def run() -> None:
            use(ctx, found, key_of(number))

        return run

    outcome = in_threads(tenant, [order(number) for number in range(count)])
    return [type(raised) for raised in outcome if raised is not None]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("limit", "more"), [(1, 1), (3, 5)])
def test_of_orders_at_once_as_many_count_as_the_limit_allows(tenant_a: Tenant, limit: int, more: int) -> None:
    with tenant_scope(tenant_a):
        stored_promotion(usage_limit=limit)

    raised = race(tenant_a, limit + more, lambda number: f"buyer-{number}@example.com")

    assert raised == [errors.PromotionExhausted] * more
    with tenant_scope(tenant_a):
        assert counters()[0] == [limit]
        assert models.PromotionUse.objects.count() == limit


@pytest.mark.django_db(transaction=True)
def test_of_orders_at_once_with_a_code_as_many_count_as_it_allows(tenant_a: Tenant) -> None:
    with tenant_scope(tenant_a):
        promotion = stored_promotion(needs_coupon=True)
        stored_coupon(promotion.id, "TWICE", usage_limit=2)

    raised = race(tenant_a, 6, lambda number: f"buyer-{number}@example.com", "TWICE")

    assert raised == [errors.CouponExhausted] * 4
    with tenant_scope(tenant_a):
        assert counters()[:2] == ([2], [2])
        assert models.PromotionUse.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_orders_of_one_customer_at_once_as_many_count_as_they_may(tenant_a: Tenant) -> None:
    with tenant_scope(tenant_a):
        stored_promotion(usage_limit_per_customer=2)

    raised = race(tenant_a, 6, lambda number: ADA)

    assert raised == [errors.PromotionExhausted] * 4
    with tenant_scope(tenant_a):
        assert counters() == ([2], [], [2])


@pytest.mark.django_db(transaction=True)
def test_an_order_that_is_cancelled_twice_at_once_gives_back_once(tenant_a: Tenant) -> None:
    with tenant_scope(tenant_a):
        ctx = commerce.system()
        stored_promotion()
        found = priced()
        order_id = use(ctx, found)
        use(ctx, found)

    def cancel() -> None:
        with transaction.atomic():
            counting.release_uses(ctx, order_id)

    assert in_threads(tenant_a, [cancel] * 4) == [None] * 4
    with tenant_scope(tenant_a):
        assert counters() == ([1], [], [1])
