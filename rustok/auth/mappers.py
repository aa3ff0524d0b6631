"""Rows to responses."""

from __future__ import annotations

from uuid import UUID

from rustok.auth import models
from rustok.auth.dto import SavedFilterResponse, SessionResponse, UserResponse, UserStatus
from rustok.rbac.roles import Role


def user_response(user: models.User) -> UserResponse:
    """Show a user."""
    return UserResponse(
        id=user.pk,
        email=user.email,
        first_name=user.first_name,
        last_name=user.last_name,
        role=Role(user.role),
        status=UserStatus(user.status),
        locale=user.locale,
        email_verified=user.is_email_verified,
        metadata=user.metadata,
        last_login_at=user.last_login_at,
        created_at=user.created_at,
        updated_at=user.updated_at,
        version=user.version,
    )


def session_response(session: models.Session, *, current: UUID | None) -> SessionResponse:
    """Show a session; ``current`` is the id of the one that asks."""
    return SessionResponse(
        id=session.pk,
        user_agent=session.user_agent,
        ip=session.ip,
        created_at=session.created_at,
        last_used_at=session.last_used_at,
        expires_at=session.expires_at,
        current=session.pk == current,
    )


def saved_filter_response(row: models.SavedFilter, *, reader: UUID | None) -> SavedFilterResponse:
    """Show a saved filter to a user."""
    return SavedFilterResponse(
        id=row.pk, name=row.name, query=row.query, is_shared=row.is_shared, is_own=row.user_id == reader
    )
