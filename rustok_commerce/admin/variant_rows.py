"""A product's variants as the rows of a table: a page at a time, found by SKU or option, named by their options."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.http import HttpRequest

from rustok.tenancy.info import current_tenant
from rustok_commerce import models
from rustok_commerce.admin.choices import name_of

PER_PAGE: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionNames:
    """The options of a product and their values, named in the shop's own language."""

    options: list[models.ProductOption]
    values: dict[UUID, list[models.ProductOptionValue]]
    names: dict[UUID, str]

    def title(self, variant: models.Variant, chosen: dict[UUID, UUID]) -> str:
        """Name a variant by its values, else by its own title or SKU."""
        words = [self.names[chosen[option.id]] for option in self.options if chosen.get(option.id) in self.names]
        return " / ".join(words) or variant.title or variant.sku or "—"


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantRows:
    """One page of variants."""

    page: Page[Any]
    titles: dict[UUID, str]
    names: OptionNames
    query: str

    @property
    def variants(self) -> list[models.Variant]:
        """The page's variants in their order."""
        return list(self.page.object_list)


def option_names(product: models.Product) -> OptionNames:
    """Load a product's options with their values."""
    options = list(models.ProductOption.objects.filter(product=product).order_by("position", "id"))
    values: dict[UUID, list[models.ProductOptionValue]] = {option.id: [] for option in options}
    rows = models.ProductOptionValue.objects.filter(option_id__in=list(values)).order_by("position", "id")
    for value in rows:
        values[value.option_id].append(value)
    default = current_tenant().default_locale
    names = {value.id: name_of(value.names, value.key, default) for found in values.values() for value in found}
    return OptionNames(options=options, values=values, names=names)


def variant_rows(request: HttpRequest, product: models.Product) -> VariantRows:
    """Return the page of variants that the address names (``q``, ``p``); five statements, however many there are."""
    query = request.GET.get("q", "").strip()
    names = option_names(product)
    found = models.Variant.objects.filter(product=product).order_by("position", "id")
    if query:
        found = found.filter(_matches(query, names))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("p"))
    ids = [variant.pk for variant in page.object_list]
    chosen: dict[UUID, dict[UUID, UUID]] = {}
    for choice in models.VariantOptionValue.objects.filter(variant_id__in=ids):
        chosen.setdefault(choice.variant_id, {})[choice.option_id] = choice.value_id
    titles = {variant.pk: names.title(variant, chosen.get(variant.pk, {})) for variant in page.object_list}
    return VariantRows(page=page, titles=titles, names=names, query=query)


def _matches(query: str, names: OptionNames) -> Q:
    """Match a SKU, title or code; or, for each word, a value of that name."""
    own = Q(sku__icontains=query) | Q(title__icontains=query) | Q(barcode__icontains=query) | Q(gtin=query)
    worded = Q()
    for word in query.casefold().split():
        values = [
            value.id
            for rows in names.values.values()
            for value in rows
            if word in value.key.casefold() or word in names.names[value.id].casefold()
        ]
        chosen = models.VariantOptionValue.objects.filter(value_id__in=values)
        worded &= Q(pk__in=chosen.values("variant_id"))
    return own | worded
