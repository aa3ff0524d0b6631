"""Events of users and their sessions: ids only, no e-mail address."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from rustok.events.types import DomainEvent, event


@dataclass(frozen=True, slots=True, kw_only=True)
class _UserEvent(DomainEvent):
    user_id: UUID


@event("user.registered", aggregate="auth.user", key="user_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class UserRegistered(_UserEvent):
    """A user exists, by registration or by an operator."""


@event("user.logged_in", aggregate="auth.user", key="user_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class UserLoggedIn(_UserEvent):
    """A session began."""

    session_id: UUID


@event("user.logged_out", aggregate="auth.user", key="user_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class UserLoggedOut(_UserEvent):
    """A session ended, by the user or by an operator."""

    session_id: UUID


@event("user.updated", aggregate="auth.user", key="user_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class UserUpdated(_UserEvent):
    """Fields of the user changed. ``fields`` names them."""

    fields: tuple[str, ...] = ()


@event("user.deleted", aggregate="auth.user", key="user_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class UserDeleted(_UserEvent):
    """The user is gone or was disabled for good."""


@event("user.token_reused", aggregate="auth.user", key="user_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshTokenReused(_UserEvent):
    """A spent refresh token came back: its whole family was revoked (RFC 9700 section 4.14.2)."""

    session_id: UUID


@event("user.password_reset_requested", aggregate="auth.user", key="user_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordResetRequested(_UserEvent):
    """A mail with a reset link is to be sent."""

    locale: str


@event("user.verification_requested", aggregate="auth.user", key="user_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationRequested(_UserEvent):
    """A mail with a verification link is to be sent."""

    locale: str


@event("user.password_changed", aggregate="auth.user", key="user_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChanged(_UserEvent):
    """The password is a new one; other sessions ended."""


@event("user.registration_repeated", aggregate="auth.user", key="user_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationRepeated(_UserEvent):
    """Somebody registered with the address of this user, who is to be told by mail: the visitor is not."""

    locale: str
