"""Collections as a storefront shows them, and which of them a product is in."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Final
from uuid import UUID

from django.db.models import Q

from rustok.events.catalog import commerce as events
from rustok.events.envelope import EventEnvelope
from rustok.events.types import DomainEvent
from rustok.media.dto import AssetResponse
from rustok.media.selectors.assets import assets_by_id
from rustok.search.documents import CollectionDocument
from rustok.search.sources import LocaleChain
from rustok.search.storefront import StoreCategoryRef, StoreCollection, StoreCollectionCard, as_json
from rustok_commerce import models
from rustok_commerce.dto.collections import NOT_ON_PRODUCTS, CollectionKind
from rustok_commerce.dto.slugs import SlugKind
from rustok_commerce.mappers import ProductAggregate, choose
from rustok_commerce.mappers.collections import CollectionAggregate
from rustok_commerce.mappers.rules import Market, fits
from rustok_commerce.search_source.pictures import store_image
from rustok_commerce.selectors.aggregates import load_slugs
from rustok_commerce.selectors.collections import load_collections

COLLECTION_EVENTS: Final = (events.CollectionCreated, events.CollectionUpdated, events.CollectionDeleted)


class CollectionSource:
    """Documents of collections; the index shows those that are active."""

    index = "collections"
    events = tuple(event.type for event in COLLECTION_EVENTS)

    def targets(self, envelopes: Sequence[EventEnvelope]) -> frozenset[UUID]:
        """Name the collections that the events are about."""
        return frozenset(envelope.event.aggregate_id for envelope in envelopes)

    def load(self, ids: Sequence[UUID], locales: Sequence[LocaleChain]) -> Sequence[CollectionDocument]:
        """Build the documents of these collections in every locale."""
        found = load_collections(ids)
        assets = assets_by_id(entry.collection.asset_id for entry in found.values() if entry.collection.asset_id)
        slugs = load_slugs(SlugKind.COLLECTION, found)
        return [
            _document(found[collection_id], chain, assets, slugs.get(collection_id, set()))
            for collection_id in ids
            if collection_id in found
            for chain in locales
        ]

    def page(self, after: UUID | None, limit: int) -> Sequence[UUID]:
        """Return the next collections in id order."""
        rows = models.Collection.objects.order_by("id")
        if after is not None:
            rows = rows.filter(id__gt=after)
        return list(rows.values_list("id", flat=True)[:limit])

    def versions(self, ids: Sequence[UUID]) -> dict[UUID, int]:
        """Return the current versions of these collections."""
        return dict(models.Collection.objects.filter(id__in=list(ids)).values_list("id", "version"))


def collection_targets(touched: Iterable[DomainEvent]) -> set[UUID]:
    """Name the products that show a change of collections: all of them where rules choose, else those in it."""
    found: set[UUID] = set()
    filled: set[UUID] = set()
    for event in touched:
        match event:
            case events.CollectionUpdated(fields=fields) if fields and NOT_ON_PRODUCTS.issuperset(fields):
                pass
            case events.CollectionCreated(by_rules=True) | events.CollectionUpdated(by_rules=True):
                return set(models.Product.objects.values_list("id", flat=True))
            case events.CollectionDeleted(by_rules=True):
                return set(models.Product.objects.values_list("id", flat=True))
            case events.CollectionDeleted(product_ids=product_ids):
                found.update(product_ids)
            case events.CollectionUpdated(collection_id=collection_id, product_ids=product_ids):
                found.update(product_ids)
                filled.add(collection_id)
            case events.CollectionCreated(collection_id=collection_id):
                filled.add(collection_id)
    if filled:
        rows = models.CollectionProduct.objects.filter(collection_id__in=filled)
        found.update(rows.values_list("product_id", flat=True))
    return found


def collections_around(aggregates: Iterable[ProductAggregate]) -> tuple[CollectionAggregate, ...]:
    """Return the active collections that products may be in: all by rules, and those they were put into; by slug.

    Not by their places in the shop: then every product in one would change with its place.
    """
    linked = {collection_id for aggregate in aggregates for collection_id in aggregate.collection_links}
    wanted = Q(is_active=True) & (Q(kind=CollectionKind.RULES) | Q(id__in=linked))
    return tuple(sorted(load_collections(rows=wanted).values(), key=lambda entry: entry.collection.slug))


def places_in(
    aggregate: ProductAggregate, collections: Sequence[CollectionAggregate], market: Market
) -> dict[UUID, int]:
    """Return a product's place in each collection it is in; rules choose and do not order."""
    places = {}
    for entry in collections:
        collection = entry.collection
        if collection.kind == CollectionKind.RULES:
            if fits(collection.rules, collection.match, aggregate, market):
                places[collection.id] = 0
        elif collection.id in aggregate.collection_links:
            places[collection.id] = aggregate.collection_links[collection.id]
    return places


def collection_reference(entry: CollectionAggregate, locales: Sequence[str]) -> StoreCategoryRef:
    """Name a collection where something is in it."""
    name = choose(entry.translations, locales, entry.collection.source_locale)
    return StoreCategoryRef(
        id=entry.collection.id,
        slug=(name[1].slug if name is not None else None) or entry.collection.slug,
        name=name[1].name if name is not None else entry.collection.slug,
    )


def _document(
    aggregate: CollectionAggregate, chain: LocaleChain, assets: Mapping[UUID, AssetResponse], slugs: Set[str]
) -> CollectionDocument:
    collection = aggregate.collection
    locales = (chain.locale, *chain.fallbacks)
    chosen = choose(aggregate.translations, locales, collection.source_locale)
    source_locale, text = chosen if chosen is not None else (collection.source_locale, None)
    reference = collection_reference(aggregate, locales)
    asset = assets.get(collection.asset_id) if collection.asset_id is not None else None
    image = None
    if asset is not None:
        image = store_image(asset, locales, collection.source_locale, alts={}, default_alt=reference.name)
    card = StoreCollectionCard(
        id=collection.id,
        slug=reference.slug,
        name=reference.name,
        position=collection.position,
        image=image,
        locale=chain.locale,
        source_locale=source_locale,
        is_fallback=source_locale != chain.locale,
    )
    whole = StoreCollection(
        **{field.name: getattr(card, field.name) for field in dataclasses.fields(card)},
        description=text.description if text is not None else None,
        meta_title=text.meta_title if text is not None else None,
        meta_description=text.meta_description if text is not None else None,
        alternates={row.locale: row.slug or collection.slug for row in aggregate.translations.values()},
    )
    return CollectionDocument(
        entity_id=collection.id,
        locale=chain.locale,
        source_locale=source_locale,
        is_fallback=source_locale != chain.locale,
        stale=False,
        source_version=collection.version,
        status="published" if collection.is_active else "hidden",
        title=reference.name,
        slug=reference.slug,
        former_slugs=tuple(sorted({collection.slug, *slugs} - {reference.slug})),
        search_text=(text.description if text is not None else None) or "",
        meta_title=whole.meta_title,
        meta_description=whole.meta_description,
        position=collection.position,
        card=as_json(card),
        document=as_json(whole),
    )
