"""Attributes, and the types of products that have them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.decorators import display
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from rustok.api.admin.chips import Chip, Tone, chips
from rustok.api.admin.forms import VersionedForm, choice, number, operator_locales, switch, text
from rustok.api.admin.model_admin import RustokModelAdmin, RustokTabularInline
from rustok.api.admin.navigation import COMMERCE
from rustok.context import RequestContext
from rustok.dto import parse
from rustok.tenancy.info import current_tenant
from rustok_commerce import models
from rustok_commerce.admin.choices import name_of
from rustok_commerce.admin.names import names_changed, names_fields, names_fieldset, names_of
from rustok_commerce.dto.attributes import (
    AttributeScope,
    AttributeType,
    CreateAttributeRequest,
    CreateProductTypeRequest,
    UpdateAttributeRequest,
    UpdateProductTypeRequest,
)
from rustok_commerce.services import attributes, product_types
from rustok_commerce.services.handles import handle_from

_FLAGS = ("is_localized", "is_filterable", "is_searchable")
_KEY = 63


class _UncheckedForm(forms.ModelForm):
    """A part whose validation is the service's."""

    def _post_clean(self) -> None:
        """Leave it to the service."""


class NamedForm(VersionedForm):
    """Something with a key and names."""

    def key(self) -> str:
        """Return the key that was typed, or one made of the first name."""
        names = names_of(self)
        return self.cleaned_data["key"] or (handle_from(names[0]["value"])[:_KEY].strip("-") if names else "")

    def _post_clean(self) -> None:
        """Leave validation to the service."""


class _Named(RustokModelAdmin):
    """Pages of what has a key and names."""

    module = "commerce"
    resource = "commerce.attribute"
    # Whoever sees products sees what can be said of them.
    readable_by = "commerce.product"
    menu_section = COMMERCE
    search_fields = ("key",)

    @display(description="Name", ordering="key")
    def name(self, row: Any) -> str:
        """Show the name in the shop's own language."""
        return name_of(row.names, row.key)

    def object_label(self, obj: Any) -> str:
        """Name it in the operator's language."""
        return name_of(obj.names, obj.key, operator_locales(current_tenant())[0])

    def may_write(self, request: HttpRequest, obj: Any) -> bool:
        """Tell whether the form is shown, or only what the list shows."""
        return self.has_change_permission(request, obj) if obj is not None else self.has_add_permission(request)


