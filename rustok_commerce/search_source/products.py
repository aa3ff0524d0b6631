"""Products as a storefront shows them."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.utils import timezone

from rustok.events.catalog import commerce as events
from rustok.events.envelope import EventEnvelope
from rustok.media.dto import AssetResponse
from rustok.media.selectors.assets import assets_by_id
from rustok.search.documents import ProductDocument
from rustok.search.sources import LocaleChain
from rustok.search.storefront import (
    Ready,
    StoreAttribute,
    StoreCategoryRef,
    StoreImage,
    StoreOption,
    StoreOptionValue,
    StoreProduct,
    StoreProductCard,
    StoreVariant,
    as_json,
)
from rustok_commerce import models
from rustok_commerce.mappers import CategoryAggregate, ProductAggregate, VariantAggregate, choose
from rustok_commerce.mappers.channels import SalesChannel
from rustok_commerce.mappers.collections import CollectionAggregate
from rustok_commerce.mappers.prices import Standing, offering_channels, standing
from rustok_commerce.mappers.products import named, option_choices, variant_title
from rustok_commerce.mappers.reductions import PriceHistory
from rustok_commerce.mappers.rules import Market
from rustok_commerce.search_source.attributes import (
    ATTRIBUTE_EVENTS,
    Titles,
    facets_of,
    products_showing,
    searchable_words,
    store_attributes,
)
from rustok_commerce.search_source.categories import CATEGORY_EVENTS
from rustok_commerce.search_source.channels import CHANNEL_EVENTS, changes_products
from rustok_commerce.search_source.collections import (
    COLLECTION_EVENTS,
    collection_reference,
    collection_targets,
    collections_around,
    places_in,
)
from rustok_commerce.search_source.pictures import store_image
from rustok_commerce.search_source.prices import ProductPrices
from rustok_commerce.search_source.tree import ancestors_of, category_reference, subtree, with_ancestors
from rustok_commerce.selectors.aggregates import load_products, load_titles
from rustok_commerce.selectors.channels import sales_channels
from rustok_commerce.selectors.price_lists import products_of
from rustok_commerce.selectors.prices import load_histories, load_lists

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
_TYPE_EVENTS: Final = (events.ProductTypeUpdated,)
_ON_CARDS: Final = tuple(field.name for field in dataclasses.fields(StoreProductCard))


class ProductSource:
    """Documents of products, of every status: the index shows those that are active."""

    index = "products"
    events = tuple(
        event.type
        for event in (
            *_PRODUCT_EVENTS,
            *CATEGORY_EVENTS,
            *COLLECTION_EVENTS,
            *ATTRIBUTE_EVENTS,
            *_TYPE_EVENTS,
            *CHANNEL_EVENTS,
            events.PriceListUpdated,
        )
    )

    def targets(self, envelopes: Sequence[EventEnvelope]) -> frozenset[UUID]:
        """Name the products that the events touch: all below a category that was changed, too.

        A change of a collection touches those that are or were in it; all of them where rules choose. One of an
        attribute touches those that show it, one of a price list those with prices in it, and one of a product those
        that refer to it. A change of channels that products show touches all of them.
        """
        if any(changes_products(envelope.event) for envelope in envelopes):
            return frozenset(models.Product.objects.values_list("id", flat=True))
        found = products_showing(envelopes)
        moved: set[UUID] = set()
        for envelope in envelopes:
            event = envelope.event
            if isinstance(event, events.ProductCategoryDeleted):
                found.update(event.product_ids)
            elif isinstance(event, events.ProductCategoryUpdated):
                moved.add(event.category_id)
            elif (product_id := getattr(event, "product_id", None)) is not None:
                found.add(product_id)
        lists = [each.event.price_list_id for each in envelopes if isinstance(each.event, events.PriceListUpdated)]
        if lists:
            found.update(products_of(lists))
        found |= collection_targets(envelope.event for envelope in envelopes)
        below = subtree(moved)
        if below:
            links = models.ProductCategory.objects.filter(category_id__in=below)
            found.update(links.values_list("product_id", flat=True))
        return frozenset(found)

    def load(self, ids: Sequence[UUID], locales: Sequence[LocaleChain]) -> Sequence[ProductDocument]:
        """Build the documents of these products in every locale; statements do not grow with their number."""
        aggregates = load_products(ids)
        now = timezone.now()
        around = _Surroundings(
            categories=with_ancestors(aggregates),
            assets=assets_by_id(media.asset_id for aggregate in aggregates for media in aggregate.media),
            collections=collections_around(aggregates),
            channels=sales_channels(),
            lists=standing(load_lists(), now),
            histories=load_histories(aggregates),
            titles=load_titles(_references(aggregates)),
            now=now,
        )
        found = []
        for aggregate in aggregates:
            same = _InEveryLanguage(aggregate, around)
            found += [_Builder(aggregate, chain, around, same).document() for chain in locales]
        return found

    def page(self, after: UUID | None, limit: int) -> Sequence[UUID]:
        """Return the next products in id order."""
        rows = models.Product.objects.order_by("id")
        if after is not None:
            rows = rows.filter(id__gt=after)
        return list(rows.values_list("id", flat=True)[:limit])

    def versions(self, ids: Sequence[UUID]) -> dict[UUID, int]:
        """Return the current versions of these products' documents."""
        return dict(models.Product.objects.filter(id__in=list(ids)).values_list("id", "source_version"))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Surroundings:
    """What a batch of products has in common: the time is the same for all of it."""

    categories: Mapping[UUID, CategoryAggregate]
    assets: Mapping[UUID, AssetResponse]
    collections: tuple[CollectionAggregate, ...]
    channels: tuple[SalesChannel, ...]
    lists: Mapping[UUID, Standing]
    histories: Mapping[UUID, PriceHistory]
    titles: Titles
    now: dt.datetime


