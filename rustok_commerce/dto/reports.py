"""Reports: what is asked and answered. Amounts in minor units; days and months are those of UTC."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from annotated_types import Ge, Le, MaxLen, doc
from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from rustok.dto import CurrencyCode, Id

Sum = Annotated[int, Ge(-(2**63)), Le(2**63 - 1), doc("Minor units of the currency.")]
Count = Annotated[int, Ge(-(2**63)), Le(2**63 - 1)]


def _known_day(value: dt.date) -> dt.date:
    if not 1970 <= value.year <= 9000:
        raise PydanticCustomError("out_of_range", "A day is in the years 1970 to 9000.")
    return value


Day = Annotated[dt.date, AfterValidator(_known_day), doc("Such as 2026-11-30.")]


class Period(StrEnum):
    """By what a report is divided."""

    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRequest:
    """Which days, the last included, and by what they are put together."""

    first: Day
    last: Day
    by: Period = Period.DAY
    currency: CurrencyCode | None = None
    channel: Annotated[str, MaxLen(63)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StockReportRequest:
    """Which days, the last included."""

    first: Day
    last: Day
    location_id: Id | None = None
    limit: Annotated[int, Ge(1), Le(100)] = 24
    after: Annotated[str, MaxLen(512)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StockFileRequest:
    """Which days, the last included, for a file of all of it."""

    first: Day
    last: Day
    location_id: Id | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesReportResponse:
    """What was sold in a period, a channel and a currency. Cancelled orders are counted apart and add to no sum.

    ``refunded`` is what was given back in the period, of whatever orders.
    """

    period: dt.date
    channel: str
    currency: str
    orders: Count
    pieces: Count
    cancelled: Count
    subtotal: Sum
    discounts: Sum
    shipping: Sum
    net: Sum
    tax: Sum
    total: Sum
    refunded: Sum


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxReportResponse:
    """What was taxed in a period, by the country that the goods went to; an empty name: not taxed.

    ``credited_*`` is what credit notes for refunds took back in the period.
    """

    period: dt.date
    currency: str
    country: str
    name: str
    rate_ppm: int
    net: Sum
    tax: Sum
    credited_net: Sum
    credited_tax: Sum


@dataclass(frozen=True, slots=True, kw_only=True)
class StockReportResponse:
    """What came and went of a variant at a location: ``opening`` and all changes make up ``closing``."""

    variant_id: Id
    sku: str
    location_id: Id
    location: str
    opening: Count
    received: Count
    sold: Count
    returned: Count
    lost: Count
    transferred: Count
    corrected: Count
    closing: Count
