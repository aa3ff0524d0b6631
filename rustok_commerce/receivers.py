"""Safety net for rows of commerce that no command wrote: the shell, other people's code.

Each such write gives the product a new version of its documents and one event, so that the read model follows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import F, Model
from django.utils import timezone

from rustok.events.catalog.commerce import (
    AttributeDeleted,
    AttributeUpdated,
    ChannelDeleted,
    ChannelUpdated,
    CollectionDeleted,
    CollectionUpdated,
    PriceListDeleted,
    PriceListUpdated,
    ProductCategoryDeleted,
    ProductCategoryUpdated,
    ProductDeleted,
    ProductUpdated,
)
from rustok.events.tracking import track
from rustok.events.types import DomainEvent
from rustok_commerce import models
from rustok_commerce.dto.collections import CollectionKind
from rustok_commerce.dto.slugs import SlugKind


def connect() -> None:
    """Watch the tables whose rows are shown."""
    track(models.Product, _product_event)
    track(models.Category, _category_event)
    track(models.Collection, _collection_event)
    track(models.CollectionTranslation, lambda row, deleted: _collection_updated(row.collection))
    track(models.CategoryTranslation, lambda row, deleted: _category_updated(row.category_id))
    track(models.Channel, _channel_event)
    track(models.PriceList, _price_list_event)
    of_product: tuple[type[Model], ...] = (
        models.ProductTranslation,
        models.ProductTag,
        models.ProductMedia,
        models.AttributeAssignment,
        models.ProductCategory,
        models.CollectionProduct,
        models.ProductChannel,
        models.Variant,
    )
    of_variant: tuple[type[Model], ...] = (
        models.VariantTranslation,
        models.VariantOptionValue,
        models.Price,
        models.StockLevel,
    )
    for part in of_product:
        track(part, _part_event(lambda row: row.product_id))
    for part in of_variant:
        track(part, _part_event(lambda row: row.variant.product_id))
    track(models.ProductOption, _option_event)
    track(models.Attribute, _attribute_event)
    track(models.AttributeValue, lambda row, deleted: AttributeUpdated(attribute_id=row.attribute_id))
    track(models.ProductOptionValue, _part_event(lambda row: row.option.product_id))
    track(models.Slug, _slug_event)


def _product_event(product: models.Product, deleted: bool) -> DomainEvent:
    if deleted:
        return ProductDeleted(product_id=product.id)
    _bump(product.id)
    return ProductUpdated(product_id=product.id)


def _category_event(category: models.Category, deleted: bool) -> DomainEvent:
    if deleted:
        return ProductCategoryDeleted(category_id=category.id)
    return ProductCategoryUpdated(category_id=category.id)


def _price_list_event(price_list: models.PriceList, deleted: bool) -> DomainEvent:
    if deleted:
        return PriceListDeleted(price_list_id=price_list.id)
    return PriceListUpdated(price_list_id=price_list.id)


def _channel_event(channel: models.Channel, deleted: bool) -> DomainEvent:
    if deleted:
        return ChannelDeleted(channel_id=channel.id)
    return ChannelUpdated(channel_id=channel.id)


def _category_updated(category_id: UUID) -> DomainEvent:
    return ProductCategoryUpdated(category_id=category_id)


def _collection_event(collection: models.Collection, deleted: bool) -> DomainEvent:
    by_rules = collection.kind == CollectionKind.RULES
    if deleted:
        return CollectionDeleted(collection_id=collection.id, by_rules=by_rules)
    return _collection_updated(collection)


def _collection_updated(collection: models.Collection) -> DomainEvent:
    return CollectionUpdated(collection_id=collection.id, by_rules=collection.kind == CollectionKind.RULES)


def _option_event(option: models.ProductOption, deleted: bool) -> DomainEvent:
    _bump(option.product_id)
    return ProductUpdated(product_id=option.product_id, option_keys=(option.key,) if deleted else ())


def _attribute_event(attribute: models.Attribute, deleted: bool) -> DomainEvent:
    return AttributeDeleted(attribute_id=attribute.id) if deleted else AttributeUpdated(attribute_id=attribute.id)


def _slug_event(slug: models.Slug, deleted: bool) -> DomainEvent:
    match SlugKind(slug.kind):
        case SlugKind.PRODUCT:
            _bump(slug.entity_id)
            return ProductUpdated(product_id=slug.entity_id, fields=("slugs",))
        case SlugKind.CATEGORY:
            return _category_updated(slug.entity_id)
        case SlugKind.COLLECTION:
            return CollectionUpdated(collection_id=slug.entity_id, by_rules=False)


def _part_event(product_id_of: Callable[[Any], UUID]) -> Callable[[Any, bool], DomainEvent]:
    def to_event(row: Any, deleted: bool) -> DomainEvent:
        product_id = product_id_of(row)
        _bump(product_id)
        return ProductUpdated(product_id=product_id)

    return to_event


def _bump(product_id: UUID) -> None:
    # update(), so that this write is not watched in its turn.
    models.Product.objects.filter(id=product_id).update(
        source_version=F("source_version") + 1, updated_at=timezone.now()
    )
