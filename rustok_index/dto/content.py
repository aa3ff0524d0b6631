"""Questions about nodes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from annotated_types import Ge, Le, MaxLen, doc
from pydantic import StringConstraints

from rustok.dto import Id
from rustok_index.dto.products import Cursor, Filter, Limit, Query

Kind = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$"), MaxLen(32)]


class StoreNodeSort(StrEnum):
    """Order of a list of nodes. Relevance needs a query."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"
    TITLE = "title"
    POSITION = "position"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListStoreNodesRequest:
    """A page of nodes of one kind. ``category`` is a slug or an id; ``top`` asks for what is below nothing.

    What is below a node, or at the top, comes in the order of the tree if nothing else is said.
    """

    kind: Kind
    q: Query | None = None
    category: Filter | None = None
    tag: Filter | None = None
    parent_id: Id | None = None
    top: bool = False
    sort: StoreNodeSort | None = None
    limit: Limit = 24
    after: Cursor | None = None
    with_total: bool = False


Year = Annotated[int, Ge(1970), Le(9998)]
Month = Annotated[int, Ge(1), Le(12), doc("Needs a year.")]
Module = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$"), MaxLen(32)]


class StorePostSort(StrEnum):
    """Order of a list of posts."""

    NEWEST = "newest"
    OLDEST = "oldest"
    POSITION = "position"
    VOTES = "votes"


class StoreTopicSort(StrEnum):
    """Order of a list of topics. By activity, what is pinned comes first."""

    ACTIVITY = "activity"
    NEWEST = "newest"
    OLDEST = "oldest"
    VOTES = "votes"


class StoreTopicState(StrEnum):
    """Which topics, by what became of them."""

    SOLVED = "solved"
    UNSOLVED = "unsolved"
    UNANSWERED = "unanswered"


class StoreReplySort(StrEnum):
    """Order of the replies to a topic: as they were written, or the last one first."""

    OLDEST = "oldest"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListStorePostsRequest:
    """A page of posts; all conditions must hold. ``category`` is a slug or an id and includes what is below it.

    ``tag`` is a slug or an id, ``author`` and ``series`` are ids. By ``position`` is the order of a series.
    """

    category: Filter | None = None
    tag: Filter | None = None
    author: Id | None = None
    series: Id | None = None
    featured: bool | None = None
    year: Year | None = None
    month: Month | None = None
    sort: StorePostSort = StorePostSort.NEWEST
    limit: Limit = 24
    after: Cursor | None = None
    with_total: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ListStoreTopicsRequest:
    """A page of topics; all conditions must hold. ``category`` is a slug or an id and includes what is below it."""

    category: Filter | None = None
    tag: Filter | None = None
    author: Id | None = None
    state: StoreTopicState | None = None
    sort: StoreTopicSort = StoreTopicSort.ACTIVITY
    limit: Limit = 24
    after: Cursor | None = None
    with_total: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarTopicsRequest:
    """Topics like one that somebody is about to write, or like one that is there: by exactly one of the two."""

    title: Query | None = None
    id: Id | None = None
    limit: Annotated[int, Ge(1), Le(20)] = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ListStoreRepliesRequest:
    """A page of the replies to a topic, from a number on if one is given: the page of a link to a reply."""

    number: Annotated[int, Ge(1), Le(2_000_000_000), doc("Begin with this one.")] | None = None
    sort: StoreReplySort = StoreReplySort.OLDEST
    limit: Limit = 24
    after: Cursor | None = None
    with_total: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ListStoreCommentsRequest:
    """A page of the comments on a post, each below what it answers."""

    limit: Limit = 24
    after: Cursor | None = None
    with_total: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """A search over products and nodes. ``kinds`` are ``product`` and kinds of nodes; all if empty."""

    q: Query
    kinds: Annotated[tuple[Kind, ...], MaxLen(20)] = ()
    limit: Limit = 24
    after: Cursor | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestRequest:
    """Titles that begin like what was typed so far."""

    q: Query
    limit: Limit = 8
