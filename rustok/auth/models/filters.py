"""Lists of the operators' tool as somebody wants to find them again."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models

from rustok.auth.models.users import User
from rustok.tenancy.fields import TenantForeignKey
from rustok.tenancy.models import TenantModel


class SavedFilter(TenantModel):
    """What an operator filtered, searched and ordered a list by, under a name; a shared one is shown to all staff.

    ``page`` names the list (``rustok_commerce.product``), ``query`` is the query string of its address.
    """

    user = TenantForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    page = models.CharField(max_length=100)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=2000)
    is_shared = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    if TYPE_CHECKING:
        user_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "auth_saved_filters"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "user", "page", "name"], name="auth_saved_filters_tenant_name_uq")
        ]
        indexes = [models.Index(fields=["tenant", "page", "name"], name="auth_saved_filters_page_idx")]

    def __str__(self) -> str:
        return self.name
