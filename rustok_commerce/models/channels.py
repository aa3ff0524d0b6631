"""Where the shop sells: a web shop of a country, an app, a market place."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from rustok.tenancy.fields import TenantForeignKey
from rustok.tenancy.models import TenantModel
from rustok_commerce.models.products import Product


class Channel(TenantModel):
    """A place to sell. ``currencies`` begins with the one shown first; ``countries`` are ISO 3166-1 codes, empty: all.

    ``locales`` are shown there, empty: all of the shop's. ``prices_include_tax`` says how its prices are to be read.
    A shop without a row sells in one channel called ``default``, in all its currencies and languages.
    """

    code = models.CharField(max_length=63)
    name = models.CharField(max_length=255)
    currencies = ArrayField(models.CharField(max_length=3))
    locales = ArrayField(models.CharField(max_length=16), default=list, blank=True)
    countries = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    prices_include_tax = models.BooleanField(default=True)
    is_default = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    position = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(TenantModel.Meta):
        db_table = "commerce_channels"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "code"], name="commerce_channels_code_uq"),
            models.UniqueConstraint(
                fields=["tenant"], condition=Q(is_default=True), name="commerce_channels_default_uq"
            ),
            models.CheckConstraint(condition=Q(currencies__len__gte=1), name="commerce_channels_currencies_ck"),
            models.CheckConstraint(
                condition=Q(is_default=False) | Q(is_active=True), name="commerce_channels_default_active_ck"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProductChannel(TenantModel):
    """Whether and when a product is offered in a channel. Without a row it is, as long as it is published."""

    product = TenantForeignKey(Product, on_delete=models.CASCADE, related_name="channel_links", db_index=False)
    channel = TenantForeignKey(Channel, on_delete=models.CASCADE, related_name="+")
    is_available = models.BooleanField(default=True)
    available_from = models.DateTimeField(null=True, blank=True)
    available_until = models.DateTimeField(null=True, blank=True)

    if TYPE_CHECKING:
        product_id: UUID
        channel_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "commerce_product_channels"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "product", "channel"], name="commerce_product_channels_uq"),
            models.CheckConstraint(
                condition=Q(available_from__isnull=True)
                | Q(available_until__isnull=True)
                | Q(available_until__gt=F("available_from")),
                name="commerce_product_channels_window_ck",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} in {self.channel_id}"
