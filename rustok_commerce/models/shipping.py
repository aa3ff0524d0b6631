"""How goods come to the buyer, and what that costs. Amounts in minor units, weights in grams."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from rustok.tenancy.fields import TenantForeignKey
from rustok.tenancy.models import TenantModel
from rustok_commerce.dto.shipping import ShippingKind
from rustok_commerce.models.inventory import StockLocation
from rustok_commerce.models.places import Area
from rustok_commerce.models.taxes import TaxClass


class ShippingZone(TenantModel):
    """Places that are delivered alike. Where several hold, the narrowest area decides, then the lowest position."""

    code = models.CharField(max_length=63)
    name = models.CharField(max_length=255)
    position = models.PositiveIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(TenantModel.Meta):
        db_table = "commerce_shipping_zones"
        constraints = [models.UniqueConstraint(fields=["tenant", "code"], name="commerce_shipping_zones_code_uq")]

    def __str__(self) -> str:
        return self.name


class ShippingZoneArea(Area):
    """A place of a shipping zone."""

    zone = TenantForeignKey(ShippingZone, on_delete=models.CASCADE, related_name="areas", db_index=False)

    if TYPE_CHECKING:
        zone_id: UUID

    class Meta(Area.Meta):
        db_table = "commerce_shipping_zone_areas"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "zone", "country", "region", "postcode_from", "postcode_to"],
                name="commerce_shipping_zone_areas_uq",
            )
        ]
        indexes = [models.Index(fields=["tenant", "country"], name="commerce_shipping_areas_ix")]


class ShippingMethod(TenantModel):
    """A way of delivery in a zone, or a place to fetch the goods from (``pickup``, of a location, in no zone).

    ``provider`` names the port that prices it: ``table`` reads the rates below. ``channels`` are codes, empty: all.
    """

    zone = TenantForeignKey(
        ShippingZone, on_delete=models.CASCADE, null=True, blank=True, related_name="methods", db_index=False
    )
    location = TenantForeignKey(StockLocation, on_delete=models.RESTRICT, null=True, blank=True, related_name="+")
    tax_class = TenantForeignKey(TaxClass, on_delete=models.RESTRICT, null=True, blank=True, related_name="+")
    code = models.CharField(max_length=63)
    kind = models.CharField(max_length=16, choices=[(kind.value, kind.name.title()) for kind in ShippingKind])
    provider = models.CharField(max_length=63, default="table")
    provider_settings = models.JSONField(default=dict, blank=True)
    channels = ArrayField(models.CharField(max_length=63), default=list, blank=True)
    min_days = models.PositiveSmallIntegerField(null=True, blank=True)
    max_days = models.PositiveSmallIntegerField(null=True, blank=True)
    position = models.PositiveIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    if TYPE_CHECKING:
        zone_id: UUID | None
        location_id: UUID | None
        tax_class_id: UUID | None

    class Meta(TenantModel.Meta):
        db_table = "commerce_shipping_methods"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "code"], name="commerce_shipping_methods_code_uq"),
            models.CheckConstraint(
                condition=Q(kind=ShippingKind.PICKUP, zone__isnull=True, location__isnull=False)
                | Q(kind=ShippingKind.DELIVERY, zone__isnull=False, location__isnull=True),
                name="commerce_shipping_methods_kind_ck",
            ),
            models.CheckConstraint(
                condition=Q(min_days__isnull=True) | Q(max_days__isnull=True) | Q(max_days__gte=F("min_days")),
                name="commerce_shipping_methods_days_ck",
            ),
        ]
        indexes = [models.Index(fields=["tenant", "zone", "position"], name="commerce_shipping_methods_ix")]

    def __str__(self) -> str:
        return self.code


class ShippingMethodTranslation(TenantModel):
    """A method's name and description in one language."""

    method = TenantForeignKey(ShippingMethod, on_delete=models.CASCADE, related_name="translations", db_index=False)
    locale = models.CharField(max_length=16)
    name = models.CharField(max_length=255)
    description = models.CharField(max_length=1000, blank=True)

    if TYPE_CHECKING:
        method_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "commerce_shipping_method_translations"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "method", "locale"], name="commerce_shipping_method_texts_uq")
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.locale})"


class ShippingRate(TenantModel):
    """What a method costs for goods of a value and a weight: lower bounds inside, upper ones outside, None: no bound.

    ``subtotal`` is that of the goods after their discounts, as shown. From ``free_from`` on it costs nothing.
    """

    method = TenantForeignKey(ShippingMethod, on_delete=models.CASCADE, related_name="rates", db_index=False)
    currency = models.CharField(max_length=3)
    amount = models.BigIntegerField()
    min_subtotal = models.BigIntegerField(default=0)
    max_subtotal = models.BigIntegerField(null=True, blank=True)
    min_weight = models.PositiveIntegerField(default=0)
    max_weight = models.PositiveIntegerField(null=True, blank=True)
    free_from = models.BigIntegerField(null=True, blank=True)

    if TYPE_CHECKING:
        method_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "commerce_shipping_rates"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "method", "currency", "min_subtotal", "min_weight"],
                name="commerce_shipping_rates_uq",
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0)
                & Q(min_subtotal__gte=0)
                & (Q(max_subtotal__isnull=True) | Q(max_subtotal__gt=F("min_subtotal")))
                & (Q(max_weight__isnull=True) | Q(max_weight__gt=F("min_weight")))
                & (Q(free_from__isnull=True) | Q(free_from__gte=0)),
                name="commerce_shipping_rates_bounds_ck",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"
