"""Answers kept for idempotency keys."""

from __future__ import annotations

from django.db import models

from rustok.tenancy.fields import TenantKey
from rustok.tenancy.models import TenantModel


class IdempotencyKey(TenantModel):
    """The answer to a write that carried ``Idempotency-Key``, written in the write's own transaction.

    Work that asks others over the network cannot be one transaction: its row is there before it begins, without an
    answer (``status`` 0), held by ``claim`` until ``claimed_until``.

    ``actor`` is the user's id, or empty for anonymous clients; ``route`` names the operation, ``request_hash`` is the
    SHA-256 of all that was asked.
    """

    tenant = TenantKey(platform=True)
    actor = models.CharField(max_length=36, blank=True)
    route = models.CharField(max_length=255)
    key = models.CharField(max_length=255)
    request_hash = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.BinaryField()
    claim = models.UUIDField(null=True)
    claimed_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        db_table = "idempotency_keys"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "actor", "route", "key"], name="idempotency_keys_tenant_actor_route_key_uq"
            )
        ]
        indexes = [models.Index(fields=["expires_at"], name="idempotency_keys_expires_ix")]

    def __str__(self) -> str:
        return f"{self.route} {self.key}"
