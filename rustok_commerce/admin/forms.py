"""Forms of products and variants, made for the languages and currencies of the shop in scope."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminFileFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectMultipleWidget,
    UnfoldAdminTextInputWidget,
)

from rustok.context import RequestContext
from rustok.dto import MAX_AMOUNT
from rustok.rbac.policies import allowed
from rustok.tenancy.info import current_tenant
from rustok_commerce import models
from rustok_commerce.admin.choices import category_choices
from rustok_commerce.admin.languages import field_name, text_fields
from rustok_commerce.dto.inventory import MAX_STOCK
from rustok_commerce.selectors.aggregates import load_products
from rustok_commerce.services import money

TEXTS = ("title", "subtitle", "description", "meta_title", "meta_description")
TEXT_LIMITS = {"title": 255, "subtitle": 255, "description": 200_000, "meta_title": 255, "meta_description": 500}


class ProductForm(forms.ModelForm):
    """A product; the fields of its texts are added for the shop's languages."""

    handle = forms.SlugField(
        required=False,
        max_length=200,
        widget=UnfoldAdminTextInputWidget(),
        help_text="The product's address. Made from the title if left empty.",
    )
    tags = forms.CharField(required=False, widget=UnfoldAdminTextInputWidget(), help_text="Words, separated by commas.")
    categories = forms.MultipleChoiceField(
        required=False,
        widget=UnfoldAdminSelectMultipleWidget(attrs={"size": 10}),
        help_text="The first one chosen gives the breadcrumbs; the present one stays it.",
    )
    picture = forms.FileField(
        required=False,
        widget=UnfoldAdminFileFieldWidget(),
        help_text="JPEG, PNG, WebP or AVIF. More pictures are added once the product is there.",
    )
    # Not called version: the column of that name is not editable.
    made_from = forms.IntegerField(required=False, widget=forms.HiddenInput())

    class Meta:
        model = models.Product
        fields = ("handle", "discountable")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["categories"]
        choices.choices = category_choices()
        if self.instance._state.adding:
            return
        (aggregate,) = load_products([self.instance.pk])
        self.initial["made_from"] = aggregate.product.version
        self.initial["tags"] = ", ".join(aggregate.tags)
        self.initial["categories"] = [str(entry.category.id) for entry in aggregate.categories]
        for locale, translation in aggregate.translations.items():
            for name in TEXTS:
                self.initial[field_name(name, locale)] = getattr(translation, name)

    def clean_tags(self) -> list[str]:
        """Split the words."""
        words = (word.strip().lower() for word in self.cleaned_data["tags"].split(","))
        return list(dict.fromkeys(word for word in words if word))

    def clean_categories(self) -> list[str]:
        """Keep the primary category first, if it is still chosen."""
        chosen: list[str] = self.cleaned_data["categories"]
        present = [category for category in self.initial.get("categories", ()) if category in chosen]
        return [*present, *(category for category in chosen if category not in present)]


class VariantForm(forms.ModelForm):
    """The first variant of a new product; prices and stock are added for the shop."""

    sku = forms.CharField(required=False, max_length=64, label="SKU", widget=UnfoldAdminTextInputWidget())

    class Meta:
        model = models.Variant
        fields = ("sku", "weight", "allow_backorder")

    def clean_sku(self) -> str | None:
        """Turn an empty SKU into none: two empty texts would be the same."""
        return self.cleaned_data["sku"] or None


def product_form() -> type[ProductForm]:
    """Make the form of a product for the shop's languages."""
    return type("ProductForm", (ProductForm,), text_fields(TEXTS, TEXT_LIMITS))


def variant_form(ctx: RequestContext) -> type[VariantForm]:
    """Make the form of a first variant: a price per currency, the stock at the default location."""
    fields: dict[str, Any] = {}
    for currency in current_tenant().currencies:
        decimals = money.exponent(currency)
        fields[price_field(currency)] = forms.DecimalField(
            label=f"Price, {currency}",
            required=False,
            min_value=Decimal(0),
            max_value=money.to_decimal(MAX_AMOUNT, currency),
            decimal_places=decimals,
            disabled=not allowed(ctx, "commerce.price:update"),
            widget=UnfoldAdminDecimalFieldWidget(attrs={"step": str(Decimal(1).scaleb(-decimals))}),
        )
    fields["stock"] = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=MAX_STOCK,
        disabled=not allowed(ctx, "commerce.inventory:adjust"),
        widget=UnfoldAdminIntegerFieldWidget(),
    )
    return type("VariantForm", (VariantForm,), fields)


def price_field(currency: str) -> str:
    """Name the field of a price."""
    return f"price__{currency}"


def new_variant(form: VariantForm) -> dict[str, Any]:
    """Return a first variant as a request takes it."""
    data = form.cleaned_data
    return {
        "sku": data["sku"],
        "weight": data["weight"],
        "allow_backorder": data["allow_backorder"],
        "stock": data["stock"],
        "prices": [
            {"currency": currency, "amount": money.from_decimal(data[price_field(currency)], currency)}
            for currency in current_tenant().currencies
            if data[price_field(currency)] is not None
        ],
    }
