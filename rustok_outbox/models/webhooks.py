"""Webhooks: who is told of events over HTTP, what each of them is owed, and every try.

A webhook is one more delivery per (event, webhook), in tables of its own: a receiver that is down keeps back neither
others nor our own consumers.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from rustok.tenancy.fields import PartitionTimestamp, TenantKey, UuidTimestamp
from rustok.tenancy.models import TenantModel
from rustok_outbox.models.events import DeliveryStatus


class DisabledReason(models.TextChoices):
    """Why a webhook was switched off by itself: its answers failed for days, or said 410 Gone."""

    FAILING = "failing"
    GONE = "gone"


class Webhook(TenantModel):
    """An address that is told of events.

    No secret is stored: it is derived from ``SECRET_KEY`` and ``seed``, and ``seed_check`` tells which of
    ``SECRET_KEY`` and its fallbacks it was. ``previous_seed`` signs too, until ``previous_until``. ``failing_since`` is
    when the tries began to fail, ``paused_until`` when the next may be made after many failures in a row. A worker has
    it to itself while ``lease_id`` is its own and ``leased_until`` is not over.
    """

    tenant = TenantKey(platform=True)
    url = models.CharField(max_length=2000)
    description = models.CharField(max_length=255, blank=True)
    event_types = ArrayField(models.CharField(max_length=64))
    is_active = models.BooleanField(default=True)
    disabled_reason = models.CharField(max_length=12, null=True, choices=DisabledReason.choices)
    disabled_at = models.DateTimeField(null=True)
    seed = models.BinaryField(max_length=32)
    seed_check = models.BinaryField(max_length=8)
    previous_seed = models.BinaryField(max_length=32, null=True)
    previous_check = models.BinaryField(max_length=8, null=True)
    previous_until = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    paused_until = models.DateTimeField(null=True)
    last_success_at = models.DateTimeField(null=True)
    lease_id = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(TenantModel.Meta):
        db_table = "sys_webhooks"

    def __str__(self) -> str:
        return self.url


class WebhookDelivery(TenantModel):
    """What one webhook is owed of one event.

    Its id is made from the event, the webhook and the number of the replay, so the primary key itself refuses a second
    one. ``sequence`` is the event's place in the tenant's feed.
    """

    tenant = TenantKey(platform=True)
    created_at = PartitionTimestamp(interval="month")
    webhook_id = models.UUIDField()
    event_id = models.UUIDField()
    event_type = models.CharField(max_length=64)
    sequence = models.PositiveBigIntegerField()
    aggregate_id = models.UUIDField()
    replay = models.PositiveBigIntegerField(default=0)
    status = models.CharField(max_length=12, default=DeliveryStatus.PENDING, choices=DeliveryStatus.choices)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    last_status = models.PositiveSmallIntegerField(null=True)
    last_error = models.TextField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        db_table = "sys_webhook_deliveries"
        verbose_name_plural = "webhook deliveries"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(created_at=UuidTimestamp("id")), name="sys_webhook_deliveries_created_ck"
            )
        ]
        indexes = [
            models.Index(fields=["tenant", "webhook_id", "id"], name="sys_webhook_deliveries_log_ix"),
            models.Index(
                fields=["tenant", "webhook_id", "sequence", "replay"],
                condition=models.Q(status="pending"),
                name="sys_webhook_deliveries_due_ix",
            ),
            models.Index(
                fields=["tenant", "webhook_id", "aggregate_id", "sequence"],
                condition=models.Q(status="pending"),
                name="sys_webhook_deliveries_held_ix",
            ),
            models.Index(
                fields=["tenant", "webhook_id"],
                condition=models.Q(status="dead"),
                name="sys_webhook_deliveries_dead_ix",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_type} #{self.sequence}"


class WebhookAttempt(TenantModel):
    """One try, also of a test message, which is no delivery. ``answer`` is the beginning of what was answered."""

    tenant = TenantKey(platform=True)
    created_at = PartitionTimestamp(interval="month")
    webhook_id = models.UUIDField()
    delivery_id = models.UUIDField(null=True)
    message_id = models.UUIDField()
    number = models.PositiveIntegerField()
    status = models.PositiveSmallIntegerField(null=True)
    duration_ms = models.PositiveIntegerField()
    answer = models.TextField(blank=True)
    error = models.TextField(null=True)

    class Meta(TenantModel.Meta):
        db_table = "sys_webhook_attempts"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(created_at=UuidTimestamp("id")), name="sys_webhook_attempts_created_ck"
            )
        ]
        indexes = [
            models.Index(fields=["tenant", "delivery_id", "id"], name="sys_webhook_attempts_of_ix"),
        ]

    def __str__(self) -> str:
        return f"try {self.number}: {self.status or self.error}"
