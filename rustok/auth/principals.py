"""Who a token belongs to, at this very moment."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from rustok.auth import errors, models, tokens
from rustok.auth.dto import UserStatus
from rustok.rbac.roles import Role
from rustok.tenancy.context import HasScope, tenant_scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Somebody signed in: the user, what they are, and the session the token is of."""

    user_id: UUID
    role: Role
    session_id: UUID
    email_verified: bool
    locale: str


def authenticate(token: str, tenant: HasScope) -> Principal:
    """Find out who holds an access token of a tenant.

    One statement by primary key on each call and no cache: a logout, a revoked session, a disabled user or a new
    token version ends the access with the next request.

    :raises InvalidToken: the token is malformed, expired, revoked, or of another tenant.
    """
    scope = tenant.scope
    claims = tokens.decode_access(token, tenant_id=scope.tenant_id)
    with tenant_scope(scope):
        session = (
            models.Session.objects.filter(pk=claims.session_id, user_id=claims.user_id)
            .values_list(
                "revoked_at",
                "absolute_expires_at",
                "user__status",
                "user__token_version",
                "user__role",
                "user__email_verified_at",
                "user__locale",
                named=True,
            )
            .first()
        )
    if (
        session is None
        or session.revoked_at is not None
        or session.absolute_expires_at <= timezone.now()
        or session.user__status != UserStatus.ACTIVE
        or session.user__token_version != claims.token_version
    ):
        raise errors.InvalidToken()
    return Principal(
        user_id=claims.user_id,
        role=Role(session.user__role),
        session_id=claims.session_id,
        email_verified=session.user__email_verified_at is not None,
        locale=session.user__locale,
    )
