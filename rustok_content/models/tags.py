"""Tags of nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.db.models import Q

from rustok.tenancy.fields import TenantForeignKey
from rustok.tenancy.models import TenantModel
from rustok_content.models.nodes import Node


class Tag(TenantModel):
    """A word that nodes are found by. ``slug`` is the word as it stands in addresses, ``name`` as it was first typed.

    ``node_count`` counts the nodes that readers see.
    """

    name = models.CharField(max_length=64)
    slug = models.CharField(max_length=80)
    node_count = models.PositiveIntegerField(default=0, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        db_table = "tags"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "slug"], name="tags_tenant_slug_uq"),
            models.CheckConstraint(condition=Q(node_count__gte=0), name="tags_counter_ck"),
        ]

    def __str__(self) -> str:
        return self.name


class TagTranslation(TenantModel):
    """A tag's name in one language."""

    tag = TenantForeignKey(Tag, on_delete=models.CASCADE, related_name="translations", db_index=False)
    locale = models.CharField(max_length=16)
    name = models.CharField(max_length=64)

    class Meta(TenantModel.Meta):
        db_table = "tag_translations"
        constraints = [models.UniqueConstraint(fields=["tenant", "tag", "locale"], name="tag_translations_locale_uq")]

    def __str__(self) -> str:
        return f"{self.name} ({self.locale})"


class TagSynonym(TenantModel):
    """Another word for a tag: whoever types it gets the tag."""

    tag = TenantForeignKey(Tag, on_delete=models.CASCADE, related_name="synonyms")
    slug = models.CharField(max_length=80)

    class Meta(TenantModel.Meta):
        db_table = "tag_synonyms"
        constraints = [models.UniqueConstraint(fields=["tenant", "slug"], name="tag_synonyms_slug_uq")]

    def __str__(self) -> str:
        return self.slug


class NodeTag(TenantModel):
    """A tag on a node."""

    node = TenantForeignKey(Node, on_delete=models.CASCADE, related_name="node_tags", db_index=False)
    tag = TenantForeignKey(Tag, on_delete=models.CASCADE, related_name="node_tags")

    if TYPE_CHECKING:
        node_id: UUID
        tag_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "node_tags"
        constraints = [models.UniqueConstraint(fields=["tenant", "node", "tag"], name="node_tags_node_tag_uq")]

    def __str__(self) -> str:
        return f"{self.node_id} {self.tag_id}"
