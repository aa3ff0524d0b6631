"""Goods on their way to the buyer, and on their way back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from rustok.tenancy.fields import PartitionedForeignKey, TenantForeignKey
from rustok.tenancy.models import TenantModel
from rustok_commerce.dto.fulfilments import ReturnStatus, ShipmentStatus
from rustok_commerce.models.inventory import StockLocation
from rustok_commerce.models.orders import Order, order_time


class Fulfilment(TenantModel):
    """A parcel, or what is handed over at a counter. Stock leaves the location when it is made."""

    order = PartitionedForeignKey(
        Order, on_delete=models.CASCADE, related_name="fulfilments", time_column="order_created_at", db_index=False
    )
    order_created_at = order_time()
    position = models.PositiveIntegerField(default=1)
    status = models.CharField(max_length=16, choices=[(s.value, s.name.title()) for s in ShipmentStatus])
    location = TenantForeignKey(StockLocation, on_delete=models.RESTRICT, null=True, related_name="+")
    carrier = models.CharField(max_length=63, blank=True)
    tracking_number = models.CharField(max_length=127, blank=True)
    tracking_url = models.CharField(max_length=500, blank=True)
    shipped_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    if TYPE_CHECKING:
        order_id: UUID
        location_id: UUID | None

    class Meta(TenantModel.Meta):
        db_table = "commerce_fulfilments"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "order", "position"], name="commerce_fulfilments_position_uq")
        ]

    def __str__(self) -> str:
        return f"#{self.position}"


class FulfilmentLine(TenantModel):
    """Pieces of an order's line in a parcel."""

    fulfilment = TenantForeignKey(Fulfilment, on_delete=models.CASCADE, related_name="lines", db_index=False)
    order_line_id = models.UUIDField()
    quantity = models.PositiveIntegerField()

    if TYPE_CHECKING:
        fulfilment_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "commerce_fulfilment_lines"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "fulfilment", "order_line_id"], name="commerce_fulfilment_lines_uq"
            ),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="commerce_fulfilment_lines_quantity_ck"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.order_line_id}"


class Return(TenantModel):
    """Goods that a buyer sends back."""

    order = PartitionedForeignKey(
        Order, on_delete=models.CASCADE, related_name="returns", time_column="order_created_at", db_index=False
    )
    order_created_at = order_time()
    position = models.PositiveIntegerField(default=1)
    status = models.CharField(max_length=16, choices=[(s.value, s.name.title()) for s in ReturnStatus])
    location = TenantForeignKey(StockLocation, on_delete=models.RESTRICT, null=True, related_name="+")
    note = models.CharField(max_length=1000, blank=True)
    tracking_number = models.CharField(max_length=127, blank=True)
    received_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    if TYPE_CHECKING:
        order_id: UUID
        location_id: UUID | None

    class Meta(TenantModel.Meta):
        db_table = "commerce_returns"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "order", "position"], name="commerce_returns_position_uq")
        ]
        indexes = [models.Index(fields=["tenant", "status", "id"], name="commerce_returns_status_ix")]

    def __str__(self) -> str:
        return f"#{self.position}"


class ReturnLine(TenantModel):
    """Pieces that come back, how many did, and how many of those went back into stock."""

    parcel = TenantForeignKey(Return, on_delete=models.CASCADE, related_name="lines", db_index=False)
    order_line_id = models.UUIDField()
    quantity = models.PositiveIntegerField()
    received = models.PositiveIntegerField(default=0)
    restocked = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=255, blank=True)

    if TYPE_CHECKING:
        parcel_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "commerce_return_lines"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "parcel", "order_line_id"], name="commerce_return_lines_uq"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1) & Q(received__lte=F("quantity")) & Q(restocked__lte=F("received")),
                name="commerce_return_lines_pieces_ck",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.order_line_id}"
