"""Columns of an import one by one: types, attributes, GTIN, pictures, prices of channels."""

from __future__ import annotations

import io
from uuid import UUID

import pytest
from PIL import Image

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.media.models import Asset
from rustok.media.services import assets
from rustok_commerce import models
from rustok_commerce.dto.channels import CreateChannelRequest
from rustok_commerce.dto.jobs import JobStatus, StartExportRequest, TableFormat
from rustok_commerce.dto.products import ProductResponse
from rustok_commerce.dto.taxes import CreateTaxClassRequest
from rustok_commerce.selectors.products import find_product
from rustok_commerce.services import channels, running, tax_classes
from tests.factories import commerce
from tests.rustok_commerce.conftest import Heard
from tests.rustok_commerce.test_imports import counts, refused, table, take_in

OUTLET = {"code": "outlet", "name": "Outlet", "currencies": ["USD", "EUR"]}


def found(ctx: RequestContext, handle: str) -> ProductResponse:
    product = find_product(ctx, handle)
    assert product is not None
    return product


def picture(ctx: RequestContext, colour: str, filename: str) -> UUID:
    file = io.BytesIO()
    Image.new("RGB", (8, 6), colour).save(file, "PNG")
    return assets.store_asset(ctx, file.getvalue(), filename=filename).id


def kinds_of_attributes() -> None:
    commerce.attribute(key="care")
    commerce.attribute(key="story", is_localized=True)
    commerce.attribute(key="power", type="number", unit="W")
    commerce.attribute(key="dimmable", type="boolean")
    commerce.attribute(key="material", type="select", values=[{"key": "oak"}, {"key": "steel"}])
    commerce.attribute(key="rooms", type="multi_select", values=[{"key": "hall"}, {"key": "bath"}, {"key": "attic"}])
    commerce.attribute(key="since", type="date")
    commerce.attribute(key="batch")
    keys = ("care", "story", "power", "dimmable", "material", "rooms", "since", "batch")
    commerce.product_type("lamp", *keys, variant=("batch",))
    commerce.product_type("bare")


ATTRIBUTES = table(
    (
        *("handle", "title", "type", "attribute:care", "attribute:story", "attribute:story:ru", "attribute:power"),
        *("attribute:dimmable", "attribute:material", "attribute:rooms", "attribute:since"),
        *("sku", "option:size", "variant_attribute:batch"),
    ),
    (
        *("lamp", "Lamp", "lamp", "Wipe", "", "История", "7.50", "yes", "oak", "attic|hall", "2024-02-29"),
        *("L-1", "small", "A1"),
    ),
    ("lamp", *[""] * 10, "L-2", "large", "A2"),
    ("plain", "Plain", *[""] * 9, "P", "", ""),
)


def test_a_type_and_attributes_of_every_kind_are_taken_in_once(ctx: RequestContext, heard: Heard) -> None:
    kinds_of_attributes()

    assert counts(take_in(ctx, ATTRIBUTES)) == (3, 0, 0, 0)

    lamp = found(ctx, "lamp")
    rows = models.AttributeAssignment.objects.filter(product_id=lamp.id).select_related("attribute", "value")
    said = {
        (
            row.attribute.key,
            row.locale,
            row.variant.sku if row.variant_id else None,
            row.value.key if row.value_id else None,
        ): row.text or row.number or row.flag or row.date
        for row in rows
    }
    assert lamp.product_type == "lamp"
    assert {key: str(value) for key, value in said.items() if value is not None} == {
        ("care", "", None, None): "Wipe",
        ("story", "ru", None, None): "История",
        ("power", "", None, None): "7.500000",
        ("dimmable", "", None, None): "True",
        ("since", "", None, None): "2024-02-29",
        ("batch", "", "L-1", None): "A1",
        ("batch", "", "L-2", None): "A2",
    }
    assert sorted(key[3] for key in said if key[3]) == ["attic", "hall", "oak"]
    assert found(ctx, "plain").product_type is None
    heard.clear()
    assert counts(take_in(ctx, ATTRIBUTES)) == (0, 0, 3, 0)
    assert heard == []


