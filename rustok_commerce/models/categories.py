"""The tree of categories and what is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models

from rustok.tenancy.fields import TenantForeignKey
from rustok.tenancy.models import TenantModel
from rustok_commerce.models.products import Product

MAX_DEPTH = 10
"""Levels of the tree."""


class Category(TenantModel):
    """A place in the tree. ``path`` holds the ids of its ancestors and itself as ULID text, each ended by a slash."""

    parent = TenantForeignKey("self", on_delete=models.RESTRICT, null=True, blank=True, related_name="children")
    slug = models.CharField(max_length=200)
    path = models.CharField(max_length=27 * MAX_DEPTH, editable=False)
    position = models.PositiveIntegerField(default=0)
    asset_id = models.UUIDField(null=True, blank=True)
    source_locale = models.CharField(max_length=16)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    if TYPE_CHECKING:
        parent_id: UUID | None

    class Meta(TenantModel.Meta):
        db_table = "commerce_categories"
        verbose_name_plural = "categories"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "slug"], name="commerce_categories_tenant_slug_uq"),
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
                name="commerce_categories_parent_ck",
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class CategoryTranslation(TenantModel):
    """A category's text in one language."""

    category = TenantForeignKey(Category, on_delete=models.CASCADE, related_name="translations", db_index=False)
    locale = models.CharField(max_length=16)
    name = models.CharField(max_length=255)
    slug = models.CharField(max_length=200, null=True, blank=True)
    description = models.TextField(null=True, blank=True)
    meta_title = models.CharField(max_length=255, null=True, blank=True)
    meta_description = models.CharField(max_length=500, null=True, blank=True)

    if TYPE_CHECKING:
        category_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "commerce_category_translations"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "category", "locale"], name="commerce_category_translations_locale_uq"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.locale})"


class ProductCategory(TenantModel):
    """A product is in a category; the primary one gives its breadcrumbs."""

    product = TenantForeignKey(Product, on_delete=models.CASCADE, related_name="category_links", db_index=False)
    category = TenantForeignKey(Category, on_delete=models.CASCADE, related_name="product_links", db_index=False)
    is_primary = models.BooleanField(default=False)

    if TYPE_CHECKING:
        product_id: UUID
        category_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "commerce_product_categories"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "product", "category"], name="commerce_product_categories_uq"),
            models.UniqueConstraint(
                fields=["tenant", "product"],
                condition=models.Q(is_primary=True),
                name="commerce_product_categories_primary_uq",
            ),
        ]
        indexes = [models.Index(fields=["tenant", "category", "product"], name="commerce_product_category_ix")]

    def __str__(self) -> str:
        return f"{self.product_id} in {self.category_id}"
