"""Coupons: what is asked and answered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from annotated_types import Ge, Le, MaxLen, MinLen, doc
from pydantic import StringConstraints

from rustok.dto import UNSET, Id, Moment, Unset
from rustok_commerce.dto.promotions import MAX_GENERATED, CouponCode, CouponPrefix, UsageLimit

MAX_CSV = 1_000_000
"""Characters of a file of coupons."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateCouponRequest:
    """A new code of a promotion."""

    code: CouponCode
    usage_limit: UsageLimit | None = None
    expires_at: Moment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerateCouponsRequest:
    """Codes that cannot be guessed: ``prefix``, a hyphen, and ``length`` random characters."""

    count: Annotated[int, Ge(1), Le(MAX_GENERATED)]
    prefix: CouponPrefix = ""
    length: Annotated[int, Ge(8), Le(24)] = 10
    usage_limit: UsageLimit | None = 1
    expires_at: Moment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateCouponRequest:
    """Fields to change; of a coupon that is switched off no order may make use."""

    is_active: bool | Unset = UNSET
    usage_limit: UsageLimit | Unset | None = UNSET
    expires_at: Moment | Unset | None = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportCouponsRequest:
    """Coupons as CSV with a header: ``code`` and, if wanted, ``usage_limit``, ``expires_at``, ``is_active``."""

    csv: Annotated[str, MinLen(1), MaxLen(MAX_CSV)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListCouponsRequest:
    """Which coupons of a promotion, the newest first. ``q`` is what the code begins with."""

    is_active: bool | None = None
    q: Annotated[str, StringConstraints(strip_whitespace=True), MaxLen(63)] | None = None
    limit: Annotated[int, Ge(1), Le(100)] = 24
    after: Annotated[str, MaxLen(512)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponResponse:
    """A coupon. ``used_count`` counts orders."""

    id: Id
    promotion_id: Id
    code: str
    is_active: bool
    usage_limit: int | None
    used_count: int
    expires_at: dt.datetime | None
    created_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponsMadeResponse:
    """How many coupons were made, and the first of them; the export has all."""

    count: int
    codes: Annotated[tuple[str, ...], doc("At most the first 100.")]