def test_attributes_are_changed_cleared_and_left_as_they_are(ctx: RequestContext, heard: Heard) -> None:
    kinds_of_attributes()
    take_in(ctx, ATTRIBUTES)
    heard.clear()
    content = table(
        ("handle", "attribute:care", "attribute:story:en", "attribute:power", "attribute:rooms", "attribute:dimmable"),
        ("lamp", "[empty]", "Story", "8", "", "no"),
    )

    assert counts(take_in(ctx, content)) == (0, 1, 0, 0)

    rows = models.AttributeAssignment.objects.filter(product_id=found(ctx, "lamp").id, variant=None)
    said = {(row.attribute.key, row.locale): row for row in rows.select_related("attribute")}
    assert ("care", "") not in said
    assert (said["story", "en"].text, said["story", "ru"].text) == ("Story", "История")
    assert (said["power", ""].number, said["dimmable", ""].flag) == (8, False)
    assert rows.filter(attribute__key="rooms").count() == 2
    assert [event.type for event in heard] == ["product.updated"]
    heard.clear()
    assert counts(take_in(ctx, content)) == (0, 0, 1, 0)
    assert heard == []


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("type", "boat", "commerce.product_type.not_found"),
        ("attribute:power", "much", "input.invalid_number"),
        ("attribute:dimmable", "maybe", "commerce.import.bool_parsing"),
        ("attribute:material", "gold", "input.unknown_value"),
        ("attribute:rooms", "hall|cellar", "input.unknown_value"),
        ("attribute:since", "2023-02-29", "input.date_parsing"),
        ("attribute:batch", "A3", "input.wrong_scope"),
        ("variant_attribute:care", "Wipe", "input.wrong_scope"),
        ("gtin", "4006381333932", "input.invalid_check_digit"),
        ("gtin", "40063813339AB", "input.string_pattern_mismatch"),
        ("media", "nothing.png", "commerce.import.unknown_picture"),
        ("media", "twice.png", "commerce.import.ambiguous_picture"),
        ("price:USD@outlet", "1.234", "commerce.import.decimal_places"),
        ("compare_at:USD@outlet", "5", "commerce.import.no_price"),
    ],
)
def test_a_cell_that_does_not_fit_its_column_is_refused_by_name(
    ctx: RequestContext, column: str, cell: str, code: str
) -> None:
    kinds_of_attributes()
    channels.create_channel(ctx, parse(CreateChannelRequest, OUTLET))
    picture(ctx, "red", "twice.png")
    picture(ctx, "blue", "twice.png")
    header = ["handle", "title", *(["type"] if column != "type" else []), "sku", column]
    row = ["lamp", "Lamp", *(["lamp"] if column != "type" else []), "L", cell]

    job = take_in(ctx, table(header, row))

    assert counts(job) == (0, 0, 0, 1)
    assert refused(ctx, job) == [(2, column, code)]
    assert not models.Product.objects.exists()


def test_a_type_that_would_drop_values_is_refused_and_changes_nothing(ctx: RequestContext) -> None:
    kinds_of_attributes()
    take_in(ctx, ATTRIBUTES)

    job = take_in(ctx, table(("handle", "type", "title"), ("lamp", "bare", "New"), ("plain", "bare", "")))

    assert counts(job) == (0, 1, 0, 1)
    assert refused(ctx, job) == [(2, "type", "commerce.product.attributes_do_not_fit")]
    assert (found(ctx, "lamp").product_type, found(ctx, "lamp").title) == ("lamp", "Lamp")
    assert found(ctx, "plain").product_type == "bare"


def test_a_gtin_is_set_changed_and_cleared(ctx: RequestContext, heard: Heard) -> None:
    assert counts(take_in(ctx, table(("handle", "title", "sku", "gtin"), ("a", "A", "A", "4006381333931")))) == (
        *(1, 0, 0),
        0,
    )
    assert found(ctx, "a").variants[0].gtin == "4006381333931"
    heard.clear()
    same = table(("sku", "gtin"), ("A", "4006381333931"))
    assert counts(take_in(ctx, same)) == (0, 0, 1, 0)
    assert heard == []

    assert counts(take_in(ctx, table(("sku", "gtin"), ("A", "[empty]")))) == (0, 1, 0, 0)

    assert found(ctx, "a").variants[0].gtin is None


def test_pictures_are_named_by_their_files_in_order(ctx: RequestContext, heard: Heard) -> None:
    front, back = picture(ctx, "red", "front.png"), picture(ctx, "blue", "back.png")
    twin = picture(ctx, "green", "back.png")
    sha = assets_sha(twin)
    content = table(("handle", "title", "sku", "media"), ("lamp", "Lamp", "L", f"front.png|{sha}"))

    assert counts(take_in(ctx, content)) == (1, 0, 0, 0)

    assert [entry.asset_id for entry in found(ctx, "lamp").media] == [front, twin]
    heard.clear()
    assert counts(take_in(ctx, content)) == (0, 0, 1, 0)
    assert heard == []
    assert counts(take_in(ctx, table(("handle", "media"), ("lamp", f"{assets_sha(back)}|front.png")))) == (0, 1, 0, 0)
    assert [entry.asset_id for entry in found(ctx, "lamp").media] == [back, front]
    assert counts(take_in(ctx, table(("handle", "media"), ("lamp", "[empty]")))) == (0, 1, 0, 0)
    assert found(ctx, "lamp").media == ()


