"""Price lists: prices for a time."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import admin
from django.db.models import Count
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminIntegerFieldWidget

from rustok.api.admin.chips import Tone, chip
from rustok.api.admin.forms import VersionedForm, choice, text
from rustok.api.admin.model_admin import RustokModelAdmin, context_of
from rustok.api.admin.navigation import COMMERCE
from rustok.context import RequestContext
from rustok.dto import parse
from rustok_commerce import models
from rustok_commerce.admin.choices import customer_group_choices, customer_groups
from rustok_commerce.admin.product_pages import title_among
from rustok_commerce.admin.sales import moment
from rustok_commerce.dto.prices import (
    CreatePriceListRequest,
    PriceListKind,
    PriceListStatus,
    UpdatePriceListRequest,
)
from rustok_commerce.services import price_lists

_FIELDS: Final = ("code", "name", "kind", "priority", "customer_group_id", "starts_at", "ends_at")
_SHOWN: Final = 30


class PriceListForm(VersionedForm):
    """A price list."""

    class Meta:
        model = models.PriceList
        fields: tuple[str, ...] = ()

    def _post_clean(self) -> None:
        """Leave validation to the service."""


@admin.register(models.PriceList)
class PriceListAdmin(RustokModelAdmin):
    """Price lists."""

    module = "commerce"
    resource = "commerce.price_list"
    aggregate_type = "commerce.price_list"
    menu_section = COMMERCE
    menu_icon = "price_change"
    menu_order = 50
    list_display = ("name", "code", "kind", "holds_for", "state", "prices", "priority", "begins", "ends")
    list_filter = ("status", "kind")
    search_fields = ("code", "name")
    ordering = ("-priority", "code")
    actions_submit_line = ("switch_on", "switch_off")

    @display(description="From", ordering="starts_at", empty_value="—")
    def begins(self, row: models.PriceList) -> dt.datetime | None:
        """Show when it begins to hold."""
        return row.starts_at

    @display(description="Until", ordering="ends_at", empty_value="—")
    def ends(self, row: models.PriceList) -> dt.datetime | None:
        """Show when it ceases."""
        return row.ends_at

    def get_queryset(self, request: HttpRequest) -> Any:
        """Count the prices along."""
        return super().get_queryset(request).annotate(price_count=Count("prices"))

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Make the fields."""
        kinds = [
            (PriceListKind.SALE.value, "Sale: shows the usual price beside its own"),
            (PriceListKind.OVERRIDE.value, "Override: stands in the place of the usual price"),
        ]
        starts_at, ends_at = moment("From"), moment("Until")
        starts_at.initial = obj.starts_at if obj is not None else None
        ends_at.initial = obj.ends_at if obj is not None else None
        fields: dict[str, Any] = {
            "code": text("Code", initial=obj.code if obj else "", max_length=63),
            "name": text("Name", initial=obj.name if obj else "", max_length=255),
            "kind": choice("Kind", kinds, initial=obj.kind if obj else PriceListKind.SALE, required=True),
            "priority": forms.IntegerField(
                initial=obj.priority if obj else 0,
                required=False,
                help_text="Of several lists that hold, the highest decides.",
                widget=UnfoldAdminIntegerFieldWidget(),
            ),
            "customer_group_id": choice(
                "Customer group",
                customer_group_choices("everybody"),
                initial=str(obj.customer_group_id) if obj and obj.customer_group_id else "",
                required=False,
                help_text="Only carts of its customers get these prices; the storefront's lists do not show them.",
            ),
            "starts_at": starts_at,
            "ends_at": ends_at,
        }
        form = type("PriceListForm", (PriceListForm,), fields)
        return super().get_form(request, obj, change=change, form=form, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the prices of a list that there is."""
        return ("some_prices",) if obj is not None else ()

    @display(description="For")
    def holds_for(self, row: models.PriceList) -> str:
        """Name the customers that it is for."""
        return customer_groups().get(row.customer_group_id, "—") if row.customer_group_id else "everybody"

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the fields in their order; who may only look sees what the list shows."""
        if not (self.has_change_permission(request, obj) if obj is not None else self.has_add_permission(request)):
            return [(None, {"fields": ["name", "code", "kind", "holds_for", "state", "starts_at", "ends_at"]})]
        return [(None, {"fields": [*_FIELDS, *(["some_prices"] if obj is not None else [])]})]

    @display(description="State", ordering="status")
    def state(self, row: models.PriceList) -> SafeString:
        """Show whether its prices hold now."""
        now = timezone.now()
        if row.status != PriceListStatus.ACTIVE:
            return chip("off")
        if row.starts_at is not None and row.starts_at > now:
            return chip("to come", Tone.INFO)
        if row.ends_at is not None and row.ends_at <= now:
            return chip("over")
        return chip("holds now", Tone.GOOD)

    @display(description="Prices", ordering="price_count")
    def prices(self, row: Any) -> int:
        """Show how many prices it has."""
        return int(row.price_count)

    @display(description="Products with prices")
    def some_prices(self, row: models.PriceList) -> SafeString | str:
        """Lead to the grids of the products that have prices in the list."""
        ids = models.Price.objects.filter(price_list=row).values("variant__product_id")
        products = models.Product.objects.filter(pk__in=ids).prefetch_related("translations").order_by("handle")
        links = [
            format_html(
                '<a class="text-primary-600 dark:text-primary-500" href="../../../product/{}/prices/?list={}">{}</a>',
                product.pk,
                row.pk,
                title_among(product, product.translations.all()),
            )
            for product in products[:_SHOWN]
        ]
        hint = "Prices are set on a product's page of prices: choose this list there."
        if not links:
            return hint
        return format_html("{}<br><span class='rustok-note'>{}</span>", SafeString(", ".join(links)), hint)

    def object_label(self, obj: Any) -> str:
        """Name a list."""
        return str(obj.name)

    def create(self, ctx: RequestContext, form: Any) -> UUID:
        """Make a list."""
        data = {name: form.cleaned_data[name] for name in _FIELDS}
        group_id = data["customer_group_id"] or None
        request = parse(
            CreatePriceListRequest, {**data, "priority": data["priority"] or 0, "customer_group_id": group_id}
        )
        return price_lists.create_price_list(ctx, request).id

    def update(self, ctx: RequestContext, obj: Any, form: Any) -> None:
        """Change a list."""
        changes = {name: value for name, value in form.changed().items() if name in _FIELDS}
        if "priority" in changes:
            changes["priority"] = changes["priority"] or 0
        if "customer_group_id" in changes:
            changes["customer_group_id"] = changes["customer_group_id"] or None
        request = parse(UpdatePriceListRequest, {**changes, **form.given_version()})
        price_lists.update_price_list(ctx, obj.pk, request)

    def destroy(self, ctx: RequestContext, obj: Any) -> None:
        """Delete a list with its prices."""
        price_lists.delete_price_list(ctx, obj.pk)

    def has_switch_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        """Tell whether lists may be switched on and off."""
        return self._may(request, "update")

    @action(description="Save and switch on", permissions=["switch"])
    def switch_on(self, request: HttpRequest, row: models.PriceList) -> None:
        """Let its prices hold."""
        price_lists.activate_price_list(context_of(request), row.pk)

    @action(description="Save and switch off", permissions=["switch"])
    def switch_off(self, request: HttpRequest, row: models.PriceList) -> None:
        """Let its prices hold no more."""
        price_lists.deactivate_price_list(context_of(request), row.pk)

    def get_actions_submit_line(self, request: HttpRequest, object_id: Any) -> list[Any]:
        """Offer what the list is not yet."""
        status = models.PriceList.objects.filter(pk=object_id).values_list("status", flat=True).first()
        useless = self.switch_on if status == PriceListStatus.ACTIVE else self.switch_off
        offered = super().get_actions_submit_line(request, object_id)
        return [found for found in offered if found.method.original_function_name != useless.original_function_name]
