"""What commerce hands to the read model: products and categories as a storefront shows them.

Prices in documents are the public ones; carts are priced from the tables. What a document says about stock is a hint.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from uuid import UUID

from rustok.events.catalog import commerce as events
from rustok.events.envelope import EventEnvelope
from rustok.ids import parse_id, to_ulid
from rustok.media.dto import AssetResponse
from rustok.media.renditions import asset_picture
from rustok.media.selectors.assets import assets_by_id
from rustok.search.documents import CategoryDocument, ProductDocument
from rustok.search.sources import LocaleChain
from rustok.search.storefront import (
    StoreCategory,
    StoreCategoryCard,
    StoreCategoryRef,
    StoreImage,
    StoreOption,
    StoreOptionValue,
    StorePriceTier,
    StoreProduct,
    StoreProductCard,
    StoreVariant,
    as_json,
)
from rustok_commerce import models
from rustok_commerce.mappers import CategoryAggregate, ProductAggregate, VariantAggregate, choose, price_ranges
from rustok_commerce.mappers.products import named, option_choices, variant_title
from rustok_commerce.selectors.aggregates import load_categories, load_products

_PRODUCT_EVENTS: Final = (
    events.ProductCreated,
    events.ProductUpdated,
    events.ProductPublished,
    events.ProductUnpublished,
    events.ProductDeleted,
    events.VariantCreated,
    events.VariantUpdated,
    events.VariantDeleted,
    events.PriceUpdated,
    events.InventoryUpdated,
)
_CATEGORY_EVENTS: Final = (
    events.ProductCategoryCreated,
    events.ProductCategoryUpdated,
    events.ProductCategoryDeleted,
)


class ProductSource:
    """Documents of products, of every status: the index shows those that are active."""

    index = "products"
    events = tuple(event.type for event in (*_PRODUCT_EVENTS, *_CATEGORY_EVENTS))

    def targets(self, envelopes: Sequence[EventEnvelope]) -> frozenset[UUID]:
        """Name the products that the events touch: all below a category that was changed, too."""
        found: set[UUID] = set()
        moved: set[UUID] = set()
        for envelope in envelopes:
            event = envelope.event
            if isinstance(event, events.ProductCategoryDeleted):
                found.update(event.product_ids)
            elif isinstance(event, events.ProductCategoryUpdated):
                moved.add(event.category_id)
            elif (product_id := getattr(event, "product_id", None)) is not None:
                found.add(product_id)
        below = _subtree(moved)
        if below:
            links = models.ProductCategory.objects.filter(category_id__in=below)
            found.update(links.values_list("product_id", flat=True))
        return frozenset(found)

    def load(self, ids: Sequence[UUID], locales: Sequence[LocaleChain]) -> Sequence[ProductDocument]:
        """Build the documents of these products in every locale; statements do not grow with their number."""
        aggregates = load_products(ids)
        categories = _with_ancestors(aggregates)
        assets = assets_by_id(media.asset_id for aggregate in aggregates for media in aggregate.media)
        return [
            _Builder(aggregate, chain, categories, assets).document() for aggregate in aggregates for chain in locales
        ]

    def page(self, after: UUID | None, limit: int) -> Sequence[UUID]:
        """Return the next products in id order."""
        rows = models.Product.objects.order_by("id")
        if after is not None:
            rows = rows.filter(id__gt=after)
        return list(rows.values_list("id", flat=True)[:limit])

    def versions(self, ids: Sequence[UUID]) -> dict[UUID, int]:
        """Return the current versions of these products' documents."""
        return dict(models.Product.objects.filter(id__in=list(ids)).values_list("id", "source_version"))


class CategorySource:
    """Documents of categories."""

    index = "categories"
    events = tuple(event.type for event in _CATEGORY_EVENTS)

    def targets(self, envelopes: Sequence[EventEnvelope]) -> frozenset[UUID]:
        """Name the categories that the events touch: those below one that was moved or renamed, too."""
        touched = {envelope.event.aggregate_id for envelope in envelopes}
        return frozenset(touched | _subtree(touched))

    def load(self, ids: Sequence[UUID], locales: Sequence[LocaleChain]) -> Sequence[CategoryDocument]:
        """Build the documents of these categories in every locale."""
        found = load_categories(ids)
        known = {**_missing_ancestors(found), **found}
        return [
            _category_document(found[category_id], chain, known)
            for category_id in ids
            if category_id in found
            for chain in locales
        ]

    def page(self, after: UUID | None, limit: int) -> Sequence[UUID]:
        """Return the next categories in id order."""
        rows = models.Category.objects.order_by("id")
        if after is not None:
            rows = rows.filter(id__gt=after)
        return list(rows.values_list("id", flat=True)[:limit])

    def versions(self, ids: Sequence[UUID]) -> dict[UUID, int]:
        """Return the current versions of these categories."""
        return dict(models.Category.objects.filter(id__in=list(ids)).values_list("id", "version"))


