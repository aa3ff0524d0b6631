"""The tree of product categories as storefronts read it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from rustok.tenancy.models import TenantModel
from rustok_index.models.base import LOCALE_LENGTH, IndexedDocument


class IndexCategory(IndexedDocument):
    """A category in one locale. ``path`` holds its ancestors from the root and itself.

    ``former_slugs`` are its other addresses: those that it had, and those in other languages.
    """

    category_id = models.UUIDField()
    slug = models.CharField(max_length=255)
    former_slugs = ArrayField(models.TextField(), default=list)
    parent_id = models.UUIDField(null=True)
    path = ArrayField(models.UUIDField())
    tags = ArrayField(models.TextField())
    position = models.IntegerField()

    class Meta(IndexedDocument.Meta):
        db_table = "index_categories"
        verbose_name = "category document"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "category_id", "locale"], name="index_categories_entity_uq")
        ]
        indexes = [models.Index(fields=["tenant", "locale", "slug"], name="index_categories_slug_ix")]


class IndexCategorySlug(TenantModel):
    """An address that leads to a visible category: its slug in a locale, or another one that it has or had."""

    category_id = models.UUIDField()
    locale = models.CharField(max_length=LOCALE_LENGTH)
    slug = models.CharField(max_length=255)
    is_current = models.BooleanField()

    class Meta(TenantModel.Meta):
        db_table = "index_category_slugs"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "category_id", "locale", "slug"], name="index_category_slugs_entity_uq"
            )
        ]
        indexes = [models.Index(fields=["tenant", "slug"], name="index_category_slugs_ix")]

    def __str__(self) -> str:
        return f"{self.slug} ({self.locale})"
