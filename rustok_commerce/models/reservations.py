"""Which pieces of stock are promised to whom. The sum of a level's rows is its ``reserved``."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils import timezone

from rustok.tenancy.fields import TenantForeignKey
from rustok.tenancy.models import TenantModel
from rustok_commerce.models.inventory import StockLevel


class StockReservation(TenantModel):
    """Pieces kept for a cart that is being paid, until ``expires_at``; or for an order's line, until they are sent."""

    level = TenantForeignKey(StockLevel, on_delete=models.RESTRICT, related_name="reservations", db_index=False)
    quantity = models.PositiveIntegerField()
    cart_id = models.UUIDField(null=True)
    order_id = models.UUIDField(null=True)
    order_line_id = models.UUIDField(null=True)
    expires_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    if TYPE_CHECKING:
        level_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "commerce_stock_reservations"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "cart_id", "level"],
                condition=Q(cart_id__isnull=False),
                name="commerce_stock_reservations_cart_uq",
            ),
            models.UniqueConstraint(
                fields=["tenant", "order_line_id", "level"],
                condition=Q(order_line_id__isnull=False),
                name="commerce_stock_reservations_line_uq",
            ),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="commerce_stock_reservations_quantity_ck"),
            models.CheckConstraint(
                condition=Q(cart_id__isnull=False, order_id__isnull=True, expires_at__isnull=False)
                | Q(cart_id__isnull=True, order_id__isnull=False, order_line_id__isnull=False, expires_at__isnull=True),
                name="commerce_stock_reservations_for_ck",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "level", "id"], name="commerce_reserv_level_ix"),
            models.Index(fields=["tenant", "order_id"], name="commerce_reserv_order_ix"),
            models.Index(
                fields=["tenant", "expires_at"],
                condition=Q(expires_at__isnull=False),
                name="commerce_reserv_expiry_ix",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.level_id}"