class _Builder:
    """One product in one language."""

    def __init__(
        self,
        aggregate: ProductAggregate,
        chain: LocaleChain,
        categories: Mapping[UUID, CategoryAggregate],
        assets: Mapping[UUID, AssetResponse],
    ) -> None:
        self.aggregate = aggregate
        self.product = aggregate.product
        self.locale = chain.locale
        self.locales = (chain.locale, *chain.fallbacks)
        self.known_categories = categories
        self.assets = assets
        chosen = choose(aggregate.translations, self.locales, self.product.source_locale)
        # A product always has its original text; one that lost it behind our back is shown by its handle.
        self.source_locale = chosen[0] if chosen is not None else self.product.source_locale
        self.text = chosen[1] if chosen is not None else None
        self.title = self.text.title if self.text is not None else self.product.handle

    def document(self) -> ProductDocument:
        product, text = self.product, self.text
        ranges = price_ranges(self.aggregate)
        categories = tuple(_category_reference(entry, self.locales) for entry in self.aggregate.categories)
        with_ancestors = dict.fromkeys(
            ancestor for entry in self.aggregate.categories for ancestor in _ancestors(entry.category)
        )
        images = tuple(image for media in self.aggregate.media if (image := self._image(media)) is not None)
        in_stock = any(variant.in_stock for variant in self.aggregate.variants)
        card = StoreProductCard(
            id=product.id,
            handle=product.handle,
            title=self.title,
            subtitle=text.subtitle if text is not None else None,
            image=images[0] if images else None,
            prices=self._prices(ranges),
            in_stock=in_stock,
            tags=tuple(self.aggregate.tags),
        )
        whole = StoreProduct(
            **{field.name: getattr(card, field.name) for field in dataclasses.fields(card)},
            locale=self.locale,
            source_locale=self.source_locale,
            is_fallback=self.source_locale != self.locale,
            description=text.description if text is not None else None,
            meta_title=text.meta_title if text is not None else None,
            meta_description=text.meta_description if text is not None else None,
            discountable=product.discountable,
            media=images,
            options=self._options(),
            variants=tuple(self._variant(variant) for variant in self.aggregate.variants),
            stock_as_of=self._stock_as_of(),
            categories=categories,
            breadcrumbs=self._breadcrumbs(),
            created_at=product.created_at,
            published_at=product.published_at,
            updated_at=product.updated_at,
        )
        return ProductDocument(
            entity_id=product.id,
            locale=self.locale,
            source_locale=self.source_locale,
            is_fallback=whole.is_fallback,
            stale=text is not None and self.aggregate.is_stale(text),
            source_version=product.source_version,
            status=product.status,
            title=self.title,
            slug=product.handle,
            search_text=self._search_text(categories),
            tags=card.tags,
            meta_title=whole.meta_title,
            meta_description=whole.meta_description,
            subtitle=card.subtitle,
            description=whole.description,
            min_prices={currency: low for currency, (low, _) in ranges.items()},
            max_prices={currency: high for currency, (_, high) in ranges.items()},
            total_stock=sum(
                max(0, variant.available) for variant in self.aggregate.variants if variant.variant.manage_inventory
            ),
            has_stock=in_stock,
            categories=tuple(as_json(category) for category in categories),
            category_ids=tuple(with_ancestors),
            options=self._facets(),
            skus=tuple(variant.variant.sku for variant in self.aggregate.variants if variant.variant.sku),
            created_at=product.created_at,
            published_at=product.published_at,
            card=as_json(card),
            document=as_json(whole),
        )

    def _search_text(self, categories: Iterable[StoreCategoryRef]) -> str:
        text = self.text
        parts: list[str | None] = [
            text.subtitle if text is not None else None,
            text.description if text is not None else None,
            *self.aggregate.tags,
            *(category.name for category in categories),
        ]
        for variant in self.aggregate.variants:
            parts += [variant_title(self.aggregate, variant, self.locales, ""), variant.variant.sku]
        return "\n".join(dict.fromkeys(part for part in parts if part))

    def _prices(self, ranges: Mapping[str, tuple[int, int]]) -> dict[str, dict[str, int]]:
        prices = {currency: {"min": low, "max": high} for currency, (low, high) in ranges.items()}
        for variant in self.aggregate.variants:
            for price in variant.prices:
                # The former price belongs beside the price that a list shows: the lowest one.
                shown = prices.get(price.currency)
                if shown and price.compare_at and price.min_quantity == 1 and price.amount == shown["min"]:
                    shown["compare_at"] = max(price.compare_at, shown.get("compare_at", 0))
        return prices

    def _variant(self, variant: VariantAggregate) -> StoreVariant:
        row = variant.variant
        single = [price for price in variant.prices if price.min_quantity == 1]
        return StoreVariant(
            id=row.id,
            title=variant_title(self.aggregate, variant, self.locales, self.title),
            sku=row.sku,
            barcode=row.barcode,
            options={choice.option: choice.value for choice in option_choices(self.aggregate, variant)},
            prices={price.currency: price.amount for price in single},
            compare_at={price.currency: price.compare_at for price in single if price.compare_at is not None},
            price_tiers=tuple(
                StorePriceTier(currency=price.currency, min_quantity=price.min_quantity, amount=price.amount)
                for price in variant.prices
                if price.min_quantity > 1
            ),
            in_stock=variant.in_stock,
            allow_backorder=row.allow_backorder,
            weight=row.weight,
            length=row.length,
            width=row.width,
            height=row.height,
        )

    def _options(self) -> tuple[StoreOption, ...]:
        source = self.product.source_locale
        return tuple(
            StoreOption(
                key=option.key,
                name=named(option, self.locales, source),
                values=tuple(
                    StoreOptionValue(key=value.key, name=named(value, self.locales, source))
                    for value in self.aggregate.values.get(option.id, ())
                ),
            )
            for option in self.aggregate.options
        )

    def _facets(self) -> dict[str, tuple[str, ...]]:
        """Return by option the values that variants have, in the order of display."""
        used = {value for variant in self.aggregate.variants for value in variant.choices.values()}
        return {
            option.key: tuple(value.key for value in self.aggregate.values.get(option.id, ()) if value.id in used)
            for option in self.aggregate.options
        }

    def _image(self, media: models.ProductMedia) -> StoreImage | None:
        asset = self.assets.get(media.asset_id)
        if asset is None:
            return None
        alt = choose({**asset.alt, **media.alts}, self.locales, self.product.source_locale)
        picture = asset_picture(asset, original=asset.url)
        return StoreImage(
            url=picture["url"],
            srcset=picture["srcset"],
            thumbnail=picture["thumbnail"],
            alt=alt[1] if alt is not None else self.title,
            width=asset.width,
            height=asset.height,
            focal_x=asset.focal_x / 1000,
            focal_y=asset.focal_y / 1000,
        )

    def _stock_as_of(self) -> dt.datetime | None:
        times = [level.updated_at for variant in self.aggregate.variants for level in variant.levels]
        return max(times, default=None)

    def _breadcrumbs(self) -> tuple[StoreCategoryRef, ...]:
        primary = self.known_categories.get(self.aggregate.primary_category_id or UUID(int=0))
        return tuple(
            _category_reference(self.known_categories[ancestor], self.locales)
            for ancestor in (_ancestors(primary.category) if primary is not None else ())
            if ancestor in self.known_categories
        )


