"""Promotions, their codes, and how often they were used. Counters change by conditional statements only."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from rustok.tenancy.fields import TenantForeignKey
from rustok.tenancy.models import TenantModel
from rustok_commerce.dto.promotions import PromotionStatus


class Promotion(TenantModel):
    """Something that makes a cart cheaper: by itself, or with one of its coupons (``needs_coupon``).

    ``conditions`` and ``effect`` are as :mod:`rustok_commerce.dto.promotions` describes them. Promotions are applied
    from the highest ``priority`` down, of equal ones in the order of their making; after an ``is_exclusive`` one no
    other is; of one ``stacking_group`` (empty: none) only the first that applies. ``used_count`` counts orders.
    """

    code = models.CharField(max_length=63)
    name = models.CharField(max_length=255)
    status = models.CharField(
        max_length=16, choices=[(s.value, s.name.title()) for s in PromotionStatus], default=PromotionStatus.DRAFT
    )
    needs_coupon = models.BooleanField(default=False)
    priority = models.IntegerField(default=0)
    is_exclusive = models.BooleanField(default=False)
    stacking_group = models.CharField(max_length=63, blank=True)
    channels = ArrayField(models.CharField(max_length=63), default=list, blank=True)
    conditions = models.JSONField(default=list, blank=True)
    effect = models.JSONField()
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    usage_limit = models.PositiveIntegerField(null=True, blank=True)
    usage_limit_per_customer = models.PositiveIntegerField(null=True, blank=True)
    used_count = models.PositiveIntegerField(default=0, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(TenantModel.Meta):
        db_table = "commerce_promotions"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "code"], name="commerce_promotions_code_uq"),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True) | Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="commerce_promotions_window_ck",
            ),
            models.CheckConstraint(
                condition=Q(usage_limit__isnull=True) | Q(used_count__lte=F("usage_limit")),
                name="commerce_promotions_used_ck",
            ),
        ]
        indexes = [models.Index(fields=["tenant", "status", "-priority", "id"], name="commerce_promotions_ix")]

    def __str__(self) -> str:
        return self.name


class PromotionTranslation(TenantModel):
    """A promotion's name as shoppers read it, in one language."""

    promotion = TenantForeignKey(Promotion, on_delete=models.CASCADE, related_name="translations", db_index=False)
    locale = models.CharField(max_length=16)
    name = models.CharField(max_length=255)

    if TYPE_CHECKING:
        promotion_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "commerce_promotion_translations"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "promotion", "locale"], name="commerce_promotion_texts_uq")
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.locale})"


class Coupon(TenantModel):
    """A code that a shopper types, upper-case; ``used_count`` counts orders."""

    promotion = TenantForeignKey(Promotion, on_delete=models.CASCADE, related_name="coupons", db_index=False)
    code = models.CharField(max_length=63)
    is_active = models.BooleanField(default=True)
    usage_limit = models.PositiveIntegerField(null=True, blank=True)
    used_count = models.PositiveIntegerField(default=0, editable=False)
    expires_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    if TYPE_CHECKING:
        promotion_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "commerce_coupons"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "code"], name="commerce_coupons_code_uq"),
            models.CheckConstraint(
                condition=Q(usage_limit__isnull=True) | Q(used_count__lte=F("usage_limit")),
                name="commerce_coupons_used_ck",
            ),
        ]
        indexes = [models.Index(fields=["tenant", "promotion", "id"], name="commerce_coupons_promotion_ix")]

    def __str__(self) -> str:
        return self.code


class PromotionUse(TenantModel):
    """An order that used a promotion. ``released_at`` marks one whose order was cancelled: it no longer counts."""

    promotion = TenantForeignKey(Promotion, on_delete=models.RESTRICT, related_name="uses", db_index=False)
    coupon = TenantForeignKey(Coupon, on_delete=models.RESTRICT, null=True, related_name="+")
    order_id = models.UUIDField()
    customer_key = models.CharField(max_length=254)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    created_at = models.DateTimeField(default=timezone.now)
    released_at = models.DateTimeField(null=True)

    if TYPE_CHECKING:
        promotion_id: UUID
        coupon_id: UUID | None

    class Meta(TenantModel.Meta):
        db_table = "commerce_promotion_uses"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "promotion", "order_id"], name="commerce_promotion_uses_order_uq")
        ]
        indexes = [models.Index(fields=["tenant", "order_id"], name="commerce_promotion_uses_ix")]

    def __str__(self) -> str:
        return f"{self.promotion_id} in {self.order_id}"


class PromotionCustomer(TenantModel):
    """How often one customer used a promotion. ``customer_key`` is the normalised e-mail address of the order."""

    promotion = TenantForeignKey(Promotion, on_delete=models.CASCADE, related_name="+", db_index=False)
    customer_key = models.CharField(max_length=254)
    used_count = models.PositiveIntegerField(default=0)

    if TYPE_CHECKING:
        promotion_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "commerce_promotion_customers"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "promotion", "customer_key"], name="commerce_promotion_customers_uq"
            )
        ]

    def __str__(self) -> str:
        return f"{self.used_count} x {self.promotion_id}"
