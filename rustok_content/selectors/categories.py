"""Reads categories of the scope's tenant."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from rustok.context import RequestContext
from rustok.rbac.policies import require
from rustok_content import errors, models
from rustok_content.dto.categories import NodeCategoryResponse
from rustok_content.mappers import category_response

_PARTS: Final = ("translations", "rights", "aliases")


def get_category(ctx: RequestContext, category_id: UUID) -> NodeCategoryResponse:
    """Return a category.

    :raises CategoryNotFound: no such category for this tenant.
    """
    require(ctx, "content.category:read")
    return load_category(category_id)


def list_categories(ctx: RequestContext, *, module: str | None = None) -> list[NodeCategoryResponse]:
    """List all categories, or those of a module, in the order of their places."""
    require(ctx, "content.category:read")
    categories = models.Category.objects.order_by("position", "slug").prefetch_related(*_PARTS)
    if module is not None:
        categories = categories.filter(module=module)
    return [category_response(category) for category in categories]


def load_category(category_id: UUID) -> NodeCategoryResponse:
    """Return a category as it is now, for commands that checked the rights.

    :raises CategoryNotFound: no such category for this tenant.
    """
    category = models.Category.objects.filter(pk=category_id).prefetch_related(*_PARTS).first()
    if category is None:
        raise errors.CategoryNotFound(id=str(category_id))
    return category_response(category)
