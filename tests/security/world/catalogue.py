"""What a shop offers: products with all that is about them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.ids import to_ulid
from rustok_commerce.dto.attributes import CreateAttributeRequest, CreateProductTypeRequest
from rustok_commerce.dto.categories import CreateCategoryRequest
from rustok_commerce.dto.channels import CreateChannelRequest, SetProductChannelsRequest
from rustok_commerce.dto.collections import CreateCollectionRequest
from rustok_commerce.dto.inventory import CreateStockLocationRequest
from rustok_commerce.dto.jobs import JobStatus, StartImportRequest
from rustok_commerce.dto.prices import CreatePriceListRequest, SetPricesRequest
from rustok_commerce.dto.products import CreateProductRequest
from rustok_commerce.models import (
    Job,
)
from rustok_commerce.services import (
    attributes,
    catalog,
    channels,
    inventory,
    price_lists,
    pricing,
    product_types,
    running,
)
from rustok_commerce.services import categories as product_categories
from rustok_commerce.services import collections as product_collections
from tests.security.world.seeds import World


def add_shop(world: World, ctx: RequestContext) -> None:
    def category(name: str) -> UUID:
        data = {"name": f"{name} {world.mark}", "slug": f"{world.mark}-{name}", "description": f"About {world.mark}"}
        return product_categories.create_category(ctx, parse(CreateCategoryRequest, data)).id

    world.ids["category"] = (category("loose"), category("filled"))
    world.texts["category"] = f"{world.mark}-filled"

    def location(code: str) -> UUID:
        data = {"code": f"{world.mark}-{code}", "name": f"Place {world.mark}"}
        return inventory.create_location(ctx, parse(CreateStockLocationRequest, data)).id

    def channel(code: str) -> UUID:
        data = {"code": code, "name": f"Channel {world.mark}", "currencies": ["USD", "EUR"]}
        return channels.create_channel(ctx, parse(CreateChannelRequest, data)).id

    channel("default")
    world.ids["channel"] = (channel(f"{world.mark}-spare"), channel(f"{world.mark}-second"))

    def price_list(code: str) -> UUID:
        data = {"code": f"{world.mark}-{code}", "name": f"List {world.mark}"}
        return price_lists.create_price_list(ctx, parse(CreatePriceListRequest, data)).id

    world.ids["price_list"] = (price_list("spare"), price_list("second"))
    main = inventory.default_location().id
    world.ids["main_location"] = (main, main)
    world.ids["location"] = (location("spare"), location("second"))

    def attribute(name: str, kind: str) -> UUID:
        data = {
            "key": f"{world.mark}-{name}",
            "type": kind,
            "names": [{"locale": "en", "value": f"{name} {world.mark}"}],
            "values": [{"key": "oak", "names": [{"locale": "en", "value": f"Oak {world.mark}"}]}]
            if kind == "select"
            else [],
            "is_filterable": kind != "text",
            "is_searchable": True,
        }
        return attributes.create_attribute(ctx, parse(CreateAttributeRequest, data)).id

    def product_type(name: str, *keys: str) -> UUID:
        data = {
            "key": f"{world.mark}-{name}",
            "names": [{"locale": "en", "value": f"Type {world.mark}"}],
            "attributes": [
                {"attribute": f"{world.mark}-{key}", "scope": "variant" if key == "fits" else "product"} for key in keys
            ],
        }
        return product_types.create_product_type(ctx, parse(CreateProductTypeRequest, data)).id

    world.ids["attribute"] = (attribute("loose", "text"), attribute("wood", "select"))
    attribute("goes-with", "reference")
    attribute("fits", "reference")
    world.ids["product_type"] = (product_type("empty"), product_type("chair", "wood", "goes-with", "fits"))
    world.texts.update(
        product_type=f"{world.mark}-chair",
        product_attribute=f"{world.mark}-goes-with",
        variant_attribute=f"{world.mark}-fits",
    )

    def product(name: str) -> Any:
        colours = [
            {"key": key, "names": [{"locale": "en", "value": f"{key} {world.mark}"}]}
            for key in ("red", "blue", "green")
        ]
        data = {
            "title": f"{name} {world.mark}",
            "handle": f"{world.mark}-{name}",
            "subtitle": f"Subtitle {world.mark}",
            "description": f"Description {world.mark}",
            "meta_title": f"Meta {world.mark}",
            "meta_description": f"Meta {world.mark}",
            "tags": [f"tag {world.mark}"],
            "product_type": f"{world.mark}-chair",
            "attributes": [{"attribute": f"{world.mark}-wood", "values": ["oak"]}],
            "metadata": {"note": world.mark},
            "category_ids": [str(world.ids["category"][1])],
            "translations": [{"locale": "ru", "title": f"{name} {world.mark} ru"}],
            "options": [
                {
                    "key": "colour",
                    "names": [{"locale": "en", "value": f"Colour {world.mark}"}],
                    "values": colours,
                }
            ],
            "variants": [
                {
                    "title": f"Variant {world.mark} {colour}",
                    "titles": [{"locale": "ru", "value": f"Variant {world.mark} {colour} ru"}],
                    "sku": f"{world.mark}-{name}-{colour}",
                    "barcode": f"{world.mark}-{name}-{colour}",
                    "options": [{"option": "colour", "value": colour}],
                    "metadata": {"note": world.mark},
                    "prices": [{"currency": "USD", "amount": 1999}, {"currency": "EUR", "amount": 1799}],
                    "stock": 10,
                }
                for colour in ("red", "blue")
            ],
            "media": [
                {
                    "asset_id": str(world.ids["asset"][1]),
                    "alts": [{"locale": "en", "value": f"Alt {world.mark}"}],
                }
            ],
        }
        return catalog.publish_product(ctx, catalog.create_product(ctx, parse(CreateProductRequest, data)).id)

    first, second = product("first"), product("second")
    world.ids["product"] = (first.id, second.id)
    offer = {"channels": [{"channel_id": to_ulid(world.ids["channel"][1])}]}
    channels.set_product_channels(ctx, world.ids["product"][1], parse(SetProductChannelsRequest, offer))
    # Prices of a channel and of a list, for those who remove them.
    elsewhere = [{f"{kind}_id": to_ulid(key)} for kind in ("channel", "price_list") for key in world.ids[kind]]
    grid = [
        {"variant_id": to_ulid(variant.id), "currency": currency, "amount": 1500, **place}
        for variant in first.variants
        for currency in ("USD", "EUR")
        for place in elsewhere
    ]
    pricing.set_prices(ctx, parse(SetPricesRequest, {"prices": grid}))
    world.ids["variant"] = (first.variants[0].id, first.variants[1].id)
    world.texts["product"] = f"{world.mark}-second"

    def job(name: str) -> UUID:
        # The handle is none, so that the row is refused and there is a file of it.
        table = f"handle,title\n{world.mark} {name},Title {world.mark}\n".encode()
        return running.start_import(ctx, table, StartImportRequest(), filename=f"{world.mark}-{name}.csv").id

    world.ids["job"] = (job("first"), job("second"))
    # One that is not over: it can be cancelled.
    Job.objects.filter(id=world.ids["job"][0]).update(status=JobStatus.WAITING, created_at=timezone.now())

    def collection(name: str) -> UUID:
        data = {
            "name": f"{name} {world.mark}",
            "slug": f"{world.mark}-{name}",
            "description": f"About {world.mark}",
            "asset_id": str(world.ids["asset"][1]),
            "product_ids": [str(second.id)],
        }
        return product_collections.create_collection(ctx, parse(CreateCollectionRequest, data)).id

    world.ids["collection"] = (collection("spring"), collection("autumn"))
    world.texts["collection"] = f"{world.mark}-autumn"
