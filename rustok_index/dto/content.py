"""Questions about nodes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from annotated_types import MaxLen
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
    """A page of nodes of one kind. ``category`` is a slug or an id."""

    kind: Kind
    q: Query | None = None
    category: Filter | None = None
    tag: Filter | None = None
    parent_id: Id | None = None
    sort: StoreNodeSort | None = None
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
