"""The books of the test provider: what a real one would keep on its own side. Nothing else reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils import timezone

from rustok.tenancy.fields import TenantForeignKey
from rustok.tenancy.models import TenantModel


class TrialPayment(TenantModel):
    """A payment as the test provider sees it. ``behaviour`` is what it was told to do at which call."""

    reference = models.CharField(max_length=255)
    currency = models.CharField(max_length=3)
    amount = models.BigIntegerField()
    authorised = models.BigIntegerField(default=0)
    captured = models.BigIntegerField(default=0)
    released = models.BigIntegerField(default=0)
    refunded = models.BigIntegerField(default=0)
    needs_action = models.BooleanField(default=False)
    declined = models.CharField(max_length=63, blank=True)
    closed = models.BooleanField(default=False)
    behaviour = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta(TenantModel.Meta):
        db_table = "commerce_trial_payments"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "reference"], name="commerce_trial_payments_reference_uq")
        ]

    def __str__(self) -> str:
        return self.reference


class TrialOperation(TenantModel):
    """A call that the test provider has taken: one per idempotency key. ``done_at`` is empty while it dawdles."""

    secret_columns = ("key",)

    payment = TenantForeignKey(TrialPayment, on_delete=models.CASCADE, related_name="operations", db_index=False)
    key = models.CharField(max_length=255)
    kind = models.CharField(max_length=16)
    amount = models.BigIntegerField(default=0)
    calls = models.PositiveIntegerField(default=1)
    outcome = models.JSONField(default=dict)
    done_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    if TYPE_CHECKING:
        payment_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "commerce_trial_operations"
        constraints = [models.UniqueConstraint(fields=["tenant", "key"], name="commerce_trial_operations_key_uq")]
        indexes = [models.Index(fields=["tenant", "payment", "id"], name="commerce_trial_operations_ix")]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"


class TrialMessage(TenantModel):
    """A message that the test provider has for the shop. ``due_at`` says when, ``position`` in which order."""

    event_id = models.CharField(max_length=255)
    body = models.JSONField()
    position = models.IntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta(TenantModel.Meta):
        db_table = "commerce_trial_messages"
        indexes = [
            models.Index(
                fields=["tenant", "due_at"], condition=Q(sent_at__isnull=True), name="commerce_trial_messages_due_ix"
            )
        ]

    def __str__(self) -> str:
        return self.event_id
