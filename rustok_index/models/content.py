"""Nodes of content as readers see them (manifest 6.5)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from rustok_index.models.base import IndexedDocument


class IndexContent(IndexedDocument):
    """A node in one locale. ``sort_at`` is when it was published, else created: never null, so that lists can page.

    ``search_vector`` stays empty with the embedded search engine: filling it doubles the cost of a row.
    """

    node_id = models.UUIDField()
    kind = models.CharField(max_length=32)
    slug = models.CharField(max_length=255)
    excerpt = models.TextField(null=True)
    body_preview = models.TextField(null=True)
    author_id = models.UUIDField(null=True)
    author_name = models.CharField(max_length=255, null=True)
    category_id = models.UUIDField(null=True)
    category_name = models.CharField(max_length=255, null=True)
    category_slug = models.CharField(max_length=255, null=True)
    tags = ArrayField(models.TextField())
    parent_id = models.UUIDField(null=True)
    path = models.TextField(null=True)
    reply_count = models.IntegerField()
    position = models.IntegerField()
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    sort_at = models.DateTimeField()
    search_vector = SearchVectorField(null=True)

    class Meta(IndexedDocument.Meta):
        db_table = "index_content"
        verbose_name = "content document"
        constraints = [models.UniqueConstraint(fields=["tenant", "node_id", "locale"], name="index_content_entity_uq")]
        indexes = [
            models.Index(fields=["tenant", "kind", "slug", "locale"], name="index_content_slug_ix"),
            models.Index(
                fields=["tenant", "locale", "kind", "is_visible", "sort_at", "node_id"], name="index_content_time_ix"
            ),
            models.Index(
                fields=["tenant", "locale", "kind", "is_visible", "position", "node_id"],
                name="index_content_position_ix",
            ),
            models.Index(
                fields=["tenant", "locale", "kind", "is_visible", "title", "node_id"], name="index_content_title_ix"
            ),
            models.Index(
                fields=["tenant", "locale", "kind", "category_id", "sort_at", "node_id"],
                name="index_content_category_ix",
            ),
            models.Index(
                fields=["tenant", "locale", "parent_id", "position", "node_id"], name="index_content_parent_ix"
            ),
        ]
