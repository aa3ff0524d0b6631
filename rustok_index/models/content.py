"""Nodes of content as readers see them (manifest 6.5), and the narrow rows that their lists and addresses need."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Now

from rustok.context import EVERYBODY
from rustok.tenancy.models import TenantModel
from rustok_index.models.base import LOCALE_LENGTH, IndexedDocument

FEATURED: Final = UUID(int=1)
"""Stands for "what is featured" in the listing."""
UNANSWERED: Final = UUID(int=2)
"""Stands for "what nobody has answered" in the listing."""


class IndexContent(IndexedDocument):
    """A node in one locale. ``sort_at`` is when it was published, else created: never null, so that lists can page.

    ``audience`` are the roles that see it. An answer has one row, under the locale ``und``: ``root_id`` is what it
    answers, ``number`` its place there and ``thread`` what sorts as the thread reads; whether readers see that, its own
    row says. ``path`` is the node's address.

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
    former_paths = ArrayField(models.TextField(), default=list)
    category_ids = ArrayField(models.UUIDField(), default=list)
    tag_ids = ArrayField(models.UUIDField(), default=list)
    series_id = models.UUIDField(null=True)
    series_position = models.IntegerField(default=0)
    related_ids = ArrayField(models.UUIDField(), default=list)
    root_id = models.UUIDField(null=True)
    number = models.IntegerField(null=True)
    thread = models.TextField(default="", db_collation="C")
    depth = models.IntegerField(default=0)
    audience = models.IntegerField(default=EVERYBODY)
    is_featured = models.BooleanField(default=False)
    is_solved = models.BooleanField(default=False)
    pin = models.SmallIntegerField(default=0)
    score = models.IntegerField(default=0)
    reply_count = models.IntegerField()
    position = models.IntegerField()
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    sort_at = models.DateTimeField()
    activity_at = models.DateTimeField(db_default=Now())
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
            models.Index(
                fields=["tenant", "root_id", "number"],
                condition=models.Q(root_id__isnull=False),
                name="index_content_number_ix",
            ),
            models.Index(
                fields=["tenant", "root_id", "thread"],
                condition=models.Q(root_id__isnull=False),
                name="index_content_thread_ix",
            ),
        ]


class IndexContentListing(TenantModel):
    """A place of a visible node in the lists of one group: of everything, a category, a tag, an author, a series.

    Under row-level security arrays cannot use an index; these rows can. ``pin`` is 1 where the node comes first in the
    group.
    """

    node_id = models.UUIDField()
    locale = models.CharField(max_length=LOCALE_LENGTH)
    group_id = models.UUIDField()
    kind = models.CharField(max_length=32)
    audience = models.IntegerField()
    pin = models.SmallIntegerField()
    sort_at = models.DateTimeField()
    activity_at = models.DateTimeField()
    score = models.IntegerField()
    position = models.IntegerField()
    is_solved = models.BooleanField()

    class Meta(TenantModel.Meta):
        db_table = "index_content_listings"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "node_id", "locale", "group_id"], name="index_content_listings_entity_uq"
            )
        ]
        indexes = [
            models.Index(
                fields=["tenant", "locale", "group_id", "kind", "sort_at", "node_id"],
                name="index_content_listings_t_ix",
            ),
            models.Index(
                fields=["tenant", "locale", "group_id", "kind", "pin", "activity_at", "node_id"],
                name="index_content_listings_a_ix",
            ),
            models.Index(
                fields=["tenant", "locale", "group_id", "kind", "score", "node_id"],
                name="index_content_listings_s_ix",
            ),
            models.Index(
                fields=["tenant", "locale", "group_id", "kind", "position", "node_id"],
                name="index_content_listings_p_ix",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.node_id} in {self.group_id} ({self.locale})"


class IndexContentPath(TenantModel):
    """An address that leads to a visible node: the one it has for readers of a locale, or one that it had there."""

    node_id = models.UUIDField()
    locale = models.CharField(max_length=LOCALE_LENGTH)
    path = models.CharField(max_length=1000, db_collation="C")
    is_current = models.BooleanField()

    class Meta(TenantModel.Meta):
        db_table = "index_content_paths"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "node_id", "locale", "path"], name="index_content_paths_uq")
        ]
        indexes = [models.Index(fields=["tenant", "path", "locale"], name="index_content_paths_ix")]

    def __str__(self) -> str:
        return f"{self.path} ({self.locale})"
