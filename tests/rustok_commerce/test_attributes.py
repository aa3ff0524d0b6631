"""Attributes and product types: commands, refusals, what they say of products and variants."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import FieldError, InvalidInput, StaleVersion
from rustok.events.catalog.commerce import (
    AttributeCreated,
    AttributeDeleted,
    AttributeUpdated,
    ProductTypeCreated,
    ProductTypeDeleted,
    ProductTypeUpdated,
    ProductUpdated,
    VariantUpdated,
)
from rustok.ids import generate_id
from rustok_commerce import errors, models
from rustok_commerce.dto.attributes import (
    AttributeInput,
    CreateAttributeRequest,
    SetAttributesRequest,
    SetProductTypeRequest,
    UpdateAttributeRequest,
    UpdateProductTypeRequest,
)
from rustok_commerce.dto.products import ProductResponse, UpdateProductRequest
from rustok_commerce.selectors import attributes as selectors
from rustok_commerce.selectors import products
from rustok_commerce.services import assignments, attributes, catalog, product_types
from tests.factories import commerce
from tests.rustok_commerce.conftest import Heard


def say(ctx: RequestContext, product_id: UUID, *said: dict[str, Any]) -> ProductResponse:
    return assignments.set_attributes(ctx, product_id, parse(SetAttributesRequest, {"attributes": list(said)}))


def refused(ctx: RequestContext, product_id: UUID, *said: dict[str, Any]) -> list[FieldError]:
    before = list(models.AttributeAssignment.objects.order_by("id").values())
    with pytest.raises(InvalidInput) as caught:
        say(ctx, product_id, *said)
    assert list(models.AttributeAssignment.objects.order_by("id").values()) == before
    return list(caught.value.errors)


def test_an_attribute_is_made_changed_and_deleted(ctx: RequestContext, heard: Heard) -> None:
    made = commerce.attribute(
        key="colour",
        type="select",
        names=[{"locale": "en", "value": "Colour"}, {"locale": "ru", "value": "Цвет"}],
        values=[{"key": "red", "swatch": "#ff0000"}, {"key": "blue"}],
        is_filterable=True,
    )
    values = [{"key": "green"}, {"key": "red", "names": [{"locale": "en", "value": "Red"}]}]
    change = parse(UpdateAttributeRequest, {"values": values, "version": 1})
    changed = attributes.update_attribute(ctx, made.id, change)
    attributes.update_attribute(ctx, made.id, parse(UpdateAttributeRequest, {"values": values}))
    with pytest.raises(StaleVersion):
        attributes.update_attribute(ctx, made.id, parse(UpdateAttributeRequest, {"position": 4, "version": 1}))
    attributes.delete_attribute(ctx, made.id)

    assert [(value.key, value.name, value.swatch) for value in made.values] == [
        ("red", "red", "#ff0000"),
        ("blue", "blue", None),
    ]
    assert [(value.key, value.name, value.swatch) for value in changed.values] == [
        ("green", "green", None),
        ("red", "Red", None),
    ]
    assert (made.name, changed.version) == ("Colour", 2)
    assert heard == [
        AttributeCreated(attribute_id=made.id),
        AttributeUpdated(attribute_id=made.id, fields=("values",), value_ids=(made.values[0].id,)),
        AttributeDeleted(attribute_id=made.id),
    ]
    assert selectors.list_attributes(ctx) == ()
    with pytest.raises(errors.AttributeNotFound):
        selectors.get_attribute(ctx, made.id)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({"key": "taken"}, errors.DuplicateAttribute),
        ({"type": "text", "is_filterable": True}, errors.UnfitAttribute),
        ({"type": "number", "is_localized": True}, errors.UnfitAttribute),
        ({"type": "text", "unit": "mm"}, errors.UnfitAttribute),
        ({"type": "boolean", "values": [{"key": "yes"}]}, errors.UnfitAttribute),
        ({"type": "select", "values": [{"key": "a"}, {"key": "a"}]}, errors.DuplicateKey),
        ({"names": [{"locale": "de", "value": "Farbe"}]}, errors.LocaleNotEnabled),
    ],
)
def test_an_attribute_that_makes_no_sense_is_refused(
    ctx: RequestContext, heard: Heard, data: dict[str, Any], error: type[Exception]
) -> None:
    commerce.attribute(key="taken")
    heard.clear()

    with pytest.raises(error):
        attributes.create_attribute(ctx, parse(CreateAttributeRequest, {"key": "new", "type": "text", **data}))

    assert heard == []
    assert list(models.Attribute.objects.values_list("key", flat=True)) == ["taken"]
    assert models.AttributeValue.objects.count() == 0


def test_what_products_have_of_an_attribute_stays(ctx: RequestContext, heard: Heard) -> None:
    colour = commerce.attribute(key="colour", type="select", values=[{"key": "red"}, {"key": "blue"}])
    care = commerce.attribute(key="care", type="text")
    kind = commerce.product_type("shirt", "colour", "care")
    for _ in range(2):
        commerce.product(
            product_type="shirt",
            attributes=[{"attribute": "colour", "values": ["red"]}, {"attribute": "care", "text": "Wash cold"}],
        )
    heard.clear()

    with pytest.raises(errors.AttributeInUse) as caught:
        attributes.update_attribute(ctx, colour.id, parse(UpdateAttributeRequest, {"values": [{"key": "blue"}]}))
    assert caught.value.params == {"what": "colour=red", "products": 2, "types": 0}
    with pytest.raises(errors.AttributeInUse) as caught:
        attributes.delete_attribute(ctx, colour.id)
    assert caught.value.params == {"what": "colour", "products": 2, "types": 1}
    with pytest.raises(errors.AttributeInUse):
        attributes.update_attribute(ctx, care.id, parse(UpdateAttributeRequest, {"is_localized": True}))
    with pytest.raises(errors.AttributeInUse):
        product_types.update_product_type(
            ctx, kind.id, parse(UpdateProductTypeRequest, {"attributes": [{"attribute": "care"}]})
        )
    with pytest.raises(errors.ProductTypeInUse):
        product_types.delete_product_type(ctx, kind.id)

    assert heard == []
    assert selectors.get_attribute(ctx, colour.id) == colour
    assert selectors.get_attribute(ctx, care.id) == care
    assert selectors.get_product_type(ctx, kind.id).attributes == kind.attributes
    assert models.AttributeAssignment.objects.count() == 4


def test_a_type_lets_its_products_lose_an_attribute_where_that_is_said(ctx: RequestContext, heard: Heard) -> None:
    commerce.attribute(key="care", type="text")
    kept = commerce.attribute(key="made-in", type="text")
    kind = commerce.product_type("shirt", "care", "made-in")
    said = [{"attribute": "care", "text": "Wash cold"}, {"attribute": "made-in", "text": "Porto"}]
    product = commerce.product(product_type="shirt", attributes=said)
    version = models.Product.objects.get(id=product.id).source_version
    heard.clear()

    request = parse(UpdateProductTypeRequest, {"attributes": [{"attribute": "made-in"}], "drop_values": True})
    changed = product_types.update_product_type(ctx, kind.id, request)

    care_id = models.Attribute.objects.get(key="care").id
    assert heard == [ProductTypeUpdated(product_type_id=kind.id, dropped=(care_id,))]
    assert [link.attribute for link in changed.attributes] == [kept.key]
    left = products.get_product(ctx, product.id)
    assert [(entry.attribute, entry.text) for entry in left.attributes] == [("made-in", "Porto")]
    assert models.Product.objects.get(id=product.id).source_version == version + 1


def test_a_product_type_is_made_and_deleted(ctx: RequestContext, heard: Heard) -> None:
    commerce.attribute(key="author", type="text")
    kind = commerce.product_type("book", "author", names=[{"locale": "ru", "value": "Книга"}])
    with pytest.raises(errors.DuplicateProductType):
        commerce.product_type("book")
    with pytest.raises(errors.AttributeNotFound):
        commerce.product_type("film", "director")
    product_types.delete_product_type(ctx, kind.id)

    assert (kind.name, kind.product_count) == ("Книга", 0)
    assert [event for event in heard if "Type" in type(event).__name__] == [
        ProductTypeCreated(product_type_id=kind.id),
        ProductTypeDeleted(product_type_id=kind.id),
    ]
    assert models.ProductType.objects.count() == 0


def everything(ctx: RequestContext) -> tuple[ProductResponse, ProductResponse]:
    """Make a product of a type that has an attribute of each kind, and another one to refer to."""
    for kind in ("text", "number", "boolean", "date", "reference"):
        commerce.attribute(key=kind, type=kind)
    commerce.attribute(key="prose", type="text", is_localized=True)
    for kind in ("select", "multi_select"):
        commerce.attribute(key=kind.replace("_", "-"), type=kind, values=[{"key": key} for key in ("a", "b", "c")])
    keys = ("text", "prose", "number", "boolean", "select", "multi-select", "date", "reference")
    commerce.product_type("thing", *keys, variant=("select",))
    return commerce.product(product_type="thing"), commerce.product(title="Other")


def test_each_kind_of_attribute_says_what_it_can(ctx: RequestContext, heard: Heard) -> None:
    product, other = everything(ctx)
    heard.clear()
    said: list[dict[str, Any]] = [
        {"attribute": "text", "text": " Oak "},
        {"attribute": "prose", "texts": [{"locale": "en", "text": "Fine"}, {"locale": "ru", "text": "Тонко"}]},
        {"attribute": "number", "number": "12345678901234.123456"},
        {"attribute": "boolean", "boolean": False},
        {"attribute": "multi-select", "values": ["c", "a"]},
        {"attribute": "date", "date": "2026-02-28"},
        {"attribute": "reference", "reference_id": str(other.id)},
    ]

    changed = say(ctx, product.id, *said)
    say(ctx, product.id, *said)

    found = {entry.attribute: entry for entry in changed.attributes}
    assert found["text"].text == "Oak"
    assert [(text.locale, text.text) for text in found["prose"].texts] == [("en", "Fine"), ("ru", "Тонко")]
    assert found["number"].number == "12345678901234.123456"
    assert found["boolean"].boolean is False
    assert [choice.key for choice in found["multi-select"].values] == ["c", "a"]
    assert str(found["date"].date) == "2026-02-28"
    assert found["reference"].reference_id == other.id
    assert heard == [ProductUpdated(product_id=product.id, fields=("attributes",))]
    assert changed.version == product.version + 1

    left = say(ctx, product.id, {"attribute": "text"}, {"attribute": "multi-select", "values": ["a"]})
    assert "text" not in {entry.attribute for entry in left.attributes}
    assert [entry.values[0].key for entry in left.attributes if entry.attribute == "multi-select"] == ["a"]
    assert len(left.attributes) == 6


@pytest.mark.parametrize(
    ("said", "path", "code"),
    [
        ({"attribute": "weight", "text": "x"}, ("attribute",), "unknown_attribute"),
        ({"attribute": "text", "number": 1}, ("number",), "wrong_field"),
        ({"attribute": "prose", "text": "one"}, ("text",), "wrong_field"),
        ({"attribute": "text", "texts": [{"locale": "en", "text": "x"}]}, ("texts",), "wrong_field"),
        (
            {"attribute": "prose", "texts": [{"locale": "de", "text": "x"}]},
            ("texts", 0, "locale"),
            "locale_not_enabled",
        ),
        ({"attribute": "prose", "texts": [{"locale": "en", "text": "x"}] * 2}, ("texts", 1, "locale"), "duplicate"),
        ({"attribute": "multi-select", "values": ["a", "z"]}, ("values", 1), "unknown_value"),
        ({"attribute": "multi-select", "values": ["a", "a"]}, ("values", 1), "duplicate"),
        ({"attribute": "reference", "reference_id": str(generate_id())}, ("reference_id",), "not_found"),
        ({"attribute": "select", "values": ["a"]}, ("attribute",), "wrong_scope"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(
    ctx: RequestContext, heard: Heard, said: dict[str, Any], path: tuple[str | int, ...], code: str
) -> None:
    product, _ = everything(ctx)
    heard.clear()

    (error,) = refused(ctx, product.id, said)

    assert (error.path, error.code) == (("attributes", 0, *path), code)
    assert said["attribute"] in error.message
    assert heard == []


def test_every_fault_of_a_request_is_told_at_once(ctx: RequestContext) -> None:
    product, _ = everything(ctx)

    found = refused(
        ctx,
        product.id,
        {"attribute": "text", "text": "one"},
        {"attribute": "text", "text": "two"},
        {"attribute": "date", "boolean": True},
    )

    assert [(error.path, error.code) for error in found] == [
        (("attributes", 1, "attribute"), "duplicate"),
        (("attributes", 2, "boolean"), "wrong_field"),
    ]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1.25", Decimal("1.25")),
        ("-0.000001", Decimal("-0.000001")),
        ('"0.1"', Decimal("0.1")),
        ('"99999999999999.999999"', Decimal("99999999999999.999999")),
        ("42", Decimal(42)),
        ("1e3", Decimal(1000)),
        ("0.1", Decimal("0.1")),
    ],
)
def test_numbers_are_exact(written: str, read: Decimal) -> None:
    assert parse(AttributeInput, json.loads(f'{{"attribute": "n", "number": {written}}}')).number == read


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("12345678901.123456", "inexact_number"),
        ("1.0000001", "invalid_number"),
        ("1e15", "invalid_number"),
        ('"1e3"', "invalid_number"),
        ('"NaN"', "invalid_number"),
        ('"1,5"', "invalid_number"),
        ('"\\u0661"', "invalid_number"),
        ("true", "invalid_number"),
        ('" 1"', "invalid_number"),
    ],
)
def test_numbers_that_could_not_be_kept_are_refused(written: str, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse(AttributeInput, json.loads(f'{{"attribute": "n", "number": {written}}}'))

    assert [(error.path, error.code) for error in caught.value.errors] == [(("number",), code)]


def test_variants_have_attributes_of_their_own(ctx: RequestContext, heard: Heard) -> None:
    product, _ = everything(ctx)
    variant_id = product.variants[0].id
    heard.clear()

    request = parse(SetAttributesRequest, {"attributes": [{"attribute": "select", "values": ["b"]}], "version": 1})
    changed = assignments.set_variant_attributes(ctx, variant_id, request)
    with pytest.raises(StaleVersion):
        assignments.set_variant_attributes(ctx, variant_id, request)
    two = parse(SetAttributesRequest, {"attributes": [{"attribute": "select", "values": ["a", "b"]}]})
    with pytest.raises(InvalidInput) as caught:
        assignments.set_variant_attributes(ctx, variant_id, two)

    assert [(error.path, error.code) for error in caught.value.errors] == [(("attributes", 0, "values"), "too_many")]
    assert [(entry.attribute, entry.values[0].key) for entry in changed.attributes] == [("select", "b")]
    assert heard == [VariantUpdated(product_id=product.id, variant_id=variant_id)]
    assert products.get_variant(ctx, variant_id) == changed


def test_a_product_and_its_variants_begin_with_attributes(ctx: RequestContext) -> None:
    everything(ctx)

    product = commerce.product(
        product_type="thing",
        attributes=[{"attribute": "text", "text": "Oak"}],
        variants=[commerce.variant(attributes=[{"attribute": "select", "values": ["a"]}])],
    )

    assert product.product_type == "thing"
    assert [entry.text for entry in product.attributes] == ["Oak"]
    assert [entry.values[0].key for entry in product.variants[0].attributes] == ["a"]
    with pytest.raises(InvalidInput) as caught:
        commerce.product(product_type="thing", variants=[{"attributes": [{"attribute": "select", "values": ["z"]}]}])
    assert caught.value.errors[0].path == ("variants", 0, "attributes", 0, "values", 0)
    with pytest.raises(errors.ProductTypeNotFound):
        commerce.product(product_type="nothing")
    with pytest.raises(InvalidInput):
        commerce.product(attributes=[{"attribute": "text", "text": "Oak"}])
    assert models.Product.objects.count() == 3


def test_a_new_type_keeps_what_fits_and_drops_the_rest_only_when_told(ctx: RequestContext, heard: Heard) -> None:
    everything(ctx)
    commerce.product_type("other", "text", "select")
    product = commerce.product(
        product_type="thing",
        attributes=[{"attribute": "text", "text": "Oak"}, {"attribute": "boolean", "boolean": True}],
        variants=[commerce.variant(attributes=[{"attribute": "select", "values": ["a"]}])],
    )
    heard.clear()

    with pytest.raises(errors.AttributesDoNotFit) as caught:
        assignments.set_product_type(ctx, product.id, SetProductTypeRequest(product_type="other"))
    with pytest.raises(errors.AttributesDoNotFit):
        catalog.update_product(ctx, product.id, UpdateProductRequest(product_type=None))
    # Of the variant, while the new type has it of the product.
    assert caught.value.params == {"attributes": "boolean, select"}
    assert (heard, products.get_product(ctx, product.id)) == ([], product)

    changed = assignments.set_product_type(
        ctx, product.id, SetProductTypeRequest(product_type="other", drop_values=True)
    )

    assert heard == [ProductUpdated(product_id=product.id, fields=("product_type", "attributes"))]
    assert changed.product_type == "other"
    assert [(entry.attribute, entry.text) for entry in changed.attributes] == [("text", "Oak")]
    assert changed.variants[0].attributes == ()


def test_type_and_attributes_change_in_one_request(ctx: RequestContext, heard: Heard) -> None:
    everything(ctx)
    product = commerce.product()
    heard.clear()

    data = {"product_type": "thing", "attributes": [{"attribute": "number", "number": 2.5}], "version": 1}
    changed = catalog.update_product(ctx, product.id, parse(UpdateProductRequest, data))

    assert (changed.product_type, changed.attributes[0].number) == ("thing", "2.5")
    assert heard == [ProductUpdated(product_id=product.id, fields=("product_type", "attributes"))]


def test_what_a_type_requires_is_there_before_a_product_is_shown(ctx: RequestContext, heard: Heard) -> None:
    everything(ctx)
    commerce.product_type("strict", "text", "prose", "select", variant=("select",), required=True)
    colours = {"key": "colour", "values": [{"key": "red"}, {"key": "blue"}]}
    variants = [
        commerce.variant(sku="R", options=[{"option": "colour", "value": "red"}]),
        commerce.variant(
            sku="B",
            options=[{"option": "colour", "value": "blue"}],
            attributes=[{"attribute": "select", "values": ["a"]}],
        ),
    ]
    product = commerce.product(product_type="strict", options=[colours], variants=variants)
    # A translation alone is not enough: others are made from the original.
    say(ctx, product.id, {"attribute": "prose", "texts": [{"locale": "ru", "text": "Тонко"}]})
    heard.clear()

    with pytest.raises(errors.NotPublishable) as caught:
        catalog.publish_product(ctx, product.id)

    assert caught.value.params == {"reason": "it lacks text, prose, select (of R)"}
    assert heard == []
    say(ctx, product.id, {"attribute": "prose", "texts": [{"locale": "en", "text": "Fine"}]})
    say(ctx, product.id, {"attribute": "text", "text": "Oak"})
    red = SetAttributesRequest(attributes=(AttributeInput(attribute="select", values=("b",)),))
    assignments.set_variant_attributes(ctx, product.variants[0].id, red)
    assert catalog.publish_product(ctx, product.id).status == "active"
