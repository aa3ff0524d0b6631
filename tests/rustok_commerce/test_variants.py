"""Variants and their prices."""

from __future__ import annotations

import io
from uuid import UUID

import pytest
from PIL import Image

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import InvalidInput, StaleVersion
from rustok.events.catalog.commerce import PriceUpdated, VariantCreated, VariantDeleted, VariantUpdated
from rustok.media.services.assets import store_asset
from rustok_commerce import errors, models
from rustok_commerce.dto.prices import RemovePriceRequest, SetPriceRequest
from rustok_commerce.dto.products import UpdateProductRequest
from rustok_commerce.dto.variants import CreateVariantRequest, SetOptionsRequest, UpdateVariantRequest
from rustok_commerce.selectors import products
from rustok_commerce.services import catalog, options, pricing, variants
from tests.factories import commerce
from tests.rustok_commerce.conftest import Heard

RED = [{"option": "colour", "value": "red"}]
BLUE = [{"option": "colour", "value": "blue"}]


def test_a_variant_is_added_changed_and_deleted(ctx: RequestContext, heard: Heard) -> None:
    product = commerce.coloured_product(variants=[commerce.variant(options=RED)])
    heard.clear()

    made = variants.create_variant(ctx, product.id, parse(CreateVariantRequest, commerce.variant(options=BLUE)))
    changed = variants.update_variant(ctx, made.id, parse(UpdateVariantRequest, {"weight": 300, "version": 1}))
    variants.update_variant(ctx, made.id, parse(UpdateVariantRequest, {"weight": 300, "options": BLUE}))
    variants.delete_variant(ctx, made.id)

    identity = {"product_id": product.id, "variant_id": made.id}
    assert heard == [VariantCreated(**identity), VariantUpdated(**identity), VariantDeleted(**identity)]
    assert (made.title, made.position, changed.weight, changed.version) == ("Blue", 1, 300, 2)
    assert [variant.title for variant in products.get_product(ctx, product.id).variants] == ["Red"]
    with pytest.raises(errors.VariantNotFound):
        variants.delete_variant(ctx, made.id)


def test_two_variants_never_have_the_same_options(ctx: RequestContext) -> None:
    product = commerce.coloured_product()
    blue = product.variants[1]

    with pytest.raises(errors.DuplicateCombination):
        variants.create_variant(ctx, product.id, parse(CreateVariantRequest, {"options": RED}))
    with pytest.raises(errors.DuplicateCombination):
        variants.update_variant(ctx, blue.id, parse(UpdateVariantRequest, {"options": RED}))

    assert products.get_variant(ctx, blue.id) == blue


@pytest.mark.parametrize(
    "choices", [[], [*RED, *RED], [*RED, {"option": "size", "value": "m"}], [{"option": "colour", "value": "pink"}]]
)
def test_a_variant_has_one_value_of_each_option(ctx: RequestContext, choices: list[dict[str, str]]) -> None:
    product = commerce.coloured_product()

    with pytest.raises(errors.InvalidOptions):
        variants.create_variant(ctx, product.id, parse(CreateVariantRequest, {"options": choices}))

    assert models.Variant.objects.count() == 2


def test_a_sku_is_unique_in_the_shop(ctx: RequestContext) -> None:
    first, second = commerce.product(), commerce.product()

    change = parse(UpdateVariantRequest, {"sku": first.variants[0].sku})
    with pytest.raises(errors.DuplicateSku):
        variants.update_variant(ctx, second.variants[0].id, change)


def test_a_stale_change_of_a_variant_is_refused(ctx: RequestContext) -> None:
    variant = commerce.product().variants[0]
    variants.update_variant(ctx, variant.id, UpdateVariantRequest(weight=5))

    with pytest.raises(StaleVersion):
        variants.update_variant(ctx, variant.id, UpdateVariantRequest(weight=6, version=1))

    assert products.get_variant(ctx, variant.id).weight == 5


def test_a_variant_is_named_by_its_titles_first(ctx: RequestContext) -> None:
    variant = commerce.coloured_product().variants[0]

    change = parse(UpdateVariantRequest, {"titles": [{"locale": "ru", "value": "Алый"}], "title": "Scarlet"})
    variants.update_variant(ctx, variant.id, change)

    assert products.get_variant(ctx, variant.id).title == "Scarlet"
    assert products.get_variant(ctx.in_locale("ru"), variant.id).title == "Алый"


