"""The log of events, the counters behind their order, and what is owed to whom.

All three are in ``public`` and open to the platform's scope: the relay reads them for every tenant, and a tenant sees
its own rows only.
"""

from __future__ import annotations

from django.db import models

from rustok.tenancy.fields import PartitionTimestamp, TenantKey, UuidTimestamp
from rustok.tenancy.models import TenantModel


class EventStatus(models.TextChoices):
    """Whether the relay has seen an event."""

    PENDING = "pending"
    DISPATCHED = "dispatched"


class DeliveryStatus(models.TextChoices):
    """How far a delivery is. A dead one was tried as often as allowed and waits for an operator."""

    PENDING = "pending"
    DONE = "done"
    DEAD = "dead"


class Aggregate(TenantModel):
    """How many events a thing has had. The lock on its row is what makes versions gapless and in commit order.

    ``shard`` is drawn with the first event and kept, so that another number of shards in the settings cannot split
    the order of what is under way.
    """

    tenant = TenantKey(platform=True)
    aggregate_type = models.CharField(max_length=64)
    aggregate_id = models.UUIDField()
    shard = models.PositiveSmallIntegerField()
    version = models.PositiveBigIntegerField()

    class Meta(TenantModel.Meta):
        db_table = "sys_aggregates"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "aggregate_type", "aggregate_id"], name="sys_aggregates_aggregate_uq"
            )
        ]

    def __str__(self) -> str:
        return f"{self.aggregate_type} {self.aggregate_id} v{self.version}"


class Event(TenantModel):
    """A committed event; its id is the ``event_id``.

    ``position`` is its place in the log of all tenants, drawn when it is written: it grows with the versions of one
    aggregate, but a long transaction may make it visible after later ones, so it is no cursor. ``sequence`` is its
    place among the tenant's events as the relay saw them, 1, 2, 3 … without gaps and never behind a reader's back:
    the cursor of feeds.
    """

    tenant = TenantKey(platform=True)
    created_at = PartitionTimestamp(interval="month")
    position = models.BigIntegerField(editable=False)
    sequence = models.PositiveBigIntegerField(null=True, editable=False)
    aggregate_type = models.CharField(max_length=64)
    aggregate_id = models.UUIDField()
    aggregate_version = models.PositiveBigIntegerField()
    shard = models.PositiveSmallIntegerField()
    type = models.CharField(max_length=64)
    schema_version = models.PositiveSmallIntegerField()
    payload = models.JSONField()
    correlation_id = models.UUIDField()
    causation_id = models.UUIDField(null=True)
    trace_id = models.CharField(max_length=32, null=True)
    actor_id = models.UUIDField(null=True)
    status = models.CharField(max_length=12, default=EventStatus.PENDING, choices=EventStatus.choices)
    dispatched_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        db_table = "sys_events"
        constraints = [
            models.CheckConstraint(condition=models.Q(created_at=UuidTimestamp("id")), name="sys_events_created_ck"),
            models.UniqueConstraint(
                fields=["tenant", "aggregate_type", "aggregate_id", "aggregate_version", "created_at"],
                name="sys_events_version_uq",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "position"], name="sys_events_position_ix"),
            models.Index(fields=["tenant", "sequence"], name="sys_events_feed_ix"),
            models.Index(
                fields=["shard", "position"], condition=models.Q(status="pending"), name="sys_events_pending_ix"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} #{self.position}"


class Delivery(TenantModel):
    """What one subscriber is owed of one event.

    Its id is made from the event, the subscriber and the number of the replay, so the primary key itself refuses a
    second delivery; its time is the event's, so both go with the same month's partition. ``replay`` is 0 for the
    delivery that follows the commit, else the number of the run that sent the event again.
    """

    tenant = TenantKey(platform=True)
    created_at = PartitionTimestamp(interval="month")
    event_id = models.UUIDField()
    position = models.BigIntegerField()
    subscriber = models.CharField(max_length=100)
    shard = models.PositiveSmallIntegerField()
    aggregate_id = models.UUIDField()
    replay = models.PositiveBigIntegerField(default=0)
    status = models.CharField(max_length=12, default=DeliveryStatus.PENDING, choices=DeliveryStatus.choices)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    last_error = models.TextField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        db_table = "sys_deliveries"
        verbose_name_plural = "deliveries"
        constraints = [
            models.CheckConstraint(condition=models.Q(created_at=UuidTimestamp("id")), name="sys_deliveries_created_ck")
        ]
        indexes = [
            models.Index(
                fields=["subscriber", "shard", "position"],
                condition=models.Q(status="pending"),
                name="sys_deliveries_pending_ix",
            ),
            models.Index(
                fields=["tenant", "subscriber", "aggregate_id", "position"],
                condition=models.Q(status="pending"),
                name="sys_deliveries_held_ix",
            ),
            models.Index(fields=["tenant", "id"], condition=models.Q(status="dead"), name="sys_deliveries_dead_ix"),
        ]

    def __str__(self) -> str:
        return f"{self.subscriber} #{self.position}"
