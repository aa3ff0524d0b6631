"""Where some of the staff work: a part of the tree, some languages."""

from __future__ import annotations

from django.db import models

from rustok.tenancy.models import TenantModel


class Assignment(TenantModel):
    """What one of the staff may change, beside what their role says: whoever has none acts as the role says.

    A node and all below it, or everything where ``below_id`` is null; texts in these languages, or all there is of a
    node where ``locales`` is empty.
    """

    # A plain id: users are another module's.
    user_id = models.UUIDField()
    # A plain id too: a node that is gone takes nobody's limits along, its assignment reaches nothing.
    below_id = models.UUIDField(null=True, blank=True)
    locales = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        db_table = "content_assignments"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "user_id", "below_id"], name="content_assignments_uq", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} below {self.below_id}"
