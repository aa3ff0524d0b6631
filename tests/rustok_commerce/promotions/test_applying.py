"""Promotions of the tables, applied to a basket."""

from __future__ import annotations

import datetime as dt

from django.db import connection
from django.test.utils import CaptureQueriesContext

from rustok.context import RequestContext
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok_commerce import models
from rustok_commerce.dto.promotions import PromotionStatus
from rustok_commerce.dto.totals import Buyer
from rustok_commerce.services.promotions.applying import discounts_for, explain
from tests.factories.promotions import NOON, basket, line, stored_coupon, stored_promotion, usd

BUYER = Buyer(key="ada@example.com")


def test_an_active_promotion_without_a_code_holds_by_itself(ctx: RequestContext) -> None:
    promotion = stored_promotion(name="Summer")
    goods = line(1999, 2)

    found = discounts_for(basket(goods))

    assert [(a.promotion_id, a.name, a.coupon_code, a.amount) for a in found.applied] == [
        (promotion.id, "Summer", "", 400)
    ]
    assert [share.amount for share in found.lines[goods.id]] == [400]
    assert found.refused == ()


def test_a_draft_and_one_of_another_time_do_not_hold(ctx: RequestContext) -> None:
    stored_promotion(status=PromotionStatus.DRAFT)
    stored_promotion(starts_at=NOON + dt.timedelta(seconds=1))
    stored_promotion(ends_at=NOON)

    found = explain(basket(line()))

    assert (found.applied, found.refused) == ((), ())


def test_a_promotion_with_codes_holds_with_one_only(ctx: RequestContext) -> None:
    promotion = stored_promotion(needs_coupon=True)
    coupon = stored_coupon(promotion.id, "WELCOME10")

    without = discounts_for(basket(line()))
    with_it = discounts_for(basket(line(), coupon_codes=("WELCOME10",)))

    assert without.applied == ()
    assert [(a.coupon_id, a.coupon_code, a.amount) for a in with_it.applied] == [(coupon.id, "WELCOME10", 100)]


def test_of_what_does_not_hold_shoppers_hear_about_their_codes_only(ctx: RequestContext) -> None:
    stored_promotion({"percent": {"rate_ppm": 1}}, conditions=[{"subtotal": {"minimums": usd(10_000)}}])
    over = stored_promotion(needs_coupon=True, ends_at=NOON)
    stored_coupon(over.id, "OLD")

    found = discounts_for(basket(line(), coupon_codes=("OLD", "NOSUCH")))

    assert [(r.coupon_code, r.code) for r in found.refused] == [("NOSUCH", "unknown_code"), ("OLD", "expired")]
    assert "minimum_not_reached" in [r.code for r in explain(basket(line())).refused]


def test_names_are_in_the_language_of_the_basket(ctx: RequestContext) -> None:
    promotion = stored_promotion(name="Summer")
    models.PromotionTranslation.objects.create(promotion=promotion, locale="ru", name="Лето")

    assert [a.name for a in discounts_for(basket(line(), locale="ru")).applied] == ["Лето"]
    assert [a.name for a in discounts_for(basket(line(), locale="en")).applied] == ["Summer"]


def test_a_customer_who_used_it_enough_is_refused(ctx: RequestContext) -> None:
    promotion = stored_promotion(usage_limit_per_customer=1)
    models.PromotionCustomer.objects.create(promotion=promotion, customer_key="ada@example.com", used_count=1)

    assert [r.code for r in explain(basket(line(), buyer=BUYER)).refused] == ["customer_limit_reached"]
    assert len(discounts_for(basket(line(), buyer=Buyer(key="bob@example.com"))).applied) == 1
    assert len(discounts_for(basket(line())).applied) == 1


def test_three_statements_are_enough(ctx: RequestContext) -> None:
    for number in range(5):
        promotion = stored_promotion(
            needs_coupon=bool(number % 2),
            usage_limit_per_customer=5,
            conditions=[{"customer": {"first_order": True}}],
        )
        stored_coupon(promotion.id, f"CODE{number}")
    wanted = basket(line(), line(), delivery=500, buyer=BUYER, coupon_codes=("CODE1", "CODE3"), locale="ru")

    with CaptureQueriesContext(connection) as statements:
        found = discounts_for(wanted)

    assert len(statements) == 3
    assert len(found.applied) == 5


def test_another_shop_has_its_own(tenant_a: Tenant, tenant_b: Tenant) -> None:
    with tenant_scope(tenant_a):
        promotion = stored_promotion(needs_coupon=True)
        stored_coupon(promotion.id, "WELCOME10")
        stored_promotion()

    with tenant_scope(tenant_b):
        found = discounts_for(basket(line(), coupon_codes=("WELCOME10",)))

    assert found.applied == ()
    assert [r.code for r in found.refused] == ["unknown_code"]


def test_a_promotion_that_is_named_is_explained(ctx: RequestContext) -> None:
    promotion = stored_promotion(status=PromotionStatus.DRAFT, name="Later")

    found = explain(basket(line()), promotion_ids=[promotion.id])

    assert [(r.promotion_id, r.code, r.message) for r in found.refused] == [
        (promotion.id, "not_active", "This offer is not active.")
    ]
