"""Categories, for staff."""

from __future__ import annotations

from uuid import UUID

from rustok.context import RequestContext
from rustok.ids import to_ulid
from rustok.rbac.policies import require
from rustok.tenancy.info import current_tenant
from rustok_commerce import errors, mappers
from rustok_commerce.dto.categories import CategoryResponse
from rustok_commerce.selectors.aggregates import load_categories


def get_category(ctx: RequestContext, category_id: UUID) -> CategoryResponse:
    """Return a category.

    :raises CategoryNotFound: no such category in the shop.
    """
    require(ctx, "commerce.category:read")
    return present_category(ctx, category_id)


def present_category(ctx: RequestContext, category_id: UUID) -> CategoryResponse:
    """Return a category to whoever has just changed it, without asking for the right to read.

    :raises CategoryNotFound: no such category in the shop.
    """
    found = load_categories([category_id])
    if not found:
        raise errors.CategoryNotFound(category=to_ulid(category_id))
    return mappers.category_response(found[category_id], current_tenant().fallback_chain(ctx.locale))


def list_categories(ctx: RequestContext) -> tuple[CategoryResponse, ...]:
    """Return the whole tree: each category before those below it, siblings in order."""
    require(ctx, "commerce.category:read")
    locales = current_tenant().fallback_chain(ctx.locale)
    children: dict[UUID | None, list[CategoryResponse]] = {}
    for aggregate in load_categories().values():
        children.setdefault(aggregate.category.parent_id, []).append(mappers.category_response(aggregate, locales))
    ordered: list[CategoryResponse] = []
    waiting = list(reversed(children.get(None, [])))
    while waiting:
        category = waiting.pop()
        ordered.append(category)
        waiting.extend(reversed(children.get(category.id, [])))
    return tuple(ordered)
