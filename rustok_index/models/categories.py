"""The tree of product categories as storefronts read it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from rustok_index.models.base import IndexedDocument


class IndexCategory(IndexedDocument):
    """A category in one locale. ``path`` holds its ancestors from the root and itself."""

    category_id = models.UUIDField()
    slug = models.CharField(max_length=255)
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