def _references(aggregates: Iterable[ProductAggregate]) -> set[UUID]:
    """Name the products that these refer to by their attributes."""
    return {
        row.reference_id
        for aggregate in aggregates
        for rows in (aggregate.attributes, *(variant.attributes for variant in aggregate.variants))
        for row in rows
        if row.reference_id is not None
    }


def _facets(aggregate: ProductAggregate, titles: Titles) -> dict[str, tuple[str, ...]]:
    """Return by option the values that variants have, in the order of display; and by filterable attribute."""
    used = {value for variant in aggregate.variants for value in variant.choices.values()}
    found = {
        option.key: tuple(value.key for value in aggregate.values.get(option.id, ()) if value.id in used)
        for option in aggregate.options
    }
    for key, values in facets_of(aggregate, titles).items():
        # An option and an attribute of the same key are one facet.
        found[key] = tuple(dict.fromkeys((*found.get(key, ()), *values)))
    return found


class _InEveryLanguage:
    """What the documents of one product have in common, made once."""

    def __init__(self, aggregate: ProductAggregate, around: _Surroundings) -> None:
        now = around.now
        self.channels = offering_channels(aggregate, around.channels, now)
        prices = ProductPrices(aggregate.variants, self.channels, around.lists, around.histories, now)
        self.prices = prices.ranges
        self.card_prices = Ready(prices.card)
        self.in_stock = [variant.in_stock for variant in aggregate.variants]
        self.places = tuple(
            dict.fromkeys(ancestor for entry in aggregate.categories for ancestor in ancestors_of(entry.category))
        )
        self.collections = places_in(aggregate, around.collections, Market(around.channels, now, around.lists))
        shown = [media.asset_id for media in aggregate.media if media.asset_id in around.assets]
        self.place_of = {asset_id: place for place, asset_id in enumerate(shown)}
        self.variants = [
            as_json(self._variant(aggregate, variant, prices, place))
            for place, variant in enumerate(aggregate.variants)
        ]
        self.facets = _facets(aggregate, around.titles)
        self.former_slugs = {aggregate.product.handle, *(row.slug for row in aggregate.slugs)}
        self.alternates = Ready(
            {row.locale: row.slug or aggregate.product.handle for row in aggregate.translations.values()}
        )
        self.total_stock = sum(
            max(0, variant.available) for variant in aggregate.variants if variant.variant.manage_inventory
        )
        times = [level.updated_at for variant in aggregate.variants for level in variant.levels]
        self.stock_as_of = max(times, default=None)

    def _variant(
        self, aggregate: ProductAggregate, variant: VariantAggregate, prices: ProductPrices, place: int
    ) -> StoreVariant:
        """Return a variant without what differs by language: its title and attributes."""
        row = variant.variant
        return StoreVariant(
            id=row.id,
            title="",
            sku=row.sku,
            barcode=row.barcode,
            gtin=row.gtin,
            options=Ready({choice.option: choice.value for choice in option_choices(aggregate, variant)}),
            attributes=(),
            image=self.place_of.get(row.asset_id) if row.asset_id is not None else None,
            prices=Ready(prices.variants[place]),
            price_tiers=prices.tiers[place],
            in_stock=self.in_stock[place],
            allow_backorder=row.allow_backorder,
            weight=row.weight,
            length=row.length,
            width=row.width,
            height=row.height,
        )


