"""A made-up catalogue of any size, fed to the read model as a domain would."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import fields
from typing import Final
from uuid import UUID

from rustok.events.envelope import EventEnvelope
from rustok.ids import generate_id
from rustok.modules.contract import RustokModule
from rustok.search.documents import Document, ProductDocument
from rustok.search.sources import DocumentSource, LocaleChain
from rustok.search.storefront import StoreImage, StoreProduct, StoreProductCard, StoreVariant, as_json

_NAMES: Final = ("lamp", "chair", "table", "shelf", "mug", "tent", "coat", "rug", "clock", "vase")
_KINDS: Final = ("oak", "steel", "linen", "glass", "copper", "wool", "stone", "cork")
_TEXT: Final = "Made to be used every day, repaired when it breaks, and handed on. "
_CREATED: Final = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


class Catalogue:
    """Products of three variants in two currencies; documents of about 3 KB, cards of about 0.9 KB."""

    index = "products"
    events: tuple[str, ...] = ()

    def __init__(self, size: int) -> None:
        self.ids = sorted(generate_id() for _ in range(size))
        self._places = {entity_id: place for place, entity_id in enumerate(self.ids)}
        self._categories = [generate_id() for _ in range(12)]

    def targets(self, envelopes: Sequence[EventEnvelope]) -> frozenset[UUID]:
        """Name nothing: the catalogue does not change."""
        return frozenset()

    def page(self, after: UUID | None, limit: int) -> Sequence[UUID]:
        """Name the next products."""
        start = 0 if after is None else self._places[after] + 1
        return self.ids[start : start + limit]

    def versions(self, ids: Sequence[UUID]) -> dict[UUID, int]:
        """Return version 1 of each."""
        return {entity_id: 1 for entity_id in ids if entity_id in self._places}

    def load(self, ids: Sequence[UUID], locales: Sequence[LocaleChain]) -> Sequence[Document]:
        """Build the documents."""
        return [self._document(entity_id, chain.locale) for entity_id in ids for chain in locales]

    def handle(self, place: int) -> str:
        """Return the handle of the product at a place."""
        return f"{_KINDS[place % len(_KINDS)]}-{_NAMES[place % len(_NAMES)]}-{place}"

    def _document(self, entity_id: UUID, locale: str) -> ProductDocument:
        place = self._places[entity_id]
        title = self.handle(place).replace("-", " ").title()
        low, high = 900 + place % 20_000, 1900 + place % 20_000
        category = self._categories[place % len(self._categories)]
        shown = self._shown(entity_id, locale, place, title, low, high)
        card = as_json(StoreProductCard(**{each.name: getattr(shown, each.name) for each in fields(StoreProductCard)}))
        return ProductDocument(
            entity_id=entity_id,
            locale=locale,
            source_locale=locale,
            is_fallback=False,
            stale=False,
            source_version=1,
            status="active",
            title=title,
            slug=shown.handle,
            search_text=_TEXT,
            tags=shown.tags,
            prices={"default": {"USD": (low, high), "EUR": (low, high)}},
            has_stock=shown.in_stock,
            category_ids=(category,),
            options={"size": ("s", "m", "l")},
            skus=tuple(f"SKU-{place}-{size}" for size in ("s", "m", "l")),
            created_at=shown.created_at,
            document=as_json(shown),
            card=card,
        )

    def _shown(self, entity_id: UUID, locale: str, place: int, title: str, low: int, high: int) -> StoreProduct:
        handle = self.handle(place)
        url = f"/media/{place}.svg"
        image = StoreImage(
            url=url, srcset="", thumbnail=url, alt=title, width=1200, height=900, focal_x=0.5, focal_y=0.5
        )
        nothing = dict.fromkeys(("barcode", "gtin", "image", "weight", "length", "width", "height"))
        return StoreProduct(
            id=entity_id,
            handle=handle,
            title=title,
            subtitle=_TEXT * 5,
            image=image,
            prices={"default": {code: {"min": low, "max": high} for code in ("USD", "EUR")}},
            in_stock=place % 7 > 0,
            tags=("daily", _KINDS[place % len(_KINDS)]),
            locale=locale,
            source_locale=locale,
            is_fallback=False,
            description=_TEXT * 3,
            meta_title=None,
            meta_description=None,
            discountable=True,
            type=None,
            channels=("default",),
            alternates={locale: handle},
            stale=False,
            media=(image,),
            options=(),
            attributes=(),
            variants=tuple(
                StoreVariant(
                    id=entity_id,
                    title=f"{title} {size}",
                    sku=f"SKU-{place}-{size}",
                    options={"size": size},
                    attributes=(),
                    prices={"default": {"USD": {"amount": low}, "EUR": {"amount": high}}},
                    price_tiers=(),
                    in_stock=True,
                    allow_backorder=False,
                    **nothing,
                )
                for size in ("s", "m", "l")
            ),
            stock_as_of=None,
            categories=(),
            collections=(),
            breadcrumbs=(),
            created_at=_CREATED + dt.timedelta(minutes=place),
            published_at=_CREATED,
            updated_at=_CREATED,
        )


class CatalogueModule(RustokModule):
    """Stands in the place of commerce, so that a size can be chosen."""

    slug = "commerce"
    name = "Catalogue"
    description = "A made-up catalogue."
    version = "1.0.0"

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue

    def search_sources(self) -> Sequence[DocumentSource]:
        """Feed the read model."""
        return (self.catalogue,)
