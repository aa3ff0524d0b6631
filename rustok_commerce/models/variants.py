"""Variants: what is priced, stocked and sold."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models

from rustok.tenancy.fields import TenantForeignKey
from rustok.tenancy.models import TenantModel
from rustok_commerce.models.options import ProductOption, ProductOptionValue
from rustok_commerce.models.products import Product


class Variant(TenantModel):
    """A sellable form of a product. Weight in grams, sizes in millimetres.

    ``combination`` is the canonical text of its option values (``colour=blue;size=m``), so that the database refuses
    a second variant of the same choice. ``gtin`` is a GS1 number of 8, 12, 13 or 14 digits with a valid check digit;
    ``asset_id`` one of the product's pictures.
    """

    product = TenantForeignKey(Product, on_delete=models.CASCADE, related_name="variants", db_index=False)
    title = models.CharField(max_length=255, null=True, blank=True)
    sku = models.CharField(max_length=64, null=True, blank=True)
    barcode = models.CharField(max_length=64, null=True, blank=True)
    gtin = models.CharField(max_length=14, null=True, blank=True)
    asset_id = models.UUIDField(null=True, blank=True)
    combination = models.CharField(max_length=1000, default="", editable=False)
    manage_inventory = models.BooleanField(default=True)
    allow_backorder = models.BooleanField(default=False)
    low_stock_threshold = models.PositiveIntegerField(default=0)
    weight = models.PositiveIntegerField(null=True, blank=True)
    length = models.PositiveIntegerField(null=True, blank=True)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    position = models.PositiveIntegerField(default=0)
    metadata = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    if TYPE_CHECKING:
        product_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "commerce_variants"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "sku"], name="commerce_variants_tenant_sku_uq"),
            models.UniqueConstraint(
                fields=["tenant", "product", "combination"],
                condition=~models.Q(combination=""),
                name="commerce_variants_combination_uq",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "product", "position"], name="commerce_variants_product_ix"),
            models.Index(fields=["tenant", "barcode"], name="commerce_variants_barcode_ix"),
            models.Index(fields=["tenant", "gtin"], name="commerce_variants_gtin_ix"),
        ]

    def __str__(self) -> str:
        return self.sku or self.title or str(self.pk)


class VariantTranslation(TenantModel):
    """A variant's own title in one language, where its options do not name it well enough."""

    variant = TenantForeignKey(Variant, on_delete=models.CASCADE, related_name="translations", db_index=False)
    locale = models.CharField(max_length=16)
    title = models.CharField(max_length=255)

    if TYPE_CHECKING:
        variant_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "commerce_variant_translations"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "variant", "locale"], name="commerce_variant_translations_locale_uq"
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.locale})"


class VariantOptionValue(TenantModel):
    """Which value a variant has of an option."""

    variant = TenantForeignKey(Variant, on_delete=models.CASCADE, related_name="option_values", db_index=False)
    # Options and values in use are refused by the service; RESTRICT lets a product go with all its parts.
    option = TenantForeignKey(ProductOption, on_delete=models.RESTRICT, related_name="+")
    value = TenantForeignKey(ProductOptionValue, on_delete=models.RESTRICT, related_name="+")

    if TYPE_CHECKING:
        variant_id: UUID
        option_id: UUID
        value_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "commerce_variant_option_values"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "variant", "option"], name="commerce_variant_option_values_option_uq"
            )
        ]

    def __str__(self) -> str:
        return str(self.value_id)
