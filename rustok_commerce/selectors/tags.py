"""Tags, for staff."""

from __future__ import annotations

from django.db.models import Count

from rustok.context import RequestContext
from rustok.dto import Page
from rustok.ids import generate_id
from rustok.rbac.policies import require
from rustok_commerce import models
from rustok_commerce.dto.bulk import ListTagsRequest, TagResponse
from rustok_commerce.selectors import keyset


def list_tags(ctx: RequestContext, request: ListTagsRequest) -> Page[TagResponse]:
    """Return one page of the tags in use, in order, with the numbers of their products.

    :raises InvalidCursor: ``after`` is not a cursor of this list.
    """
    require(ctx, "commerce.product:read")
    rows = models.ProductTag.objects.all()
    if request.q:
        rows = rows.filter(tag__startswith=request.q)
    if request.after is not None:
        rows = rows.filter(tag__gt=str(keyset.decode("tags", request.after)[0]))
    counted = rows.values_list("tag").annotate(products=Count("id")).order_by("tag")
    page = list(counted[: request.limit + 1])
    more = len(page) > request.limit
    items = tuple(TagResponse(tag=tag, products=products) for tag, products in page[: request.limit])
    return Page(items=items, next=keyset.encode("tags", items[-1].tag, generate_id()) if more else None)
