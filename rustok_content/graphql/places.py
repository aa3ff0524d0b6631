"""GraphQL of the tree of nodes, for staff: moving, ordering, copying, what refers to what, the board."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import graphene

from rustok.api.graphql.dto import enum_type, input_type, object_type
from rustok.api.graphql.relay import Connection, connect, connection_field, page_query
from rustok.api.graphql.scalars import ID
from rustok.api.rest.paging import id_after, opaque
from rustok.dto import parse
from rustok_content.dto.board import BoardCountsResponse, BoardRowResponse
from rustok_content.dto.lifecycle import NodeReferenceResponse, ReferenceTarget
from rustok_content.dto.nodes import NodeResponse
from rustok_content.dto.places import (
    CopiedNodeResponse,
    CopyNodeRequest,
    MoveNodeRequest,
    NodeOrderResponse,
    ReorderNodesRequest,
)
from rustok_content.graphql.types import Node
from rustok_content.selectors import board, references
from rustok_content.services import copying, placing

_USAGES: Final = "content.usages:id"
_BOARD: Final = "content.board:-id"

NodeReference = object_type(NodeReferenceResponse)
NodeOrder = object_type(NodeOrderResponse)
CopiedNode = object_type(CopiedNodeResponse)
BoardRow = object_type(BoardRowResponse, "ContentBoardRow")
BoardCounts = object_type(BoardCountsResponse, "ContentBoardCounts")


class PlacesQuery:
    """What nodes refer to, what refers to something, and where every text is."""

    node_references = graphene.List(graphene.NonNull(NodeReference), id=ID(required=True))
    content_usages = connection_field(NodeReference, target_kind=enum_type(ReferenceTarget)(), target_id=ID())
    content_board = connection_field(BoardRow, kind=graphene.String())
    content_board_counts = graphene.List(graphene.NonNull(BoardCounts), required=True, kind=graphene.String())

    def resolve_node_references(self, info: Any, id: UUID) -> tuple[NodeReferenceResponse, ...]:
        return references.list_references(info.context.ctx, id)

    def resolve_content_usages(
        self,
        info: Any,
        first: int | None = None,
        after: str | None = None,
        target_kind: Any = None,
        target_id: UUID | None = None,
    ) -> Connection:
        query = page_query(first, after)
        kind = getattr(target_kind, "value", target_kind)
        page = references.list_usages(
            info.context.ctx,
            target_kind=ReferenceTarget(kind) if kind is not None else None,
            target_id=target_id,
            after=id_after(_USAGES, query.after),
            limit=query.limit,
        )
        return connect(opaque(_USAGES, page), after)

    def resolve_content_board(
        self, info: Any, first: int | None = None, after: str | None = None, kind: str | None = None
    ) -> Connection:
        query = page_query(first, after)
        page = board.list_board(info.context.ctx, kind=kind, after=id_after(_BOARD, query.after), limit=query.limit)
        return connect(opaque(_BOARD, page), after)

    def resolve_content_board_counts(self, info: Any, kind: str | None = None) -> tuple[BoardCountsResponse, ...]:
        return board.count_board(info.context.ctx, kind=kind)


class MoveNode(graphene.Mutation):
    """Put a node, with all below it, below another one or to the top, at a place there."""

    class Arguments:
        id = ID(required=True)
        input = input_type(MoveNodeRequest)(required=True)

    Output = graphene.NonNull(Node)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> NodeResponse:
        return placing.move_node(info.context.ctx, id, parse(MoveNodeRequest, input))


class ReorderNodes(graphene.Mutation):
    """Order the nodes below one parent; those that are not named follow."""

    class Arguments:
        input = input_type(ReorderNodesRequest)(required=True)

    Output = graphene.NonNull(NodeOrder)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> NodeOrderResponse:
        return placing.reorder_nodes(info.context.ctx, parse(ReorderNodesRequest, input))


class CopyNode(graphene.Mutation):
    """Copy a node, with all below it if wanted, as drafts."""

    class Arguments:
        id = ID(required=True)
        input = input_type(CopyNodeRequest)(required=True)

    Output = graphene.NonNull(CopiedNode)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> CopiedNodeResponse:
        return copying.copy_node(info.context.ctx, id, parse(CopyNodeRequest, input))


class PlacesMutation:
    """Changes to the tree of nodes."""

    move_node = MoveNode.Field()
    reorder_nodes = ReorderNodes.Field()
    copy_node = CopyNode.Field()
