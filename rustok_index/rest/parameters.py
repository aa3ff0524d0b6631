"""Query parameters of the storefront's lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from annotated_types import Ge, Le, MaxLen, MinLen, doc

from rustok.dto import Amount, CurrencyCode, Id
from rustok_index.dto.content import (
    Kind,
    ListStoreCommentsRequest,
    ListStoreNodesRequest,
    ListStorePostsRequest,
    ListStoreRepliesRequest,
    ListStoreTopicsRequest,
    Module,
    Month,
    SearchRequest,
    SimilarTopicsRequest,
    StoreNodeSort,
    StorePostSort,
    StoreReplySort,
    StoreTopicSort,
    StoreTopicState,
    SuggestRequest,
    Year,
)
from rustok_index.dto.products import (
    Cursor,
    Filter,
    Limit,
    ListStoreProductsRequest,
    OptionFilter,
    Query,
    StoreProductFilter,
    StoreProductSort,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductListQuery:
    """Which products, in which order. All conditions must hold."""

    q: Query | None = None
    category: Annotated[Filter, doc("Slug or id; includes what is below it.")] | None = None
    collection: Annotated[Filter, doc("Slug or id.")] | None = None
    tag: Filter | None = None
    currency: Annotated[CurrencyCode, doc("Of the prices below, and of the order by price.")] | None = None
    price_min: Amount | None = None
    price_max: Amount | None = None
    in_stock: bool | None = None
    option: Annotated[
        Mapping[str, Filter], MaxLen(10), doc("`option.<name>=<value>`: products with a variant of that value.")
    ] = field(default_factory=dict)
    sort: StoreProductSort | None = None
    facets: Annotated[bool, doc("Count categories, tags and options among all that is found.")] = False
    total: Annotated[bool, doc("Count all that is found.")] = False
    limit: Limit = 24
    after: Cursor | None = None

    def request(self) -> ListStoreProductsRequest:
        """Return the question these parameters ask."""
        return ListStoreProductsRequest(
            q=self.q or None,
            filter=StoreProductFilter(
                category=self.category,
                collection=self.collection,
                tag=self.tag,
                currency=self.currency,
                price_min=self.price_min,
                price_max=self.price_max,
                in_stock=self.in_stock,
                options=tuple(OptionFilter(name=name, value=value) for name, value in self.option.items()),
            ),
            sort=self.sort,
            limit=self.limit,
            after=self.after,
            with_total=self.total,
            with_facets=self.facets,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkupQuery:
    """In which currency prices are told."""

    currency: Annotated[CurrencyCode, doc("The first of the request's channel, if not said.")] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SitemapQuery:
    """Which part of the sitemap."""

    limit: Annotated[int, Ge(1), Le(1000)] = 500
    after: Cursor | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeListQuery:
    """Which nodes of the kind, in which order."""

    q: Query | None = None
    category: Annotated[Filter, doc("Slug or id.")] | None = None
    tag: Filter | None = None
    parent_id: Annotated[Id, doc("Those below this one, in the tree's order if `sort` says nothing.")] | None = None
    top: Annotated[bool, doc("Those that are below nothing.")] = False
    sort: StoreNodeSort | None = None
    total: Annotated[bool, doc("Count all that is found.")] = False
    limit: Limit = 24
    after: Cursor | None = None

    def request(self, kind: str) -> ListStoreNodesRequest:
        """Return the question these parameters ask of a kind."""
        return ListStoreNodesRequest(
            kind=kind,
            q=self.q or None,
            category=self.category,
            tag=self.tag,
            parent_id=self.parent_id,
            top=self.top,
            sort=self.sort,
            limit=self.limit,
            after=self.after,
            with_total=self.total,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PostListQuery:
    """Which posts, in which order. All conditions must hold."""

    category: Annotated[Filter, doc("Slug or id; includes what is below it.")] | None = None
    tag: Annotated[Filter, doc("Slug or id.")] | None = None
    author: Annotated[Id, doc("Id of the author.")] | None = None
    series: Annotated[Id, doc("Id of the series; its order is `sort=position`.")] | None = None
    featured: bool | None = None
    year: Annotated[Year, doc("Published in it (UTC).")] | None = None
    month: Month | None = None
    sort: StorePostSort = StorePostSort.NEWEST
    total: Annotated[bool, doc("Count all that is found.")] = False
    limit: Limit = 24
    after: Cursor | None = None

    def request(self) -> ListStorePostsRequest:
        """Return the question these parameters ask."""
        return ListStorePostsRequest(
            category=self.category,
            tag=self.tag,
            author=self.author,
            series=self.series,
            featured=self.featured,
            year=self.year,
            month=self.month,
            sort=self.sort,
            limit=self.limit,
            after=self.after,
            with_total=self.total,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicListQuery:
    """Which topics, in which order. All conditions must hold."""

    category: Annotated[Filter, doc("Slug or id; includes what is below it.")] | None = None
    tag: Annotated[Filter, doc("Slug or id.")] | None = None
    author: Annotated[Id, doc("Id of the author.")] | None = None
    state: StoreTopicState | None = None
    sort: Annotated[StoreTopicSort, doc("By activity, what is pinned comes first.")] = StoreTopicSort.ACTIVITY
    total: Annotated[bool, doc("Count all that is found.")] = False
    limit: Limit = 24
    after: Cursor | None = None

    def request(self) -> ListStoreTopicsRequest:
        """Return the question these parameters ask."""
        return ListStoreTopicsRequest(
            category=self.category,
            tag=self.tag,
            author=self.author,
            state=self.state,
            sort=self.sort,
            limit=self.limit,
            after=self.after,
            with_total=self.total,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarTitleQuery:
    """What somebody is about to ask, and how many topics like it."""

    title: Query
    limit: Annotated[int, Ge(1), Le(20)] = 5

    def request(self) -> SimilarTopicsRequest:
        """Return the question these parameters ask."""
        return SimilarTopicsRequest(title=self.title, limit=self.limit)


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarTopicQuery:
    """How many topics like one."""

    limit: Annotated[int, Ge(1), Le(20)] = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyListQuery:
    """Which replies, in which order."""

    number: Annotated[int, Ge(1), Le(2_000_000_000), doc("Begin with this one.")] | None = None
    sort: StoreReplySort = StoreReplySort.OLDEST
    total: Annotated[bool, doc("Count all that have a place.")] = False
    limit: Limit = 24
    after: Cursor | None = None

    def request(self) -> ListStoreRepliesRequest:
        """Return the question these parameters ask."""
        return ListStoreRepliesRequest(
            number=self.number, sort=self.sort, limit=self.limit, after=self.after, with_total=self.total
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentListQuery:
    """Which comments."""

    total: Annotated[bool, doc("Count all that have a place.")] = False
    limit: Limit = 24
    after: Cursor | None = None

    def request(self) -> ListStoreCommentsRequest:
        """Return the question these parameters ask."""
        return ListStoreCommentsRequest(limit=self.limit, after=self.after, with_total=self.total)


@dataclass(frozen=True, slots=True, kw_only=True)
class TagListQuery:
    """Which part of the tags."""

    limit: Limit = 24
    after: Cursor | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesListQuery:
    """Which part of the series."""

    limit: Limit = 24
    after: Cursor | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeCategoryListQuery:
    """Which categories of nodes."""

    module: Annotated[Module, doc("`blog`, `forum`, `content`; all if not said.")] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageQueryParameters:
    """Which page."""

    path: Annotated[str, MinLen(1), MaxLen(2000), doc("Its address on the site.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchQueryParameters:
    """What to look for. ``kinds`` are ``product`` and kinds of nodes; all if not said."""

    q: Query
    kinds: Annotated[tuple[Kind, ...], MaxLen(20)] = ()
    limit: Limit = 24
    after: Cursor | None = None

    def request(self) -> SearchRequest:
        """Return the question these parameters ask."""
        return SearchRequest(q=self.q, kinds=self.kinds, limit=self.limit, after=self.after)


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestQueryParameters:
    """What was typed so far."""

    q: Query
    limit: Limit = 8

    def request(self) -> SuggestRequest:
        """Return the question these parameters ask."""
        return SuggestRequest(q=self.q, limit=self.limit)
