"""REST of assignments for those who say where the staff works."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from rest_framework.request import Request

from rustok.api.rest.paging import PageQuery, id_after, opaque
from rustok.api.rest.views import ApiView, endpoint
from rustok.dto import Id, Page
from rustok_content.dto.assignments import AssignmentResponse, AssignRequest
from rustok_content.selectors import assignments as assignment_selectors
from rustok_content.services import assignments

ASSIGNMENT_LIST: Final = "content.assignments:-id"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListAssignmentsQuery(PageQuery):
    """Whose assignments."""

    user_id: Id | None = None


class AssignmentsView(ApiView):
    """All assignments."""

    tag = "content"

    @endpoint(query=ListAssignmentsQuery, response=AssignmentResponse, page=True, operation_id="list_assignments")
    def get(self, request: Request, query: ListAssignmentsQuery) -> Page[AssignmentResponse]:
        """List assignments, newest first."""
        page = assignment_selectors.list_assignments(
            self.ctx, user_id=query.user_id, after=id_after(ASSIGNMENT_LIST, query.after), limit=query.limit
        )
        return opaque(ASSIGNMENT_LIST, page)

    @endpoint(request=AssignRequest, response=AssignmentResponse, operation_id="assign")
    def post(self, request: Request, data: AssignRequest) -> AssignmentResponse:
        """Let one of the staff work in a part of the tree, in some languages, and nowhere else."""
        return assignments.assign(self.ctx, data)


class AssignmentView(ApiView):
    """One assignment."""

    tag = "content"

    @endpoint(operation_id="unassign")
    def delete(self, request: Request, id: UUID) -> None:
        """Let one of the staff work there no more."""
        assignments.unassign(self.ctx, id)