class _Builder:
    """One product in one language."""

    def __init__(
        self, aggregate: ProductAggregate, chain: LocaleChain, around: _Surroundings, same: _InEveryLanguage
    ) -> None:
        self.same = same
        self.aggregate = aggregate
        self.product = aggregate.product
        self.locale = chain.locale
        self.locales = (chain.locale, *chain.fallbacks)
        self.around = around
        self.known_categories = around.categories
        self.assets = around.assets
        chosen = choose(aggregate.translations, self.locales, self.product.source_locale)
        # A product always has its original text; one that lost it behind our back is shown by its handle.
        self.source_locale = chosen[0] if chosen is not None else self.product.source_locale
        self.text = chosen[1] if chosen is not None else None
        self.title = self.text.title if self.text is not None else self.product.handle
        self.handle = (self.text.slug if self.text is not None else None) or self.product.handle
        # Empty for a variant without a name of its own: it is called like its product.
        self.titles = [variant_title(aggregate, variant, self.locales, "") for variant in aggregate.variants]

    def document(self) -> ProductDocument:
        product, text = self.product, self.text
        prices = self.same.prices
        categories = tuple(category_reference(entry, self.locales) for entry in self.aggregate.categories)
        images = tuple(image for media in self.aggregate.media if (image := self._image(media)) is not None)
        in_stock = any(self.same.in_stock)
        # The variants come after: most of what they say is the same in every language.
        document: dict[str, Any] = as_json(
            StoreProduct(
                id=product.id,
                handle=self.handle,
                title=self.title,
                subtitle=text.subtitle if text is not None else None,
                image=images[0] if images else None,
                prices=self.same.card_prices,
                in_stock=in_stock,
                tags=tuple(self.aggregate.tags),
                locale=self.locale,
                source_locale=self.source_locale,
                is_fallback=self.source_locale != self.locale,
                description=text.description if text is not None else None,
                meta_title=text.meta_title if text is not None else None,
                meta_description=text.meta_description if text is not None else None,
                discountable=product.discountable,
                type=product.product_type.key if product.product_type is not None else None,
                channels=tuple(prices),
                alternates=self.same.alternates,
                stale=text is not None and self.aggregate.is_stale(text),
                media=images,
                options=self._options(),
                attributes=self._attributes(self.aggregate.attributes),
                variants=(),
                stock_as_of=self.same.stock_as_of,
                categories=categories,
                collections=tuple(
                    collection_reference(entry, self.locales)
                    for entry in self.around.collections
                    if entry.collection.id in self.same.collections
                ),
                breadcrumbs=self._breadcrumbs(),
                created_at=product.created_at,
                published_at=product.published_at,
                updated_at=product.updated_at,
            )
        )
        document["variants"] = [self._variant(place, variant) for place, variant in enumerate(self.aggregate.variants)]
        return ProductDocument(
            entity_id=product.id,
            locale=self.locale,
            source_locale=self.source_locale,
            is_fallback=document["is_fallback"],
            stale=document["stale"],
            source_version=product.source_version,
            status=product.status,
            title=self.title,
            slug=self.handle,
            former_slugs=self._former_slugs(),
            search_text=self._search_text(categories),
            tags=tuple(self.aggregate.tags),
            meta_title=document["meta_title"],
            meta_description=document["meta_description"],
            subtitle=document["subtitle"],
            description=document["description"],
            prices=prices,
            total_stock=self.same.total_stock,
            has_stock=in_stock,
            categories=tuple(document["categories"]),
            category_ids=self.same.places,
            collections=self.same.collections,
            options=self.same.facets,
            skus=tuple(variant.variant.sku for variant in self.aggregate.variants if variant.variant.sku),
            created_at=product.created_at,
            published_at=product.published_at,
            card={name: document[name] for name in _ON_CARDS},
            document=document,
        )

    def _search_text(self, categories: Iterable[StoreCategoryRef]) -> str:
        text = self.text
        parts: list[str | None] = [
            text.subtitle if text is not None else None,
            text.description if text is not None else None,
            *self.aggregate.tags,
            *(category.name for category in categories),
        ]
        for title, variant in zip(self.titles, self.aggregate.variants, strict=True):
            parts += [title, variant.variant.sku]
        parts += searchable_words(self.aggregate, self.locales, self.product.source_locale, self.around.titles)
        return "\n".join(dict.fromkeys(part for part in parts if part))

    def _former_slugs(self) -> tuple[str, ...]:
        """Return all other addresses that lead here: former ones, the handle, those in other languages."""
        return tuple(sorted(self.same.former_slugs - {self.handle}))

    def _variant(self, place: int, variant: VariantAggregate) -> dict[str, Any]:
        shown = dict(self.same.variants[place])
        shown["title"] = self.titles[place] or self.title
        if variant.attributes:
            shown["attributes"] = as_json(self._attributes(variant.attributes))
        return shown

    def _attributes(self, rows: Iterable[models.AttributeAssignment]) -> tuple[StoreAttribute, ...]:
        return store_attributes(rows, self.locales, self.product.source_locale, self.around.titles)

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

    def _image(self, media: models.ProductMedia) -> StoreImage | None:
        asset = self.assets.get(media.asset_id)
        if asset is None:
            return None
        source = self.product.source_locale
        return store_image(asset, self.locales, source, alts=media.alts, default_alt=self.title)

    def _breadcrumbs(self) -> tuple[StoreCategoryRef, ...]:
        primary = self.known_categories.get(self.aggregate.primary_category_id or UUID(int=0))
        return tuple(
            category_reference(self.known_categories[ancestor], self.locales)
            for ancestor in (ancestors_of(primary.category) if primary is not None else ())
            if ancestor in self.known_categories
        )
