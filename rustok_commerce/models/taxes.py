"""Which tax is due on what, and where. Rates are parts per million: 19 % is 190,000."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.db.models import Q

from rustok.tenancy.fields import TenantForeignKey
from rustok.tenancy.models import TenantModel
from rustok_commerce.models.places import Area


class TaxClass(TenantModel):
    """Goods that are taxed alike: standard, reduced, books. A product of no class is of the default one."""

    code = models.CharField(max_length=63)
    name = models.CharField(max_length=255)
    is_default = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(TenantModel.Meta):
        db_table = "commerce_tax_classes"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "code"], name="commerce_tax_classes_code_uq"),
            models.UniqueConstraint(
                fields=["tenant"], condition=Q(is_default=True), name="commerce_tax_classes_default_uq"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TaxZone(TenantModel):
    """Places that are taxed alike. Where several hold, the narrowest area decides, then the lowest ``position``.

    ``reverse_charge`` takes the tax from buyers who name a VAT id of another country than the shop's.
    """

    code = models.CharField(max_length=63)
    name = models.CharField(max_length=255)
    position = models.PositiveIntegerField(default=0)
    reverse_charge = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(TenantModel.Meta):
        db_table = "commerce_tax_zones"
        constraints = [models.UniqueConstraint(fields=["tenant", "code"], name="commerce_tax_zones_code_uq")]

    def __str__(self) -> str:
        return self.name


class TaxZoneArea(Area):
    """A place of a tax zone."""

    zone = TenantForeignKey(TaxZone, on_delete=models.CASCADE, related_name="areas", db_index=False)

    if TYPE_CHECKING:
        zone_id: UUID

    class Meta(Area.Meta):
        db_table = "commerce_tax_zone_areas"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "zone", "country", "region", "postcode_from", "postcode_to"],
                name="commerce_tax_zone_areas_uq",
            )
        ]
        indexes = [models.Index(fields=["tenant", "country"], name="commerce_tax_areas_ix")]


class TaxRate(TenantModel):
    """A tax on a class of goods in a zone; several add up, a ``compound`` one is also on those before it."""

    zone = TenantForeignKey(TaxZone, on_delete=models.CASCADE, related_name="rates", db_index=False)
    tax_class = TenantForeignKey(TaxClass, on_delete=models.RESTRICT, related_name="+")
    name = models.CharField(max_length=63)
    rate_ppm = models.PositiveIntegerField()
    compound = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)

    if TYPE_CHECKING:
        zone_id: UUID
        tax_class_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "commerce_tax_rates"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "zone", "tax_class", "name"], name="commerce_tax_rates_name_uq"),
            models.CheckConstraint(condition=Q(rate_ppm__lte=10_000_000), name="commerce_tax_rates_rate_ck"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.rate_ppm / 10_000:g} %"
