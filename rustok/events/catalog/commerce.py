"""Events of the commerce domain. Everything about a product shares the product's order."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from rustok.events.types import DomainEvent, event


@dataclass(frozen=True, slots=True, kw_only=True)
class _ProductEvent(DomainEvent):
    product_id: UUID


@event("product.created", aggregate="commerce.product", key="product_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProductCreated(_ProductEvent):
    """A product exists, as a draft."""


@event("product.updated", aggregate="commerce.product", key="product_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProductUpdated(_ProductEvent):
    """Fields, translations, options or pictures changed. ``fields`` names them.

    ``option_keys`` are the keys of options that it does not have any more.
    """

    fields: tuple[str, ...] = ()
    option_keys: tuple[str, ...] = ()


@event("product.published", aggregate="commerce.product", key="product_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProductPublished(_ProductEvent):
    """Storefronts may show the product."""


@event("product.unpublished", aggregate="commerce.product", key="product_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProductUnpublished(_ProductEvent):
    """Storefronts no longer show the product (draft or archived)."""


@event("product.deleted", aggregate="commerce.product", key="product_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProductDeleted(_ProductEvent):
    """The product is gone, with its variants, prices and stock. ``option_keys`` are the keys of the options it had."""

    option_keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _VariantEvent(DomainEvent):
    product_id: UUID
    variant_id: UUID


@event("variant.created", aggregate="commerce.product", key="product_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class VariantCreated(_VariantEvent):
    """A product has one more variant."""


@event("variant.updated", aggregate="commerce.product", key="product_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class VariantUpdated(_VariantEvent):
    """A variant's fields changed."""


@event("variant.deleted", aggregate="commerce.product", key="product_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class VariantDeleted(_VariantEvent):
    """A variant is gone."""


@event("price.updated", aggregate="commerce.product", key="product_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class PriceUpdated(_ProductEvent):
    """Prices of a product's variants in a currency were set, changed or removed: one event for all that a command does.

    ``variant_id`` is the variant where it is one; of several ``variant_ids`` names them. Minor units are read from the
    tables, not from here.
    """

    currency: str
    variant_id: UUID | None = None
    variant_ids: tuple[UUID, ...] = ()


@event("inventory.updated", aggregate="commerce.product", key="product_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class InventoryUpdated(_VariantEvent):
    """Stock of a variant changed by ``delta`` pieces at one location."""

    location_id: UUID
    delta: int


@event("inventory.low", aggregate="commerce.product", key="product_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class InventoryLow(_VariantEvent):
    """What can be sold of a variant fell to the threshold or below."""

    available: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _ProductCategoryEvent(DomainEvent):
    category_id: UUID


@event("product_category.created", aggregate="commerce.category", key="category_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProductCategoryCreated(_ProductCategoryEvent):
    """A category of products exists."""


@event("product_category.updated", aggregate="commerce.category", key="category_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProductCategoryUpdated(_ProductCategoryEvent):
    """A category was renamed, moved or otherwise changed: products below it show the change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _CollectionEvent(DomainEvent):
    collection_id: UUID


@event("collection.created", aggregate="commerce.collection", key="collection_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionCreated(_CollectionEvent):
    """A collection of products exists; ``by_rules`` where any product may be in it."""

    by_rules: bool = False


@event("collection.updated", aggregate="commerce.collection", key="collection_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionUpdated(_CollectionEvent):
    """A collection's texts, rules or products changed. ``product_ids`` were in it and are not any more."""

    fields: tuple[str, ...] = ()
    by_rules: bool = False
    product_ids: tuple[UUID, ...] = ()


@event("collection.deleted", aggregate="commerce.collection", key="collection_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionDeleted(_CollectionEvent):
    """A collection is gone. ``product_ids`` were in it: the rows that told are gone too."""

    by_rules: bool = False
    product_ids: tuple[UUID, ...] = ()


@event("product_category.deleted", aggregate="commerce.category", key="category_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProductCategoryDeleted(_ProductCategoryEvent):
    """A category is gone. ``product_ids`` were in it: the rows that told are gone too."""

    product_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _AttributeEvent(DomainEvent):
    attribute_id: UUID


@event("attribute.created", aggregate="commerce.attribute", key="attribute_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeCreated(_AttributeEvent):
    """An attribute of products exists."""


@event("attribute.updated", aggregate="commerce.attribute", key="attribute_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeUpdated(_AttributeEvent):
    """An attribute or its values changed. ``fields`` names what; ``value_ids`` are the values that were renamed.

    Where ``fields`` is ``("values",)``, only products that have one of these values show it.
    """

    fields: tuple[str, ...] = ()
    value_ids: tuple[UUID, ...] = ()


@event("attribute.deleted", aggregate="commerce.attribute", key="attribute_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeDeleted(_AttributeEvent):
    """An attribute is gone. No product had it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _ProductTypeEvent(DomainEvent):
    product_type_id: UUID


@event("product_type.created", aggregate="commerce.product_type", key="product_type_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProductTypeCreated(_ProductTypeEvent):
    """A type of products exists."""


@event("product_type.updated", aggregate="commerce.product_type", key="product_type_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProductTypeUpdated(_ProductTypeEvent):
    """A type's names or attributes changed. ``dropped`` attributes were taken from all products of the type."""

    dropped: tuple[UUID, ...] = ()


@event("product_type.deleted", aggregate="commerce.product_type", key="product_type_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProductTypeDeleted(_ProductTypeEvent):
    """A type of products is gone. No product was of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _ChannelEvent(DomainEvent):
    channel_id: UUID


@event("channel.created", aggregate="commerce.channel", key="channel_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelCreated(_ChannelEvent):
    """The shop sells in one more place."""


@event("channel.updated", aggregate="commerce.channel", key="channel_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelUpdated(_ChannelEvent):
    """A channel changed. ``fields`` names what; products show its code, currencies, place and activity."""

    fields: tuple[str, ...] = ()


@event("channel.deleted", aggregate="commerce.channel", key="channel_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelDeleted(_ChannelEvent):
    """A channel is gone, with the prices that were its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _PriceListEvent(DomainEvent):
    price_list_id: UUID


@event("price_list.created", aggregate="commerce.price_list", key="price_list_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class PriceListCreated(_PriceListEvent):
    """A price list exists, as a draft."""


@event("price_list.updated", aggregate="commerce.price_list", key="price_list_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class PriceListUpdated(_PriceListEvent):
    """A price list was changed, switched on or off. ``fields`` names what: its products show all but code and name."""

    fields: tuple[str, ...] = ()


@event("price_list.deleted", aggregate="commerce.price_list", key="price_list_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class PriceListDeleted(_PriceListEvent):
    """A price list is gone, with its prices. It was a draft: nobody saw them."""
