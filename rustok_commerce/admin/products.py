"""Products with their texts in every language, variants and pictures."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.contrib import admin
from django.contrib.admin.options import IS_POPUP_VAR
from django.http import HttpRequest
from unfold.decorators import action

from rustok.api.admin.model_admin import RustokChangeList, RustokModelAdmin, RustokTabularInline, context_of
from rustok.api.admin.navigation import COMMERCE, Link
from rustok.context import RequestContext
from rustok.dto import parse
from rustok.media.services.assets import store_asset
from rustok.rbac.policies import allowed
from rustok.tenancy.info import current_tenant
from rustok_commerce import models
from rustok_commerce.admin.bulk import bulk_actions, bulk_urls
from rustok_commerce.admin.characteristics import AttributesPage
from rustok_commerce.admin.chosen import filters_of
from rustok_commerce.admin.forms import TEXTS, ProductForm, new_variant, product_form, variant_form
from rustok_commerce.admin.languages import changed_texts, field_name, language_fieldsets, shop_locales
from rustok_commerce.admin.matrix import VariantsPage
from rustok_commerce.admin.pictures import PicturesPage
from rustok_commerce.admin.price_grid import PricesPage
from rustok_commerce.admin.product_filters import PRODUCT_FILTERS
from rustok_commerce.admin.product_list import ProductColumns, ProductList, marks, outdated
from rustok_commerce.admin.product_pages import name_of_product, product_urls, tabs_context
from rustok_commerce.admin.sales import SalesPage
from rustok_commerce.admin.sellability import SellabilityPage
from rustok_commerce.admin.stock_grid import StockPage
from rustok_commerce.admin.tags import tags_urls, with_tags
from rustok_commerce.admin.transfer import may_transfer, transfer_urls
from rustok_commerce.dto.products import (
    CreateProductRequest,
    ProductStatus,
    SetProductTranslationRequest,
    UpdateProductRequest,
)
from rustok_commerce.dto.variants import CreateVariantRequest
from rustok_commerce.services import catalog, collections, variants

_PER_PAGE = 50
PAGES: Final = (
    PicturesPage,
    VariantsPage,
    AttributesPage,
    PricesPage,
    StockPage,
    SalesPage,
    SellabilityPage,
)


class VariantInline(RustokTabularInline):
    """The first variant of a product without options; more follow on a page of their own."""

    model = models.Variant
    module = "commerce"
    resource = "commerce.product"
    extra = 1
    max_num = 1
    can_delete = False
    tab = False
    hide_title = True
    verbose_name = verbose_name_plural = "first variant"

    def get_formset(self, request: HttpRequest, obj: models.Product | None = None, **kwargs: Any) -> Any:
        """Return the formset, with a price per currency."""
        form = variant_form(context_of(request))
        return super().get_formset(request, obj, **{**kwargs, "form": form, "fields": list(form.base_fields)})

    def get_fields(self, request: HttpRequest, obj: models.Product | None = None) -> list[str]:
        """Name the columns."""
        return list(variant_form(context_of(request)).base_fields)


@admin.register(models.Product)
class ProductAdmin(ProductColumns, RustokModelAdmin):
    """Products."""

    module = "commerce"
    resource = "commerce.product"
    aggregate_type = "commerce.product"
    menu_section = COMMERCE
    menu_icon = "sell"
    menu_order = 10
    change_form_outer_before_template = "rustok_commerce/admin/product_tabs.html"
    list_display = ("thumbnail", "title", "state", "price", "stock", "offered_in", "languages", "changed")
    list_display_links = ("thumbnail", "title")
    list_filter = PRODUCT_FILTERS
    list_filter_submit = True
    list_per_page = _PER_PAGE
    search_fields = ("handle", "translations__title", "variants__sku")
    ordering = ("-id",)
    list_before_template = "rustok_commerce/admin/product_list_head.html"
    # Buttons of the form and not links above it: a link is a GET, which must change nothing.
    actions_submit_line = ("publish", "unpublish", "restore", "archive")

    class Media:
        js = ("rustok_commerce/admin/snippet.js",)

    # --- List -------------------------------------------------------------------------------------------------------

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[RustokChangeList]:
        """Return the list that loads its rows' parts at once."""
        return ProductList

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Offer the changes of many products, each with a page that asks once more."""
        return bulk_actions(request) if IS_POPUP_VAR not in request.GET else {}

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Show the ways to import and export."""
        may = may_transfer(request)
        context = {"may_transfer": may, "filters": filters_of(request), **(extra_context or {})}
        return super().changelist_view(request, context)

    # --- Pages ------------------------------------------------------------------------------------------------------

    def get_urls(self) -> list[Any]:
        """Add the pages beside the form; they come first, as the form's own address takes anything."""
        return [
            *bulk_urls(self),
            *transfer_urls(self),
            *tags_urls(self),
            *product_urls(self, PAGES),
            *super().get_urls(),
        ]

    def menu_links(self, request: HttpRequest) -> list[Link]:
        """Lead to the tags as well."""
        return with_tags(super().menu_links(request), request)

    def get_inlines(self, request: HttpRequest, obj: models.Product | None) -> list[Any]:
        """Ask for the first variant along with a new product."""
        return [] if obj is not None else [VariantInline]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Show the tabs of a product that there is."""
        product = self.get_object(request, object_id) if object_id is not None else None
        tabs = tabs_context(product, "change") if product is not None else {}
        return super().changeform_view(request, object_id, form_url, {**tabs, **(extra_context or {})})

    # --- Form -------------------------------------------------------------------------------------------------------

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Return the form with the texts of every language."""
        stale = outdated(obj) if obj is not None else ()
        url = request.build_absolute_uri(f"/products/{obj.handle}") if obj is not None else ""
        may_collect = allowed(context_of(request), "commerce.collection:update")
        form = product_form(stale, url=url, may_collect=may_collect)
        return super().get_form(request, obj, change=change, **{**kwargs, "form": form})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Make a tab per language, and one for everything else; who may only look sees what the list shows."""
        if not (self.has_change_permission(request, obj) if obj is not None else self.has_add_permission(request)):
            return [(None, {"fields": ["title", "handle", "state", "price", "stock", "discountable"]})]
        extra = {locale: [field_name("snippet", locale)] for locale in shop_locales()}
        for locale in outdated(obj) if obj is not None else ():
            extra[locale].insert(0, field_name("fits", locale))
        return [
            *language_fieldsets(TEXTS, marks=marks(obj) if obj is not None else None, extra=extra),
            (
                "Organisation",
                {
                    "classes": ["tab"],
                    "fields": [
                        "handle",
                        "categories",
                        "collections",
                        "tags",
                        "discountable",
                        "taxed_as",
                        *self._first_picture(obj),
                        "made_from",
                        "collections_shown",
                    ],
                },
            ),
        ]

    @staticmethod
    def _first_picture(obj: Any) -> list[str]:
        return ["picture"] if obj is None else []

    def create(self, ctx: RequestContext, form: ProductForm) -> UUID:
        """Make a product; its first variant follows as a part."""
        first, *others = _filled_locales(form)
        data = {
            **_texts(form, first),
            "locale": first,
            "handle": form.cleaned_data["handle"] or None,
            "discountable": form.cleaned_data["discountable"],
            "tax_class": form.cleaned_data["taxed_as"] or None,
            "tags": form.cleaned_data["tags"],
            "category_ids": form.cleaned_data["categories"],
            "translations": [{"locale": locale, **_texts(form, locale)} for locale in others],
            "media": [{"asset_id": str(asset_id)} for asset_id in _uploaded(ctx, form)],
        }
        product_id = catalog.create_product(ctx, parse(CreateProductRequest, data)).id
        self._move(ctx, product_id, form)
        return product_id

    def update(self, ctx: RequestContext, obj: models.Product, form: ProductForm) -> None:
        """Change a product: its own fields with the original text, then each translation."""
        # Before the product is locked: collections are locked before products everywhere.
        self._move(ctx, obj.pk, form)
        product = models.Product.objects.get(pk=obj.pk)
        data: dict[str, Any] = changed_texts(form, TEXTS, product.source_locale)
        for field, name in (("tags", "tags"), ("categories", "category_ids"), ("discountable", "discountable")):
            if field in form.changed_data:
                data[name] = form.cleaned_data[field]
        if "taxed_as" in form.changed_data:
            data["tax_class"] = form.cleaned_data["taxed_as"] or None
        if "handle" in form.changed_data and form.cleaned_data["handle"]:
            data["handle"] = form.cleaned_data["handle"]
        if form.cleaned_data.get("made_from"):
            data["version"] = form.cleaned_data["made_from"]
        catalog.update_product(ctx, product.id, parse(UpdateProductRequest, data))
        for locale in shop_locales():
            texts = changed_texts(form, TEXTS, locale)
            if locale == product.source_locale:
                continue
            if not texts:
                if form.cleaned_data.get(field_name("fits", locale)):
                    whole_text = {"locale": locale, **_texts(form, locale)}
                    catalog.set_translation(ctx, product.id, parse(SetProductTranslationRequest, whole_text))
                continue
            if any(form.cleaned_data[field_name(name, locale)] for name in TEXTS):
                catalog.update_product(ctx, product.id, parse(UpdateProductRequest, {**texts, "locale": locale}))
            else:
                catalog.remove_translation(ctx, product.id, locale=locale)

    @staticmethod
    def _move(ctx: RequestContext, product_id: UUID, form: ProductForm) -> None:
        into, out_of = form.moves()
        if into or out_of:
            collections.move_product(ctx, product_id, into=into, out_of=out_of)

    def destroy(self, ctx: RequestContext, obj: models.Product) -> None:
        """Delete a product."""
        catalog.delete_product(ctx, obj.pk)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Name the products only: their parts go along without saying."""
        return [self.object_label(product) for product in objs], {"products": len(objs)}, set(), []

    def object_label(self, obj: models.Product) -> str:
        """Name a product by its title."""
        return name_of_product(obj)

    def save_parts(self, ctx: RequestContext, obj: models.Product, formsets: list[Any]) -> None:
        """Make the first variant."""
        for formset in formsets:
            for form in formset.forms:
                if form.has_changed():
                    variants.create_variant(ctx, obj.pk, parse(CreateVariantRequest, new_variant(form)))

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

    @action(description="Save and bring back as a draft", permissions=["publish"])
    def restore(self, request: HttpRequest, product: models.Product) -> None:
        """Take the product out of the archive."""
        catalog.unpublish_product(context_of(request), product.pk)

    @action(description="Save and archive", permissions=["publish"])
    def archive(self, request: HttpRequest, product: models.Product) -> None:
        """Put the product away."""
        catalog.archive_product(context_of(request), product.pk)

    def get_actions_submit_line(self, request: HttpRequest, object_id: Any) -> list[Any]:
        """Offer what the product is not yet."""
        product = self.get_object(request, str(object_id)) if object_id is not None else None
        status = product.status if product is not None else ProductStatus.DRAFT
        useful = {
            ProductStatus.DRAFT: (self.publish, self.archive),
            ProductStatus.ACTIVE: (self.unpublish, self.archive),
            # What was put away comes back first, and is looked through before shoppers see it.
            ProductStatus.ARCHIVED: (self.restore,),
        }[ProductStatus(status)]
        names = {found.original_function_name for found in useful}
        offered = super().get_actions_submit_line(request, object_id)
        return [found for found in offered if found.method.original_function_name in names]


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
