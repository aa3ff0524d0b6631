"""Promotions and coupons as commands make and change them."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.db import transaction

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import Forbidden, InvalidInput, StaleVersion
from rustok.events.catalog.promotions import (
    CouponDeleted,
    CouponsCreated,
    CouponUpdated,
    PromotionCreated,
    PromotionDeleted,
    PromotionUpdated,
)
from rustok.ids import generate_id
from rustok_commerce import errors, models
from rustok_commerce.dto.coupons import (
    CreateCouponRequest,
    GenerateCouponsRequest,
    ImportCouponsRequest,
    ListCouponsRequest,
    UpdateCouponRequest,
)
from rustok_commerce.dto.prices import CreatePriceListRequest, UpdatePriceListRequest
from rustok_commerce.dto.promotions import (
    CreatePromotionRequest,
    ExplainPromotionsRequest,
    ListPromotionsRequest,
    PromotionResponse,
    PromotionStatus,
    UpdatePromotionRequest,
)
from rustok_commerce.dto.sales_settings import TaxRounding
from rustok_commerce.selectors import promotions as selectors
from rustok_commerce.services import price_lists, totals
from rustok_commerce.services.promotions import counting, coupons, writing
from rustok_commerce.services.promotions.applying import discounts_for
from rustok_commerce.services.promotions.explaining import explain_promotions
from tests.factories import commerce
from tests.factories.promotions import TEN_PERCENT, basket, line, stored_coupon, stored_promotion, usd
from tests.rustok_commerce.conftest import Heard


def make(ctx: RequestContext, **changes: Any) -> PromotionResponse:
    """Make a promotion: ten per cent off."""
    data = {"code": "summer", "name": "Summer", "effect": TEN_PERCENT, **changes}
    return writing.create_promotion(ctx, parse(CreatePromotionRequest, data))


def change(ctx: RequestContext, promotion: PromotionResponse, **changes: Any) -> PromotionResponse:
    """Change a promotion."""
    return writing.update_promotion(ctx, promotion.id, parse(UpdatePromotionRequest, changes))


def use_up(ctx: RequestContext, *codes: str) -> None:
    """Let an order use what holds."""
    wanted = basket(line(), coupon_codes=codes)
    found = totals.compute(wanted, discounts_for(wanted), {}, TaxRounding.LINE)
    with transaction.atomic():
        counting.count_uses(ctx, order_id=generate_id(), customer_key="ada@example.com", totals=found)


def test_a_promotion_begins_as_a_draft_and_is_kept_as_it_was_given(ctx: RequestContext, heard: Heard) -> None:
    product = commerce.product()
    heard.clear()
    condition = {"quantity": {"of": {"product_ids": [str(product.id)]}, "minimum": 2}}

    made = make(
        ctx,
        conditions=[condition, {"subtotal": {"minimums": usd(1000)}}],
        translations=[{"locale": "ru", "name": "Лето"}],
        usage_limit=5,
    )

    assert (made.status, made.used_count, made.coupon_count, made.version) == (PromotionStatus.DRAFT, 0, 0, 1)
    assert made.effect.percent is not None
    assert made.effect.percent.rate_ppm == 100_000
    assert made.conditions[0].quantity is not None
    assert made.conditions[0].quantity.of.product_ids == (product.id,)
    assert [(text.locale, text.name) for text in made.translations] == [("ru", "Лето")]
    assert heard == [PromotionCreated(promotion_id=made.id)]
    assert models.Promotion.objects.get().effect == TEN_PERCENT
    assert discounts_for(basket(line())).applied == ()


def test_a_promotion_is_switched_on_off_and_put_away(ctx: RequestContext, heard: Heard) -> None:
    made = make(ctx)
    heard.clear()

    assert writing.activate_promotion(ctx, made.id).status is PromotionStatus.ACTIVE
    writing.activate_promotion(ctx, made.id)
    assert len(discounts_for(basket(line())).applied) == 1
    writing.deactivate_promotion(ctx, made.id)
    assert discounts_for(basket(line())).applied == ()
    assert writing.archive_promotion(ctx, made.id).status is PromotionStatus.ARCHIVED

    assert heard == [PromotionUpdated(promotion_id=made.id, fields=("status",))] * 3


def test_a_change_tells_what_changed_and_nothing_twice(ctx: RequestContext, heard: Heard) -> None:
    made = make(ctx, translations=[{"locale": "ru", "name": "Лето"}])
    heard.clear()
    changes = {
        "effect": {"free_shipping": {}},
        "priority": 7,
        "translations": [{"locale": "en", "name": "Sunshine"}],
        "version": 1,
    }

    changed = change(ctx, made, **changes)
    same = change(ctx, made, **{**changes, "version": 2})

    assert (changed.priority, changed.version, same.version) == (7, 2, 2)
    assert changed.effect.percent is None
    assert [(text.locale, text.name) for text in changed.translations] == [("en", "Sunshine")]
    assert heard == [PromotionUpdated(promotion_id=made.id, fields=("effect", "priority", "translations"))]
    with pytest.raises(StaleVersion):
        change(ctx, made, name="Late", version=1)


@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [
        ({"effect": {}}, ("effect",), "one_kind"),
        ({"effect": {**TEN_PERCENT, "free_shipping": {}}}, ("effect",), "one_kind"),
        ({"conditions": [{}]}, ("conditions", 0), "one_kind"),
        ({"conditions": [{"customer": {}}]}, ("conditions", 0, "customer"), "empty"),
        (
            {"conditions": [{"subtotal": {"minimums": [*usd(1), *usd(2)]}}]},
            ("conditions", 0, "subtotal", "minimums", 1, "currency"),
            "duplicate",
        ),
        (
            {"effect": {"fixed": {"amounts": [{"currency": "JPY", "amount": 1}]}}},
            ("effect", "fixed", "amounts", 0, "currency"),
            "not_enabled",
        ),
        (
            {"effect": {"percent": {"rate_ppm": 1, "of": {"category_ids": [str(generate_id())]}}}},
            ("effect", "percent", "of", "category_ids", 0),
            "unknown",
        ),
        (
            {"effect": {"tiered": {"tiers": [{"minimums": usd(1)}]}}},
            ("effect", "tiered", "tiers", 0),
            "one_kind",
        ),
        ({"channels": ["nowhere"]}, ("channels", 0), "unknown"),
        ({"effect": {"percent": {"rate_ppm": 1_000_001}}}, ("effect", "percent", "rate_ppm"), "less_than_equal"),
        ({"usage_limit": 0}, ("usage_limit",), "greater_than_equal"),
    ],
)
def test_what_cannot_be_meant_is_refused_where_it_stands(
    ctx: RequestContext, changes: dict[str, Any], path: tuple[str | int, ...], code: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        make(ctx, **changes)

    assert [(error.path, error.code) for error in caught.value.errors] == [(path, code)]
    assert not models.Promotion.objects.exists()


def test_a_tag_is_meant_however_it_is_written(ctx: RequestContext) -> None:
    made = make(ctx, effect={"percent": {"rate_ppm": 500_000, "of": {"tags": [" Light "]}}})
    writing.activate_promotion(ctx, made.id)
    product = commerce.product(published=True, tags=["LIGHT"])
    asked = {"currency": "USD", "lines": [{"variant_id": str(product.variants[0].id), "unit_price": 1000}]}

    found = explain_promotions(ctx, parse(ExplainPromotionsRequest, asked))

    assert made.effect.percent is not None
    assert made.effect.percent.of.tags == ("light",)
    assert [(line.amount, line.discount) for line in found.lines] == [(1000, 500)]


def test_codes_windows_and_limits_are_checked(ctx: RequestContext) -> None:
    made = make(ctx)
    other = make(ctx, code="winter")
    with pytest.raises(errors.DuplicatePromotionCode):
        make(ctx)
    with pytest.raises(errors.DuplicatePromotionCode):
        change(ctx, other, code="summer")
    with pytest.raises(errors.WindowEmpty):
        change(ctx, made, starts_at="2026-01-01T00:00:00Z", ends_at="2026-01-01T00:00:00Z")
    writing.activate_promotion(ctx, made.id)
    use_up(ctx)
    use_up(ctx)
    with pytest.raises(errors.UsageLimitTooLow) as caught:
        change(ctx, made, usage_limit=1)

    assert caught.value.params == {"used": 2}
    assert models.Promotion.objects.get(id=made.id).usage_limit is None
    with pytest.raises(errors.PromotionNotFound):
        writing.activate_promotion(ctx, generate_id())


def test_what_an_order_used_is_not_deleted(ctx: RequestContext, heard: Heard) -> None:
    made = make(ctx, needs_coupon=True)
    coupon = coupons.create_coupon(ctx, made.id, CreateCouponRequest(code="SAVE"))
    writing.activate_promotion(ctx, made.id)
    use_up(ctx, "SAVE")

    with pytest.raises(errors.PromotionUsed):
        writing.delete_promotion(ctx, made.id)
    with pytest.raises(errors.PromotionUsed):
        coupons.delete_coupon(ctx, coupon.id)
    assert (models.Promotion.objects.count(), models.Coupon.objects.count()) == (1, 1)

    unused = make(ctx, code="unused")
    gone = coupons.create_coupon(ctx, unused.id, CreateCouponRequest(code="GONE"))
    coupons.create_coupon(ctx, unused.id, CreateCouponRequest(code="GONE-TOO"))
    heard.clear()
    coupons.delete_coupon(ctx, gone.id)
    writing.delete_promotion(ctx, unused.id)
    assert heard == [
        CouponDeleted(promotion_id=unused.id, coupon_id=gone.id),
        PromotionDeleted(promotion_id=unused.id),
    ]
    assert models.Coupon.objects.count() == 1


def test_who_lacks_the_right_changes_nothing(ctx: RequestContext) -> None:
    nobody = RequestContext(tenant_id=ctx.tenant_id, actor_id=generate_id())
    made = make(ctx)

    for forbidden in (
        lambda: make(nobody, code="other"),
        lambda: change(nobody, made, name="Other"),
        lambda: writing.activate_promotion(nobody, made.id),
        lambda: writing.delete_promotion(nobody, made.id),
        lambda: coupons.generate_coupons(nobody, made.id, GenerateCouponsRequest(count=1)),
        lambda: coupons.export_coupons(nobody, made.id),
        lambda: selectors.list_promotions(nobody, ListPromotionsRequest()),
        lambda: explain_promotions(
            nobody, parse(ExplainPromotionsRequest, {"currency": "USD", "lines": [{"variant_id": str(generate_id())}]})
        ),
    ):
        with pytest.raises(Forbidden):
            forbidden()

    assert (models.Promotion.objects.get().name, models.Coupon.objects.count()) == ("Summer", 0)


def test_lists_are_paged_and_filtered(ctx: RequestContext, django_assert_num_queries: Any) -> None:
    made = [make(ctx, code=f"p{number}", name=f"Number {number}") for number in range(3)]
    writing.activate_promotion(ctx, made[0].id)

    first = selectors.list_promotions(ctx, ListPromotionsRequest(limit=2))
    with django_assert_num_queries(3):
        rest = selectors.list_promotions(ctx, ListPromotionsRequest(limit=2, after=first.next))

    assert [item.code for item in (*first.items, *rest.items)] == ["p2", "p1", "p0"]
    assert rest.next is None
    active = selectors.list_promotions(ctx, ListPromotionsRequest(status=PromotionStatus.ACTIVE))
    assert [item.code for item in active.items] == ["p0"]
    assert [item.code for item in selectors.list_promotions(ctx, ListPromotionsRequest(q="ber 1")).items] == ["p1"]
    with pytest.raises(errors.InvalidCursor):
        selectors.list_promotions(ctx, ListPromotionsRequest(after="nonsense"))


# --- Coupons


def test_a_code_is_kept_upper_case_and_once(ctx: RequestContext, heard: Heard) -> None:
    made = make(ctx)
    heard.clear()

    coupon = coupons.create_coupon(ctx, made.id, CreateCouponRequest(code="welcome-лето", usage_limit=3))
    with pytest.raises(errors.DuplicateCouponCode):
        coupons.create_coupon(ctx, made.id, CreateCouponRequest(code="Welcome-Лето"))

    assert (coupon.code, coupon.usage_limit, coupon.is_active) == ("WELCOME-ЛЕТО", 3, True)
    assert heard == [CouponsCreated(promotion_id=made.id, count=1)]
    for bad in ("ab", "two words", "=cmd()", "a" * 64):
        with pytest.raises(InvalidInput):
            parse(CreateCouponRequest, {"code": bad})


def test_a_code_that_grows_too_long_in_capitals_is_refused(ctx: RequestContext, heard: Heard) -> None:
    made = make(ctx)
    heard.clear()

    for ask, field in (
        (lambda: coupons.create_coupon(ctx, made.id, CreateCouponRequest(code="ß" * 32)), ("code",)),
        (
            lambda: coupons.generate_coupons(ctx, made.id, GenerateCouponsRequest(count=1, prefix="ß" * 32, length=24)),
            ("prefix",),
        ),
        (lambda: coupons.import_coupons(ctx, made.id, ImportCouponsRequest(csv="code\n" + "ß" * 32)), ("csv", 2)),
    ):
        with pytest.raises(InvalidInput) as refused:
            ask()
        assert [error.path for error in refused.value.errors] == [field]

    kept = coupons.create_coupon(ctx, made.id, CreateCouponRequest(code="ß" * 31))
    assert kept.code == "SS" * 31
    assert models.Coupon.objects.count() == 1
    assert heard == [CouponsCreated(promotion_id=made.id, count=1)]


def test_ten_thousand_codes_are_made_at_once_and_none_is_like_another(
    ctx: RequestContext, heard: Heard, django_assert_max_num_queries: Any
) -> None:
    made = make(ctx)
    heard.clear()

    with django_assert_max_num_queries(30):
        found = coupons.generate_coupons(ctx, made.id, GenerateCouponsRequest(count=10_000, prefix="vip", length=10))

    codes = set(models.Coupon.objects.values_list("code", flat=True))
    assert (found.count, len(codes), len(found.codes)) == (10_000, 10_000, 100)
    assert {code[:4] for code in codes} == {"VIP-"}
    assert {len(code) for code in codes} == {14}
    assert set(found.codes) <= codes
    assert heard == [CouponsCreated(promotion_id=made.id, count=10_000)]
    assert set(models.Coupon.objects.values_list("usage_limit", flat=True)) == {1}


def test_a_promotion_holds_only_so_many_coupons(ctx: RequestContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coupons, "MAX_COUPONS", 3)
    made = make(ctx)
    coupons.generate_coupons(ctx, made.id, GenerateCouponsRequest(count=2))

    with pytest.raises(errors.TooManyCoupons):
        coupons.generate_coupons(ctx, made.id, GenerateCouponsRequest(count=2))

    assert models.Coupon.objects.count() == 2


def test_coupons_go_out_and_come_in_as_csv(ctx: RequestContext) -> None:
    made, other = make(ctx), make(ctx, code="other")
    expires = "2030-01-02T03:04:05+00:00"
    text = f"\ufeffcode,usage_limit,expires_at,is_active\none-1,5,{expires},\nTWO,,,false\n"

    found = coupons.import_coupons(ctx, made.id, ImportCouponsRequest(csv=text))

    assert (found.count, found.codes) == (2, ("ONE-1", "TWO"))
    out = coupons.export_coupons(ctx, made.id)
    rows = list(csv.DictReader(io.StringIO(out)))
    assert rows == [
        {"code": "ONE-1", "usage_limit": "5", "expires_at": expires, "is_active": "true", "used_count": "0"},
        {"code": "TWO", "usage_limit": "", "expires_at": "", "is_active": "false", "used_count": "0"},
    ]
    models.Coupon.objects.all().delete()
    assert coupons.import_coupons(ctx, other.id, ImportCouponsRequest(csv=out)).count == 2
    assert coupons.export_coupons(ctx, other.id) == out


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("name\nA\n", [(("csv",), "missing_column")]),
        ("code\nGOOD\nno good\n", [(("csv", 3), "string_pattern_mismatch")]),
        ("code\nGOOD\ngood\n", [(("csv", 3), "duplicate")]),
        ("code\nGOOD\nTAKEN\n", [(("csv", 3), "duplicate")]),
        ("code,usage_limit\nGOOD,many\n", [(("csv", 2), "int_type")]),
        ("code,is_active\nGOOD,perhaps\n", [(("csv", 2), "bool")]),
    ],
)
def test_a_file_with_a_fault_makes_no_coupon(ctx: RequestContext, text: str, wrong: list[Any]) -> None:
    made = make(ctx)
    coupons.create_coupon(ctx, made.id, CreateCouponRequest(code="TAKEN"))

    with pytest.raises(InvalidInput) as caught:
        coupons.import_coupons(ctx, made.id, ImportCouponsRequest(csv=text))

    assert [(error.path, error.code) for error in caught.value.errors] == wrong
    assert list(models.Coupon.objects.values_list("code", flat=True)) == ["TAKEN"]


def test_a_coupon_is_switched_off_and_limited(ctx: RequestContext, heard: Heard) -> None:
    promotion = stored_promotion(needs_coupon=True)
    coupon = stored_coupon(promotion.id, "SAVE")
    use_up(ctx, "SAVE")
    use_up(ctx, "SAVE")
    heard.clear()

    with pytest.raises(errors.UsageLimitTooLow):
        coupons.update_coupon(ctx, coupon.id, UpdateCouponRequest(usage_limit=1))
    changed = coupons.update_coupon(ctx, coupon.id, UpdateCouponRequest(is_active=False))
    coupons.update_coupon(ctx, coupon.id, UpdateCouponRequest(is_active=False))

    assert (changed.is_active, changed.used_count, changed.usage_limit) == (False, 2, None)
    assert heard == [CouponUpdated(promotion_id=promotion.id, coupon_id=coupon.id, fields=("is_active",))]
    found = selectors.list_coupons(ctx, promotion.id, ListCouponsRequest(is_active=True))
    assert found.items == ()
    assert [c.code for c in selectors.list_coupons(ctx, promotion.id, ListCouponsRequest(q="sa")).items] == ["SAVE"]


# --- Explaining, price lists


def test_why_a_draft_does_not_hold_is_explained_with_real_prices(ctx: RequestContext) -> None:
    category = commerce.category()
    product = commerce.product(published=True, category_ids=[str(category.id)], tags=["light"])
    items = {"category_ids": [str(category.id)]}
    draft = make(ctx, effect={"percent": {"rate_ppm": 100_000, "of": items}})
    other = make(ctx, code="tagged", effect={"percent": {"rate_ppm": 500_000, "of": {"tags": ["light"]}}})
    writing.activate_promotion(ctx, other.id)
    data = {
        "currency": "USD",
        "lines": [{"variant_id": str(product.variants[0].id), "quantity": 2}],
        "coupon_codes": ["nosuch"],
        "promotion_ids": [str(draft.id)],
    }

    found = explain_promotions(ctx, parse(ExplainPromotionsRequest, data))

    assert [(line.quantity, line.amount, line.discount) for line in found.lines] == [(2, 3998, 1999)]
    assert [(applied.promotion_id, applied.amount) for applied in found.applied] == [(other.id, 1999)]
    assert [(refused.promotion_id, refused.coupon_code, refused.code) for refused in found.refused] == [
        (None, "NOSUCH", "unknown_code"),
        (draft.id, "", "not_active"),
    ]
    writing.activate_promotion(ctx, draft.id)
    assert explain_promotions(ctx, parse(ExplainPromotionsRequest, data)).discount == 1999 + 200


def test_a_trial_with_what_is_not_there_is_refused(ctx: RequestContext) -> None:
    product = commerce.product(variants=[commerce.variant(prices=[])])
    lines = [{"variant_id": str(generate_id())}, {"variant_id": str(product.variants[0].id)}]

    with pytest.raises(InvalidInput) as caught:
        explain_promotions(ctx, parse(ExplainPromotionsRequest, {"currency": "USD", "lines": lines}))

    assert [error.path for error in caught.value.errors] == [("lines", 0, "variant_id"), ("lines", 1, "unit_price")]
    with pytest.raises(errors.ChannelNotFound):
        explain_promotions(
            ctx, parse(ExplainPromotionsRequest, {"currency": "USD", "lines": lines, "channel": "nowhere"})
        )


def test_a_price_list_is_for_a_group_that_there_is(ctx: RequestContext) -> None:
    group = models.CustomerGroup.objects.create(code="trade", name="Trade")

    made = price_lists.create_price_list(
        ctx, CreatePriceListRequest(code="trade", name="Trade", customer_group_id=group.id)
    )
    with pytest.raises(errors.CustomerGroupNotFound):
        price_lists.update_price_list(ctx, made.id, UpdatePriceListRequest(customer_group_id=generate_id()))
    with pytest.raises(errors.CustomerGroupNotFound):
        price_lists.create_price_list(
            ctx, CreatePriceListRequest(code="other", name="Other", customer_group_id=generate_id())
        )

    assert made.customer_group_id == group.id
    assert models.PriceList.objects.get().customer_group_id == group.id
    changed = price_lists.update_price_list(ctx, made.id, UpdatePriceListRequest(customer_group_id=None))
    assert changed.customer_group_id is None


def test_windows_are_kept(ctx: RequestContext) -> None:
    made = make(ctx, starts_at="2026-12-01T00:00:00+01:00", ends_at="2026-12-24T00:00:00Z")

    assert made.starts_at == dt.datetime(2026, 11, 30, 23, tzinfo=dt.UTC)
    assert change(ctx, made, ends_at=None).ends_at is None
