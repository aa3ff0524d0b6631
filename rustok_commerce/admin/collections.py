"""Collections: by hand with an order, or by rules with a look at what they choose."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import admin
from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextInputWidget

from rustok.api.admin.chips import Tone, chip, language_chips
from rustok.api.admin.forms import VersionedForm, all_valid, choice, number, operator_locales, reason, switch
from rustok.api.admin.model_admin import RustokModelAdmin, context_of
from rustok.api.admin.navigation import COMMERCE
from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import RustokError
from rustok.ids import InvalidId, parse_id
from rustok.tenancy.info import current_tenant
from rustok_commerce import models
from rustok_commerce.admin.choices import collection_name
from rustok_commerce.admin.languages import (
    changed_texts,
    field_name,
    language_fieldsets,
    shop_locales,
    text_fields,
)
from rustok_commerce.admin.product_list import load_rows, thumbnail, title_of
from rustok_commerce.admin.product_pages import ProductPage, product_urls
from rustok_commerce.admin.rule_fields import rule_fields, rule_rows, rules_changed, rules_of, typed_rules
from rustok_commerce.dto.collections import (
    AddCollectionProductsRequest,
    CollectionKind,
    CollectionMatch,
    CreateCollectionRequest,
    OrderCollectionRequest,
    PreviewCollectionRequest,
    RemoveCollectionProductsRequest,
    UpdateCollectionRequest,
)
from rustok_commerce.services import collections
from rustok_commerce.services.rules import preview_collection

_TEXTS = ("name", "slug", "description", "meta_title", "meta_description")
_LIMITS = {"name": 255, "slug": 200, "description": 200_000, "meta_title": 255, "meta_description": 500}
_SHOWN = 200

_PREVIEW: Final = "_preview"
_PREVIEW_BUTTON: Final = format_html(
    '<button type="submit" name="{}" value="1" class="rustok-button" formnovalidate>{}</button>',
    _PREVIEW,
    "Show what they choose as typed",
)


class CollectionForm(VersionedForm):
    """A collection; the fields of its texts and rules are added."""

    class Meta:
        model = models.Collection
        fields: tuple[str, ...] = ()

    asked_by: HttpRequest

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The preview of the rules asks in the name of the request, also where there is no collection yet.
        self.instance.request = self.asked_by

    def _post_clean(self) -> None:
        """Leave validation to the service."""


class PreviewedForm(CollectionForm):
    """A form that is only looked at: it is shown again with all that was typed, and nothing is written."""

    def is_valid(self) -> bool:
        """Never be taken."""
        super().is_valid()
        return False


@admin.register(models.Collection)
class CollectionAdmin(RustokModelAdmin):
    """Collections."""

    module = "commerce"
    resource = "commerce.collection"
    aggregate_type = "commerce.collection"
    menu_section = COMMERCE
    menu_icon = "collections_bookmark"
    menu_order = 30
    list_display = ("name", "kind_chip", "products", "languages", "state", "position")
    list_filter = ("kind", "is_active")
    search_fields = ("slug", "translations__name")
    ordering = ("position", "slug")
    change_form_outer_before_template = "rustok_commerce/admin/product_tabs.html"

    def get_queryset(self, request: HttpRequest) -> Any:
        """Read texts along, count products."""
        rows = super().get_queryset(request).prefetch_related("translations")
        return rows.annotate(product_count=Count("products", distinct=True))

    def get_urls(self) -> list[Any]:
        """Add the page of the products."""
        return [*product_urls(self, (CollectionProductsPage,)), *super().get_urls()]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Show the tabs of a collection that there is."""
        found = self.get_object(request, object_id) if object_id is not None else None
        tabs = collection_tabs(found, "change") if found is not None else {}
        return super().changeform_view(request, object_id, form_url, {**tabs, **(extra_context or {})})

    # --- Columns ----------------------------------------------------------------------------------------------------

    @display(description="Name", ordering="slug")
    def name(self, collection: models.Collection) -> str:
        """Show the name in the shop's own language."""
        return collection_name(collection)

    @display(description="Kind", ordering="kind")
    def kind_chip(self, collection: models.Collection) -> SafeString:
        """Show how its products are chosen."""
        by_rules = collection.kind == CollectionKind.RULES
        return chip("rules", Tone.INFO) if by_rules else chip("by hand")

    @display(description="Products", ordering="product_count")
    def products(self, collection: Any) -> str:
        """Show how many products were put into it."""
        return "by rules" if collection.kind == CollectionKind.RULES else str(collection.product_count)

    @display(description="Languages")
    def languages(self, collection: Any) -> SafeString:
        """Show which languages it has a text in."""
        present = {text.locale for text in collection.translations.all()}
        return language_chips(current_tenant().locale_codes, complete=present, stale=())

    @display(description="State", ordering="is_active")
    def state(self, collection: models.Collection) -> SafeString:
        """Show whether shoppers see it."""
        return chip("shown", Tone.GOOD) if collection.is_active else chip("hidden")

    @display(description="What the rules choose")
    def chosen(self, collection: Any) -> SafeString | str:
        """Show how many products the rules choose as they are typed, or else as they are stored; and the first."""
        if not hasattr(collection, "chosen_now"):  # the template asks for the value of a field again and again
            found = self._choose(collection)
            collection.chosen_now = format_html("{} {}", found, _PREVIEW_BUTTON)
        return collection.chosen_now  # type: ignore[no-any-return]

    @staticmethod
    def _choose(collection: Any) -> SafeString | str:
        request: HttpRequest = collection.request
        data = {"rules": collection.rules, "match": collection.match}
        if _PREVIEW in request.POST:
            data = {"rules": typed_rules(request.POST), "match": request.POST.get("match")}
        if not data["rules"]:
            return "—"
        try:
            found = preview_collection(context_of(request), parse(PreviewCollectionRequest, data))
        except RustokError as exc:
            return format_html('<span class="rustok-wrong">{}</span>', reason(exc))
        names = ", ".join(product.title for product in found.products) or "none"
        return format_html("<strong>{}</strong> of {} products: {}", found.count, found.examined, names)

    # --- Form -------------------------------------------------------------------------------------------------------

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Find a collection; the preview of its rules asks in the name of the request."""
        found = super().get_object(request, object_id, from_field)
        if found is not None:
            found.request = request
        return found

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Add texts in every language, and the rules."""
        fields: dict[str, Any] = {
            **text_fields(_TEXTS, _LIMITS),
            **rule_fields(obj.rules if obj is not None else []),
            "address": forms.SlugField(
                required=False,
                max_length=200,
                label="Slug",
                initial=obj.slug if obj else "",
                widget=UnfoldAdminTextInputWidget(),
                help_text="The collection's address. Made from the name if left empty.",
            ),
            "match": choice(
                "Products fit",
                [(CollectionMatch.ALL.value, "all rules"), (CollectionMatch.ANY.value, "any rule")],
                initial=obj.match if obj else CollectionMatch.ALL,
            ),
            "is_active": switch("Shown to shoppers", initial=obj.is_active if obj else True),
            "position": number("Place among the others", initial=obj.position if obj else 0),
        }
        if obj is None:
            kinds = [(CollectionKind.MANUAL.value, "by hand"), (CollectionKind.RULES.value, "by rules")]
            fields["kind"] = choice("Products are chosen", kinds, required=True)
        else:
            for text in obj.translations.all():
                for name in _TEXTS:
                    if field_name(name, text.locale) in fields:
                        fields[field_name(name, text.locale)].initial = getattr(text, name) or ""
        base = PreviewedForm if _PREVIEW in request.POST else CollectionForm
        form = type("CollectionForm", (base,), {**fields, "asked_by": request})
        return super().get_form(request, obj, change=change, form=form, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show what rules choose."""
        return ("chosen",) if obj is None or obj.kind == CollectionKind.RULES else ()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Make a tab per language, one for the settings, one for the rules."""
        if not (self.has_change_permission(request, obj) if obj is not None else self.has_add_permission(request)):
            return [(None, {"fields": ["name", "slug", "kind_chip", "state"]})]
        settings = ["address", *(["kind"] if obj is None else []), "is_active", "position"]
        found = [*language_fieldsets(_TEXTS), ("Settings", {"classes": ["tab"], "fields": settings})]
        if obj is None or obj.kind == CollectionKind.RULES:
            rows: list[Any] = ["chosen", "match", *rule_rows(obj.rules if obj is not None else [])]
            found.append(("Rules", {"classes": ["tab"], "fields": rows}))
        return found

    def object_label(self, obj: Any) -> str:
        """Name a collection in the operator's language."""
        return collection_name(obj, operator_locales(current_tenant()))

    def create(self, ctx: RequestContext, form: Any) -> UUID:
        """Make a collection."""
        filled = [locale for locale in shop_locales() if form.cleaned_data[field_name("name", locale)]]
        first, *others = filled or [current_tenant().default_locale]
        data = form.cleaned_data
        texts = _texts(form, first)
        request: dict[str, Any] = {
            **texts,
            "locale": first,
            "kind": data["kind"],
            "slug": data["address"] or texts["slug"],
            "translations": [{"locale": locale, **_texts(form, locale)} for locale in others],
            "is_active": data["is_active"],
            "position": data["position"] or 0,
        }
        if data["kind"] == CollectionKind.RULES:
            request |= {"match": data["match"], "rules": rules_of(form)}
        return collections.create_collection(ctx, parse(CreateCollectionRequest, request)).id

    def update(self, ctx: RequestContext, obj: Any, form: Any) -> None:
        """Change a collection, in all languages by one command."""
        changed, data = set(form.changed_data), form.cleaned_data
        changes: dict[str, Any] = {name: data[name] for name in ("is_active",) if name in changed}
        if "position" in changed:
            changes["position"] = data["position"] or 0
        if "address" in changed and data["address"]:
            changes["slug"] = data["address"]
        translations = [
            {"locale": locale, **_texts(form, locale)}
            for locale in shop_locales()
            if changed_texts(form, _TEXTS, locale)
        ]
        if translations:
            changes["translations"] = translations
        if "match" in changed:
            changes["match"] = data["match"]
        if rules_changed(form):
            changes["rules"] = rules_of(form)
        collections.update_collection(ctx, obj.pk, parse(UpdateCollectionRequest, {**changes, **form.given_version()}))

    def destroy(self, ctx: RequestContext, obj: Any) -> None:
        """Delete a collection; its products stay."""
        collections.delete_collection(ctx, obj.pk)


class PlaceForm(forms.Form):
    """A product's place in a collection."""

    position = forms.IntegerField(
        min_value=1, max_value=100_000, widget=forms.NumberInput(attrs={"class": "rustok-input is-number"})
    )
    remove = forms.BooleanField(required=False)


class CollectionProductsPage(ProductPage):
    """The products of a collection that is filled by hand: put in, put in order, taken out."""

    tab = "products"
    template = "rustok_commerce/admin/collection_products.html"
    right = "commerce.collection:update"
    product: Any

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        data = self.request.POST if self.request.method == "POST" and "place" in self.request.POST else None
        links = models.CollectionProduct.objects.filter(collection=self.product).order_by("position", "product_id")
        self.order = list(links.values_list("product_id", flat=True)[:_SHOWN])
        self.forms = {
            product_id: PlaceForm(data, prefix=product_id.hex, initial={"position": place})
            for place, product_id in enumerate(self.order, start=1)
        }

    def frame(self) -> dict[str, Any]:
        """Return the collection's tabs and name."""
        return {
            **collection_tabs(self.product, self.tab),
            "title": self.page.object_label(self.product),
            "history_url": reverse("admin:rustok_commerce_collection_history", args=(self.product.pk,)),
        }

    def context(self) -> dict[str, Any]:
        """Return the products in their order, and those that a search finds to put in."""
        found = {row.pk: row for row in models.Product.objects.filter(pk__in=self.order)}
        query = self.request.GET.get("q", "").strip()
        candidates: list[Any] = []
        if query:
            texts = models.ProductTranslation.objects.filter(title__icontains=query).values("product_id")
            rows = models.Product.objects.filter(Q(handle__icontains=query) | Q(pk__in=texts))
            candidates = list(rows.exclude(pk__in=self.order).order_by("-pk")[:24])
        load_rows([*found.values(), *candidates])
        return {
            "by_hand": self.product.kind == CollectionKind.MANUAL,
            "rows": [
                {**_shown(found[product_id]), "form": self.forms[product_id]}
                for product_id in self.order
                if product_id in found
            ],
            "candidates": [_shown(row) for row in candidates],
            "query": query,
            "limit": _SHOWN,
        }

    def submit(self) -> str | None:
        """Put products in, or write their order."""
        ctx, collection_id = self.ctx, self.product.pk
        if "add" in self.request.POST:
            ids = _ids(self.request.POST.getlist("add"))
            collections.add_products(ctx, collection_id, AddCollectionProductsRequest(product_ids=ids))
            return f"{len(ids)} products were put in."
        sent = {
            product_id: form
            for product_id, form in self.forms.items()
            if f"{product_id.hex}-position" in self.request.POST
        }
        if not all_valid(sent.values()):
            return None
        gone = tuple(product_id for product_id, form in sent.items() if form.cleaned_data["remove"])
        if gone:
            collections.remove_products(ctx, collection_id, RemoveCollectionProductsRequest(product_ids=gone))
        kept = [product_id for product_id in sent if product_id not in gone]
        # Who was moved up stands before who was there.
        kept.sort(key=lambda key: (sent[key].cleaned_data["position"], "position" not in sent[key].changed_data))
        if kept:
            collections.order_products(ctx, collection_id, OrderCollectionRequest(product_ids=tuple(kept)))
        return "The products were saved."


def collection_tabs(collection: Any, present: str) -> dict[str, Any]:
    """Return the tabs above a collection's pages."""
    if collection.kind != CollectionKind.MANUAL:
        return {}
    places = (
        ("change", "Details", "edit_note", "rustok_commerce_collection_change"),
        ("products", "Products", "sell", "collection_products"),
    )
    return {
        "product_tabs": [
            {
                "tab": {"title": title, "icon": icon},
                "url": reverse(f"admin:{view}", args=(collection.pk,)),
                "active": name == present,
            }
            for name, title, icon, view in places
        ]
    }


def _shown(row: Any) -> dict[str, Any]:
    return {
        "product": row,
        "title": title_of(row.aggregate) if row.aggregate is not None else row.handle,
        "thumbnail": thumbnail(row.asset, 32),
    }


def _texts(form: Any, locale: str) -> dict[str, Any]:
    texts = {name: form.cleaned_data[field_name(name, locale)] or None for name in _TEXTS}
    return {**texts, "name": texts["name"] or ""}


def _ids(texts: list[str]) -> tuple[UUID, ...]:
    found = []
    for text in texts:
        try:
            found.append(parse_id(text))
        except InvalidId:
            continue
    return tuple(found)
