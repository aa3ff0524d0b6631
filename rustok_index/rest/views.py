"""Views of the storefront's reads. Every answer comes from the read model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError
from rest_framework.request import Request

from rustok.api.rest.stored import StoredAnswer
from rustok.api.rest.views import ApiView, endpoint
from rustok.ids import InvalidId, parse_id
from rustok.search.storefront import (
    StoreCategory,
    StoreCategoryCard,
    StoreChannel,
    StoreCollection,
    StoreCollectionCard,
    StoreFacetAttribute,
    StoreMarkup,
    StoreNode,
    StoreNodeCard,
    StoreProduct,
    StoreProductCard,
    StoreSitemapEntry,
)
from rustok_index import errors
from rustok_index.dto.content import Kind
from rustok_index.dto.documents import CardPage, Suggestion
from rustok_index.queries import attributes, categories, channels, collections, content, products, search
from rustok_index.queries.product_markup import get_markup
from rustok_index.queries.sitemap import sitemap
from rustok_index.rest import parameters
from rustok_index.rest.answers import document_answer, page_answer, whole_answer

_kind: TypeAdapter[str] = TypeAdapter(Kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductFacets:
    """How many of all found products have which category and collection (ids), tag and option (``name=value``).

    What a facet is filtered by does not narrow its own counts. ``availability`` counts ``in_stock`` and ``sold_out``;
    ``price`` is the span (``min``, ``max``) in minor units, ``price_ranges`` counts parts of it (``1000-2000``, the end
    excluded).
    """

    categories: dict[str, int]
    collections: dict[str, int]
    tags: dict[str, int]
    options: dict[str, int]
    availability: dict[str, int]
    price: dict[str, int]
    price_ranges: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchFacets:
    """How much was found of each kind, whatever the page."""

    kinds: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchItem:
    """One thing found: ``kind`` is ``product`` or a kind of nodes, ``item`` its card.

    Of an answer (``reply``, ``comment``) it is the card of what it answers, with ``match``: its ``id``, ``kind``,
    ``number``, ``author``, ``created_at`` and an ``excerpt`` around the words looked for.
    """

    kind: str
    item: dict[str, Any]


class ProductListView(ApiView):
    """Products of the storefront."""

    tag = "storefront"

    @endpoint(query=parameters.ProductListQuery, response=StoreProductCard, page=True, facets=ProductFacets, waits=True)
    def get(self, request: Request, query: parameters.ProductListQuery) -> StoredAnswer:
        """List products."""
        return page_answer(products.list_products(self.ctx, query.request()), self.selection)


class ProductView(ApiView):
    """One product of the storefront."""

    tag = "storefront"

    @endpoint(response=StoreProduct, waits=True)
    def get(self, request: Request, handle: str) -> StoredAnswer:
        """Return a product by its handle, in any of the shop's languages or of former times, or by its id.

        Its `handle` is the present address in the language asked for.
        """
        try:
            product_id = parse_id(handle)
        except InvalidId:
            product_id = None
        return document_answer(
            self.selection,
            self.known,
            checksum=lambda: products.get_checksum(self.ctx, handle=handle, product_id=product_id),
            document=lambda: products.get_product(self.ctx, handle=handle, product_id=product_id),
        )


class ProductMarkupView(ApiView):
    """What search engines are told of a product."""

    tag = "storefront"

    @endpoint(query=parameters.MarkupQuery, response=StoreMarkup, waits=True)
    def get(self, request: Request, handle: str, query: parameters.MarkupQuery) -> StoredAnswer:
        """Return schema.org objects for a product's page: `Product` with its offers, and the way to it."""
        try:
            product_id = parse_id(handle)
        except InvalidId:
            product_id = None
        found = get_markup(self.ctx, handle=handle, product_id=product_id, currency=query.currency)
        return whole_answer(found, self.selection)


class CategoryListView(ApiView):
    """The tree of categories."""

    tag = "storefront"

    @endpoint(response=StoreCategoryCard, page=True, waits=True)
    def get(self, request: Request) -> StoredAnswer:
        """List all categories, parents before their children, siblings in their order."""
        return page_answer(CardPage(cards=categories.list_categories(self.ctx)), self.selection)