class AttributeValueInline(RustokTabularInline):
    """What a select offers."""

    model = models.AttributeValue
    module = "commerce"
    resource = "commerce.attribute"
    # Whoever sees products sees what can be said of them.
    readable_by = "commerce.product"
    tab = False
    ordering = ("position", "id")
    hide_title = True
    verbose_name = "value"
    verbose_name_plural = "values of a select"

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let go of values whoever may change the attribute."""
        return self._may(request, "update")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Return the formset, with a name per language."""

        def start(form: Any, *args: Any, **options: Any) -> None:
            _UncheckedForm.__init__(form, *args, **options)
            if not form.instance._state.adding:
                form.fields["key"].disabled = True
                for name in names_fieldset():
                    form.initial[name] = form.instance.names.get(name.partition("__")[2], "")

        fields: dict[str, Any] = {
            "key": forms.CharField(required=False, max_length=_KEY, widget=UnfoldAdminTextInputWidget()),
            **names_fields(),
            "swatch": forms.CharField(
                required=False, max_length=7, widget=UnfoldAdminTextInputWidget(attrs={"placeholder": "#1f6feb"})
            ),
            "position": forms.IntegerField(required=False, min_value=0, widget=UnfoldAdminIntegerFieldWidget()),
            "__init__": start,
        }
        form = type("AttributeValueForm", (_UncheckedForm,), fields)
        return super().get_formset(request, obj, **{**kwargs, "form": form, "fields": self.get_fields(request, obj)})

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Name the columns."""
        if not self.has_change_permission(request, obj):
            return ["key", "swatch", "position"]
        return [*names_fieldset(), "key", "swatch", "position"]


@admin.register(models.Attribute)
class AttributeAdmin(_Named):
    """Attributes."""

    aggregate_type = "commerce.attribute"
    menu_icon = "tune"
    menu_order = 80
    inlines = (AttributeValueInline,)
    list_display = ("name", "key", "kind", "unit", "uses", "value_count")
    list_filter = ("type",)
    ordering = ("position", "key")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Count the values along."""
        return super().get_queryset(request).annotate(value_count=Count("values"))

    @display(description="Type", ordering="type")
    def kind(self, attribute: models.Attribute) -> str:
        """Show the type."""
        return str(attribute.get_type_display())

    @display(description="Values", ordering="value_count")
    def value_count(self, attribute: Any) -> str:
        """Show how many values a select offers."""
        select = attribute.type in (AttributeType.SELECT, AttributeType.MULTI_SELECT)
        return str(attribute.value_count) if select else "—"

    @display(description="Used for")
    def uses(self, attribute: models.Attribute) -> SafeString:
        """Show what it is good for."""
        words = {"is_filterable": "filter", "is_searchable": "search", "is_localized": "per language"}
        return chips(Chip(word, Tone.INFO) for name, word in words.items() if getattr(attribute, name))

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Add names; key and type are for good."""
        types = [(kind.value, kind.value.replace("_", " ").capitalize()) for kind in AttributeType]
        fields: dict[str, Any] = {
            **names_fields(obj),
            "unit": text("Unit", initial=obj.unit if obj else "", max_length=16, help_text="Such as mm or kg."),
            "is_localized": switch("A text per language", initial=obj.is_localized if obj else False),
            "is_filterable": switch("Shoppers filter by it", initial=obj.is_filterable if obj else False),
            "is_searchable": switch("Found by its words", initial=obj.is_searchable if obj else False),
            "position": number("Place among the others", initial=obj.position if obj else 0),
        }
        if obj is None:
            fields |= {
                "key": text("Key", max_length=_KEY, help_text="The same in every language. Made from the name."),
                "type": choice("Type", types, required=True),
            }
        meta = type("Meta", (), {"model": models.Attribute, "fields": ()})
        return super().get_form(
            request, obj, change=change, form=type("AttributeForm", (NamedForm,), {**fields, "Meta": meta}), **kwargs
        )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show names, then what it is."""
        if not self.may_write(request, obj):
            return [(None, {"fields": ["name", "key", "kind", "unit", "uses"]})]
        first = ["key", "type"] if obj is None else []
        return [(None, {"fields": [*names_fieldset(), *first, "unit", *_FLAGS, "position"]})]

    def create(self, ctx: RequestContext, form: Any) -> UUID:
        """Make an attribute; its values follow as parts."""
        data = {
            "key": form.key(),
            "names": names_of(form),
            "type": form.cleaned_data["type"],
            "unit": form.cleaned_data["unit"] or None,
            "position": form.cleaned_data["position"] or 0,
            **{name: form.cleaned_data[name] for name in _FLAGS},
        }
        return attributes.create_attribute(ctx, parse(CreateAttributeRequest, data)).id

    def update(self, ctx: RequestContext, obj: Any, form: Any) -> None:
        """Change an attribute."""
        changes = {name: value for name, value in form.changed().items() if name in (*_FLAGS, "unit", "position")}
        if "unit" in changes:
            changes["unit"] = changes["unit"] or None
        if "position" in changes:
            changes["position"] = changes["position"] or 0
        if names_changed(form):
            changes["names"] = names_of(form)
        attributes.update_attribute(ctx, obj.pk, parse(UpdateAttributeRequest, {**changes, **form.given_version()}))

    def save_parts(self, ctx: RequestContext, obj: Any, formsets: list[Any]) -> None:
        """Write the values in their order."""
        for formset in formsets:
            if not formset.has_changed():
                continue
            values = [
                {
                    "key": _part_key(form),
                    "names": names_of(form),
                    "swatch": (form.cleaned_data.get("swatch") or "").lower() or None,
                }
                for form in _in_order(formset)
            ]
            attributes.update_attribute(ctx, obj.pk, parse(UpdateAttributeRequest, {"values": values}))

    def destroy(self, ctx: RequestContext, obj: Any) -> None:
        """Delete an attribute."""
        attributes.delete_attribute(ctx, obj.pk)


