"""Where stock lies, how much of it, and every change that was made to it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from rustok.tenancy.fields import TenantForeignKey
from rustok.tenancy.models import TenantModel
from rustok_commerce.dto.inventory import MovementReason
from rustok_commerce.models.variants import Variant


class StockLocation(TenantModel):
    """A place that holds stock. One is the default; one that is switched off holds none and takes none."""

    code = models.CharField(max_length=63)
    name = models.CharField(max_length=255)
    is_default = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        db_table = "commerce_stock_locations"
        constraints = [
            models.CheckConstraint(
                condition=Q(is_default=False) | Q(is_active=True), name="commerce_stock_locations_default_active_ck"
            ),
            models.UniqueConstraint(fields=["tenant", "code"], name="commerce_stock_locations_code_uq"),
            models.UniqueConstraint(
                fields=["tenant"], condition=Q(is_default=True), name="commerce_stock_locations_default_uq"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class StockLevel(TenantModel):
    """How much of a variant lies at a location, in pieces; ``reserved`` of it is promised.

    ``backorder`` repeats the variant's ``allow_backorder``, because a check constraint sees one row only.
    """

    variant = TenantForeignKey(Variant, on_delete=models.CASCADE, related_name="stock_levels", db_index=False)
    location = TenantForeignKey(StockLocation, on_delete=models.RESTRICT, related_name="+")
    on_hand = models.IntegerField(default=0)
    reserved = models.IntegerField(default=0)
    backorder = models.BooleanField(default=False)
    updated_at = models.DateTimeField(auto_now=True)

    if TYPE_CHECKING:
        variant_id: UUID
        location_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "commerce_stock_levels"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "variant", "location"], name="commerce_stock_levels_variant_location_uq"
            ),
            models.CheckConstraint(condition=Q(on_hand__gte=0), name="commerce_stock_levels_on_hand_ck"),
            models.CheckConstraint(
                condition=Q(reserved__gte=0) & (Q(backorder=True) | Q(reserved__lte=F("on_hand"))),
                name="commerce_stock_levels_reserved_ck",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on_hand} of {self.variant_id}"


class StockMovement(TenantModel):
    """One change of stock. Rows are only ever added; they outlive the variant and the location they tell of."""

    product_id = models.UUIDField()
    variant_id = models.UUIDField()
    location_id = models.UUIDField()
    sku = models.CharField(max_length=64, null=True)
    delta = models.IntegerField()
    on_hand_after = models.IntegerField()
    reason = models.CharField(max_length=16, choices=[(reason.value, reason.name.title()) for reason in MovementReason])
    note = models.CharField(max_length=255, null=True, blank=True)
    actor_id = models.UUIDField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        db_table = "commerce_stock_movements"
        indexes = [models.Index(fields=["tenant", "variant_id", "id"], name="commerce_stock_movements_ix")]

    def __str__(self) -> str:
        return f"{self.delta:+d} {self.sku or self.variant_id}"
