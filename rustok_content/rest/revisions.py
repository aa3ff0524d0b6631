"""REST of former states of nodes, and of their review, for staff."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from rest_framework.request import Request

from rustok.api.rest.paging import PageQuery, decode_cursor, encode_cursor, id_after, opaque
from rustok.api.rest.views import ApiView, endpoint
from rustok.dto import Id, Page, Version
from rustok_content.dto.lifecycle import (
    ApproveSubmissionRequest,
    NodeSubmissionResponse,
    RejectSubmissionRequest,
    SubmissionState,
    SubmitNodeRequest,
)
from rustok_content.dto.nodes import NodeResponse
from rustok_content.dto.revisions import (
    NodeDiffResponse,
    NodeRevisionDetailResponse,
    NodeRevisionResponse,
    RestoreRevisionRequest,
)
from rustok_content.selectors import revisions
from rustok_content.selectors import submissions as submission_selectors
from rustok_content.services import restoring, submissions

_REVISIONS: Final = "content.revisions:-version"
_SUBMISSIONS: Final = "content.submissions:-id"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRevisionsQuery(PageQuery):
    """Which revisions."""


class NodeRevisionsView(ApiView):
    """A node's revisions."""

    tag = "content"

    @endpoint(query=ListRevisionsQuery, response=NodeRevisionResponse, page=True)
    def get(self, request: Request, id: UUID, query: ListRevisionsQuery) -> Page[NodeRevisionResponse]:
        """List a node's revisions, newest first."""
        after = int(decode_cursor(_REVISIONS, query.after)[0]) if query.after is not None else None
        page = revisions.list_revisions(self.ctx, id, after=after, limit=query.limit)
        return page if page.next is None else replace(page, next=encode_cursor(_REVISIONS, [int(page.next)]))


class NodeRevisionView(ApiView):
    """One revision."""

    tag = "content"

    @endpoint(response=NodeRevisionDetailResponse)
    def get(self, request: Request, id: UUID, revision: int) -> NodeRevisionDetailResponse:
        """Return what a node was at a version, with all its raw texts."""
        return revisions.get_revision(self.ctx, id, revision)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareRevisionsQuery:
    """With which other version; with the node as it is, if not said."""

    other: Version | None = None


class NodeRevisionDiffView(ApiView):
    """What differs."""

    tag = "content"

    @endpoint(query=CompareRevisionsQuery, response=NodeDiffResponse)
    def get(self, request: Request, id: UUID, revision: int, query: CompareRevisionsQuery) -> NodeDiffResponse:
        """Return what differs between a revision and another one, or the node as it is: by field and by block."""
        return revisions.compare_revisions(self.ctx, id, revision, other=query.other)


class RestoreRevisionView(ApiView):
    """Going back."""

    tag = "content"

    @endpoint(request=RestoreRevisionRequest, response=NodeResponse, status=200, versioned=True)
    def post(self, request: Request, id: UUID, revision: int, data: RestoreRevisionRequest) -> NodeResponse:
        """Bring back what a node was at a revision, as a draft."""
        return restoring.restore_revision(self.ctx, id, revision, data)


class SubmitNodeView(ApiView):
    """Handing in."""

    tag = "content"

    @endpoint(request=SubmitNodeRequest, response=NodeSubmissionResponse, versioned=True)
    def post(self, request: Request, id: UUID, data: SubmitNodeRequest) -> NodeSubmissionResponse:
        """Hand a node's text in for review."""
        return submissions.submit_node(self.ctx, id, data)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSubmissionsQuery(PageQuery):
    """Which submissions."""

    state: SubmissionState | None = None
    node_id: Id | None = None


class SubmissionsView(ApiView):
    """All that was handed in."""

    tag = "content"

    @endpoint(query=ListSubmissionsQuery, response=NodeSubmissionResponse, page=True)
    def get(self, request: Request, query: ListSubmissionsQuery) -> Page[NodeSubmissionResponse]:
        """List what was handed in for review, newest first."""
        page = submission_selectors.list_submissions(
            self.ctx,
            state=query.state,
            node_id=query.node_id,
            after=id_after(_SUBMISSIONS, query.after),
            limit=query.limit,
        )
        return opaque(_SUBMISSIONS, page)


class ApproveSubmissionView(ApiView):
    """Saying yes."""

    tag = "content"

    @endpoint(request=ApproveSubmissionRequest, response=NodeSubmissionResponse, status=200, versioned=True)
    def post(self, request: Request, id: UUID, data: ApproveSubmissionRequest) -> NodeSubmissionResponse:
        """Approve what was handed in, and publish it if wanted."""
        return submissions.approve_submission(self.ctx, id, data)


class RejectSubmissionView(ApiView):
    """Saying no."""

    tag = "content"

    @endpoint(request=RejectSubmissionRequest, response=NodeSubmissionResponse, status=200)
    def post(self, request: Request, id: UUID, data: RejectSubmissionRequest) -> NodeSubmissionResponse:
        """Reject what was handed in, and say why."""
        return submissions.reject_submission(self.ctx, id, data)


class WithdrawSubmissionView(ApiView):
    """Taking back."""

    tag = "content"

    @endpoint(response=NodeSubmissionResponse, status=200)
    def post(self, request: Request, id: UUID) -> NodeSubmissionResponse:
        """Take back what was handed in."""
        return submissions.withdraw_submission(self.ctx, id)
