"""The tree of categories of nodes."""

from __future__ import annotations

from django.db import models

from rustok.tenancy.fields import TenantForeignKey
from rustok.tenancy.models import TenantModel


class Category(TenantModel):
    """A place to file nodes in."""

    parent = TenantForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    slug = models.CharField(max_length=200)
    position = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(TenantModel.Meta):
        db_table = "categories"
        verbose_name_plural = "categories"
        constraints = [models.UniqueConstraint(fields=["tenant", "slug"], name="categories_tenant_slug_uq")]

    def __str__(self) -> str:
        return self.slug


class CategoryTranslation(TenantModel):
    """A category's name in one language."""

    category = TenantForeignKey(Category, on_delete=models.CASCADE, related_name="translations", db_index=False)
    locale = models.CharField(max_length=16)
    name = models.CharField(max_length=255)

    class Meta(TenantModel.Meta):
        db_table = "category_translations"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "category", "locale"], name="category_translations_locale_uq")
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.locale})"
