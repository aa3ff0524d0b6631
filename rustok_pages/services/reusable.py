"""Reusable blocks: nodes of the kind ``block``, written once and shown by the pages that name them."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from rustok.context import RequestContext
from rustok.dto import Page, given
from rustok_content import facade
from rustok_content.dto.lifecycle import PublishNodeRequest, UnpublishNodeRequest
from rustok_content.dto.nodes import CreateNodeRequest, NodeResponse, SetNodeTranslationRequest
from rustok_pages.dto.pages import CreateReusableBlockRequest

KIND: Final = "block"


def get_block(ctx: RequestContext, block_id: UUID) -> NodeResponse:
    """Return a reusable block with its raw translations.

    :raises NodeNotFound: no such block for this tenant.
    """
    return facade.get_node(ctx, block_id, kind=KIND)


def list_blocks(ctx: RequestContext, *, after: UUID | None = None, limit: int = 24) -> Page[NodeResponse]:
    """List reusable blocks, newest first."""
    return facade.list_nodes(ctx, kind=KIND, after=after, limit=limit)


def create_block(ctx: RequestContext, request: CreateReusableBlockRequest) -> NodeResponse:
    """Make a reusable block as a draft; the first translation is its original.

    :raises InvalidInput: a body is not what its format says.
    """
    asked = CreateNodeRequest(kind=KIND, translations=request.translations, tags=request.tags)
    return facade.create_node(ctx, asked, kind=KIND)


def set_block_text(ctx: RequestContext, block_id: UUID, request: SetNodeTranslationRequest) -> NodeResponse:
    """Write a reusable block in one language.

    :raises NodeNotFound: no such block for this tenant.
    :raises StaleVersion: changed by somebody else since ``request.version``.
    """
    return facade.set_translation(ctx, block_id, request, kind=KIND)


def publish_block(ctx: RequestContext, block_id: UUID, request: PublishNodeRequest) -> NodeResponse:
    """Let pages show a reusable block, in some languages or in all.

    :raises NodeNotFound: no such block for this tenant.
    """
    version = given(request).get("version")
    return facade.publish_node(ctx, block_id, locales=request.locales, version=version, kind=KIND)


def unpublish_block(ctx: RequestContext, block_id: UUID, request: UnpublishNodeRequest) -> NodeResponse:
    """Take a reusable block from the pages that show it.

    :raises NodeNotFound: no such block for this tenant.
    """
    version = given(request).get("version")
    return facade.unpublish_node(
        ctx, block_id, locales=request.locales, archive=request.archive, version=version, kind=KIND
    )


def delete_block(ctx: RequestContext, block_id: UUID, *, version: int | None = None) -> None:
    """Put a reusable block into the trash.

    :raises NodeNotFound: no such block for this tenant.
    """
    facade.delete_node(ctx, block_id, version=version, kind=KIND)
