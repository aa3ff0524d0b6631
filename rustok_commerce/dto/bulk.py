"""Changes of many products at once: what is asked. The answer is a job."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from annotated_types import Ge, Le, MaxLen, MinLen, doc
from pydantic import StringConstraints

from rustok.dto import MAX_AMOUNT, CurrencyCode, Id
from rustok_commerce.dto.products import MAX_CHOSEN, CategoryIds, ProductStatus, Tag, Tags


class BulkAction(StrEnum):
    """What is done to each product."""

    PUBLISH = "publish"
    UNPUBLISH = "unpublish"
    ARCHIVE = "archive"
    DELETE = "delete"
    CHANGE_TAGS = "change_tags"
    SET_CATEGORIES = "set_categories"
    ADD_CATEGORIES = "add_categories"
    REMOVE_CATEGORIES = "remove_categories"
    CHANGE_PRICES = "change_prices"
    SET_CHANNEL = "set_channel"


Percent = Annotated[
    str,
    StringConstraints(pattern=r"^-?[0-9]{1,4}(?:\.[0-9]{1,4})?$"),
    MaxLen(11),
    doc("Percent to add, as text: -12.5 takes an eighth off."),
]
Difference = Annotated[int, Ge(-MAX_AMOUNT), Le(MAX_AMOUNT), doc("Minor units to add; negative takes away.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductSelection:
    """Which products: those named, or all for which what is given holds.

    All of the shop must be said by ``everything``: a client that forgot its condition does not mean that.
    """

    product_ids: Annotated[tuple[Id, ...], MinLen(1), MaxLen(MAX_CHOSEN)] | None = None
    status: ProductStatus | None = None
    category_id: Id | None = None
    tag: Tag | None = None
    everything: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceChange:
    """How prices change: by percent or by an amount, in one currency or all, the usual ones or those of a list.

    Prices with a window of their own stay.

    ``round_to`` rounds to multiples of so many minor units; ``ending`` is then taken off, so that 100 and 1 make 9.99
    of 9.87. ``show_former`` puts the price of before beside a lower one.
    """

    percent: Percent | None = None
    amount: Difference | None = None
    currency: CurrencyCode | None = None
    channel_id: Id | None = None
    price_list_id: Id | None = None
    round_to: Annotated[int, Ge(1), Le(1_000_000)] = 1
    ending: Annotated[int, Ge(0), Le(999_999)] = 0
    show_former: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkRequest:
    """A change of many products. Each action takes what it needs of the fields below, and no others."""

    action: BulkAction
    selection: ProductSelection
    add_tags: Tags = ()
    remove_tags: Tags = ()
    category_ids: CategoryIds = ()
    prices: PriceChange | None = None
    channel_id: Id | None = None
    is_available: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameTagRequest:
    """A tag that is to be called otherwise. Where there is one of that name already, the two become one."""

    tag: Tag
    name: Tag


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeTagsRequest:
    """Tags that become one."""

    tags: Annotated[tuple[Tag, ...], MinLen(1), MaxLen(50)]
    into: Tag


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTagsRequest:
    """Which tags, in order. ``q`` is how they begin."""

    q: Annotated[str, StringConstraints(strip_whitespace=True, to_lower=True), MaxLen(64)] | None = None
    limit: Annotated[int, Ge(1), Le(100)] = 24
    after: Annotated[str, MaxLen(512)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TagResponse:
    """A tag and how many products have it."""

    tag: str
    products: int
