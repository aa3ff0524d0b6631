"""Sessions (families of refresh tokens), refresh tokens and one-time tokens. Tokens are stored as SHA-256 only."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models

from rustok.auth.models.users import User
from rustok.tenancy.fields import TenantForeignKey
from rustok.tenancy.models import TenantModel

DIGEST_LENGTH = 64
USER_AGENT_LENGTH = 400


class RevocationReason(models.TextChoices):
    """Why a session ended before its time."""

    LOGOUT = "logout"
    REVOKED = "revoked"
    REUSED = "reused"
    PASSWORD_CHANGED = "password_changed"
    PASSWORD_RESET = "password_reset"
    DISABLED = "disabled"


class Session(TenantModel):
    """One sign-in on one device: the family of all refresh tokens that descend from it.

    ``expires_at`` moves with every refresh, ``absolute_expires_at`` does not.
    """

    only_proofs = True

    user = TenantForeignKey(User, models.CASCADE, related_name="auth_sessions")
    user_agent = models.CharField(max_length=USER_AGENT_LENGTH, blank=True)
    ip = models.GenericIPAddressField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    absolute_expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_reason = models.CharField(max_length=32, choices=RevocationReason.choices, null=True, blank=True)

    if TYPE_CHECKING:
        user_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "auth_sessions"
        indexes = [models.Index(fields=["tenant", "absolute_expires_at"], name="auth_sessions_tenant_end_idx")]

    def __str__(self) -> str:
        return str(self.pk)


class RefreshToken(TenantModel):
    """One refresh token of a session. ``used_at`` marks a spent one; a spent one that returns is theft."""

    secret_columns = ("token_hash",)
    only_proofs = True

    session = TenantForeignKey(Session, models.CASCADE, related_name="refresh_tokens")
    token_hash = models.CharField(max_length=DIGEST_LENGTH)
    parent = TenantForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    created_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()

    if TYPE_CHECKING:
        session_id: UUID
        parent_id: UUID | None

    class Meta(TenantModel.Meta):
        db_table = "auth_refresh_tokens"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "token_hash"], name="auth_refresh_tokens_tenant_hash_uq"),
            # A token has one child: the database itself refuses a forked family.
            models.UniqueConstraint(fields=["tenant", "parent"], name="auth_refresh_tokens_tenant_parent_uq"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class TokenPurpose(models.TextChoices):
    """What a one-time token is good for."""

    RESET = "reset"
    VERIFY = "verify"


class OneTimeToken(TenantModel):
    """A token sent by mail. It works once, until ``expires_at``, and only for the address it was sent to."""

    secret_columns = ("token_hash",)
    only_proofs = True

    user = TenantForeignKey(User, models.CASCADE, related_name="one_time_tokens")
    purpose = models.CharField(max_length=16, choices=TokenPurpose.choices)
    token_hash = models.CharField(max_length=DIGEST_LENGTH)
    email = models.CharField(max_length=254)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    if TYPE_CHECKING:
        user_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "auth_one_time_tokens"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "token_hash"], name="auth_one_time_tokens_tenant_hash_uq"),
        ]
        indexes = [models.Index(fields=["tenant", "expires_at"], name="auth_one_time_tokens_end_idx")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"
