"""A made-up catalogue of any size, fed to the read model as a domain would."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from rustok.events.envelope import EventEnvelope
from rustok.ids import generate_id, to_ulid
from rustok.modules.contract import RustokModule
from rustok.search.documents import Document, ProductDocument
from rustok.search.sources import DocumentSource, LocaleChain

_NAMES: Final = ("lamp", "chair", "table", "shelf", "mug", "tent", "coat", "rug", "clock", "vase")
_KINDS: Final = ("oak", "steel", "linen", "glass", "copper", "wool", "stone", "cork")
_TEXT: Final = "Made to be used every day, repaired when it breaks, and handed on. "
_CREATED: Final = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


class Catalogue:
    """Products of three variants in two currencies; documents of about 2 KB, cards of about 0.9 KB."""

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
        image = {
            "url": f"/media/{place}.svg",
            "alt": title,
            "width": 1200,
            "height": 900,
            "focal_x": 0.5,
            "focal_y": 0.5,
        }
        card = {
            "id": to_ulid(entity_id),
            "handle": self.handle(place),
            "title": title,
            "subtitle": _TEXT * 5,
            "image": image,
            "prices": {"default": {code: {"min": low, "max": high} for code in ("USD", "EUR")}},
            "in_stock": place % 7 > 0,
            "tags": ["daily", _KINDS[place % len(_KINDS)]],
        }
        variants = [
            {
                "id": to_ulid(entity_id),
                "title": f"{title} {size}",
                "sku": f"SKU-{place}-{size}",
                "options": {"size": size},
                "prices": {"default": {"USD": {"amount": low}, "EUR": {"amount": high}}},
                "in_stock": True,
            }
            for size in ("s", "m", "l")
        ]
        return ProductDocument(
            entity_id=entity_id,
            locale=locale,
            source_locale=locale,
            is_fallback=False,
            stale=False,
            source_version=1,
            status="active",
            title=title,
            slug=self.handle(place),
            search_text=_TEXT,
            tags=("daily", _KINDS[place % len(_KINDS)]),
            prices={"default": {"USD": (low, high), "EUR": (low, high)}},
            has_stock=place % 7 > 0,
            category_ids=(category,),
            options={"size": ("s", "m", "l")},
            skus=tuple(variant["sku"] for variant in variants),  # type: ignore[misc]
            created_at=_CREATED + dt.timedelta(minutes=place),
            document={**card, "locale": locale, "description": _TEXT * 3, "variants": variants, "media": [image]},
            card=card,
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
