"""Posts: content's nodes under the blog's names and rights."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import Page, given
from rustok.ids import to_ulid
from rustok.media.errors import AssetNotFound
from rustok.media.selectors.assets import assets_by_id
from rustok.rbac.policies import require
from rustok_blog.dto.posts import CreatePostRequest, SetPostLinksRequest, UpdatePostRequest
from rustok_content import facade
from rustok_content.dto.lifecycle import LinkRelation
from rustok_content.dto.nodes import (
    CreateNodeRequest,
    NodeResponse,
    NodeStatus,
    SetNodeTranslationRequest,
    UpdateNodeRequest,
)
from rustok_content.dto.thread_changes import ChangeThreadRequest

POST: Final = "post"
SERIES: Final = "series"


def create_post(ctx: RequestContext, request: CreatePostRequest) -> NodeResponse:
    """Make a post, as a draft.

    :raises AssetNotFound: no such picture for the cover.
    """
    require(ctx, "blog.post:create", owner_id=ctx.actor_id)
    _check_cover(request.cover_id)
    return facade.create_node(
        ctx,
        CreateNodeRequest(
            kind=POST,
            translations=request.translations,
            category_id=request.category_id,
            author_id=request.author_id,
            tags=request.tags,
            is_featured=request.is_featured,
            metadata={"cover": to_ulid(request.cover_id)} if request.cover_id else {},
        ),
        kind=POST,
    )


def update_post(ctx: RequestContext, post_id: UUID, request: UpdatePostRequest) -> NodeResponse:
    """Change a post's own fields.

    :raises AssetNotFound: no such picture for the cover.
    :raises StaleVersion: changed by somebody else since ``request.version``.
    """
    require(ctx, "blog.post:update", owner_id=ctx.actor_id)
    changes: dict[str, Any] = given(request)
    if "cover_id" in changes:
        cover_id = changes.pop("cover_id")
        _check_cover(cover_id)
        present = facade.get_node(ctx, post_id, kind=POST)
        kept = dict(present.metadata)
        kept.pop("cover", None)
        # What was read and what is written are of one version, also where the caller did not say which.
        changes.setdefault("version", present.version)
        changes["metadata"] = {**kept, "cover": to_ulid(cover_id)} if cover_id else kept
    return facade.update_node(ctx, post_id, UpdateNodeRequest(**changes), kind=POST)


def _check_cover(cover_id: UUID | None) -> None:
    if cover_id is not None and not assets_by_id((cover_id,)):
        raise AssetNotFound(id=str(cover_id))


def set_post_translation(ctx: RequestContext, post_id: UUID, request: SetNodeTranslationRequest) -> NodeResponse:
    """Write a post's text in one language."""
    return facade.set_translation(ctx, post_id, request, kind=POST)


def publish_post(ctx: RequestContext, post_id: UUID, *, version: int | None = None) -> NodeResponse:
    """Let readers see a post."""
    return facade.publish_node(ctx, post_id, version=version, kind=POST)


def unpublish_post(ctx: RequestContext, post_id: UUID, *, version: int | None = None) -> NodeResponse:
    """Take a post from readers."""
    return facade.unpublish_node(ctx, post_id, version=version, kind=POST)


def delete_post(ctx: RequestContext, post_id: UUID, *, version: int | None = None) -> None:
    """Put a post into the trash, with its comments."""
    facade.delete_node(ctx, post_id, version=version, kind=POST)


@command()
def set_post_links(ctx: RequestContext, post_id: UUID, request: SetPostLinksRequest) -> NodeResponse:
    """Say which series a post is part of, and which posts are related."""
    changes = given(request)
    if "series_ids" in changes:
        facade.set_links(ctx, post_id, LinkRelation.SERIES, changes["series_ids"], kind=POST, target=SERIES)
    if "related_ids" in changes:
        facade.set_links(ctx, post_id, LinkRelation.RELATED, changes["related_ids"], kind=POST, target=POST)
    return facade.get_node(ctx, post_id, kind=POST)


def change_comments(ctx: RequestContext, post_id: UUID, request: ChangeThreadRequest) -> NodeResponse:
    """Switch comments below a post off (``is_locked``) or on, or close them at a time."""
    facade.change_thread(ctx, post_id, request, kind=POST)
    return facade.get_node(ctx, post_id, kind=POST)


def get_post(ctx: RequestContext, post_id: UUID) -> NodeResponse:
    """Return a post with its raw translations."""
    return facade.get_node(ctx, post_id, kind=POST)


def list_posts(
    ctx: RequestContext, *, status: NodeStatus | None = None, after: UUID | None = None, limit: int = 24
) -> Page[NodeResponse]:
    """List posts with their raw translations, newest first."""
    return facade.list_nodes(ctx, kind=POST, status=status, after=after, limit=limit)
