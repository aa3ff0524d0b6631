"""Who a token belongs to, at this very moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.utils import timezone

from rustok.auth import errors, models, tokens
from rustok.auth.dto import UserStatus
from rustok.rbac.roles import Role
from rustok.tenancy.context import HasScope, tenant_scope
from rustok.tenancy.prepared import Read

_SESSION: Final = Read(
    models.Session,
    "s",
    "auth_sessions s JOIN users u ON u.tenant_id = s.tenant_id AND u.id = s.user_id"
    " WHERE s.tenant_id = %s AND s.id = %s AND s.user_id = %s",
    user=("u", models.User),
)


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
        session = _SESSION.first(claims.session_id, claims.user_id)
    if session is None or session.revoked_at is not None or session.absolute_expires_at <= timezone.now():
        raise errors.InvalidToken()
    user = session.user
    if user.status != UserStatus.ACTIVE or user.token_version != claims.token_version:
        raise errors.InvalidToken()
    return Principal(
        user_id=claims.user_id,
        role=Role(user.role),
        session_id=claims.session_id,
        email_verified=user.is_email_verified,
        locale=user.locale,
    )
