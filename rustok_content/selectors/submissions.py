"""Reads what was handed in for review."""

from __future__ import annotations

from uuid import UUID

from rustok.context import RequestContext
from rustok.dto import Page
from rustok_content import errors, models
from rustok_content.dto.lifecycle import NodeSubmissionResponse, SubmissionState
from rustok_content.mappers import submission_response
from rustok_content.selectors.rights import readable
from rustok_content.selectors.titles import titles_of


def list_submissions(
    ctx: RequestContext,
    *,
    state: SubmissionState | None = None,
    node_id: UUID | None = None,
    after: UUID | None = None,
    limit: int = 24,
) -> Page[NodeSubmissionResponse]:
    """List submissions, newest first; ``after`` is the last id of the page before."""
    rows = models.NodeSubmission.objects.filter(node__deleted_at=None).order_by("-id").select_related("node")
    rows = readable(ctx, rows, prefix="node__")
    if state is not None:
        rows = rows.filter(state=state)
    if node_id is not None:
        rows = rows.filter(node_id=node_id)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows[: limit + 1])
    titles = titles_of({row.node_id for row in found[:limit]}, ctx.locale)
    return Page(
        items=tuple(submission_response(row, titles[row.node_id]) for row in found[:limit]),
        next=str(found[limit - 1].id) if len(found) > limit else None,
    )


def load(submission_id: UUID, locale: str = "") -> NodeSubmissionResponse:
    """Return a submission.

    :raises SubmissionNotFound: no such submission for this tenant.
    """
    row = models.NodeSubmission.objects.filter(pk=submission_id).select_related("node").first()
    if row is None:
        raise errors.SubmissionNotFound(id=str(submission_id))
    return submission_response(row, titles_of({row.node_id}, locale or row.node.source_locale)[row.node_id])
