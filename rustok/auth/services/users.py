"""Users in the hands of operators, of installation and of other modules."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from rustok.auth import emails, errors, models, passwords
from rustok.auth.dto import CreateUserRequest, UpdateUserRequest, UserResponse, UserStatus
from rustok.auth.mappers import user_response
from rustok.auth.services import revocation
from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import UNSET, given, parse
from rustok.errors import StaleVersion
from rustok.events.bus import publish
from rustok.events.catalog.user import PasswordResetRequested, UserDeleted, UserRegistered, UserUpdated
from rustok.rbac.policies import require
from rustok.rbac.roles import Role
from rustok.tenancy.context import PLATFORM_TENANT_ID
from rustok.tenancy.dto import CreateTenantRequest

_ASSIGN = "accounts.role:assign"
_ADMINISTRATORS_LOCK = 0x52754B4144
_ENDS_TOKENS = ("password", "role", "status")


@command()
def create_user(ctx: RequestContext, request: CreateUserRequest) -> UserResponse:
    """Make a user. Without a password the user is invited and gets a mail to set one.

    :raises DuplicateEmail: the tenant has a user with this address.
    :raises RoleNotAllowed: the role cannot be given in this tenant.
    """
    require(ctx, "accounts.user:create")
    _require_role(ctx, request.role)
    password = passwords.unusable() if request.password is None else passwords.hashed(request.password)
    user = models.User(
        tenant_id=ctx.tenant_id,
        email=emails.normalise(request.email),
        password=password,
        role=request.role,
        status=UserStatus.INVITED if request.password is None else UserStatus.ACTIVE,
        first_name=request.first_name,
        last_name=request.last_name,
        locale=request.locale or ctx.locale,
        metadata=request.metadata,
        email_verified_at=timezone.now() if request.email_verified and request.password is not None else None,
    )
    _save(user, force_insert=True)
    publish(ctx, UserRegistered(user_id=user.pk))
    if request.password is None:
        publish(ctx, PasswordResetRequested(user_id=user.pk, locale=user.locale))
    return user_response(user)


@command()
def ensure_administrator(ctx: RequestContext, *, email: str, password: str) -> UserResponse:
    """Make the tenant's first administrator, or return the user who has the address; for installation.

    On the platform's tenant the role is ``super_admin``.

    :raises InvalidInput: not an address, or the password breaks a rule.
    """
    present = models.User.objects.filter(email=emails.normalise(email)).first()
    if present is not None:
        return user_response(present)
    role = Role.SUPER_ADMIN if ctx.tenant_id == PLATFORM_TENANT_ID else Role.ADMIN
    # Typed by hand on a command line: checked as what comes over the API is.
    return create_user(ctx, parse(CreateUserRequest, {"email": email, "password": password, "role": role.value}))


def make_first_administrator(ctx: RequestContext, request: CreateTenantRequest) -> None:
    """Give a new tenant the account that its request names; a hook of ``create_tenant``."""
    if request.admin is not None:
        ensure_administrator(ctx, email=request.admin.email, password=request.admin.password)


@command()
def update_user(ctx: RequestContext, user_id: UUID, request: UpdateUserRequest) -> UserResponse:
    """Change a user. A new password, role or status ends all the user's tokens and sessions at once.

    :raises UserNotFound: no such user.
    :raises StaleVersion: ``version`` is given and is not the present one.
    :raises DuplicateEmail: another user has the address.
    :raises LastAdministrator: the tenant would be left without one.
    """
    require(ctx, "accounts.user:update")
    user = _locked(user_id)
    _require_role(ctx, Role(user.role))
    changes = given(request)
    version = changes.pop("version", None)
    if version is not None and version != user.version:
        raise StaleVersion(current=user.version, given=version)
    if "role" in changes:
        _require_role(ctx, changes["role"])
    was_administrator = _is_administrator(user)
    changed = _apply(user, changes)
    if not changed:
        return user_response(user)
    if was_administrator and not _is_administrator(user):
        _keep_an_administrator(user)
    user.version += 1
    if any(name in changed for name in _ENDS_TOKENS):
        revocation.revoke_all(ctx, user, _reason(changed))
    _save(user)
    publish(ctx, UserUpdated(user_id=user.pk, fields=tuple(sorted(changed))))
    return user_response(user)


@command()
def disable_user(ctx: RequestContext, user_id: UUID) -> UserResponse:
    """Shut a user out: every token and session ends at once. The user's data stays.

    :raises UserNotFound: no such user.
    :raises LastAdministrator: the tenant would be left without one.
    """
    return update_user(ctx, user_id, UpdateUserRequest(status=UserStatus.DISABLED))


@command()
def delete_user(ctx: RequestContext, user_id: UUID) -> None:
    """Delete a user with all sessions and tokens.

    :raises UserNotFound: no such user.
    :raises LastAdministrator: the tenant would be left without one.
    """
    require(ctx, "accounts.user:delete")
    user = _locked(user_id)
    _require_role(ctx, Role(user.role))
    if _is_administrator(user):
        _keep_an_administrator(user)
    identity = user.pk
    user.delete()
    publish(ctx, UserDeleted(user_id=identity))


def end_sessions(ctx: RequestContext, user_id: UUID) -> None:
    """End all tokens and sessions of a user whom another module keeps out, inside the caller's transaction."""
    user: models.User | None = models.User.objects.select_for_update().filter(pk=user_id).first()
    if user is None:
        return
    revocation.revoke_all(ctx, user, models.RevocationReason.REVOKED)
    user.save(update_fields=["token_version"])


