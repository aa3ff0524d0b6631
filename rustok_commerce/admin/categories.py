"""The tree of categories."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.db import models as db
from django.http import HttpRequest
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from rustok.api.admin.forms import operator_locales
from rustok.api.admin.model_admin import RustokModelAdmin
from rustok.api.admin.navigation import COMMERCE
from rustok.context import RequestContext
from rustok.dto import parse
from rustok.tenancy.info import current_tenant
from rustok_commerce import models
from rustok_commerce.admin.choices import category_choices
from rustok_commerce.admin.languages import (
    changed_texts,
    field_name,
    language_fieldsets,
    shop_locales,
    text_fields,
)
from rustok_commerce.dto.categories import CreateCategoryRequest, UpdateCategoryRequest
from rustok_commerce.mappers import choose
from rustok_commerce.services import categories

_TEXTS = ("name", "description", "meta_title", "meta_description")
_LIMITS = {"name": 255, "description": 200_000, "meta_title": 255, "meta_description": 500}


class CategoryForm(forms.ModelForm):
    """A category; the fields of its texts are added for the shop's languages."""

    slug = forms.SlugField(
        required=False,
        max_length=200,
        widget=UnfoldAdminTextInputWidget(),
        help_text="The category's address. Made from the name if left empty.",
    )
    place = forms.ChoiceField(required=False, label="Below", widget=UnfoldAdminSelectWidget())
    # Not called version: the column of that name is not editable.
    made_from = forms.IntegerField(required=False, widget=forms.HiddenInput())

    class Meta:
        model = models.Category
        fields = ("slug", "position")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place: Any = self.fields["place"]
        place.choices = [("", "—"), *category_choices()]
        if self.instance._state.adding:
            return
        self.initial["made_from"] = self.instance.version
        self.initial["place"] = str(self.instance.parent_id or "")
        for row in models.CategoryTranslation.objects.filter(category=self.instance):
            for name in _TEXTS:
                self.initial[field_name(name, row.locale)] = getattr(row, name)


@admin.register(models.Category)
class CategoryAdmin(RustokModelAdmin):
    """Categories."""

    module = "commerce"
    resource = "commerce.category"
    aggregate_type = "commerce.category"
    menu_section = COMMERCE
    menu_icon = "account_tree"
    menu_order = 20
    list_display = ("name", "slug", "products", "position")
    search_fields = ("slug", "translations__name")
    ordering = ("path",)
    list_per_page = 200

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return categories with their texts and the number of products."""
        rows = super().get_queryset(request).prefetch_related("translations")
        return rows.annotate(product_count=db.Count("product_links"))

    @display(description="Name", ordering="path")
    def name(self, category: models.Category) -> str:
        """Show the name in the shop's own language, indented by its level."""
        texts = {row.locale: row for row in category.translations.all()}
        chosen = choose(texts, (current_tenant().default_locale,), category.source_locale)
        indent = "\N{NO-BREAK SPACE}" * 6 * (category.path.count("/") - 1)
        return f"{indent}{chosen[1].name if chosen is not None else category.slug}"

    @display(description="Products", ordering="product_count")
    def products(self, category: Any) -> int:
        """Show how many products are in the very category."""
        return int(category.product_count)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Return the form with the texts of every language."""
        form = type("CategoryForm", (CategoryForm,), text_fields(_TEXTS, _LIMITS))
        return super().get_form(request, obj, change=change, **{**kwargs, "form": form})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Make a tab per language, and one for the place in the tree; who may only look sees what the list shows."""
        if not (self.has_change_permission(request, obj) if obj is not None else self.has_add_permission(request)):
            return [(None, {"fields": ["name", "slug", "position"]})]
        place = {"classes": ["tab"], "fields": ["slug", "place", "position", "made_from"]}
        return [*language_fieldsets(_TEXTS), ("Place", place)]

    def object_label(self, obj: models.Category) -> str:
        """Name a category in the operator's language."""
        texts = {row.locale: row for row in models.CategoryTranslation.objects.filter(category=obj)}
        chosen = choose(texts, operator_locales(current_tenant()), obj.source_locale)
        return chosen[1].name if chosen is not None else obj.slug

    def create(self, ctx: RequestContext, form: CategoryForm) -> UUID:
        """Make a category."""
        filled = [locale for locale in shop_locales() if form.cleaned_data[field_name("name", locale)]]
        first, *others = filled or [current_tenant().default_locale]
        data = {
            **_texts(form, first),
            "locale": first,
            "slug": form.cleaned_data["slug"] or None,
            "parent_id": form.cleaned_data["place"] or None,
            "position": form.cleaned_data["position"],
            "translations": [{"locale": locale, **_texts(form, locale)} for locale in others],
        }
        return categories.create_category(ctx, parse(CreateCategoryRequest, data)).id

    def update(self, ctx: RequestContext, obj: models.Category, form: CategoryForm) -> None:
        """Change a category, in all languages by one command."""
        present = models.Category.objects.get(pk=obj.pk)
        data: dict[str, Any] = changed_texts(form, _TEXTS, present.source_locale)
        if "place" in form.changed_data:
            data["parent_id"] = form.cleaned_data["place"] or None
        for name in ("slug", "position"):
            if name in form.changed_data and form.cleaned_data[name] not in (None, ""):
                data[name] = form.cleaned_data[name]
        data["translations"] = [
            {"locale": locale, **_texts(form, locale)}
            for locale in shop_locales()
            if locale != present.source_locale and changed_texts(form, _TEXTS, locale)
        ]
        if form.cleaned_data.get("made_from"):
            data["version"] = form.cleaned_data["made_from"]
        categories.update_category(ctx, present.id, parse(UpdateCategoryRequest, data))

    def destroy(self, ctx: RequestContext, obj: models.Category) -> None:
        """Delete a category."""
        categories.delete_category(ctx, obj.pk)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Name the categories only: products stay."""
        return [self.object_label(category) for category in objs], {"categories": len(objs)}, set(), []


def _texts(form: CategoryForm, locale: str) -> dict[str, str | None]:
    texts = {name: form.cleaned_data[field_name(name, locale)] or None for name in _TEXTS}
    return {**texts, "name": texts["name"] or ""}
