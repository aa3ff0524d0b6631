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
    """Fields, translations, options or pictures changed. ``fields`` names them."""

    fields: tuple[str, ...] = ()


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
    """The product is gone, with its variants, prices and stock."""


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
class PriceUpdated(_VariantEvent):
    """A price of the variant was set, changed or removed. Minor units are read from the tables, not from here."""

    currency: str


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


@event("product_category.deleted", aggregate="commerce.category", key="category_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProductCategoryDeleted(_ProductCategoryEvent):
    """A category is gone. ``product_ids`` were in it: the rows that told are gone too."""

    product_ids: tuple[UUID, ...] = ()
