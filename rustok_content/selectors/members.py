"""Members, as everybody and as moderators see them; what they follow and have typed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from rustok.context import RequestContext
from rustok.dto import Page
from rustok.errors import Unauthenticated
from rustok.ids import to_ulid
from rustok.rbac.policies import require
from rustok_content import errors, models
from rustok_content.dto.members import MemberResponse, ProfileResponse, SubscriptionResponse
from rustok_content.dto.notifications import ComposerDraftResponse
from rustok_content.mappers.community import (
    composer_draft_response,
    member_response,
    profile_response,
    subscription_response,
)


def get_profile(ctx: RequestContext, user_id: UUID) -> ProfileResponse:
    """Return a member, as everybody sees them.

    :raises MemberNotFound: no such member of this community.
    """
    return profile_response(_member(user_id))


def get_member(ctx: RequestContext, user_id: UUID) -> MemberResponse:
    """Return a member, for moderators.

    :raises MemberNotFound: no such member of this community.
    """
    require(ctx, "content.member:read")
    return member_response(_member(user_id))


def list_members(
    ctx: RequestContext, *, name: str | None, trust_level: int | None, after: UUID | None, limit: int
) -> Page[MemberResponse]:
    """List members, who came last first."""
    require(ctx, "content.member:read")
    rows: Any = models.Member.objects.order_by("-id")
    if name:
        rows = rows.filter(name_key__startswith=name.lower())
    if trust_level is not None:
        rows = rows.filter(trust_level=trust_level)
    if after is not None:
        rows = rows.filter(id__lt=after)
    found = list(rows[: limit + 1])
    return Page(
        items=tuple(member_response(row) for row in found[:limit]),
        next=str(found[limit - 1].id) if len(found) > limit else None,
    )


def list_subscriptions(ctx: RequestContext, *, after: UUID | None, limit: int) -> Page[SubscriptionResponse]:
    """List what the actor follows, the latest first.

    :raises Unauthenticated: nobody is signed in.
    """
    rows: Any = models.Subscription.objects.filter(user_id=_actor(ctx)).order_by("-id")
    if after is not None:
        rows = rows.filter(id__lt=after)
    found = list(rows[: limit + 1])
    return Page(
        items=tuple(subscription_response(row) for row in found[:limit]),
        next=str(found[limit - 1].id) if len(found) > limit else None,
    )


def list_drafts(ctx: RequestContext) -> tuple[ComposerDraftResponse, ...]:
    """List what the actor has typed and not sent, the latest first.

    :raises Unauthenticated: nobody is signed in.
    """
    rows = models.ComposerDraft.objects.filter(user_id=_actor(ctx)).order_by("-updated_at", "-id")
    return tuple(composer_draft_response(row) for row in rows)


def _member(user_id: UUID) -> models.Member:
    row: models.Member | None = models.Member.objects.filter(user_id=user_id).first()
    if row is None:
        raise errors.MemberNotFound(id=to_ulid(user_id))
    return row


def _actor(ctx: RequestContext) -> UUID:
    if ctx.actor_id is None:
        raise Unauthenticated()
    return ctx.actor_id
