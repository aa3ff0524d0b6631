"""The pages beside a product's form: what they send are commands, all or none."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from PIL import Image

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.events.catalog.commerce import (
    InventoryUpdated,
    PriceUpdated,
    ProductUpdated,
    VariantDeleted,
    VariantUpdated,
)
from rustok.ids import generate_id
from rustok.media.services.assets import store_asset
from rustok_commerce import models
from rustok_commerce.dto.inventory import CreateStockLocationRequest, MovementReason
from rustok_commerce.selectors import products
from rustok_commerce.services import inventory
from tests.factories import commerce
from tests.rustok_commerce.admin.operator import page, values
from tests.rustok_commerce.conftest import Heard

TABS = ("pictures", "variants", "attributes", "prices", "stock", "sales", "sellability")


def picture(colour: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (8, 6), colour).save(file, "PNG")
    return file.getvalue()


def rows(client: Client, url: str) -> dict[str, Any]:
    """Return what a browser would send of a grid that nobody touched."""
    answer = client.get(url)
    data = values([row["form"] for row in answer.context["rows"]])
    for row in answer.context["rows"]:
        for field in row["form"]:
            if field.field.show_hidden_initial:
                shown = field.value()
                data[field.html_initial_name] = "" if shown is None else shown
    return data


def told(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.parametrize("tab", TABS)
def test_pages_open_and_lead_to_each_other(admin: Client, tab: str) -> None:
    product = commerce.coloured_product()
    bare = commerce.product(variants=[])

    content = told(admin.get(page(product.id, tab)))

    for other in TABS:
        assert page(product.id, other) in content
    assert admin.get(page(bare.id, tab)).status_code == 200
    assert admin.get(page(generate_id(), tab)).status_code == 404
    assert admin.get(page("nonsense", tab)).status_code == 404


def test_variants_are_changed_in_the_matrix(admin: Client, heard: Heard) -> None:
    product = commerce.coloured_product()
    red, blue = product.variants
    heard.clear()
    data = {**rows(admin, page(product.id, "variants")), "form": "matrix"}

    answer = admin.post(page(product.id, "variants"), {**data, f"{red.id.hex}-sku": "RED", f"{red.id.hex}-weight": "5"})
    assert answer.status_code == 302
    assert heard.take() == [VariantUpdated(product_id=product.id, variant_id=red.id)]

    stale = admin.post(page(product.id, "variants"), {**data, f"{red.id.hex}-sku": "OTHER"})
    assert "at version 2" in told(stale)
    data = {**rows(admin, page(product.id, "variants")), "form": "matrix"}
    taken = admin.post(page(product.id, "variants"), {**data, f"{red.id.hex}-weight": "6", f"{blue.id.hex}-sku": "RED"})
    assert taken.status_code == 200
    assert "RED" in told(taken)
    heard.clear()
    variant = models.Variant.objects.get(pk=red.id)
    assert (variant.sku, variant.weight) == ("RED", 5)

    admin.post(page(product.id, "variants"), {**data, f"{blue.id.hex}-remove": "on"})
    assert heard == [VariantDeleted(product_id=product.id, variant_id=blue.id)]


def test_options_are_named_added_and_removed(admin: Client, heard: Heard) -> None:
    product = commerce.coloured_product()
    heard.clear()
    url = page(product.id, "variants")

    def options() -> dict[str, Any]:
        context = admin.get(url).context
        forms = [context["version"], context["options"].new]
        for group in context["options"].groups():
            forms += [group["form"], *group["values"]]
        return {**values(forms), "form": "options"}

    colour = models.ProductOption.objects.get()
    red, blue = models.ProductOptionValue.objects.order_by("position")
    data = options()
    data |= {f"{red.pk.hex}-position": "2", f"{blue.pk.hex}-position": "1", f"{blue.pk.hex}-name__ru": "Синий"}
    data |= {f"{colour.pk.hex}-added": "Green, Зелёный", "new-name": "Size", "new-added": "S, M"}
    refused = admin.post(url, data)
    assert refused.status_code == 302

    assert heard.take() == [ProductUpdated(product_id=product.id, fields=("options",))]
    changed = products.get_product(commerce.system(locale="ru"), product.id)
    assert [(o.key, [v.key for v in o.values]) for o in changed.options] == [
        ("colour", ["blue", "red", "green", "zelenyi"]),
        ("size", ["s", "m"]),
    ]
    assert changed.options[0].values[0].name == "Синий"

    again = options()
    kept = admin.post(url, {**again, f"{red.pk.hex}-remove": "on"})
    assert kept.status_code == 200
    half = admin.post(url, {**again, "new-name": "Weight", "new-added": ""})
    assert "at least one value" in told(half)
    old = admin.post(url, {**data, "new-name": "", "new-added": ""})
    assert "Somebody else has saved this meanwhile" in told(old)
    assert heard == []


def test_missing_variants_are_shown_and_made(admin: Client, heard: Heard) -> None:
    sizes = [{"key": "size", "values": [{"key": "s"}, {"key": "m"}, {"key": "l"}]}]
    first = commerce.variant(options=[{"option": "size", "value": "s"}])
    product = commerce.product(options=sizes, variants=[first])
    heard.clear()
    url = page(product.id, "variants")

    asked = {"form": "generate", "_preview": "1", "value__size": ["m"], "sku_pattern": "L-{size}"}
    preview = admin.post(url, asked).context["preview"]
    assert [(entry.title, entry.sku) for entry in preview["variants"]] == [("m", "L-m")]
    assert models.Variant.objects.count() == 1
    wrong = admin.post(url, {"form": "generate", "sku_pattern": "{colour}"})
    assert "It may name" in told(wrong)
    assert admin.post(url, {"form": "generate", "value__size": ["m"], "sku_pattern": "L-{size}"}).status_code == 302

    assert heard == [ProductUpdated(product_id=product.id, fields=("variants",))]
    assert set(models.Variant.objects.values_list("combination", "sku")) == {
        ("size=s", first["sku"]),
        ("size=m", "L-m"),
    }


def test_one_variant_is_added(admin: Client) -> None:
    product = commerce.product(variants=[])
    url = page(product.id, "variants")

    assert admin.post(url, {"form": "one", "one-sku": "L-1"}).status_code == 302
    refused = admin.post(url, {"form": "one", "one-sku": "L-1"})

    assert "L-1" in told(refused)
    assert refused.status_code == 200
    assert models.Variant.objects.count() == 1


def test_prices_are_set_and_removed(admin: Client, heard: Heard) -> None:
    product = commerce.coloured_product()
    red, _blue = product.variants
    heard.clear()
    url = page(product.id, "prices")
    data = rows(admin, url)
    own = {"product_id": product.id, "variant_id": red.id}

    changes = {f"{red.id.hex}-USD": "15.50", f"{red.id.hex}-USD_was": "19.99", f"{red.id.hex}-EUR": ""}
    assert admin.post(url, {**data, **changes}).status_code == 302

    assert {event for event in heard.take() if isinstance(event, PriceUpdated)} == {
        PriceUpdated(**own, currency="USD"),
        PriceUpdated(**own, currency="EUR"),
    }
    changed = products.get_product(commerce.system(), product.id)
    assert [(p.currency, p.amount, p.compare_at) for p in changed.variants[0].prices] == [("USD", 1550, 1999)]

    meanwhile = admin.post(url, {**data, f"{red.id.hex}-USD": "1.00"})
    assert "another price by now" in told(meanwhile)
    low = admin.post(url, {**rows(admin, url), f"{red.id.hex}-USD": "25.00"})
    assert low.status_code == 200
    nonsense = admin.post(url, {**rows(admin, url), f"{red.id.hex}-USD": "1", f"initial-{red.id.hex}-USD": "x"})
    assert nonsense.status_code == 200
    assert heard == []
    assert products.get_product(commerce.system(), product.id) == changed
    page_ = admin.get(url)
    assert {row["price"] for row in page_.context["history"]} >= {"removed", "$15.50"}


def test_prices_of_a_channel_a_list_and_a_quantity_stand_apart(admin: Client, ctx: RequestContext) -> None:
    product = commerce.product()
    (variant,) = product.variants
    web = models.Channel.objects.create(code="web", name="Web", currencies=["USD"], is_default=True)
    sale = models.PriceList.objects.create(code="sale", name="Sale", kind="sale")
    url = page(product.id, "prices")
    places = (f"channel={web.pk}", f"list={sale.pk}", "quantity=10", f"channel={web.pk}&list={sale.pk}&quantity=5")

    for number, query in enumerate(places, start=1):
        data = rows(admin, f"{url}?{query}")
        assert f"{variant.id.hex}-USD" not in data
        answer = admin.post(f"{url}?{query}", {**data, f"{variant.id.hex}-USD": str(number)})
        assert answer.status_code == 302
        assert "=" in answer["Location"]

    found = models.Price.objects.filter(currency="USD").order_by("amount")
    assert list(found.values_list("amount", "channel_id", "price_list_id", "min_quantity")) == [
        (100, web.pk, None, 1),
        (200, None, sale.pk, 1),
        (300, None, None, 10),
        (400, web.pk, sale.pk, 5),
        (1999, None, None, 1),
    ]
    overview = [(r["list"], r["channel"], r["quantity"]) for r in admin.get(url).context["others"]]
    assert overview == [
        ("usual price", "Web", 1),
        ("usual price", "all channels", 1),
        ("usual price", "all channels", 10),
        ("Sale", "Web", 5),
        ("Sale", "all channels", 1),
    ]
    assert admin.get(f"{url}?channel=x&list={generate_id()}&quantity=-1").status_code == 200


def test_type_and_attributes_are_said(admin: Client, heard: Heard) -> None:
    product = commerce.coloured_product()
    red, _ = product.variants
    kind = models.ProductType.objects.create(key="lamp", names={"en": "Lamp"})
    made = {}
    for key, type_, scope, extra in (
        ("material", "select", "product", {}),
        ("power", "number", "product", {"unit": "W"}),
        ("care", "text", "product", {"is_localized": True}),
        ("outdoor", "boolean", "product", {}),
        ("since", "date", "product", {}),
        ("bulbs", "multi_select", "variant", {}),
    ):
        made[key] = models.Attribute.objects.create(key=key, names={"en": key.title()}, type=type_, **extra)
        models.ProductTypeAttribute.objects.create(product_type=kind, attribute=made[key], scope=scope)
    for attribute, value in (("material", "brass"), ("material", "wood"), ("bulbs", "e14"), ("bulbs", "e27")):
        models.AttributeValue.objects.create(attribute=made[attribute], key=value)
    url = page(product.id, "attributes")
    heard.clear()

    def all_values() -> dict[str, Any]:
        context = admin.get(url).context
        return {**values([context["own"], *(row["form"] for row in context["rows"])]), "form": "attributes"}

    first = values([admin.get(url).context["type"]])
    assert admin.post(url, {**first, "form": "type", "product_type": "lamp"}).status_code == 302
    stale = admin.post(url, {**first, "form": "type", "product_type": ""})
    assert "Somebody else has saved this meanwhile" in told(stale)
    said = {
        "product-material": "brass",
        "product-power": "7.5",
        "product-care__en": "Wipe",
        "product-care__ru": "Протирать",
        "product-outdoor": "no",
        "product-since": "2026-01-31",
        f"{red.id.hex}-bulbs": ["e14", "e27"],
    }
    assert admin.post(url, {**all_values(), **said}).status_code == 302

    shown = products.get_product(commerce.system(), product.id)
    attributes = {entry.attribute: entry for entry in shown.attributes}
    assert shown.product_type == "lamp"
    assert [value.key for value in attributes["material"].values] == ["brass"]
    assert attributes["power"].number == "7.5"
    assert {text.locale: text.text for text in attributes["care"].texts} == {"en": "Wipe", "ru": "Протирать"}
    assert attributes["outdoor"].boolean is False
    assert str(attributes["since"].date) == "2026-01-31"
    assert [value.key for value in shown.variants[0].attributes[0].values] == ["e14", "e27"]

    heard.clear()
    assert admin.post(url, all_values()).status_code == 302
    assert heard == []
    assert admin.post(url, {**all_values(), "product-power": "", "product-care__ru": ""}).status_code == 302
    after = {entry.attribute for entry in products.get_product(commerce.system(), product.id).attributes}
    assert after == {"material", "care", "outdoor", "since"}


def test_channels_and_schedule_are_set(admin: Client, heard: Heard) -> None:
    product = commerce.product()
    web, app = (
        models.Channel.objects.create(code=code, name=code.title(), currencies=["USD"], is_default=code == "web")
        for code in ("web", "app")
    )
    url = page(product.id, "sales")

    def all_values() -> dict[str, Any]:
        return values([row["form"] for row in admin.get(url).context["rows"]])

    terms = {f"{app.pk.hex}-is_available": "", f"{web.pk.hex}-available_until": "2030-01-01T10:00"}
    assert admin.post(url, {**all_values(), "form": "channels", **terms}).status_code == 302
    links = models.ProductChannel.objects.order_by("channel__code")
    assert [(row.channel_id, row.is_available, row.available_until is not None) for row in links] == [
        (app.pk, False, False),
        (web.pk, True, True),
    ]
    heard.clear()
    assert admin.post(url, {**all_values(), "form": "channels"}).status_code == 302
    assert heard == []

    plan = values([admin.get(url).context["schedule"]])
    past = admin.post(url, {**plan, "form": "schedule", "publish_at": "2001-01-01T10:00"})
    assert past.status_code == 200
    assert heard.take() == []
    answer = admin.post(url, {**plan, "form": "schedule", "publish_at": "2031-01-01T10:00"})
    assert answer.status_code == 302
    stored = models.Product.objects.get()
    assert stored.publish_at is not None
    assert stored.publish_at.year == 2031
    assert admin.post(url, {"form": "publish"}).status_code == 302
    assert admin.post(url, {"form": "unpublish"}).status_code == 302
    assert models.Product.objects.get().status == "draft"


def test_stock_is_counted_and_adjusted_by_location(admin: Client, heard: Heard, ctx: RequestContext) -> None:
    product = commerce.coloured_product()
    red, blue = product.variants
    shop = inventory.create_location(ctx, parse(CreateStockLocationRequest, {"code": "shop", "name": "Shop"}))
    main = models.StockLocation.objects.get(is_default=True)
    heard.clear()
    url = page(product.id, "stock")
    data = {**rows(admin, url), "form": "grid", "reason": "count", "note": "Inventory"}

    changes = {f"{blue.id.hex}-{main.pk.hex}": "7", f"{red.id.hex}-{shop.id.hex}": "2"}
    assert admin.post(url, {**data, **changes}).status_code == 302

    assert [(e.variant_id, e.location_id, e.delta) for e in heard.take() if isinstance(e, InventoryUpdated)] == [
        (red.id, shop.id, 2),
        (blue.id, main.pk, 7),
    ]
    movement = models.StockMovement.objects.order_by("-id").first()
    assert movement is not None
    assert (movement.reason, movement.note) == (MovementReason.COUNT, "Inventory")
    old = admin.post(url, {**data, f"{blue.id.hex}-{main.pk.hex}": "9"})
    assert "There are 7 now" in told(old)

    adjust = {"form": "grid", "reason": "loss", f"{red.id.hex}-{main.pk.hex}": "-3"}
    assert admin.post(f"{url}?mode=adjust", adjust).status_code == 302
    short = admin.post(f"{url}?mode=adjust", {**adjust, f"{red.id.hex}-{main.pk.hex}": "-30"})
    assert short.status_code == 200
    assert [e.delta for e in heard if isinstance(e, InventoryUpdated)] == [-3]
    assert models.StockLevel.objects.get(variant_id=red.id, location=main).on_hand == 7


def test_stock_movements_say_what_where_why_and_by_whom(admin: Client, ctx: RequestContext) -> None:
    product = commerce.product(variants=[commerce.variant(sku="LAMP-1", stock=4)])
    models.StockLocation.objects.update(name="Old mill")
    main = models.StockLocation.objects.get()
    form = {"form": "grid", "reason": "loss", "note": "Broken", f"{product.variants[0].id.hex}-{main.pk.hex}": "-1"}
    assert admin.post(f"{page(product.id, 'stock')}?mode=adjust", form).status_code == 302

    answer = admin.get("/admin/rustok_commerce/stockmovement/")

    shown = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", told(answer)))
    for heading in ("Time", "SKU", "Location", "Change", "On hand afterwards", "Reason", "Note", "By"):
        assert f" {heading} " in shown
    assert "LAMP-1 Old mill -1 3 Loss Broken admin@example.com" in shown
    assert "LAMP-1 Old mill +4 4 Initial — system" in shown
    row = models.StockMovement.objects.order_by("id")[1]
    assert "admin@example.com" in told(admin.get(f"/admin/rustok_commerce/stockmovement/{row.pk}/change/"))
    places = told(admin.get("/admin/rustok_commerce/stocklocation/"))
    assert "Is default" not in places
    assert "Old mill" in places


def test_pictures_are_uploaded_picked_ordered_and_taken_away(
    admin: Client, heard: Heard, ctx: RequestContext, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    product = commerce.product()
    library = store_asset(ctx, picture("green"), filename="green.png")
    url = page(product.id, "pictures")
    heard.clear()

    def strip() -> dict[str, Any]:
        context = admin.get(url).context
        return values([context["strip"], *(tile["form"] for tile in context["tiles"])])

    def order() -> list[Any]:
        found = models.ProductMedia.objects.filter(product_id=product.id)
        return list(found.order_by("position").values_list("asset_id", flat=True))

    files = [SimpleUploadedFile(f"{c}.png", picture(c), "image/png") for c in ("red", "blue")]
    assert admin.post(url, {**strip(), "upload": files, "pick": [str(library.id)]}).status_code == 302
    green, red, blue = order()
    assert green == library.id
    assert ProductUpdated(product_id=product.id, fields=("media",)) in heard.take()

    stale = strip()
    admin.post(url, {**stale, "move": f"left:{blue}", f"{red.hex}-alt__en": "A lamp"})
    assert order() == [green, blue, red]
    assert models.ProductMedia.objects.get(asset_id=red).alts == {"en": "A lamp"}
    refused = admin.post(url, {**stale, f"{red.hex}-remove": "on"})
    assert "Somebody else has saved this meanwhile" in told(refused)
    admin.post(url, {**strip(), f"{blue.hex}-remove": "on", f"{red.hex}-position": "1", f"{green.hex}-position": "2"})
    assert order() == [red, green]

    bad = SimpleUploadedFile("x.png", b"no picture", "image/png")
    heard.clear()
    answer = admin.post(url, {**strip(), "upload": [bad], f"{red.hex}-remove": "on"})
    assert answer.status_code == 200
    assert order() == [red, green]
    assert heard == []


def test_many_variants_are_shown_by_the_page_at_the_same_cost(admin: Client) -> None:
    def product(count: int) -> Any:
        values_ = [{"key": f"v{n}"} for n in range(count)]
        many = [
            {"options": [{"option": "size", "value": f"v{n}"}], "prices": [{"currency": "USD", "amount": 100}]}
            for n in range(count)
        ]
        return commerce.product(options=[{"key": "size", "values": values_}], variants=many)

    few, many = product(2), product(100)

    def statements(url: str) -> int:
        seen: list[str] = []

        def note(execute: Any, sql: str, *rest: Any) -> Any:
            seen.append(sql)
            return execute(sql, *rest)

        # Not the log of statements: a test's transaction asks anew for what is cached of the tenant, often.
        with connection.execute_wrapper(note):
            assert admin.get(url).status_code == 200
        return sum('"commerce_' in sql for sql in seen)

    for tab in ("change", *TABS):
        cost = statements(page(many.id, tab))
        assert cost == statements(page(few.id, tab))
        assert cost <= 45
    second = admin.get(f"{page(many.id, 'prices')}?p=2")
    assert [row["title"] for row in second.context["rows"]] == [f"v{n}" for n in range(50, 100)]
    found = admin.get(f"{page(many.id, 'prices')}?q=v77")
    assert [row["title"] for row in found.context["rows"]] == ["v77"]


def test_a_page_of_the_matrix_is_saved_at_the_same_cost(admin: Client, heard: Heard) -> None:
    def saved(count: int) -> int:
        product = commerce.product(variants=[])
        models.Variant.objects.bulk_create(
            models.Variant(product_id=product.id, sku=f"{product.handle}-{n}", combination=f"n={n}", position=n)
            for n in range(count)
        )
        url = page(product.id, "variants")
        data = {**rows(admin, url), "form": "matrix"}
        shown = admin.get(url).context["rows"]
        data |= {f"{row['variant'].pk.hex}-weight": "7" for row in shown}
        data[f"{shown[0]['variant'].pk.hex}-remove"] = "on"
        heard.clear()
        seen: list[str] = []

        def note(execute: Any, sql: str, *rest: Any) -> Any:
            seen.append(sql)
            return execute(sql, *rest)

        with connection.execute_wrapper(note):
            assert admin.post(url, data).status_code == 302
        assert heard == [ProductUpdated(product_id=product.id, fields=("variants",))]
        assert models.Variant.objects.filter(product_id=product.id, weight=7).count() == len(shown) - 1
        return sum('"commerce_' in sql for sql in seen)

    assert saved(500) == saved(3) <= 40


def test_names_of_options_outlive_their_language(admin: Client) -> None:
    product = commerce.coloured_product()
    url = page(product.id, "variants")
    red = models.ProductOptionValue.objects.order_by("position")[0]
    colour = models.ProductOption.objects.get()
    for row in (red, colour):
        row.names = {**row.names, "fr": "Rouge"}
        row.save()
    context = admin.get(url).context
    forms = [context["version"], context["options"].new]
    for group in context["options"].groups():
        forms += [group["form"], *group["values"]]
    data = {**values(forms), "form": "options", f"{red.pk.hex}-name__en": "Crimson"}

    assert admin.post(url, data).status_code == 302

    red.refresh_from_db()
    colour.refresh_from_db()
    assert (red.names["en"], red.names["fr"], colour.names["fr"]) == ("Crimson", "Rouge", "Rouge")