def assets_sha(asset_id: UUID) -> str:
    return str(Asset.objects.get(id=asset_id).sha256)


def test_a_price_of_a_channel_stands_beside_the_plain_one(ctx: RequestContext, heard: Heard) -> None:
    outlet = channels.create_channel(ctx, parse(CreateChannelRequest, OUTLET))
    content = table(
        ("handle", "title", "sku", "price:USD", "price:USD@outlet", "compare_at:USD@outlet"),
        ("lamp", "Lamp", "L", "10", "8", "9.50"),
        ("only", "Only", "O", "", "7", ""),
    )

    assert counts(take_in(ctx, content)) == (2, 0, 0, 0)

    def prices(handle: str) -> list[tuple[UUID | None, int, int | None]]:
        rows = models.Price.objects.filter(variant__product__handle=handle)
        return sorted(rows.values_list("channel_id", "amount", "compare_at"), key=lambda row: row[1])

    assert prices("lamp") == [(outlet.id, 800, 950), (None, 1000, None)]
    assert prices("only") == [(outlet.id, 700, None)]
    heard.clear()
    assert counts(take_in(ctx, content)) == (0, 0, 2, 0)
    assert heard == []
    change = table(("sku", "price:USD@outlet", "compare_at:USD@outlet"), ("L", "6", ""), ("O", "[empty]", ""))
    assert counts(take_in(ctx, change)) == (0, 2, 0, 0)
    assert prices("lamp") == [(outlet.id, 600, 950), (None, 1000, None)]
    assert prices("only") == []
    assert models.PriceChange.objects.filter(channel_id=outlet.id).count() == 4


def test_everything_comes_back_from_an_export_without_a_change(ctx: RequestContext, heard: Heard) -> None:
    kinds_of_attributes()
    channels.create_channel(ctx, parse(CreateChannelRequest, OUTLET))
    picture(ctx, "red", "front.png")
    take_in(ctx, ATTRIBUTES)
    take_in(ctx, table(("sku", "gtin", "price:USD@outlet"), ("L-1", "4006381333931", "5")))
    take_in(ctx, table(("handle", "media"), ("plain", "front.png")))
    heard.clear()

    job = running.start_export(ctx, StartExportRequest())
    content = running.result_of(ctx, job.id)[1]

    assert job.status is JobStatus.FINISHED
    header = content.decode("utf-8-sig").splitlines()[0].split(",")
    wanted = {"type", "gtin", "media", "price:USD@outlet", "attribute:power", "variant_attribute:batch"}
    assert wanted <= set(header)
    assert counts(take_in(ctx, content)) == (0, 0, 3, 0)
    assert heard == []


def test_a_row_without_a_handle_or_a_sku_is_refused_since_it_would_be_made_again(ctx: RequestContext) -> None:
    job = take_in(ctx, table(("handle", "title", "price:USD"), ("", "Lamp", "5"), ("tent", "Tent", "5")))

    assert counts(job) == (1, 0, 0, 1)
    assert refused(ctx, job) == [(2, "handle", "commerce.import.missing")]


def test_a_tax_class_is_set_changed_cleared_and_comes_back(ctx: RequestContext, heard: Heard) -> None:
    for code in ("books", "food"):
        tax_classes.create_tax_class(ctx, parse(CreateTaxClassRequest, {"code": code, "name": code.title()}))
    header = ("handle", "title", "tax_class", "sku")
    assert counts(take_in(ctx, table(header, ("a", "A", "books", "A"), ("b", "B", "", "B")))) == (2, 0, 0, 0)
    assert (found(ctx, "a").tax_class, found(ctx, "b").tax_class) == ("books", None)
    heard.clear()
    content = running.result_of(ctx, running.start_export(ctx, StartExportRequest(format=TableFormat.CSV)).id)[1]
    assert b",tax_class," in content
    assert counts(take_in(ctx, content)) == (0, 0, 2, 0)
    assert heard == []

    assert counts(take_in(ctx, table(header, ("a", "A", "[empty]", "A"), ("b", "B", "food", "B")))) == (0, 2, 0, 0)
    assert (found(ctx, "a").tax_class, found(ctx, "b").tax_class) == (None, "food")
    job = take_in(ctx, table(header, ("b", "B", "luxury", "B")))
    assert refused(ctx, job) == [(2, "tax_class", "commerce.tax_class.not_found")]
    assert found(ctx, "b").tax_class == "food"