def erase_user(ctx: RequestContext, user_id: UUID) -> bool:
    """Delete a user who is to be forgotten, inside the caller's transaction; False where there is none any more.

    :raises LastAdministrator: the tenant would be left without one.
    """
    user: models.User | None = models.User.objects.select_for_update().filter(pk=user_id).first()
    if user is None:
        return False
    if _is_administrator(user):
        _keep_an_administrator(user)
    user.delete()
    publish(ctx, UserDeleted(user_id=user_id))
    return True


def _locked(user_id: UUID) -> models.User:
    try:
        user: models.User = models.User.objects.select_for_update().get(pk=user_id)
    except models.User.DoesNotExist as exc:
        raise errors.UserNotFound() from exc
    return user


def _require_role(ctx: RequestContext, role: Role) -> None:
    """Refuse an operator who makes or touches more than a customer without the right to assign roles."""
    if role is Role.ANONYMOUS or (role is Role.SUPER_ADMIN and ctx.tenant_id != PLATFORM_TENANT_ID):
        raise errors.RoleNotAllowed(role=str(role))
    if role is not Role.CUSTOMER:
        require(ctx, _ASSIGN)


def _apply(user: models.User, changes: dict[str, Any]) -> set[str]:
    """Set what differs on the object; return the names."""
    changed = set()
    if "email" in changes:
        changes["email"] = emails.normalise(changes["email"])
        if changes["email"] != user.email:
            changes.setdefault("email_verified", False)
    if (password := changes.pop("password", UNSET)) is not UNSET:
        user.password = passwords.hashed(password)
        changed.add("password")
        if user.status == UserStatus.INVITED:
            changes.setdefault("status", UserStatus.ACTIVE)
    if (verified := changes.pop("email_verified", UNSET)) is not UNSET and verified != user.is_email_verified:
        user.email_verified_at = timezone.now() if verified else None
        changed.add("email_verified")
    for name, value in changes.items():
        if getattr(user, name) != value:
            setattr(user, name, value)
            changed.add(name)
    return changed


def _reason(changed: set[str]) -> models.RevocationReason:
    if "status" in changed:
        return models.RevocationReason.DISABLED
    if "password" in changed:
        return models.RevocationReason.PASSWORD_CHANGED
    return models.RevocationReason.REVOKED


def _is_administrator(user: models.User) -> bool:
    return user.role in (Role.ADMIN, Role.SUPER_ADMIN) and user.status == UserStatus.ACTIVE


def _keep_an_administrator(user: models.User) -> None:
    """Refuse to take the last active administrator away.

    Removals take turns by a lock of their own: each holds its user's row already, and locking the others' rows as well
    would let two of them wait for each other.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ADMINISTRATORS_LOCK ^ (user.tenant_id.int >> 65)])
    others = models.User.objects.filter(role__in=(Role.ADMIN, Role.SUPER_ADMIN), status=UserStatus.ACTIVE)
    if not others.exclude(pk=user.pk).exists():
        raise errors.LastAdministrator()


def _save(user: models.User, *, force_insert: bool = False) -> None:
    try:
        with transaction.atomic():
            user.save(force_insert=force_insert)
    except IntegrityError as exc:
        raise errors.DuplicateEmail() from exc
