"""Nodes, the one tree of all content, and their texts."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models

from rustok.tenancy.fields import TenantForeignKey, TenantKey
from rustok.tenancy.models import TenantModel
from rustok_content.dto.nodes import BodyFormat, NodeStatus
from rustok_content.dto.threads import Moderation
from rustok_content.models.categories import Category


class Node(TenantModel):
    """A page, a post, a topic, a reply: ``kind`` says what.

    ``version`` grows with every change and guards concurrent edits; ``activity`` grows when a counter does, so that
    an answer makes no editor's save stale: their sum is the version of the node's documents. ``text_version`` grows
    when the original text, in ``source_locale``, changes. ``status`` is ``published`` while readers see at least one
    language. ``path`` are the ids from the root of the tree down to the node, in hex: they sort in the order of time,
    so that a thread reads in its order. The database keeps it and ``depth``. ``root_id`` is the topic or post that an
    answer belongs to, ``number`` its place there as it was written. ``trash_id`` is the node whose deletion took this
    one along. Partitioned by tenant, as the manifest (6.6) says.
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
    path = models.TextField(default="", editable=False, db_collation="C")
    root_id = models.UUIDField(null=True, editable=False)
    number = models.PositiveIntegerField(null=True, editable=False)
    moderation = models.CharField(
        max_length=16, default=Moderation.APPROVED, choices=[(m.value, m.name.title()) for m in Moderation]
    )
    is_featured = models.BooleanField(default=False)
    # What the site's own address leads to: its slug is no part of the paths of it and of what is below it.
    is_home = models.BooleanField(default=False, editable=False)
    reply_count = models.PositiveIntegerField(default=0, editable=False)
    reaction_count = models.PositiveIntegerField(default=0, editable=False)
    vote_score = models.IntegerField(default=0, editable=False)
    metadata = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    activity = models.BigIntegerField(default=0, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    edited_at = models.DateTimeField(null=True, editable=False)
    deleted_at = models.DateTimeField(null=True, editable=False)
    deleted_by_id = models.UUIDField(null=True, editable=False)
    trash_id = models.UUIDField(null=True, editable=False)
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
            ),
            models.CheckConstraint(
                condition=models.Q(moderation__in=[value.value for value in Moderation]), name="nodes_moderation_ck"
            ),
            models.UniqueConstraint(fields=["tenant"], condition=models.Q(is_home=True), name="nodes_home_uq"),
            # One answer per number of a thread; nodes outside of threads have neither.
            models.UniqueConstraint(fields=["tenant", "root_id", "number"], name="nodes_number_uq"),
        ]
        indexes = [
            models.Index(fields=["tenant", "kind", "status", "id"], name="nodes_kind_status_ix"),
            models.Index(fields=["tenant", "parent", "position"], name="nodes_parent_position_ix"),
            models.Index(fields=["tenant", "path"], name="nodes_path_ix"),
            models.Index(fields=["tenant", "author_id", "id"], name="nodes_author_ix"),
            # Has this member written in this thread before?
            models.Index(
                fields=["tenant", "root_id", "author_id"],
                condition=models.Q(root_id__isnull=False),
                name="nodes_root_author_ix",
            ),
            models.Index(
                fields=["tenant", "trash_id"], condition=models.Q(trash_id__isnull=False), name="nodes_trash_ix"
            ),
        ]

    def __str__(self) -> str:
        # Where the texts were read along, the original's title; naming a node is not worth a query.
        loaded = getattr(self, "_prefetched_objects_cache", {}).get("translations", ())
        title = next((row.title for row in loaded if row.locale == self.source_locale), None)
        return title or f"{self.kind} {self.id}"


class NodeTranslation(TenantModel):
    """A node's head in one language. ``kind`` repeats the node's, for the unique slug per kind and language.

    ``source_version`` is the node's ``text_version`` that this text was made from: an older one is out of date.
    ``status`` says whether readers see this language; ``publish_at`` and ``unpublish_at`` when they will, and will no
    longer. While it is published, what editors write goes into a :class:`NodeDraft` first.
    """

    node = TenantForeignKey(Node, on_delete=models.CASCADE, related_name="translations", db_index=False)
    kind = models.CharField(max_length=32)
    # Whether the slug leads to the node by itself: not for answers, nor for pages, which are found by their whole path.
    is_addressed = models.BooleanField(default=True, editable=False)
    locale = models.CharField(max_length=16)
    title = models.CharField(max_length=255)
    slug = models.CharField(max_length=200)
    excerpt = models.TextField(null=True, blank=True)
    meta_title = models.CharField(max_length=255, null=True, blank=True)
    meta_description = models.CharField(max_length=500, null=True, blank=True)
    source_version = models.PositiveIntegerField(default=1, editable=False)
    status = models.CharField(
        max_length=16, default=NodeStatus.DRAFT, choices=[(status.value, status.name.title()) for status in NodeStatus]
    )
    published_at = models.DateTimeField(null=True, editable=False)
    publish_at = models.DateTimeField(null=True, blank=True)
    unpublish_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    if TYPE_CHECKING:
        node_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "node_translations"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "node", "locale"], name="node_translations_locale_uq"),
            # Answers have no address of their own; pages have one below each parent.
            models.UniqueConstraint(
                fields=["tenant", "kind", "locale", "slug"],
                condition=models.Q(is_addressed=True),
                name="node_translations_slug_uq",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=[status.value for status in NodeStatus]),
                name="node_translations_status_ck",
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "publish_at"],
                condition=models.Q(publish_at__isnull=False),
                name="node_translations_publish_ix",
            ),
            models.Index(
                fields=["tenant", "unpublish_at"],
                condition=models.Q(unpublish_at__isnull=False),
                name="node_translations_unpub_ix",
            ),
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
