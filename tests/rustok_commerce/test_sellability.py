"""Why a product is not for sale: every reason, and that none is named where there is none."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from rustok.context import RequestContext
from rustok.ids import generate_id
from rustok_commerce import errors, models
from rustok_commerce.dto.attributes import AttributeScope, AttributeType
from rustok_commerce.dto.prices import PriceListKind, PriceListStatus
from rustok_commerce.dto.sellability import SellabilityReason, SellabilityResponse
from rustok_commerce.selectors import sellability
from rustok_commerce.services import catalog
from rustok_index.indexers import PRODUCTS
from tests.factories import commerce

R = SellabilityReason


def reasons(found: SellabilityResponse) -> dict[str, list[tuple[SellabilityReason, bool]]]:
    everywhere = [(problem.reason, problem.blocks) for problem in found.problems]
    return {
        "*": [entry for entry in everywhere if entry[0] not in (R.NO_TRANSLATION, R.NOT_INDEXED)],
        **{
            channel.channel_code: [(p.reason, p.blocks) for p in channel.problems if p not in found.problems]
            for channel in found.channels
        },
    }


def test_a_product_with_everything_is_for_sale_once_it_is_indexed(ctx: RequestContext) -> None:
    product = commerce.product(published=True, translations=[{"locale": "ru", "title": "Лампа"}])

    waiting = sellability.explain(ctx, product.id)
    assert [(p.reason, p.blocks) for p in waiting.problems] == [(R.NOT_INDEXED, True)]
    assert not waiting.is_for_sale

    PRODUCTS.rebuild([product.id])
    found = sellability.explain(ctx, product.id)
    assert found.is_for_sale
    assert found.problems == ()
    assert [(c.channel_code, c.is_for_sale, c.problems) for c in found.channels] == [("default", True, ())]

    models.Product.objects.filter(pk=product.id).update(source_version=99)
    behind = sellability.explain(ctx, product.id)
    assert [(p.reason, p.blocks) for p in behind.problems] == [(R.NOT_INDEXED, False)]
    assert behind.is_for_sale


def test_status_variants_prices_and_stock_are_named(ctx: RequestContext) -> None:
    draft = commerce.product(variants=[])
    assert reasons(sellability.explain(ctx, draft.id)) == {"*": [(R.DRAFT, True), (R.NO_VARIANT, True)], "default": []}

    unpriced = commerce.product(variants=[commerce.variant(prices=[], stock=0)])
    assert reasons(sellability.explain(ctx, unpriced.id))["default"] == [
        (R.NO_PRICE, True),
        (R.NO_PRICE, True),
        (R.OUT_OF_STOCK, False),
    ]

    one_currency = commerce.product(variants=[commerce.variant(prices=[{"currency": "USD", "amount": 100}], stock=0)])
    found = sellability.explain(ctx, one_currency.id)
    assert reasons(found)["default"] == [(R.NO_PRICE, False), (R.OUT_OF_STOCK, True)]
    assert [problem.currency for problem in found.channels[0].problems] == [None, "EUR", None]
    assert found.channels[0].problems[2].variant_ids == (one_currency.variants[0].id,)

    backorder = commerce.product(variants=[commerce.variant(stock=0, allow_backorder=True)])
    assert reasons(sellability.explain(ctx, backorder.id))["default"] == []


def test_a_priced_variant_out_of_stock_is_not_helped_by_an_unpriced_one_in_stock(ctx: RequestContext) -> None:
    sizes = [{"key": "size", "values": [{"key": "s"}, {"key": "m"}]}]
    product = commerce.product(
        options=sizes,
        variants=[
            commerce.variant(options=[{"option": "size", "value": "s"}], stock=0),
            commerce.variant(options=[{"option": "size", "value": "m"}], prices=[]),
        ],
    )

    assert (R.OUT_OF_STOCK, True) in reasons(sellability.explain(ctx, product.id))["default"]


def test_channels_are_asked_one_by_one(ctx: RequestContext) -> None:
    product = commerce.product(published=True)
    PRODUCTS.rebuild([product.id])
    now = timezone.now()

    def channel(code: str, **link: Any) -> None:
        made = models.Channel.objects.create(code=code, name=code, currencies=["USD"], is_default=code == "web")
        if link:
            models.ProductChannel.objects.create(product_id=product.id, channel=made, **link)

    channel("web")
    channel("app", is_available=False)
    channel("later", available_from=now + dt.timedelta(days=1))
    channel("past", available_until=now - dt.timedelta(days=1))

    found = sellability.explain(ctx, product.id)
    assert found.is_for_sale
    assert {name: entries for name, entries in reasons(found).items() if name != "*"} == {
        "web": [],
        "app": [(R.NOT_IN_CHANNEL, True)],
        "later": [(R.NOT_YET_IN_CHANNEL, True)],
        "past": [(R.NO_LONGER_IN_CHANNEL, True)],
    }


def test_a_price_of_a_list_that_holds_is_a_price(ctx: RequestContext) -> None:
    product = commerce.product(variants=[commerce.variant(prices=[])])
    made = models.PriceList.objects.create(
        code="spring", name="Spring", kind=PriceListKind.OVERRIDE, status=PriceListStatus.ACTIVE
    )
    models.Price.objects.create(
        variant_id=product.variants[0].id, price_list_id=made.id, currency="USD", amount=900, min_quantity=1
    )
    catalog.publish_product(ctx, product.id)
    models.PriceList.objects.filter(pk=made.id).update(status=PriceListStatus.DRAFT)
    PRODUCTS.rebuild([product.id])
    assert not sellability.explain(ctx, product.id).is_for_sale

    models.PriceList.objects.filter(pk=made.id).update(status=PriceListStatus.ACTIVE)
    found = sellability.explain(ctx, product.id)

    assert found.is_for_sale
    assert [(p.reason, p.currency, p.blocks) for p in found.channels[0].problems] == [(R.NO_PRICE, "EUR", False)]


def test_schedules_archives_and_required_attributes_are_named(ctx: RequestContext) -> None:
    product = commerce.product()
    moment = timezone.now() + dt.timedelta(days=1)
    models.Product.objects.filter(pk=product.id).update(publish_at=moment)
    (scheduled,) = [p for p in sellability.explain(ctx, product.id).problems if p.reason is R.SCHEDULED]
    assert (scheduled.blocks, scheduled.at) == (True, moment)

    models.Product.objects.filter(pk=product.id).update(publish_at=None)
    kind = models.ProductType.objects.create(key="lamp", names={"en": "Lamp"})
    for key, scope in (("material", AttributeScope.PRODUCT), ("bulb", AttributeScope.VARIANT)):
        attribute = models.Attribute.objects.create(key=key, names={"en": key.title()}, type=AttributeType.TEXT)
        models.ProductTypeAttribute.objects.create(
            product_type=kind, attribute=attribute, scope=scope, is_required=True
        )
    models.Product.objects.filter(pk=product.id).update(product_type=kind)
    missing = [p for p in sellability.explain(ctx, product.id).problems if p.reason is R.ATTRIBUTE_MISSING]
    assert [(p.attribute, p.blocks, len(p.variant_ids)) for p in missing] == [("material", True, 0), ("bulb", True, 1)]

    catalog.archive_product(ctx, product.id)
    assert (R.ARCHIVED, True) in reasons(sellability.explain(ctx, product.id))["*"]


def test_an_unknown_product_is_not_found(ctx: RequestContext) -> None:
    with pytest.raises(errors.ProductNotFound):
        sellability.explain(ctx, generate_id())


def test_what_blocks_everywhere_is_named_in_each_channel(ctx: RequestContext) -> None:
    product = commerce.product(published=True)
    PRODUCTS.rebuild([product.id])
    for code in ("web", "app"):
        models.Channel.objects.create(code=code, name=code, currencies=["USD"], is_default=code == "web")
    catalog.archive_product(ctx, product.id)

    found = sellability.explain(ctx, product.id)

    assert not found.is_for_sale
    assert [(c.channel_code, c.is_for_sale, [p.reason for p in c.problems]) for c in found.channels] == [
        ("web", False, [R.ARCHIVED]),
        ("app", False, [R.ARCHIVED]),
    ]
