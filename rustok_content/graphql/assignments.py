"""GraphQL of assignments for those who say where the staff works."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import graphene

from rustok.api.graphql.dto import input_type, object_type
from rustok.api.graphql.relay import Connection, connect, connection_field, page_query
from rustok.api.graphql.scalars import ID
from rustok.api.rest.paging import id_after, opaque
from rustok.dto import parse
from rustok_content.dto.assignments import AssignmentResponse, AssignRequest
from rustok_content.selectors import assignments as assignment_selectors
from rustok_content.services import assignments

_LIST = "content.assignments:-id"

Assignment = object_type(AssignmentResponse)


class AssignmentsQuery:
    """Where the staff works."""

    assignments = connection_field(Assignment, user_id=ID())

    @staticmethod
    def resolve_assignments(
        root: Any, info: Any, first: int | None = None, after: str | None = None, user_id: UUID | None = None
    ) -> Connection:
        query = page_query(first, after)
        page = assignment_selectors.list_assignments(
            info.context.ctx, user_id=user_id, after=id_after(_LIST, query.after), limit=query.limit
        )
        return connect(opaque(_LIST, page), after)


class Assign(graphene.Mutation):
    """Let one of the staff work in a part of the tree, in some languages, and nowhere else."""

    class Arguments:
        input = input_type(AssignRequest)(required=True)

    Output = graphene.NonNull(Assignment)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> AssignmentResponse:
        return assignments.assign(info.context.ctx, parse(AssignRequest, input))


class Unassign(graphene.Mutation):
    """Let one of the staff work there no more; returns the assignment's id."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(ID)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> UUID:
        assignments.unassign(info.context.ctx, id)
        return id


class AssignmentsMutation:
    """Changes to assignments."""

    assign = Assign.Field()
    unassign = Unassign.Field()
