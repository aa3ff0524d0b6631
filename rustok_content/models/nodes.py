"""Nodes, the one tree of all content, and their texts."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models

from rustok.tenancy.fields import TenantForeignKey, TenantKey
from rustok.tenancy.models import TenantModel
from rustok_content.dto.nodes import BodyFormat, NodeStatus
from rustok_content.models.categories import Category


class Node(TenantModel):
    """A page, a post, a topic, a reply: ``kind`` says what.

    ``version`` grows with every change and guards concurrent edits; it is also the version of the node's documents.
    ``text_version`` grows when the original text, in ``source_locale``, changes. Partitioned by tenant, as the
    manifest (6.6) says.
    """

    tenant = TenantKey(hash_partitions=8)
    kind = models.CharField(max_length=32)
    parent = TenantForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    category = TenantForeignKey(Category, null=True, blank=True, on_delete=models.PROTECT, related_name="nodes")
    # A plain id: users are another module's, and an author's account may go while the text stays.
    author_id = models.UUIDField(null=True, blank=True)
    status = models.CharField(
        max_length=16, default=NodeStatus.DRAFT, choices=[(status.value, status.name.title()) for status in NodeStatus]
    )
    source_locale = models.CharField(max_length=16)
    text_version = models.PositiveIntegerField(default=1, editable=False)
    position = models.PositiveIntegerField(default=0)
    depth = models.PositiveIntegerField(default=0, editable=False)
    reply_count = models.PositiveIntegerField(default=0, editable=False)
    metadata = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    if TYPE_CHECKING:
        parent_id: UUID | None
        category_id: UUID | None

    class Meta(TenantModel.Meta):
        db_table = "nodes"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=[status.value for status in NodeStatus]), name="nodes_status_ck"
            )
        ]
        indexes = [
            models.Index(fields=["tenant", "kind", "status", "id"], name="nodes_kind_status_ix"),
            models.Index(fields=["tenant", "parent", "position"], name="nodes_parent_position_ix"),
        ]

    def __str__(self) -> str:
        # Where the texts were read along, the original's title; naming a node is not worth a query.
        loaded = getattr(self, "_prefetched_objects_cache", {}).get("translations", ())
        title = next((row.title for row in loaded if row.locale == self.source_locale), None)
        return title or f"{self.kind} {self.id}"


class NodeTranslation(TenantModel):
    """A node's head in one language. ``kind`` repeats the node's, for the unique slug per kind and language.

    ``source_version`` is the node's ``text_version`` that this text was made from: an older one is out of date.
    """

    node = TenantForeignKey(Node, on_delete=models.CASCADE, related_name="translations", db_index=False)
    kind = models.CharField(max_length=32)
    locale = models.CharField(max_length=16)
    title = models.CharField(max_length=255)
    slug = models.CharField(max_length=200)
    excerpt = models.TextField(null=True, blank=True)
    meta_title = models.CharField(max_length=255, null=True, blank=True)
    meta_description = models.CharField(max_length=500, null=True, blank=True)
    source_version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    if TYPE_CHECKING:
        node_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "node_translations"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "node", "locale"], name="node_translations_locale_uq"),
            models.UniqueConstraint(fields=["tenant", "kind", "locale", "slug"], name="node_translations_slug_uq"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.locale})"


class Body(TenantModel):
    """A node's text in one language: as it was written, as safe HTML, and as plain text.

    ``removed`` names what the sanitiser took out, so that an editor is told.
    """

    node = TenantForeignKey(Node, on_delete=models.CASCADE, related_name="bodies", db_index=False)
    locale = models.CharField(max_length=16)
    body = models.TextField()
    format = models.CharField(
        max_length=16, default=BodyFormat.MARKDOWN, choices=[(value.value, value.name.title()) for value in BodyFormat]
    )
    html = models.TextField(editable=False)
    text = models.TextField(editable=False)
    removed = models.JSONField(default=list, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    if TYPE_CHECKING:
        node_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "bodies"
        verbose_name_plural = "bodies"
        constraints = [models.UniqueConstraint(fields=["tenant", "node", "locale"], name="bodies_locale_uq")]

    def __str__(self) -> str:
        return f"{self.node_id} ({self.locale})"
