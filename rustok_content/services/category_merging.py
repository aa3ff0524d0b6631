"""Merges categories of nodes."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F

from rustok.commands import command
from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.content import CategoryMerged
from rustok.rbac.policies import require
from rustok_content import errors, models
from rustok_content.dto.categories import MergeNodeCategoriesRequest, NodeCategoryResponse
from rustok_content.selectors.categories import load_category
from rustok_content.services.categories import find_category, lock_categories, raise_children


@command()
def merge_category(ctx: RequestContext, category_id: UUID, request: MergeNodeCategoriesRequest) -> NodeCategoryResponse:
    """Move everything in a category into another one, and let its slugs lead there.

    What is below it comes below the other one, with the rights that it had. Nodes are locked before categories, as by
    whoever publishes one: counts stay exact.

    :raises CategoryNotFound: no such category for this tenant.
    :raises CategoryOfOtherModule: they are of different modules.
    :raises CategoryMergedIntoItself: the other one is the category itself or below it.
    """
    require(ctx, "content.category:update")
    require(ctx, "content.category:delete")
    into_id = request.into_id
    lock_categories()
    nodes = models.Node.objects.filter(category_id=category_id)
    list(nodes.for_update().order_by("id").values_list("id", flat=True))
    rows = models.Category.objects.for_update(keys=True).filter(pk__in=[category_id, into_id]).order_by("id")
    found = {row.id: row for row in rows}
    for wanted in (category_id, into_id):
        if wanted not in found:
            raise errors.CategoryNotFound(id=str(wanted))
    category, into = found[category_id], found[into_id]
    if category.module != into.module:
        raise errors.CategoryOfOtherModule(module=category.module, other=into.module)
    above = into
    while above is not None:
        if above.id == category_id:
            raise errors.CategoryMergedIntoItself()
        above = find_category(above.parent_id) if above.parent_id else None
    nodes.update(category=into, activity=F("activity") + 1)
    raise_children(category, into_id)
    models.CategoryAlias.objects.filter(category=category).update(category=into)
    last = max(
        (row for row in (category, into) if row.last_activity_at), key=lambda row: row.last_activity_at, default=into
    )
    models.Category.objects.filter(pk=into_id).update(
        node_count=F("node_count") + category.node_count,
        reply_count=F("reply_count") + category.reply_count,
        last_node_id=last.last_node_id,
        last_activity_at=last.last_activity_at,
        activity=F("activity") + 1,
        version=F("version") + 1,
    )
    slug = category.slug
    category.rights.all().delete()
    category.translations.all().delete()
    category.delete()
    models.CategoryAlias.objects.update_or_create(module=into.module, slug=slug, defaults={"category": into})
    publish(ctx, CategoryMerged(category_id=into_id, merged_id=category_id))
    return load_category(into_id)
