"""Reads assignments of the scope's tenant."""

from __future__ import annotations

from uuid import UUID

from rustok.context import RequestContext
from rustok.dto import Page
from rustok.rbac.policies import require
from rustok_content import models
from rustok_content.dto.assignments import AssignmentResponse
from rustok_content.mappers import assignment_response


def list_assignments(
    ctx: RequestContext, *, user_id: UUID | None = None, after: UUID | None = None, limit: int = 24
) -> Page[AssignmentResponse]:
    """List assignments, newest first, all or a user's; ``after`` is the page before's last id."""
    require(ctx, "content.assignment:manage")
    rows = models.Assignment.objects.order_by("-id")
    if user_id is not None:
        rows = rows.filter(user_id=user_id)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows[: limit + 1])
    return Page(
        items=tuple(assignment_response(row) for row in found[:limit]),
        next=str(found[limit - 1].id) if len(found) > limit else None,
    )
