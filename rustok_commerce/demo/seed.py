"""Writes a demo catalogue through the commands that the APIs use."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.media.services.assets import store_asset
from rustok.modules.contract import Progress
from rustok_commerce.demo import records
from rustok_commerce.demo.catalog import CATALOGS
from rustok_commerce.demo.collections import seed_collections
from rustok_commerce.demo.kinds import KINDS, Kind, said_of
from rustok_commerce.demo.offers import seed_channels, seed_sale
from rustok_commerce.demo.orders import seed_orders
from rustok_commerce.demo.pictures import draw
from rustok_commerce.demo.places import seed_places
from rustok_commerce.demo.promotions import seed_promotions
from rustok_commerce.demo.selling import seed_deliveries, seed_taxes
from rustok_commerce.dto.attributes import CreateAttributeRequest, CreateProductTypeRequest
from rustok_commerce.dto.categories import CreateCategoryRequest
from rustok_commerce.dto.products import CreateProductRequest
from rustok_commerce.selectors import attributes as attribute_selectors
from rustok_commerce.selectors import categories as category_selectors
from rustok_commerce.selectors import products as product_selectors
from rustok_commerce.services import attributes, catalog, categories, product_types


def seed(ctx: RequestContext, dataset: str, progress: Progress) -> None:
    """Write what is missing of a data set's catalogue; what is there stays as somebody may have changed it."""
    wanted = CATALOGS.get(dataset)
    if wanted is None:
        return
    seed_channels(ctx, wanted)
    places = _seed_categories(ctx, wanted, progress)
    _seed_kind(ctx, KINDS[dataset], wanted.locales)
    total = len(wanted.products)
    for done, product in enumerate(wanted.products, start=1):
        if product_selectors.find_product(ctx, product.handle) is None:
            _seed_product(ctx, wanted, product, places[product.category])
        progress("products", done, total)
    seed_collections(ctx, wanted)
    seed_places(ctx, wanted)
    seed_taxes(ctx, wanted)
    seed_deliveries(ctx, wanted)
    seed_promotions(ctx, wanted)
    # All of the sale or nothing: one that was begun is not taken up again.
    with transaction.atomic():
        seed_sale(ctx, wanted)
    seed_orders(ctx, progress)


def _seed_categories(ctx: RequestContext, wanted: records.Catalog, progress: Progress) -> dict[str, UUID]:
    places = {category.slug: category.id for category in category_selectors.list_categories(ctx)}
    for done, category in enumerate(wanted.categories, start=1):
        if category.handle not in places:
            first, *others = (locale for locale in wanted.locales if locale in category.names)
            data = {
                "name": category.names[first],
                "locale": first,
                "slug": category.handle,
                "parent_id": str(places[category.parent]) if category.parent is not None else None,
                "position": category.position,
                "translations": [{"locale": locale, "name": category.names[locale]} for locale in others],
            }
            places[category.handle] = categories.create_category(ctx, parse(CreateCategoryRequest, data)).id
        progress("categories", done, len(wanted.categories))
    return places


def _seed_kind(ctx: RequestContext, kind: Kind, locales: tuple[str, ...]) -> None:
    present = {attribute.key for attribute in attribute_selectors.list_attributes(ctx)}
    for position, attribute in enumerate(kind.attributes):
        if attribute.key not in present:
            data = {
                "key": attribute.key,
                "type": attribute.type,
                "names": _names(attribute.names, locales),
                "unit": attribute.unit,
                "is_filterable": attribute.is_filterable,
                "is_searchable": attribute.is_searchable,
                "position": position,
                "values": [{"key": key, "names": _names(names, locales)} for key, names in attribute.values.items()],
            }
            attributes.create_attribute(ctx, parse(CreateAttributeRequest, data))
    if kind.key not in {found.key for found in attribute_selectors.list_product_types(ctx)}:
        links = [{"attribute": attribute.key} for attribute in kind.attributes]
        data = {"key": kind.key, "names": _names(kind.names, locales), "attributes": links}
        product_types.create_product_type(ctx, parse(CreateProductTypeRequest, data))


def product_request(
    wanted: records.Catalog, product: records.Product, *, category_id: UUID, asset_id: UUID
) -> CreateProductRequest:
    """Make the request that creates a product of a catalogue, in the catalogue's languages."""
    first, *others = (locale for locale in wanted.locales if locale in product.texts)
    data = {
        **_texts(product.texts[first]),
        "locale": first,
        "handle": product.handle,
        "tags": product.tags,
        "category_ids": [str(category_id)],
        "product_type": KINDS[wanted.tenant].key,
        "attributes": said_of(wanted, product),
        "translations": [{"locale": locale, **_texts(product.texts[locale])} for locale in others],
        "options": [_option(option, wanted.locales) for option in product.options],
        "variants": [_variant(variant) for variant in product.variants],
        "media": [{"asset_id": str(asset_id)}],
    }
    return parse(CreateProductRequest, data)


def _seed_product(ctx: RequestContext, wanted: records.Catalog, product: records.Product, category_id: UUID) -> None:
    picture = store_asset(
        ctx,
        draw(product.handle),
        filename=f"{product.handle}.webp",
        alt={locale: product.texts[locale].title for locale in wanted.locales if locale in product.texts},
    )
    # Both or neither: a run that was cut short finds no half product the next time.
    with transaction.atomic():
        request = product_request(wanted, product, category_id=category_id, asset_id=picture.id)
        made = catalog.create_product(ctx, request)
        if product.status == "active":
            catalog.publish_product(ctx, made.id)
        elif product.status == "archived":
            catalog.archive_product(ctx, made.id)


def _texts(text: records.ProductText) -> dict[str, str | None]:
    return {
        "title": text.title,
        "subtitle": text.subtitle,
        "description": text.description,
        "meta_title": text.seo_title,
        "meta_description": text.seo_description,
    }


def _option(option: records.Option, locales: tuple[str, ...]) -> dict[str, object]:
    return {
        "key": option.key,
        "names": _names(option.names, locales),
        "values": [{"key": value.key, "names": _names(value.names, locales)} for value in option.values],
    }


def _names(names: records.Names, locales: tuple[str, ...]) -> list[dict[str, str]]:
    return [{"locale": locale, "value": names[locale]} for locale in locales if locale in names]


def _variant(variant: records.Variant) -> dict[str, object]:
    return {
        "sku": variant.sku,
        "barcode": variant.barcode,
        "gtin": variant.barcode,
        "position": variant.position,
        "options": [{"option": option, "value": value} for option, value in variant.options.items()],
        "weight": variant.weight,
        "allow_backorder": variant.backorder,
        "prices": [
            {"currency": price.currency, "amount": price.amount, "compare_at": price.compare_at}
            for price in variant.prices
        ],
        "stock": variant.stock,
    }
