"""Tags of nodes."""

from __future__ import annotations

from django.db import models

from rustok.tenancy.fields import TenantForeignKey
from rustok.tenancy.models import TenantModel
from rustok_content.models.nodes import Node


class Tag(TenantModel):
    """A word that nodes are found by. ``slug`` is the word as it stands in addresses."""

    name = models.CharField(max_length=64)
    slug = models.CharField(max_length=80)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        db_table = "tags"
        constraints = [models.UniqueConstraint(fields=["tenant", "slug"], name="tags_tenant_slug_uq")]

    def __str__(self) -> str:
        return self.name


class NodeTag(TenantModel):
    """A tag on a node."""

    node = TenantForeignKey(Node, on_delete=models.CASCADE, related_name="node_tags", db_index=False)
    tag = TenantForeignKey(Tag, on_delete=models.CASCADE, related_name="node_tags")

    class Meta(TenantModel.Meta):
        db_table = "node_tags"
        constraints = [models.UniqueConstraint(fields=["tenant", "node", "tag"], name="node_tags_node_tag_uq")]

    def __str__(self) -> str:
        return f"{self.node_id} {self.tag_id}"
