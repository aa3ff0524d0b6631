"""What a product is: its type, and what the type's attributes say of it and of its variants."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.db.models import Q

from rustok.api.admin.forms import all_valid, refuse
from rustok.dto import parse
from rustok.errors import RustokError
from rustok_commerce import models
from rustok_commerce.admin.choices import name_of
from rustok_commerce.admin.languages import shop_locales
from rustok_commerce.admin.product_pages import ProductPage
from rustok_commerce.admin.variant_rows import variant_rows
from rustok_commerce.dto.attributes import (
    AttributeScope,
    AttributeType,
    SetAttributesRequest,
    SetProductTypeRequest,
)
from rustok_commerce.services import assignments

_INPUT: Final = {"class": "rustok-input"}


class TypeForm(forms.Form):
    """A product's type."""

    made_from = forms.IntegerField(widget=forms.HiddenInput())
    product_type = forms.ChoiceField(required=False, widget=forms.Select(attrs=_INPUT))
    drop_values = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = models.ProductType.objects.order_by("key")
        choices: Any = self.fields["product_type"]
        choices.choices = [("", "— none —"), *((row.key, name_of(row.names, row.key)) for row in rows)]


class AttributesForm(forms.Form):
    """What attributes say of one product or variant: a field for each, or for each language of it."""

    def __init__(self, data: Any, prefix: str, *, offered: list[models.Attribute], said: list[Any], disabled: bool):
        super().__init__(data, prefix=prefix)
        self.offered = offered
        self.locales = shop_locales()
        for attribute in offered:
            rows = [row for row in said if row.attribute_id == attribute.pk]
            for name, locale in self._names(attribute):
                field = _field(attribute)
                field.disabled = disabled
                field.widget.attrs |= {"aria-label": f"{name_of(attribute.names, attribute.key)} {locale}".strip()}
                if locale:
                    field.widget.attrs |= {"lang": locale, "placeholder": locale}
                self.fields[name] = field
                self.initial[name] = _said(attribute, [row for row in rows if row.locale == locale])

    def cells(self) -> list[dict[str, Any]]:
        """Return the fields of each attribute."""
        return [
            {
                "attribute": attribute,
                "name": name_of(attribute.names, attribute.key),
                "fields": [self[name] for name, _ in self._names(attribute)],
            }
            for attribute in self.offered
        ]

    def request(self) -> list[dict[str, Any]]:
        """Return what was changed, as requests take it."""
        wanted = []
        for attribute in self.offered:
            names = self._names(attribute)
            if any(name in self.changed_data for name, _ in names):
                wanted.append({"attribute": attribute.key, **self._value(attribute, names)})
        return wanted

    def _names(self, attribute: models.Attribute) -> list[tuple[str, str]]:
        if attribute.type == AttributeType.TEXT and attribute.is_localized:
            return [(f"{attribute.key}__{locale}", locale) for locale in self.locales]
        return [(attribute.key, "")]

    def _value(self, attribute: models.Attribute, names: list[tuple[str, str]]) -> dict[str, Any]:
        data = self.cleaned_data
        if attribute.type == AttributeType.TEXT and attribute.is_localized:
            texts = [{"locale": locale, "text": data[name]} for name, locale in names if data[name]]
            return {"texts": texts}
        value = data[attribute.key]
        if value in (None, "", []):
            return {}
        match attribute.type:
            case AttributeType.NUMBER:
                return {"number": str(value)}
            case AttributeType.BOOLEAN:
                return {"boolean": value == "yes"}
            case AttributeType.DATE:
                return {"date": value.isoformat()}
            case AttributeType.SELECT:
                return {"values": [value]}
            case AttributeType.MULTI_SELECT:
                return {"values": value}
            case AttributeType.REFERENCE:
                return {"reference_id": value}
        return {"text": value}