class TypeAttributeInline(RustokTabularInline):
    """The attributes of a type."""

    model = models.ProductTypeAttribute
    module = "commerce"
    resource = "commerce.attribute"
    # Whoever sees products sees what can be said of them.
    readable_by = "commerce.product"
    tab = False
    ordering = ("position", "id")
    hide_title = True
    verbose_name = "attribute"
    verbose_name_plural = "attributes"

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let go of attributes whoever may change the type."""
        return self._may(request, "update")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Return the formset, with the shop's attributes to choose from."""
        rows = models.Attribute.objects.order_by("position", "key")
        keys = [(row.key, f"{name_of(row.names, row.key)} ({row.get_type_display().lower()})") for row in rows]
        ids = {row.pk: row.key for row in rows}

        def start(form: Any, *args: Any, **options: Any) -> None:
            _UncheckedForm.__init__(form, *args, **options)
            form.initial["key"] = ids.get(form.instance.attribute_id, "")

        fields: dict[str, Any] = {
            "key": forms.ChoiceField(
                label="Attribute", choices=[("", "—"), *keys], required=False, widget=UnfoldAdminSelectWidget()
            ),
            "scope": forms.ChoiceField(
                choices=[(scope.value, scope.name.title()) for scope in AttributeScope],
                required=False,
                label="Said of",
                widget=UnfoldAdminSelectWidget(),
            ),
            "is_required": forms.BooleanField(required=False, label="Required", widget=UnfoldBooleanSwitchWidget()),
            "position": forms.IntegerField(required=False, min_value=0, widget=UnfoldAdminIntegerFieldWidget()),
            "__init__": start,
        }
        form = type("TypeAttributeForm", (_UncheckedForm,), fields)
        return super().get_formset(request, obj, **{**kwargs, "form": form, "fields": self.get_fields(request, obj)})

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Name the columns."""
        if not self.has_change_permission(request, obj):
            return ["scope", "is_required", "position"]
        return ["key", "scope", "is_required", "position"]


@admin.register(models.ProductType)
class ProductTypeAdmin(_Named):
    """Types of products."""

    aggregate_type = "commerce.product_type"
    menu_icon = "category"
    menu_order = 70
    inlines = (TypeAttributeInline,)
    list_display = ("name", "key", "attribute_count", "product_count")
    ordering = ("key",)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Count attributes and products along."""
        products = models.Product.objects.filter(product_type=OuterRef("pk")).order_by().values("product_type")
        counted = products.annotate(n=Count("pk")).values("n")
        return (
            super()
            .get_queryset(request)
            .annotate(attribute_count=Count("attributes"), product_count=Coalesce(Subquery(counted), 0))
        )

    @display(description="Attributes", ordering="attribute_count")
    def attribute_count(self, row: Any) -> int:
        """Show how many attributes the type has."""
        return int(row.attribute_count)

    @display(description="Products", ordering="product_count")
    def product_count(self, row: Any) -> int:
        """Show how many products are of the type."""
        return int(row.product_count)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Add names; the key is for good."""
        fields: dict[str, Any] = names_fields(obj)
        if obj is None:
            fields["key"] = text("Key", max_length=_KEY, help_text="The same in every language. Made from the name.")
        else:
            fields["drop_values"] = switch(
                "Let products lose the values of attributes that are taken away",
                help_text="Without it a change that would lose something is refused.",
            )
        meta = type("Meta", (), {"model": models.ProductType, "fields": ()})
        return super().get_form(
            request, obj, change=change, form=type("ProductTypeForm", (NamedForm,), {**fields, "Meta": meta}), **kwargs
        )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show names and key."""
        if not self.may_write(request, obj):
            return [(None, {"fields": ["name", "key"]})]
        return [(None, {"fields": [*names_fieldset(), "key" if obj is None else "drop_values"]})]

    def create(self, ctx: RequestContext, form: Any) -> UUID:
        """Make a type; its attributes follow as parts."""
        data = {"key": form.key(), "names": names_of(form)}
        return product_types.create_product_type(ctx, parse(CreateProductTypeRequest, data)).id

    def update(self, ctx: RequestContext, obj: Any, form: Any) -> None:
        """Change a type; its attributes by the same form, one by one command."""
        changes: dict[str, Any] = {"names": names_of(form)} if names_changed(form) else {}
        request = parse(UpdateProductTypeRequest, {**changes, **form.given_version()})
        product_types.update_product_type(ctx, obj.pk, request)
        obj.may_drop = form.cleaned_data["drop_values"]

    def save_parts(self, ctx: RequestContext, obj: Any, formsets: list[Any]) -> None:
        """Write the attributes in their order."""
        for formset in formsets:
            if not formset.has_changed():
                continue
            wanted = [
                {
                    "attribute": form.cleaned_data["key"],
                    "scope": form.cleaned_data["scope"] or AttributeScope.PRODUCT.value,
                    "is_required": form.cleaned_data["is_required"],
                }
                for form in _in_order(formset)
                if form.cleaned_data.get("key")
            ]
            data = {"attributes": wanted, "drop_values": getattr(obj, "may_drop", False)}
            product_types.update_product_type(ctx, obj.pk, parse(UpdateProductTypeRequest, data))

    def destroy(self, ctx: RequestContext, obj: Any) -> None:
        """Delete a type."""
        product_types.delete_product_type(ctx, obj.pk)


def _in_order(formset: Any) -> list[Any]:
    """Return the forms that stay, by the place that was typed; new ones without a place come last."""
    deleted = set(formset.deleted_forms)
    kept = [form for form in formset.forms if form not in deleted and (form.has_changed() or form.instance.pk)]
    kept = [form for form in kept if not (form.instance._state.adding and not form.has_changed())]
    last = 10**6

    def place(form: Any) -> int:
        value = form.cleaned_data.get("position")
        return last if value is None or (form.instance._state.adding and not value) else value

    return sorted(kept, key=place)


def _part_key(form: Any) -> str:
    if not form.instance._state.adding:
        return str(form.instance.key)
    names = names_of(form)
    return form.cleaned_data.get("key") or (handle_from(names[0]["value"])[:_KEY].strip("-") if names else "")
