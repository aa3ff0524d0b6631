"""Prices in minor units, and what they were."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from rustok.tenancy.fields import TenantForeignKey
from rustok.tenancy.models import TenantModel
from rustok_commerce.dto.prices import PriceListKind, PriceListStatus
from rustok_commerce.models.channels import Channel
from rustok_commerce.models.variants import Variant


class PriceList(TenantModel):
    """Prices that hold for a time or for some customers only.

    A ``sale`` shows the usual price beside its own where that is higher; an ``override`` stands in its place. Of
    several lists that hold, the one with the highest ``priority`` decides. A list with a ``customer_group_id`` is for
    carts of that group only: its prices are in no document.
    """

    code = models.CharField(max_length=63)
    name = models.CharField(max_length=255)
    kind = models.CharField(max_length=16, choices=[(k.value, k.name.title()) for k in PriceListKind])
    status = models.CharField(
        max_length=16, choices=[(s.value, s.name.title()) for s in PriceListStatus], default=PriceListStatus.DRAFT
    )
    priority = models.IntegerField(default=0)
    customer_group_id = models.UUIDField(null=True, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(TenantModel.Meta):
        db_table = "commerce_price_lists"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "code"], name="commerce_price_lists_code_uq"),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True) | Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="commerce_price_lists_window_ck",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Price(TenantModel):
    """What a variant costs in one currency from ``min_quantity`` pieces on; ``compare_at`` is the former price.

    Without a channel it holds in all of them; without a price list it is the usual price. ``starts_at`` and
    ``ends_at`` bound it in time: it holds from the first, until the second.
    """

    variant = TenantForeignKey(Variant, on_delete=models.CASCADE, related_name="prices", db_index=False)
    channel = TenantForeignKey(Channel, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    price_list = TenantForeignKey(PriceList, on_delete=models.CASCADE, null=True, blank=True, related_name="prices")
    currency = models.CharField(max_length=3)
    amount = models.BigIntegerField()
    compare_at = models.BigIntegerField(null=True, blank=True)
    min_quantity = models.PositiveIntegerField(default=1)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    if TYPE_CHECKING:
        variant_id: UUID
        channel_id: UUID | None
        price_list_id: UUID | None

    class Meta(TenantModel.Meta):
        db_table = "commerce_prices"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "variant", "currency", "channel", "price_list", "min_quantity", "starts_at"],
                nulls_distinct=False,
                name="commerce_prices_variant_currency_uq",
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="commerce_prices_amount_ck"),
            models.CheckConstraint(
                condition=Q(compare_at__isnull=True) | Q(compare_at__gt=F("amount")), name="commerce_prices_compare_ck"
            ),
            models.CheckConstraint(condition=Q(min_quantity__gte=1), name="commerce_prices_quantity_ck"),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True) | Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="commerce_prices_window_ck",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

    @property
    def is_general(self) -> bool:
        """Whether it is a usual price, in all channels, from the beginning."""
        return self.channel_id is None and self.price_list_id is None and self.starts_at is None


class PriceChange(TenantModel):
    """A price as it was set, None where it was removed. Rows are only ever added; they outlive the variant."""

    product_id = models.UUIDField()
    variant_id = models.UUIDField()
    channel_id = models.UUIDField(null=True)
    price_list_id = models.UUIDField(null=True)
    currency = models.CharField(max_length=3)
    min_quantity = models.PositiveIntegerField()
    amount = models.BigIntegerField(null=True)
    compare_at = models.BigIntegerField(null=True)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    actor_id = models.UUIDField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta(TenantModel.Meta):
        db_table = "commerce_price_changes"
        indexes = [models.Index(fields=["tenant", "variant_id", "currency", "id"], name="commerce_price_changes_ix")]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


class PriceListChange(TenantModel):
    """What was said of a price list from a time on. Rows are only ever added; they outlive the list."""

    price_list_id = models.UUIDField()
    kind = models.CharField(max_length=16)
    status = models.CharField(max_length=16)
    priority = models.IntegerField()
    customer_group_id = models.UUIDField(null=True)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta(TenantModel.Meta):
        db_table = "commerce_price_list_changes"
        indexes = [models.Index(fields=["tenant", "price_list_id", "id"], name="commerce_price_list_changes_ix")]

    def __str__(self) -> str:
        return f"{self.status} {self.price_list_id}"
