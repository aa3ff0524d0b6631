"""What a batch of drafts is about: looked up ahead, in a number of statements that does not grow with the batch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from rustok.media.models import Asset
from rustok_commerce import models
from rustok_commerce.mappers import ProductAggregate, VariantAggregate
from rustok_commerce.selectors.aggregates import load_products
from rustok_commerce.services.transfer import cells
from rustok_commerce.services.transfer.drafts import Draft
from rustok_commerce.services.transfer.present import Shop, load_assets


@dataclass(slots=True, kw_only=True)
class Found:
    """The products and pictures that drafts name."""

    by_handle: dict[str, ProductAggregate] = field(default_factory=dict)
    by_sku: dict[str, tuple[ProductAggregate, VariantAggregate]] = field(default_factory=dict)
    pictures: dict[str, list[UUID]] = field(default_factory=dict)

    def product_of(self, draft: Draft) -> ProductAggregate | None:
        """Return the product that a draft describes, by its handle or else by a SKU."""
        if draft.handle is not None:
            return self.by_handle.get(draft.handle)
        for sku in draft.skus:
            if sku in self.by_sku:
                return self.by_sku[sku][0]
        return None


def look_up(batch: Sequence[Draft], shop: Shop) -> Found:
    """Find what drafts name."""
    handles = [draft.handle for draft in batch if draft.handle is not None]
    skus = [sku for draft in batch for sku in draft.skus]
    ids = dict.fromkeys(models.Product.objects.filter(handle__in=handles).values_list("id", flat=True))
    ids |= dict.fromkeys(models.Variant.objects.filter(sku__in=skus).values_list("product_id", flat=True))
    found = Found()
    for product in load_products(ids):
        found.by_handle[product.product.handle] = product
        for variant in product.variants:
            if variant.variant.sku:
                found.by_sku[variant.variant.sku] = product, variant
    load_assets(shop, (media.asset_id for product in found.by_handle.values() for media in product.media))
    _find_pictures(found, (name for draft in batch for name in _pictures(draft)))
    return found


def _pictures(draft: Draft) -> Iterable[str]:
    for line in draft.lines:
        yield from cells.read_list(line.of("media") or "")


def _find_pictures(found: Found, names: Iterable[str]) -> None:
    wanted = set(names)
    if not wanted:
        return
    for column in ("filename", "sha256"):
        rows = Asset.objects.filter(**{f"{column}__in": wanted}).order_by("id").values_list(column, "id")
        for name, asset_id in rows:
            found.pictures.setdefault(name, []).append(asset_id)
