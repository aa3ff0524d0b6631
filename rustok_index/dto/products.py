"""Questions about products."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from annotated_types import Ge, Le, MaxLen, MinLen, doc
from pydantic import StringConstraints

from rustok.dto import Amount, CurrencyCode

CURSOR_LENGTH = 1024
MAX_LIMIT = 100

Query = Annotated[str, StringConstraints(strip_whitespace=True), MaxLen(200), doc("Words to look for.")]
Cursor = Annotated[str, MaxLen(CURSOR_LENGTH), doc("Where the page before ended: its `page.next`.")]
Limit = Annotated[int, Ge(1), Le(MAX_LIMIT), doc("Size of the page.")]
Filter = Annotated[str, MinLen(1), MaxLen(255)]


class StoreProductSort(StrEnum):
    """Order of a storefront's list of products. Relevance needs a query."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    PRICE = "price"
    PRICE_DESCENDING = "price_descending"
    TITLE = "title"
    POSITION = "position"


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionFilter:
    """Products with a variant whose option ``name`` has the ``value``."""

    name: Filter
    value: Filter


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreProductFilter:
    """Which products; all conditions must hold.

    ``category`` is a slug or an id and includes what is below it, ``collection`` a slug or an id.

    Prices are minor units of ``currency``, by default the first of the request's channel.
    """

    category: Filter | None = None
    collection: Filter | None = None
    tag: Filter | None = None
    currency: CurrencyCode | None = None
    price_min: Amount | None = None
    price_max: Amount | None = None
    in_stock: bool | None = None
    options: Annotated[tuple[OptionFilter, ...], MaxLen(10)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListStoreProductsRequest:
    """A page of products. Without ``sort``: by relevance where there is a query, else the newest first."""

    q: Query | None = None
    filter: StoreProductFilter = field(default_factory=StoreProductFilter)
    sort: StoreProductSort | None = None
    limit: Limit = 24
    after: Cursor | None = None
    with_total: bool = False
    with_facets: bool = False
