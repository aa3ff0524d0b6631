"""What nodes are found by beside their texts, as readers see it: categories, tags, menus, redirects."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from rustok.tenancy.models import TenantModel
from rustok_index.models.base import LOCALE_LENGTH, IndexedDocument

SLUG_LENGTH = 1000


class IndexSection(IndexedDocument):
    """A category, a tag, a menu or a redirect in one locale; ``kind`` says which.

    ``slug`` is a menu's place, a redirect's path. ``path`` holds a category's ancestors from the root and itself,
    ``audience`` the roles that see it.
    """

    section_id = models.UUIDField()
    kind = models.CharField(max_length=16)
    module = models.CharField(max_length=32)
    slug = models.CharField(max_length=SLUG_LENGTH, db_collation="C")
    former_slugs = ArrayField(models.TextField(), default=list)
    tags = ArrayField(models.TextField())
    parent_id = models.UUIDField(null=True)
    path = ArrayField(models.UUIDField())
    audience = models.IntegerField()
    position = models.IntegerField()

    class Meta(IndexedDocument.Meta):
        db_table = "index_sections"
        verbose_name = "section document"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "section_id", "locale"], name="index_sections_entity_uq")
        ]
        indexes = [
            models.Index(
                fields=["tenant", "locale", "kind", "module", "position", "section_id"], name="index_sections_kind_ix"
            )
        ]


class IndexSectionSlug(TenantModel):
    """An address that leads to a visible section, among those of its kind and module."""

    section_id = models.UUIDField()
    locale = models.CharField(max_length=LOCALE_LENGTH)
    slug = models.CharField(max_length=SLUG_LENGTH, db_collation="C")
    kind = models.CharField(max_length=16)
    module = models.CharField(max_length=32)
    is_current = models.BooleanField()

    class Meta(TenantModel.Meta):
        db_table = "index_section_slugs"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "section_id", "locale", "slug"], name="index_section_slugs_uq")
        ]
        indexes = [models.Index(fields=["tenant", "kind", "slug", "locale"], name="index_section_slugs_ix")]

    def __str__(self) -> str:
        return f"{self.slug} ({self.locale})"
