"""Stock: what is asked and answered. Quantities are pieces."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from annotated_types import Ge, Le, MaxLen, MinLen, doc

from rustok.dto import UNSET, Id, Unset
from rustok_commerce.dto.localized import Key, ShortText

MAX_STOCK = 10**9
Quantity = Annotated[int, Ge(0), Le(MAX_STOCK), doc("Pieces.")]
MAX_ROWS = 1000
Pieces = Annotated[int, Ge(1), Le(MAX_STOCK), doc("Pieces.")]
Delta = Annotated[int, Ge(-MAX_STOCK), Le(MAX_STOCK), doc("Pieces to add; negative takes away.")]


class MovementReason(StrEnum):
    """Why stock changed."""

    INITIAL = "initial"
    ADJUSTMENT = "adjustment"
    COUNT = "count"
    RECEIPT = "receipt"
    SALE = "sale"
    RETURN = "return"
    LOSS = "loss"
    TRANSFER = "transfer"


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustStockRequest:
    """Add pieces to a variant's stock, or take them away. Without a location it is the default one."""

    variant_id: Id
    delta: Delta
    location_id: Id | None = None
    reason: MovementReason = MovementReason.ADJUSTMENT
    note: Annotated[str, MaxLen(255)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetStockRequest:
    """Say how many pieces there are, as after a count. Without a location it is the default one."""

    variant_id: Id
    on_hand: Quantity
    location_id: Id | None = None
    reason: MovementReason = MovementReason.COUNT
    note: Annotated[str, MaxLen(255)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateStockLocationRequest:
    """A place that will hold stock."""

    code: Key
    name: ShortText
    is_default: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateStockLocationRequest:
    """Fields to change; a field left out stays as it is."""

    code: Key | Unset = UNSET
    name: ShortText | Unset = UNSET
    is_active: bool | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferStockRequest:
    """Take pieces of a variant from one location to another."""

    variant_id: Id
    from_location_id: Id
    to_location_id: Id
    quantity: Pieces
    note: Annotated[str, MaxLen(255)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StockLevelInput:
    """How many pieces of a variant there are. Without a location it is the default one."""

    variant_id: Id
    on_hand: Quantity
    location_id: Id | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetStockLevelsRequest:
    """Say how many pieces there are of many variants, as after a count: all of it or nothing."""

    levels: Annotated[tuple[StockLevelInput, ...], MinLen(1), MaxLen(MAX_ROWS)]
    reason: MovementReason = MovementReason.COUNT
    note: Annotated[str, MaxLen(255)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StockChangeInput:
    """Pieces of a variant to add, or to take away. Without a location it is the default one."""

    variant_id: Id
    delta: Delta
    location_id: Id | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeStockLevelsRequest:
    """Add pieces to the stock of many variants, or take them away, as of a delivery: all of it or nothing."""

    changes: Annotated[tuple[StockChangeInput, ...], MinLen(1), MaxLen(MAX_ROWS)]
    reason: MovementReason = MovementReason.ADJUSTMENT
    note: Annotated[str, MaxLen(255)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StockLevelsResponse:
    """How many levels were changed: those that were so already do not count. ``product_ids`` are the touched ones."""

    changed: int
    product_ids: tuple[Id, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LowStockResponse:
    """A variant of which no more can be sold than its threshold says; below zero more is promised than there is."""

    variant_id: Id
    product_id: Id
    product_title: str
    sku: str | None
    available: int
    low_stock_threshold: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StockLocationResponse:
    """A place that holds stock."""

    id: Id
    code: str
    name: str
    is_default: bool
    is_active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StockLevelResponse:
    """Stock of one variant at one location; ``available`` is what is not promised to anybody."""

    location_id: Id
    location_code: str
    on_hand: int
    reserved: int
    available: int
    updated_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StockMovementResponse:
    """One change of stock."""

    id: Id
    variant_id: Id
    location_id: Id
    sku: str | None
    delta: int
    on_hand_after: int
    reason: MovementReason
    note: str | None
    actor_id: Id | None
    created_at: dt.datetime
