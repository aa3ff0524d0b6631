"""What an editor works on while readers see the version before."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models

from rustok.tenancy.fields import TenantForeignKey
from rustok.tenancy.models import TenantModel
from rustok_content.dto.nodes import BodyFormat
from rustok_content.models.nodes import Node


class NodeDraft(TenantModel):
    """The pending text of a node in one language, over a live one.

    There is none for a language that readers do not see yet: its draft is the translation itself. Publishing moves it
    into the translation and the body; discarding drops it.
    """

    node = TenantForeignKey(Node, on_delete=models.CASCADE, related_name="drafts", db_index=False)
    locale = models.CharField(max_length=16)
    title = models.CharField(max_length=255)
    slug = models.CharField(max_length=200)
    excerpt = models.TextField(null=True, blank=True)
    meta_title = models.CharField(max_length=255, null=True, blank=True)
    meta_description = models.CharField(max_length=500, null=True, blank=True)
    body = models.TextField(null=True, blank=True)
    format = models.CharField(max_length=16, choices=[(value.value, value.name.title()) for value in BodyFormat])
    author_id = models.UUIDField(null=True, blank=True)
    # The node's ``text_version`` that it was written from: it may have moved on by the time this is published.
    source_version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    if TYPE_CHECKING:
        node_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "node_drafts"
        constraints = [models.UniqueConstraint(fields=["tenant", "node", "locale"], name="node_drafts_locale_uq")]

    def __str__(self) -> str:
        return f"{self.title} ({self.locale})"
