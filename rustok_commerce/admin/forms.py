"""Forms of products and variants, made for the languages and currencies of the shop in scope."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminFileFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectMultipleWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from rustok.api.admin.forms import switch
from rustok.context import RequestContext
from rustok.dto import MAX_AMOUNT
from rustok.rbac.policies import allowed
from rustok.tenancy.info import current_tenant
from rustok_commerce import models
from rustok_commerce.admin.choices import category_choices, collection_choices, tax_class_choices
from rustok_commerce.admin.languages import field_name, shop_locales, show_originals, text_fields
from rustok_commerce.dto.inventory import MAX_STOCK
from rustok_commerce.selectors.aggregates import load_products
from rustok_commerce.services import money

TEXTS = ("title", "slug", "subtitle", "description", "meta_title", "meta_description")
TEXT_LIMITS = {
    "title": 255,
    "slug": 200,
    "subtitle": 255,
    "description": 200_000,
    "meta_title": 255,
    "meta_description": 500,
}


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
    collections = forms.MultipleChoiceField(
        required=False,
        widget=UnfoldAdminSelectMultipleWidget(attrs={"size": 5}),
        help_text="Those filled by hand; others choose by their rules. A product comes in at the end.",
    )
    # Not called tax_class: it is chosen by its code, and the column of that name holds an id.
    taxed_as = forms.ChoiceField(
        label="Tax class", required=False, widget=UnfoldAdminSelectWidget(), help_text="Empty: the shop's default one."
    )
    # What the form was shown with: who is in a collection has no version of the product's.
    collections_shown = forms.CharField(required=False, widget=forms.HiddenInput())
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
        choices = self.fields["collections"]
        choices.choices = collection_choices(manual=True)
        choices = self.fields["taxed_as"]
        choices.choices = tax_class_choices()
        if self.instance._state.adding:
            return
        (aggregate,) = load_products([self.instance.pk])
        self.initial["made_from"] = aggregate.product.version
        tax_class = aggregate.product.tax_class
        self.initial["taxed_as"] = "" if tax_class is None else tax_class.code
        self.initial["tags"] = ", ".join(aggregate.tags)
        self.initial["categories"] = [str(entry.category.id) for entry in aggregate.categories]
        self.initial["collections"] = [str(key) for key in self._present()]
        self.initial["collections_shown"] = ",".join(self.initial["collections"])
        for locale, translation in aggregate.translations.items():
            for name in TEXTS:
                self.initial[field_name(name, locale)] = getattr(translation, name)
        source = aggregate.product.source_locale
        original = aggregate.translations.get(source)
        if original is not None:
            shown = [name for name in TEXTS if name != "slug"]
            show_originals(self, shown, source, {name: getattr(original, name) for name in shown})

    def clean_tags(self) -> list[str]:
        """Split the words."""
        words = (word.strip().lower() for word in self.cleaned_data["tags"].split(","))
        return list(dict.fromkeys(word for word in words if word))

    def moves(self) -> tuple[list[UUID], list[UUID]]:
        """Return the collections that the product is to come into, and those it is to leave.

        What somebody else did to it meanwhile stays.
        """
        if self.fields["collections"].disabled:
            return [], []
        chosen, shown = self.cleaned_data["collections"], self.cleaned_data["collections_shown"].split(",")
        into = [UUID(key) for key in chosen if key not in shown]
        present = [] if self.instance._state.adding else self._present()
        return into, [key for key in present if str(key) in shown and str(key) not in chosen]

    def _present(self) -> list[UUID]:
        rows = models.CollectionProduct.objects.filter(product_id=self.instance.pk)
        return list(rows.order_by("collection_id").values_list("collection_id", flat=True))

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


def product_form(stale: Iterable[str] = (), *, url: str = "", may_collect: bool = True) -> type[ProductForm]:
    """Make the form of a product for the shop's languages.

    :param stale: languages whose text is older than the original: they can be declared right as they are.
    :param url: where shoppers find the product, for the look of it in search engines.
    :param may_collect: whether the product may be put into collections and taken out.
    """
    fields: dict[str, Any] = text_fields(TEXTS, TEXT_LIMITS)
    if not may_collect:
        fields["collections"] = forms.MultipleChoiceField(
            required=False, disabled=True, widget=UnfoldAdminSelectMultipleWidget(attrs={"size": 5})
        )
    for locale in shop_locales():
        fields[field_name("slug", locale)].help_text = "The address in this language alone; empty: the handle."
        fields[field_name("snippet", locale)] = forms.CharField(
            label="In search engines", required=False, disabled=True, widget=SnippetWidget(locale, url)
        )
    for locale in stale:
        fields[field_name("fits", locale)] = switch(
            "Still right as it is", help_text="The original has changed since this text was written."
        )
    return type("ProductForm", (ProductForm,), fields)


class SnippetWidget(forms.Widget):
    """How a search engine would show the page: filled from the fields beside it."""

    template_name = "rustok_commerce/admin/snippet.html"

    def __init__(self, locale: str, url: str) -> None:
        super().__init__()
        self.locale, self.url = locale, url

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Show it; the script fills it in."""
        return SafeString(render_to_string(self.template_name, {"locale": self.locale, "url": self.url}))

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return nothing: there is nothing to send."""
        return None


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
