"""Delivery: what is asked and answered. Amounts in minor units, weights in grams."""

from __future__ import annotations

from enum import StrEnum


class ShippingKind(StrEnum):
    """How the goods change hands."""

    DELIVERY = "delivery"
    PICKUP = "pickup"
