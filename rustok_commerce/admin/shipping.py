"""Shipping zones, and the ways of delivery."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.decorators import display
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
)

from rustok.api.admin.chips import Tone, chip
from rustok.api.admin.forms import (
    VersionedForm,
    choice,
    in_locale,
    language_name,
    number,
    operator_locales,
    switch,
    text,
)
from rustok.api.admin.model_admin import RustokModelAdmin, RustokTabularInline
from rustok.api.admin.navigation import SETTINGS
from rustok.context import RequestContext
from rustok.dto import MAX_AMOUNT, parse
from rustok.tenancy.info import current_tenant
from rustok_commerce import models
from rustok_commerce.admin.areas import AreaInline, UncheckedForm, areas_of, kept_forms
from rustok_commerce.admin.choices import tax_class_choices
from rustok_commerce.admin.languages import shop_locales
from rustok_commerce.admin.taxes import place_chips
from rustok_commerce.dto.shipping import (
    CreateShippingMethodRequest,
    CreateShippingZoneRequest,
    ShippingKind,
    UpdateShippingMethodRequest,
    UpdateShippingZoneRequest,
)
from rustok_commerce.services import money, shipping_methods, shipping_zones

_ZONE_FIELDS: Final = ("code", "name", "position", "is_active")
_METHOD_FIELDS: Final = (
    "code",
    "goes_to",
    "fetched_from",
    "taxed_as",
    "sold_in",
    "min_days",
    "max_days",
    "position",
    "is_active",
)
_AMOUNTS: Final = ("amount", "free_from", "min_subtotal", "max_subtotal")
_WEIGHTS: Final = ("min_weight", "max_weight")


class _ShippingForm(VersionedForm):
    """Fields are added for the page."""

    def _post_clean(self) -> None:
        """Leave validation to the service."""


class _ShippingAdmin(RustokModelAdmin):
    """Pages about deliveries."""

    module = "commerce"
    resource = "commerce.shipping"
    menu_section = SETTINGS

    def may_write(self, request: HttpRequest, obj: Any) -> bool:
        """Tell whether the form is shown, or only what the list shows."""
        return self.has_change_permission(request, obj) if obj is not None else self.has_add_permission(request)

    @display(description="State")
    def state(self, row: Any) -> SafeString:
        """Show whether it is offered."""
        return chip("offered", Tone.GOOD) if row.is_active else chip("off")


class ShippingAreaInline(AreaInline):
    """The places of a shipping zone."""

    model = models.ShippingZoneArea
    resource = "commerce.shipping"


@admin.register(models.ShippingZone)
class ShippingZoneAdmin(_ShippingAdmin):
    """Places that are delivered alike."""

    aggregate_type = "commerce.shipping_zone"
    menu_icon = "public"
    menu_order = 43
    inlines = (ShippingAreaInline,)
    list_display = ("name", "code", "places", "state", "position")
    search_fields = ("code", "name")
    ordering = ("position", "code")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Bring the places along."""
        return super().get_queryset(request).prefetch_related("areas")

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
            "is_active": switch("Delivers", initial=obj.is_active if obj else True),
        }
        meta = type("Meta", (), {"model": models.ShippingZone, "fields": ()})
        form = type("ShippingZoneForm", (_ShippingForm,), {**fields, "Meta": meta})
        return super().get_form(request, obj, change=change, form=form, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the fields in their order."""
        shown = _ZONE_FIELDS if self.may_write(request, obj) else ("name", "code", "state", "position")
        return [(None, {"fields": [*shown]})]

    @display(description="Places")
    def places(self, row: models.ShippingZone) -> SafeString | str:
        """Show where it delivers."""
        return place_chips(row)

    def object_label(self, obj: Any) -> str:
        """Name it."""
        return str(obj.name)

    def create(self, ctx: RequestContext, form: Any) -> UUID:
        """Make a zone; its places follow as parts."""
        data = {name: form.cleaned_data[name] for name in _ZONE_FIELDS}
        request = parse(CreateShippingZoneRequest, {**data, "position": data["position"] or 0})
        return shipping_zones.create_shipping_zone(ctx, request).id

    def update(self, ctx: RequestContext, obj: Any, form: Any) -> None:
        """Change a zone."""
        changes = form.changed()
        if "position" in changes:
            changes["position"] = changes["position"] or 0
        request = parse(UpdateShippingZoneRequest, {**changes, **form.given_version()})
        shipping_zones.update_shipping_zone(ctx, obj.pk, request)

    def save_parts(self, ctx: RequestContext, obj: Any, formsets: list[Any]) -> None:
        """Write the places."""
        for formset in formsets:
            if formset.has_changed():
                request = parse(UpdateShippingZoneRequest, {"areas": areas_of(formset)})
                shipping_zones.update_shipping_zone(ctx, obj.pk, request)

    def destroy(self, ctx: RequestContext, obj: Any) -> None:
        """Delete a zone with its methods."""
        shipping_zones.delete_shipping_zone(ctx, obj.pk)


class ShippingRateInline(RustokTabularInline):
    """What a way of delivery costs."""

    model = models.ShippingRate
    module = "commerce"
    resource = "commerce.shipping"
    tab = False
    ordering = ("currency", "min_subtotal", "min_weight")
    hide_title = True
    verbose_name = "rate"
    verbose_name_plural = "rates: lower bounds are inside, upper ones outside; weights in grams"
    fields = ("currency", *_AMOUNTS, *_WEIGHTS)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Take rates from a method whoever may change it."""
        return self._may(request, "update")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Return the formset, with amounts as people write them."""

        def start(form: Any, *args: Any, **options: Any) -> None:
            UncheckedForm.__init__(form, *args, **options)
            if not form.instance._state.adding:
                for name in _AMOUNTS:
                    value = getattr(form.instance, name)
                    form.initial[name] = None if value is None else money.to_decimal(value, form.instance.currency)

        def amount(label: str) -> forms.DecimalField:
            return forms.DecimalField(
                label=label, required=False, min_value=0, max_value=MAX_AMOUNT, widget=UnfoldAdminDecimalFieldWidget()
            )

        def weight(label: str) -> forms.IntegerField:
            return forms.IntegerField(label=label, required=False, min_value=0, widget=UnfoldAdminIntegerFieldWidget())

        fields: dict[str, Any] = {
            "currency": forms.ChoiceField(
                choices=[(code, code) for code in current_tenant().currencies],
                required=False,
                widget=UnfoldAdminSelectWidget(),
            ),
            "amount": amount("Price"),
            "free_from": amount("Free from"),
            "min_subtotal": amount("Goods from"),
            "max_subtotal": amount("Goods below"),
            "min_weight": weight("Weight from"),
            "max_weight": weight("Weight below"),
            "clean": _clean_amounts,
            "__init__": start,
        }
        form = type("ShippingRateForm", (UncheckedForm,), fields)
        return super().get_formset(request, obj, **{**kwargs, "form": form})


def _clean_amounts(form: Any) -> Any:
    """Turn amounts into minor units; more decimals than the currency has are refused."""
    data = form.cleaned_data
    for name in _AMOUNTS:
        if data.get(name) is None or not data.get("currency"):
            continue
        try:
            data[name] = money.from_decimal(data[name], data["currency"])
        except ValueError as exc:
            form.add_error(name, str(exc))
    return data


@admin.register(models.ShippingMethod)
class ShippingMethodAdmin(_ShippingAdmin):
    """Ways of delivery."""

    aggregate_type = "commerce.shipping_method"
    menu_icon = "local_shipping"
    menu_order = 44
    inlines = (ShippingRateInline,)
    list_display = ("name", "code", "whither", "days", "state", "position")
    list_filter = ("kind",)
    search_fields = ("code",)
    ordering = ("zone__position", "position", "code")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Bring the texts along."""
        return super().get_queryset(request).select_related("zone", "location").prefetch_related("translations")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Make the fields, with a name and a description per language."""
        texts = {row.locale: row for row in obj.translations.all()} if obj else {}
        zones = [("", "—"), *((str(row.pk), row.name) for row in models.ShippingZone.objects.order_by("position"))]
        places = [("", "—"), *((str(row.pk), row.name) for row in models.StockLocation.objects.order_by("code"))]
        channels = list(dict.fromkeys([*(obj.channels if obj else ()), *_channel_codes()]))
        fields: dict[str, Any] = {}
        for locale in shop_locales():
            said, language = texts.get(locale), language_name(locale)
            fields[in_locale("name", locale)] = text(
                f"Name, {language}", initial=said.name if said else "", max_length=255
            )
            fields[in_locale("description", locale)] = text(
                f"Description, {language}", initial=said.description if said else "", max_length=1000
            )
        fields |= {
            "code": text("Code", initial=obj.code if obj else "", max_length=63),
            "goes_to": choice("Zone", zones, initial=str(obj.zone_id or "") if obj else ""),
            "fetched_from": choice(
                "Fetched from",
                places,
                initial=str(obj.location_id or "") if obj else "",
                help_text="Instead of a zone: the goods are fetched here.",
            ),
            "taxed_as": choice(
                "Tax class",
                tax_class_choices(),
                initial=obj.tax_class.code if obj and obj.tax_class else "",
                help_text="Empty: the shop's default one.",
            ),
            "sold_in": forms.MultipleChoiceField(
                label="Channels",
                required=False,
                choices=[(code, code) for code in channels],
                initial=list(obj.channels) if obj else [],
                help_text="None: all of them.",
                widget=UnfoldAdminCheckboxSelectMultipleWidget,
            ),
            "min_days": number("Days at least", initial=obj.min_days if obj else None, maximum=1000),
            "max_days": number("Days at most", initial=obj.max_days if obj else None, maximum=1000),
            "position": number("Place among the others", initial=obj.position if obj else 0),
            "is_active": switch("Offered", initial=obj.is_active if obj else True),
        }
        meta = type("Meta", (), {"model": models.ShippingMethod, "fields": ()})
        form = type("ShippingMethodForm", (_ShippingForm,), {**fields, "Meta": meta})
        return super().get_form(request, obj, change=change, form=form, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the texts, then the terms."""
        if not self.may_write(request, obj):
            return [(None, {"fields": ["name", "code", "whither", "days", "state", "position"]})]
        return [(None, {"fields": [*_text_fields(), *_METHOD_FIELDS]})]

    @display(description="Name", ordering="code")
    def name(self, row: models.ShippingMethod) -> str:
        """Show the name in the operator's language."""
        return self.object_label(row)

    def object_label(self, obj: Any) -> str:
        """Name it in the operator's language, or by its code."""
        texts = {said.locale: said.name for said in obj.translations.all()}
        return next((texts[code] for code in operator_locales(current_tenant()) if code in texts), str(obj.code))

    @display(description="Where")
    def whither(self, row: models.ShippingMethod) -> str:
        """Show the zone, or where the goods are fetched."""
        return str(row.zone.name if row.zone is not None else f"at {row.location}")

    @display(description="Days", empty_value="—")
    def days(self, row: models.ShippingMethod) -> str | None:
        """Show how long it takes."""
        found = [str(day) for day in dict.fromkeys((row.min_days, row.max_days)) if day is not None]
        return "–".join(found) or None

    def create(self, ctx: RequestContext, form: Any) -> UUID:
        """Make a way of delivery; its rates follow as parts."""
        request = parse(CreateShippingMethodRequest, {**_terms(form, _METHOD_FIELDS), "translations": _texts(form)})
        return shipping_methods.create_shipping_method(ctx, request).id

    def update(self, ctx: RequestContext, obj: Any, form: Any) -> None:
        """Change a way of delivery."""
        changed = form.changed()
        changes = _terms(form, [name for name in _METHOD_FIELDS if name in changed])
        if any(name in changed for name in _text_fields()):
            changes["translations"] = _texts(form)
        request = parse(UpdateShippingMethodRequest, {**changes, **form.given_version()})
        shipping_methods.update_shipping_method(ctx, obj.pk, request)

    def save_parts(self, ctx: RequestContext, obj: Any, formsets: list[Any]) -> None:
        """Write the rates."""
        for formset in formsets:
            if not formset.has_changed():
                continue
            rates = [
                {
                    "currency": form.cleaned_data["currency"],
                    "amount": form.cleaned_data["amount"] or 0,
                    "min_subtotal": form.cleaned_data["min_subtotal"] or 0,
                    "min_weight": form.cleaned_data["min_weight"] or 0,
                    **{name: form.cleaned_data[name] for name in ("max_subtotal", "max_weight", "free_from")},
                }
                for form in kept_forms(formset)
            ]
            request = parse(UpdateShippingMethodRequest, {"rates": rates})
            shipping_methods.update_shipping_method(ctx, obj.pk, request)

    def destroy(self, ctx: RequestContext, obj: Any) -> None:
        """Delete a way of delivery."""
        shipping_methods.delete_shipping_method(ctx, obj.pk)


def _text_fields() -> list[str]:
    return [in_locale(name, locale) for locale in shop_locales() for name in ("name", "description")]


def _texts(form: Any) -> list[dict[str, str]]:
    """Return what was typed, as requests take it."""
    found = []
    for locale in shop_locales():
        name, description = (form.cleaned_data[in_locale(field, locale)] for field in ("name", "description"))
        if name or description:
            found.append({"locale": locale, "name": name, "description": description})
    return found


def _terms(form: Any, names: Any) -> dict[str, Any]:
    """Return the fields of these names, as requests take them; where it goes decides of which kind it is."""
    data = form.cleaned_data
    found: dict[str, Any] = {}
    for name in names:
        match name:
            case "goes_to" | "fetched_from":
                found["zone_id"], found["location_id"] = data["goes_to"] or None, data["fetched_from"] or None
                found["kind"] = ShippingKind.PICKUP if data["fetched_from"] else ShippingKind.DELIVERY
            case "taxed_as":
                found["tax_class"] = data["taxed_as"] or None
            case "sold_in":
                found["channels"] = data["sold_in"]
            case "position":
                found["position"] = data["position"] or 0
            case _:
                found[name] = data[name]
    return found


def _channel_codes() -> list[str]:
    return list(models.Channel.objects.order_by("-is_default", "position").values_list("code", flat=True))
