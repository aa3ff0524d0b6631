"""What shoppers choose a variant by."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models

from rustok.tenancy.fields import TenantForeignKey
from rustok.tenancy.models import TenantModel
from rustok_commerce.models.products import Product


class ProductOption(TenantModel):
    """A choice of a product, such as colour. ``key`` is the same in every language, ``names`` maps locale to name."""

    product = TenantForeignKey(Product, on_delete=models.CASCADE, related_name="options", db_index=False)
    key = models.CharField(max_length=63)
    names = models.JSONField(default=dict)
    position = models.PositiveIntegerField(default=0)

    if TYPE_CHECKING:
        product_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "commerce_product_options"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "product", "key"], name="commerce_product_options_key_uq")
        ]
        indexes = [models.Index(fields=["tenant", "key"], name="commerce_product_options_ix")]

    def __str__(self) -> str:
        return self.key


class ProductOptionValue(TenantModel):
    """One value of an option, such as blue."""

    option = TenantForeignKey(ProductOption, on_delete=models.CASCADE, related_name="values", db_index=False)
    key = models.CharField(max_length=63)
    names = models.JSONField(default=dict)
    position = models.PositiveIntegerField(default=0)

    if TYPE_CHECKING:
        option_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "commerce_product_option_values"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "option", "key"], name="commerce_product_option_values_key_uq")
        ]

    def __str__(self) -> str:
        return self.key
