"""Collections of the demo shops: one filled by hand in an order, one chosen by rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.ids import to_ulid
from rustok_commerce import models
from rustok_commerce.demo.records import Catalog, Names
from rustok_commerce.dto.collections import CollectionKind, CreateCollectionRequest
from rustok_commerce.dto.products import ProductResponse
from rustok_commerce.selectors import products as product_selectors
from rustok_commerce.services import collections


@dataclass(frozen=True, slots=True, kw_only=True)
class _Collection:
    """A collection; with rules it is chosen by them, and `handles` only lend it a picture."""

    slug: str
    names: Names
    descriptions: Names
    handles: tuple[str, ...]
    rules: tuple[dict[str, str], ...] = ()


_COLLECTIONS: Final = {
    "demo": (
        _Collection(
            slug="night-outside",
            names={"en": "A night outside", "ru": "Ночь под открытым небом", "de": "Eine Nacht draußen"},
            descriptions={
                "en": "What we take along for a first night in the woods, in the order we pack it.",
                "ru": "Что мы берём с собой на первую ночь в лесу: в том порядке, в каком укладываем.",
                "de": "Was wir für die erste Nacht im Wald mitnehmen, in der Reihenfolge, in der wir packen.",
            },
            handles=(
                "tarn-dome-tent",
                "hibernate-sleeping-bag",
                "soft-ground-mat",
                "cloud-camp-pillow",
                "glow-camp-lantern",
                "campfire-enamel-mug",
                "spoon-fork-knife",
            ),
        ),
        _Collection(
            slug="gifts",
            names={"en": "Gifts", "ru": "Подарки", "de": "Geschenke"},
            descriptions={
                "en": "Small things that are kept for years.",
                "ru": "Небольшие вещи, которые хранят годами.",
                "de": "Kleine Dinge, die jahrelang bleiben.",
            },
            handles=("hearthside-jar-candle",),
            rules=({"field": "tag", "value": "gift"},),
        ),
    ),
    "acme": (
        _Collection(
            slug="first-workshop",
            names={"en": "The first workshop", "de": "Die erste Werkstatt"},
            descriptions={
                "en": "Enough to begin with, the most needed first.",
                "de": "Genug für den Anfang, das Nötigste zuerst.",
            },
            handles=("steel-toolbox", "claw-hammer", "combination-wrench", "wood-screws-torx", "cloth-tape"),
        ),
        _Collection(
            slug="protective-equipment",
            names={"en": "Protective equipment", "de": "Schutzausrüstung"},
            descriptions={"en": "All that bears a standard of safety.", "de": "Alles mit einer Norm für Sicherheit."},
            handles=("site-safety-helmet",),
            rules=({"field": "tag", "value": "ppe"},),
        ),
    ),
}


def seed_collections(ctx: RequestContext, wanted: Catalog) -> None:
    """Make the collections of a data set that are not there; what is there stays as somebody may have changed it."""
    present = set(models.Collection.objects.values_list("slug", flat=True))
    for position, record in enumerate(_COLLECTIONS.get(wanted.tenant, ())):
        if record.slug not in present:
            found = [product_selectors.find_product(ctx, handle) for handle in record.handles]
            products = [product for product in found if product is not None]
            data = _request(record, wanted.locales, products)
            collections.create_collection(ctx, parse(CreateCollectionRequest, {**data, "position": position}))


def _request(record: _Collection, locales: tuple[str, ...], products: list[ProductResponse]) -> dict[str, Any]:
    texts = [
        {"locale": locale, "name": record.names[locale], "description": record.descriptions[locale]}
        for locale in locales
    ]
    first, *others = texts
    pictures = [media.asset_id for product in products for media in product.media]
    return {
        **first,
        "slug": record.slug,
        "kind": (CollectionKind.RULES if record.rules else CollectionKind.MANUAL).value,
        "rules": record.rules,
        "product_ids": () if record.rules else [to_ulid(product.id) for product in products],
        "asset_id": to_ulid(pictures[0]) if pictures else None,
        "translations": others,
    }
