"""Places that hold stock, and the ledger."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.http import HttpRequest
from unfold.decorators import display

from rustok.api.admin.model_admin import ReadOnlyAdmin, RustokModelAdmin
from rustok.api.admin.navigation import COMMERCE
from rustok.context import RequestContext
from rustok.dto import parse
from rustok_commerce import models
from rustok_commerce.dto.inventory import CreateStockLocationRequest
from rustok_commerce.services import inventory


@admin.register(models.StockLocation)
class StockLocationAdmin(RustokModelAdmin):
    """Places that hold stock."""

    module = "commerce"
    resource = "commerce.inventory"
    menu_section = COMMERCE
    menu_icon = "warehouse"
    menu_order = 30
    list_display = ("name", "code", "is_default")
    fields = ("code", "name", "is_default")
    ordering = ("-is_default", "code")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Tell whether places may be made."""
        return self._may(request, "adjust")

    def create(self, ctx: RequestContext, form: Any) -> UUID:
        """Make a place."""
        data = {name: form.cleaned_data[name] for name in ("code", "name", "is_default")}
        return inventory.create_location(ctx, parse(CreateStockLocationRequest, data)).id


@admin.register(models.StockMovement)
class StockMovementAdmin(ReadOnlyAdmin):
    """The ledger of stock."""

    module = "commerce"
    resource = "commerce.inventory"
    menu_section = COMMERCE
    menu_icon = "swap_vert"
    menu_order = 40
    list_display = ("created_at", "sku", "change", "on_hand_after", "reason", "note")
    list_filter = ("reason",)
    search_fields = ("sku",)
    ordering = ("-id",)

    @display(description="Change", ordering="delta")
    def change(self, movement: models.StockMovement) -> str:
        """Show the change with its sign."""
        return f"{movement.delta:+d}"
