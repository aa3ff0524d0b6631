"""What texts refer to, and how nodes belong together beside the tree."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.db.models import Q

from rustok.tenancy.fields import TenantForeignKey
from rustok.tenancy.models import TenantModel
from rustok_content.dto.lifecycle import LinkRelation, ReferenceTarget
from rustok_content.models.nodes import Node


class NodeReference(TenantModel):
    """Something that a node shows or links to: found in its bodies, blocks and fields at each save.

    ``place`` says where: a block's id, ``cover``, ``body``. An empty locale is that of the node's own fields. The
    target may be another module's, or gone.
    """

    node = TenantForeignKey(Node, on_delete=models.CASCADE, related_name="references", db_index=False)
    locale = models.CharField(max_length=16, blank=True)
    place = models.CharField(max_length=64)
    target_kind = models.CharField(max_length=16, choices=[(t.value, t.name.title()) for t in ReferenceTarget])
    target_id = models.UUIDField()

    if TYPE_CHECKING:
        node_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "node_references"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "node", "locale", "place", "target_kind", "target_id"], name="node_references_uq"
            )
        ]
        indexes = [models.Index(fields=["tenant", "target_kind", "target_id"], name="node_references_target_ix")]

    def __str__(self) -> str:
        return f"{self.node_id} -> {self.target_kind} {self.target_id}"


class NodeLink(TenantModel):
    """A post in a series, a text named as related: in an order."""

    node = TenantForeignKey(Node, on_delete=models.CASCADE, related_name="links", db_index=False)
    relation = models.CharField(max_length=16, choices=[(r.value, r.name.title()) for r in LinkRelation])
    target = TenantForeignKey(Node, on_delete=models.CASCADE, related_name="linked_from")
    position = models.PositiveIntegerField(default=0)

    if TYPE_CHECKING:
        node_id: UUID
        target_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "node_links"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "node", "relation", "target"], name="node_links_uq"),
            models.CheckConstraint(condition=~Q(node=models.F("target")), name="node_links_other_ck"),
        ]

    def __str__(self) -> str:
        return f"{self.node_id} {self.relation} {self.target_id}"
