"""Hands texts in for review, and decides on them: an author writes, an editor publishes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import given
from rustok.errors import StaleVersion
from rustok.events.bus import publish
from rustok.events.catalog.drafts import NodeSubmissionDecided, NodeSubmitted
from rustok_content import errors, models
from rustok_content.dto.lifecycle import (
    ApproveSubmissionRequest,
    NodeSubmissionResponse,
    RejectSubmissionRequest,
    SubmissionState,
    SubmitNodeRequest,
)
from rustok_content.selectors import submissions
from rustok_content.services import publishing, revisions
from rustok_content.services.counters import hold
from rustok_content.services.locking import ask_for_right, check_version, lock_node


@command()
def submit_node(
    ctx: RequestContext, node_id: UUID, request: SubmitNodeRequest, *, kind: str | None = None
) -> NodeSubmissionResponse:
    """Hand a node's text in one language, or all of it, in for review.

    :raises NodeNotFound: no such node for this tenant.
    :raises TranslationNotFound: the node is not in that language.
    :raises AlreadySubmitted: it was handed in, and waits.
    :raises StaleVersion: changed by somebody else since ``request.version``.
    """
    languages = None if request.locale is None else (request.locale,)
    node = lock_node(ctx, node_id, "update", kind=kind, languages=languages)
    check_version(node, given(request).get("version"))
    if request.locale is not None and not node.translations.filter(locale=request.locale).exists():
        raise errors.TranslationNotFound(locale=request.locale)
    submission = models.NodeSubmission(
        node=node,
        locale=request.locale or "",
        version=node.version,
        submitted_by_id=ctx.actor_id,
        note=request.note,
    )
    try:
        with transaction.atomic():
            submission.save()
    except IntegrityError as exc:
        raise errors.AlreadySubmitted() from exc
    publish(
        ctx,
        NodeSubmitted(
            node_id=node.id,
            kind=node.kind,
            submission_id=submission.id,
            locale=request.locale,
            submitted_by_id=ctx.actor_id,
        ),
    )
    return submissions.load(submission.id)


@command()
def approve_submission(
    ctx: RequestContext, submission_id: UUID, request: ApproveSubmissionRequest, *, kind: str | None = None
) -> NodeSubmissionResponse:
    """Say yes to a text that was handed in, and publish it if wanted.

    :raises SubmissionNotFound: no such submission for this tenant.
    :raises SubmissionDecided: it was decided before.
    :raises StaleVersion: the node has changed since it was handed in, or since ``request.version`` where that is given.
    """
    submission, node = _lock(ctx, submission_id, "publish", kind, publishes=request.publish)
    looked_at = given(request).get("version", submission.version)
    if looked_at != node.version:
        changed = revisions.changed_since(node, looked_at)
        raise StaleVersion(current=node.version, given=looked_at, changed=changed)
    _decide(ctx, submission, node, SubmissionState.APPROVED, request.note)
    if request.publish:
        publishing.publish_node(ctx, node.id, locales=[submission.locale] if submission.locale else None, kind=kind)
    return submissions.load(submission.id)


@command()
def reject_submission(
    ctx: RequestContext, submission_id: UUID, request: RejectSubmissionRequest, *, kind: str | None = None
) -> NodeSubmissionResponse:
    """Say no to a text that was handed in, and why; its author can hand it in again.

    :raises SubmissionNotFound: no such submission for this tenant.
    :raises SubmissionDecided: it was decided before.
    """
    submission, node = _lock(ctx, submission_id, "publish", kind)
    _decide(ctx, submission, node, SubmissionState.REJECTED, request.note)
    return submissions.load(submission.id)


@command()
def withdraw_submission(ctx: RequestContext, submission_id: UUID, *, kind: str | None = None) -> NodeSubmissionResponse:
    """Take a text back that was handed in.

    :raises SubmissionNotFound: no such submission for this tenant.
    :raises SubmissionDecided: it was decided before.
    """
    submission, node = _lock(ctx, submission_id, "update", kind)
    _decide(ctx, submission, node, SubmissionState.WITHDRAWN, "")
    return submissions.load(submission.id)


def _lock(
    ctx: RequestContext, submission_id: UUID, action: str, kind: str | None, *, publishes: bool = False
) -> tuple[Any, Any]:
    """Lock the node, then the submission; where it ``publishes``, what its counters need before the node."""
    ask_for_right(ctx, action, kind)
    found = models.NodeSubmission.objects.filter(pk=submission_id).values_list("node_id", "locale").first()
    if found is None:
        raise errors.SubmissionNotFound(id=str(submission_id))
    node_id, locale = found
    if publishes:
        hold([node_id])
    node = lock_node(ctx, node_id, action, kind=kind, languages=(locale,) if locale else None)
    submission = models.NodeSubmission.objects.for_update().filter(pk=submission_id).first()
    if submission is None:
        raise errors.SubmissionNotFound(id=str(submission_id))
    if submission.state != SubmissionState.SUBMITTED:
        raise errors.SubmissionDecided(state=submission.state)
    return submission, node


def _decide(ctx: RequestContext, submission: Any, node: models.Node, state: SubmissionState, note: str) -> None:
    submission.state = state
    submission.decided_by_id = ctx.actor_id
    submission.decided_at = timezone.now()
    submission.decision_note = note
    submission.save()
    publish(
        ctx,
        NodeSubmissionDecided(
            node_id=node.id,
            kind=node.kind,
            submission_id=submission.id,
            state=state,
            submitted_by_id=submission.submitted_by_id,
            decided_by_id=ctx.actor_id,
        ),
    )
