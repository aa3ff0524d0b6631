"""Members, as everybody and as moderators see them; what they follow and have typed."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from rustok.context import RequestContext
from rustok.dto import Page
from rustok.errors import Unauthenticated
from rustok.ids import to_ulid
from rustok.media.renditions import asset_picture
from rustok.media.selectors.assets import assets_by_id
from rustok.rbac.policies import allowed, require
from rustok_content import errors, models
from rustok_content.dto.members import MemberResponse, ProfileResponse, SubscriptionResponse
from rustok_content.dto.nodes import NodeStatus
from rustok_content.dto.notifications import ComposerDraftResponse
from rustok_content.dto.threads import Moderation
from rustok_content.mappers.community import (
    composer_draft_response,
    member_response,
    profile_response,
    subscription_response,
)

_POST: Final = "post"
_SEEN: Final = Q(status=NodeStatus.PUBLISHED, moderation=Moderation.APPROVED, deleted_at=None)


def get_profile(ctx: RequestContext, user_id: UUID) -> ProfileResponse:
    """Return a member, as everybody sees them.

    :raises MemberNotFound: no such member of this community.
    """
    posts = models.Node.objects.filter(_SEEN, author_id=OuterRef("user_id"), kind=_POST).order_by()
    counted = Coalesce(Subquery(posts.values("author_id").annotate(n=Count("id")).values("n")), 0)
    row = models.Member.objects.filter(user_id=user_id).annotate(post_count=counted).first()
    if row is None:
        raise errors.MemberNotFound(id=to_ulid(user_id))
    asset = assets_by_id([row.avatar_id]).get(row.avatar_id) if row.avatar_id is not None else None
    return profile_response(
        row,
        avatar_url=asset_picture(asset, original=asset.url)["thumbnail"] if asset is not None else None,
        post_count=row.post_count,
        is_open=_is_open(ctx, row),
    )


def check_open(ctx: RequestContext, user_id: UUID) -> None:
    """Refuse to show what a member does, where they keep it to themselves.

    :raises MemberNotFound: no such member of this community.
    :raises MemberPrivate: others are not to see it.
    """
    if not _is_open(ctx, _member(user_id)):
        raise errors.MemberPrivate()


def _is_open(ctx: RequestContext, row: models.Member) -> bool:
    """Tell whether the actor may look: a private member's only for themselves, and for moderators."""
    return not row.is_private or ctx.actor_id == row.user_id or allowed(ctx, "content.member:read")


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
