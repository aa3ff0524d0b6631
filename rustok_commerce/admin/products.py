"""Products with their texts in every language, variants and pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.db import models as db
from django.db import transaction
from django.forms import BaseInlineFormSet
from django.http import HttpRequest
from unfold.decorators import action, display

from rustok.api.admin.model_admin import RustokChangeList, RustokModelAdmin, RustokTabularInline, context_of
from rustok.api.admin.navigation import COMMERCE
from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import RustokError
from rustok.media.selectors.assets import assets_by_id
from rustok.media.services.assets import store_asset
from rustok.tenancy.info import current_tenant
from rustok_commerce import models
from rustok_commerce.admin.forms import (
    TEXTS,
    ProductForm,
    VariantForm,
    option_field,
    price_field,
    product_form,
    variant_fields,
    variant_form,
)
from rustok_commerce.admin.languages import changed_texts, field_name, language_fieldsets, shop_locales
from rustok_commerce.admin.product_filters import PRODUCT_FILTERS
from rustok_commerce.admin.product_list import ProductColumns, ProductList, thumbnail
from rustok_commerce.dto.inventory import SetStockRequest
from rustok_commerce.dto.prices import SetPriceRequest
from rustok_commerce.dto.products import CreateProductRequest, ProductStatus, UpdateProductRequest
from rustok_commerce.dto.variants import CreateVariantRequest, UpdateVariantRequest
from rustok_commerce.services import catalog, inventory, money, pricing, variants

_PER_PAGE = 50


class VariantInline(RustokTabularInline):
    """The variants of a product."""

    model = models.Variant
    module = "commerce"
    resource = "commerce.product"
    ordering = ("position", "id")
    show_change_link = False
    # The SKU stands in the row itself.
    hide_title = True

    def get_formset(self, request: HttpRequest, obj: models.Product | None = None, **kwargs: Any) -> Any:
        """Return the formset, with a choice per option and a price per currency."""
        form = variant_form(context_of(request), obj)
        fields = variant_fields(form)
        return super().get_formset(request, obj, **{**kwargs, "form": form, "fields": fields})

    def get_fields(self, request: HttpRequest, obj: models.Product | None = None) -> list[str]:
        """Name the columns; who may only look sees the variant's own."""
        if not self.has_change_permission(request, obj):
            return ["sku", "weight", "allow_backorder"]
        return variant_fields(variant_form(context_of(request), obj))


class MediaInline(RustokTabularInline):
    """The pictures of a product: their order, and which ones go."""

    model = models.ProductMedia
    module = "commerce"
    resource = "commerce.product"
    fields = ("preview", "position")
    readonly_fields = ("preview",)
    ordering = ("position", "id")
    hide_title = True
    verbose_name = "picture"
    verbose_name_plural = "pictures"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: pictures are added by the product's own form."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let go of pictures whoever may change the product."""
        return self._may(request, "update")

    @display(description="Picture")
    def preview(self, media: models.ProductMedia) -> str:
        """Show the picture."""
        asset = assets_by_id([media.asset_id]).get(media.asset_id)
        return thumbnail(asset, 96)