class CategoryView(ApiView):
    """One category."""

    tag = "storefront"

    @endpoint(response=StoreCategory, waits=True)
    def get(self, request: Request, slug: str) -> StoredAnswer:
        """Return a category by its slug, in any of the shop's languages or of former times, or by its id.

        Its products are `/products?category=`.
        """
        return document_answer(
            self.selection,
            self.known,
            checksum=lambda: categories.get_checksum(self.ctx, slug=slug),
            document=lambda: categories.get_category(self.ctx, slug=slug),
        )


class AttributeListView(ApiView):
    """What products are filtered by."""

    tag = "storefront"

    @endpoint(response=StoreFacetAttribute, page=True, waits=True)
    def get(self, request: Request) -> StoredAnswer:
        """List the attributes and options that products are filtered by, with the names of their values."""
        return page_answer(CardPage(cards=attributes.list_attributes(self.ctx)), self.selection)


class SitemapView(ApiView):
    """What has an address."""

    tag = "storefront"

    @endpoint(query=parameters.SitemapQuery, response=StoreSitemapEntry, page=True, waits=True)
    def get(self, request: Request, query: parameters.SitemapQuery) -> StoredAnswer:
        """List everything with a text of its own in the request's language, with its addresses in all languages."""
        return page_answer(sitemap(self.ctx, limit=query.limit, after=query.after), self.selection)


class CollectionListView(ApiView):
    """Collections of products."""

    tag = "storefront"

    @endpoint(response=StoreCollectionCard, page=True, waits=True)
    def get(self, request: Request) -> StoredAnswer:
        """List all collections in their order."""
        return page_answer(CardPage(cards=collections.list_collections(self.ctx)), self.selection)


class CollectionView(ApiView):
    """One collection of products."""

    tag = "storefront"

    @endpoint(response=StoreCollection, waits=True)
    def get(self, request: Request, slug: str) -> StoredAnswer:
        """Return a collection by its slug, in any of the shop's languages, or by its id.

        Its products are `/products?collection=`; `sort=position` gives the order made by hand.
        """
        return document_answer(
            self.selection,
            self.known,
            checksum=lambda: collections.get_checksum(self.ctx, slug=slug),
            document=lambda: collections.get_collection(self.ctx, slug=slug),
        )


class ChannelListView(ApiView):
    """The channels the shop sells in."""

    tag = "storefront"

    @endpoint(response=StoreChannel, page=True, waits=True)
    def get(self, request: Request) -> StoredAnswer:
        """List the channels that sell, the default one first."""
        return page_answer(CardPage(cards=channels.list_channels(self.ctx)), self.selection)


class SearchView(ApiView):
    """Search over everything."""

    tag = "storefront"

    @endpoint(query=parameters.SearchQueryParameters, response=SearchItem, page=True, facets=SearchFacets, waits=True)
    def get(self, request: Request, query: parameters.SearchQueryParameters) -> StoredAnswer:
        """Find products, nodes, and topics and posts by what was answered to them."""
        found = search.search(self.ctx, query.request())
        return page_answer(found, self.selection, with_kind=True)


class SuggestView(ApiView):
    """Suggestions while somebody types."""

    tag = "storefront"

    @endpoint(query=parameters.SuggestQueryParameters, response=Suggestion, page=True, waits=True)
    def get(self, request: Request, query: parameters.SuggestQueryParameters) -> tuple[Suggestion, ...]:
        """Return titles with words that begin like what was typed."""
        return search.suggest(self.ctx, query.request())


class NodeListView(ApiView):
    """Nodes of one kind."""

    tag = "storefront"

    @endpoint(query=parameters.NodeListQuery, response=StoreNodeCard, page=True, waits=True)
    def get(self, request: Request, kind: str, query: parameters.NodeListQuery) -> StoredAnswer:
        """List published nodes of a kind."""
        return page_answer(content.list_nodes(self.ctx, query.request(_kind_of(kind))), self.selection)


class NodeView(ApiView):
    """One node."""

    tag = "storefront"

    @endpoint(response=StoreNode, waits=True)
    def get(self, request: Request, kind: str, slug: str) -> StoredAnswer:
        """Return a published node by its slug, in any of the tenant's languages."""
        kind = _kind_of(kind)
        # What its blocks list has a say in its tag, so that there is no shorter way to it.
        return whole_answer(content.get_node(self.ctx, kind=kind, slug=slug), self.selection)


def _kind_of(kind: str) -> str:
    try:
        return _kind.validate_python(kind)
    except ValidationError as exc:
        raise errors.NodeNotFound() from exc
