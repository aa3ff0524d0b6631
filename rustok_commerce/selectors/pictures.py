"""Which products show a picture."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse

from rustok.context import RequestContext
from rustok.modules.contract import AssetUsage
from rustok.rbac.policies import allowed
from rustok.tenancy.info import current_tenant
from rustok_commerce import mappers, models


def picture_usages(ctx: RequestContext, asset_ids: Sequence[UUID], *, limit: int = 100) -> list[AssetUsage]:
    """Return the products that show these pictures, as far as the actor may see products; three statements."""
    if not allowed(ctx, "commerce.product:read"):
        return []
    rows = models.ProductMedia.objects.filter(asset_id__in=asset_ids).order_by("asset_id", "product_id")
    places = list(rows.values_list("asset_id", "product_id")[:limit])
    shown = {product_id for _, product_id in places}
    products = {
        product.id: product
        for product in models.Product.objects.filter(pk__in=shown).only("id", "handle", "source_locale")
    }
    titles: dict[UUID, dict[str, str]] = {}
    texts = models.ProductTranslation.objects.filter(product_id__in=shown)
    for product_id, locale, title in texts.values_list("product_id", "locale", "title"):
        titles.setdefault(product_id, {})[locale] = title
    locales = current_tenant().fallback_chain(ctx.locale)
    found = []
    for asset_id, product_id in places:
        product = products[product_id]
        title = mappers.choose(titles.get(product_id, {}), locales, product.source_locale)
        label = title[1] if title is not None else product.handle
        url = reverse("admin:rustok_commerce_product_change", args=(product_id,))
        found.append(AssetUsage(asset_id=asset_id, kind="product", id=product_id, title=label, url=url))
    return found
