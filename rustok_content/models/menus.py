"""Menus of a site."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.db.models import Q

from rustok.tenancy.fields import TenantForeignKey
from rustok.tenancy.models import TenantModel
from rustok_content.models.nodes import Node


class Menu(TenantModel):
    """The entries at one place of a site: ``main``, ``footer``."""

    location = models.CharField(max_length=64)
    name = models.CharField(max_length=255)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(TenantModel.Meta):
        db_table = "menus"
        constraints = [models.UniqueConstraint(fields=["tenant", "location"], name="menus_location_uq")]

    def __str__(self) -> str:
        return self.name


class MenuItem(TenantModel):
    """An entry: it leads to a node, to an address, or nowhere and only holds others."""

    menu = TenantForeignKey(Menu, on_delete=models.CASCADE, related_name="items", db_index=False)
    parent = TenantForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="children")
    position = models.PositiveIntegerField(default=0)
    # Not deleted with its node: a broken entry is shown to editors, and left out for readers.
    node = TenantForeignKey(Node, null=True, blank=True, on_delete=models.SET_NULL, related_name="menu_items")
    leads_to_node = models.BooleanField(default=False)
    url = models.CharField(max_length=2000, blank=True)
    opens_new_tab = models.BooleanField(default=False)

    if TYPE_CHECKING:
        menu_id: UUID
        parent_id: UUID | None
        node_id: UUID | None

    class Meta(TenantModel.Meta):
        db_table = "menu_items"
        constraints = [
            models.CheckConstraint(condition=Q(node__isnull=True) | Q(url=""), name="menu_items_one_target_ck")
        ]
        indexes = [models.Index(fields=["tenant", "menu", "position"], name="menu_items_position_ix")]

    def __str__(self) -> str:
        return self.url or str(self.node_id or self.id)


class MenuItemTranslation(TenantModel):
    """An entry's label in one language; without one the node's title is shown."""

    item = TenantForeignKey(MenuItem, on_delete=models.CASCADE, related_name="translations", db_index=False)
    locale = models.CharField(max_length=16)
    label = models.CharField(max_length=255)

    class Meta(TenantModel.Meta):
        db_table = "menu_item_translations"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "item", "locale"], name="menu_item_translations_locale_uq")
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.locale})"
