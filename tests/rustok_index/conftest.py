"""A small domain that feeds the read model, without commerce or content."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings

from rustok.api.graphql.schema import current_schema
from rustok.events.envelope import EventEnvelope
from rustok.ids import generate_id
from rustok.modules.contract import RustokModule
from rustok.modules.registry import registry
from rustok.search.documents import CategoryDocument, ContentDocument, Document, ProductDocument
from rustok.search.sources import DocumentSource, LocaleChain
from rustok.search.storefront import (
    StoreCategory,
    StoreCategoryCard,
    StoreNode,
    StoreNodeCard,
    StoreProduct,
    StoreProductCard,
    StoreSeo,
    StoreVariant,
    as_json,
)
from rustok.tenancy.context import require_tenant_id

CREATED = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)


class MemorySource:
    """Documents kept in a dict per tenant: ``{entity: {locale: document}}``; missing locales fall back."""

    def __init__(self, index: str, events: tuple[str, ...], key: str) -> None:
        self.index, self.events, self._key = index, events, key
        self._rows: dict[UUID, dict[UUID, dict[str, Document]]] = {}
        self.loads = 0

    @property
    def rows(self) -> dict[UUID, dict[str, Document]]:
        return self._rows.setdefault(require_tenant_id(), {})

    def put(self, document: Document) -> Document:
        self.rows.setdefault(document.entity_id, {})[document.locale] = document
        return document

    def change(self, entity_id: UUID, locale: str = "en", **changes: Any) -> Document:
        before = self.rows[entity_id][locale]
        return self.put(dataclasses.replace(before, source_version=before.source_version + 1, **changes))

    def targets(self, envelopes: Sequence[EventEnvelope]) -> frozenset[UUID]:
        return frozenset(getattr(envelope.event, self._key) for envelope in envelopes)

    def load(self, ids: Sequence[UUID], locales: Sequence[LocaleChain]) -> Sequence[Document]:
        self.loads += 1
        found = []
        for entity_id in ids:
            texts = self.rows.get(entity_id, {})
            for chain in locales:
                for code in (chain.locale, *chain.fallbacks):
                    if code in texts:
                        is_fallback = code != chain.locale
                        found.append(
                            dataclasses.replace(
                                texts[code], locale=chain.locale, source_locale=code, is_fallback=is_fallback
                            )
                        )
                        break
        return found

    def page(self, after: UUID | None, limit: int) -> Sequence[UUID]:
        return sorted(entity_id for entity_id in self.rows if after is None or entity_id > after)[:limit]

    def versions(self, ids: Sequence[UUID]) -> dict[UUID, int]:
        return {
            entity_id: max(d.source_version for d in self.rows[entity_id].values())
            for entity_id in ids
            if entity_id in self.rows
        }


class Shop(RustokModule):
    """Stands for the domains; registered in their place."""

    slug = "commerce"
    name = "Shop"
    description = "Test domain."
    version = "1.0.0"

    def __init__(self) -> None:
        self.products = MemorySource("products", ("product.*", "price.*"), "product_id")
        self.content = MemorySource("content", ("node.*",), "node_id")
        self.categories = MemorySource("categories", ("product_category.*",), "category_id")

    def search_sources(self) -> Sequence[DocumentSource]:
        return (self.products, self.content, self.categories)

    def product(self, title: str, **given: Any) -> ProductDocument:
        """Put a product; prices default to 19.99 USD."""
        entity_id = given.pop("entity_id", None) or generate_id()
        values: dict[str, Any] = {
            "entity_id": entity_id,
            "locale": "en",
            "source_locale": "en",
            "is_fallback": False,
            "stale": False,
            "source_version": 1,
            "status": "active",
            "title": title,
            "slug": title.lower().replace(" ", "-"),
            "search_text": f"{title} for the home",
            "created_at": CREATED,
        }
        amounts = given.pop("amounts", {"USD": 1999, "EUR": 1899})
        values["prices"] = priced(amounts)
        values |= given
        shown = _shown_product(values)
        card = {name: shown[name] for name in (f.name for f in dataclasses.fields(StoreProductCard))}
        document = ProductDocument(**{"document": shown, "card": card, **values})
        self.products.put(document)
        return document

    def node(self, title: str, **given: Any) -> ContentDocument:
        """Put a published post."""
        entity_id = given.pop("entity_id", None) or generate_id()
        values: dict[str, Any] = {
            "entity_id": entity_id,
            "locale": "en",
            "source_locale": "en",
            "is_fallback": False,
            "stale": False,
            "source_version": 1,
            "status": "published",
            "kind": "post",
            "title": title,
            "slug": title.lower().replace(" ", "-"),
            "search_text": f"{title} in many words",
            "created_at": CREATED,
            "published_at": CREATED,
        }
        values |= given
        shown = _shown_node(values)
        card = {name: shown[name] for name in (f.name for f in dataclasses.fields(StoreNodeCard))}
        document = ContentDocument(**{"document": shown, "card": card, **values})
        self.content.put(document)
        return document

    def category(self, title: str, parent: CategoryDocument | None = None, **given: Any) -> CategoryDocument:
        """Put a category below its parent."""
        entity_id = generate_id()
        slug = title.lower().replace(" ", "-")
        values: dict[str, Any] = {
            "entity_id": entity_id,
            "locale": "en",
            "source_locale": "en",
            "is_fallback": False,
            "stale": False,
            "source_version": 1,
            "status": "active",
            "title": title,
            "slug": slug,
            "search_text": title,
            "parent_id": parent.entity_id if parent else None,
            "path": (*(parent.path if parent else ()), entity_id),
        }
        values |= given
        shown = as_json(
            StoreCategory(
                id=entity_id,
                slug=slug,
                name=title,
                parent_id=values["parent_id"],
                position=values.get("position", 0),
                image=None,
                alternates={"en": slug},
                locale="en",
                source_locale="en",
                is_fallback=False,
                description=None,
                meta_title=None,
                meta_description=None,
                depth=len(values["path"]),
                breadcrumbs=(),
            )
        )
        card = {name: shown[name] for name in (f.name for f in dataclasses.fields(StoreCategoryCard))}
        document = CategoryDocument(**{"document": shown, "card": card, **values})
        self.categories.put(document)
        return document


def priced(amounts: dict[str, int]) -> dict[str, Any]:
    """Return prices of one channel, in the test shop's two currencies."""
    return {"default": {code: (amounts[code],) * 2 if code in amounts else None for code in ("USD", "EUR")}}