@admin.register(models.Product)
class ProductAdmin(ProductColumns, RustokModelAdmin):
    """Products."""

    module = "commerce"
    resource = "commerce.product"
    aggregate_type = "commerce.product"
    menu_section = COMMERCE
    menu_icon = "sell"
    menu_order = 10
    inlines = (VariantInline, MediaInline)
    list_display = ("thumbnail", "title", "state", "price", "stock", "offered_in", "languages", "changed")
    list_display_links = ("thumbnail", "title")
    list_filter = PRODUCT_FILTERS
    list_filter_submit = True
    list_per_page = _PER_PAGE
    search_fields = ("handle", "translations__title", "variants__sku")
    ordering = ("-id",)
    actions = ("publish_chosen", "unpublish_chosen", "archive_chosen")
    # Buttons of the form and not links above it: a link is a GET, which must change nothing.
    actions_submit_line = ("publish", "unpublish", "archive")

    # --- List -------------------------------------------------------------------------------------------------------

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[RustokChangeList]:
        """Return the list that loads its rows' parts at once."""
        return ProductList

    # --- Form -------------------------------------------------------------------------------------------------------

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Return the form with the texts of every language."""
        return super().get_form(request, obj, change=change, **{**kwargs, "form": product_form()})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Make a tab per language, and one for everything else; who may only look sees what the list shows."""
        if not (self.has_change_permission(request, obj) if obj is not None else self.has_add_permission(request)):
            return [(None, {"fields": ["title", "handle", "state", "price", "stock", "discountable"]})]
        return [
            *language_fieldsets(TEXTS),
            (
                "Organisation",
                {
                    "classes": ["tab"],
                    "fields": ["handle", "categories", "tags", "discountable", "picture", "made_from"],
                },
            ),
        ]

    def create(self, ctx: RequestContext, form: ProductForm) -> UUID:
        """Make a product; its variants follow as parts."""
        first, *others = _filled_locales(form)
        data = {
            **_texts(form, first),
            "locale": first,
            "handle": form.cleaned_data["handle"] or None,
            "discountable": form.cleaned_data["discountable"],
            "tags": form.cleaned_data["tags"],
            "category_ids": form.cleaned_data["categories"],
            "translations": [{"locale": locale, **_texts(form, locale)} for locale in others],
            "media": [{"asset_id": str(asset_id)} for asset_id in _uploaded(ctx, form)],
        }
        return catalog.create_product(ctx, parse(CreateProductRequest, data)).id

    def update(self, ctx: RequestContext, obj: models.Product, form: ProductForm) -> None:
        """Change a product: its own fields with the original text, then each translation."""
        product = models.Product.objects.get(pk=obj.pk)
        data: dict[str, Any] = changed_texts(form, TEXTS, product.source_locale)
        for field, name in (("tags", "tags"), ("categories", "category_ids"), ("discountable", "discountable")):
            if field in form.changed_data:
                data[name] = form.cleaned_data[field]
        if "handle" in form.changed_data and form.cleaned_data["handle"]:
            data["handle"] = form.cleaned_data["handle"]
        added = _uploaded(ctx, form)
        if added:
            present = models.ProductMedia.objects.filter(product=product).order_by("position", "id")
            data["media"] = [*map(_kept, present), *({"asset_id": str(asset_id)} for asset_id in added)]
        if form.cleaned_data.get("made_from"):
            data["version"] = form.cleaned_data["made_from"]
        catalog.update_product(ctx, product.id, parse(UpdateProductRequest, data))
        for locale in shop_locales():
            texts = changed_texts(form, TEXTS, locale)
            if locale == product.source_locale or not texts:
                continue
            if any(form.cleaned_data[field_name(name, locale)] for name in TEXTS):
                catalog.update_product(ctx, product.id, parse(UpdateProductRequest, {**texts, "locale": locale}))
            else:
                catalog.remove_translation(ctx, product.id, locale=locale)

    def destroy(self, ctx: RequestContext, obj: models.Product) -> None:
        """Delete a product."""
        catalog.delete_product(ctx, obj.pk)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Name the products only: their parts go along without saying."""
        return [self.label(product) for product in objs], {"products": len(objs)}, set(), []

    def label(self, product: models.Product) -> str:
        """Name a product by its original title."""
        text = models.ProductTranslation.objects.filter(product=product, locale=product.source_locale).first()
        return text.title if text is not None else product.handle

    def save_parts(self, ctx: RequestContext, obj: models.Product, formsets: list[Any]) -> None:
        """Save variants and pictures."""
        for formset in formsets:
            if formset.model is models.Variant:
                _save_variants(ctx, obj, formset)
            elif formset.model is models.ProductMedia and formset.has_changed():
                _save_media(ctx, obj, formset)

    # --- Actions ----------------------------------------------------------------------------------------------------

    def has_publish_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        """Tell whether products may be shown and withdrawn."""
        return self._may(request, "publish")

    @action(description="Save and publish", permissions=["publish"])
    def publish(self, request: HttpRequest, product: models.Product) -> None:
        """Show the product to shoppers."""
        catalog.publish_product(context_of(request), product.pk)

    @action(description="Save and unpublish", permissions=["publish"])
    def unpublish(self, request: HttpRequest, product: models.Product) -> None:
        """Make the product a draft again."""
        catalog.unpublish_product(context_of(request), product.pk)

    @action(description="Save and archive", permissions=["publish"])
    def archive(self, request: HttpRequest, product: models.Product) -> None:
        """Put the product away."""
        catalog.archive_product(context_of(request), product.pk)

    def get_actions_submit_line(self, request: HttpRequest, object_id: Any) -> list[Any]:
        """Offer what the product is not yet."""
        product = self.get_object(request, str(object_id)) if object_id is not None else None
        status = product.status if product is not None else ProductStatus.DRAFT
        useless = {
            ProductStatus.DRAFT: {self.unpublish.original_function_name},
            ProductStatus.ACTIVE: {self.publish.original_function_name},
            ProductStatus.ARCHIVED: {self.archive.original_function_name},
        }[ProductStatus(status)]
        offered = super().get_actions_submit_line(request, object_id)
        return [found for found in offered if found.method.original_function_name not in useless]

    @admin.action(description="Publish the chosen products", permissions=["publish"])
    def publish_chosen(self, request: HttpRequest, queryset: db.QuerySet[models.Product]) -> None:
        """Show products to shoppers."""
        self._do_all(request, queryset, catalog.publish_product)

    @admin.action(description="Unpublish the chosen products", permissions=["publish"])
    def unpublish_chosen(self, request: HttpRequest, queryset: db.QuerySet[models.Product]) -> None:
        """Make products drafts again."""
        self._do_all(request, queryset, catalog.unpublish_product)

    @admin.action(description="Archive the chosen products", permissions=["publish"])
    def archive_chosen(self, request: HttpRequest, queryset: db.QuerySet[models.Product]) -> None:
        """Put products away."""
        self._do_all(request, queryset, catalog.archive_product)

    def _do_all(
        self,
        request: HttpRequest,
        products: Iterable[models.Product],
        work: Callable[[RequestContext, UUID], Any],
    ) -> None:
        """Do it for each, all or none: locks are taken in id order."""
        ids = sorted(product.pk for product in products)
        try:
            with transaction.atomic():
                for product_id in ids:
                    work(context_of(request), product_id)
            messages.success(request, f"Done for {len(ids)} products.")
        except RustokError as exc:
            messages.error(request, f"Nothing was changed: {exc}")


def _filled_locales(form: ProductForm) -> list[str]:
    """Return the languages with a title; the shop's own where there is none: the service says what is missing."""
    filled = [locale for locale in shop_locales() if form.cleaned_data[field_name("title", locale)]]
    return filled or [current_tenant().default_locale]


