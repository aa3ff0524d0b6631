"""Reads categories of the scope's tenant."""

from __future__ import annotations

from uuid import UUID

from rustok.context import RequestContext
from rustok.rbac.policies import require
from rustok_content import errors, models
from rustok_content.dto.categories import NodeCategoryResponse
from rustok_content.mappers import category_response


def get_category(ctx: RequestContext, category_id: UUID) -> NodeCategoryResponse:
    """Return a category.

    :raises CategoryNotFound: no such category for this tenant.
    """
    require(ctx, "content.category:read")
    category = models.Category.objects.filter(pk=category_id).prefetch_related("translations").first()
    if category is None:
        raise errors.CategoryNotFound(id=str(category_id))
    return category_response(category)


def list_categories(ctx: RequestContext) -> list[NodeCategoryResponse]:
    """List all categories in the order of their places."""
    require(ctx, "content.category:read")
    categories = models.Category.objects.order_by("position", "slug").prefetch_related("translations")
    return [category_response(category) for category in categories]
