"""Prices: what is asked and answered. Amounts are minor units."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from annotated_types import Ge, Le, doc

from rustok.dto import Amount, CurrencyCode

MinQuantity = Annotated[int, Ge(1), Le(1_000_000), doc("Pieces from which the price holds.")]


class PriceListKind(StrEnum):
    """What a price list does to the usual price."""

    SALE = "sale"
    OVERRIDE = "override"


class PriceListStatus(StrEnum):
    """Whether a price list holds."""

    DRAFT = "draft"
    ACTIVE = "active"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPriceRequest:
    """The price of a variant in one currency; ``compare_at`` is the former, higher one."""

    currency: CurrencyCode
    amount: Amount
    compare_at: Amount | None = None
    min_quantity: MinQuantity = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceResponse:
    """The price of a variant in one currency."""

    currency: str
    amount: int
    compare_at: int | None
    min_quantity: int
