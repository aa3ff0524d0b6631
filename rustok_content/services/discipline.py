"""What moderators do with members: trust by hand, warnings, silence, suspension, and the end of a spammer.

Each is written into the log with its reason, and told to the member by a notification.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Final
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from rustok.auth.selectors.users import find_user
from rustok.auth.services.users import end_sessions
from rustok.commands import command
from rustok.context import RequestContext
from rustok.errors import InvalidInput
from rustok.events.bus import publish
from rustok.events.catalog.community import MemberDisciplined, TrustChanged
from rustok.rbac.policies import require
from rustok.rbac.roles import STAFF_ROLES
from rustok_content import errors, models
from rustok_content.dto.members import MemberResponse, SetTrustRequest
from rustok_content.dto.moderation import (
    DeleteSpammerRequest,
    ReleaseMemberRequest,
    RestrainMemberRequest,
    ReviewState,
    WarnMemberRequest,
)
from rustok_content.dto.nodes import NodeStatus
from rustok_content.dto.threads import Moderation
from rustok_content.mappers.community import member_response
from rustok_content.services import visibility
from rustok_content.services.members import lock_member
from rustok_content.services.moderation_log import log_action

FOR_GOOD: Final = dt.datetime(9000, 1, 1, tzinfo=dt.UTC)
_BATCH: Final = 100
_MEMBER: Final = "member"


@command()
def set_trust(ctx: RequestContext, user_id: UUID, request: SetTrustRequest) -> MemberResponse:
    """Say how far a member is trusted: they rise from there by themselves and do not fall below, or stay if locked.

    :raises MemberNotFound: no such member of this community.
    """
    require(ctx, "content.member:update")
    member = lock_member(user_id)
    if (member.trust_level, member.trust_floor, member.is_trust_locked) == (
        request.level,
        request.level,
        request.locked,
    ):
        return member_response(member)
    former = member.trust_level
    _write(member, trust_level=request.level, trust_floor=request.level, is_trust_locked=request.locked)
    log_action(
        ctx,
        "trust_set",
        target_kind=_MEMBER,
        target_id=user_id,
        member_id=user_id,
        reason=request.reason,
        details={"level": request.level, "former": former, "locked": request.locked},
    )
    publish(ctx, TrustChanged(user_id=user_id, level=request.level, former=former, by_hand=True))
    return member_response(member)


@command()
def warn(ctx: RequestContext, user_id: UUID, request: WarnMemberRequest) -> MemberResponse:
    """Warn a member: they are told why, and it counts against their trust.

    :raises MemberNotFound: no such member of this community.
    :raises CannotModerate: it is oneself, or one of the staff.
    """
    member = _member(ctx, user_id)
    _write(member, warning_count=F("warning_count") + 1)
    return _told(ctx, member, "warned", request.reason)


@command()
def silence(ctx: RequestContext, user_id: UUID, request: RestrainMemberRequest) -> MemberResponse:
    """Let a member read and not write until a moment.

    :raises MemberNotFound: no such member of this community.
    :raises CannotModerate: it is oneself, or one of the staff.
    """
    member = _member(ctx, user_id)
    _write(member, silenced_until=_ahead(request.until))
    return _told(ctx, member, "silenced", request.reason, until=request.until)


@command()
def suspend(ctx: RequestContext, user_id: UUID, request: RestrainMemberRequest) -> MemberResponse:
    """Keep a member out until a moment: every session ends at once, and none begins.

    :raises MemberNotFound: no such member of this community.
    :raises CannotModerate: it is oneself, or one of the staff.
    """
    _check(ctx, user_id)
    until = _ahead(request.until)
    end_sessions(ctx, user_id)
    member = lock_member(user_id)
    _write(member, suspended_until=until)
    return _told(ctx, member, "suspended", request.reason, until=request.until)


@command()
def release(ctx: RequestContext, user_id: UUID, request: ReleaseMemberRequest) -> MemberResponse:
    """End a silence and a suspension. A member who has neither stays as they are.

    :raises MemberNotFound: no such member of this community.
    :raises CannotModerate: it is oneself, or one of the staff.
    """
    member = _member(ctx, user_id)
    if member.silenced_until is None and member.suspended_until is None:
        return member_response(member)
    _write(member, silenced_until=None, suspended_until=None)
    return _told(ctx, member, "released", request.reason)


@command()
def delete_spammer(ctx: RequestContext, user_id: UUID, request: DeleteSpammerRequest) -> MemberResponse:
    """Keep a member out for good; all that they wrote becomes spam, some at a time, as the event is handled.

    :raises MemberNotFound: no such member of this community.
    :raises CannotModerate: it is oneself, or one of the staff.
    """
    _check(ctx, user_id)
    require(ctx, "content.review:decide")
    end_sessions(ctx, user_id)
    member = lock_member(user_id)
    _write(member, suspended_until=FOR_GOOD, trust_level=0, trust_floor=0, is_trust_locked=True)
    return _told(ctx, member, "spammer_deleted", request.reason)


def remove_texts(ctx: RequestContext, user_id: UUID) -> int:
    """Make spam of all that a member wrote, each text in its own transaction; return how many. Again: nothing is left.

    A member who was released meanwhile keeps what is left.
    """
    removed = 0
    after: UUID | None = None
    while _is_out_for_good(user_id):
        rows: Any = models.Node.objects.filter(author_id=user_id, status=NodeStatus.PUBLISHED)
        rows = rows.exclude(moderation=Moderation.SPAM)
        if after is not None:
            rows = rows.filter(id__gt=after)
        found = list(rows.order_by("id").values_list("id", "kind")[:_BATCH])
        if not found:
            break
        for node_id, kind in found:
            _remove_text(ctx, node_id, kind)
            after = node_id
            removed += 1
    return removed


@command()
def _remove_text(ctx: RequestContext, node_id: UUID, kind: str) -> None:
    # Not by what judges the kind: also what a module has that is switched off is not to come back with it.
    visibility.set_moderation(ctx, node_id, Moderation.SPAM)
    items: Any = models.ReviewItem.objects.for_update().filter(
        target_kind=kind, target_id=node_id, state=ReviewState.OPEN
    )
    ids = list(items.values_list("id", flat=True))
    models.ReviewItem.objects.filter(pk__in=ids).update(
        state=ReviewState.REJECTED,
        decided_by_id=ctx.actor_id,
        decided_at=timezone.now(),
        version=F("version") + 1,
        updated_at=timezone.now(),
    )


def _is_out_for_good(user_id: UUID) -> bool:
    return bool(models.Member.objects.filter(user_id=user_id, suspended_until=FOR_GOOD).exists())


def _member(ctx: RequestContext, user_id: UUID) -> models.Member:
    _check(ctx, user_id)
    return lock_member(user_id)


def _check(ctx: RequestContext, user_id: UUID) -> None:
    require(ctx, "content.member:discipline")
    user = find_user(user_id)
    if user_id == ctx.actor_id or (user is not None and user.role in STAFF_ROLES):
        raise errors.CannotModerate(permission="content.member:discipline")


def _ahead(until: dt.datetime) -> dt.datetime:
    if until <= timezone.now():
        raise InvalidInput.field("until", code="in_the_past", message="The moment lies ahead.")
    return until


def _write(member: models.Member, **values: Any) -> None:
    models.Member.objects.filter(pk=member.pk).update(**values, version=member.version + 1, updated_at=timezone.now())
    member.refresh_from_db()


def _told(
    ctx: RequestContext, member: models.Member, action: str, reason: str, *, until: dt.datetime | None = None
) -> MemberResponse:
    row = log_action(
        ctx,
        action,
        target_kind=_MEMBER,
        target_id=member.user_id,
        member_id=member.user_id,
        reason=reason,
        details={"until": until.isoformat()} if until is not None else None,
    )
    publish(
        ctx,
        MemberDisciplined(user_id=member.user_id, action=action, action_id=row.id, actor_id=ctx.actor_id),
    )
    return member_response(member)
