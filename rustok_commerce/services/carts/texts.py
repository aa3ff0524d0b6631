"""What things in a cart are called, in one language: for the buyer's eyes, and for the snapshot of an order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from rustok.tenancy.info import current_tenant
from rustok_commerce import models
from rustok_commerce.mappers import choose


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A variant in words; ``asset_id`` is its picture, or its product's first."""

    title: str
    variant_title: str
    options: tuple[tuple[str, str], ...]
    asset_id: UUID | None


def load_wordings(variants: Iterable[models.Variant], locale: str) -> dict[UUID, Wording]:
    """Return the words for variants, in four statements."""
    wanted = {row.id: row for row in variants}
    if not wanted:
        return {}
    tenant = current_tenant()
    locales, source = tenant.fallback_chain(locale), tenant.default_locale
    owners = {row.product_id for row in wanted.values()}
    titles: dict[UUID, dict[str, str]] = defaultdict(dict)
    texts = models.ProductTranslation.objects.filter(product_id__in=owners)
    for product_id, language, title in texts.values_list("product_id", "locale", "title"):
        titles[product_id][language] = title
    own: dict[UUID, dict[str, str]] = defaultdict(dict)
    names = models.VariantTranslation.objects.filter(variant_id__in=list(wanted))
    for variant_id, language, title in names.values_list("variant_id", "locale", "title"):
        own[variant_id][language] = title
    options: dict[UUID, list[tuple[str, str]]] = defaultdict(list)
    choices = models.VariantOptionValue.objects.filter(variant_id__in=list(wanted)).order_by("option__position", "id")
    for variant_id, option_key, option_names, value_key, value_names in choices.values_list(
        "variant_id", "option__key", "option__names", "value__key", "value__names"
    ):
        options[variant_id].append(
            (_name(option_names, locales, source, option_key), _name(value_names, locales, source, value_key))
        )
    pictures: dict[UUID, UUID] = {}
    media = models.ProductMedia.objects.filter(product_id__in=owners).order_by("position", "id")
    for product_id, asset_id in media.values_list("product_id", "asset_id"):
        pictures.setdefault(product_id, asset_id)
    return {
        row.id: Wording(
            title=_name(titles[row.product_id], locales, source, row.sku or ""),
            variant_title=_name(own[row.id], locales, source, row.title or ""),
            options=tuple(options[row.id]),
            asset_id=row.asset_id or pictures.get(row.product_id),
        )
        for row in wanted.values()
    }


def _name(by_locale: Mapping[str, str], locales: Iterable[str], source: str, otherwise: str) -> str:
    chosen = choose(by_locale, locales, source)
    return chosen[1] if chosen is not None else otherwise
