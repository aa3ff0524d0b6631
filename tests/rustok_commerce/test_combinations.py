"""Variants made of all combinations of a product's options."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import InvalidInput, StaleVersion
from rustok.events.catalog.commerce import ProductUpdated
from rustok_commerce import errors, models
from rustok_commerce.dto.products import CreateProductRequest, ProductResponse
from rustok_commerce.dto.variants import CreateVariantRequest, GeneratedVariantsResponse, GenerateVariantsRequest
from rustok_commerce.selectors import products
from rustok_commerce.services import catalog, combinations, variants
from tests.factories import commerce
from tests.rustok_commerce.conftest import Heard

SIZES = {"key": "size", "values": [{"key": "s"}, {"key": "m"}]}
COLOURS = {
    "key": "colour",
    "values": [{"key": "red", "names": [{"locale": "en", "value": "Red"}]}, {"key": "blue"}, {"key": "green"}],
}


def shirt(**changes: Any) -> ProductResponse:
    data = {"title": "Shirt", "handle": "shirt", "options": [COLOURS, SIZES], "variants": [], **changes}
    return commerce.product(**data)


def generate(ctx: RequestContext, product: ProductResponse, **data: Any) -> GeneratedVariantsResponse:
    return combinations.generate_variants(ctx, product.id, parse(GenerateVariantsRequest, data))


def test_all_combinations_but_those_there_are_made(ctx: RequestContext, heard: Heard) -> None:
    product = shirt()
    choice = [{"option": "size", "value": "m"}, {"option": "colour", "value": "red"}]
    variants.create_variant(ctx, product.id, parse(CreateVariantRequest, {"options": choice}))
    heard.clear()
    asked = {
        "sku_pattern": "{handle}-{colour}-{size}",
        "prices": [{"currency": "USD", "amount": 1999}],
        "stock": 4,
        "weight": 200,
    }

    planned = generate(ctx, product, **asked, dry_run=True)
    assert (heard, models.Variant.objects.count()) == ([], 1)
    made = generate(ctx, product, **asked)

    assert [(entry.title, entry.sku, entry.id) for entry in planned.variants] == [
        ("Red / s", "shirt-red-s", None),
        ("blue / s", "shirt-blue-s", None),
        ("blue / m", "shirt-blue-m", None),
        ("green / s", "shirt-green-s", None),
        ("green / m", "shirt-green-m", None),
    ]
    assert (planned.existing, planned.dry_run, made.existing, made.dry_run) == (1, True, 1, False)
    assert [entry.sku for entry in made.variants] == [entry.sku for entry in planned.variants]
    assert heard == [ProductUpdated(product_id=product.id, fields=("variants",))]
    found = products.get_product(ctx, product.id).variants
    assert [variant.id for variant in found[1:]] == [entry.id for entry in made.variants]
    assert {(v.weight, v.available, v.prices[0].amount) for v in found[1:]} == {(200, 4, 1999)}
    movements = models.StockMovement.objects.values_list("delta", "on_hand_after", "reason").distinct()
    assert list(movements) == [(4, 4, "initial")]
    heard.clear()
    assert generate(ctx, product).variants == ()
    assert heard == []


def test_only_some_values_are_combined_where_that_is_said(ctx: RequestContext) -> None:
    made = generate(ctx, shirt(), options=[{"option": "colour", "values": ["green", "red"]}])

    assert [tuple(choice.value for choice in entry.options) for entry in made.variants] == [
        ("red", "s"),
        ("red", "m"),
        ("green", "s"),
        ("green", "m"),
    ]


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({"options": [{"option": "length", "values": ["l"]}]}, errors.InvalidOptions),
        ({"options": [{"option": "size", "values": ["xl"]}]}, errors.InvalidOptions),
        ({"options": [{"option": "size", "values": ["s"]}] * 2}, errors.InvalidOptions),
        ({"sku_pattern": "{handle}-{length}"}, InvalidInput),
        ({"sku_pattern": "{handle-{size}"}, InvalidInput),
        ({"sku_pattern": "x" * 65}, InvalidInput),
        ({"sku_pattern": "{handle}-{colour}"}, errors.DuplicateSku),
        ({"sku_pattern": "TAKEN-{colour}-{size}"}, errors.DuplicateSku),
        ({"prices": [{"currency": "GBP", "amount": 5}]}, errors.CurrencyNotEnabled),
        ({"version": 9}, StaleVersion),
    ],
)
def test_what_cannot_be_made_is_refused_and_nothing_is(
    ctx: RequestContext, heard: Heard, data: dict[str, Any], error: type[Exception]
) -> None:
    product = shirt()
    commerce.product(variants=[commerce.variant(sku="TAKEN-blue-m")])
    heard.clear()

    with pytest.raises(error):
        generate(ctx, product, **data)
    if error is errors.DuplicateSku:
        with pytest.raises(errors.DuplicateSku):
            generate(ctx, product, **data, dry_run=True)

    assert heard == []
    assert models.Variant.objects.count() == 1
    assert models.Price.objects.count() == 2


def test_a_product_without_options_has_no_combinations(ctx: RequestContext) -> None:
    with pytest.raises(errors.InvalidOptions):
        generate(ctx, commerce.product())


def test_a_product_has_at_most_a_thousand_variants(ctx: RequestContext, heard: Heard) -> None:
    axes = [
        {"key": f"axis-{axis}", "values": [{"key": f"v{number}"} for number in range(size)]}
        for axis, size in enumerate((100, 11))
    ]
    product = shirt(options=axes)
    heard.clear()

    with pytest.raises(errors.TooManyVariants) as caught:
        generate(ctx, product)

    assert caught.value.params == {"limit": 1000, "count": 1100}
    assert (heard, models.Variant.objects.count()) == ([], 0)
    made = generate(ctx, product, options=[{"option": "axis-1", "values": [f"v{n}" for n in range(10)]}])
    assert len(made.variants) == 1000
    one_more = [{"option": "axis-0", "value": "v0"}, {"option": "axis-1", "value": "v10"}]
    with pytest.raises(errors.TooManyVariants):
        variants.create_variant(ctx, product.id, parse(CreateVariantRequest, {"options": one_more}))


def test_statements_do_not_grow_with_the_number_of_variants(ctx: RequestContext) -> None:
    commerce.attribute(key="fit", type="select", values=[{"key": "slim"}])
    commerce.product_type("shirt", "fit", variant=("fit",))

    def statements(count: int) -> int:
        values = [{"key": f"c{number}"} for number in range(count)]
        entries = [
            commerce.variant(
                options=[{"option": "colour", "value": value["key"]}],
                titles=[{"locale": "ru", "value": "Рубашка"}],
                attributes=[{"attribute": "fit", "values": ["slim"]}],
            )
            for value in values
        ]
        data = {
            "title": "Shirt",
            "product_type": "shirt",
            "options": [{"key": "colour", "values": values[:100]}],
            "variants": entries,
        }
        request = parse(CreateProductRequest, data)
        with CaptureQueriesContext(connection) as captured:
            catalog.create_product(ctx, request)
        return sum('"commerce_' in query["sql"] for query in captured)

    statements(1)
    assert statements(2) == statements(90)
