"""Query fields of the storefront. Every answer comes from the read model."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import graphene
import orjson

from rustok.api.graphql.dto import enum_type, input_type
from rustok.api.graphql.relay import Connection, connection_field
from rustok.api.graphql.scalars import ID
from rustok.api.graphql.stored import StoredObject
from rustok.dto import parse
from rustok_index import errors
from rustok_index.dto.content import ListStoreNodesRequest, SearchRequest, StoreNodeSort, SuggestRequest
from rustok_index.dto.documents import StoredCard, Suggestion
from rustok_index.dto.products import ListStoreProductsRequest, StoreProductFilter, StoreProductSort
from rustok_index.graphql import types
from rustok_index.graphql.connections import connected, exactly_one, question
from rustok_index.graphql.reads import SiteQuery
from rustok_index.graphql.settings import SearchSettingsQuery
from rustok_index.queries import attributes, categories, channels, collections, content, products, search
from rustok_index.queries.search import PRODUCT_KIND


class IndexQuery(SiteQuery, SearchSettingsQuery):
    """Storefront reads."""

    public_reads = frozenset(
        {
            "products",
            "product",
            "categories",
            "category",
            "collections",
            "collection",
            "attributes",
            "channels",
            "search",
            "suggest",
            "nodes",
            "node",
            *SiteQuery.site_reads,
        }
    )
    """The same for everybody, so that caches may keep them; their resolvers look at ``info.context`` alone."""

    products = connection_field(
        types.StoreProductCard,
        searched=True,
        filter=input_type(StoreProductFilter)(),
        sort=enum_type(StoreProductSort)(),
        search=graphene.String(description="Words to look for."),
    )
    product = graphene.Field(types.StoreProduct, handle=graphene.String(), id=ID())
    categories = graphene.List(
        graphene.NonNull(types.StoreCategoryCard), required=True, description="Parents before their children."
    )
    category = graphene.Field(types.StoreCategory, slug=graphene.String(), id=ID())
    collections = graphene.List(
        graphene.NonNull(types.StoreCollectionCard), required=True, description="Collections of products, in order."
    )
    collection = graphene.Field(types.StoreCollection, slug=graphene.String(), id=ID())
    attributes = graphene.List(
        graphene.NonNull(types.StoreFacetAttribute),
        required=True,
        description="What products are filtered by, with the names of the values.",
    )
    channels = graphene.List(
        graphene.NonNull(types.StoreChannel),
        required=True,
        description="Where the shop sells, the default channel first.",
    )
    search = connection_field(
        types.SearchItem,
        searched=True,
        query=graphene.String(required=True),
        kinds=graphene.List(graphene.NonNull(graphene.String), description="`product` and kinds of nodes."),
    )
    suggest = graphene.List(
        graphene.NonNull(types.Suggestion), required=True, query=graphene.String(required=True), first=graphene.Int()
    )
    nodes = connection_field(
        types.StoreNodeCard,
        kind=graphene.String(required=True),
        category=graphene.String(description="Slug or id."),
        tag=graphene.String(),
        parent_id=ID(description="Those below this one, in the order of the tree if `sort` says nothing."),
        top=graphene.Boolean(description="Those that are below nothing."),
        sort=enum_type(StoreNodeSort)(),
        search=graphene.String(description="Words to look for."),
    )
    node = graphene.Field(
        types.StoreNode, id=ID(), kind=graphene.String(), slug=graphene.String(description="Needs the kind as well.")
    )

    @staticmethod
    def resolve_products(_root: Any, info: Any, **asked: Any) -> Connection:
        """List products."""
        request = parse(ListStoreProductsRequest, question(asked, q=asked.get("search"), filter=asked.get("filter")))
        ctx, known = info.context.ctx, products.Known()
        return connected(
            products.list_products(ctx, request, known),
            asked.get("after"),
            lambda: products.count_products(ctx, request, known),
            facets=lambda: products.count_facets(ctx, request, known).facets,
        )

    @staticmethod
    def resolve_product(_root: Any, info: Any, handle: str | None = None, id: UUID | None = None) -> Any:
        """Find a product by exactly one of handle and id; null where there is none."""
        exactly_one(handle=handle, id=id)
        try:
            return orjson.loads(products.get_product(info.context.ctx, handle=handle, product_id=id).json)
        except errors.ProductNotFound:
            return None

    @staticmethod
    def resolve_categories(_root: Any, info: Any) -> list[Any]:
        """List all categories."""
        return [orjson.loads(card.json) for card in categories.list_categories(info.context.ctx)]

    @staticmethod
    def resolve_category(_root: Any, info: Any, slug: str | None = None, id: UUID | None = None) -> Any:
        """Find a category by exactly one of slug and id; null where there is none."""
        exactly_one(slug=slug, id=id)
        try:
            return orjson.loads(categories.get_category(info.context.ctx, slug=slug, category_id=id).json)
        except errors.CategoryNotFound:
            return None

    @staticmethod
    def resolve_collections(_root: Any, info: Any) -> list[Any]:
        """List all collections."""
        return [orjson.loads(card.json) for card in collections.list_collections(info.context.ctx)]

    @staticmethod
    def resolve_collection(_root: Any, info: Any, slug: str | None = None, id: UUID | None = None) -> Any:
        """Find a collection by exactly one of slug and id; null where there is none."""
        exactly_one(slug=slug, id=id)
        try:
            return orjson.loads(collections.get_collection(info.context.ctx, slug=slug, collection_id=id).json)
        except errors.CollectionNotFound:
            return None

    @staticmethod
    def resolve_attributes(_root: Any, info: Any) -> list[Any]:
        """List the attributes that products are filtered by."""
        return [orjson.loads(card.json) for card in attributes.list_attributes(info.context.ctx)]

    @staticmethod
    def resolve_channels(_root: Any, info: Any) -> list[Any]:
        """List the channels that sell."""
        return [orjson.loads(card.json) for card in channels.list_channels(info.context.ctx)]

    @staticmethod
    def resolve_search(_root: Any, info: Any, **asked: Any) -> Connection:
        """Find products, nodes, and topics and posts by what was answered to them."""
        request = parse(SearchRequest, question(asked, q=asked["query"], kinds=asked.get("kinds")))
        return connected(search.search(info.context.ctx, request), asked.get("after"), None, read=_found)

    @staticmethod
    def resolve_suggest(_root: Any, info: Any, query: str, first: int | None = None) -> tuple[Suggestion, ...]:
        """Return titles with words that begin like the query."""
        asked = {"q": query} if first is None else {"q": query, "limit": first}
        return search.suggest(info.context.ctx, parse(SuggestRequest, asked))

    @staticmethod
    def resolve_nodes(_root: Any, info: Any, kind: str, **asked: Any) -> Connection:
        """List published nodes of a kind."""
        request = parse(
            ListStoreNodesRequest,
            question(
                asked,
                kind=kind,
                q=asked.get("search"),
                category=asked.get("category"),
                tag=asked.get("tag"),
                parent_id=str(asked["parent_id"]) if asked.get("parent_id") else None,
                top=asked.get("top"),
            ),
        )
        ctx = info.context.ctx
        return connected(
            content.list_nodes(ctx, request), asked.get("after"), lambda: content.count_nodes(ctx, request)
        )

    @staticmethod
    def resolve_node(
        _root: Any,
        info: Any,
        id: UUID | None = None,
        kind: str | None = None,
        slug: str | None = None,
    ) -> Any:
        """Find a node by its id, or by kind and slug; null where there is none."""
        exactly_one(id=id, slug=slug)
        try:
            return orjson.loads(content.get_node(info.context.ctx, node_id=id, kind=kind, slug=slug).json)
        except errors.NodeNotFound:
            return None


def _found(card: StoredCard, content: StoredObject) -> dict[str, Any]:
    is_product = card.kind == PRODUCT_KIND
    return {
        "kind": card.kind,
        "product": content if is_product else None,
        "node": None if is_product else content,
        "match": getattr(content, "match", None),
    }
