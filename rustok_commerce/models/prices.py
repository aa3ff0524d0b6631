"""Prices in minor units."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from rustok.tenancy.fields import TenantForeignKey
from rustok.tenancy.models import TenantModel
from rustok_commerce.models.variants import Variant


class Price(TenantModel):
    """What a variant costs in one currency from ``min_quantity`` pieces on; ``compare_at`` is the former price."""

    variant = TenantForeignKey(Variant, on_delete=models.CASCADE, related_name="prices", db_index=False)
    currency = models.CharField(max_length=3)
    amount = models.BigIntegerField()
    compare_at = models.BigIntegerField(null=True, blank=True)
    min_quantity = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    if TYPE_CHECKING:
        variant_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "commerce_prices"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "variant", "currency", "min_quantity"], name="commerce_prices_variant_currency_uq"
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="commerce_prices_amount_ck"),
            models.CheckConstraint(
                condition=Q(compare_at__isnull=True) | Q(compare_at__gt=F("amount")), name="commerce_prices_compare_ck"
            ),
            models.CheckConstraint(condition=Q(min_quantity__gte=1), name="commerce_prices_quantity_ck"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"
