"""The trees of categories of nodes: one for each module that files its nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.db.models import Q

from rustok.tenancy.fields import TenantForeignKey
from rustok.tenancy.models import TenantModel


class Category(TenantModel):
    """A place to file nodes in. ``module`` is whose it is: ``blog``, ``forum``, or ``content`` for all others.

    Counters are those of nodes that readers see, in this category itself; ``activity`` grows whenever one changes.
    """

    module = models.CharField(max_length=32, default="content")
    parent = TenantForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    slug = models.CharField(max_length=200)
    position = models.PositiveIntegerField(default=0)
    colour = models.CharField(max_length=7, blank=True)
    icon = models.CharField(max_length=64, blank=True)
    is_closed = models.BooleanField(default=False)
    needs_approval = models.BooleanField(default=False)
    slow_mode_seconds = models.PositiveIntegerField(default=0)
    node_count = models.PositiveIntegerField(default=0, editable=False)
    reply_count = models.PositiveIntegerField(default=0, editable=False)
    last_node_id = models.UUIDField(null=True, editable=False)
    last_activity_at = models.DateTimeField(null=True, editable=False)
    activity = models.BigIntegerField(default=0, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    if TYPE_CHECKING:
        parent_id: UUID | None

    class Meta(TenantModel.Meta):
        db_table = "categories"
        verbose_name_plural = "categories"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "module", "slug"], name="categories_tenant_module_slug_uq"),
            models.CheckConstraint(
                condition=Q(node_count__gte=0) & Q(reply_count__gte=0), name="categories_counters_ck"
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class CategoryTranslation(TenantModel):
    """A category's name in one language."""

    category = TenantForeignKey(Category, on_delete=models.CASCADE, related_name="translations", db_index=False)
    locale = models.CharField(max_length=16)
    name = models.CharField(max_length=255)
    description = models.TextField(blank=True)

    class Meta(TenantModel.Meta):
        db_table = "category_translations"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "category", "locale"], name="category_translations_locale_uq")
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.locale})"


class CategoryRight(TenantModel):
    """What a role may do in a category. A category without any rows is open to all: guests see, members write."""

    category = TenantForeignKey(Category, on_delete=models.CASCADE, related_name="rights", db_index=False)
    role = models.CharField(max_length=16)
    can_see = models.BooleanField(default=True)
    can_reply = models.BooleanField(default=False)
    can_create = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        db_table = "category_rights"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "category", "role"], name="category_rights_role_uq"),
            models.CheckConstraint(
                condition=Q(can_see=True) | (Q(can_reply=False) & Q(can_create=False)), name="category_rights_see_ck"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category_id} {self.role}"


class CategoryAlias(TenantModel):
    """A former slug of a category, or that of one merged into it: it still leads there."""

    category = TenantForeignKey(Category, on_delete=models.CASCADE, related_name="aliases")
    module = models.CharField(max_length=32)
    slug = models.CharField(max_length=200)

    class Meta(TenantModel.Meta):
        db_table = "category_aliases"
        verbose_name_plural = "category aliases"
        constraints = [models.UniqueConstraint(fields=["tenant", "module", "slug"], name="category_aliases_slug_uq")]

    def __str__(self) -> str:
        return self.slug
