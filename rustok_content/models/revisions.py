"""What a node was after each change."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models

from rustok.tenancy.fields import TenantForeignKey
from rustok.tenancy.models import TenantModel
from rustok_content.models.nodes import Node


class NodeRevision(TenantModel):
    """A node's own fields and its raw texts as one save left them; ``version`` is the node's then.

    ``locale`` is the language that the save was about, empty for the node's own fields; ``snapshot`` holds the whole
    state, so that any revision can be restored or compared without the others.
    """

    node = TenantForeignKey(Node, on_delete=models.CASCADE, related_name="revisions", db_index=False)
    version = models.PositiveIntegerField()
    locale = models.CharField(max_length=16, blank=True)
    snapshot = models.JSONField()
    author_id = models.UUIDField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    if TYPE_CHECKING:
        node_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "node_revisions"
        constraints = [models.UniqueConstraint(fields=["tenant", "node", "version"], name="node_revisions_version_uq")]

    def __str__(self) -> str:
        return f"{self.node_id} v{self.version}"
