"""Reads tags of nodes of the scope's tenant."""

from __future__ import annotations

from uuid import UUID

from rustok.context import RequestContext
from rustok.dto import Page
from rustok.rbac.policies import require
from rustok_content import errors, models
from rustok_content.dto.tags import NodeTagResponse
from rustok_content.mappers import tag_response


def get_tag(ctx: RequestContext, tag_id: UUID) -> NodeTagResponse:
    """Return a tag.

    :raises TagNotFound: no such tag for this tenant.
    """
    require(ctx, "content.tag:read")
    return present_tag(tag_id)


def list_tags(
    ctx: RequestContext, *, name: str | None = None, after: UUID | None = None, limit: int = 24
) -> Page[NodeTagResponse]:
    """List tags, newest first; ``name`` asks for those it is a part of, ``after`` is the last id of the page before."""
    require(ctx, "content.tag:read")
    tags = models.Tag.objects.order_by("-id").prefetch_related("translations", "synonyms")
    if name:
        tags = tags.filter(name__icontains=name)
    if after is not None:
        tags = tags.filter(pk__lt=after)
    rows = list(tags[: limit + 1])
    return Page(
        items=tuple(tag_response(row) for row in rows[:limit]),
        next=str(rows[limit - 1].id) if len(rows) > limit else None,
    )


def present_tag(tag_id: UUID) -> NodeTagResponse:
    """Return a tag as it is now, for commands that checked the rights.

    :raises TagNotFound: no such tag for this tenant.
    """
    tag = models.Tag.objects.filter(pk=tag_id).prefetch_related("translations", "synonyms").first()
    if tag is None:
        raise errors.TagNotFound(id=str(tag_id))
    return tag_response(tag)
