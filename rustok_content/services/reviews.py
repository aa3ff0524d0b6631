"""The queue of what moderators should look at: anything that a module registers as a target."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.community import ReviewOpened
from rustok_content import models
from rustok_content.dto.moderation import ReviewReason, ReviewState

_EXCERPT = 500


def open_item(ctx: RequestContext, node: models.Node, reason: ReviewReason, *, text: str = "") -> models.ReviewItem:
    """Put a node into the queue, inside the caller's transaction; one that waits already stays as it is.

    :param text: the beginning of it is shown in the queue.
    """
    return open_target(ctx, kind=node.kind, target_id=node.id, author_id=node.author_id, reason=reason, excerpt=text)


def open_target(
    ctx: RequestContext, *, kind: str, target_id: UUID, author_id: UUID | None, reason: ReviewReason, excerpt: str = ""
) -> models.ReviewItem:
    """Put anything into the queue, inside the caller's transaction; what waits already stays as it is."""
    present = _open_one(kind, target_id)
    if present is not None:
        return present
    item = models.ReviewItem(
        target_kind=kind, target_id=target_id, author_id=author_id, reason=reason, excerpt=excerpt[:_EXCERPT]
    )
    try:
        with transaction.atomic():
            item.save(force_insert=True)
    except IntegrityError:
        # Opened in this moment by somebody else.
        found = _open_one(kind, target_id)
        if found is None:
            raise
        return found
    publish(ctx, ReviewOpened(item_id=item.id, target_kind=kind, target_id=target_id, reason=str(reason)))
    return item


def _open_one(kind: str, target_id: UUID) -> models.ReviewItem | None:
    rows: Any = models.ReviewItem.objects.filter(target_kind=kind, target_id=target_id, state=ReviewState.OPEN)
    found: models.ReviewItem | None = rows.first()
    return found
