"""What goes into and comes out of the services of users, sessions and tokens."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any

from annotated_types import Ge, Le, MaxLen, MinLen, doc
from pydantic import StringConstraints

from rustok.dto import UNSET, Id, LocaleCode, Unset, Version
from rustok.rbac.roles import Role

Email = Annotated[
    str,
    # One @ between two parts without blanks: more is not knowable before a mail has arrived.
    StringConstraints(strip_whitespace=True, pattern=r"^[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)*$"),
    MinLen(3),
    MaxLen(254),
    doc("E-mail address; upper and lower case are the same."),
]
Password = Annotated[str, MinLen(8), MaxLen(256), doc("8 to 256 characters, of any kind.")]
GivenPassword = Annotated[str, MaxLen(256), doc("The password as it was set.")]
Name = Annotated[str, StringConstraints(strip_whitespace=True), MaxLen(150)]
Token = Annotated[str, MinLen(16), MaxLen(512)]


class UserStatus(StrEnum):
    """Whether the user may come in. An invited user has no password yet."""

    ACTIVE = "active"
    DISABLED = "disabled"
    INVITED = "invited"


# --- Signing in -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRequest:
    """A visitor asks for an account."""

    email: Email
    password: Password
    first_name: Name = ""
    last_name: Name = ""
    locale: LocaleCode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedResponse:
    """The request was taken; whatever follows comes by mail. The same answer for known and unknown addresses."""

    accepted: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginRequest:
    """Proof of who is asking."""

    email: Email
    password: GivenPassword


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshRequest:
    """Ask for a new pair of tokens."""

    refresh_token: Token


@dataclass(frozen=True, slots=True, kw_only=True)
class LogoutRequest:
    """End a session: the one of the refresh token, or else the one the request is signed in with."""

    refresh_token: Token | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UserResponse:
    """A user, as the user and operators see them."""

    id: Id
    email: str
    first_name: str
    last_name: str
    role: Role
    status: UserStatus
    locale: str
    email_verified: bool
    metadata: dict[str, Any]
    last_login_at: dt.datetime | None
    created_at: dt.datetime
    updated_at: dt.datetime
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TokensResponse:
    """A pair of tokens. Times are in seconds from now."""

    access_token: str
    refresh_token: str
    expires_in: int
    refresh_expires_in: int
    user: UserResponse
    token_type: str = "Bearer"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionResponse:
    """One sign-in on one device. ``current`` marks the one that asks."""

    id: Id
    user_agent: str
    ip: str | None
    created_at: dt.datetime
    last_used_at: dt.datetime
    expires_at: dt.datetime
    current: bool


# --- The user's own account -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateMeRequest:
    """What users change about themselves."""

    first_name: Name | Unset = UNSET
    last_name: Name | Unset = UNSET
    locale: LocaleCode | Unset = UNSET
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePasswordRequest:
    """Set a new password, knowing the present one. Every other session ends."""

    current_password: GivenPassword
    new_password: Password


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordResetRequest:
    """Ask for a mail with a link to set a new password."""

    email: Email


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordResetConfirmRequest:
    """Set a new password with the token of the mail. Every session ends."""

    token: Token
    new_password: Password


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyEmailRequest:
    """Ask for the verification mail again; the address may be left out when signed in."""

    email: Email | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyEmailConfirmRequest:
    """Confirm the address with the token of the mail."""

    token: Token


# --- Operators --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateUserRequest:
    """Make a user. Without a password the user is invited: a mail lets them set one."""

    email: Email
    password: Password | None = None
    role: Role = Role.CUSTOMER
    first_name: Name = ""
    last_name: Name = ""
    locale: LocaleCode | None = None
    email_verified: bool = True
    metadata: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateUserRequest:
    """Fields to change; a field left out stays as it is. A new role, status or password ends the user's tokens."""

    email: Email | Unset = UNSET
    password: Password | Unset = UNSET
    role: Role | Unset = UNSET
    status: UserStatus | Unset = UNSET
    first_name: Name | Unset = UNSET
    last_name: Name | Unset = UNSET
    locale: LocaleCode | Unset = UNSET
    email_verified: bool | Unset = UNSET
    metadata: dict[str, Any] | Unset = UNSET
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class UserListRequest:
    """Which users to list. ``q`` is a part of the address or of a name."""

    q: Annotated[str, MaxLen(200)] | None = None
    role: Role | None = None
    status: UserStatus | None = None
    limit: Annotated[int, Ge(1), Le(100), doc("How many items at most.")] = 20
    after: Annotated[str, MaxLen(200)] | None = None


# --- Saved filters ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveFilterRequest:
    """Keep a list as it is shown: its page, and the query string of its address."""

    page: Annotated[str, StringConstraints(pattern=r"^[a-z_]+\.[a-z_]+$"), MaxLen(100)]
    name: Annotated[str, StringConstraints(strip_whitespace=True), MinLen(1), MaxLen(60)]
    query: Annotated[str, MinLen(1), MaxLen(2000)]
    is_shared: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedFilterResponse:
    """A saved filter as the operator who asks sees it; ``is_own`` where they have made it themselves."""

    id: Id
    name: str
    query: str
    is_shared: bool
    is_own: bool
