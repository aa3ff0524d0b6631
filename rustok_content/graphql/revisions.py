"""GraphQL of former states of nodes, and of their review, for staff."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final
from uuid import UUID

import graphene

from rustok.api.graphql.dto import enum_type, input_type, object_type
from rustok.api.graphql.relay import Connection, connect, connection_field, page_query
from rustok.api.graphql.scalars import ID
from rustok.api.rest.paging import decode_cursor, encode_cursor, id_after, opaque
from rustok.dto import parse
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
from rustok_content.graphql.types import Node
from rustok_content.selectors import revisions
from rustok_content.selectors import submissions as submission_selectors
from rustok_content.services import restoring, submissions

_REVISIONS: Final = "content.revisions:-version"
_SUBMISSIONS: Final = "content.submissions:-id"

NodeRevision = object_type(NodeRevisionResponse)
NodeRevisionDetail = object_type(NodeRevisionDetailResponse)
NodeDiff = object_type(NodeDiffResponse)
NodeSubmission = object_type(NodeSubmissionResponse)


class RevisionsQuery:
    """What nodes were, and what was handed in for review."""

    node_revisions = connection_field(NodeRevision, id=ID(required=True))
    node_revision = graphene.Field(NodeRevisionDetail, id=ID(required=True), revision=graphene.Int(required=True))
    node_diff = graphene.Field(
        NodeDiff, id=ID(required=True), revision=graphene.Int(required=True), other=graphene.Int()
    )
    node_submissions = connection_field(NodeSubmission, state=enum_type(SubmissionState)(), node_id=ID())

    def resolve_node_revisions(
        self, info: Any, id: UUID, first: int | None = None, after: str | None = None
    ) -> Connection:
        query = page_query(first, after)
        last = int(decode_cursor(_REVISIONS, query.after)[0]) if query.after is not None else None
        page = revisions.list_revisions(info.context.ctx, id, after=last, limit=query.limit)
        if page.next is not None:
            page = replace(page, next=encode_cursor(_REVISIONS, [int(page.next)]))
        return connect(page, after)

    def resolve_node_revision(self, info: Any, id: UUID, revision: int) -> NodeRevisionDetailResponse:
        return revisions.get_revision(info.context.ctx, id, revision)

    def resolve_node_diff(self, info: Any, id: UUID, revision: int, other: int | None = None) -> NodeDiffResponse:
        return revisions.compare_revisions(info.context.ctx, id, revision, other=other)

    def resolve_node_submissions(
        self,
        info: Any,
        first: int | None = None,
        after: str | None = None,
        state: Any = None,
        node_id: UUID | None = None,
    ) -> Connection:
        query = page_query(first, after)
        page = submission_selectors.list_submissions(
            info.context.ctx,
            state=SubmissionState(getattr(state, "value", state)) if state is not None else None,
            node_id=node_id,
            after=id_after(_SUBMISSIONS, query.after),
            limit=query.limit,
        )
        return connect(opaque(_SUBMISSIONS, page), after)


class RestoreNodeRevision(graphene.Mutation):
    """Bring back what a node was at a revision, as a draft."""

    class Arguments:
        id = ID(required=True)
        revision = graphene.Int(required=True)
        input = input_type(RestoreRevisionRequest)(required=True)

    Output = graphene.NonNull(Node)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, revision: int, input: Any) -> NodeResponse:
        return restoring.restore_revision(info.context.ctx, id, revision, parse(RestoreRevisionRequest, input))


class SubmitNode(graphene.Mutation):
    """Hand a node's text in for review."""

    class Arguments:
        id = ID(required=True)
        input = input_type(SubmitNodeRequest)(required=True)

    Output = graphene.NonNull(NodeSubmission)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> NodeSubmissionResponse:
        return submissions.submit_node(info.context.ctx, id, parse(SubmitNodeRequest, input))


class ApproveNodeSubmission(graphene.Mutation):
    """Approve what was handed in, and publish it if wanted."""

    class Arguments:
        id = ID(required=True)
        input = input_type(ApproveSubmissionRequest)(required=True)

    Output = graphene.NonNull(NodeSubmission)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> NodeSubmissionResponse:
        return submissions.approve_submission(info.context.ctx, id, parse(ApproveSubmissionRequest, input))


class RejectNodeSubmission(graphene.Mutation):
    """Reject what was handed in, and say why."""

    class Arguments:
        id = ID(required=True)
        input = input_type(RejectSubmissionRequest)(required=True)

    Output = graphene.NonNull(NodeSubmission)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> NodeSubmissionResponse:
        return submissions.reject_submission(info.context.ctx, id, parse(RejectSubmissionRequest, input))


class WithdrawNodeSubmission(graphene.Mutation):
    """Take back what was handed in."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(NodeSubmission)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> NodeSubmissionResponse:
        return submissions.withdraw_submission(info.context.ctx, id)


class RevisionsMutation:
    """Going back, and review."""

    restore_node_revision = RestoreNodeRevision.Field()
    submit_node = SubmitNode.Field()
    approve_node_submission = ApproveNodeSubmission.Field()
    reject_node_submission = RejectNodeSubmission.Field()
    withdraw_node_submission = WithdrawNodeSubmission.Field()
