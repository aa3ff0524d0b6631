"""The log of moderation and the watched words, for moderators."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from rustok.context import RequestContext
from rustok.dto import Page
from rustok.rbac.policies import require
from rustok_content import models
from rustok_content.dto.moderation import ModerationActionResponse, WatchedWordResponse
from rustok_content.mappers.community import moderation_action_response, watched_word_response


def list_actions(
    ctx: RequestContext, *, target_id: UUID | None, member_id: UUID | None, after: UUID | None, limit: int
) -> Page[ModerationActionResponse]:
    """List what moderators did, the latest first."""
    require(ctx, "content.moderation_action:read")
    rows: Any = models.ModerationAction.objects.order_by("-id")
    if target_id is not None:
        rows = rows.filter(target_id=target_id)
    if member_id is not None:
        rows = rows.filter(member_id=member_id)
    if after is not None:
        rows = rows.filter(id__lt=after)
    found = list(rows[: limit + 1])
    return Page(
        items=tuple(moderation_action_response(row) for row in found[:limit]),
        next=str(found[limit - 1].id) if len(found) > limit else None,
    )


def list_watched_words(ctx: RequestContext, *, after: UUID | None, limit: int) -> Page[WatchedWordResponse]:
    """List the watched words, the latest first."""
    require(ctx, "content.watched_word:read")
    rows: Any = models.WatchedWord.objects.order_by("-id")
    if after is not None:
        rows = rows.filter(id__lt=after)
    found = list(rows[: limit + 1])
    return Page(
        items=tuple(watched_word_response(row) for row in found[:limit]),
        next=str(found[limit - 1].id) if len(found) > limit else None,
    )
