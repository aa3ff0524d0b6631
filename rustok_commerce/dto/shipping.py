"""Delivery: what is asked and answered. Amounts in minor units, weights in grams."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rustok.dto import Id


class ShippingKind(StrEnum):
    """How the goods change hands."""

    DELIVERY = "delivery"
    PICKUP = "pickup"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippingOptionResponse:
    """A delivery that a basket can have, at its price as prices are shown; days as far as the shop said them."""

    method_id: Id
    code: str
    name: str
    description: str
    kind: ShippingKind
    amount: int
    currency: str
    formatted: str
    location_id: Id | None
    min_days: int | None
    max_days: int | None
