"""Models to DTOs: the only place where a row becomes an answer."""

from rustok_commerce.mappers.aggregates import CategoryAggregate, ProductAggregate, VariantAggregate, choose
from rustok_commerce.mappers.categories import category_response
from rustok_commerce.mappers.inventory import location_response, movement_response
from rustok_commerce.mappers.products import (
    localized,
    price_ranges,
    product_response,
    product_summary,
    variant_response,
    variant_title,
)

__all__ = [
    "CategoryAggregate",
    "ProductAggregate",
    "VariantAggregate",
    "category_response",
    "choose",
    "localized",
    "location_response",
    "movement_response",
    "price_ranges",
    "product_response",
    "product_summary",
    "variant_response",
    "variant_title",
]
