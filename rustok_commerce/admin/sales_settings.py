"""How the shop sells: one page, without a list."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.contrib import admin
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from rustok.api.admin.forms import VersionedForm, choice, number, switch, text
from rustok.api.admin.model_admin import RustokModelAdmin
from rustok.api.admin.navigation import SETTINGS
from rustok.conf import conf
from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import InvalidInput
from rustok_commerce import models
from rustok_commerce.dto.sales_settings import TaxRounding, UpdateSalesSettingsRequest
from rustok_commerce.services import sales_settings
from rustok_commerce.services.tax_providers import TABLE

_SELLER: Final = {
    "name": "Name",
    "line1": "Street",
    "line2": "Street, second line",
    "postcode": "Postcode",
    "city": "City",
    "region": "Region",
    "country": "Country of the address",
    "vat_id": "VAT id",
    "email": "E-mail",
    "phone": "Phone",
}
_TAX: Final = ("country", "tax_rounding", "tax_provider")
_CARTS: Final = ("guest_checkout", "max_lines", "max_quantity", "cart_days", "recovery_hours", "reservation_minutes")
_ORDERS: Final = ("auto_capture", "order_prefix", "auto_invoice", "invoice_prefix", "credit_note_prefix")


def _seller_field(name: str) -> str:
    return f"seller__{name}"


class SalesSettingsForm(VersionedForm):
    """How the shop sells."""

    class Meta:
        model = models.SalesSettings
        fields: tuple[str, ...] = ()

    def _post_clean(self) -> None:
        """Leave validation to the service."""


@admin.register(models.SalesSettings)
class SalesSettingsAdmin(RustokModelAdmin):
    """The settings of selling."""

    module = "commerce"
    resource = "commerce.sales_settings"
    aggregate_type = "commerce.sales_settings"
    menu_section = SETTINGS
    called = ("sales settings", "sales settings")
    menu_icon = "point_of_sale"
    menu_order = 40

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Lead to the only page there is."""
        row = self.get_queryset(request).first()
        if row is not None:
            return HttpResponseRedirect(reverse("admin:rustok_commerce_salessettings_change", args=[row.pk]))
        if self.has_add_permission(request):
            return HttpResponseRedirect(reverse("admin:rustok_commerce_salessettings_add"))
        return super().changelist_view(request, extra_context)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say something for the first time whoever may change it."""
        return self._may(request, "update") and not models.SalesSettings.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Keep them."""
        return False

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Make the fields."""
        row = obj or models.SalesSettings()
        providers = dict.fromkeys((TABLE, *sorted(conf().commerce.tax_providers), row.tax_provider))
        roundings = [
            (TaxRounding.LINE.value, "In each line"),
            (TaxRounding.GROUP.value, "In the sum of all that is taxed alike"),
        ]
        fields: dict[str, Any] = {
            "country": text(
                "Country",
                initial=row.country,
                max_length=2,
                help_text="Code such as DE. Its tax holds until the buyer's place is known.",
            ),
            "tax_rounding": choice("Tax is rounded", roundings, initial=row.tax_rounding, required=True),
            "tax_provider": choice(
                "Rates come from", [(name, name) for name in providers], initial=row.tax_provider, required=True
            ),
            "guest_checkout": switch("Guests may buy", initial=row.guest_checkout),
            "max_lines": number("Lines in a cart at most", initial=row.max_lines, minimum=1, maximum=500),
            "max_quantity": number("Pieces of a line at most", initial=row.max_quantity, minimum=1),
            "cart_days": number("Days a cart is kept", initial=row.cart_days, minimum=1, maximum=3650),
            "recovery_hours": number(
                "Hours until a mail about a cart left behind",
                initial=row.recovery_hours,
                minimum=1,
                maximum=2160,
                help_text="Empty: no such mail.",
            ),
            "reservation_minutes": number(
                "Minutes that stock is held for a checkout", initial=row.reservation_minutes, minimum=1, maximum=1440
            ),
            "auto_capture": switch("Take the money at once", initial=row.auto_capture),
            "order_prefix": text("Before the number of orders", initial=row.order_prefix, max_length=16),
            "auto_invoice": switch("Write an invoice once an order is paid", initial=row.auto_invoice),
            "invoice_prefix": text("Before the number of invoices", initial=row.invoice_prefix, max_length=16),
            "credit_note_prefix": text(
                "Before the number of credit notes", initial=row.credit_note_prefix, max_length=16
            ),
        }
        for name, label in _SELLER.items():
            fields[_seller_field(name)] = text(label, initial=row.seller.get(name, ""), max_length=254)
        form = type("SalesSettingsForm", (SalesSettingsForm,), fields)
        return super().get_form(request, obj, change=change, form=form, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Group the fields; who may only look sees those that are columns."""
        groups = [("Taxes", _TAX), ("Carts", _CARTS), ("Orders and invoices", _ORDERS)]
        found = [(title, {"fields": [*names]}) for title, names in groups]
        if not (self.has_change_permission(request, obj) if obj is not None else self.has_add_permission(request)):
            return found
        return [*found, ("Seller, as printed on invoices", {"fields": [_seller_field(name) for name in _SELLER]})]

    def object_label(self, obj: Any) -> str:
        """Name them."""
        return "Sales settings"

    def create(self, ctx: RequestContext, form: Any) -> UUID:
        """Say something for the first time."""
        sales_settings.update_sales_settings(ctx, parse(UpdateSalesSettingsRequest, _changes(form)))
        row: models.SalesSettings | None = models.SalesSettings.objects.first()
        if row is None:
            raise InvalidInput.field(code="unchanged", message="These are the defaults: nothing was changed.")
        return row.id

    def update(self, ctx: RequestContext, obj: Any, form: Any) -> None:
        """Change how the shop sells."""
        request = parse(UpdateSalesSettingsRequest, {**_changes(form), **form.given_version()})
        sales_settings.update_sales_settings(ctx, request)


def _changes(form: Any) -> dict[str, Any]:
    """Return what was changed, as requests take it; a number that was emptied is the default again."""
    changed = form.changed()
    changes = {name: value for name, value in changed.items() if not name.startswith("seller__")}
    if "country" in changes:
        changes["country"] = changes["country"].strip().upper() or None
    for name in ("max_lines", "max_quantity", "cart_days", "reservation_minutes"):
        if name in changes and changes[name] is None:
            changes[name] = getattr(models.SalesSettings(), name)
    if any(name.startswith("seller__") for name in changed):
        changes["seller"] = {name: form.cleaned_data[_seller_field(name)] for name in _SELLER}
        changes["seller"]["country"] = changes["seller"]["country"].strip().upper()
    return changes
