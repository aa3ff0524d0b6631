"""Makes products and categories for tests, through the commands."""

from __future__ import annotations

from collections.abc import Collection
from itertools import count
from typing import Any
from uuid import UUID

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.tenancy.context import require_tenant_id
from rustok_commerce.dto.attributes import (
    AttributeResponse,
    CreateAttributeRequest,
    CreateProductTypeRequest,
    ProductTypeResponse,
)
from rustok_commerce.dto.categories import CategoryResponse, CreateCategoryRequest
from rustok_commerce.dto.products import CreateProductRequest, ProductResponse
from rustok_commerce.services import attributes, catalog, categories, product_types

_numbers = count(1)


def system(**changes: Any) -> RequestContext:
    """Return the system's context for the tenant in scope."""
    return RequestContext.system(require_tenant_id(), **changes)


def variant(**changes: Any) -> dict[str, Any]:
    """Return the input of a variant at 19.99 USD and 17.99 EUR, ten in stock."""
    return {
        "sku": f"SKU-{next(_numbers)}",
        "prices": [{"currency": "USD", "amount": 1999}, {"currency": "EUR", "amount": 1799}],
        "stock": 10,
        **changes,
    }


def product(ctx: RequestContext | None = None, *, published: bool = False, **changes: Any) -> ProductResponse:
    """Make a product with one variant; ``changes`` are fields of the request."""
    ctx = ctx or system()
    data = {"title": f"Product {next(_numbers)}", "variants": [variant()], **changes}
    made = catalog.create_product(ctx, parse(CreateProductRequest, data))
    return catalog.publish_product(ctx, made.id) if published else made


def coloured_product(ctx: RequestContext | None = None, **changes: Any) -> ProductResponse:
    """Make a product in two colours and two languages, one variant of each colour."""
    colours = [
        {
            "key": "colour",
            "names": [{"locale": "en", "value": "Colour"}, {"locale": "ru", "value": "Цвет"}],
            "values": [
                {"key": "red", "names": [{"locale": "en", "value": "Red"}, {"locale": "ru", "value": "Красный"}]},
                {"key": "blue", "names": [{"locale": "en", "value": "Blue"}]},
            ],
        }
    ]
    data = {
        "title": "Lantern",
        "handle": f"lantern-{next(_numbers)}",
        "translations": [{"locale": "ru", "title": "Фонарь"}],
        "options": colours,
        "variants": [
            variant(options=[{"option": "colour", "value": "red"}]),
            variant(options=[{"option": "colour", "value": "blue"}], stock=0),
        ],
        **changes,
    }
    return product(ctx, **data)


def category(ctx: RequestContext | None = None, *, parent_id: UUID | None = None, **changes: Any) -> CategoryResponse:
    """Make a category; ``changes`` are fields of the request."""
    data: dict[str, Any] = {"name": f"Category {next(_numbers)}", **changes}
    if parent_id is not None:
        data["parent_id"] = str(parent_id)
    return categories.create_category(ctx or system(), parse(CreateCategoryRequest, data))


def attribute(ctx: RequestContext | None = None, **changes: Any) -> AttributeResponse:
    """Make an attribute, a text if nothing else is said; ``changes`` are fields of the request."""
    data = {"key": f"attribute-{next(_numbers)}", "type": "text", **changes}
    return attributes.create_attribute(ctx or system(), parse(CreateAttributeRequest, data))


def product_type(
    key: str, *keys: str, variant: Collection[str] = (), required: bool = False, **changes: Any
) -> ProductTypeResponse:
    """Make a product type with these attributes; those named by ``variant`` are the variants'."""
    links = [
        {"attribute": name, "scope": "variant" if name in variant else "product", "is_required": required}
        for name in keys
    ]
    request = parse(CreateProductTypeRequest, {"key": key, "attributes": links, **changes})
    return product_types.create_product_type(system(), request)
