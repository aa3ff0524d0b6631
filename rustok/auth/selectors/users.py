"""Reading users and sessions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from rustok.auth import errors, models
from rustok.auth.dto import SessionResponse, UserListRequest, UserResponse
from rustok.auth.mappers import session_response, user_response
from rustok.context import RequestContext
from rustok.dto import Page
from rustok.errors import InvalidInput, Unauthenticated
from rustok.ids import InvalidId, parse_id, to_ulid
from rustok.rbac.policies import require

_MAX_PAGE = 100


def get_me(ctx: RequestContext) -> UserResponse:
    """Return the actor.

    :raises Unauthenticated: nobody is signed in, or the user is gone.
    """
    user = models.User.objects.filter(pk=ctx.actor_id).first() if ctx.actor_id is not None else None
    if user is None:
        raise Unauthenticated()
    return user_response(user)


def list_sessions(ctx: RequestContext, *, session_id: UUID | None = None) -> Page[SessionResponse]:
    """List the actor's live sessions, the one used last first; ``session_id`` is the one that asks.

    :raises Unauthenticated: nobody is signed in.
    """
    if ctx.actor_id is None:
        raise Unauthenticated()
    live = models.Session.objects.filter(user_id=ctx.actor_id, revoked_at=None, expires_at__gt=timezone.now()).order_by(
        "-last_used_at", "-pk"
    )[:_MAX_PAGE]
    return Page(items=tuple(session_response(session, current=session_id) for session in live))


def get_user(ctx: RequestContext, user_id: UUID) -> UserResponse:
    """Return a user of the tenant.

    :raises UserNotFound: no such user.
    """
    require(ctx, "accounts.user:read")
    user = models.User.objects.filter(pk=user_id).first()
    if user is None:
        raise errors.UserNotFound()
    return user_response(user)


def find_user(user_id: UUID) -> UserResponse | None:
    """Return a user to other modules' work, which asks for rights of its own; None where there is none any more."""
    user = models.User.objects.filter(pk=user_id).first()
    return None if user is None else user_response(user)


def find_user_id(email: str) -> UUID | None:
    """Return the id of the login with an address, as :func:`rustok.auth.emails.normalise` writes it."""
    found: UUID | None = models.User.objects.filter(email=email).values_list("pk", flat=True).first()
    return found


def list_users(ctx: RequestContext, request: UserListRequest) -> Page[UserResponse]:
    """List users, the newest first.

    :raises InvalidInput: ``after`` is not a cursor of this list.
    """
    require(ctx, "accounts.user:read")
    users = models.User.objects.order_by("-pk")
    if request.q:
        users = users.filter(
            Q(email__icontains=request.q) | Q(first_name__icontains=request.q) | Q(last_name__icontains=request.q)
        )
    if request.role is not None:
        users = users.filter(role=request.role)
    if request.status is not None:
        users = users.filter(status=request.status)
    if request.after is not None:
        try:
            users = users.filter(pk__lt=parse_id(request.after))
        except InvalidId as exc:
            raise InvalidInput.field("after", code="invalid_cursor", message="Not a cursor of this list.") from exc
    limit = max(1, min(request.limit, _MAX_PAGE))
    found = list(users[: limit + 1])
    items = tuple(user_response(user) for user in found[:limit])
    return Page(items=items, next=to_ulid(items[-1].id) if len(found) > limit else None)


def personal_data(user_id: UUID) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """Return what a login holds of a person, without its secrets: the user, sessions, filters saved in the admin."""
    users = models.User.objects.filter(pk=user_id)
    sessions = models.Session.objects.filter(user_id=user_id).order_by("pk")
    filters = models.SavedFilter.objects.filter(user_id=user_id).order_by("pk")
    return {
        "login": list(
            users.values(
                "id",
                "email",
                "email_verified_at",
                "first_name",
                "last_name",
                "role",
                "status",
                "locale",
                "metadata",
                "last_login_at",
                "created_at",
            )
        ),
        "sessions": list(sessions.values("id", "ip", "user_agent", "created_at", "last_used_at", "revoked_at")),
        "saved_filters": list(filters.values("id", "page", "name", "query")),
    }
