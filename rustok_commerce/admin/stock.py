"""Places that hold stock, what runs out there, and the ledger."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.safestring import SafeString
from unfold.decorators import action, display

from rustok.api.admin.chips import Tone, chip
from rustok.api.admin.forms import switch, text
from rustok.api.admin.model_admin import ReadOnlyAdmin, RustokModelAdmin, context_of
from rustok.api.admin.navigation import COMMERCE, Link
from rustok.context import RequestContext
from rustok.dto import parse
from rustok_commerce import models
from rustok_commerce.admin.low_stock import LowStockPage
from rustok_commerce.dto.inventory import CreateStockLocationRequest, UpdateStockLocationRequest
from rustok_commerce.services import inventory, stock_locations

_LOW: Final = "commerce_low_stock"


class StockLocationForm(forms.ModelForm):
    """A place that holds stock; its fields are added."""

    class Meta:
        model = models.StockLocation
        fields: tuple[str, ...] = ()

    def _post_clean(self) -> None:
        """Leave validation to the service."""


@admin.register(models.StockLocation)
class StockLocationAdmin(RustokModelAdmin):
    """Places that hold stock."""

    module = "commerce"
    resource = "commerce.inventory"
    menu_section = COMMERCE
    menu_icon = "warehouse"
    menu_order = 30
    list_display = ("name", "code", "pieces", "state")
    search_fields = ("code", "name")
    ordering = ("-is_default", "code")
    actions_submit_line = ("make_default",)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Count what lies there."""
        levels = models.StockLevel.objects.filter(location=OuterRef("pk")).values("location")
        there = Subquery(levels.annotate(pieces=Sum("on_hand")).values("pieces"))
        return super().get_queryset(request).annotate(on_hand=Coalesce(there, 0))

    def get_urls(self) -> list[Any]:
        """Add the list of what runs out; it comes first, as a place's own address takes anything."""
        view = self.admin_site.admin_view(lambda request: LowStockPage(self, request).answer())
        return [path("low/", view, name=_LOW), *super().get_urls()]

    def menu_links(self, request: HttpRequest) -> list[Link]:
        """Lead to what runs out as well."""
        links = super().menu_links(request)
        if not links:
            return []
        url = reverse(f"admin:{_LOW}")
        is_low = request.path == url
        low = Link(
            section=COMMERCE, title="Low stock", url=url, icon="production_quantity_limits", order=35, active=is_low
        )
        return [*(replace(link, active=link.active and not is_low) for link in links), low]

    # --- Columns ----------------------------------------------------------------------------------------------------

    @display(description="Pieces", ordering="on_hand")
    def pieces(self, location: Any) -> int:
        """Show how many pieces lie there."""
        return int(location.on_hand)

    @display(description="State", ordering="-is_default")
    def state(self, location: models.StockLocation) -> SafeString:
        """Show whether stock may lie there."""
        if location.is_default:
            return chip("default", Tone.GOOD)
        return chip("in use", Tone.INFO) if location.is_active else chip("off")

    # --- Form -------------------------------------------------------------------------------------------------------

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Ask for a name and a code; of a place that there is, whether it is in use."""
        fields: dict[str, Any] = {
            "name": text("Name", initial=obj.name if obj else "", max_length=255),
            "code": text("Code", initial=obj.code if obj else "", max_length=63, help_text="Such as main or shop-2."),
        }
        if obj is None:
            fields["is_default"] = switch("Stock lies here where nobody says where")
        else:
            fields["is_active"] = switch(
                "In use", initial=obj.is_active, help_text="One that is off holds no stock and takes none."
            )
        form = type("StockLocationForm", (StockLocationForm,), fields)
        return super().get_form(request, obj, change=change, form=form, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the fields in their order; who may only look sees what the list shows."""
        if not (self.has_change_permission(request, obj) if obj is not None else self.has_add_permission(request)):
            return [(None, {"fields": ["name", "code", "pieces", "state"]})]
        return [(None, {"fields": ["name", "code", "is_default" if obj is None else "is_active"]})]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Tell whether places may be made."""
        return self._may(request, "adjust")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Tell whether places may be changed."""
        return self._may(request, "adjust")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Tell whether places may be deleted."""
        return self._may(request, "adjust")

    def create(self, ctx: RequestContext, form: Any) -> UUID:
        """Make a place."""
        data = {name: form.cleaned_data[name] for name in ("code", "name", "is_default")}
        return inventory.create_location(ctx, parse(CreateStockLocationRequest, data)).id

    def update(self, ctx: RequestContext, obj: Any, form: Any) -> None:
        """Rename a place, switch it off or on."""
        changes = {name: form.cleaned_data[name] for name in form.changed_data}
        stock_locations.update_location(ctx, obj.pk, parse(UpdateStockLocationRequest, changes))

    def destroy(self, ctx: RequestContext, obj: Any) -> None:
        """Delete a place where nothing lies."""
        stock_locations.delete_location(ctx, obj.pk)

    @action(description="Save and make it the default", permissions=["change"])
    def make_default(self, request: HttpRequest, location: models.StockLocation) -> None:
        """Let stock lie here where nobody says where."""
        stock_locations.set_default_location(context_of(request), location.pk)

    def get_actions_submit_line(self, request: HttpRequest, object_id: Any) -> list[Any]:
        """Offer it of a place that is not the default one."""
        location = self.get_object(request, str(object_id)) if object_id is not None else None
        if location is None or location.is_default:
            return []
        offered: list[Any] = super().get_actions_submit_line(request, object_id)
        return offered


@admin.register(models.StockMovement)
class StockMovementAdmin(ReadOnlyAdmin):
    """The ledger of stock."""

    module = "commerce"
    resource = "commerce.inventory"
    menu_section = COMMERCE
    menu_icon = "swap_vert"
    menu_order = 40
    list_display = ("time", "code", "location", "change", "left", "cause", "remark", "who")
    list_display_links = ("time",)
    list_filter = ("reason",)
    search_fields = ("sku",)
    ordering = ("-id",)
    fields = list_display
    readonly_fields = list_display

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.StockMovement]:
        """Name places and people along: a line of the ledger outlives what it tells of."""
        users: Any = get_user_model()
        rows: QuerySet[models.StockMovement] = super().get_queryset(request)
        places = models.StockLocation.objects.filter(pk=OuterRef("location_id"))
        people = users.objects.filter(pk=OuterRef("actor_id"))
        return rows.annotate(
            location_name=Subquery(places.values("name")[:1]), email=Subquery(people.values("email")[:1])
        )

    @display(description="Time", ordering="id")
    def time(self, movement: models.StockMovement) -> dt.datetime:
        """Show when it was."""
        return movement.created_at

    @display(description="SKU", ordering="sku", empty_value="—")
    def code(self, movement: models.StockMovement) -> str | None:
        """Show what was moved."""
        return movement.sku

    @display(description="Location", ordering="location_name", empty_value="—")
    def location(self, movement: Any) -> str | None:
        """Show where."""
        return movement.location_name  # type: ignore[no-any-return]

    @display(description="On hand afterwards", ordering="on_hand_after")
    def left(self, movement: models.StockMovement) -> int:
        """Show how many there were then."""
        return movement.on_hand_after

    @display(description="Reason", ordering="reason")
    def cause(self, movement: models.StockMovement) -> str:
        """Show why."""
        return str(movement.get_reason_display())

    @display(description="Note", empty_value="—")
    def remark(self, movement: models.StockMovement) -> str | None:
        """Show what was noted."""
        return movement.note

    @display(description="By")
    def who(self, movement: Any) -> str:
        """Show who did it."""
        return movement.email or "—" if movement.actor_id else "system"

    @display(description="Change", ordering="delta")
    def change(self, movement: models.StockMovement) -> str:
        """Show the change with its sign."""
        return f"{movement.delta:+d}"
