"""Tax classes and tax zones."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.decorators import display
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from rustok.api.admin.chips import Chip, Tone, chip, chips
from rustok.api.admin.forms import VersionedForm, number, switch, text
from rustok.api.admin.model_admin import RustokModelAdmin, RustokTabularInline
from rustok.api.admin.navigation import SETTINGS
from rustok.context import RequestContext
from rustok.dto import parse
from rustok_commerce import models
from rustok_commerce.admin.areas import AreaInline, UncheckedForm, areas_of, kept_forms
from rustok_commerce.admin.choices import tax_class_choices
from rustok_commerce.dto.taxes import (
    CreateTaxClassRequest,
    CreateTaxZoneRequest,
    UpdateTaxClassRequest,
    UpdateTaxZoneRequest,
)
from rustok_commerce.services import tax_classes, tax_zones

_CLASS_FIELDS: Final = ("code", "name", "is_default")
_ZONE_FIELDS: Final = ("code", "name", "position", "reverse_charge", "is_active")
# Parts per million in a percent.
_PPM: Final = 10_000


class _TaxForm(VersionedForm):
    """Fields are added for the page."""

    def _post_clean(self) -> None:
        """Leave validation to the service."""


class _TaxAdmin(RustokModelAdmin):
    """Pages about taxes."""

    module = "commerce"
    resource = "commerce.tax"
    menu_section = SETTINGS
    search_fields = ("code", "name")

    def may_write(self, request: HttpRequest, obj: Any) -> bool:
        """Tell whether the form is shown, or only what the list shows."""
        return self.has_change_permission(request, obj) if obj is not None else self.has_add_permission(request)

    def object_label(self, obj: Any) -> str:
        """Name it."""
        return str(obj.name)


@admin.register(models.TaxClass)
class TaxClassAdmin(_TaxAdmin):
    """Classes of goods."""

    aggregate_type = "commerce.tax_class"
    called = ("tax class", "tax classes")
    menu_icon = "sell"
    menu_order = 41
    list_display = ("name", "code", "state")
    ordering = ("-is_default", "code")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Make the fields."""
        fields = {
            "code": text("Code", initial=obj.code if obj else "", max_length=63),
            "name": text("Name", initial=obj.name if obj else "", max_length=255),
            "is_default": switch(
                "Default",
                initial=obj.is_default if obj else False,
                help_text="Goods of no class are of it. It gives way to another default one only.",
            ),
        }
        meta = type("Meta", (), {"model": models.TaxClass, "fields": ()})
        form = type("TaxClassForm", (_TaxForm,), {**fields, "Meta": meta})
        return super().get_form(request, obj, change=change, form=form, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the fields in their order."""
        shown = _CLASS_FIELDS if self.may_write(request, obj) else ("name", "code", "state")
        return [(None, {"fields": [*shown]})]

    @display(description="State")
    def state(self, row: models.TaxClass) -> SafeString | str:
        """Mark the default one."""
        return chip("default", Tone.GOOD) if row.is_default else ""

    def create(self, ctx: RequestContext, form: Any) -> UUID:
        """Make a class."""
        data = {name: form.cleaned_data[name] for name in _CLASS_FIELDS}
        return tax_classes.create_tax_class(ctx, parse(CreateTaxClassRequest, data)).id

    def update(self, ctx: RequestContext, obj: Any, form: Any) -> None:
        """Change a class."""
        request = parse(UpdateTaxClassRequest, {**form.changed(), **form.given_version()})
        tax_classes.update_tax_class(ctx, obj.pk, request)

    def destroy(self, ctx: RequestContext, obj: Any) -> None:
        """Delete a class."""
        tax_classes.delete_tax_class(ctx, obj.pk)


class TaxAreaInline(AreaInline):
    """The places of a tax zone."""

    model = models.TaxZoneArea
    resource = "commerce.tax"


class TaxRateInline(RustokTabularInline):
    """The rates of a tax zone."""

    model = models.TaxRate
    module = "commerce"
    resource = "commerce.tax"
    tab = False
    ordering = ("position", "id")
    hide_title = True
    verbose_name = "rate"
    verbose_name_plural = "rates, in the order they are worked out in"

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Take rates from a zone whoever may change it."""
        return self._may(request, "update")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Name the columns."""
        if not self.has_change_permission(request, obj):
            return ["tax_class", "name", "rate_ppm", "compound"]
        return ["taxed_as", "name", "percent", "compound"]

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Return the formset, with rates in percent."""
        codes = dict(models.TaxClass.objects.values_list("id", "code"))

        def start(form: Any, *args: Any, **options: Any) -> None:
            UncheckedForm.__init__(form, *args, **options)
            if not form.instance._state.adding:
                form.initial["taxed_as"] = codes.get(form.instance.tax_class_id, "")
                form.initial["percent"] = Decimal(form.instance.rate_ppm) / _PPM

        fields: dict[str, Any] = {
            "taxed_as": forms.ChoiceField(
                label="Tax class", choices=tax_class_choices(), required=False, widget=UnfoldAdminSelectWidget()
            ),
            "name": forms.CharField(
                required=False, max_length=63, widget=UnfoldAdminTextInputWidget(attrs={"placeholder": "VAT"})
            ),
            "percent": forms.DecimalField(
                label="Percent",
                required=False,
                min_value=0,
                max_value=1000,
                decimal_places=4,
                widget=UnfoldAdminDecimalFieldWidget(),
            ),
            "compound": forms.BooleanField(
                label="On the taxes before it too", required=False, widget=UnfoldBooleanSwitchWidget()
            ),
            "__init__": start,
        }
        form = type("TaxRateForm", (UncheckedForm,), fields)
        return super().get_formset(request, obj, **{**kwargs, "form": form, "fields": self.get_fields(request, obj)})


@admin.register(models.TaxZone)
class TaxZoneAdmin(_TaxAdmin):
    """Places that are taxed alike."""

    aggregate_type = "commerce.tax_zone"
    menu_icon = "account_balance"
    menu_order = 42
    inlines = (TaxAreaInline, TaxRateInline)
    list_display = ("name", "code", "places", "rates", "state", "position")
    ordering = ("position", "code")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Bring the places and rates along."""
        return super().get_queryset(request).prefetch_related("areas", "rates__tax_class")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Make the fields."""
        fields = {
            "code": text("Code", initial=obj.code if obj else "", max_length=63),
            "name": text("Name", initial=obj.name if obj else "", max_length=255),
            "position": number(
                "Place among the others",
                initial=obj.position if obj else 0,
                help_text="Where two zones have the same place, the lower one decides.",
            ),
            "reverse_charge": switch(
                "Reverse charge",
                initial=obj.reverse_charge if obj else False,
                help_text="No tax for buyers with a VAT id of another country than the shop's.",
            ),
            "is_active": switch("Holds", initial=obj.is_active if obj else True),
        }
        meta = type("Meta", (), {"model": models.TaxZone, "fields": ()})
        form = type("TaxZoneForm", (_TaxForm,), {**fields, "Meta": meta})
        return super().get_form(request, obj, change=change, form=form, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the fields in their order."""
        shown = _ZONE_FIELDS if self.may_write(request, obj) else ("name", "code", "state", "position")
        return [(None, {"fields": [*shown]})]

    @display(description="Places")
    def places(self, row: models.TaxZone) -> SafeString | str:
        """Show where it holds."""
        return place_chips(row)

    @display(description="Rates")
    def rates(self, row: models.TaxZone) -> SafeString | str:
        """Show what is due."""
        found = sorted(row.rates.all(), key=lambda rate: (rate.position, rate.id))
        return chips(Chip(f"{rate.tax_class.code}: {rate}") for rate in found) if found else "none"

    @display(description="State")
    def state(self, row: models.TaxZone) -> SafeString:
        """Show whether it holds."""
        return chip("holds", Tone.GOOD) if row.is_active else chip("off")

    def create(self, ctx: RequestContext, form: Any) -> UUID:
        """Make a zone; its places and rates follow as parts."""
        data = {name: form.cleaned_data[name] for name in _ZONE_FIELDS}
        request = parse(CreateTaxZoneRequest, {**data, "position": data["position"] or 0})
        return tax_zones.create_tax_zone(ctx, request).id

    def update(self, ctx: RequestContext, obj: Any, form: Any) -> None:
        """Change a zone."""
        changes = form.changed()
        if "position" in changes:
            changes["position"] = changes["position"] or 0
        tax_zones.update_tax_zone(ctx, obj.pk, parse(UpdateTaxZoneRequest, {**changes, **form.given_version()}))

    def save_parts(self, ctx: RequestContext, obj: Any, formsets: list[Any]) -> None:
        """Write the places and the rates."""
        changes: dict[str, Any] = {}
        for formset in formsets:
            if not formset.has_changed():
                continue
            if formset.model is models.TaxZoneArea:
                changes["areas"] = areas_of(formset)
            else:
                changes["rates"] = [
                    {
                        "tax_class": form.cleaned_data["taxed_as"],
                        "name": form.cleaned_data["name"],
                        "rate_ppm": int((form.cleaned_data["percent"] or 0) * _PPM),
                        "compound": form.cleaned_data["compound"],
                    }
                    for form in kept_forms(formset)
                ]
        if changes:
            tax_zones.update_tax_zone(ctx, obj.pk, parse(UpdateTaxZoneRequest, changes))

    def destroy(self, ctx: RequestContext, obj: Any) -> None:
        """Delete a zone."""
        tax_zones.delete_tax_zone(ctx, obj.pk)


def place_chips(zone: Any) -> SafeString | str:
    """Show the first places of a zone that was loaded with them."""
    found = sorted(str(area) for area in zone.areas.all())
    more = [Chip(f"+{len(found) - 8}")] if len(found) > 8 else []
    return chips([*(Chip(name) for name in found[:8]), *more]) if found else "none"
