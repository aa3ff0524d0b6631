"""Users of a tenant. The platform's super administrators are users of the platform's own tenant."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth import get_backends
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.utils.crypto import salted_hmac

from rustok.auth import emails
from rustok.auth.dto import UserStatus
from rustok.rbac.roles import STAFF_ROLES, Role
from rustok.tenancy.models import TenantManager, TenantModel


class UserRole(models.TextChoices):
    """The roles a user can have: all but the anonymous one."""

    SUPER_ADMIN = Role.SUPER_ADMIN.value
    ADMIN = Role.ADMIN.value
    MANAGER = Role.MANAGER.value
    EDITOR = Role.EDITOR.value
    MODERATOR = Role.MODERATOR.value
    AUTHOR = Role.AUTHOR.value
    CUSTOMER = Role.CUSTOMER.value


STATUSES = [(status.value, status.name.capitalize()) for status in UserStatus]


class UserManager(TenantManager):
    """Users of the tenant in scope."""

    def get_by_natural_key(self, email: str) -> Any:
        """Find a user by e-mail address, in any spelling of case.

        :raises User.DoesNotExist: the tenant has no such user.
        """
        return self.get(email=emails.normalise(email))


class User(AbstractBaseUser, TenantModel):
    """Somebody who can sign in at one tenant.

    ``email`` is stored as :func:`rustok.auth.emails.normalise` returns it and is unique within the tenant.
    ``token_version`` is in every access token: raising it ends all of them at once. ``version`` grows with every
    change, for optimistic concurrency.
    """

    # AbstractBaseUser's column; ours is last_login_at, which Django's own login does not write behind our back.
    last_login = None

    email = models.CharField(max_length=emails.MAX_LENGTH)
    role = models.CharField(max_length=32, choices=UserRole.choices, default=UserRole.CUSTOMER)
    status = models.CharField(max_length=16, choices=STATUSES, default=UserStatus.ACTIVE)
    email_verified_at = models.DateTimeField(null=True, blank=True)
    locale = models.CharField(max_length=16, default="en")
    first_name = models.CharField(max_length=150, blank=True)
    last_name = models.CharField(max_length=150, blank=True)
    token_version = models.PositiveIntegerField(default=1, editable=False)
    metadata = models.JSONField(default=dict, blank=True)
    last_login_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    secret_columns = ("password",)
    objects: ClassVar[Any] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta(TenantModel.Meta):
        db_table = "users"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "email"], name="users_tenant_email_uq"),
            models.CheckConstraint(condition=models.Q(role__in=UserRole.values), name="users_role_ck"),
            models.CheckConstraint(
                condition=models.Q(status__in=[status.value for status in UserStatus]), name="users_status_ck"
            ),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        """Whether the user may come in."""
        return self.status == UserStatus.ACTIVE

    @property
    def is_staff(self) -> bool:
        """Whether the user may open the tenant's admin."""
        return self.role in STAFF_ROLES

    @property
    def is_superuser(self) -> bool:
        """Whether the user runs the platform."""
        return self.role == Role.SUPER_ADMIN

    @property
    def is_email_verified(self) -> bool:
        """Whether the user has shown that the mailbox is theirs."""
        return self.email_verified_at is not None

    def get_full_name(self) -> str:
        """Return first and last name, or the address where there is neither."""
        return f"{self.first_name} {self.last_name}".strip() or self.email

    def get_short_name(self) -> str:
        """Return the first name, or the address."""
        return self.first_name or self.email

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Tell whether the role holds a right: ours (``commerce.product:update``) or Django's name of one."""
        return self.is_active and any(backend.has_perm(self, perm, obj) for backend in _rights_backends("has_perm"))

    def has_perms(self, perm_list: Any, obj: Any = None) -> bool:
        """Tell whether the role holds every one of several rights."""
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def has_module_perms(self, app_label: str) -> bool:
        """Tell whether the role holds any right in an app."""
        return self.is_active and any(
            backend.has_module_perms(self, app_label) for backend in _rights_backends("has_module_perms")
        )

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        # With the token version, so that what ends the tokens also ends the sessions of the admin.
        return salted_hmac(
            "rustok.auth.session", f"{self.password}:{self.token_version}", secret=secret, algorithm="sha256"
        ).hexdigest()


def _rights_backends(method: str) -> list[Any]:
    return [backend for backend in get_backends() if hasattr(backend, method)]