def _shown_product(values: dict[str, Any]) -> Any:
    return as_json(
        StoreProduct(
            id=values["entity_id"],
            handle=values["slug"],
            title=values["title"],
            subtitle=None,
            image=None,
            prices={
                channel: {code: {"min": price[0], "max": price[1]} for code, price in by_code.items() if price}
                for channel, by_code in values["prices"].items()
            },
            in_stock=values.get("has_stock", False),
            tags=values.get("tags", ()),
            locale=values["locale"],
            source_locale=values["source_locale"],
            is_fallback=values["is_fallback"],
            description="**Made of wood.**",
            meta_title=None,
            meta_description=None,
            discountable=True,
            type=None,
            channels=tuple(values["prices"]),
            alternates={values["locale"]: values["slug"]},
            stale=False,
            media=(),
            options=(),
            attributes=(),
            variants=(
                StoreVariant(
                    id=values["entity_id"],
                    title="Default",
                    sku="SKU-1",
                    barcode=None,
                    options={},
                    gtin=None,
                    attributes=(),
                    image=None,
                    prices={
                        channel: {code: {"amount": price[0]} for code, price in by_code.items() if price}
                        for channel, by_code in values["prices"].items()
                    },
                    price_tiers=(),
                    in_stock=True,
                    allow_backorder=False,
                    weight=1000,
                    length=None,
                    width=None,
                    height=None,
                ),
            ),
            stock_as_of=None,
            categories=(),
            collections=(),
            breadcrumbs=(),
            created_at=values["created_at"],
            published_at=CREATED,
            updated_at=CREATED,
        )
    )


def _shown_node(values: dict[str, Any]) -> Any:
    return as_json(
        StoreNode(
            id=values["entity_id"],
            kind=values["kind"],
            slug=values["slug"],
            title=values["title"],
            excerpt=None,
            locale=values["locale"],
            source_locale=values["source_locale"],
            is_fallback=False,
            tags=values.get("tags", ()),
            category=None,
            author=None,
            cover=None,
            published_at=values["published_at"],
            stale=False,
            body="<p>Text</p>",
            parent_id=None,
            position=0,
            depth=0,
            reply_count=0,
            metadata={},
            seo=StoreSeo(),
            alternates={},
            updated_at=CREATED,
        )
    )


@pytest.fixture
def search_path(tmp_path: Path, settings: Any) -> Path:
    """A folder of the test's own for the search engine."""
    path = tmp_path / "search"
    settings.RUSTOK = {**settings.RUSTOK, "search": {**settings.RUSTOK["search"], "path": path}}
    return path


@pytest.fixture
def shop(search_path: Path) -> Iterator[Shop]:
    """The only domain there is in the test."""
    # What is made once of all modules must not be made of this one.
    import_module(settings.ROOT_URLCONF)
    current_schema()
    before = {slug: registry.get(slug) for slug in ("commerce", "content")}
    wrappers = {slug: registry.get(slug) for slug in ("blog", "forum", "pages")}
    for slug in (*wrappers, *before):
        registry.unregister(slug)
    shop = Shop()
    registry.register(shop)
    yield shop
    registry.unregister("commerce")
    for module in (*before.values(), *wrappers.values()):
        if module is not None:
            registry.register(module)
