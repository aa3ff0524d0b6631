"""Where some of the staff work: a part of the tree, some languages."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models

from rustok.tenancy.fields import TenantForeignKey
from rustok.tenancy.models import TenantModel
from rustok_content.models.nodes import Node


class Assignment(TenantModel):
    """What one of the staff may change, beside what their role says: whoever has none acts as the role says.

    A node and all below it, or everything where ``below`` is null; texts in these languages, or all there is of a node
    where ``locales`` is empty.
    """

    # A plain id: users are another module's.
    user_id = models.UUIDField()
    below = TenantForeignKey(Node, null=True, blank=True, on_delete=models.CASCADE, related_name="assignments")
    locales = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    if TYPE_CHECKING:
        below_id: UUID | None

    class Meta(TenantModel.Meta):
        db_table = "content_assignments"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "user_id", "below"], name="content_assignments_uq", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} below {self.below_id}"
