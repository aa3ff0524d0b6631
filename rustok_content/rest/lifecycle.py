"""REST of a node's way to its readers, for staff: publishing, drafts, schedule, trash, previews."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from rest_framework.request import Request

from rustok.api.rest.views import ApiView, endpoint
from rustok.dto import Page, given
from rustok_content.dto.lifecycle import (
    CreatedNodePreviewResponse,
    CreatePreviewRequest,
    NodePreviewResponse,
    PublishNodeRequest,
    ScheduleNodeRequest,
    UnpublishNodeRequest,
)
from rustok_content.dto.nodes import NodeResponse
from rustok_content.selectors import previews as preview_selectors
from rustok_content.services import drafts, previews, publishing, scheduling, trash


class PublishNodeView(ApiView):
    """Publishing."""

    tag = "content"

    @endpoint(request=PublishNodeRequest, response=NodeResponse, status=200, versioned=True)
    def post(self, request: Request, id: UUID, data: PublishNodeRequest) -> NodeResponse:
        """Let readers see a node, in some languages or in all, with what waits to be published."""
        version = given(data).get("version")
        return publishing.publish_node(self.ctx, id, locales=data.locales, version=version)


class UnpublishNodeView(ApiView):
    """Taking back."""

    tag = "content"

    @endpoint(request=UnpublishNodeRequest, response=NodeResponse, status=200, versioned=True)
    def post(self, request: Request, id: UUID, data: UnpublishNodeRequest) -> NodeResponse:
        """Take a node from readers, in some languages or in all: as a draft or into the archive."""
        version = given(data).get("version")
        return publishing.unpublish_node(self.ctx, id, locales=data.locales, archive=data.archive, version=version)


class NodeDraftView(ApiView):
    """What waits to be published in one language."""

    tag = "content"

    @endpoint(response=NodeResponse, versioned=True)
    def delete(self, request: Request, id: UUID, locale: str, version: int | None) -> NodeResponse:
        """Drop what waits to be published in a language; what readers see stays."""
        return drafts.discard_draft(self.ctx, id, locale, version=version)


class ScheduleNodeView(ApiView):
    """The schedule."""

    tag = "content"

    @endpoint(request=ScheduleNodeRequest, response=NodeResponse, status=200, versioned=True)
    def post(self, request: Request, id: UUID, data: ScheduleNodeRequest) -> NodeResponse:
        """Say when texts are to be shown and taken back by themselves; null takes a time back."""
        return scheduling.schedule_node(self.ctx, id, data)


class RestoreNodeView(ApiView):
    """Coming back from the trash."""

    tag = "content"

    @endpoint(response=NodeResponse, status=200, versioned=True)
    def post(self, request: Request, id: UUID, version: int | None) -> NodeResponse:
        """Bring a node back from the trash, with all that went there with it."""
        return trash.restore_node(self.ctx, id, version=version)


@dataclass(frozen=True, slots=True, kw_only=True)
class PurgeNodeQuery:
    """Whether it is done even if others refer to it."""

    force: bool = False


class PurgeNodeView(ApiView):
    """Doing away with."""

    tag = "content"

    @endpoint(query=PurgeNodeQuery, versioned=True)
    def delete(self, request: Request, id: UUID, query: PurgeNodeQuery, version: int | None) -> None:
        """Do away with a node in the trash for good, and with all that is below it."""
        trash.purge_node(self.ctx, id, force=query.force, version=version)


class NodePreviewsView(ApiView):
    """Who may look at a node before it is published."""

    tag = "content"

    @endpoint(response=NodePreviewResponse, page=True)
    def get(self, request: Request, id: UUID) -> Page[NodePreviewResponse]:
        """List a node's previews, newest first; their tokens are not told again."""
        return Page(items=preview_selectors.list_previews(self.ctx, id))

    @endpoint(request=CreatePreviewRequest, response=CreatedNodePreviewResponse, idempotent=False)
    def post(self, request: Request, id: UUID, data: CreatePreviewRequest) -> CreatedNodePreviewResponse:
        """Make a token that shows a node as it would be published; it is told once."""
        return previews.create_preview(self.ctx, id, data)


class NodePreviewView(ApiView):
    """One preview."""

    tag = "content"

    @endpoint(response=NodePreviewResponse)
    def delete(self, request: Request, id: UUID) -> NodePreviewResponse:
        """Let a token show nothing any more."""
        return previews.revoke_preview(self.ctx, id)