class AttributesPage(ProductPage):
    """Type and attributes."""

    tab = "attributes"
    template = "rustok_commerce/admin/attributes.html"

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        post = self.request.POST if self.request.method == "POST" else None
        self.form = post.get("form", "") if post is not None else ""
        kind = models.ProductType.objects.filter(pk=self.product.product_type_id).first()
        self.type = TypeForm(
            post if self.form == "type" else None,
            initial={"made_from": self.product.version, "product_type": kind.key if kind is not None else ""},
        )
        links = models.ProductTypeAttribute.objects.filter(product_type=kind).select_related("attribute")
        rows = list(links.prefetch_related("attribute__values").order_by("position", "id")) if kind is not None else []
        self.required = {row.attribute.key for row in rows if row.is_required}
        of_product = [row.attribute for row in rows if row.scope == AttributeScope.PRODUCT]
        of_variants = [row.attribute for row in rows if row.scope == AttributeScope.VARIANT]
        self.rows = variant_rows(self.request, self.product)
        shown = [variant.pk for variant in self.rows.variants] if of_variants else []
        said: dict[Any, list[Any]] = {}
        found = models.AttributeAssignment.objects.filter(Q(variant=None) | Q(variant_id__in=shown))
        for row in found.filter(product=self.product).select_related("value").order_by("position", "id"):
            said.setdefault(row.variant_id, []).append(row)
        bound = post if self.form == "attributes" else None
        common: dict[str, Any] = {"disabled": not self.may_change}
        self.own = AttributesForm(bound, "product", offered=of_product, said=said.get(None, []), **common)
        self.variants = {
            key: AttributesForm(bound, key.hex, offered=of_variants, said=said.get(key, []), **common) for key in shown
        }

    def context(self) -> dict[str, Any]:
        """Return the type, and fields for what its attributes say."""
        return {
            "type": self.type,
            "own": self.own,
            "required": self.required,
            "cells": self.own.cells(),
            "rows": [
                {
                    "variant": variant,
                    "title": self.rows.titles[variant.pk],
                    "form": self.variants[variant.pk],
                    "cells": self.variants[variant.pk].cells(),
                }
                for variant in self.rows.variants
                if variant.pk in self.variants
            ],
            "heads": next((form.cells() for form in self.variants.values()), []),
            "page": self.rows.page,
            "query": self.rows.query,
        }

    def submit(self) -> str | None:
        """Change the type, or what is said."""
        if self.form == "type":
            if not self.type.is_valid():
                return None
            data = self.type.cleaned_data
            request = parse(
                SetProductTypeRequest,
                {
                    "product_type": data["product_type"] or None,
                    "drop_values": data["drop_values"],
                    "version": data["made_from"],
                },
            )
            assignments.set_product_type(self.ctx, self.product.pk, request)
            return "The type was saved."
        if not all_valid([self.own, *self.variants.values()]):
            return None
        if wanted := self.own.request():
            assignments.set_attributes(self.ctx, self.product.pk, parse(SetAttributesRequest, {"attributes": wanted}))
        for variant_id, form in self.variants.items():
            if wanted := form.request():
                request_ = parse(SetAttributesRequest, {"attributes": wanted})
                assignments.set_variant_attributes(self.ctx, variant_id, request_)
        return "The attributes were saved."

    def refused(self, exc: RustokError) -> None:
        """Show the refusal where it belongs."""
        if self.form == "type":
            refuse(self.type, exc)
        else:
            super().refused(exc)


def _field(attribute: models.Attribute) -> forms.Field:
    match attribute.type:
        case AttributeType.NUMBER:
            return forms.DecimalField(
                required=False,
                max_digits=20,
                decimal_places=6,
                widget=forms.NumberInput(attrs={"class": "rustok-input is-number", "step": "any"}),
            )
        case AttributeType.BOOLEAN:
            return _choice([("", "—"), ("yes", "Yes"), ("no", "No")])
        case AttributeType.DATE:
            return forms.DateField(required=False, widget=forms.DateInput(attrs={**_INPUT, "type": "date"}))
        case AttributeType.SELECT:
            return _choice([("", "—"), *_values(attribute)])
        case AttributeType.MULTI_SELECT:
            return forms.MultipleChoiceField(
                required=False, choices=_values(attribute), widget=forms.SelectMultiple(attrs={**_INPUT, "size": 4})
            )
    return forms.CharField(
        required=False, max_length=5000, widget=forms.TextInput(attrs={"class": "rustok-input is-wide"})
    )


def _choice(choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(required=False, choices=choices, widget=forms.Select(attrs=_INPUT))


def _values(attribute: models.Attribute) -> list[tuple[str, str]]:
    rows = sorted(attribute.values.all(), key=lambda row: (row.position, str(row.pk)))
    return [(row.key, name_of(row.names, row.key)) for row in rows]


def _said(attribute: models.Attribute, rows: list[Any]) -> Any:
    if not rows:
        return None
    row = rows[0]
    match attribute.type:
        case AttributeType.NUMBER:
            return row.number.normalize() if row.number is not None else None
        case AttributeType.BOOLEAN:
            return "yes" if row.flag else "no"
        case AttributeType.DATE:
            return row.date
        case AttributeType.SELECT:
            return row.value.key
        case AttributeType.MULTI_SELECT:
            return [entry.value.key for entry in rows]
        case AttributeType.REFERENCE:
            return str(row.reference_id)
    return row.text