def test_prices_are_set_kept_and_removed(ctx: RequestContext, heard: Heard) -> None:
    product = commerce.product()
    variant = product.variants[0]
    heard.clear()

    price = SetPriceRequest(currency="USD", amount=1500, compare_at=1999)
    changed = pricing.set_price(ctx, variant.id, price)
    pricing.set_price(ctx, variant.id, price)
    pricing.set_price(ctx, variant.id, SetPriceRequest(currency="USD", amount=1400, min_quantity=10))
    left = pricing.remove_price(ctx, variant.id, RemovePriceRequest(currency="EUR"))

    told = {"product_id": product.id, "variant_id": variant.id}
    assert heard == [
        PriceUpdated(**told, currency="USD"),
        PriceUpdated(**told, currency="USD"),
        PriceUpdated(**told, currency="EUR"),
    ]
    assert [(p.currency, p.amount, p.compare_at) for p in changed.prices] == [("EUR", 1799, None), ("USD", 1500, 1999)]
    assert [(p.currency, p.amount, p.min_quantity) for p in left.prices] == [("USD", 1500, 1), ("USD", 1400, 10)]
    with pytest.raises(errors.PriceNotFound):
        pricing.remove_price(ctx, variant.id, RemovePriceRequest(currency="EUR"))
    with pytest.raises(errors.CurrencyNotEnabled):
        pricing.set_price(ctx, variant.id, SetPriceRequest(currency="JPY", amount=5))
    with pytest.raises(errors.CompareAtTooLow):
        pricing.set_price(ctx, variant.id, SetPriceRequest(currency="USD", amount=5, compare_at=4))


@pytest.mark.parametrize("gtin", ["96385074", "036000291452", "4006381333931", "10614141000415"])
def test_a_gtin_is_one_of_four_lengths_with_its_check_digit(ctx: RequestContext, gtin: str) -> None:
    made = commerce.product(variants=[commerce.variant(gtin=gtin, barcode="any text")]).variants[0]
    wrong = f"{gtin[:-1]}{(int(gtin[-1]) + 1) % 10}"

    for refused, code in ((wrong, "invalid_check_digit"), (gtin[:-1] + "X", "string_pattern_mismatch")):
        with pytest.raises(InvalidInput) as caught:
            parse(UpdateVariantRequest, {"gtin": refused})
        assert [(error.path, error.code) for error in caught.value.errors] == [(("gtin",), code)]

    assert (made.gtin, made.barcode) == (gtin, "any text")
    assert variants.update_variant(ctx, made.id, UpdateVariantRequest(gtin=None)).gtin is None


@pytest.mark.parametrize("digits", ["1", "1234567", "123456789", "1234567890", "123456789012345", ""])
def test_a_gtin_of_another_length_is_refused(digits: str) -> None:
    with pytest.raises(InvalidInput):
        parse(UpdateVariantRequest, {"gtin": digits})


def test_a_variant_shows_one_of_its_products_pictures(ctx: RequestContext) -> None:
    own, other = picture(ctx, "red"), picture(ctx, "blue")
    product = commerce.product(media=[{"asset_id": str(own)}], variants=[commerce.variant(asset_id=str(own))])
    variant = product.variants[0]

    with pytest.raises(InvalidInput) as caught:
        variants.update_variant(ctx, variant.id, UpdateVariantRequest(asset_id=other))
    assert [(error.path, error.code) for error in caught.value.errors] == [(("asset_id",), "not_found")]
    with pytest.raises(InvalidInput) as caught:
        commerce.product(variants=[commerce.variant(), commerce.variant(asset_id=str(own))])
    assert [error.path for error in caught.value.errors] == [("variants", 1, "asset_id")]
    assert products.get_variant(ctx, variant.id).asset_id == own

    change = parse(UpdateProductRequest, {"media": [{"asset_id": str(other)}]})
    left = catalog.update_product(ctx, product.id, change).variants[0]
    assert (left.asset_id, left.version) == (None, variant.version + 1)


def test_a_picture_that_is_gone_leaves_variants_too(ctx: RequestContext) -> None:
    own = picture(ctx, "red")
    product = commerce.product(media=[{"asset_id": str(own)}], variants=[commerce.variant(asset_id=str(own))])

    catalog.detach_media(ctx, [own])

    assert products.get_variant(ctx, product.variants[0].id).asset_id is None


def test_a_value_that_variants_have_chosen_stays(ctx: RequestContext, heard: Heard) -> None:
    product = commerce.coloured_product()
    heard.clear()

    with pytest.raises(errors.OptionInUse) as caught:
        options.set_options(
            ctx, product.id, parse(SetOptionsRequest, {"options": [{"key": "colour", "values": [{"key": "blue"}]}]})
        )

    assert caught.value.params == {"option": "red", "variants": 1}
    assert (heard, products.get_product(ctx, product.id)) == ([], product)


def picture(ctx: RequestContext, colour: str) -> UUID:
    target = io.BytesIO()
    Image.new("RGB", (8, 6), colour).save(target, "PNG")
    return store_asset(ctx, target.getvalue(), filename=f"{colour}.png").id