def _texts(form: ProductForm, locale: str) -> dict[str, str | None]:
    texts = {name: form.cleaned_data[field_name(name, locale)] or None for name in TEXTS}
    return {**texts, "title": texts["title"] or ""}


def _uploaded(ctx: RequestContext, form: ProductForm) -> list[UUID]:
    file = form.cleaned_data.get("picture")
    if not file:
        return []
    return [store_asset(ctx, file.read(), filename=file.name).id]


def _kept(media: models.ProductMedia) -> dict[str, Any]:
    alts = [{"locale": locale, "value": text} for locale, text in media.alts.items() if locale in shop_locales()]
    return {"asset_id": str(media.asset_id), "alts": alts}


def _save_media(ctx: RequestContext, product: models.Product, formset: BaseInlineFormSet[Any, Any, Any]) -> None:
    gone = {form.instance.pk for form in formset.deleted_forms}
    places = {form.instance.pk: form.cleaned_data["position"] for form in formset.initial_forms}
    rows = models.ProductMedia.objects.filter(product=product).order_by("position", "id")
    kept = [row for row in rows if row.pk not in gone]
    kept.sort(key=lambda row: places.get(row.pk, row.position))
    catalog.update_product(ctx, product.pk, parse(UpdateProductRequest, {"media": [_kept(row) for row in kept]}))


def _save_variants(ctx: RequestContext, product: models.Product, formset: BaseInlineFormSet[Any, Any, Any]) -> None:
    deleted = set(formset.deleted_forms)
    for form in formset.forms:
        variant: models.Variant = form.instance
        if form in deleted:
            if not variant._state.adding:
                variants.delete_variant(ctx, variant.pk)
        elif not form.has_changed():
            continue
        elif variant._state.adding:
            variants.create_variant(ctx, product.pk, parse(CreateVariantRequest, _new_variant(form)))
        else:
            _update_variant(ctx, variant.pk, form)


def _new_variant(form: VariantForm) -> dict[str, Any]:
    data = form.cleaned_data
    return {
        "sku": data["sku"],
        "weight": data["weight"],
        "allow_backorder": data["allow_backorder"],
        "options": _choices(form),
        "stock": data["stock"],
        "prices": [
            {"currency": currency, "amount": money.from_decimal(data[price_field(currency)], currency)}
            for currency in current_tenant().currencies
            if data[price_field(currency)] is not None
        ],
    }


def _choices(form: VariantForm) -> list[dict[str, str]]:
    prefix = option_field("")
    return [
        {"option": name.removeprefix(prefix), "value": value}
        for name, value in form.cleaned_data.items()
        if name.startswith(prefix)
    ]


def _update_variant(ctx: RequestContext, variant_id: UUID, form: VariantForm) -> None:
    data = form.cleaned_data
    changes: dict[str, Any] = {
        name: data[name] for name in ("sku", "weight", "allow_backorder") if name in form.changed_data
    }
    if any(name.startswith(option_field("")) for name in form.changed_data):
        changes["options"] = _choices(form)
    if changes:
        variants.update_variant(ctx, variant_id, parse(UpdateVariantRequest, changes))
    for currency in current_tenant().currencies:
        field = price_field(currency)
        if field not in form.changed_data:
            continue
        if data[field] is None:
            pricing.remove_price(ctx, variant_id, currency=currency)
        else:
            amount = money.from_decimal(data[field], currency)
            pricing.set_price(ctx, variant_id, _price(variant_id, currency, amount))
    if "stock" in form.changed_data:
        inventory.set_stock(ctx, SetStockRequest(variant_id=variant_id, on_hand=data["stock"] or 0))


def _price(variant_id: UUID, currency: str, amount: int) -> SetPriceRequest:
    """Keep the former price beside the new one while it is still the higher."""
    present = models.Price.objects.filter(variant_id=variant_id, currency=currency, min_quantity=1).first()
    former = present.compare_at if present is not None else None
    return SetPriceRequest(
        currency=currency, amount=amount, compare_at=former if former is not None and former > amount else None
    )