def _category_document(
    aggregate: CategoryAggregate, chain: LocaleChain, known: Mapping[UUID, CategoryAggregate]
) -> CategoryDocument:
    category = aggregate.category
    locales = (chain.locale, *chain.fallbacks)
    chosen = choose(aggregate.translations, locales, category.source_locale)
    source_locale, text = chosen if chosen is not None else (category.source_locale, None)
    name = text.name if text is not None else category.slug
    path = _ancestors(category)
    card = StoreCategoryCard(
        id=category.id, slug=category.slug, name=name, parent_id=category.parent_id, position=category.position
    )
    whole = StoreCategory(
        **{field.name: getattr(card, field.name) for field in dataclasses.fields(card)},
        locale=chain.locale,
        source_locale=source_locale,
        is_fallback=source_locale != chain.locale,
        description=text.description if text is not None else None,
        meta_title=text.meta_title if text is not None else None,
        meta_description=text.meta_description if text is not None else None,
        depth=len(path),
        breadcrumbs=tuple(_category_reference(known[ancestor], locales) for ancestor in path if ancestor in known),
    )
    return CategoryDocument(
        entity_id=category.id,
        locale=chain.locale,
        source_locale=source_locale,
        is_fallback=source_locale != chain.locale,
        stale=False,
        source_version=category.version,
        status="published",
        title=name,
        slug=category.slug,
        search_text=(text.description if text is not None else None) or "",
        meta_title=whole.meta_title,
        meta_description=whole.meta_description,
        parent_id=category.parent_id,
        path=path,
        position=category.position,
        card=as_json(card),
        document=as_json(whole),
    )


def _category_reference(entry: CategoryAggregate, locales: Sequence[str]) -> StoreCategoryRef:
    name = choose(entry.translations, locales, entry.category.source_locale)
    return StoreCategoryRef(
        id=entry.category.id,
        slug=entry.category.slug,
        name=name[1].name if name is not None else entry.category.slug,
    )


def _ancestors(category: models.Category) -> tuple[UUID, ...]:
    """Return the ids from the root down to the category itself."""
    return tuple(parse_id(part) for part in category.path.split("/") if part)


def _with_ancestors(aggregates: Iterable[ProductAggregate]) -> dict[UUID, CategoryAggregate]:
    found = {entry.category.id: entry for aggregate in aggregates for entry in aggregate.categories}
    return {**_missing_ancestors(found), **found}


def _missing_ancestors(found: Mapping[UUID, CategoryAggregate]) -> dict[UUID, CategoryAggregate]:
    wanted = {ancestor for entry in found.values() for ancestor in _ancestors(entry.category)}
    return load_categories(wanted - found.keys())


def _subtree(category_ids: Iterable[UUID]) -> set[UUID]:
    """Return these categories and all below them; in one statement, since a tenant's tree is small."""
    wanted = {to_ulid(category_id) for category_id in category_ids}
    if not wanted:
        return set()
    paths = models.Category.objects.values_list("id", "path")
    return {category_id for category_id, path in paths if not wanted.isdisjoint(path.split("/"))}
