"""Addresses of nodes, present and former, and redirects."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.db.models import Q

from rustok.tenancy.fields import TenantForeignKey
from rustok.tenancy.models import TenantModel
from rustok_content.models.nodes import Node


class NodeAddress(TenantModel):
    """A path in one language that leads to a node: the present one, or a former one that answers 301.

    ``path`` begins with a slash and does not end in one, but for the home page's ``/``. Written set by set when a slug
    or a place in the tree changes. A node has addresses in the languages that it has a text in.
    """

    node = TenantForeignKey(Node, on_delete=models.CASCADE, related_name="addresses", db_index=False)
    locale = models.CharField(max_length=16)
    path = models.CharField(max_length=1000, db_collation="C")
    is_current = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    if TYPE_CHECKING:
        node_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "node_addresses"
        verbose_name_plural = "node addresses"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "locale", "path"], name="node_addresses_path_uq"),
            models.UniqueConstraint(
                fields=["tenant", "node", "locale"], condition=Q(is_current=True), name="node_addresses_current_uq"
            ),
        ]
        indexes = [models.Index(fields=["tenant", "node", "locale"], name="node_addresses_node_ix")]

    def __str__(self) -> str:
        return self.path


class Redirect(TenantModel):
    """An address that leads elsewhere, by an operator's will or an import's; without a target it is gone (410).

    An empty ``locale`` holds for all languages.
    """

    locale = models.CharField(max_length=16, blank=True)
    path = models.CharField(max_length=1000, db_collation="C")
    target = models.CharField(max_length=2000, blank=True)
    permanent = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(TenantModel.Meta):
        db_table = "redirects"
        constraints = [models.UniqueConstraint(fields=["tenant", "locale", "path"], name="redirects_path_uq")]

    def __str__(self) -> str:
        return f"{self.path} -> {self.target}"
